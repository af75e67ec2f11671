"""Contributors and topics as readers may ask for them: by slug, once something was published.

One under whom nothing ever was is as unknown as one that does not exist: that the desk has made
a topic, or hired a writer, is no news before there is a page that says so. And what a page said
that was taken down is not said elsewhere, its topics' and authors' names included.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from newsroom.publishing import shown
from newsroom.publishing.models import Contributor, OldSlug, PageByline, PageTopic, Topic


@dataclass(frozen=True, slots=True)
class Linked[M: Model]:
    """A table of those to whom pages have link rows."""

    model: type[M]
    links: type[Model]
    kind: OldSlug.Kind
    tag: Callable[[int], str]

    def called(self, slug: str) -> M | None:
        """The one with this slug that has live pages; one query."""
        return self._first(self._with_pages(is_live=True).filter(slug=slug), slug)

    def once_called(self, slug: str) -> M | None:
        """The one that had this slug before; to be asked when none has it now; one query."""
        return self._first(self._with_pages(is_live=True).filter(self._formerly(slug)), slug)

    def is_gone(self, slug: str) -> bool:
        """Whether this is, or was, the slug of one whose pages were all taken down; one query."""
        named = Q(slug=slug) | self._formerly(slug)
        return "\x00" not in slug and self._with_pages().filter(named).exists()

    def _with_pages(self, **which: bool) -> QuerySet[M]:
        links = self.links._default_manager.filter(**{self.kind.value: OuterRef("pk")}, **which)
        return self.model._default_manager.filter(Exists(links))

    def _formerly(self, slug: str) -> Q:
        former = OldSlug.objects.filter(kind=self.kind, slug=slug)
        return Q(pk__in=former.values("object_id"))

    def _first(self, rows: QuerySet[M], slug: str) -> M | None:
        # No slug has what PostgreSQL could not even compare.
        found = rows.first() if "\x00" not in slug else None
        if found is not None:
            shown.show(self.tag(found.pk))
        return found


CONTRIBUTORS = Linked(Contributor, PageByline, OldSlug.Kind.CONTRIBUTOR, shown.contributor)
TOPICS = Linked(Topic, PageTopic, OldSlug.Kind.TOPIC, shown.topic)

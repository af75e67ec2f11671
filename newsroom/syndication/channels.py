"""The lists of pages that go out as feeds: all, opinion, a section, an author, a topic.

Each is read whole, bodies and all, at a cost that does not grow with the archive: along an index
in the order of the list, to where it is cut off.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, Q, QuerySet

from newsroom.publishing import shown
from newsroom.publishing.compiled import Compiled
from newsroom.publishing.genres import OPINION_FRONT, OPINION_KINDS
from newsroom.publishing.menu import MenuSection
from newsroom.publishing.models import Contributor, Page, PageByline, PageTopic, Section, Topic
from newsroom.publishing.models.page import PageQuerySet
from newsroom.publishing.reading import Before
from newsroom.syndication.entry import Printed

IN_A_FEED = 50

_FIELDS = (
    "pk uid path headline standfirst teaser body language direction section_id bylines topics"
    " credit changes first_published_at updated_at".split()
)


@dataclass(frozen=True, slots=True)
class Channel:
    """A list that goes out: what it is called, the page of it for people, what changes it.

    ``route`` and ``named`` are the name of its address and the words in it; ``newest`` gives the
    live pages after a place in the list, the newest first; ``first`` is what it comes to at the
    list's beginning, where many ask for that.
    """

    route: str
    name: str
    home: str
    tags: tuple[str, ...]
    newest: Callable[[Before | None], PageQuerySet]
    first: Compiled[Any] | None = None
    named: Mapping[str, str] = field(default_factory=dict)

    def rows(self, before: Before | None) -> list[Printed]:
        """As many as a feed holds, and one more if there is one; at most two queries."""
        found: list[Printed]
        if self.first and before is None:
            found = self.first.rows()
        else:
            found = list(_printed(self.newest(before)))
        shown.show(*(shown.page(page.pk) for page in found), *self.tags)
        return found


def _cut(pages: PageQuerySet) -> Callable[[Before | None], PageQuerySet]:
    return lambda before: _after(pages.live(), before).newest_first()


def _after(pages: PageQuerySet, before: Before | None) -> PageQuerySet:
    return pages.older_than(before.first_published_at, before.pk) if before else pages


def _printed(pages: PageQuerySet) -> QuerySet[Page, Any]:
    # As pages of the model they would take twice the time.
    return pages.values_list(*_FIELDS, named=True)[: IN_A_FEED + 1]


_newest_of_all = _cut(Page.objects.all())
_LATEST: Compiled[Any] = Compiled(Page, lambda: _printed(_newest_of_all(None)))


def latest() -> Channel:
    """Whatever was published last."""
    return Channel("latest_feed", "", "/", (shown.EVERY_PAGE,), _newest_of_all, _LATEST)


def opinion() -> Channel:
    """Opinion of every genre."""

    def newest(before: Before | None) -> PageQuerySet:
        # The newest of each genre first, so that none is looked for among everything else.
        of_each = [
            Page.objects.filter(pk__in=_first(Page.objects.of_genre(kind), before).values("pk"))
            for kind in OPINION_KINDS
        ]
        first, *others = (pages.values_list("first_published_at", "pk") for pages in of_each)
        found = sorted(first.union(*others, all=True), reverse=True)
        return _these([pk for _, pk in found])

    tags = tuple(shown.genre(kind) for kind in OPINION_KINDS)
    return Channel("opinion_feed", "Opinion", OPINION_FRONT, tags, newest)


def of_section(section: MenuSection) -> Channel:
    """What stands in a section or a sub-section."""
    parent = section.parent.pk if section.parent else None
    pages = Page.objects.in_section(Section(pk=section.pk, parent_id=parent))
    named = {"section": section.slug}
    return Channel("section_feed", section.name, section.path, pages.tags, _cut(pages), named=named)


def by_author(author: Contributor) -> Channel:
    """What someone wrote or had a part in."""
    return Channel(
        "author_feed", author.name, f"/authors/{author.slug}/", (shown.contributor(author.pk),),
        _linked(PageByline, contributor=author.pk), named={"slug": author.slug},
    )  # fmt: skip


def about(topic: Topic) -> Channel:
    """What is about a topic."""
    return Channel(
        "topic_feed", topic.name, f"/topics/{topic.slug}/", (shown.topic(topic.pk),),
        _linked(PageTopic, topic=topic.pk), named={"slug": topic.slug},
    )  # fmt: skip


def _first(pages: PageQuerySet, before: Before | None) -> PageQuerySet:
    return _cut(pages)(before)[: IN_A_FEED + 1]


def _linked(links: type[Model], **to: int) -> Callable[[Before | None], PageQuerySet]:
    """Pages by their link rows, which stand in the order of the list themselves."""

    def newest(before: Before | None) -> PageQuerySet:
        rows: QuerySet[Any] = links._default_manager.filter(is_live=True, **to)
        if before:
            rows = rows.filter(first_published_at__lte=before.first_published_at).filter(
                Q(first_published_at__lt=before.first_published_at) | Q(page__lt=before.pk)
            )
        return _these(rows.order_by("-first_published_at", "-page").values_list("page", flat=True))

    return newest


def _these(keys: Sequence[int] | QuerySet[Any]) -> PageQuerySet:
    """The pages of the first of ``keys``, which are asked for by now: no plan can go astray."""
    return Page.objects.live().filter(pk__in=list(keys[: IN_A_FEED + 1])).newest_first()

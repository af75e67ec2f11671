"""Pages: one row per public address, with everything that a reader is shown, ready to serve."""

from datetime import datetime
from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import F, OuterRef, Q

from newsroom.publishing import shown
from newsroom.publishing.models.section import Section
from newsroom.text.identity import new_uid

# What a card, a feed entry or a list line never needs.
HEAVY_FIELDS = ("body", "changes", "topics", "bylines")


class PageQuerySet(models.QuerySet["Page"]):
    """The words readers' lists use. Chain them; never spell the filters out.

    ``tags`` name what a change of the list is numbered under (``newsroom.publishing.shown``):
    all pages, until a word narrows it.
    """

    tags: tuple[str, ...] = (shown.EVERY_PAGE,)
    # What the list goes by, and its ties: columns, or what a link row repeats of them.
    key: tuple[str, str] = ("first_published_at", "id")
    not_on_cards: tuple[str, ...] = HEAVY_FIELDS

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]
        clone.tags, clone.key, clone.not_on_cards = self.tags, self.key, self.not_on_cards
        return clone

    def _listed_under(self, *tags: str) -> Self:
        clone = self._clone()
        clone.tags = tags
        return clone

    def _by_links(self, links: str, **to: int) -> Self:
        """Pages by their link rows to something: such a list is one walk of the links' index."""
        linked = {f"{links}__{name}": pk for name, pk in to.items()}
        clone = self.filter(**linked, **{f"{links}__is_live": True}).annotate(
            link_at=F(f"{links}__first_published_at"), link_page=F(f"{links}__page")
        )
        clone.key = ("link_at", "link_page")
        return clone

    def live(self) -> Self:
        """Pages that readers may see."""
        return self.filter(state=Page.State.LIVE)

    def newest_first(self) -> Self:
        """By first publication: an update never moves a page up (stamp rule R12)."""
        return self.order_by(*(f"-{name}" for name in self.key))

    def cards(self) -> Self:
        """Without what only the full page shows."""
        return self.defer(*self.not_on_cards)

    def in_section(self, section: Section) -> Self:
        """Pages of a sub-section, or of a top section with its sub-sections."""
        field = "section" if section.parent_id else "top_section"
        return self.filter(**{field: section})._listed_under(shown.section(section.pk))

    def of_genre(self, *kinds: str) -> Self:
        return self.filter(kind__in=kinds)._listed_under(*map(shown.genre, kinds))

    def of_desk(self, desk: str) -> Self:
        """Pages of one desk, named by its model's label such as articles.article."""
        return self.filter(desk=desk)._listed_under(shown.desk(desk))

    def by_contributor(self, pk: int) -> Self:
        """Pages that name this contributor in a byline."""
        return self._by_links("byline_links", contributor=pk)._listed_under(shown.contributor(pk))

    def on_topic(self, pk: int) -> Self:
        return self._by_links("topic_links", topic=pk)._listed_under(shown.topic(pk))

    def of_agency(self, credit: str) -> Self:
        """Pages with this credit, as it is printed."""
        # Said a second time, as the index has it.
        return self.filter(credit=credit).exclude(credit="")

    def corrected(self) -> Self:
        """Pages with a correction, clarification or retraction; by the last of them."""
        clone = self.filter(corrected_at__isnull=False)._listed_under(shown.CORRECTIONS)
        clone.key = ("corrected_at", "id")
        clone.not_on_cards = tuple(name for name in HEAVY_FIELDS if name != "changes")
        return clone

    def from_instant(self, instant: datetime) -> Self:
        """Pages first published then or later."""
        return self.filter(**{f"{self.key[0]}__gte": instant})

    def before_instant(self, instant: datetime) -> Self:
        """Pages first published earlier than that."""
        return self.filter(**{f"{self.key[0]}__lt": instant})

    def older_than(self, instant: datetime, pk: int) -> Self:
        """Pages that come after the given place when the newest come first."""
        at, ties = self.key
        # The outer condition is the index's range, whatever the planner makes of the rest.
        return self.filter(**{f"{at}__lte": instant}).filter(
            Q(**{f"{at}__lt": instant}) | Q(**{f"{ties}__lt": pk})
        )

    def of_story(self, story_uid: UUID | OuterRef) -> Self:
        """The story's own page, live or gone; never one of its former addresses."""
        return self.filter(story_uid=story_uid).exclude(state=Page.State.MOVED)


class Page(models.Model):
    """A public address. Only the press writes here; reader-facing code reads nothing else."""

    class State(models.TextChoices):
        LIVE = "live", "live"
        MOVED = "moved", "moved"
        GONE = "gone", "gone"

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    path = models.CharField(max_length=600, unique=True)
    state = models.CharField(max_length=5, choices=State)
    desk = models.CharField(max_length=60)
    story_uid = models.UUIDField(db_index=True)
    edition = models.ForeignKey(
        "publishing.Edition", on_delete=models.PROTECT, null=True, related_name="+"
    )
    was_killed = models.BooleanField(default=False)

    kind = models.CharField(max_length=10, blank=True, help_text="news, analysis …, or the genre")
    headline = models.CharField(max_length=300, blank=True)
    kicker = models.CharField(max_length=120, blank=True)
    standfirst = models.TextField(blank=True)
    teaser = models.TextField(blank=True)
    body = models.TextField(blank=True, help_text="Clean, with dateline and credit set in.")
    language = models.CharField(max_length=35, blank=True)
    direction = models.CharField(max_length=3, default="ltr")
    section = models.ForeignKey(
        "publishing.Section", on_delete=models.PROTECT, null=True, related_name="+"
    )
    top_section = models.ForeignKey(
        "publishing.Section", on_delete=models.PROTECT, null=True, related_name="+"
    )
    bylines = models.JSONField(default=list)
    topics = models.JSONField(default=list)
    dateline_place = models.CharField(max_length=120, blank=True)
    dateline_date = models.CharField(max_length=60, blank=True)
    credit = models.CharField(max_length=120, blank=True)
    changes = models.JSONField(default=list, help_text="Stamping editions: kind, note, at.")
    word_count = models.PositiveIntegerField(default=0)
    evergreen = models.BooleanField(default=False)
    print_edition = models.CharField(max_length=80, blank=True)
    print_date = models.DateField(null=True)
    print_page = models.CharField(max_length=20, blank=True)

    path_date = models.DateField(null=True, help_text="The date in the path; it never moves.")
    first_published_at = models.DateTimeField(null=True)
    originally_published_at = models.DateTimeField(
        null=True, help_text="The first date of a story that was relaunched."
    )
    updated_at = models.DateTimeField(null=True)
    corrected_at = models.DateTimeField(
        null=True, help_text="Of its last correction, clarification or retraction."
    )
    touched_at = models.DateTimeField(auto_now=True)

    objects = PageQuerySet.as_manager()

    # Set by the press that moved it, for whoever is told of that press.
    former_path = ""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["story_uid"], name="page_one_per_story", condition=~Q(state="moved")
            ),
            models.CheckConstraint(
                name="page_updated_after_first",
                condition=Q(updated_at__isnull=True)
                | Q(updated_at__gt=models.F("first_published_at")),
            ),
            models.CheckConstraint(
                name="page_live_is_complete",
                condition=~Q(state="live")
                | (Q(first_published_at__isnull=False, edition__isnull=False) & ~Q(headline="")),
            ),
            models.CheckConstraint(
                name="page_killed_is_not_live", condition=Q(was_killed=False) | ~Q(state="live")
            ),
        ]
        indexes = [
            models.Index(
                fields=["-first_published_at", "-id"],
                name="page_newest",
                condition=Q(state="live"),
            ),
            models.Index(
                fields=["kind", "-first_published_at", "-id"],
                name="page_newest_of_kind",
                condition=Q(state="live"),
            ),
            models.Index(
                fields=["section", "-first_published_at", "-id"],
                name="page_newest_of_section",
                condition=Q(state="live"),
            ),
            models.Index(
                fields=["top_section", "-first_published_at", "-id"],
                name="page_newest_of_top",
                condition=Q(state="live"),
            ),
            models.Index(
                fields=["credit", "-first_published_at", "-id"],
                name="page_newest_of_agency",
                condition=Q(state="live") & ~Q(credit=""),
            ),
            models.Index(
                fields=["-corrected_at", "-id"],
                name="page_last_corrected",
                condition=Q(state="live", corrected_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.path} ({self.state})"

    def get_absolute_url(self) -> str:
        return self.path


class PageTopic(models.Model):
    """A live page under one of its topics; repeats the order key so that lists are one look-up."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="topic_links")
    topic = models.ForeignKey("publishing.Topic", on_delete=models.PROTECT, related_name="+")
    is_live = models.BooleanField()
    first_published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "topic"], name="page_topic_once")]
        indexes = [
            models.Index(
                fields=["topic", "-first_published_at", "-page"],
                name="page_topic_newest",
                condition=Q(is_live=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.page_id} {self.topic_id}"


class PageByline(models.Model):
    """A live page under one of its contributors; repeats the order key, as PageTopic does."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="byline_links")
    contributor = models.ForeignKey(
        "publishing.Contributor", on_delete=models.PROTECT, related_name="+"
    )
    is_live = models.BooleanField()
    first_published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "contributor"], name="page_byline_once")
        ]
        indexes = [
            models.Index(
                fields=["contributor", "-first_published_at", "-page"],
                name="page_byline_newest",
                condition=Q(is_live=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.page_id} {self.contributor_id}"


class PagePicture(models.Model):
    """A picture on a page, with the words printed there; one query gives a page all of its own."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="picture_links")
    image = models.ForeignKey("media.Image", on_delete=models.PROTECT, related_name="page_uses")
    is_live = models.BooleanField()
    role = models.CharField(max_length=10)
    order = models.PositiveSmallIntegerField(default=0)
    crop = models.CharField(max_length=10, blank=True)
    caption = models.TextField(blank=True)
    alt = models.TextField(blank=True)
    credit = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["order", "id"]
        indexes = [
            models.Index(fields=["image"], name="page_picture_live", condition=Q(is_live=True))
        ]

    def __str__(self) -> str:
        return f"{self.page_id} {self.image_id}"

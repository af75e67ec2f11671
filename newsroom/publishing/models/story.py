"""The story: a working copy that its desk saves as often as it likes; readers never see it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.functional import classproperty

from newsroom.media.models import Image, PictureUse
from newsroom.publishing import content
from newsroom.publishing.models.body import BodyField
from newsroom.publishing.models.contributor import Byline
from newsroom.publishing.models.edition import Edition
from newsroom.publishing.models.page import Page
from newsroom.publishing.models.section import Section
from newsroom.text.identity import new_uid
from newsroom.text.language import direction

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

# Written by verbs and the press alone: a plain save() of an old copy must not undo a kill.
VERB_FIELDS = frozenset(
    "first_published_at updated_at killed_at kill_reason withdrawn_at hold_origin hold_reason"
    " hold_by hold_since spiked_at desk_state".split()
)


KEPT = "What was once published is kept; withdraw it instead."


class StoryQuerySet[S: "Story"](models.QuerySet[S]):
    """The words the desks use for working copies."""

    def with_page_state(self) -> Self:
        """Adds what the desks' lists show of the page and of the edition that waits."""
        page = Page.objects.of_story(OuterRef("uid"))
        waiting = Edition.objects.waiting().of(OuterRef("uid"))
        return self.annotate(
            page_state=Subquery(page.values("state")[:1]),
            page_path=Subquery(page.values("path")[:1]),
            live_digest=Subquery(page.values("edition__digest")[:1]),
            due_at=Subquery(waiting.values("due_at")[:1]),
            due_failure=Subquery(waiting.values("failure")[:1]),
        )

    def delete(self) -> tuple[int, dict[str, int]]:
        """Only what readers never had; of the others nothing is deleted."""
        published = self.filter(first_published_at__isnull=False)
        if published.exists():
            raise models.ProtectedError(KEPT, set(published))
        return super().delete()

    def live(self) -> Self:
        return self.filter(Exists(Page.objects.live().filter(story_uid=OuterRef("uid"))))

    def gone(self) -> Self:
        """Withdrawn or killed after publication, or killed before it."""
        return self.filter(Q(withdrawn_at__isnull=False) | Q(killed_at__isnull=False))

    def scheduled(self) -> Self:
        return self.filter(Exists(Edition.objects.waiting().of(OuterRef("uid"))))

    def drafts(self) -> Self:
        """Never published, not killed, not spiked."""
        return self.filter(
            first_published_at__isnull=True, killed_at__isnull=True, spiked_at__isnull=True
        )

    def held(self) -> Self:
        return self.filter(hold_since__isnull=False)

    def needing_headline(self) -> Self:
        return self.filter(Q(headline="") | Q(headline=F("working_headline")))


class Story(models.Model):
    """What every desk's story has. Verbs (``newsroom.publishing.workflow``) change its state."""

    class DeskState(models.TextChoices):
        DRAFT = "draft", "draft"
        IN_REVIEW = "in_review", "in review"
        READY = "ready", "ready"

    class HoldOrigin(models.TextChoices):
        DESK = "desk", "held by the desk"
        WIRE = "wire", "held by the agency"
        RULE = "rule", "held by a routing rule"

    class Direction(models.TextChoices):
        FROM_LANGUAGE = "", "as the language is written"
        LTR = "ltr", "left to right"
        RTL = "rtl", "right to left"

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    headline = models.CharField(max_length=300, blank=True)
    working_headline = models.CharField(
        max_length=300,
        blank=True,
        editable=False,
        help_text="What the import proposed for copy without a headline; cannot be published.",
    )
    slug = models.SlugField(
        max_length=100,
        blank=True,
        allow_unicode=True,
        help_text="The last part of the address; leave empty to have it made from the headline.",
    )
    kicker = models.CharField(max_length=120, blank=True, help_text="The few words above it.")
    standfirst = models.TextField(blank=True, help_text="One or two sentences under it.")
    teaser = models.TextField(
        blank=True, help_text="For cards; leave empty to use the beginning of the text."
    )
    body = BodyField("text", blank=True)
    language = models.CharField(
        max_length=35, default=settings.LANGUAGE_CODE, help_text="Such as en, ur or pt-BR."
    )
    text_direction = models.CharField(
        "direction", max_length=3, choices=Direction, blank=True, default=Direction.FROM_LANGUAGE
    )
    section = models.ForeignKey(
        "publishing.Section", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    topics = models.ManyToManyField("publishing.Topic", blank=True, related_name="+")
    dateline_place = models.CharField(
        max_length=120, blank=True, help_text="As the copy writes it: ISLAMABAD."
    )
    dateline_date = models.CharField(
        max_length=60, blank=True, help_text="As the copy writes it: Aug 11."
    )
    credit = models.CharField(
        max_length=120, blank=True, help_text="The agency that closes the text: AFP."
    )
    evergreen = models.BooleanField(
        default=False, help_text="Carries no note of its age to readers when it grows old."
    )

    desk_state = models.CharField(
        max_length=10, choices=DeskState, default=DeskState.DRAFT, editable=False
    )
    embargo_until = models.DateTimeField(
        null=True, blank=True, help_text="Nothing of it may be public before this time."
    )
    hold_origin = models.CharField(max_length=4, choices=HoldOrigin, blank=True, editable=False)
    hold_reason = models.TextField(blank=True, editable=False)
    hold_reasons = models.JSONField(
        default=dict, null=True, editable=False, help_text="Why each that holds it does so."
    )
    hold_by = models.CharField(max_length=150, blank=True, editable=False)
    hold_since = models.DateTimeField(null=True, editable=False)
    expires_at = models.DateTimeField(
        null=True, blank=True, help_text="From then on it may not be published."
    )
    planned_for = models.DateTimeField(
        null=True, blank=True, help_text="When the desk means to run it; schedules nothing."
    )
    spiked_at = models.DateTimeField(null=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    killed_at = models.DateTimeField(null=True, editable=False)
    kill_reason = models.TextField(blank=True, editable=False)
    first_published_at = models.DateTimeField(null=True, editable=False, db_index=True)
    updated_at = models.DateTimeField(null=True, editable=False)

    print_edition = models.CharField(max_length=80, blank=True)
    print_date = models.DateField(null=True, blank=True)
    print_page = models.CharField(max_length=20, blank=True)
    legacy_addresses = models.JSONField(
        default=list, blank=True, help_text="Addresses it had on a former site."
    )

    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(auto_now=True)
    lock_version = models.PositiveIntegerField(default=1, editable=False)

    # Where the desk keeps what a page calls its kind, and whether a section is a must.
    genre_field: ClassVar[str] = "kind"
    needs_section: ClassVar[bool] = True

    if TYPE_CHECKING:
        bylines: RelatedManager[Byline]
        pictures: RelatedManager[PictureUse]

    class Meta:
        abstract = True
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="%(class)s_updated_after_first",
                condition=Q(updated_at__isnull=True) | Q(updated_at__gt=F("first_published_at")),
            ),
            models.CheckConstraint(
                name="%(class)s_hold_is_whole",
                condition=Q(hold_since__isnull=True, hold_origin="")
                | (Q(hold_since__isnull=False) & ~Q(hold_origin="")),
            ),
            models.CheckConstraint(
                name="%(class)s_kill_has_reason",
                condition=Q(killed_at__isnull=True) | ~Q(kill_reason=""),
            ),
        ]
        # The desks' lists and front page. All but the first hold few stories at a time.
        indexes = [
            models.Index(fields=["-saved_at"], name="%(class)s_last_saved"),
            models.Index(
                fields=["desk_state", "-saved_at"],
                name="%(class)s_unpublished",
                condition=Q(first_published_at__isnull=True),
            ),
            models.Index(
                fields=["-saved_at"],
                name="%(class)s_in_review",
                condition=Q(desk_state="in_review"),
            ),
            models.Index(
                fields=["-saved_at"], name="%(class)s_held", condition=Q(hold_since__isnull=False)
            ),
            models.Index(
                fields=["embargo_until"],
                name="%(class)s_embargoed",
                condition=Q(embargo_until__isnull=False),
            ),
            models.Index(
                fields=["-saved_at"],
                name="%(class)s_without_headline",
                condition=Q(headline="") | Q(headline=F("working_headline")),
            ),
            models.Index(
                fields=["-saved_at"],
                name="%(class)s_taken_off",
                condition=Q(withdrawn_at__isnull=False)
                | Q(killed_at__isnull=False)
                | Q(spiked_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.headline or f"untitled {self._meta.verbose_name}"

    # --- Storing ---

    def save(
        self,
        *,
        force_insert: Any = False,
        force_update: bool = False,
        using: str | None = None,
        update_fields: Iterable[str] | None = None,
    ) -> None:
        """Stores the working copy; what verbs own is left as the database has it."""
        if not self._state.adding and self.pk is not None:
            if update_fields is None:
                update_fields = self._working_fields()
            self.lock_version = F("lock_version") + 1
            update_fields = {*update_fields, "lock_version", "saved_at"}
        super().save(
            force_insert=force_insert,
            force_update=force_update,
            using=using,
            update_fields=update_fields,
        )
        self._save_lead_image()

    def _working_fields(self) -> set[str]:
        deferred = self.get_deferred_fields()
        return {
            field.name
            for field in self._meta.concrete_fields
            if not field.primary_key
            and field.name not in VERB_FIELDS
            and field.attname not in deferred
        }

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        if self.first_published_at is not None:
            raise models.ProtectedError(KEPT, {self})
        return super().delete(*args, **kwargs)

    # --- The lead picture ---

    @property
    def lead_image(self) -> Image | None:
        """The picture used in the role lead."""
        if "_lead_image" in self.__dict__:
            return self.__dict__["_lead_image"]  # type: ignore[no-any-return]
        if self.pk is None:
            return None
        for use in self.pictures.all():
            if use.role == PictureUse.Role.LEAD:
                return use.image
        return None

    @lead_image.setter
    def lead_image(self, image: Image | None) -> None:
        """Taken over by the next save()."""
        self.__dict__["_lead_image"] = image

    def _save_lead_image(self) -> None:
        if "_lead_image" not in self.__dict__:
            return
        image: Image | None = self.__dict__.pop("_lead_image")
        lead = self.pictures.filter(role=PictureUse.Role.LEAD).first()
        if image is None:
            self.pictures.filter(role=PictureUse.Role.LEAD).delete()
        elif lead is None:
            self.pictures.create(image=image, role=PictureUse.Role.LEAD)
        elif lead.image_id != image.pk:
            # Words written for the picture before must not stand under this one.
            lead.image, lead.caption, lead.alt, lead.credit = image, "", "", ""
            lead.save()

    # --- Reading ---

    @classproperty
    def desk(cls) -> str:  # noqa: N805
        """The model's label, by which editions and pages name it without importing it."""
        return str(cls._meta.label_lower)

    @property
    def direction(self) -> str:
        """``ltr`` or ``rtl``."""
        return self.text_direction or direction(self.language)

    @property
    def page(self) -> Page | None:
        """The story's page, live or gone; None if it was never published."""
        return Page.objects.of_story(self.uid).select_related("edition").first()

    @property
    def waiting_edition(self) -> Edition | None:
        return Edition.objects.waiting().of(self.uid).first()

    @property
    def needs_headline(self) -> bool:
        """Whether an editor has yet to write one: none, or only what the import proposed."""
        headline = self.headline.strip()
        return not headline or headline == self.working_headline

    @property
    def is_live(self) -> bool:
        """Whether readers have it now: published, and neither withdrawn nor killed since."""
        published = self.first_published_at is not None
        return published and self.withdrawn_at is None and self.killed_at is None

    @property
    def is_killed(self) -> bool:
        return self.killed_at is not None

    def content(self) -> dict[str, Any]:
        """Everything that an edition keeps of the story, as data."""
        return content.of_story(self)

    @property
    def has_unpublished_changes(self) -> bool:
        """Whether the working copy differs from what readers have."""
        page = self.page
        if page is None or page.state != Page.State.LIVE or page.edition is None:
            return False
        return content.digest(self.content()) != page.edition.digest

    # --- What each desk says ---

    @classmethod
    def path_prefix(cls, kind: str, top: Section | None) -> tuple[str, ...]:
        """Segments before the date, such as ("world",) or ("opinion", "columns").

        ``kind`` is the article's kind or the genre, ``top`` the top section if there is one.
        """
        raise NotImplementedError

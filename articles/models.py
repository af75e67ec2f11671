"""Articles: the news desk's stories."""

from django.db import models

from newsroom.media.models import PictureUse as BasePictureUse
from newsroom.publishing.models import Byline as BaseByline
from newsroom.publishing.models import Section, Story, StoryQuerySet


class Article(Story):
    """A news story; it may come from an agency's wire."""

    class Kind(models.TextChoices):
        NEWS = "news", "news"
        ANALYSIS = "analysis", "analysis"
        FEATURE = "feature", "feature"
        INTERVIEW = "interview", "interview"
        LIVE = "live", "live"
        GALLERY = "gallery", "gallery"

    kind = models.CharField(max_length=10, choices=Kind, default=Kind.NEWS)
    wire_story = models.OneToOneField(
        "wire.WireStory",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    wire_item = models.ForeignKey(
        "wire.WireItem",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        help_text="The agency's version that it was taken from.",
    )
    wire_base = models.JSONField(
        default=dict,
        blank=True,
        editable=False,
        help_text="The text as it was taken: the base of merges with newer versions.",
    )

    objects = StoryQuerySet["Article"].as_manager()

    class Meta(Story.Meta):
        verbose_name = "article"
        indexes = [
            *Story.Meta.indexes,
            models.Index(fields=["kind", "-saved_at"], name="article_of_kind"),
        ]

    @classmethod
    def path_prefix(cls, kind: str, top: Section | None) -> tuple[str, ...]:
        return (top.slug,) if top else ()


class Byline(BaseByline):
    """A byline line of an article."""

    story = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="bylines")

    class Meta(BaseByline.Meta):
        verbose_name = "byline"


class PictureUse(BasePictureUse):
    """A picture of an article."""

    story = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="pictures")

    class Meta(BasePictureUse.Meta):
        verbose_name = "picture"
        constraints = [
            models.UniqueConstraint(
                fields=["story"],
                condition=models.Q(role="lead"),
                name="article_one_lead_picture",
                violation_error_message="A story has one lead picture.",
            )
        ]


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """The words the news desk uses for proposals."""

    def open(self) -> "ProposalQuerySet":
        return self.filter(state=Proposal.State.OPEN)


class Proposal(models.Model):
    """A newer version of copy that editors have changed here: they decide what of it they take.

    Its base is the article's ``wire_base``, the text as it was taken.
    """

    class State(models.TextChoices):
        OPEN = "open", "waits for a decision"
        ACCEPTED = "accepted", "accepted"
        DISMISSED = "dismissed", "dismissed"
        SUPERSEDED = "superseded", "replaced by a newer version"
        ENDED = "ended", "ended by a kill"

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="proposals")
    item = models.ForeignKey("wire.WireItem", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    why = models.TextField(help_text="Why it was not followed at once.")
    made_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=150, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["article"], condition=models.Q(state="open"), name="proposal_one_open"
            ),
            models.UniqueConstraint(fields=["article", "item"], name="proposal_once"),
        ]

    def __str__(self) -> str:
        return f"{self.article}: {self.get_state_display()}"

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
        indexes = [models.Index(fields=["-saved_at"], name="article_last_saved")]

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

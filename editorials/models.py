"""Editorials: the opinion desk's stories."""

from django.db import models

from newsroom.media.models import PictureUse as BasePictureUse
from newsroom.publishing.genres import GENRES
from newsroom.publishing.models import Byline as BaseByline
from newsroom.publishing.models import Section, Story, StoryQuerySet

_SLUGS = {genre.kind: genre.slug for genre in GENRES}


class Editorial(Story):
    """A piece of opinion: the paper's own editorial, a column, a letter or a cartoon."""

    class Genre(models.TextChoices):
        EDITORIAL = "editorial", "editorial"
        COLUMN = "column", "column"
        LETTER = "letter", "letter"
        CARTOON = "cartoon", "cartoon"

    genre = models.CharField(max_length=10, choices=Genre, default=Genre.EDITORIAL)

    genre_field = "genre"
    needs_section = False

    objects = StoryQuerySet["Editorial"].as_manager()

    class Meta(Story.Meta):
        verbose_name = "opinion piece"
        indexes = [
            *Story.Meta.indexes,
            models.Index(fields=["genre", "-saved_at"], name="editorial_of_genre"),
        ]

    @classmethod
    def path_prefix(cls, kind: str, top: Section | None) -> tuple[str, ...]:
        return ("opinion", _SLUGS[kind])


class Byline(BaseByline):
    """A byline line of an opinion piece."""

    story = models.ForeignKey(Editorial, on_delete=models.CASCADE, related_name="bylines")

    class Meta(BaseByline.Meta):
        verbose_name = "byline"


class PictureUse(BasePictureUse):
    """A picture of an opinion piece."""

    story = models.ForeignKey(Editorial, on_delete=models.CASCADE, related_name="pictures")

    class Meta(BasePictureUse.Meta):
        verbose_name = "picture"
        constraints = [
            models.UniqueConstraint(
                fields=["story"],
                condition=models.Q(role="lead"),
                name="editorial_one_lead_picture",
                violation_error_message="A piece has one lead picture.",
            )
        ]

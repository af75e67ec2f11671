"""The picture as it was received, its renditions, and its use by a story."""

from datetime import datetime
from typing import Any, Self, TypedDict

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from newsroom.text.identity import new_uid


class Rendition(TypedDict):
    """One file that readers may be given. ``name`` is random (128 bits) and says nothing."""

    name: str
    format: str  # avif, webp or jpeg
    crop: str  # full, wide (16:9), classic (4:3) or square
    width: int
    height: int
    size: int


class ImageQuerySet(models.QuerySet["Image"]):
    """The words the desks use for pictures."""

    def usable(self, at: datetime) -> Self:
        """Pictures that may be shown at ``at``: ready, not killed, rights not run out."""
        return self.filter(state=Image.State.READY).filter(
            Q(rights_expire_at__isnull=True) | Q(rights_expire_at__gt=at)
        )


class Image(models.Model):
    """A picture, stored once however often it is sent (by SHA-256 of the file received)."""

    class State(models.TextChoices):
        RECEIVED = "received", "being prepared"
        READY = "ready", "ready"
        FAILED = "failed", "could not be read"
        KILLED = "killed", "killed"

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    title = models.CharField(max_length=200, blank=True, help_text="For the desk; not published.")
    caption = models.TextField(blank=True)
    alt = models.TextField(
        "alternative text",
        blank=True,
        help_text="What the picture shows, for readers who cannot see it.",
    )
    credit = models.CharField(max_length=200, blank=True, help_text="Photographer and agency.")
    original = models.CharField(max_length=200, editable=False, help_text="Name in private storage")
    filename = models.CharField(max_length=255, blank=True, editable=False)
    mime = models.CharField(max_length=50, editable=False)
    size = models.PositiveBigIntegerField(default=0, editable=False)
    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    width = models.PositiveIntegerField(default=0, editable=False)
    height = models.PositiveIntegerField(default=0, editable=False)
    focal_x = models.FloatField(
        default=0.5,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text="What crops keep: 0 is the left edge, 1 the right.",
    )
    focal_y = models.FloatField(
        default=0.5,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text="What crops keep: 0 is the top edge, 1 the bottom.",
    )
    photo_metadata = models.JSONField(default=dict, editable=False)
    rights = models.TextField(blank=True, help_text="Usage terms as the source states them.")
    rights_expire_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(
        max_length=10, choices=State, default=State.RECEIVED, editable=False, db_index=True
    )
    failure = models.CharField(max_length=300, blank=True, editable=False)
    renditions = models.JSONField(default=list, editable=False)
    public = models.BooleanField(
        default=False, editable=False, help_text="Its renditions lie where readers can fetch them."
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    killed_at = models.DateTimeField(null=True, editable=False)
    kill_reason = models.TextField(blank=True, editable=False)

    objects = ImageQuerySet.as_manager()

    class Meta:
        verbose_name = "picture"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="image_focal_point_inside",
                condition=Q(focal_x__gte=0, focal_x__lte=1, focal_y__gte=0, focal_y__lte=1),
            ),
            models.CheckConstraint(
                name="image_killed_has_time",
                condition=Q(state="killed", killed_at__isnull=False)
                | (~Q(state="killed") & Q(killed_at__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.filename or f"picture {self.pk}"

    @property
    def is_ready(self) -> bool:
        return self.state == self.State.READY

    def is_usable(self, at: datetime) -> bool:
        """As ``usable`` of the query says it, of one picture."""
        return may_be_shown(self.state, self.rights_expire_at, at)


def may_be_shown(state: str, rights_expire_at: datetime | None, at: datetime) -> bool:
    """Whether a picture in that state, with rights until then (None: for ever), is usable."""
    has_rights = rights_expire_at is None or rights_expire_at > at
    return state == Image.State.READY and has_rights


class PictureUse(models.Model):
    """How one story uses one picture: its role, and the caption, text and credit it prints.

    Abstract: each desk has its own table with a ``story`` foreign key.
    """

    class Role(models.TextChoices):
        LEAD = "lead", "lead picture"
        BODY = "body", "in the text"
        GALLERY = "gallery", "in the gallery"

    image = models.ForeignKey(
        Image, on_delete=models.PROTECT, related_name="+", verbose_name="picture"
    )
    role = models.CharField(max_length=10, choices=Role, default=Role.LEAD)
    order = models.PositiveSmallIntegerField(default=0)
    crop = models.CharField(max_length=10, blank=True)
    caption = models.TextField(blank=True, help_text="Leave empty to print the picture's own.")
    alt = models.TextField(
        "alternative text", blank=True, help_text="Leave empty for the picture's own."
    )
    credit = models.CharField(
        max_length=200, blank=True, help_text="Leave empty for the picture's own."
    )

    class Meta:
        abstract = True
        verbose_name = "picture"
        ordering = ["order", "pk"]

    def as_content(self) -> dict[str, Any]:
        """The use as an edition keeps it; empty texts fall back to the picture's own."""
        return {
            "image": self.image_id,
            "uid": str(self.image.uid),
            "role": self.role,
            "order": self.order,
            "crop": self.crop,
            "caption": self.caption or self.image.caption,
            "alt": self.alt or self.image.alt,
            "credit": self.credit or self.image.credit,
        }

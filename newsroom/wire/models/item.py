"""Agency stories and their versions, as they were read from the deliveries."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from newsroom.text.identity import new_uid
from newsroom.wire.models.delivery import Delivery
from newsroom.wire.models.feed import Feed, Source


class WireStoryQuerySet(models.QuerySet["WireStory"]):
    """The words the wire desk uses for agency stories."""

    def waiting(self) -> "WireStoryQuerySet":
        """In the inbox: nobody took or dismissed them, and the agency has not killed them."""
        return self.filter(taken_at__isnull=True, dismissed_at__isnull=True).exclude(
            state=WireStory.State.KILLED
        )

    def newest_first(self) -> "WireStoryQuerySet":
        return self.order_by("-received_at", "-id")


class WireStory(models.Model):
    """All versions of one agency story: its source and its id there, without the version."""

    class State(models.TextChoices):
        USABLE = "usable", "usable"
        WITHHELD = "withheld", "withheld by the agency"
        KILLED = "killed", "killed by the agency"

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="stories")
    guid = models.CharField(max_length=500)
    state = models.CharField(max_length=8, choices=State, default=State.USABLE)
    current = models.ForeignKey(
        "wire.WireItem", on_delete=models.PROTECT, null=True, related_name="+"
    )
    embargo_until = models.DateTimeField(null=True)
    killed_at = models.DateTimeField(null=True)
    kill_reason = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    # What the inbox shows and filters by; of the current version.
    feed = models.ForeignKey(
        Feed, on_delete=models.PROTECT, null=True, related_name="+", help_text="That it came by."
    )
    received_at = models.DateTimeField(null=True, help_text="When its last version came.")
    headline = models.CharField(max_length=300, blank=True)
    slugline = models.CharField(max_length=200, blank=True)
    category = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=35, blank=True)
    urgency = models.PositiveSmallIntegerField(default=5)
    priority = models.SmallIntegerField(default=0, help_text="What the routing rules gave it.")
    section = models.ForeignKey(
        "publishing.Section", on_delete=models.PROTECT, null=True, related_name="+"
    )
    taken_at = models.DateTimeField(null=True)
    taken_by = models.CharField(
        max_length=150, blank=True, help_text="Printed name, or the feed's."
    )
    dismissed_at = models.DateTimeField(null=True)
    dismissed_by = models.CharField(max_length=150, blank=True)

    objects = WireStoryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "wire stories"
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["-received_at", "-id"],
                name="wire_story_waiting",
                condition=Q(taken_at__isnull=True, dismissed_at__isnull=True),
            ),
            # That kind of index finds ids by their beginning, too (PostgreSQL).
            models.Index(
                fields=["guid"], name="wire_story_guid_begins", opclasses=["varchar_pattern_ops"]
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["source", "guid"], name="wire_story_once"),
            models.CheckConstraint(
                name="wire_story_killed_has_time",
                condition=Q(state="killed", killed_at__isnull=False)
                | (~Q(state="killed") & Q(killed_at__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.guid


class WireItem(models.Model):
    """One version of an agency story, as it was parsed (design: the wire item as JSON)."""

    class Outcome(models.TextChoices):
        CREATED = "created", "created"
        UPDATED = "updated", "updated"
        DUPLICATE = "duplicate", "duplicate"
        STALE = "stale", "stale"
        HELD = "held", "held"
        PROPOSED = "proposed", "proposed"
        KILLED = "killed", "killed"
        SKIPPED = "skipped", "skipped"

    story = models.ForeignKey(
        WireStory, on_delete=models.PROTECT, null=True, related_name="versions"
    )
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveIntegerField(default=0, help_text="Its place in the delivery.")
    type = models.CharField(max_length=10, default="text")
    version = models.CharField(max_length=80)
    version_created = models.DateTimeField(null=True)
    sha256 = models.CharField(max_length=64, help_text="Of the content: the same text again.")
    pubstatus = models.CharField(max_length=10)
    headline = models.CharField(max_length=300, blank=True)
    data = models.JSONField()
    outcome = models.CharField(max_length=10, choices=Outcome)
    reason = models.TextField(blank=True)
    received_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["delivery", "position"], name="wire_item_once"),
        ]
        indexes = [
            models.Index(fields=["story", "-id"], name="wire_item_of_story"),
            models.Index(
                fields=["received_at"], name="wire_item_held", condition=Q(outcome="held")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.headline} ({self.version})"

    @property
    def set_apart(self) -> list[str]:
        """Text of the file that stands neither in the body nor in a field."""
        return list(self.data.get("set_apart", ()))


class Derivation(models.Model):
    """A story says that it was made from another of its source, named by the agency's id."""

    story = models.ForeignKey(WireStory, on_delete=models.CASCADE, related_name="derived_from")
    guid = models.CharField(max_length=500)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["story", "guid"], name="derivation_once"),
        ]
        indexes = [models.Index(fields=["guid"], name="wire_derivation_guid")]

    def __str__(self) -> str:
        return f"{self.story} from {self.guid}"


class Follow(models.Model):
    """Someone who is told of each new version of an agency story."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="wire_follows"
    )
    story = models.ForeignKey(WireStory, on_delete=models.CASCADE, related_name="follows")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "story"], name="follow_once")]

    def __str__(self) -> str:
        return f"{self.user} follows {self.story}"


class WirePicture(models.Model):
    """A picture that a version of a story names or carries, and what became of it here."""

    class State(models.TextChoices):
        WAITING = "waiting", "to be fetched"
        KEPT = "kept", "kept"
        FAILED = "failed", "could not be had"

    item = models.ForeignKey(WireItem, on_delete=models.CASCADE, related_name="pictures")
    position = models.PositiveSmallIntegerField(default=0)
    href = models.CharField(max_length=2000, blank=True)
    caption = models.TextField(blank=True)
    credit = models.CharField(max_length=200, blank=True)
    guid = models.CharField(
        max_length=500, blank=True, db_default="", help_text="The agency's own id of the picture."
    )
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    reason = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    image = models.ForeignKey(
        "media.Image", on_delete=models.PROTECT, null=True, related_name="wire_pictures"
    )

    class Meta:
        ordering = ["item", "position"]
        constraints = [
            models.UniqueConstraint(fields=["item", "position"], name="wire_picture_once"),
            models.CheckConstraint(
                name="wire_picture_kept_has_image",
                condition=~Q(state="kept") | Q(image__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_at"], name="wire_picture_waiting", condition=Q(state="waiting")
            ),
            models.Index(fields=["guid"], name="wire_picture_guid", condition=~Q(guid="")),
        ]

    def __str__(self) -> str:
        return self.href or f"picture {self.position} of {self.item_id}"

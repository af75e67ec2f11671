"""Sources and feeds, the deliveries they made, and the wire stories and items found in them."""

from django.db import models
from django.db.models import Q

from newsroom.text.identity import new_uid


class Source(models.Model):
    """An agency's name space: a story is known by its source and the agency's own id."""

    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    credit = models.CharField(
        max_length=120, blank=True, help_text="Printed at the end of copy that names no agency."
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Feed(models.Model):
    """A connection to an agency, and what is done with the copy that comes through it."""

    class Policy(models.TextChoices):
        FOLLOW = "follow", "follow: newer versions replace copy that nobody edited"
        PROPOSE = "propose", "propose: an editor decides on each newer version"
        IGNORE = "ignore", "ignore newer versions"

    class Intake(models.TextChoices):
        DRAFT = "draft", "each story becomes a draft article"
        INBOX = "inbox", "each story waits in the inbox to be taken"

    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="feeds")
    policy = models.CharField(max_length=8, choices=Policy, default=Policy.FOLLOW)
    intake = models.CharField(max_length=6, choices=Intake, default=Intake.DRAFT)
    section = models.ForeignKey(
        "publishing.Section",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Where its stories begin; editors may move them.",
    )
    language = models.CharField(max_length=35, blank=True)
    time_zone = models.CharField(
        max_length=60, blank=True, help_text="For times without a zone; empty for the site's own."
    )
    encoding = models.CharField(
        max_length=30, blank=True, help_text="For text that does not say and is not UTF-8."
    )
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """The words the wire desk uses for deliveries."""

    def quarantined(self) -> "DeliveryQuerySet":
        return self.filter(state=Delivery.State.QUARANTINED)

    def unfinished(self) -> "DeliveryQuerySet":
        """Kept, but not yet read to the end: the process that took it in was stopped."""
        return self.filter(state=Delivery.State.RECEIVED)


class Delivery(models.Model):
    """One file or payload as it was received; its bytes lie in private storage, by SHA-256."""

    class State(models.TextChoices):
        RECEIVED = "received", "received"
        DONE = "done", "read"
        QUARANTINED = "quarantined", "quarantined"

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    feed = models.ForeignKey(Feed, on_delete=models.PROTECT, related_name="deliveries")
    filename = models.CharField(max_length=500, blank=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    raw = models.CharField(max_length=200, help_text="Name in private storage.")
    format = models.CharField(max_length=30, blank=True)
    state = models.CharField(max_length=11, choices=State, default=State.RECEIVED)
    reason = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    received_at = models.DateTimeField(db_index=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        ordering = ["-id"]
        constraints = [
            # The same bytes again through the same feed are the same delivery.
            models.UniqueConstraint(fields=["feed", "sha256"], name="delivery_once"),
            models.CheckConstraint(
                name="delivery_quarantined_says_why",
                condition=~Q(state="quarantined") | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.filename or f"delivery {self.pk}"


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
    dismissed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "wire stories"
        ordering = ["-id"]
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
        indexes = [models.Index(fields=["story", "-id"], name="wire_item_of_story")]

    def __str__(self) -> str:
        return f"{self.headline} ({self.version})"

    @property
    def set_apart(self) -> list[str]:
        """Text of the file that stands neither in the body nor in a field."""
        return list(self.data.get("set_apart", ()))

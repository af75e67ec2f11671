"""Deliveries: what was received, byte for byte, and what became of it."""

from django.db import models
from django.db.models import Q

from newsroom.text.identity import new_uid
from newsroom.wire.models.feed import Feed


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
    transmission = models.CharField(
        max_length=200, blank=True, help_text="The sender's own id of this sending, if it has one."
    )
    format = models.CharField(max_length=30, blank=True)
    state = models.CharField(max_length=11, choices=State, default=State.RECEIVED)
    reason = models.TextField(blank=True)
    to_inbox = models.BooleanField(
        default=False, db_default=False, help_text="Whether it was asked that no article be made."
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    received_at = models.DateTimeField(db_index=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        indexes = [
            models.Index(fields=["feed", "filename", "-id"], name="delivery_named"),
            models.Index(
                fields=["attempts", "id"], name="delivery_unfinished", condition=Q(state="received")
            ),
        ]
        ordering = ["-id"]
        constraints = [
            # The same bytes again through the same feed are the same delivery.
            models.UniqueConstraint(fields=["feed", "sha256"], name="delivery_once"),
            models.UniqueConstraint(
                fields=["feed", "transmission"],
                name="delivery_transmission_once",
                condition=~Q(transmission=""),
            ),
            models.CheckConstraint(
                name="delivery_quarantined_says_why",
                condition=~Q(state="quarantined") | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.filename or f"delivery {self.pk}"

"""Editions: the immutable record of exactly what readers were given."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q

from newsroom.text.identity import new_uid

KEPT = "An edition is the record of what readers were given; it is kept."


class EditionQuerySet(models.QuerySet["Edition"]):
    """The words the desks use for editions."""

    def pressed(self) -> "EditionQuerySet":
        """Editions that readers were given."""
        return self.filter(state=Edition.State.PRESSED)

    def waiting(self) -> "EditionQuerySet":
        """Frozen editions that wait for their time."""
        return self.filter(state=Edition.State.WAITING)

    def delete(self) -> NoReturn:
        raise TypeError(KEPT)

    def of(self, story_uid: Any) -> "EditionQuerySet":
        return self.filter(story_uid=story_uid)


class Edition(models.Model):
    """What was (or, while waiting, will be) given to readers: content as data, kind and note."""

    class Kind(models.TextChoices):
        FIRST = "first", "first publication"
        MINOR = "minor", "minor fix"
        UPDATE = "update", "update"
        CORRECTION = "correction", "correction"
        CLARIFICATION = "clarification", "clarification"
        RETRACTION = "retraction", "retraction"

    class State(models.TextChoices):
        WAITING = "waiting", "waiting"
        PRESSED = "pressed", "pressed"
        ENDED = "ended", "ended before its time"

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    desk = models.CharField(max_length=60, help_text="The story's model, such as articles.article.")
    story_uid = models.UUIDField(db_index=True)
    state = models.CharField(max_length=8, choices=State, default=State.PRESSED)
    number = models.PositiveIntegerField(null=True)
    kind = models.CharField(max_length=14, choices=Kind)
    note = models.TextField(blank=True, help_text="For readers.")
    schema = models.PositiveSmallIntegerField(default=1)
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(null=True, help_text="When readers were given it.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    by_name = models.CharField(max_length=150, help_text="Printed name, or the feed's.")

    # Only while it waits, and what became of the wait:
    due_at = models.DateTimeField(null=True)
    stands_on = models.PositiveIntegerField(
        null=True, help_text="Number of the edition that it was made from; 0 for none."
    )
    retry_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True, help_text="Why it could not be pressed when due.")
    ended_because = models.TextField(blank=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["story_uid", "number"], name="edition_number_once"),
            models.UniqueConstraint(
                fields=["story_uid"], name="edition_one_waiting", condition=Q(state="waiting")
            ),
            models.CheckConstraint(
                name="edition_pressed_has_number_and_time",
                condition=Q(state="pressed", number__isnull=False, at__isnull=False)
                | (~Q(state="pressed") & Q(number__isnull=True, at__isnull=True)),
            ),
            models.CheckConstraint(
                name="edition_waiting_has_due_time",
                condition=~Q(state="waiting") | Q(due_at__isnull=False, stands_on__isnull=False),
            ),
            models.CheckConstraint(
                name="edition_correction_has_note",
                condition=~Q(kind__in=["correction", "clarification", "retraction"]) | ~Q(note=""),
                violation_error_message="Say in a note to readers what was wrong.",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="edition_due", condition=Q(state="waiting")),
            # What the admin's list is narrowed to, and what few editions are.
            models.Index(fields=["at"], name="edition_at"),
            models.Index(fields=["-id"], name="edition_not_pressed", condition=~Q(state="pressed")),
            models.Index(
                fields=["kind", "-id"],
                name="edition_correcting",
                condition=Q(kind__in=["correction", "clarification", "retraction"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.content.get('headline', '')} ({self.get_kind_display()})"

    def delete(self, *args: object, **kwargs: object) -> NoReturn:
        raise TypeError(KEPT)

"""Append-only records: the audit, the outbox, and notices to the people concerned."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models


class AppendOnlyError(TypeError):
    """A record of what happened cannot be changed or deleted."""


class AppendOnlyQuerySet[M: models.Model](models.QuerySet[M]):
    """Rows can be added and read."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError(AppendOnlyError.__doc__)

    def delete(self) -> NoReturn:
        raise AppendOnlyError(AppendOnlyError.__doc__)


class AppendOnly(models.Model):
    """A row that is written once. On PostgreSQL a trigger says the same to every client."""

    at = models.DateTimeField(db_index=True)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError(AppendOnlyError.__doc__)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError(AppendOnlyError.__doc__)


class AuditEntry(AppendOnly):
    """One privileged act: who did what to which story (or record), when, and what it changed."""

    verb = models.CharField(max_length=30, db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    by_name = models.CharField(max_length=150, help_text="Printed name, or the feed's.")
    desk = models.CharField(max_length=60, blank=True)
    story_uid = models.UUIDField(null=True, db_index=True)
    subject = models.CharField(max_length=300, blank=True, help_text="The headline at that time.")
    reason = models.TextField(blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    objects = AppendOnlyQuerySet["AuditEntry"].as_manager()

    class Meta:
        verbose_name = "audit entry"
        verbose_name_plural = "audit"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.by_name}: {self.verb} {self.subject}"


class OutboxMessage(AppendOnly):
    """Something the world outside must hear of, written in the verb's own transaction."""

    topic = models.CharField(max_length=40, db_index=True)
    page_uid = models.UUIDField(null=True)
    story_uid = models.UUIDField(null=True)
    payload = models.JSONField(default=dict)

    objects = AppendOnlyQuerySet["OutboxMessage"].as_manager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.topic} {self.page_uid}"


class Notice(models.Model):
    """A sentence for one member of staff, shown until it is read."""

    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices"
    )
    at = models.DateTimeField()
    text = models.TextField()
    desk = models.CharField(max_length=60, blank=True)
    story_uid = models.UUIDField(null=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["to", "-id"], name="notice_unread", condition=models.Q(read_at__isnull=True)
            ),
            models.Index(
                fields=["story_uid"],
                name="notice_unread_of",
                condition=models.Q(read_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.text

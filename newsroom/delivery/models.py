"""Signs of life of the processes behind the site, and what has changed for readers."""

from django.db import models
from django.db.models.functions import Now


class Heartbeat(models.Model):
    """When a worker last said that it is at work."""

    worker = models.CharField(max_length=120, unique=True)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.worker} at {self.at}"


class WorkCount(models.Model):
    """How often something happened in the workers, all of them and from the first day."""

    figure = models.CharField(max_length=100)
    labels = models.CharField(max_length=500, help_text="What it is told apart by, as JSON.")
    value = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["figure", "labels"], name="work_count_once")]

    def __str__(self) -> str:
        return f"{self.figure} {self.labels}: {self.value}"


class Counter(models.Model):
    """The one row that numbers changes; it is locked last in each transaction that makes one."""

    number = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.number)


class Generation(models.Model):
    """The number of the last change of what a tag names."""

    tag = models.CharField(max_length=200, primary_key=True)
    number = models.BigIntegerField(db_index=True)
    hard_number = models.BigIntegerField(
        default=0, help_text="Of the last change after which the former may not be shown at all."
    )

    def __str__(self) -> str:
        return f"{self.tag}: {self.number}"


class Purge(models.Model):
    """What the cache in front is yet to be told; written in the transaction that changes it."""

    tags = models.JSONField()
    is_at_once = models.BooleanField(
        default=False, help_text="Nobody may see the former any longer: it goes first."
    )
    since = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField(db_default=Now(), db_index=True)
    accepted = models.PositiveSmallIntegerField(default=0, help_text="How many times it was.")
    tries = models.PositiveIntegerField(default=0, help_text="In vain, since it was last accepted.")
    error = models.CharField(max_length=300, blank=True)
    is_told = models.BooleanField(
        default=False, help_text="The chief editors know that it was not accepted in time."
    )

    def __str__(self) -> str:
        return ", ".join(self.tags)

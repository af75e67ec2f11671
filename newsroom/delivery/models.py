"""Signs of life of the processes behind the site."""

from django.db import models


class Heartbeat(models.Model):
    """When a worker last said that it is at work."""

    worker = models.CharField(max_length=120, unique=True)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.worker} at {self.at}"


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

"""Signs of life of the processes behind the site."""

from django.db import models


class Heartbeat(models.Model):
    """When a worker last said that it is at work."""

    worker = models.CharField(max_length=120, unique=True)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.worker} at {self.at}"

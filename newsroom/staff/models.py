"""A user of the newsroom: a person who signs in, deactivated when they leave, never deleted."""

from typing import NoReturn

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """Someone who works here. Editions and audit keep the printed name for ever."""

    printed_name = models.CharField(
        max_length=150,
        blank=True,
        help_text="The name as it stands in the records of what was published.",
    )

    class Meta(AbstractUser.Meta):
        verbose_name = "user"
        verbose_name_plural = "users"

    def __str__(self) -> str:
        return self.name_in_records

    @property
    def name_in_records(self) -> str:
        return self.printed_name or self.get_full_name() or self.username

    def delete(self, *args: object, **kwargs: object) -> NoReturn:
        raise models.ProtectedError(
            f"{self} cannot be deleted: editions and the audit name them. Deactivate instead.",
            {self},
        )


class SignInAttempt(models.Model):
    """A sign-in that failed. ``key`` is a keyed hash of user name and address, and says neither."""

    key = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["key", "at"], name="sign_in_attempt")]

    def __str__(self) -> str:
        return f"{self.at}"

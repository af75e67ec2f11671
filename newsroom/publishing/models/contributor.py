"""Contributors, and the byline lines that stories print."""

from typing import Any

from django.conf import settings
from django.db import models


class Contributor(models.Model):
    """Someone whose work is published, with or without a sign-in."""

    name = models.CharField(max_length=150)
    slug = models.SlugField(max_length=150, unique=True, allow_unicode=True)
    bio = models.TextField(blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="contributor",
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Byline(models.Model):
    """One line of credit: the printed name, who that is, and what they did.

    Abstract: each desk has its own table with a ``story`` foreign key.
    """

    class Role(models.TextChoices):
        WRITER = "writer", "By"
        REPORTING = "reporting", "Reporting by"
        ADDITIONAL = "additional", "Additional reporting by"
        PHOTOGRAPHS = "photographs", "Photographs by"
        TRANSLATION = "translation", "Translated by"
        EDITING = "editing", "Edited by"

    contributor = models.ForeignKey(
        Contributor, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(
        "printed name",
        max_length=150,
        blank=True,
        help_text="As it shall stand on the page; leave empty for the contributor's own name.",
    )
    role = models.CharField(max_length=12, choices=Role, default=Role.WRITER)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.printed_name}"

    @property
    def printed_name(self) -> str:
        return self.name or (self.contributor.name if self.contributor else "")

    def as_content(self) -> dict[str, Any]:
        """The line as an edition keeps it."""
        return {
            "name": self.printed_name,
            "role": self.role,
            "contributor": self.contributor_id,
            "slug": self.contributor.slug if self.contributor else "",
        }

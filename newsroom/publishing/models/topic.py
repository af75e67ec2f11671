"""Topics: what stories are about."""

from django.db import models


class Topic(models.Model):
    """A subject that readers can follow."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=120, unique=True, allow_unicode=True)
    description = models.TextField(blank=True)
    code = models.CharField(
        max_length=60, blank=True, help_text="The media topic (IPTC) that it stands for, if any."
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class OldSlug(models.Model):
    """A slug that a section, topic or contributor once had; asked only before a 404."""

    class Kind(models.TextChoices):
        SECTION = "section", "section"
        TOPIC = "topic", "topic"
        CONTRIBUTOR = "contributor", "contributor"

    kind = models.CharField(max_length=12, choices=Kind)
    slug = models.CharField(max_length=150)
    object_id = models.PositiveBigIntegerField()
    until = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "slug"], name="old_slug_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.slug}"

"""Topics: what stories are about."""

from django.db import models


class Topic(models.Model):
    """A subject that readers can follow."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=120, unique=True, allow_unicode=True)
    description = models.TextField(blank=True)
    code = models.CharField(
        max_length=200, blank=True,
        help_text="What agencies call it: a media topic (medtop:20001065) or subject code"
        " (15054000) of the IPTC, or a code of their own (N2:POL); several with commas. Copy with"
        " one of these, or with what lies below it, gets this topic by itself.",
    )  # fmt: skip

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

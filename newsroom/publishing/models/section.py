"""Sections and sub-sections of the paper."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

# First segments of public paths that no section may take (design: public paths).
RESERVED_SLUGS = frozenset(
    "admin api archive authors corrections feeds health lite media metrics opinion preview"
    " robots.txt search sitemap sitemap.xml sitemap-news.xml static topics wire .well-known".split()
)


class Section(models.Model):
    """A part of the paper with a front of its own; a sub-section has a parent."""

    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=80, unique=True, allow_unicode=True)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="subsections",
        help_text="Leave empty for a top section.",
    )
    position = models.PositiveSmallIntegerField(default=0, help_text="Order in the site's menu.")
    description = models.TextField(blank=True)
    language = models.CharField(max_length=35, blank=True)

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(
                name="section_slug_not_reserved",
                condition=~Q(slug__in=sorted(RESERVED_SLUGS)),
                violation_error_message="This slug is an address that the site itself uses.",
            ),
            models.CheckConstraint(
                name="section_slug_is_no_year",
                condition=~Q(slug__regex=r"^[0-9]{4}$"),
                violation_error_message="Four digits would read as a year; write another slug.",
            ),
            models.CheckConstraint(
                name="section_not_its_own_parent", condition=~Q(parent=models.F("id"))
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.parent is not None and self.parent.parent_id is not None:
            raise ValidationError({"parent": "A sub-section stands under a top section."})

    @property
    def top(self) -> "Section":
        """The top section that this one belongs to: its parent, or itself."""
        return self.parent or self

    @property
    def path(self) -> str:
        """The section front's public path."""
        return f"/{self.parent.slug}/{self.slug}/" if self.parent else f"/{self.slug}/"

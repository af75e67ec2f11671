"""Memberships: who may do what, in which sections."""

from django.conf import settings
from django.db import models


class Role(models.TextChoices):
    """The roles of a newsroom; what each may do stands in ``newsroom.publishing.rights``."""

    REPORTER = "reporter", "reporter"
    SUB_EDITOR = "sub_editor", "sub-editor"
    DESK_EDITOR = "desk_editor", "desk editor"
    CHIEF_EDITOR = "chief_editor", "chief editor"
    PHOTO_EDITOR = "photo_editor", "photo editor"
    WIRE_OPERATOR = "wire_operator", "wire operator"
    ADMINISTRATOR = "administrator", "administrator"


class Membership(models.Model):
    """A user's role, for all of the paper or for the sections and opinion pages named."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(max_length=15, choices=Role)
    sections = models.ManyToManyField(
        "publishing.Section",
        blank=True,
        help_text="Choose none, and no opinion pages, for the whole paper. A top section includes"
        " its sub-sections.",
    )
    opinion = models.BooleanField(
        "opinion pages",
        default=False,
        help_text="Opinion without a section: beside the sections chosen, or alone.",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role"],
                name="membership_once",
                violation_error_message="This user has the role already; add the sections there.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}"

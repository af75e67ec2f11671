"""The agencies and their feeds in the admin."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from newsroom.publishing.permissions import RecordAdmin
from newsroom.wire.models import Feed, Source


@admin.register(Source)
class SourceAdmin(RecordAdmin):
    """The agencies."""

    list_display = ["name", "slug", "credit"]
    search_fields = ["name", "slug"]


@admin.register(Feed)
class FeedAdmin(RecordAdmin):
    """Connections to the agencies; one that is not wanted is switched off."""

    list_display = ["name", "source", "policy", "intake", "section", "is_active"]
    list_filter = ["is_active", "source", "policy", "intake"]
    list_select_related = ["source", "section"]
    search_fields = ["name", "slug"]
    fieldsets = [
        (None, {"fields": ["name", "slug", "source", "is_active"]}),
        ("What is done with its copy", {"fields": ["intake", "policy", "section"]}),
        ("How its copy is read", {"fields": ["language", "time_zone", "encoding"]}),
    ]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {"slug": ["name"]} if obj is None else {}

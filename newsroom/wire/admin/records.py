"""What came in, in the admin: deliveries, stories and their versions, to be read, never changed."""

import json
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST, require_safe

from newsroom.publishing.models import Role, Story
from newsroom.publishing.permissions import KeptAdmin, rights_of
from newsroom.wire.admin import inbox, reading
from newsroom.wire.inbox import retry
from newsroom.wire.models import Delivery, WireItem, WireStory

SHOWN_BYTES = 64 * 1024


@admin.register(Delivery)
class DeliveryAdmin(KeptAdmin):
    """Every file received, with its bytes, and what became of it."""

    list_display = ["__str__", "feed", "state", "reason", "size", "received_at"]
    list_filter = ["state", "feed", "received_at"]
    list_select_related = ["feed"]
    change_form_template = "admin/wire/delivery.html"
    search_fields = ["filename", "sha256"]
    search_help_text = "The file's name, or its SHA-256"
    fields = [
        "filename", "feed", "state", "reason", "items", "set_apart", "format", "size", "sha256",
        "attempts", "received_at", "text",
    ]  # fmt: skip
    readonly_fields = ["items", "set_apart", "text"]

    def get_urls(self) -> list[URLPattern]:
        return [
            path(
                "<path:object_id>/raw/",
                self.admin_site.admin_view(self.raw_view),
                name="wire_delivery_raw",
            ),
            path(
                "<int:pk>/retry/",
                self.admin_site.admin_view(self.retry_view),
                name="wire_delivery_retry",
            ),
            *super().get_urls(),
        ]

    @method_decorator(require_POST)
    def retry_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Reads a delivery in quarantine again, after what was wrong has been mended."""
        rights = rights_of(request)
        if not rights.has_role(Role.WIRE_OPERATOR, Role.CHIEF_EDITOR):
            raise PermissionDenied
        delivery = Delivery.objects.filter(pk=pk).first()
        if delivery is None:
            raise Http404
        if delivery.state != Delivery.State.QUARANTINED:
            messages.info(request, "It is not in quarantine.")
        else:
            for outcome in retry(delivery):
                level = messages.ERROR if outcome.outcome == "quarantined" else messages.SUCCESS
                messages.add_message(request, level, f"{outcome.outcome}. {outcome.reason}")
        return HttpResponseRedirect(reverse("admin:wire_delivery_change", args=[pk]))

    @method_decorator(require_safe)
    def raw_view(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """The bytes as they were received, to be saved: no browser is to run what agencies send."""
        delivery: Any = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, delivery):
            raise PermissionDenied
        if delivery is None:
            raise Http404
        try:
            file = storages["private"].open(delivery.raw)
        except OSError as gone:
            raise Http404 from gone
        return FileResponse(
            file,
            as_attachment=True,
            filename=f"delivery-{delivery.pk}.txt",
            content_type="text/plain",
            headers={
                "X-Content-Type-Options": "nosniff",
                "Content-Security-Policy": "default-src 'none'; sandbox",
                "Cache-Control": "private, no-store",
            },
        )

    @admin.display(description="what was in it")
    def items(self, delivery: Delivery) -> str | SafeString:
        rows = (
            (_address(item), item, item.get_outcome_display(), item.reason)
            for item in delivery.items.defer("data").order_by("position")[:200]
        )
        found = format_html_join("", '<li><a href="{}">{}</a>: {}. {}</li>', rows)
        return (
            format_html('<ul class="plain">{}</ul>', found) if found else "Nothing was read in it."
        )

    @admin.display(description="set apart")
    def set_apart(self, delivery: Delivery) -> str | SafeString:
        items = delivery.items.order_by("position")[:50]
        return _set_apart(text for item in items for text in item.set_apart)

    @admin.display(description="as received")
    def text(self, delivery: Delivery) -> str | SafeString:
        try:
            with storages["private"].open(delivery.raw) as file:
                beginning = bytes(file.read(SHOWN_BYTES))
        except OSError:
            return "The bytes are missing from storage."
        return format_html(
            '<p><a href="{}">Save the whole file</a></p><pre class="kept" tabindex="0">{}</pre>{}',
            reverse("admin:wire_delivery_raw", args=[delivery.pk]),
            beginning.decode("utf-8", "replace"),
            "… only the beginning is shown." if delivery.size > SHOWN_BYTES else "",
        )


@admin.register(WireStory)
class WireStoryAdmin(KeptAdmin):
    """Agency stories, with all their versions and what was made of them."""

    list_display = ["__str__", "headline", "source", "state", "created_at"]
    list_filter = ["state", "source", "created_at"]
    list_select_related = ["source", "current"]
    search_fields = ["guid"]
    fields = [
        "guid", "source", "state", "taken_as", "versions", "embargo_until", "killed_at",
        "kill_reason", "dismissed_at", "created_at",
    ]  # fmt: skip
    readonly_fields = ["taken_as", "versions"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("current__data")

    def get_urls(self) -> list[URLPattern]:
        """The inbox, and each story as it is read there."""
        return [*reading.urls(self), *inbox.urls(self), *super().get_urls()]

    @admin.display(description="headline")
    def headline(self, wire_story: WireStory) -> str:
        return wire_story.current.headline if wire_story.current else "—"

    @admin.display(description="taken as")
    def taken_as(self, wire_story: WireStory) -> str | SafeString:
        story = story_made_of(wire_story)
        if story is None:
            return "Nobody has taken it."
        return format_html('<a href="{}">{}</a>', _address(story), story)

    @admin.display(description="versions")
    def versions(self, wire_story: WireStory) -> SafeString:
        rows = (
            (_address(item), item, item.get_outcome_display())
            for item in wire_story.versions.defer("data").order_by("-pk")[:100]
        )
        found = format_html_join("", '<li><a href="{}">{}</a>: {}</li>', rows)
        return format_html('<ul class="plain">{}</ul>', found)


@admin.register(WireItem)
class WireItemAdmin(KeptAdmin):
    """One version of an agency story, as it was read."""

    list_display = ["__str__", "pubstatus", "outcome", "reason", "received_at"]
    list_filter = ["outcome", "pubstatus", "received_at"]
    search_fields = ["headline", "story__guid"]
    fields = [
        "headline", "story_link", "delivery_link", "version", "version_created", "pubstatus",
        "outcome", "reason", "set_apart", "received_at", "as_read",
    ]  # fmt: skip
    readonly_fields = ["story_link", "delivery_link", "set_apart", "as_read"]

    def get_queryset(self, request: HttpRequest) -> Any:
        items = super().get_queryset(request)
        name = getattr(request.resolver_match, "url_name", "")
        return items.defer("data") if name == "wire_wireitem_changelist" else items

    @admin.display(description="story")
    def story_link(self, item: WireItem) -> str | SafeString:
        if item.story is None:
            return "—"
        return format_html('<a href="{}">{}</a>', _address(item.story), item.story)

    @admin.display(description="delivery")
    def delivery_link(self, item: WireItem) -> SafeString:
        return format_html('<a href="{}">{}</a>', _address(item.delivery), item.delivery)

    @admin.display(description="set apart")
    def set_apart(self, item: WireItem) -> str | SafeString:
        return _set_apart(item.set_apart)

    @admin.display(description="as it was read")
    def as_read(self, item: WireItem) -> SafeString:
        text = json.dumps(item.data, ensure_ascii=False, indent=2)
        return format_html('<pre class="kept" tabindex="0">{}</pre>', text)


def story_made_of(wire_story: WireStory) -> Story | None:
    """The desk's story that was taken from ``wire_story``, whichever desk took it."""
    for relation in WireStory._meta.get_fields(include_hidden=True):
        taken = getattr(relation, "field", None)
        if relation.one_to_one and taken is not None and issubclass(taken.model, Story):
            found: Story | None = taken.model._default_manager.filter(
                **{taken.name: wire_story}
            ).first()
            if found is not None:
                return found
    return None


def _set_apart(texts: Any) -> str | SafeString:
    shown = format_html_join(
        "", '<pre class="kept" tabindex="0">{}</pre>', ((text,) for text in texts)
    )
    return shown or "Nothing."


def _address(record: Any) -> str:
    opts = record._meta
    try:
        return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[record.pk])
    except NoReverseMatch:
        return ""

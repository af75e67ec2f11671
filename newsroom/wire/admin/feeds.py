"""The agencies and their feeds in the admin."""

from collections import Counter
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from newsroom.publishing.permissions import RecordAdmin
from newsroom.wire import connections, tokens
from newsroom.wire.admin.feed_form import FeedForm
from newsroom.wire.models import Delivery, Feed, FeedState, FeedToken, Source
from newsroom.wire.transports import VISITED, FetchError, try_connection

# Somebody waits at a browser.
TRY_SECONDS = 10.0
_MOST_DAYS = 3650
_TOKENS_SHOWN = 20
_WRONG = '<strong class="wrong">{}</strong>'


@admin.register(Source)
class SourceAdmin(RecordAdmin):
    """The agencies."""

    list_display = ["name", "slug", "credit"]
    search_fields = ["name", "slug"]


@admin.register(Feed)
class FeedAdmin(RecordAdmin):
    """Connections to the agencies; one that is not wanted is switched off."""

    form = FeedForm
    change_form_template = "admin/wire/feed/change_form.html"
    list_display = [
        "name", "source", "transport", "fares", "newer_versions", "intake_shown", "section",
        "is_active",
    ]  # fmt: skip
    list_filter = ["is_active", "transport", "source", "policy", "intake"]
    list_select_related = ["source", "section", "connection"]
    search_fields = ["name", "slug"]
    fieldsets = [
        (None, {"fields": ["name", "slug", "source", "is_active"]}),
        ("How its copy comes here", {"fields": ["transport", "address", "pattern"]}),
        ("How we sign in there", {"fields": ["username", "new_secret", "forget_secret"]}),
        ("How often", {"fields": ["every_seconds", "deadline_seconds", "quiet_after_minutes"]}),
        ("What is done with its copy", {"fields": ["intake", "policy", "section"]}),
        ("How its copy is read", {"fields": ["language", "time_zone", "encoding"]}),
    ]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {"slug": ["name"]} if obj is None else {}

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Who may only look is not shown where a password would be entered."""
        may = self.has_change_permission(request, obj) or self.has_add_permission(request)
        hidden = set[str]() if may else {"new_secret"}
        if not may or obj is None or not obj.secret:
            hidden.add("forget_secret")
        return [
            (title, {**options, "fields": [f for f in options["fields"] if f not in hidden]})
            for title, options in super().get_fieldsets(request, obj)
        ]

    def get_urls(self) -> list[URLPattern]:
        def behind(view: Any, name: str, address: str) -> Any:
            return path(f"<int:pk>/{address}/", self.admin_site.admin_view(view), name=name)

        return [
            behind(self.try_view, "wire_feed_try", "try"),
            behind(self.visit_view, "wire_feed_visit", "visit"),
            behind(self.token_view, "wire_feed_token", "tokens"),
            behind(self.revoke_view, "wire_feed_revoke", "tokens/<int:token>/revoke"),
            *super().get_urls(),
        ]

    def save_model(self, request: HttpRequest, obj: Feed, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change and {"transport", "address"} & set(form.changed_data):
            moved = form.leads_elsewhere(obj.transport, obj.address)
            connections.start_anew(obj, same_server=not moved)

    # --- What is shown ---

    @admin.display(description="newer versions", ordering="policy")
    def newer_versions(self, feed: Feed) -> str:
        return feed.policy

    @admin.display(description="intake", ordering="intake")
    def intake_shown(self, feed: Feed) -> str:
        return feed.intake

    @admin.display(description="connection")
    def fares(self, feed: Feed) -> str | SafeString:
        state = getattr(feed, "connection", None)
        if state is None:
            return "—"
        if state.failures:
            return format_html(_WRONG, f"failing, {state.failures} in a row")
        if state.alarmed_at:
            return format_html(_WRONG, "gone quiet")
        return f"last copy {_at(state.received_at)}" if state.received_at else "nothing yet"

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        feed = self.get_object(request, object_id) if object_id else None
        more = self.shown_of(request, feed) if feed is not None else {}
        return super().changeform_view(
            request, object_id, form_url, {**(extra_context or {}), **more}
        )

    def shown_of(self, request: HttpRequest, feed: Any) -> dict[str, Any]:
        """What stands beside the form: how the connection fares, and the tokens."""
        now = timezone.now()
        rows = feed.tokens.select_related("made_by")[:_TOKENS_SHOWN]
        return {
            "may_run": self.has_change_permission(request, feed),
            "is_visited": feed.transport in VISITED,
            "has_secret": bool(feed.secret),
            "state": FeedState.objects.filter(feed=feed).first(),
            "today": _today(feed),
            "tokens": [(row, tokens.is_good(row, now=now)) for row in rows],
            "push_address": push_address(feed),
        }

    # --- What is done ---

    @method_decorator(require_POST)
    def try_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Goes to the server while whoever asked waits, and says what is there."""
        feed = self.to_run(request, pk)
        try:
            found = try_connection(feed, min(float(feed.deadline_seconds), TRY_SECONDS))
        except FetchError as reason:
            self.message_user(request, f"It does not work: {reason}", messages.ERROR)
        else:
            self.message_user(request, f"The connection works. {found}", messages.SUCCESS)
        return _back(feed)

    @method_decorator(require_POST)
    def visit_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Asks the workers for a visit at once."""
        feed = self.to_run(request, pk)
        if feed.transport not in VISITED or not feed.is_active:
            self.message_user(
                request, "It is not visited: it is switched off, or its copy is brought here.",
                messages.WARNING,
            )  # fmt: skip
        else:
            connections.visit_soon(feed, timezone.now())
            self.message_user(
                request, "It will be visited within seconds; load this page again to see how it"
                " went.", messages.SUCCESS,
            )  # fmt: skip
        return _back(feed)

    @method_decorator(require_POST)
    @method_decorator(never_cache)
    def token_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Makes a token and shows it, this once."""
        feed = self.to_run(request, pk)
        days = request.POST.get("days", "").strip()
        if days and not (days.isdecimal() and 0 < int(days[:9]) <= _MOST_DAYS):
            self.message_user(
                request, f"Write a number of days from 1 to {_MOST_DAYS}, or leave it empty.",
                messages.ERROR,
            )  # fmt: skip
            return _back(feed)
        now = timezone.now()
        ends = now + timedelta(days=int(days)) if days else None
        by: Any = request.user
        row, text = tokens.make(feed, by=by, now=now, expires_at=ends)
        self.note(request, feed, f"Made the token {row}")
        context = {
            **self.admin_site.each_context(request),
            "title": "A new token",
            "opts": self.opts,
            "feed": feed,
            "row": row,
            "text": text,
            "push_address": push_address(feed),
        }
        return render(request, "admin/wire/feed/token.html", context)

    @method_decorator(require_POST)
    def revoke_view(self, request: HttpRequest, pk: int, token: int) -> HttpResponse:
        """Makes a token worthless."""
        feed = self.to_run(request, pk)
        row = FeedToken.objects.filter(feed=feed, pk=token).first()
        if row is None:
            raise Http404
        if tokens.revoke(row, now=timezone.now()):
            self.note(request, feed, f"Revoked the token {row}")
        self.message_user(request, f"The token {row} is worth nothing any more.", messages.SUCCESS)
        return _back(feed)

    def to_run(self, request: HttpRequest, pk: int) -> Feed:
        """The feed, for those who may change it."""
        feed = Feed.objects.select_related("source", "section").filter(pk=pk).first()
        if not self.has_change_permission(request, feed):
            raise PermissionDenied
        if feed is None:
            raise Http404
        return feed

    def note(self, request: HttpRequest, feed: Feed, what: str) -> LogEntry | None:
        return self.log_change(request, feed, what)


def push_address(feed: Feed) -> str:
    """Where the feed's agency pushes copy to."""
    return settings.NEWSROOM_BASE_URL + reverse("wire:push", args=[feed.slug])


def _back(feed: Feed) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:wire_feed_change", args=[feed.pk]))


def _at(instant: Any) -> str:
    return date_format(timezone.localtime(instant), "j M, H:i")


def _today(feed: Feed) -> list[tuple[str, int]]:
    """How many deliveries came since midnight, by what became of them."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    rows = Delivery.objects.filter(feed=feed, received_at__gte=midnight)
    counts = Counter(dict(rows.order_by().values_list("state").annotate(Count("pk"))))
    return [(state.label, counts[state.value]) for state in Delivery.State if counts[state.value]]

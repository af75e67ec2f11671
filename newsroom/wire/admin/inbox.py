"""The inbox: what came in, to be read, taken, dismissed or followed."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import django_filters
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet, TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Left
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from newsroom.publishing.models import Role, Section
from newsroom.publishing.permissions import rights_of
from newsroom.text.sanitize import paragraphs
from newsroom.wire import taker, taking
from newsroom.wire.models import Feed, Follow, WireItem, WireStory
from newsroom.wire.taking import InboxError, TakenError

if TYPE_CHECKING:
    from newsroom.wire.admin.records import WireStoryAdmin

PAGE = 50
URGENT = 3
_FRESH = timedelta(hours=6)
_COUNTED = 1000
_SHOWN_OF_TEXT = 1500

STATES = (
    ("waiting", "waiting"),
    ("taken", "taken"),
    ("dismissed", "dismissed"),
    ("killed", "killed"),
)


class InboxFilter(django_filters.FilterSet):  # type: ignore[misc]  # it carries no types
    """What the inbox can be asked for; the same words in the address give the same list."""

    state = django_filters.ChoiceFilter(
        choices=STATES, method="in_state", empty_label=None, label="State"
    )
    feed = django_filters.ModelChoiceFilter(queryset=Feed.objects.all(), empty_label="every feed")
    section = django_filters.ModelChoiceFilter(
        queryset=Section.objects.all(), empty_label="every section"
    )
    urgency = django_filters.ChoiceFilter(
        choices=[(n, f"up to {n}") for n in range(1, 9)], lookup_expr="lte",
        label="Urgency", empty_label="any urgency",
    )  # fmt: skip
    category = django_filters.CharFilter(lookup_expr="iexact", label="Category")
    language = django_filters.CharFilter(lookup_expr="istartswith", label="Language")
    q = django_filters.CharFilter(
        method="with_words", label="Words",
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "of headline or slug"}),
    )  # fmt: skip

    class Meta:
        model = WireStory
        fields: list[str] = []

    def in_state(self, rows: Any, name: str, value: str) -> QuerySet[WireStory]:
        return _IN_STATE[value](rows)

    def with_words(self, rows: QuerySet[WireStory], name: str, value: str) -> QuerySet[WireStory]:
        for word in value.split()[:8]:
            rows = rows.filter(
                Q(headline__icontains=word) | Q(slugline__icontains=word) | Q(guid__iexact=word)
            )
        return rows


_IN_STATE: dict[str, Callable[[Any], QuerySet[WireStory]]] = {
    "waiting": lambda rows: rows.waiting(),
    "taken": lambda rows: rows.filter(taken_at__isnull=False),
    "dismissed": lambda rows: rows.filter(dismissed_at__isnull=False),
    "killed": lambda rows: rows.filter(state=WireStory.State.KILLED),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One story as the inbox lists it."""

    story: Any
    beginning: list[str]
    signals: list[str]
    words: int
    article: int | None
    is_followed: bool

    @property
    def is_urgent(self) -> bool:
        return int(self.story.urgency) <= URGENT


def urls(admin: "WireStoryAdmin") -> list[URLPattern]:
    def behind(view: Callable[..., HttpResponse]) -> Any:
        return admin.admin_site.admin_view(
            lambda request, *args, **kwargs: view(request, admin, *args, **kwargs)
        )

    return [
        path("inbox/", behind(inbox), name="wire_inbox"),
        path("inbox/counts/", behind(counts), name="wire_inbox_counts"),
        path("inbox/<int:pk>/<str:act>/", behind(act_on), name="wire_inbox_act"),
        path("inbox/dismiss/", behind(dismiss_many), name="wire_inbox_dismiss"),
    ]


@require_safe
def inbox(request: HttpRequest, admin: "WireStoryAdmin") -> HttpResponse:
    """The list: what is urgent now on top, then the newest first, page by page by key."""
    if not admin.has_view_permission(request):
        raise PermissionDenied
    asked = request.GET.copy()
    asked.setdefault("state", "waiting")
    found = InboxFilter(asked, queryset=_stories())
    rows = found.qs if found.is_valid() else _stories().none()
    after = request.GET.get("after", "")
    if after.isdecimal():
        rows = _after(rows, int(after))
    listed = list(rows.newest_first()[: PAGE + 1])
    urgent = [] if after or asked["state"] != "waiting" else _urgent(rows)
    on_top = {story.pk for story in urgent}
    shown = [story for story in listed[:PAGE] if story.pk not in on_top]
    lines = _lines(request, [*urgent, *shown])
    asked.pop("after", None)
    context = {
        **admin.admin_site.each_context(request),
        "title": "Inbox",
        "opts": admin.opts,
        "filter": found,
        "state": asked["state"],
        "urgent": lines[: len(urgent)],
        "lines": lines[len(urgent) :],
        "older": f"{asked.urlencode()}&after={listed[PAGE - 1].pk}" if len(listed) > PAGE else "",
        "newest": max((story.pk for story in listed), default=0),
        "here": request.get_full_path(),
        "may_take": rights_of(request).may("create"),
        "may_dismiss": _may_dismiss(request),
        "feeds": Feed.objects.filter(is_active=True) if _may_upload(request) else [],
    }
    return render(request, "admin/wire/inbox.html", context)


@require_safe
def counts(request: HttpRequest, admin: "WireStoryAdmin") -> HttpResponse:
    """How many wait, how many of them are urgent, and how many are newer than ``?since=``."""
    if not admin.has_view_permission(request):
        raise PermissionDenied
    since = request.GET.get("since", "")
    waiting = WireStory.objects.waiting()
    newer = waiting.filter(pk__gt=int(since)) if since.isdecimal() else waiting.none()
    found = {
        "waiting": waiting[:_COUNTED].count(),
        "urgent": waiting.filter(urgency__lte=URGENT)[:_COUNTED].count(),
        "newer": newer[:_COUNTED].count(),
    }
    return JsonResponse(found, headers={"Cache-Control": "no-store"})


@require_POST
def act_on(request: HttpRequest, admin: "WireStoryAdmin", pk: int, act: str) -> HttpResponse:
    """Take, dismiss, bring back, follow or no longer follow one story."""
    if act not in _ACTS:
        raise Http404
    if not admin.has_view_permission(request) or not _may(request, act):
        raise PermissionDenied
    story = WireStory.objects.filter(pk=pk).first()
    if story is None:
        raise Http404
    try:
        article = _ACTS[act](story, by=request.user)
    except TakenError as reason:
        messages.warning(request, str(reason))
        return HttpResponseRedirect(_article_url(reason.article) or _back(request))
    except InboxError as reason:
        messages.warning(request, str(reason))
        return HttpResponseRedirect(_back(request))
    messages.success(request, _TOLD[act].format(story=story.headline or story.guid))
    return HttpResponseRedirect(_article_url(article) or _back(request))


@require_POST
def dismiss_many(request: HttpRequest, admin: "WireStoryAdmin") -> HttpResponse:
    """Dismisses the stories that were ticked; what somebody took meanwhile is left alone."""
    if not admin.has_view_permission(request) or not _may_dismiss(request):
        raise PermissionDenied
    keys = [int(key) for key in request.POST.getlist("story") if key.isdecimal()][: 2 * PAGE]
    done = 0
    for story in WireStory.objects.filter(pk__in=keys):
        try:
            taking.dismiss(story, by=request.user)
        except InboxError as reason:
            messages.warning(request, f"“{story.headline}”: {reason}")
        else:
            done += 1
    if done:
        messages.success(request, f"{done} dismissed.")
    return HttpResponseRedirect(_back(request))


_ACTS: dict[str, Callable[..., Any]] = {
    "take": taking.take,
    "dismiss": taking.dismiss,
    "bring-back": taking.bring_back,
    "follow": taking.follow,
    "unfollow": taking.unfollow,
}
_TOLD = {
    "take": "You took “{story}”; it is your draft now.",
    "dismiss": "“{story}” was dismissed.",
    "bring-back": "“{story}” is back in the inbox.",
    "follow": "You will be told of each newer version of “{story}”.",
    "unfollow": "You will no longer be told of “{story}”.",
}


def _may(request: HttpRequest, act: str) -> bool:
    if act == "take":
        return rights_of(request).may("create")
    if act in {"dismiss", "bring-back"}:
        return _may_dismiss(request)
    return True


def _may_dismiss(request: HttpRequest) -> bool:
    rights = rights_of(request)
    return rights.may("edit") or rights.has_role(Role.WIRE_OPERATOR)


def _may_upload(request: HttpRequest) -> bool:
    rights = rights_of(request)
    return rights.may("create") or rights.has_role(Role.WIRE_OPERATOR)


def _back(request: HttpRequest) -> str:
    """Where the form stood; never another site."""
    asked = request.POST.get("back", "")
    if url_has_allowed_host_and_scheme(asked, allowed_hosts=None):
        return asked
    return reverse("admin:wire_inbox")


def _article_url(article: Any) -> str:
    return reverse("admin:articles_article_change", args=[article]) if article else ""


# --- What is listed ---


def _stories() -> Any:
    """Stories that have a text."""
    rows = WireStory.objects.filter(current__isnull=False, current__type="text")
    return rows.select_related("feed", "section")


def _copies(stories: list[Any]) -> dict[int, Any]:
    """What the list shows of the stories' newest versions, by key: no body is read whole."""
    rows = WireItem.objects.filter(pk__in=[story.current_id for story in stories])
    rows = rows.defer("data").annotate(
        beginning=Left(Cast(KT("data__body_html"), TextField()), _SHOWN_OF_TEXT),
        said=KT("data__signals"),
        words=KT("data__word_count"),
    )
    return {row.pk: row for row in rows}


def _after(rows: Any, pk: int) -> Any:
    last = WireStory.objects.filter(pk=pk).values_list("received_at", flat=True).first()
    if last is None:
        return rows
    return rows.filter(Q(received_at__lt=last) | Q(received_at=last, pk__lt=pk))


def _urgent(rows: Any) -> list[Any]:
    """What came in the last hours and is urgent, or stands high by a rule."""
    fresh = rows.filter(received_at__gte=timezone.now() - _FRESH)
    urgent = fresh.filter(Q(urgency__lte=URGENT) | Q(priority__gt=0))
    return list(urgent.order_by("-priority", "urgency", "-received_at")[:10])


def _lines(request: HttpRequest, stories: list[Any]) -> list[Line]:
    keys = [story.pk for story in stories]
    articles = taker.registered().taken(keys)
    followed = set(
        Follow.objects.filter(user=request.user.pk, story__in=keys).values_list("story", flat=True)
    )
    copies = _copies(stories)
    return [
        _line(story, copies[story.current_id], articles.get(story.pk), story.pk in followed)
        for story in stories
        if story.current_id in copies
    ]


def _line(story: Any, copy: Any, article: int | None, is_followed: bool) -> Line:
    beginning = copy.beginning or ""
    whole = beginning.rpartition("</p>")[0] or beginning
    signals = json.loads(copy.said or "[]")
    return Line(story, paragraphs(whole)[:4], signals, int(copy.words or 0), article, is_followed)

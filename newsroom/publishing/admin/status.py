"""A story's state at a glance: the marks that lists, forms and dialogs show."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from newsroom.publishing import content
from newsroom.publishing.long_lists import PeriodFilter
from newsroom.publishing.models import Page, Story

if TYPE_CHECKING:
    from newsroom.publishing.models import StoryQuerySet

# A sign of its own for each state, since colour alone tells some editors nothing.
SIGNS = {
    "draft": "○",
    "in_review": "◔",
    "ready": "◑",
    "live": "●",
    "changed": "◉",
    "scheduled": "◷",
    "held": "‖",
    "embargoed": "⊘",
    "headline": "?",
    "late": "!",
    "withdrawn": "◌",
    "killed": "✕",
    "spiked": "↓",
    "expired": "⊟",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing that an editor must see: a key for the style sheet, and the words."""

    key: str
    words: str


def in_words(instant: datetime | None, *, exactly: bool = False) -> str:
    """``07 May 2024, 14:05 PKT``: an instant in the site's zone; ``exactly`` tells the seconds."""
    if instant is None:
        return ""
    local = timezone.localtime(instant)
    seconds = ":s" if exactly and local.second else ""
    return f"{date_format(local, f'd M Y, H:i{seconds}')} {local.tzname()}"


def briefly(instant: datetime | None, now: datetime) -> SafeString | str:
    """``14:05`` of today, ``07 May, 14:05`` of this year, else the day; a hover tells it whole."""
    if instant is None:
        return ""
    local, today = timezone.localtime(instant), timezone.localtime(now)
    pattern = "d M Y"
    if local.date() == today.date():
        pattern = "H:i"
    elif local.year == today.year:
        pattern = "d M, H:i"
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        local.isoformat(timespec="seconds"),
        in_words(instant),
        date_format(local, pattern),
    )


def marks(story: Story, now: datetime) -> list[Mark]:
    """The story's states, the one that matters to readers first.

    ``story`` comes from ``with_page_state()``; related rows prefetched make it free of queries.
    """
    return [_standing(story), *_warnings(story, now)]


def _standing(story: Story) -> Mark:
    if story.is_killed:
        return Mark("killed", "killed")
    if story.spiked_at:
        return Mark("spiked", "spiked")
    if is_live(story):
        if has_changes(story):
            return Mark("changed", "live with unpublished changes")
        return Mark("live", "live")
    if story.withdrawn_at:
        return Mark("withdrawn", "withdrawn")
    return Mark(story.desk_state, story.get_desk_state_display())


def _warnings(story: Story, now: datetime) -> Iterable[Mark]:
    if is_live(story) and story.desk_state == Story.DeskState.IN_REVIEW:
        yield Mark("in_review", "in review")
    due_at: datetime | None = getattr(story, "due_at", None)
    if due_at:
        yield Mark("scheduled", f"scheduled for {in_words(due_at, exactly=True)}")
        if getattr(story, "due_failure", None):
            yield Mark("late", f"could not go live: {story.due_failure}")  # type: ignore[attr-defined]
    if story.hold_since:
        yield Mark("held", story.get_hold_origin_display())
    if story.embargo_until and story.embargo_until > now:
        yield Mark("embargoed", f"embargoed until {in_words(story.embargo_until)}")
    if story.expires_at and story.expires_at <= now:
        yield Mark("expired", f"expired {in_words(story.expires_at)}")
    if story.needs_headline and not story.is_killed:
        yield Mark("headline", "needs a headline")


def is_live(story: Story) -> bool:
    return getattr(story, "page_state", None) == Page.State.LIVE


def has_changes(story: Story) -> bool:
    """Whether the working copy of a live story differs from what readers have."""
    live_digest = getattr(story, "live_digest", None)
    return is_live(story) and content.digest(story.content()) != live_digest


def show(found: Iterable[Mark]) -> SafeString:
    """The marks as HTML."""
    marks_html = format_html_join(
        " ",
        '<span class="mark mark-{}"><span class="sign" aria-hidden="true">{}</span> {}</span>',
        ((mark.key, SIGNS[mark.key], mark.words) for mark in found),
    )
    return format_html('<span class="marks">{}</span>', marks_html)


class StateFilter(SimpleListFilter):
    """The desk's lists by state."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, str]]:
        return [
            ("draft", "draft"),
            ("in_review", "in review"),
            ("ready", "ready"),
            ("live", "live"),
            ("scheduled", "scheduled"),
            ("held", "held"),
            ("embargoed", "embargoed"),
            ("headline", "needs a headline"),
            ("withdrawn", "withdrawn"),
            ("killed", "killed"),
            ("spiked", "spiked"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        stories: StoryQuerySet[Any] = queryset  # type: ignore[assignment]
        value = self.value()
        asked = {
            "live": stories.live,
            "scheduled": stories.scheduled,
            "held": stories.held,
            "headline": stories.needing_headline,
        }
        if value in asked:
            return asked[value]()
        if value in Story.DeskState:
            return stories.drafts().filter(desk_state=value)
        return stories.filter(_GONE_OR_WAITING[value]()) if value in _GONE_OR_WAITING else stories


_GONE_OR_WAITING = {
    "embargoed": lambda: Q(embargo_until__gt=timezone.now()),
    "withdrawn": lambda: Q(withdrawn_at__isnull=False, killed_at__isnull=True),
    "killed": lambda: Q(killed_at__isnull=False),
    "spiked": lambda: Q(spiked_at__isnull=False, killed_at__isnull=True),
}


class MineFilter(SimpleListFilter):
    """What the user began, or stands in the byline of."""

    title = "whose"
    parameter_name = "whose"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, str]]:
        return [("mine", "mine")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() != "mine":
            return queryset
        lines = queryset.model._meta.get_field("bylines").related_model
        signed = lines._default_manager.filter(contributor__user=request.user.pk)
        began = queryset.model._default_manager.filter(created_by=request.user.pk)
        # Each by its own index; an "or" would look at every story.
        return queryset.filter(pk__in=began.order_by().values("pk").union(signed.values("story")))


class PublishedFilter(PeriodFilter):
    """When readers first got it."""

    title = "first published"
    parameter_name = "published"
    field = "first_published_at"

"""The dates of a page and the notes on its changes, as templates print them."""

from datetime import datetime, time, timedelta
from typing import Any

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from newsroom.publishing import printed, shown
from newsroom.publishing.genres import OPINION_KINDS
from newsroom.publishing.models import Page
from newsroom.publishing.stamps import NEEDS_NOTE, Kind, is_old

register = template.Library()


@register.simple_tag
def card_stamp(page: Page) -> SafeString:
    """``Updated 07 May, 2024`` if the page was updated, else ``07 May, 2024``."""
    if page.updated_at:
        return _time(page.updated_at, f"Updated {printed.day(page.updated_at)}")
    assert page.first_published_at is not None
    return _time(page.first_published_at, printed.day(page.first_published_at))


@register.simple_tag
def stamp(word: str, at: datetime) -> SafeString:
    """``Published 11 Aug, 2012 14:05 PKT``."""
    return _time(at, f"{word} {printed.moment(at)}".strip())


@register.simple_tag
def today() -> SafeString:
    """``Saturday, 11 August 2012``, for the masthead."""
    now = timezone.localtime()
    midnight = datetime.combine(now.date() + timedelta(days=1), time.min, now.tzinfo)
    shown.show_until(midnight)
    return format_html(
        '<time datetime="{}">{}</time>',
        now.date().isoformat(),
        date_format(now, "l, j F Y"),
    )


@register.simple_tag
def age_note(page: Page) -> SafeString | str:
    """A line for readers who come upon an old page, or nothing (stamp rule R16)."""
    now, first = timezone.now(), page.first_published_at
    if first is None or not is_old(first, now, evergreen=page.evergreen):
        return ""
    noun = page.kind if page.kind in OPINION_KINDS else "article"
    return format_html(
        '<div class="age">This {} is more than {} old</div>', noun, printed.age(first, now)
    )


@register.inclusion_tag("publishing/changes.html")
def change_notes(page: Page) -> dict[str, Any]:
    """The notes to readers under the text."""
    return {
        "changes": [note for note in printed.notes(page.changes) if note["kind"] != Kind.RETRACTION]
    }


@register.inclusion_tag("publishing/changes.html")
def retraction_notes(page: Page) -> dict[str, Any]:
    """The notes that nobody may read the text without."""
    return {
        "changes": [note for note in printed.notes(page.changes) if note["kind"] == Kind.RETRACTION]
    }


@register.inclusion_tag("publishing/changes.html")
def correction_notes(page: Page) -> dict[str, Any]:
    """The page's corrections and their like, the newest first, for the list of those."""
    notes = printed.notes(page.changes)[::-1]
    return {"changes": [note for note in notes if note["kind"] in NEEDS_NOTE]}


def _time(at: datetime, words: str) -> SafeString:
    # One run of text in the site's own language; isolated, since beside right-to-left words its
    # parts would change places.
    return format_html(
        '<time datetime="{}" lang="{}" dir="auto">{}</time>',
        printed.iso(at),
        settings.LANGUAGE_CODE,
        words,
    )

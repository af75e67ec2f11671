"""What a page says: set from an edition, and dated by the story's history."""

from datetime import datetime, timedelta

from django.conf import settings

from newsroom.publishing.fragment import set_body, without_figures
from newsroom.publishing.models import Edition, Page
from newsroom.publishing.press.editions import Entry
from newsroom.publishing.stamps import NEEDS_NOTE, Stamps, is_stamping, stamps
from newsroom.text.excerpt import teaser
from newsroom.text.words import word_count

# Content that a page carries over as it is.
_CARRIED = (
    "kind headline kicker standfirst language direction dateline_place dateline_date credit"
    " bylines topics evergreen print_edition print_page"
).split()


def grace() -> timedelta:
    return timedelta(minutes=settings.NEWSROOM_GRACE_MINUTES)


def fill(page: Page, edition: Edition) -> None:
    content = edition.content
    for name in _CARRIED:
        setattr(page, name, content[name])
    page.teaser = teaser(without_figures(content["body"]), content["teaser"])
    page.body = set_body(
        content["body"],
        place=content["dateline_place"],
        date=content["dateline_date"],
        credit=content["credit"],
    )
    page.word_count = word_count(content["body"])
    page.print_date = content["print_date"] or None
    page.edition = edition


def stamp(page: Page, editions: list[Entry]) -> None:
    dates: Stamps = stamps([pressed for pressed, _, _ in editions], grace=grace())
    page.first_published_at = dates.first_published_at
    page.originally_published_at = dates.originally_published_at
    page.updated_at = dates.updated_at
    page.changes = [
        {"number": number, "kind": pressed.kind, "note": note, "at": pressed.at.isoformat()}
        for pressed, note, number in editions
        if pressed.at > dates.first_published_at
        and is_stamping(pressed, dates.first_published_at, grace=grace())
    ]
    corrections = [each["at"] for each in page.changes if each["kind"] in NEEDS_NOTE]
    page.corrected_at = max(map(datetime.fromisoformat, corrections), default=None)

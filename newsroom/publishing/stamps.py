"""When "Updated" moves and when it does not: the stamp rules R1-R16 as functions of a history.

A history is the kinds and instants of a story's editions, in order. Stamps are derived from it
each time and never typed; every instant is an aware datetime.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

GRACE = timedelta(minutes=10)
RECLASSIFY_WITHIN = timedelta(hours=24)
OLD_AFTER = timedelta(days=30)
IN_NEWS_SITEMAP = timedelta(days=2)


class Kind(StrEnum):
    """What an edition is to readers."""

    FIRST = "first"
    MINOR = "minor"
    UPDATE = "update"
    CORRECTION = "correction"
    CLARIFICATION = "clarification"
    RETRACTION = "retraction"


# R2: corrections and their like say what was wrong; an update may.
NEEDS_NOTE = frozenset({Kind.CORRECTION, Kind.CLARIFICATION, Kind.RETRACTION})
STAMPING = NEEDS_NOTE | {Kind.UPDATE}


class StampError(ValueError):
    """A kind that the rules do not allow; the message is for the editor."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """One edition as the rules see it."""

    kind: Kind
    at: datetime


@dataclass(frozen=True, slots=True)
class Stamps:
    """The dates of a page; ``originally_published_at`` is set after a relaunch only."""

    first_published_at: datetime
    updated_at: datetime | None
    originally_published_at: datetime | None = None

    @property
    def modified_at(self) -> datetime:
        """``dateModified`` of structured data and feeds (R13)."""
        return self.updated_at or self.first_published_at


def stamps(history: Sequence[Pressed], *, grace: timedelta = GRACE) -> Stamps:
    """The dates after ``history``, whose first entry is of kind first; a later first relaunches.

    Raises ``StampError`` for a history that does not begin with a first publication.
    """
    firsts = [n for n, pressed in enumerate(history) if pressed.kind is Kind.FIRST]
    if not firsts or firsts[0] != 0:
        raise StampError("A story's history begins with its first publication.")
    launch = firsts[-1]
    first = history[launch].at
    stamping = [
        pressed.at for pressed in history[launch + 1 :] if is_stamping(pressed, first, grace=grace)
    ]
    return Stamps(
        first_published_at=first,
        updated_at=max(stamping, default=None),
        originally_published_at=history[0].at if launch else None,
    )


def is_stamping(pressed: Pressed, first: datetime, *, grace: timedelta = GRACE) -> bool:
    """Whether an edition moves "Updated" (R2), given when its story first came out.

    An update within the grace, its last instant included, folds into the first publication (R5).
    """
    if pressed.kind is Kind.UPDATE:
        return pressed.at - first > grace
    return pressed.kind in NEEDS_NOTE


def kind_for(asked: str | None, note: str, *, published: bool) -> Kind:
    """The kind that a publish gets (R1): first if it is the first, else as asked, else minor.

    Raises ``StampError`` if the kind does not fit or lacks its note.
    """
    try:
        kind = Kind(asked) if asked else (Kind.MINOR if published else Kind.FIRST)
    except ValueError as unknown:
        kinds = ", ".join(kind for kind in Kind if kind is not Kind.FIRST)
        raise StampError(f"There is no kind {asked!r}; choose one of {kinds}.") from unknown
    if published and kind is Kind.FIRST:
        raise StampError("It was published before; say what kind of change this is.")
    if not published and kind is not Kind.FIRST:
        raise StampError(f"It has never been published, so there is nothing to call a {kind}.")
    check_note(kind, note)
    return kind


def check_note(kind: Kind, note: str) -> None:
    """Raises ``StampError`` where readers are owed a note and there is none (R2)."""
    if kind in NEEDS_NOTE and not note.strip():
        raise StampError(f"A {kind} needs a note that tells readers what was changed.")


def suggested_kind(*, readers_text_changed: bool, agency_correction: bool = False) -> Kind:
    """What the dialog proposes and the wire uses (R1, R3, R8); people decide."""
    if not readers_text_changed:
        return Kind.MINOR
    return Kind.CORRECTION if agency_correction else Kind.UPDATE


def check_reclassify(last: Pressed, kind: Kind, note: str, *, now: datetime) -> None:
    """Raises ``StampError`` unless the last change may be called ``kind`` at ``now`` (R9).

    Within a day, minor and update may be exchanged or raised to a correction; what readers were
    told is a correction is not taken back.
    """
    if Kind.FIRST in {last.kind, kind}:
        raise StampError("A first publication stays one, and nothing else becomes one.")
    if now - last.at > RECLASSIFY_WITHIN:
        raise StampError("A change can be classed anew within 24 hours only.")
    if last.kind in NEEDS_NOTE and kind not in NEEDS_NOTE:
        raise StampError(f"Readers were told of a {last.kind}; it cannot be taken back.")
    check_note(kind, note)


def is_old(first_published_at: datetime, now: datetime, *, evergreen: bool = False) -> bool:
    """Whether the page carries a note of its age (R16)."""
    return not evergreen and now - first_published_at >= OLD_AFTER


def is_in_news_sitemap(first_published_at: datetime, now: datetime) -> bool:
    """The window counts from first publication; an update never re-admits (R14)."""
    return now - first_published_at <= IN_NEWS_SITEMAP


def history_of(rows: Iterable[tuple[str, datetime]]) -> list[Pressed]:
    """Kinds and instants as stored, as the rules take them."""
    return [Pressed(Kind(kind), at) for kind, at in rows]

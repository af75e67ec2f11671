"""Editions as the press writes them, and what was pressed of a story before."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from newsroom.publishing.content import SCHEMA, digest
from newsroom.publishing.models import Edition, Story
from newsroom.publishing.stamps import Kind, Pressed

# An edition as the stamp rules take it, with its note and number.
type Entry = tuple[Pressed, str, int]


@dataclass(slots=True)
class Past:
    """What was pressed of a story, oldest first, and whether a frozen edition of it waits."""

    entries: list[Entry] = field(default_factory=list)
    waits: bool = False

    @property
    def number(self) -> int:
        """Of the last edition; 0 before the first."""
        return self.entries[-1][2] if self.entries else 0

    @property
    def last_at(self) -> datetime | None:
        """When readers were given the last edition."""
        return self.entries[-1][0].at if self.entries else None


@dataclass(slots=True)
class Sheet:
    """One edition to be pressed: the story's locked row, and what readers are given when.

    ``waiting``: the frozen edition that this is, if it was scheduled.
    """

    row: Story
    content: dict[str, Any]
    kind: Kind
    note: str
    at: datetime
    waiting: Edition | None = None


def pasts(story_uids: Collection[UUID]) -> dict[UUID, Past]:
    """What was pressed of each of these stories, in one query."""
    found = {uid: Past() for uid in story_uids}
    rows = Edition.objects.filter(story_uid__in=list(found)).exclude(state=Edition.State.ENDED)
    for uid, kind, at, note, number in rows.order_by("story_uid", "number").values_list(
        "story_uid", "kind", "at", "note", "number"
    ):
        # A pressed edition has its number and its time, one that waits has not: says a constraint.
        if at is None or number is None:
            found[uid].waits = True
        else:
            found[uid].entries.append((Pressed(Kind(kind), at), note, number))
    return found


def history(story_uid: UUID) -> list[Entry]:
    """The story's editions in order, as the stamp rules take them, with note and number."""
    return pasts([story_uid])[story_uid].entries


def write_editions(
    sheets: Sequence[Sheet], past: dict[UUID, Past], *, by: Any, by_name: str
) -> list[Edition]:
    """The next edition of each sheet's story, in order; adds them to ``past``."""
    editions = [_edition(sheet, past[sheet.row.uid], by, by_name) for sheet in sheets]
    both = list(zip(sheets, editions, strict=True))
    Edition.objects.bulk_create(edition for sheet, edition in both if sheet.waiting is None)
    for sheet, edition in both:
        if sheet.waiting is not None:
            edition.save()
    return editions


def _edition(sheet: Sheet, past: Past, by: Any, by_name: str) -> Edition:
    row, content = sheet.row, sheet.content
    edition = sheet.waiting or Edition(
        desk=row.desk, story_uid=row.uid, content=content, digest=digest(content), schema=SCHEMA,
        kind=sheet.kind, note=sheet.note.strip(), by=by, by_name=by_name,
    )  # fmt: skip
    edition.state = Edition.State.PRESSED
    edition.number, edition.at = past.number + 1, sheet.at
    edition.failure, edition.retry_at = "", None
    past.entries.append((Pressed(Kind(edition.kind), sheet.at), edition.note, edition.number))
    return edition

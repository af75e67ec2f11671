"""The shapes that the sample's stories and opinion pieces share."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from html import escape


class Fate(StrEnum):
    """How a story stands when the demo is ready, and so which verbs take it there."""

    PUBLISHED = "published"  # live, as first published
    FIXED = "fixed"  # live, then a minor fix: no stamp
    UPDATED = "updated"  # live, then an update: stamped
    CORRECTED = "corrected"  # live, then a correction with its note: stamped
    CHANGED = "changed"  # live, with changes that are saved and not published
    UPDATE_SCHEDULED = "update scheduled"  # live, and an update waits for its time
    SCHEDULED = "scheduled"  # not yet live, waits for its time
    WITHDRAWN = "withdrawn"  # was live; the page is gone
    KILLED = "killed"  # was live; killed for a reason
    HELD = "held"  # the desk holds it
    EMBARGOED = "embargoed"  # ready, and its embargo line still stands
    NEEDS_HEADLINE = "needs headline"  # the copy had none, and no one has written one
    IN_REVIEW = "in review"  # submitted, waits for an editor
    DRAFT = "draft"  # as imported, or as begun
    SKIPPED = "skipped"  # an advisory: the import makes no story of it


LIVE = frozenset(
    {
        Fate.PUBLISHED,
        Fate.FIXED,
        Fate.UPDATED,
        Fate.CORRECTED,
        Fate.CHANGED,
        Fate.UPDATE_SCHEDULED,
    }
)
ONCE_LIVE = LIVE | {Fate.WITHDRAWN, Fate.KILLED}
WITH_CHANGE = frozenset(
    {Fate.FIXED, Fate.UPDATED, Fate.CORRECTED, Fate.CHANGED, Fate.UPDATE_SCHEDULED}
)


@dataclass(frozen=True, slots=True)
class Byline:
    """A byline line: the printed name (a contributor's, if one has it) and the role's value."""

    name: str
    role: str = "writer"  # writer, reporting, additional, photographs, translation or editing


@dataclass(frozen=True, slots=True)
class Change:
    """What an editor changes in a story that is live.

    `old` stands exactly once in the text, inside one paragraph; `new` takes its place, and an
    empty line in it begins a new paragraph. Both are plain text. `kind` is the edition's kind,
    `note` what readers are told, `hours_ago` when it was published (None: not published yet).
    """

    kind: str
    old: str
    new: str
    note: str = ""
    hours_ago: float | None = None

    def apply(self, body: str) -> str:
        """The changed HTML body. Raises ValueError unless `old` stands in it exactly once."""
        old = escape(self.old, quote=False)
        if body.count(old) != 1:
            raise ValueError(f"“{self.old}” stands {body.count(old)} times in the text, not once")
        new = escape(self.new, quote=False).replace("\n\n", "</p><p>")
        return body.replace(old, new)

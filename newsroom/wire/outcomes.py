"""What became of each item received, in words for the desk."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

OUTCOMES = "created updated duplicate stale held proposed killed skipped quarantined unread".split()
# Items that the desk did not have before; the rest says nothing of whether an agency is at work.
NEWS = frozenset("created updated stale held proposed killed".split())

WAITS = "It waits in the inbox to be taken."
WAITING_REPLACED = "The copy that waits in the inbox has this newer version now."
WAITING_ADDITION = "An addition to copy that waits in the inbox; it stands among its versions."
RECEIVED_BEFORE = "The same file was received before; nothing was changed."
SAME_TEXT = "This version is here already, word for word; nothing was changed."
OLDER = "A newer version is here already; the text was left as it is."
STANDS_NOW = "But what it says of the story holds: {why}"
IGNORED = "This feed's newer versions are ignored; the version is kept."
PROPOSED_BY_POLICY = "An editor decides on this feed's newer versions; nothing was changed."
KILLED_BEFORE = "The agency killed this story, so no version of it is taken."
KILLED = "Killed by the agency."
FREED_BUT_HELD = "The agency withholds it no longer; but:"
KILL_TO_BE_CHECKED = (
    "A notice in plain text that a story is killed; it is not known which. Find the story that it"
    " names, ask the agency, and kill it if that is confirmed. The notice says: {notice}"
)
KILL_OF_STORY = (
    "A notice in plain text that this story is killed. It is held now; ask the agency, then kill"
    " it, or release it. If it is live, readers see it until then. The notice says: {notice}"
)
NO_BODY = "It says how the story stands and brings no text; the text here was left as it is."
KILL_REFUSED = (
    "This feed may not kill it: the story that the notice names came from {source}. Nothing was"
    " changed; ask both agencies."
)
NO_TEXT = {
    "picture": "A picture, not a story; it is kept for the picture desk.",
    "package": "A list of other items, not a story; it is kept with the delivery.",
}
ONLY_ADDITION = "This is an addition, not the whole text; add to the story what it brings."
ADVISORY = "A note to editors, not copy; it is kept with the delivery."
NO_HEADLINE = "The copy has no headline; write one before it is published."
FAULT = "It could not be filed because of a fault of the program; the log says more."
GIVEN_UP = "The import was cut off each time it read this file; it is set aside for a person."
BYTES_GONE = "Its bytes are no longer in storage; ask the agency to send it again."


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one item: ``article`` is the article's primary key, or None."""

    file: str
    guid: str
    version: str
    outcome: str
    reason: str = ""
    article: int | None = None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def embargoed_until(instant: datetime) -> str:
    local = timezone.localtime(instant)
    when = f"{date_format(local, 'j M Y, H:i')} {local.tzname()}"
    return f"Embargoed until {when}; it cannot be published before."

"""What is on its way into the records: deliveries as they were read, and each item of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from newsroom.wire.models import Delivery, WireItem
from newsroom.wire.outcomes import Outcome
from newsroom.wire.routing import Route
from newsroom.wire.signals import is_addition


@dataclass(slots=True)
class Parcel:
    """A delivery and the items found in it, as JSON data (design: the wire item as JSON)."""

    delivery: Delivery
    file: str
    found: Sequence[dict[str, Any]]
    to_inbox: bool = False
    # Of a delivery too large to be filed at once: its part's first position, and the last part.
    start: int = 0
    is_last: bool = True

    @property
    def is_whole(self) -> bool:
        return self.start == 0 and self.is_last


@dataclass(slots=True)
class Entry:
    """One item on its way into the records."""

    parcel: Parcel
    row: WireItem
    guid: str
    is_first: bool = False
    is_draft: bool = False
    is_whole: bool = True
    is_shown: bool = False  # by its story, in the inbox
    hold: str = ""
    route: Route = field(default_factory=Route)
    article: int | None = None

    def say(self, outcome: str, reason: str = "") -> None:
        self.row.outcome, self.row.reason = outcome, reason

    @property
    def is_story(self) -> bool:
        """Whether there is an agency story that it belongs to."""
        return self.row.pubstatus not in {"advisory", ""}

    @property
    def may_be_published(self) -> bool:
        """Whether a rule wants it, and it is a story of its own that nothing forbids."""
        is_free = self.row.outcome == "created" and not is_addition(self.row.data)
        return self.route.publish and is_free

    def as_outcome(self) -> Outcome:
        row = self.row
        return Outcome(
            self.parcel.file, self.guid, row.version, row.outcome, row.reason, self.article
        )

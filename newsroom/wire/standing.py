"""How an agency story stands, given all its versions in whatever order they came: pure rules."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from newsroom.wire.identity import VersionKey


@dataclass(frozen=True, slots=True)
class Version:
    """What the rules need to know of one version of a story."""

    key: VersionKey
    pubstatus: str = "usable"
    embargo_until: datetime | None = None

    @property
    def is_kill(self) -> bool:
        return self.pubstatus == "canceled"

    @property
    def speaks_of_embargo(self) -> bool:
        return self.embargo_until is not None or self.pubstatus == "embargoed"


class Place(StrEnum):
    """Where a version comes among those that are here already."""

    FIRST = "first"
    NEWER = "newer"
    REPEAT = "repeat"
    STALE = "stale"


def place(version: Version, others: Iterable[Version]) -> Place:
    """Where ``version`` comes among ``others``; notices of a kill are no versions of the text."""
    texts = [other for other in others if not other.is_kill]
    if not texts:
        return Place.FIRST
    if any(other.key == version.key for other in texts):
        return Place.REPEAT
    current = max(texts, key=lambda other: other.key)
    if version.key[-1] == current.key[-1]:
        return Place.REPEAT
    return Place.STALE if version.key < current.key else Place.NEWER


@dataclass(frozen=True, slots=True)
class Standing:
    """What forbids publication, by all that the agency said: an embargo, or a reason to hold."""

    embargo_until: datetime | None = None
    hold: str = ""

    def bars(self, now: datetime) -> bool:
        return bool(self.hold) or (self.embargo_until is not None and self.embargo_until > now)


NO_TIME = "The copy is embargoed, but does not say until when in a way that can be relied on."
WITHHELD = "The agency withholds it for now."
KILL_NOTICE = "A notice names this story as killed. Ask the agency; then kill it, or release it."


def standing(versions: Iterable[Version]) -> Standing:
    """The embargo of the newest version that speaks of one holds for all; kills come first."""
    known = sorted(versions, key=lambda version: version.key)
    texts = [version for version in known if not version.is_kill]
    embargoed = [version for version in texts if version.speaks_of_embargo]
    until = embargoed[-1].embargo_until if embargoed else None
    if len(texts) < len(known):
        return Standing(until, KILL_NOTICE)
    if texts and texts[-1].pubstatus == "withheld":
        return Standing(until, WITHHELD)
    if embargoed and until is None:
        return Standing(None, NO_TIME)
    return Standing(until)

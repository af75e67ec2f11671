"""How an agency story stands, given all its versions in whatever order they came: pure rules."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from newsroom.wire.identity import VersionKey

# An addition that is much shorter than what it adds to cannot be the whole text.
_WHOLE = 0.6


@dataclass(frozen=True, slots=True)
class Version:
    """What the rules need to know of one version of a story; ``words`` of its text."""

    key: VersionKey
    pubstatus: str = "usable"
    embargo_until: datetime | None = None
    type: str = "text"
    words: int = 1
    is_addition: bool = False

    @property
    def is_kill(self) -> bool:
        return self.pubstatus == "canceled"

    @property
    def is_text(self) -> bool:
        return self.type == "text" and self.words > 0 and not self.is_kill

    @property
    def is_line(self) -> bool:
        """Whether it has a headline alone and may be used: an alert, or a word on the story."""
        return self.type == "text" and not self.words and self.pubstatus == "usable"

    @property
    def speaks_of_embargo(self) -> bool:
        return self.embargo_until is not None or self.pubstatus == "embargoed"


class Place(StrEnum):
    """Where a version comes among those that are here already."""

    FIRST = "first"
    NEWER = "newer"
    ADDITION = "addition"  # to the text that is here, which it does not replace
    NOTICE = "notice"  # says how the story stands, and brings no text
    REPEAT = "repeat"
    STALE = "stale"


def place(version: Version, others: Iterable[Version]) -> Place:
    """Where ``version`` comes among ``others``; notices are no versions of the text."""
    others = list(others)
    if not (version.is_text or version.is_line):
        return _among_notices(version, others)
    before = stands(others)
    if version.is_line and before is not None and before.is_text:
        return Place.NOTICE
    like = [other for other in others if other.is_text == version.is_text and not other.is_kill]
    if any(other.key == version.key for other in like):
        return Place.REPEAT
    if before is None:
        return Place.FIRST
    same = [other for other in like if other.key[-1] == version.key[-1]]
    if before in same:
        return Place.REPEAT
    if stands([*others, version]) is version:
        return Place.NEWER
    if version.key < before.key or _is_whole(version, others):
        return Place.STALE
    return Place.REPEAT if same else Place.ADDITION


def stands(versions: Iterable[Version]) -> Version | None:
    """The version whose words are the story: the newest whole text, else the newest line."""
    versions = list(versions)
    found = whole_texts(versions) or [version for version in versions if version.is_line]
    return max(found, key=lambda version: version.key, default=None)


def whole_texts(versions: Iterable[Version]) -> list[Version]:
    """Those that can stand for the story, the oldest first.

    What calls itself an addition may be a paragraph, or the story written anew: it is whole if
    it is about as long as the text that it adds to. Of additions to nothing the oldest stands.
    """
    texts = sorted((each for each in versions if each.is_text), key=lambda each: each.key)
    return [text for text in texts if _is_whole(text, texts)] or texts[:1]


def _is_whole(version: Version, others: Iterable[Version]) -> bool:
    if not version.is_addition:
        return True
    texts = [other for other in others if other.is_text and not other.is_addition]
    before = [text for text in texts if text.key < version.key]
    last = max(before, key=lambda text: text.key, default=None)
    return last is not None and version.words >= _WHOLE * last.words


def owed_additions(versions: Iterable[Version]) -> list[Version]:
    """Additions that the text of the story does not have yet, the oldest first."""
    versions = list(versions)
    whole = whole_texts(versions)
    since = [each for each in versions if each.is_text and whole and each.key > whole[-1].key]
    return sorted(since, key=lambda version: version.key)


def _among_notices(version: Version, others: Iterable[Version]) -> Place:
    like = [each for each in others if not (each.is_kill or each.is_text or each.is_line)]
    newest = max(like, key=lambda each: each.key, default=None)
    if newest is None:
        return Place.NOTICE
    if version.key[-1] == newest.key[-1] or any(other.key == version.key for other in like):
        return Place.REPEAT
    return Place.STALE if version.key < newest.key else Place.NOTICE


def is_newest(version: Version, others: Iterable[Version]) -> bool:
    """Whether the agency has said nothing later of the story."""
    return all(other.key < version.key for other in others)


@dataclass(frozen=True, slots=True)
class Standing:
    """What forbids publication, by all that the agency said: an embargo, or a reason to hold.

    ``is_withheld``: the agency wants it off the page for now.
    """

    embargo_until: datetime | None = None
    hold: str = ""
    is_withheld: bool = False

    def bars(self, now: datetime) -> bool:
        return bool(self.hold) or (self.embargo_until is not None and self.embargo_until > now)

    def under(self, parent: "Standing") -> "Standing":
        """How a part stands of what stands like ``parent``: what forbids either forbids it."""
        embargoes = [each for each in (self.embargo_until, parent.embargo_until) if each]
        return Standing(
            max(embargoes, default=None),
            parent.hold or self.hold,
            self.is_withheld or parent.is_withheld,
        )


NO_TIME = "The copy is embargoed, but does not say until when in a way that can be relied on."
WITHHELD = "The agency withholds it for now."
KILL_NOTICE = "A notice names this story as killed. Ask the agency; then kill it, or release it."


def standing(versions: Iterable[Version]) -> Standing:
    """The embargo of the newest version that speaks of one holds for all; kills come first."""
    known = sorted(versions, key=lambda version: version.key)
    alive = [version for version in known if not version.is_kill]
    embargoed = [version for version in alive if version.speaks_of_embargo]
    until = embargoed[-1].embargo_until if embargoed else None
    is_withheld = bool(alive) and alive[-1].pubstatus == "withheld"
    if len(alive) < len(known):
        return Standing(until, KILL_NOTICE, is_withheld)
    if is_withheld:
        return Standing(until, WITHHELD, True)
    if embargoed and until is None:
        return Standing(None, NO_TIME)
    return Standing(until)

"""What the agency's notes to editors say about a story: its signals, and its embargo."""

import re
from collections.abc import Sequence
from datetime import datetime, tzinfo
from itertools import islice

from newsroom.wire.embargo import find_embargo
from newsroom.wire.signals import find_signals, line_signals

MOST_NOTES = 1_000
_MOST_PARTS = 20
# As far as an instruction goes in a long note: what follows speaks of other things.
_SIGNAL_ENDS = 200
_EMBARGO_ENDS = 400
_PART_ENDS = re.compile(r"(?:[.;:!?)\]*]|\s[-–—])\s+(?=\S)")
# Words to editors go with stories; without a story they are all that there is.
_TO_EDITORS = re.compile(r"\W*(?:ATTENTION|NOTE TO) EDITORS\b")
_EMBARGOED_HEADLINE = re.compile(
    r"\W*(?:STRICT(?:LY)? )?(?:UNDER (?:STRICT )?)?EMBARGO(?:ED)?"
    r"(?:\s*[:\-–—]|\s+(?:UNTIL|TILL|TO|FOR)\b)"
)
# What may as well be the story itself: "Embargoed goods were seized."
_PROSE = re.compile(
    r"\W*(?:embargoed\s+(?!(?:until|till|to|for|before|by)\b)|for release\b|advance for\b)\D*",
    re.IGNORECASE,
)
_GRAVE = frozenset({"kill", "hold", "embargo"})
_LONGEST_LINE = 160


def signals_in(
    notes: Sequence[str], *, slugline: str = "", headline: str = "", has_story: bool = True
) -> set[str]:
    """The signals that ``notes``, a slug line and a headline give; each sentence may be one."""
    lines = [part[:_SIGNAL_ENDS] for note in notes for part in _parts(note)]
    if has_story:
        lines = [line for line in lines if not _TO_EDITORS.match(line)]
    found = set(find_signals(lines, slugline=slugline, headline=headline))
    return found | {"embargo"} if _EMBARGOED_HEADLINE.match(headline) else found


def embargo_in(
    notes: Sequence[str], *, headline: str = "", zone: tzinfo, received: datetime
) -> tuple[datetime | None, bool]:
    """Until when ``notes`` and a headline embargo a story, and whether they do.

    Of several the last to end holds; None if one of them does not say when it ends.
    """
    if _EMBARGOED_HEADLINE.match(headline):
        notes = [*notes, headline]
    found = []
    for at, note in enumerate(notes):
        # The note that follows may hold the time.
        lines = [note[:_EMBARGO_ENDS], *notes[at + 1 : at + 2]]
        embargo = find_embargo(lines, zone=zone, received=received)
        if embargo is not None and embargo.text != lines[0].strip():
            embargo = None
        for part in _parts(note)[1:]:
            embargo = embargo or find_embargo([part[:_EMBARGO_ENDS]], zone=zone, received=received)
        if embargo is not None:
            found.append(embargo.until)
    times = [until for until in found if until is not None]
    return (max(times) if times and len(times) == len(found) else None), bool(found)


def _parts(note: str) -> list[str]:
    """``note``, and what of it begins after a bracket or a sentence."""
    ends = islice(_PART_ENDS.finditer(note), _MOST_PARTS)
    return [note, *(note[end.end() :] for end in ends)]


def line_instructs(text: str) -> set[str]:
    """The signals that ``text`` gives if it is a line of the agency's above the story."""
    if len(text) > _LONGEST_LINE or _PROSE.fullmatch(text):
        return set()
    return set(line_signals(text))


def is_grave(signals: set[str]) -> bool:
    """Whether a story with these ``signals`` may not be published as it stands."""
    return not _GRAVE.isdisjoint(signals)

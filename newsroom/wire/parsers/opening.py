"""The top of a body: instructions that stand above the story, and the dateline that opens it."""

import re
from dataclasses import dataclass, replace

from newsroom.wire.agencies import is_agency
from newsroom.wire.dateline import Dateline, Reading, parse_dateline, read_dateline
from newsroom.wire.parsers.body import Block, without_start
from newsroom.wire.parsers.instructions import is_grave, line_instructs

_MOST_LINES = 5
# How long a paragraph may be to be nothing but a dateline.
_LONGEST_ALONE = 160
# Between a town that we were told of and the story: its region, a date, a credit, a dash.
_AFTER_TOWN = re.compile(
    r"((?:,\s*(?:[^\W_a-z][\w.'’]*\s?){1,4}){0,2})(?:\s*\(([^()\n]{1,60})\))?"
    r"\s*(?::|\.-|--+|[-–—_](?=\s))\s*(?=[^a-z\s])"
)
_NOTE = re.compile(r"\((?:EDS?|EDITORS|Eds?)\b[^()\n]{3,200}\)\s+")
# Swiss agencies set no dash after their name: "Berne (ats) La lampe …".
_AFTER_CREDITED = re.compile(r"((?:,[^(),\n]{1,40}){0,2})\s*\(([^()\n]{1,40})\)\s+(?=[^a-z\s])")


@dataclass(frozen=True, slots=True)
class Opening:
    """What was taken off the top of a body: the dateline, and lines for the desk."""

    dateline: Dateline | None = None
    notes: tuple[str, ...] = ()
    doubt: str = ""


def take_opening(blocks: list[Block], *, place: str = "", agencies: frozenset[str]) -> Opening:
    """Take instructions and the dateline off ``blocks``; nothing else is changed.

    ``place`` is the dateline's place as the format gives it: a text that repeats it is known by
    it, wherever on earth it may be.
    """
    notes = _take_instructions(blocks, agencies)
    first = next((at for at, block in enumerate(blocks) if block.is_paragraph), None)
    if first is None:
        return Opening(notes=notes)
    reading, rest = _read(blocks, first, agencies)
    if reading.dateline is None and place:
        reading = _repeated(blocks[first].text, place, agencies) or reading
        rest = reading.rest
    if reading.dateline is None:
        return Opening(None, notes, reading.doubt)
    shortened = without_start(blocks[first], rest)
    blocks[first : first + 1] = [shortened] if shortened else []
    before = (reading.before,) if reading.before else ()
    return Opening(reading.dateline, notes + before, reading.doubt)


def _take_instructions(blocks: list[Block], agencies: frozenset[str]) -> tuple[str, ...]:
    """Lines such as ``(Adds reaction)``, which only what follows tells from the story.

    They stand right above a dateline; those that forbid publication are believed anyway.
    """
    given: list[set[str]] = []
    for block in blocks[:_MOST_LINES]:
        signals = line_instructs(block.text) if block.is_paragraph else set()
        if not signals:
            break
        given.append(signals)
    count = len(given)
    if not count:
        return ()
    if count == len(blocks) or not _opens_with_dateline(blocks[count], agencies):
        while count and not is_grave(given[count - 1]):
            count -= 1
    taken = tuple(block.text for block in blocks[:count])
    del blocks[:count]
    return taken


def _opens_with_dateline(block: Block, agencies: frozenset[str]) -> bool:
    return block.is_paragraph and read_dateline(block.text, agencies=agencies).dateline is not None


def _read(blocks: list[Block], first: int, agencies: frozenset[str]) -> tuple[Reading, str]:
    """The reading of a paragraph's start, and what remains; it may be a dateline and no more."""
    text = blocks[first].text
    reading = with_note_before(read_dateline(text, agencies=agencies))
    if reading.dateline is None and len(blocks) > first + 1 and len(text) <= _LONGEST_ALONE:
        alone = read_dateline(f"{text} X", agencies=agencies)
        if alone.rest == "X":
            return alone, ""
    return reading, reading.rest


def with_note_before(reading: Reading) -> Reading:
    """``reading``, with what Kyodo tells editors behind the dateline before it: ``(EDS: …)``."""
    match = _NOTE.match(reading.rest) if reading.dateline else None
    if match is None or match.end() >= len(reading.rest):
        return reading
    before = " ".join(filter(None, (match[0].strip(), reading.before)))
    return replace(reading, rest=reading.rest[match.end() :], before=before)


def _repeated(text: str, place: str, agencies: frozenset[str]) -> Reading | None:
    town = place.partition(",")[0].strip()
    if not town or text[: len(town)].casefold() != town.casefold():
        return None
    match = _AFTER_TOWN.match(text, len(town))
    match = match or _credited(text, len(town), agencies)
    if match is None or match.end() >= len(text):
        return None
    front = text[: match.end(1)].strip()
    found = parse_dateline(front) or Dateline(front)
    dateline = replace(found, source=match[2] or "", text=text[: match.end()].rstrip())
    return Reading(dateline, text[match.end() :])


def _credited(text: str, at: int, agencies: frozenset[str]) -> re.Match[str] | None:
    """The credit of agencies that stands in brackets after the town, where the story begins."""
    match = _AFTER_CREDITED.match(text, at)
    names = re.split(r"[/ ]", match[2]) if match else []
    is_credit = bool(names) and all(is_agency(name, agencies) for name in names)
    return match if is_credit else None

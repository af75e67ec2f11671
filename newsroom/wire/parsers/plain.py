"""Plain-text copy: framed by ZCZC and NNNN or not, with any of the lines agencies set above it."""

import hashlib
import re
from collections.abc import Sequence
from datetime import UTC, datetime

from newsroom.text.characters import composed, without_junk
from newsroom.text.sanitize import clean_html, text_to_html
from newsroom.text.words import word_count
from newsroom.wire.credit import split_credit
from newsroom.wire.dateline import Reading, read_dateline
from newsroom.wire.embargo import find_embargo
from newsroom.wire.parsers import layout
from newsroom.wire.parsers.draft import Reception, proposed_headline
from newsroom.wire.parsers.encoding import EncodingError, decoded
from newsroom.wire.parsers.header import Header, read_header
from newsroom.wire.parsers.item import WireError, WireItem
from newsroom.wire.parsers.opening import with_note_before
from newsroom.wire.parsers.slugs import slug_without_version, version_in
from newsroom.wire.signals import behind_flag, find_signals

_ONLY_MARKS = re.compile(r"(?:\s|ZCZC|NNNN)++")
_FRAME_START = re.compile(r"[ \t]*ZCZC(?:\b|(?=\d))")
# ANSA writes the time before it.
_FRAME_END = re.compile(r"[ \t]*(?:\d\d-[A-Z]{3}-\d\d \d\d:\d\d )?NNNN[ \t]*")
_STATUS = {"kill": "canceled", "hold": "withheld", "embargo": "embargoed", "advisory": "advisory"}
_URGENCY = {"flash": 1, "urgent": 2}
_MOST_LINES = 100_000
_TAKE_ENDS = re.compile(
    r"\(?more\)?|MORE|xxx|x{3,}|=\d|[+*]{2,3}\s*(?:ENDE?|FIN|SCHLUSS)\s*[+*]{2,3}", re.IGNORECASE
)


def parse(data: bytes, reception: Reception) -> list[WireItem]:
    """The stories in ``data``: one, or one a frame; every word in a field or set apart."""
    try:
        text, _name, warnings = decoded(data, reception.encoding)
        text = composed(without_junk(text))
        text.encode()
    except EncodingError as reason:
        raise WireError(str(reason)) from None
    except UnicodeEncodeError:
        raise WireError(
            "The text contains half characters; it was damaged on its way here."
        ) from None
    has_letters = any(character.isalnum() for character in text[:100_000])
    if (not has_letters and not re.search(r"\w", text)) or _ONLY_MARKS.fullmatch(text):
        raise WireError("There are no words in this file.")
    lines = text.split("\n")
    if len(lines) > _MOST_LINES and sum(1 for line in lines if line.strip()) > _MOST_LINES:
        raise WireError("The file has more than 100,000 lines of text; that is not one story.")
    frames = _frames(lines)
    story = _Desk(reception, warnings)
    digest = hashlib.sha256(data).hexdigest()
    return [
        story.item(lines, digest if len(frames) == 1 else f"{digest}/{number}", framed=framed)
        for number, (lines, framed) in enumerate(frames, start=1)
    ]


def _frames(lines: list[str]) -> list[tuple[list[str], bool]]:
    """The stories of a file; what stands between two frames goes with the one before."""
    starts = [number for number, line in enumerate(lines) if _FRAME_START.match(line)]
    if not starts:
        return [(lines, False)]
    if any(line.strip() for line in lines[: starts[0]]):
        starts[0] = 0
    ends = [*starts[1:], len(lines)]
    return [(lines[start:end], True) for start, end in zip(starts, ends, strict=True)]


class _Desk:
    """What the stories of one file have in common."""

    def __init__(self, reception: Reception, warnings: tuple[str, ...]) -> None:
        self.zone = reception.zone
        self.received_at = reception.received_at
        self.agencies = reception.agencies
        self.warnings = warnings

    def item(self, lines: list[str], digest: str, *, framed: bool) -> WireItem:
        lines, outside = _inside(lines) if framed else (lines, [])
        header = read_header(lines)
        header.headline = header.headline or _headline_in(header.notes)
        reading, paragraphs = _opened(layout.paragraphs(lines[header.end :]), self.agencies)
        _place_before(header, reading.before)
        ending = split_credit(paragraphs, agencies=self.agencies)
        body, takes = _without_take_end(ending.body)
        if not body:
            body = _only_line(header)
        set_apart = (*header.routing, *takes, *ending.set_apart, *outside)
        signals = find_signals(header.notes, slugline=header.slugline, headline=header.headline)
        html = _clean(body)
        doubts = {"dateline": reading.doubt, "credit": ending.doubt}
        warnings = [*self.warnings, *_warnings(header, doubts, set_apart)]
        received = self.received_at or datetime(1970, 1, 1, tzinfo=UTC)
        embargo = find_embargo(header.notes, zone=self.zone, received=received)
        if embargo is not None and "embargo" not in signals:
            signals.append("embargo")
        return WireItem(
            format="text",
            guid=self._guid(header.slugline, digest, framed=framed),
            version=version_in(header.slugline, header.headline, *header.notes) or "1",
            pubstatus=next((_STATUS[name] for name in _STATUS if name in signals), "usable"),
            headline=header.headline or proposed_headline(body or header.notes),
            slugline=header.slugline,
            byline=header.byline,
            dateline=reading.dateline,
            credit=ending.credit or (reading.dateline.source if reading.dateline else ""),
            abstract=header.abstract,
            body_html=html,
            ednote="\n".join(header.notes),
            urgency=next((_URGENCY[name] for name in _URGENCY if name in signals), 5),
            embargo_until=embargo.until if embargo and self.received_at else None,
            version_created=self.received_at.astimezone(UTC) if self.received_at else None,
            word_count=word_count(html),
            signals=tuple(signals),
            warnings=tuple(warnings),
            set_apart=set_apart,
        )

    def _guid(self, slugline: str, digest: str, *, framed: bool) -> str:
        """Framed copy is one story a slug and day; all other copy is its own bytes."""
        slug = slug_without_version(slugline)
        if framed and slug and self.received_at is not None:
            return f"{slug}/{self.received_at.astimezone(self.zone):%Y-%m-%d}"
        return f"sha256:{digest}"


def _warnings(header: Header, doubts: dict[str, str], set_apart: tuple[str, ...]) -> list[str]:
    """What an editor should look at, in the order of the copy."""
    warnings = [] if header.headline else ["headline"]
    if header.unsure:
        warnings.append(f"“{header.unsure}” may be the headline; it was left in the text.")
    warnings += [f"{what}: {doubt}" for what, doubt in doubts.items() if doubt]
    return warnings + (["set apart: " + "\n".join(set_apart)] if set_apart else [])


def _inside(lines: list[str]) -> tuple[list[str], list[str]]:
    end = next((n for n, line in enumerate(lines) if _FRAME_END.fullmatch(line)), len(lines))
    return lines[:end], [" ".join(line.split()) for line in lines[end:] if line.strip()]


def _opened(paragraphs: list[str], agencies: frozenset[str]) -> tuple[Reading, list[str]]:
    """The dateline of the first paragraph, and the paragraphs without it."""
    if not paragraphs:
        return Reading(None, ""), []
    reading = with_note_before(read_dateline(paragraphs[0], agencies=agencies))
    if reading.dateline is None and len(paragraphs) > 1 and len(paragraphs[0]) <= 160:
        alone = read_dateline(f"{paragraphs[0]} X", agencies=agencies)
        if alone.rest == "X":
            return alone, paragraphs[1:]
    return reading, [reading.rest, *paragraphs[1:]]


def _headline_in(notes: Sequence[str]) -> str:
    """A few words behind a flag are the headline."""
    return next((text for note in notes if (text := behind_flag(note)).count(" ") >= 2), "")


def _place_before(header: Header, before: str) -> None:
    """An advisory and a byline that stood on the dateline's own line."""
    advisory, _, byline = before.partition("By ")
    if advisory.strip():
        header.notes.append(advisory.strip())
    if byline:
        header.byline = f"{header.byline}, By {byline}" if header.byline else f"By {byline}"


def _without_take_end(body: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if len(body) > 1 and _TAKE_ENDS.fullmatch(body[-1]):
        return tuple(body[:-1]), (body[-1],)
    return tuple(body), ()


def _only_line(header: Header) -> tuple[str, ...]:
    """A file of one short line is a story of one line: a flash, or what looks like a headline."""
    for note in header.notes:
        if text := behind_flag(note):
            return (text,)
    text = " ".join(part for part in (header.headline, header.abstract) if part)
    if not text or header.notes:
        return ()
    header.headline = header.abstract = ""
    return (text,)


def _clean(body: Sequence[str]) -> str:
    try:
        return clean_html(text_to_html(body))
    except ValueError as reason:
        raise WireError(str(reason)) from None

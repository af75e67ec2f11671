"""What every format's parser fills in, and how an item is made of it: one place for the rules."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo

from newsroom.text.language import is_language_tag
from newsroom.text.sanitize import clean_html
from newsroom.text.words import word_count
from newsroom.wire.agencies import AGENCIES
from newsroom.wire.credit import split_credit
from newsroom.wire.dateline import Dateline, parse_dateline, read_dateline
from newsroom.wire.embargo import find_embargo
from newsroom.wire.parsers.body import Block, Body, without_end, without_start
from newsroom.wire.parsers.item import Media, Subject, WireError, WireItem
from newsroom.wire.signals import KILL_IN_WORDS, SIGNALS, find_signals

# The gravest comes first; what the words say can only add to what the format says.
STATUSES = ("canceled", "withheld", "embargoed", "advisory", "usable")
_STATUS_OF = {
    "kill": "canceled",
    "hold": "withheld",
    "embargo": "embargoed",
    "advisory": "advisory",
}
_WORKING_HEADLINE = 70
_MACHINE_DATE = re.compile(r"[\d\W]*(?:GMT|UTC|T\d|Z)?[\d\W]*")


@dataclass(frozen=True, slots=True)
class Reception:
    """How and when copy came: the feed's ``zone`` for times that name none, ``received_at``
    (aware) for copy that carries no date, the feed's ``encoding`` for bytes that do not say,
    ``agencies`` whose names may stand in datelines and credits.
    """

    filename: str = ""
    zone: tzinfo = UTC
    received_at: datetime | None = None
    encoding: str = ""
    agencies: frozenset[str] = AGENCIES


@dataclass(slots=True, kw_only=True)
class Draft:
    """An item in the making; a parser sets what its format says, ``item`` does the rest.

    ``notes`` are the agency's instructions, line by line; ``dateline_line`` is a field that
    holds a dateline; ``credit_line`` names the agency if the text itself does not; ``apart`` is
    text of the file that is no part of the story. ``is_embargoed`` without ``embargo_until``
    holds the story. Instants are aware.
    """

    format: str
    type: str = "text"
    guid: str = ""
    version: str = "1"
    pubstatus: str = "usable"
    headline: str = ""
    slugline: str = ""
    byline: str = ""
    dateline_line: str = ""
    credit_line: str = ""
    abstract: str = ""
    body: Body = field(default_factory=Body)
    notes: list[str] = field(default_factory=list)
    keywords: list[str] = field(default_factory=list)
    subjects: list[Subject] = field(default_factory=list)
    category: str = ""
    places: list[str] = field(default_factory=list)
    genre: str = ""
    urgency: int = 5
    is_embargoed: bool = False
    embargo_until: datetime | None = None
    first_created: datetime | None = None
    version_created: datetime | None = None
    language: str = ""
    signals: set[str] = field(default_factory=set)
    rights: str = ""
    media: list[Media] = field(default_factory=list)
    kills: tuple[str, ...] = ()
    warnings: list[str] = field(default_factory=list)
    apart: list[str] = field(default_factory=list)

    def item(self, reception: Reception) -> WireItem:
        """The finished item: dateline and credit taken out of the body, signals read."""
        dateline = self._take_dateline(reception.agencies)
        credit = self._take_credit(dateline, reception.agencies)
        html = self._html()
        signals = self._all_signals()
        until, is_embargoed = self._embargo(reception)
        signals |= {"embargo"} if is_embargoed else set()
        return WireItem(
            format=self.format,
            type=self.type,
            guid=self.guid,
            version=self.version or "1",
            pubstatus=self._status(signals),
            headline=self.headline or self._proposed_headline(),
            slugline=self.slugline,
            byline=self.byline,
            dateline=dateline,
            credit=credit,
            abstract=self.abstract,
            body_html=html,
            ednote="\n".join(self.notes),
            keywords=_unique(self.keywords),
            subjects=tuple(dict.fromkeys(self.subjects)),
            category=self.category,
            places=_unique(self.places),
            genre=self.genre,
            urgency=min(max(self.urgency, 1), 9),
            embargo_until=until,
            first_created=self.first_created,
            version_created=self.version_created or self.first_created or reception.received_at,
            language=_language(self.language),
            word_count=word_count(html),
            signals=tuple(signal for signal in SIGNALS if signal in signals),
            rights=self.rights,
            media=tuple(dict.fromkeys([*self.media, *self.body.media])),
            kills=self.kills,
            warnings=tuple(self._all_warnings()),
            set_apart=tuple(self.apart),
        )

    # --- Out of the body ---

    def _take_dateline(self, agencies: frozenset[str]) -> Dateline | None:
        """The dateline that opens the text, else the one that a field holds."""
        blocks = self.body.blocks
        first = next((n for n, block in enumerate(blocks) if block.is_paragraph), None)
        found: Dateline | None = None
        if first is not None:
            found = self._opening_dateline(blocks, first, agencies)
        return found or self._field_dateline()

    def _opening_dateline(
        self, blocks: list[Block], first: int, agencies: frozenset[str]
    ) -> Dateline | None:
        reading = read_dateline(blocks[first].text, agencies=agencies)
        rest = reading.rest
        if reading.dateline is None and len(blocks) > first + 1 and len(blocks[first].text) <= 160:
            alone = read_dateline(f"{blocks[first].text} X", agencies=agencies)
            if alone.rest == "X":
                reading, rest = alone, ""
        if reading.doubt:
            self.warnings.append(f"dateline: {reading.doubt}")
        if reading.dateline is None:
            return None
        shortened = without_start(blocks[first], rest)
        blocks[first : first + 1] = [shortened] if shortened else []
        if reading.before:
            self.notes.append(reading.before)
        return reading.dateline

    def _field_dateline(self) -> Dateline | None:
        line = self.dateline_line.strip()
        if not line:
            return None
        # A stamp such as 20160116T131559+0000 is no dateline that anybody would print.
        found = None if _MACHINE_DATE.fullmatch(line) else parse_dateline(line)
        if found is None:
            self.apart.append(line)
        return found

    def _take_credit(self, dateline: Dateline | None, agencies: frozenset[str]) -> str:
        blocks = self.body.blocks
        ending = split_credit(self.body.texts, agencies=agencies, is_delimited=True)
        if ending.doubt:
            self.warnings.append(f"credit: {ending.doubt}")
        count = len(ending.body)
        if ending.text or ending.set_apart:
            kept = blocks[:count]
            if kept and kept[-1].text != ending.body[-1]:
                shortened = without_end(kept[-1], ending.body[-1])
                kept[-1:] = [shortened] if shortened else []
            self.body.blocks = kept
            self.apart.extend(ending.set_apart)
        return ending.credit or (dateline.source if dateline else "") or self.credit_line

    def _html(self) -> str:
        try:
            return clean_html("\n".join(block.html for block in self.body.blocks))
        except ValueError as reason:
            raise WireError(str(reason)) from None

    # --- What is said about it ---

    def _all_signals(self) -> set[str]:
        words = find_signals(self.notes, slugline=self.slugline, headline=self.headline)
        if "kill" in words and self.pubstatus != "canceled":
            self.warnings.append(KILL_IN_WORDS)
        signals = self.signals | set(words)
        signals |= {signal for signal, status in _STATUS_OF.items() if status == self.pubstatus}
        return signals

    def _status(self, signals: set[str]) -> str:
        said = {self.pubstatus} | {_STATUS_OF[name] for name in _STATUS_OF if name in signals}
        return next(status for status in STATUSES if status in said)

    def _embargo(self, reception: Reception) -> tuple[datetime | None, bool]:
        """Until when, and whether at all; of two embargoes the stricter holds."""
        received = reception.received_at or datetime(1970, 1, 1, tzinfo=UTC)
        words = find_embargo(self.notes, zone=reception.zone, received=received)
        is_embargoed = self.is_embargoed or self.pubstatus == "embargoed" or words is not None
        if self.embargo_until is not None:
            is_embargoed = True
        if words is None:
            return self.embargo_until, is_embargoed
        in_words = words.until if reception.received_at else None
        if in_words is None or (self.embargo_until is None and self.is_embargoed):
            return None, True
        return max(in_words, self.embargo_until or in_words), True

    def _all_warnings(self) -> list[str]:
        warnings = [] if self.headline else ["headline"]
        warnings += self.warnings
        return warnings + (["set apart: " + "\n".join(self.apart)] if self.apart else [])

    def _proposed_headline(self) -> str:
        return proposed_headline([block.text for block in self.body.blocks] or self.notes)


def proposed_headline(texts: Sequence[str]) -> str:
    """A working headline: the first words of the first of ``texts``, cut at a word."""
    text = next(iter(texts), "")
    sentence = re.split(r"(?<=[.!?۔؟。])\s", text[:400], maxsplit=1)[0].rstrip(" .۔。")
    if len(sentence) <= _WORKING_HEADLINE:
        return sentence
    head = sentence[: _WORKING_HEADLINE + 1]
    cut = head.rfind(" ")
    return head[: cut if cut > 0 else _WORKING_HEADLINE].rstrip(" ,;:—–-")


def _unique(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))


def _language(tag: str) -> str:
    """The BCP 47 tag, or nothing where the file says something else (``x-default``)."""
    tag = tag.strip().replace("_", "-")
    if not is_language_tag(tag) or tag.lower().startswith("x-"):
        return ""
    primary, dash, rest = tag.partition("-")
    return f"{primary.lower()}{dash}{rest}"

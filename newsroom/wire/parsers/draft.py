"""What every format's parser fills in, and how an item is made of it: one place for the rules."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from typing import Any

from newsroom.text.language import is_language_tag
from newsroom.text.sanitize import clean_html
from newsroom.text.words import word_count, words
from newsroom.wire.agencies import AGENCIES
from newsroom.wire.credit import split_credit
from newsroom.wire.dateline import Dateline, dated, parse_dateline
from newsroom.wire.parsers.blocks import without_rules_at_end
from newsroom.wire.parsers.body import Body, without_end
from newsroom.wire.parsers.instants import instant
from newsroom.wire.parsers.instructions import MOST_NOTES, embargo_in, signals_in
from newsroom.wire.parsers.item import Media, Subject, WireError, WireItem
from newsroom.wire.parsers.opening import take_opening
from newsroom.wire.signals import KILL_IN_WORDS, in_order

# The gravest comes first; what the words say can only add to what the format says.
STATUSES = ("canceled", "withheld", "embargoed", "advisory", "usable")
_STATUS_OF = {
    "kill": "canceled",
    "hold": "withheld",
    "embargo": "embargoed",
    "advisory": "advisory",
}
_WORKING_HEADLINE = 70
_LONGEST_PLACE = 80
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
# Nobody's name, but the marks of those who handled the copy: "gr/bp", "hh/ph/ts".
_DESK_MARKS = re.compile(
    r"\(?(?:[a-z]{1,3}|[^\W\d_A-Z]{1,3}(?:/[^\W\d_A-Z]{1,3}(?: [^\W\d_A-Z]{1,2})?){1,5})\)?"
)
_MACHINE_DATE = re.compile(r"[\d\W]*(?:T[\d\W]+)?(?:GMT|UTC|Z)?[\d\W]*")

# What an item has as the format says it.
_AS_SAID = "format type guid slugline abstract category genre rights kills first_created".split()


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
    holds a dateline, ``dateline_place`` what of it is surely the place; ``credit_line`` names
    the agency if the text itself does not, or even if it does where the format has a line for
    just that (``is_credit_said``); ``apart`` is text of the file that is no part of the story.
    ``is_embargoed`` without ``embargo_until`` holds the story. Instants are aware; ``zone`` is
    what the file itself writes times in, for words that name no zone.
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
    dateline_place: str = ""
    credit_line: str = ""
    is_credit_said: bool = False
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
    zone: tzinfo | None = None
    first_created: datetime | None = None
    version_created: datetime | None = None
    language: str = ""
    signals: set[str] = field(default_factory=set)
    rights: str = ""
    media: list[Media] = field(default_factory=list)
    kills: tuple[str, ...] = ()
    derived_from: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    apart: list[str] = field(default_factory=list)

    def item(self, reception: Reception) -> WireItem:
        """The finished item: dateline and credit taken out of the body, signals read.

        A draft makes one item, once. Raises ``WireError`` for what no story can be.
        """
        if len(self.notes) > MOST_NOTES:
            raise WireError("The file holds more notes to editors than any story.")
        dateline = self._take_dateline(reception.agencies)
        credit = self._take_credit(dateline, reception.agencies)
        html = self._html()
        signals = self._all_signals()
        until, is_embargoed = self._embargo(reception)
        signals |= {"embargo"} if is_embargoed else set()
        said: dict[str, Any] = {name: getattr(self, name) for name in _AS_SAID}
        return WireItem(
            **said,
            version=self.version or "1",
            pubstatus=self._status(signals),
            headline=self.headline or self._proposed_headline(),
            byline=self._byline(),
            dateline=dateline,
            credit=credit,
            body_html=html,
            ednote="\n".join(self.notes),
            keywords=_unique(self.keywords),
            subjects=_once_each(self.subjects),
            places=_unique(self.places),
            urgency=min(max(self.urgency, 1), 9),
            embargo_until=until,
            version_created=self.version_created or self.first_created or reception.received_at,
            language=_language(self.language),
            word_count=word_count(html),
            signals=tuple(in_order(signals)),
            media=self._media(),
            derived_from=self._origins(),
            warnings=tuple(self._all_warnings()),
            set_apart=tuple(self.apart),
        )

    # --- Out of the body ---

    def _take_dateline(self, agencies: frozenset[str]) -> Dateline | None:
        """The dateline that opens the text, else the one that a field holds."""
        line = self.dateline_line.strip()
        place = self.dateline_place or (line if len(line) <= _LONGEST_PLACE else "")
        opening = take_opening(self.body.blocks, place=place, agencies=agencies)
        self.notes += opening.notes
        if opening.doubt:
            self.warnings.append(f"dateline: {opening.doubt}")
        if opening.dateline is None:
            return self._field_dateline(line)
        is_stamp = _MACHINE_DATE.fullmatch(line) is not None
        dateline = dated(opening.dateline, None if is_stamp else parse_dateline(line))
        said = f"{dateline.text} {dateline.place} {dateline.date}"
        if instant(line) is None and not _is_in(line, said):
            self.apart.append(line)
        return dateline

    def _field_dateline(self, line: str) -> Dateline | None:
        if not line:
            return None
        # A stamp such as 20160116T131559+0000 is no dateline that anybody would print.
        found = None if _MACHINE_DATE.fullmatch(line) else parse_dateline(line)
        if found is None and self.dateline_place:
            date = parse_dateline(line.removeprefix(self.dateline_place).strip(" ,"))
            found = Dateline(self.dateline_place, date.date if date else "", "", line)
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
        if self.is_credit_said and self.credit_line:
            is_told = _is_in(ending.credit, self.credit_line) or ending.text in ending.set_apart
            self.apart += [] if is_told else [ending.text]
            return self.credit_line
        return ending.credit or (dateline.source if dateline else "") or self.credit_line

    def _byline(self) -> str:
        if not _DESK_MARKS.fullmatch(self.byline):
            return self.byline
        self.apart.append(self.byline)
        return ""

    def _html(self) -> str:
        blocks = without_rules_at_end(self.body).blocks
        html = "\n".join([block.html for block in blocks])
        try:
            # No-break spaces as the sanitiser writes them: else it must look a second time.
            return clean_html(html.replace("\xa0", "&nbsp;") if "\xa0" in html else html)
        except ValueError as reason:
            raise WireError(str(reason)) from None

    def _media(self) -> tuple[Media, ...]:
        """All media, each once. The one medium of a picture item is what the item is about."""
        found = tuple(dict.fromkeys([*self.media, *self.body.media]))
        if self.type == "picture" and len(found) == 1 and not found[0].guid:
            return (replace(found[0], guid=self.guid),)
        return found

    # --- What is said about it ---

    def _origins(self) -> tuple[str, ...]:
        """What it was made from; a notice that kills a story is no copy of it."""
        others = {self.guid, *self.kills}
        return _unique([guid for guid in self.derived_from if guid not in others])

    def _all_signals(self) -> set[str]:
        words = signals_in(
            self.notes,
            slugline=self.slugline,
            headline=self.headline,
            has_story=bool(self.body.blocks) and self.pubstatus == "usable",
        )
        if "kill" in words and self.pubstatus != "canceled" and not self.kills:
            self.warnings.append(KILL_IN_WORDS)
        signals = self.signals | words
        signals |= {signal for signal, status in _STATUS_OF.items() if status == self.pubstatus}
        return signals

    def _status(self, signals: set[str]) -> str:
        said = {self.pubstatus} | {_STATUS_OF[name] for name in _STATUS_OF if name in signals}
        return next(status for status in STATUSES if status in said)

    def _embargo(self, reception: Reception) -> tuple[datetime | None, bool]:
        """Until when, and whether at all; of two embargoes the stricter holds.

        "Friday" is the one after the copy was sent, however late it came here.
        """
        sent = self.version_created or self.first_created or reception.received_at
        in_words, is_in_words = embargo_in(
            self.notes,
            headline=self.headline,
            zone=self.zone or reception.zone,
            received=sent or _LONG_AGO,
        )
        if not is_in_words:
            is_embargoed = self.is_embargoed or self.pubstatus == "embargoed"
            return self.embargo_until, is_embargoed or self.embargo_until is not None
        has_no_end = self.is_embargoed and self.embargo_until is None
        if sent is None or in_words is None or has_no_end:
            return None, True
        return max(in_words, self.embargo_until or in_words), True

    def _all_warnings(self) -> list[str]:
        warnings = [] if self.headline else ["headline"]
        warnings += self.warnings
        return warnings + (["set apart: " + "\n".join(self.apart)] if self.apart else [])

    def _proposed_headline(self) -> str:
        return proposed_headline([text for text in self.body.texts if text] or self.notes)


def proposed_headline(texts: Sequence[str]) -> str:
    """A working headline: the first words of the first of ``texts``, cut at a word."""
    text = next(iter(texts), "")
    sentence = re.split(r"(?<=[.!?۔؟。])\s", text[:400], maxsplit=1)[0].rstrip(" .۔。")
    if len(sentence) <= _WORKING_HEADLINE:
        return sentence
    head = sentence[: _WORKING_HEADLINE + 1]
    cut = head.rfind(" ")
    return head[: cut if cut > 0 else _WORKING_HEADLINE].rstrip(" ,;:—–-")


def _is_in(line: str, text: str) -> bool:
    return set(words(line.casefold())) <= set(words(text.casefold()))


def _unique(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))


def _once_each(subjects: Sequence[Subject]) -> tuple[Subject, ...]:
    """Each once; without a name none whose code has one elsewhere."""
    named = {(subject.code, subject.scheme) for subject in subjects if subject.name}
    return tuple(
        subject
        for subject in dict.fromkeys(subjects)
        if subject.name or (subject.code, subject.scheme) not in named
    )


def _language(tag: str) -> str:
    """The BCP 47 tag, or nothing where the file says something else (``x-default``)."""
    tag = tag.strip().replace("_", "-")
    if not is_language_tag(tag) or tag.lower().startswith("x-"):
        return ""
    primary, dash, rest = tag.partition("-")
    return f"{primary.lower()}{dash}{rest}"

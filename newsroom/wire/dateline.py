"""Where and when a story was written: the dateline that opens its first paragraph."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import lru_cache

from newsroom.wire.agencies import AGENCIES, is_agency
from newsroom.wire.gazetteer import COUNTRIES, is_elsewhere, is_place
from newsroom.wire.months import MONTH


@dataclass(frozen=True, slots=True)
class Dateline:
    """A dateline in the copy's own letters; ``text`` is what was cut from the paragraph."""

    place: str
    date: str = ""
    source: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was made of the opening of a paragraph.

    ``before`` is what stood in front of the dateline on its line (an advisory, a byline);
    ``doubt`` is a sentence for the desk, or empty.
    """

    dateline: Dateline | None
    rest: str
    before: str = ""
    doubt: str = ""


_MONTH = rf"(?:{MONTH})\b\.?"
_WEEKDAY = (
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
    r"|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|(?:lun|mar|mercre|jeu|vendre|same)di|dimanche"
    r"|lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo"
    r"|(?:lune|marte|mercole|giove|vener)dì|sabato|domenica"
    r"|(?:man|tirs|ons|tors|fre|lør|søn|mån|tis|lör|sön)dag"
    r"|(?:maan|dins|woens|donder|vrij|zater|zon)dag)"
)
_YEAR = r"(?:,?\s+(?:de\s+)?\d{4})?"
_DAY = (
    rf"(?:{_WEEKDAY},?\s+)?(?:{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?{_YEAR}"
    rf"|\d{{1,2}}(?:er|st|nd|rd|th|\.)?\s+(?:de\s+)?{_MONTH}{_YEAR})"
)
_DATE_AT_END = re.compile(rf"(?:^|[,;\s])\s*({_DAY})$|,\s*({_WEEKDAY})$", re.IGNORECASE)
_DATE = re.compile(rf"{_DAY}|{_WEEKDAY}", re.IGNORECASE)
_STAMP = re.compile(r"\d{4}-?\d\d-?\d\d(?:[T ]\d.*)?|\d{1,2}/\d{1,2}/\d{2,4}")

_DASH = r"(?:\.-|--+|[-–—―_·])"
# The church agency epd sets a full stop behind its name.
_IN_BRACKETS = re.compile(
    rf"([^()\n]{{0,90}})\(([^()\n]{{1,60}})\)(\s*(?:{_DASH}|[:=])+|\.(?=\s))?\s*"
)
_IN_SLASHES = re.compile(rf"([^/\n]{{1,90}}?)\s*/([^/\n]{{1,40}})/\s*(?:{_DASH}|:|\.(?=\s))\s*")
# Belga: "GENT 15/06 (BELGA) ="; anywhere else such a figure may be a fraction.
_DAY_IN_FIGURES = re.compile(r"(?<=\s)(\d{1,2}/\d{1,2})$")
# A field has no room for a story, so an agency behind whatever place makes it a dateline.
_CREDITED = re.compile(r"([^()\d]{2,60}?(?:\s\([^()\d]{2,40}\))?)\s*\(([^()]{2,40})\)\s*[-–—:=]*")
_COUNTRY_IN_BRACKETS = re.compile(
    r"([^()\n]{2,40}?)\s*\(([^()\n]{2,40})\)([^()\n]{0,40})\(([^()\n]{2,40})\)"
    rf"\s*(?:{_DASH}|[:=])+\s*"
)
_COLON = re.compile(r"([^:\n]{1,90}):\s*")
_DASHED = re.compile(rf"([^\n]{{1,90}}?)\s+{_DASH}\s+|([^\n]{{1,90}}?)[—–]\s*")
_DATE_FIRST = re.compile(rf"({_DAY});\s*([^\s:]{{2,20}}):\s*", re.IGNORECASE)
_ADVISORY = re.compile(
    r"\((?:adds?|updates?|corrects?|recasts?|repeats?|refiles?|writes|edits|fixes|clarifies)\b"
    r"[^()\n]{0,200}\)\s+",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"By (?:[^\W\d_a-z][\w.'’-]*\s+){1,4}?(?=[^\W\d_a-z]{3,}(?:,| \(|/))")
_TEST_PREFIX = re.compile(r"[A-Z]{2,12}(?: [A-Z]{2,12})? - (?=[A-Z]{2,}[ ,])")

_PARTICLES = frozenset(
    "a al an am auf da de del den der des di do dos du e el en et i im in la las le les lez los na "
    "of on op sur sous the to and upon van von y al- ash- ul near off under over".split(" ")
)
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[.'’ʼ\-\u0300-\u036f\u0610-\u061a\u064b-\u065f])*")
_LONGEST = 160


def split_dateline(
    text: str, *, agencies: Collection[str] = AGENCIES
) -> tuple[Dateline | None, str]:
    """Split ``text`` into its dateline, if it surely opens with one, and the rest."""
    reading = read_dateline(text, agencies=agencies)
    return reading.dateline, reading.rest


def read_dateline(text: str, *, agencies: Collection[str] = AGENCIES) -> Reading:
    """Read the opening of a story's first paragraph; when in doubt leave the text alone."""
    return _reading(text, frozenset(agencies))


# A format looks for the dateline in its own places first; then all ask for it once more.
@lru_cache(maxsize=4)
def _reading(text: str, agencies: frozenset[str]) -> Reading:
    opening = text.lstrip()
    cut = _prefix(opening)
    found = _read(opening[cut:], agencies)
    if found is None and cut:
        cut, found = 0, _read(opening, agencies)
    if found is None:
        return Reading(None, text, doubt=_doubt(opening))
    place, date, source, length = found
    end = cut + length
    if not opening[end:].strip():
        return Reading(None, text)
    dateline = Dateline(_joined(place), _joined(date), _joined(source), opening[cut:end].rstrip())
    return Reading(dateline, opening[end:].lstrip(), opening[:cut].rstrip(), _wrong_country(place))


def parse_dateline(line: str, *, agencies: Collection[str] = AGENCIES) -> Dateline | None:
    """The dateline of a field that holds one and no story: ``BEIJING, July 23``, or a date."""
    line = _joined(line)
    if not line or len(line) > _LONGEST:
        return None
    if _STAMP.fullmatch(line) or _DATE.fullmatch(line):
        return Dateline("", line, "", line)
    found = _read(line + " X", agencies)
    if found is not None:
        return Dateline(_joined(found[0]), _joined(found[1]), _joined(found[2]), line)
    credited = _CREDITED.fullmatch(line)
    if credited and is_agency(credited[2], agencies) and len(credited[1].split()) <= 6:
        return Dateline(credited[1], "", credited[2], line)
    place, date = _place_and_date(line.rstrip(" :-–—_"))
    if not _is_place_shaped(place) or (not date and not _is_known(place)):
        return None
    if place.isupper() and len(place.split()) > 2 and not _is_known(place):
        return None
    return Dateline(place, date, "", line)


def dated(said: Dateline, field: Dateline | None) -> Dateline:
    """The dateline that a text opens with, with the day or place of the one in a ``field`` if it
    has none.

    A field that names another town speaks of another day, too, for all we know.
    """
    if field is None:
        return said
    towns = {each.place.partition(",")[0].strip().casefold() for each in (said, field)} - {""}
    days = {each.date.casefold() for each in (said, field)} - {""}
    if len(towns) > 1 or len(days) > 1:
        return said
    return replace(said, place=said.place or field.place, date=said.date or field.date)


def _joined(text: str) -> str:
    return " ".join(text.split())


def _prefix(opening: str) -> int:
    """How much of the line is an advisory, a byline or a test mark before the dateline."""
    at = 0
    for pattern in (_ADVISORY, _BYLINE, _TEST_PREFIX):
        match = pattern.match(opening, at, at + 300)
        if match:
            at = match.end()
    return at


type _Found = tuple[str, str, str, int]


def _read(text: str, agencies: Collection[str]) -> _Found | None:
    head = text[:_LONGEST]
    for reader in _READERS:
        found = reader(head, agencies)
        if found is not None:
            return found
    return None


def _with_credit(head: str, agencies: Collection[str]) -> _Found | None:
    match = _IN_BRACKETS.match(head)
    if match is None:
        return None
    credit, separator = match[2], match[3]
    known = is_agency(credit, agencies)
    place, date = _place_and_date(match[1])
    if not date and known and (figures := _DAY_IN_FIGURES.search(place)):
        place, date = place[: figures.start()].rstrip(" ,"), figures[1]
    if date and known:
        place = _without_sign(place)
    if not place and not date and known and separator:
        return _after_credit(head, credit, match.end(), agencies)
    if place and not _is_place_shaped(place):
        return None
    if not known and not (separator and (date or (place.isupper() and _is_known(place)))):
        return None
    if not place and not separator:
        return None
    if not separator and not (date or _is_known(place) or place.isupper()):
        return None
    if not separator and not _opens_a_sentence(head[match.end() :]):
        return None
    return place, date, credit, match.end()


def _with_country(head: str, agencies: Collection[str]) -> _Found | None:
    """``Karachi (Pakistán), 3 may (EFE).-``: EFE says where towns are that few know."""
    match = _COUNTRY_IN_BRACKETS.match(head)
    if match is None or not is_agency(match[4], agencies):
        return None
    town, country, date = match[1], match[2], match[3].strip(" ,")
    if not (_is_place_shaped(town) and _is_place_shaped(country)):
        return None
    if date and not _DATE.fullmatch(date):
        return None
    return f"{town} ({country})", date, match[4], match.end()


def _after_credit(head: str, credit: str, end: int, agencies: Collection[str]) -> _Found:
    """``(ANSA) - ROMA, 1 LUG - ``: what follows may be the place and the day."""
    following = _without_credit(head[end:], agencies)
    if following is None:
        return "", "", credit, end
    place, date, _credit, length = following
    return place, date, credit, end + length


def _with_slashes(head: str, agencies: Collection[str]) -> _Found | None:
    match = _IN_SLASHES.match(head)
    if match is None or not is_agency(match[2], agencies):
        return None
    place, date = _place_and_date(match[1])
    return (place, date, match[2], match.end()) if _is_place_shaped(place) else None


def _date_first(head: str, agencies: Collection[str]) -> _Found | None:
    match = _DATE_FIRST.match(head)
    if match is None or not is_agency(match[2], agencies):
        return None
    return "", match[1], match[2], match.end()


def _with_bare_credit(head: str, agencies: Collection[str]) -> _Found | None:
    """``SAITAMA, Japan, Dec. 9 Kyodo - ``: between the date and the dash."""
    match = _DASHED.match(head)
    if match is None:
        return None
    front = (match[1] or match[2] or "").rstrip()
    words = front.split()
    for count in (1, 2):
        credit = " ".join(words[-count:])
        if len(words) > count and is_agency(credit, agencies):
            place, date = _place_and_date(front[: front.rindex(words[-count])])
            if date and (not place or _is_place_shaped(place)):
                return place, date, credit, match.end()
    return None


def _without_credit(head: str, _agencies: Collection[str]) -> _Found | None:
    colon = _COLON.match(head)
    if colon is not None:
        place, date = _place_and_date(colon[1])
        # "Nice: …" and "Tank: …" may be words; in capitals or with a date they are towns.
        sure = date or place.isupper() or len(place) > 4
        if sure and _is_place_shaped(place) and (date or _is_known(place)):
            return place, date, "", colon.end()
    dashed = _DASHED.match(head)
    if dashed is None:
        return None
    place, date = _place_and_date(dashed[1] or dashed[2] or "")
    if not _is_place_shaped(place):
        return None
    town, _, region = place.partition(",")
    if date and (place.isupper() or _is_known(place)):
        return place, date, "", dashed.end()
    if _is_known(place) and (town.isupper() or region.strip().casefold() in COUNTRIES):
        return place, date, "", dashed.end()
    return None


def _place_and_date(front: str) -> tuple[str, str]:
    front = front.strip().rstrip(",").rstrip()
    # TASS ends the day with a full stop: "MOSCOW, January 21. /TASS/. "
    front = front[:-1] if front[-2:-1].isdecimal() and front.endswith(".") else front
    match = _DATE_AT_END.search(front)
    if match is None:
        return front, ""
    return front[: match.start()].rstrip(" ,;"), match[1] or match[2]


def _without_sign(place: str) -> str:
    """``place`` without the sign that some set before the day: ``DOHA: May 3 (QNA) -``."""
    bare = place.rstrip(" -–—:")
    return bare[:-1] if bare.endswith(".") and _is_known(bare[:-1]) else bare


def _is_place_shaped(place: str) -> bool:
    """Up to five capitalised words between commas or strokes, without a figure."""
    if not place or len(place) > 80:
        return False
    parts = re.split(r"[,/]", place)
    return len(parts) <= 4 and all(_is_name(part.split()) for part in parts)


def _is_name(words: list[str]) -> bool:
    return (
        0 < len(words) <= 6
        and all(_WORD.fullmatch(word) for word in words)
        and not words[0][0].islower()
        and all(not word[0].islower() or word in _PARTICLES for word in words)
    )


def _is_known(place: str) -> bool:
    """Whether one of the towns is known to us: of ``KABUL/LAHORE``, of ``Bern, Switzerland``."""
    return any(is_place(part) for part in place.partition(",")[0].split("/"))


def _opens_a_sentence(rest: str) -> bool:
    return bool(rest) and not rest[0].islower()


_READERS = (
    _with_country,
    _with_credit,
    _with_slashes,
    _date_first,
    _with_bare_credit,
    _without_credit,
)


def _wrong_country(place: str) -> str:
    town, _, region = place.partition(",")
    if is_elsewhere(town, region.strip()):
        return f"“{place}”: we know no {town} in {region.strip()}."
    return ""


def _doubt(opening: str) -> str:
    """A sentence if the text opens much like a dateline all the same."""
    match = re.match(r"([^\W\d_a-z][^:\n()]{1,40}?)(?::\s|\s(?:--|[-–—_])\s)", opening[:80])
    if match and _is_place_shaped(match[1]) and (match[1].isupper() or _is_known(match[1])):
        return f"“{match[1]}” may be a dateline; it was left in the text."
    return ""

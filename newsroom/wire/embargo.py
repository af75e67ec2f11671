"""Until when a story must not be published: the embargo line above it, as an instant."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from newsroom.wire.months import MONTH, MONTHS


@dataclass(frozen=True, slots=True)
class Embargo:
    """An embargo; ``until`` is aware and in UTC, or None: held until a person clears it."""

    until: datetime | None
    text: str


EMBARGO_LINE = re.compile(
    r"\W*(?:(?:this|the)\s+(?:story|copy|article|material|report|item|text|information)\s+is\s+)?"
    r"(?:strict(?:ly)?\s+)?(?:under\s+(?:strict\s+)?)?(?:embargo(?=\W*$|\s*[:\d–-]"
    r"|\s+(?:until|till?|to|for|tot|bis|hasta|até|fino|jusqu)\b)|embargoed\b|embargad[oa]\b|sperrfrist\b|sperrvermerk\b|"
    r"not\s+for\s+(?:public\s+)?(?:release|publication|broadcast|use)\b.{0,40}?\b(?:before|until)\b"
    r"|hold\s+for\s+release\b(?!\s+of\b)|for\s+release\b(?!\s+of\b)|(?:sous|onder|bajo|sob|sotto|unter)\s+embargo\b|adv(?:ance)?\s?(?:for\b|\d{1,2}\b))",
    re.IGNORECASE,
)
_DAYS = {
    name: number
    for number, names in enumerate(
        (
            "mon monday montag lundi", "tue tues tuesday dienstag mardi",
            "wed wednesday mittwoch mercredi", "thu thur thurs thursday donnerstag jeudi",
            "fri friday freitag vendredi", "sat saturday samstag samedi",
            "sun sunday sonntag dimanche",
        )
    )
    for name in names.split(" ")
}  # fmt: skip
# Hours from Greenwich. IST, CST, PST and the like mean several zones and are not here: they
# count only where the feed's own zone bears that name.
_ZONES: dict[str, float] = {
    "gmt": 0, "utc": 0, "z": 0, "bst": 1, "cet": 1, "cest": 2, "mez": 1, "mesz": 2, "eet": 2,
    "eest": 3, "msk": 3, "pkt": 5, "est": -5, "edt": -4, "cdt": -5, "mdt": -6, "pdt": -7,
    "jst": 9, "kst": 9, "sgt": 8, "hkt": 8, "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13,
    "sast": 2, "wib": 7,
}  # fmt: skip
_PLACES = {
    "uk": "Europe/London", "london": "Europe/London", "paris": "Europe/Paris",
    "berlin": "Europe/Berlin", "eastern": "America/New_York",
}  # fmt: skip
# What stands for a clock, summer and winter, without the word "time" ...
_CLOCKS = _PLACES | {
    "et": "America/New_York", "ct": "America/Chicago", "mt": "America/Denver",
    "pt": "America/Los_Angeles", "pacific": "America/Los_Angeles",
}  # fmt: skip
# ... and with it.
_CITIES = _PLACES | {
    "british": "Europe/London", "new york": "America/New_York", "pakistan": "Asia/Karachi",
    "tokyo": "Asia/Tokyo", "sydney": "Australia/Sydney",
}  # fmt: skip
_DAY = "|".join(sorted(_DAYS, key=len, reverse=True))
_ISO = re.compile(
    r"\b(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::\d\d(?:\.\d+)?)?\s?(Z|[+-]\d\d:?\d\d)?)?", re.I
)
# A year, but no time of day such as "2030 hrs".
_YEAR = r"(?P<y>(?:19|20)\d\d)\b(?!\s*(?:hrs|hours|gmt|utc|bst|z\b))"
_DATES = (
    re.compile(
        rf"(?<![:.\d])(?P<d>\d{{1,2}})(?:st|nd|rd|th|\.)?\s+(?:of\s+|de\s+)?(?P<m>{MONTH})\b\.?"
        rf",?(?:\s+(?:de\s+)?{_YEAR})?",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?P<m>{MONTH})\b\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b(?![:.]\d)(?:,?\s+{_YEAR})?",
        re.IGNORECASE,
    ),
    re.compile(r"\b(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})\b"),
)
_WEEKDAY = re.compile(rf"\b({_DAY})\b\.?", re.IGNORECASE)
_TIMES = re.compile(
    r"\b(?:(?P<noon>12\s?noon|noon|midday)|(?P<midnight>midnight)"
    r"|(?P<h12>\d{1,2})(?:[:.](?P<m12>\d\d))?\s?(?P<half>[ap])\.?m\b\.?"
    r"|(?P<h>\d{1,2})[:.h](?P<m>\d\d)(?:[:.]\d\d)?(?!\d)|(?P<h4>[0-2]\d)(?P<m4>[0-5]\d)(?!\d))",
    re.IGNORECASE,
)
_OFFSET = re.compile(
    r"(?:\b(?:gmt|utc)\s?(?P<sign>[+-])|(?<![\d-])(?P<bare>[+-])(?=\d\d:?\d\d))"
    r"(?P<hours>\d{1,2}):?(?P<minutes>\d\d)?\b",
    re.IGNORECASE,
)
_ZONE = re.compile(
    rf"\b(?P<city>(?i:{'|'.join(_CITIES)}))\s+"
    r"(?i:standard\s+|summer\s+)?(?i:time)\b|\b(?P<name>[A-Z]{3,4}|Z)\b"
)
# What stands beside a clock, on the same side of the next full stop or dash.
_BESIDE = re.compile(r"[\s,(]*(?:[+-]\s?\d|(?P<word>[^\W\d_]+))")
_WORDS_IN_CAPITALS = frozenset(
    "until hrs hours for not the on from embargo am pm release local time hold before use noon "
    "uhr mon tue wed thu fri sat sun ams pms adv".split(" ")
)


def find_embargo(lines: Sequence[str], *, zone: tzinfo, received: datetime) -> Embargo | None:
    """The embargo that the header ``lines`` of a story speak of, if one does.

    A time without a zone is in ``zone``, the feed's; a date without a year is the one nearest
    to ``received`` (aware). Whatever is missing, contradictory or ambiguous leaves ``until``
    None, and the story is held.
    """
    for index, line in enumerate(lines):
        if len(line) <= 400 and EMBARGO_LINE.match(line):
            text = line.strip()
            until = _resolved(text, zone, received)
            following = lines[index + 1].strip() if index + 1 < len(lines) else ""
            if (
                until is None
                and following
                and len(following) <= 60
                and not EMBARGO_LINE.match(following)
            ):
                until = _resolved(f"{text} {following}", zone, received)
            return Embargo(until, text)
    return None


def _resolved(text: str, zone: tzinfo, received: datetime) -> datetime | None:
    try:
        return _instant(text, zone, received)
    except (ValueError, OverflowError, KeyError):
        return None


def _instant(text: str, zone: tzinfo, received: datetime) -> datetime | None:
    iso = _ISO.search(text)
    if iso is not None and iso[4]:
        day = date(int(iso[1]), int(iso[2]), int(iso[3]))
        return _at(day, time(int(iso[4]), int(iso[5])), _iso_zone(text, iso, zone, received))
    offset = _OFFSET.search(text) if iso is None else None
    if offset is not None:
        text = f"{text[: offset.start()]} {text[offset.end() :]}"
    on, rest = _date(text, zone, received)
    clock, rest = _clock(rest)
    if on is None or clock is None:
        return None
    return _at(on, clock, _shift(offset) if offset else _zone(rest, zone, received))


def _shift(offset: re.Match[str]) -> tzinfo:
    shift = timedelta(hours=int(offset["hours"]), minutes=int(offset["minutes"] or 0))
    return timezone(-shift if (offset["sign"] or offset["bare"]) == "-" else shift)


def _iso_zone(text: str, iso: re.Match[str], zone: tzinfo, received: datetime) -> tzinfo | None:
    if iso[6] is None:
        return _zone(text[iso.end() :], zone, received)
    if iso[6].upper() == "Z":
        return UTC
    digits = iso[6].replace(":", "")
    shift = timedelta(hours=int(digits[1:3]), minutes=int(digits[3:5]))
    return timezone(-shift if digits[0] == "-" else shift)


def _date(text: str, zone: tzinfo, received: datetime) -> tuple[date | None, str]:
    """The one date in ``text``, and the text without it."""
    today = received.astimezone(zone).date()
    weekdays = {_DAYS[match[1].casefold()] for match in _WEEKDAY.finditer(text)}
    iso = _ISO.search(text)
    if iso is not None:
        found = [date(int(iso[1]), int(iso[2]), int(iso[3]))]
        rest = text[: iso.start()] + " " + text[iso.end() :]
    else:
        found, rest = _named_dates(text, today)
    rest = _WEEKDAY.sub(" ", rest)
    if len(weekdays) > 1 or len(set(found)) > 1:
        return None, rest
    if found:
        agrees = not weekdays or found[0].weekday() in weekdays
        return (found[0] if agrees else None), rest
    if weekdays:
        ahead = (weekdays.pop() - today.weekday()) % 7
        # The day's own name, on that day: today, or in a week?
        return (today + timedelta(days=ahead) if ahead else None), rest
    return None, rest


def _named_dates(text: str, today: date) -> tuple[list[date], str]:
    for pattern in _DATES:
        matches = list(pattern.finditer(text))
        if matches:
            return [_day(match, today) for match in matches], pattern.sub(" ", text)
    return [], text


def _day(match: re.Match[str], today: date) -> date:
    name = match["m"].casefold()
    month = MONTHS[name] if name in MONTHS else int(name)
    day = int(match["d"])
    if match["y"]:
        return date(int(match["y"]), month, day)
    nearby = [
        date(today.year + shift, month, day)
        for shift in (-1, 0, 1)
        if _exists(today.year + shift, month, day)
    ]
    return min(nearby, key=lambda candidate: abs((candidate - today).days))


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _clock(text: str) -> tuple[time | None, str]:
    """The one time of day in ``text``, and what follows it."""
    matches = list(_TIMES.finditer(text))
    clocks = {_time(match) for match in matches}
    if len(clocks) != 1 or None in clocks:
        return None, text
    first = matches[0]
    return clocks.pop(), text[first.end() :]


def _time(match: re.Match[str]) -> time | None:
    if match["noon"]:
        return time(12)
    if match["midnight"]:
        # At the start of the day named, or at its end? Nobody can tell.
        return None
    if match["h12"]:
        hour = int(match["h12"])
        if not 1 <= hour <= 12:
            return None
        return time(hour % 12 + (12 if match["half"] in "pP" else 0), int(match["m12"] or 0))
    if match["h4"]:
        return _valid(int(match["h4"]), int(match["m4"]))
    if len(match["h"]) == 1 and match["h"] != "0":
        return None
    return _valid(int(match["h"]), int(match["m"]))


def _valid(hour: int, minute: int) -> time | None:
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _zone(text: str, zone: tzinfo, received: datetime) -> tzinfo | None:
    """The zone named after the time; the feed's if none is, None if it isn't clear which."""
    if re.search(r"\blocal\b", text, re.IGNORECASE):
        return None
    match = next(
        (
            match
            for match in _ZONE.finditer(text)
            if not match["name"] or match["name"].casefold() not in _WORDS_IN_CAPITALS
        ),
        None,
    )
    if match is None:
        return _beside(text, zone)
    if match["city"]:
        return ZoneInfo(_CITIES[match["city"].casefold()])
    name = match["name"].casefold()
    if name in _ZONES:
        return timezone(timedelta(hours=_ZONES[name]))
    own = (received.astimezone(zone) + timedelta(days=days) for days in (0, 182))
    return zone if name in {(moment.tzname() or "").casefold() for moment in own} else None


def _beside(text: str, zone: tzinfo) -> tzinfo | None:
    """The clock that a word beside the time names; None for one that nobody understands."""
    beside = _BESIDE.match(text)
    if beside is None:
        return zone
    word = (beside["word"] or "").casefold()
    if word in _CLOCKS:
        return ZoneInfo(_CLOCKS[word])
    if word in _ZONES:
        return timezone(timedelta(hours=_ZONES[word]))
    return zone if word in _WORDS_IN_CAPITALS else None


def _at(day: date, clock: time, zone: tzinfo | None) -> datetime | None:
    """The instant in UTC; the later of two where the clock goes back, None where it jumps."""
    if zone is None:
        return None
    local = datetime.combine(day, clock, zone)
    instants = [moment.astimezone(UTC) for moment in (local, local.replace(fold=1))]
    there = [moment.astimezone(zone).replace(tzinfo=None) for moment in instants]
    if local.replace(tzinfo=None) not in there:
        return None
    return max(instants)

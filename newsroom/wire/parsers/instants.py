"""Points in time as agencies write them, made into aware instants in UTC."""

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_tz

_DIGITS = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)"
    r"(?:[T ]?(\d\d):?(\d\d)(?::?(\d\d)(?:[.,](\d{1,9}))?)?)?"
    r"\s*(Z|UTC|GMT(?:[+-]\d\d:?\d\d)?|[+-]\d\d(?::?\d\d)?)?",
    re.IGNORECASE,
)
# Names that RFC 822 readers do not know, or take for another zone (hours from Greenwich).
_NAMED = re.compile(r"\b(?:GMT|UTC)\s*([+-]\d{1,2})(?::?(\d\d))?\s*$", re.IGNORECASE)
_COLON = re.compile(r"([+-]\d\d):(\d\d)\s*$")
# What ``parsedate_tz`` understands; anything else, and nothing at all, it takes for Greenwich.
_SHIFTED = re.compile(r"(?:[+-]\d{4}|\b(?:UTC?|GMT|Z|[AECMP][SD]T))$", re.IGNORECASE)
_ZONES = {
    "WET": "+0000", "BST": "+0100", "CET": "+0100", "CEST": "+0200", "EET": "+0200",
    "EEST": "+0300", "SAST": "+0200", "MSK": "+0300", "PKT": "+0500", "WIB": "+0700",
    "SGT": "+0800", "HKT": "+0800", "JST": "+0900", "KST": "+0900", "AEST": "+1000",
    "AEDT": "+1100", "NZST": "+1200", "NZDT": "+1300",
}  # fmt: skip


def instant(text: str | None, zone: tzinfo = UTC) -> datetime | None:
    """The instant that ``text`` names, aware and in UTC; None if it names none.

    Read are ISO 8601 in its long and short forms (``20140829T135002Z``, ``+hhmm``, fractions),
    dates alone (their first moment), and RFC 822 with the zones that feeds invent. A time that
    names no zone is in ``zone``: the feed's, never the server's; where its clocks go back, the
    later of the two.
    """
    text = " ".join(text.split()) if text else ""
    if not text or len(text) > 64:
        return None
    match = _DIGITS.fullmatch(text)
    try:
        return _from_digits(match, zone) if match else _from_words(text, zone)
    except (ValueError, OverflowError):
        return None


def is_date_alone(text: str | None) -> bool:
    """Whether ``text`` names a day and no time: it cannot say when an embargo ends."""
    match = _DIGITS.fullmatch(" ".join(text.split())) if text else None
    return match is not None and match[4] is None


def day_in(text: str | None) -> date | None:
    """The day that ``text`` names as it stands there, whatever the zone; None if in words."""
    match = _DIGITS.fullmatch(" ".join(text.split())) if text else None
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None


def zone_in(text: str | None) -> tzinfo | None:
    """The zone that the time in ``text`` is written in; None if in none, or in Greenwich's.

    Many write Greenwich whatever their clocks show: it does not tell where they are.
    """
    match = _DIGITS.fullmatch(" ".join(text.split())) if text else None
    try:
        zone = _zone(match[8], UTC) if match else UTC
    except ValueError:
        return None
    return zone if zone.utcoffset(None) else None


def _from_digits(match: re.Match[str], zone: tzinfo) -> datetime:
    year, month, day, hour, minute, second = (int(match[n] or 0) for n in range(1, 7))
    fraction = int((match[7] or "0")[:6].ljust(6, "0"))
    extra = timedelta()
    if second == 60:  # a leap second is the first of the next minute
        second, fraction, extra = 59, 0, timedelta(seconds=1)
    if (hour, minute, second) == (24, 0, 0):  # ISO 8601 §4.2.3: midnight at the end of a day
        hour, extra = 0, timedelta(days=1)
    local = datetime(year, month, day, hour, minute, second, fraction)  # noqa: DTZ001
    return _there(local + extra, _zone(match[8], zone))


def _there(local: datetime, zone: tzinfo) -> datetime:
    """The instant at which clocks in ``zone`` show ``local``."""
    at = local.replace(tzinfo=zone)
    return max(at.astimezone(UTC), at.replace(fold=1).astimezone(UTC))


def _zone(said: str | None, zone: tzinfo) -> tzinfo:
    if not said:
        return zone
    digits = said.upper().removeprefix("GMT").replace(":", "")
    if digits in {"", "Z", "UTC"}:
        return UTC
    shift = timedelta(hours=int(digits[1:3]), minutes=int(digits[3:5] or 0))
    return timezone(-shift if digits[0] == "-" else shift)


def _from_words(text: str, zone: tzinfo) -> datetime | None:
    text = _COLON.sub(r"\1\2", text)
    text = _NAMED.sub(lambda m: f"{m[1][0]}{int(m[1][1:]):02}{m[2] or '00'}", text)
    head, _, last = text.rpartition(" ")
    if last.upper() in _ZONES:
        text = f"{head} {_ZONES[last.upper()]}"
    parts = parsedate_tz(text)
    if parts is None or parts[0] < 1000:  # a year of three digits is a slip of somebody's
        return None
    local = datetime(*parts[:5], min(parts[5], 59))  # noqa: DTZ001  (the zone follows)
    if parts[9] is None or not _SHIFTED.search(text):
        return _there(local, zone)
    return (local.replace(tzinfo=UTC) - timedelta(seconds=parts[9])).astimezone(UTC)

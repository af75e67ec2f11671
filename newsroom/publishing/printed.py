"""Dates, ages and names as readers see them in print."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, tzinfo
from functools import lru_cache
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language

from newsroom.publishing.models import Byline, Edition


def iso(at: datetime) -> str:
    """``2012-08-11T14:05:00+05:00``: the same on the page and in every form that machines read."""
    return _iso(at, timezone.get_current_timezone())


@lru_cache(maxsize=4096)
def _iso(at: datetime, zone: tzinfo) -> str:
    return timezone.localtime(at, zone).isoformat(timespec="seconds")


def day(at: datetime) -> str:
    """``11 Aug, 2012``, by the site's clock."""
    return _day(timezone.localtime(at).date(), get_language())


@lru_cache(maxsize=4096)
def _day(day: date, language: str | None) -> str:
    return date_format(day, "d M, Y")


def moment(at: datetime) -> str:
    """``11 Aug, 2012 14:05 PKT``, by the site's clock."""
    return _moment(at, timezone.get_current_timezone(), get_language())


@lru_cache(maxsize=4096)
def _moment(at: datetime, zone: tzinfo, language: str | None) -> str:
    local = timezone.localtime(at, zone)
    name = local.tzname() or ""
    # Zones without a name of their own are called by their offset.
    name = f"UTC{name}" if name[:1] in {"+", "-"} else name
    return f"{_day(local.date(), language)} {local:%H:%M} {name}"


def age(first_published_at: datetime, now: datetime) -> str:
    """How old a page is, in whole years or months: ``2 years``, ``1 month``."""
    first, today = timezone.localtime(first_published_at), timezone.localtime(now)
    months = 12 * (today.year - first.year) + today.month - first.month
    if today.day < first.day:
        months -= 1
    number, unit = (months // 12, "year") if months >= 12 else (max(months, 1), "month")
    return f"{number} {unit}{'' if number == 1 else 's'}"


def number(count: int) -> str:
    """``1,000``."""
    return f"{count:,}"


def names(printed: Sequence[str]) -> str:
    """``A``, ``A and B``, ``A, B and C``."""
    if len(printed) < 2:
        return "".join(printed)
    return f"{', '.join(printed[:-1])} and {printed[-1]}"


def _as_printed(line: Mapping[str, Any]) -> str:
    return str(line["name"])


def byline_lines(
    bylines: Iterable[Mapping[str, Any]], *, name: Callable[[Mapping[str, Any]], str] = _as_printed
) -> list[tuple[str, str]]:
    """What each line says and whom it names: ``("By", "A and B")``, in the order of the roles.

    ``bylines``: as a page keeps them, each with ``name`` and ``role``; ``name`` says how one of
    them is written.
    """
    listed = [line for line in bylines if line["name"]]
    lines = []
    for role in Byline.Role:
        people = [name(line) for line in listed if line["role"] == role]
        if people:
            lines.append((str(role.label), names(people)))
    return lines


def notes(changes: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What readers are told of the ``changes`` of a page: ``kind, label, note, at``."""
    return [
        {
            "kind": change["kind"],
            "label": str(Edition.Kind(change["kind"]).label).capitalize(),
            "note": change["note"],
            "at": datetime.fromisoformat(change["at"]),
        }
        for change in changes
        if change["note"]
    ]

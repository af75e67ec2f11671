"""The paper's days: from midnight to midnight by the site's clock."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

# Days that every database and every time zone can reckon with.
FIRST, LAST = date(1000, 1, 1), date(9000, 12, 31)


def start_of(day: date) -> datetime:
    """The instant at which ``day``, between ``FIRST`` and ``LAST``, begins."""
    return datetime.combine(day, time.min, timezone.get_default_timezone())


def end_of(day: date) -> datetime:
    """The first instant that is no longer of ``day``."""
    return start_of(day + timedelta(days=1))


def day_of(instant: datetime) -> date:
    """The paper's day on which ``instant`` lies."""
    return timezone.localtime(instant, timezone.get_default_timezone()).date()

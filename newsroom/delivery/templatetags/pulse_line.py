"""Lines on the desk's front page: no worker is at work, readers may yet see what was."""

from datetime import datetime, timedelta

from django import template

from newsroom.delivery.pulse import is_alive, last_beat
from newsroom.delivery.purging.backlog import Waiting, waiting
from newsroom.publishing.clock import database_now

register = template.Library()


@register.simple_tag
def worker_warning() -> str:
    """A sentence if scheduled stories are not going out; empty while a worker is at work."""
    return warning(last_beat(), database_now())


def warning(last: datetime | None, now: datetime) -> str:
    """What to tell the desk at ``now`` about a worker last heard of at ``last``."""
    if is_alive(last, now):
        return ""
    if last is None:
        return "No worker is running: scheduled stories are not going out."
    return (
        f"The worker has not been heard of for {_in_words(now - last)}:"
        " scheduled stories are not going out."
    )


@register.simple_tag
def purge_warning() -> str:
    """A sentence if the cache in front has not been told for long of what changed; else empty."""
    return unpurged_warning(waiting(database_now()))


def unpurged_warning(waits: Waiting) -> str:
    """What to tell the desk of what waits; what is told within seconds is no news."""
    if waits.seconds < _NEWS_AFTER_SECONDS:
        return ""
    changes = f"{waits.count} change{'s' if waits.count > 1 else ''}"
    return (
        f"The cache in front of the site has not been told of {changes} for"
        f" {_in_words(timedelta(seconds=waits.seconds))}: readers may still see the former pages."
    )


_NEWS_AFTER_SECONDS = 30


def _in_words(silence: timedelta) -> str:
    seconds = int(silence.total_seconds())
    for size, name in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if count := seconds // size:
            return f"{count} {name}{'s' if count > 1 else ''}"
    return f"{seconds} seconds"

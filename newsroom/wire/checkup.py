"""For the doctor: which feeds fail or are silent, and what nobody could read."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from newsroom.checkup import Finding, check, ok, warning
from newsroom.publishing.clock import database_now
from newsroom.wire.connections import ALARM_AFTER, in_time
from newsroom.wire.models import Delivery, FeedState

_MOST_NAMED = 10
_STUCK_AFTER = timedelta(minutes=10)
_LATELY = timedelta(days=7)


@check("Feeds")
def feeds_bring_copy() -> Iterator[Finding]:
    now = database_now()
    active = FeedState.objects.filter(feed__is_active=True).select_related("feed")
    found = [finding for state in active if (finding := _of(state, now))]
    yield from found[:_MOST_NAMED]
    if len(found) > _MOST_NAMED:
        more = len(found) - _MOST_NAMED
        yield warning(f"{more} more feeds fail or are silent.", "Look at /admin/wire/feed/")
    if not found:
        yield ok("No feed fails, and none has gone quiet.")


def _of(state: FeedState, now: datetime) -> Finding | None:
    feed, minutes = state.feed, state.feed.quiet_after_minutes
    if state.failures >= ALARM_AFTER:
        told = f"The last {state.failures} visits to {feed} failed: {state.failure}"
        return warning(told[:300], f"Look at /admin/wire/feed/{feed.pk}/change/")
    if minutes and state.received_at and state.received_at + timedelta(minutes=minutes) < now:
        told = f"{feed} has gone quiet: nothing has come for {in_time(minutes)}."
        return warning(told, "Ask the agency, or see what its server answers.")
    return None


@check("Deliveries")
def deliveries_are_read() -> Iterator[Finding]:
    now = database_now()
    stuck = Delivery.objects.unfinished().filter(received_at__lt=now - _STUCK_AFTER).count()
    if stuck:
        yield warning(
            f"{_many(stuck)} kept and not read for more than ten minutes.",
            "See that a worker is at work; it reads what was left.",
        )
    since = now - _LATELY
    quarantined = Delivery.objects.quarantined().filter(received_at__gte=since).count()
    if quarantined:
        yield warning(
            f"{_many(quarantined)} set aside in the last week, since it could not be read.",
            "Look at /admin/wire/delivery/?state__exact=quarantined",
        )
    if not stuck and not quarantined:
        yield ok("Every delivery was read.")


def _many(count: int) -> str:
    return "One delivery was" if count == 1 else f"{count} deliveries were"

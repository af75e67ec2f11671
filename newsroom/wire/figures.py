"""The wire's figures: who is silent, who fails, what came in, what nobody has read yet."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count

from newsroom.figures import Sample, gauge, source
from newsroom.publishing.clock import database_now
from newsroom.wire.models import Delivery, Feed, WireItem

# Counted by the index of times, so that the archive of years costs nothing.
_RECENT = timedelta(minutes=15)
_LATELY = timedelta(hours=24)

SILENCE = gauge(
    "newsroom_feed_silence_seconds", "Since the feed last brought something new.", "feed"
)
QUIET = gauge(
    "newsroom_feed_quiet", "Whether the feed has been silent for longer than it may be.", "feed"
)
FAILURES = gauge("newsroom_feed_failures", "Visits to the feed that failed in a row.", "feed")
ITEMS = gauge(
    "newsroom_wire_items_15m",
    "Items of the last quarter of an hour, by outcome.",
    "feed",
    "outcome",
)
UNREAD = gauge("newsroom_deliveries_unread", "Deliveries that were kept and not yet read.")
QUARANTINED = gauge(
    "newsroom_deliveries_quarantined_24h", "Deliveries of the last day that nobody could read."
)


@source("feeds")
def feeds() -> Iterator[Sample]:
    now = database_now()
    active = Feed.objects.filter(is_active=True).exclude(transport=Feed.Transport.NONE)
    rows = active.values_list(
        "slug", "quiet_after_minutes", "connection__received_at", "connection__failures"
    )
    for slug, minutes, received_at, failures in rows:
        yield Sample(FAILURES, failures or 0, (slug,))
        if received_at is None:
            continue  # it has not begun
        silence = now - received_at
        yield Sample(SILENCE, max(0.0, silence.total_seconds()), (slug,))
        is_quiet = minutes is not None and silence > timedelta(minutes=minutes)
        yield Sample(QUIET, int(is_quiet), (slug,))


@source("deliveries")
def deliveries() -> Iterator[Sample]:
    since = database_now() - _LATELY
    yield Sample(UNREAD, Delivery.objects.unfinished().count())
    quarantined = Delivery.objects.quarantined().filter(received_at__gte=since)
    yield Sample(QUARANTINED, quarantined.count())


@source("items")
def items() -> Iterator[Sample]:
    recent = WireItem.objects.filter(received_at__gte=database_now() - _RECENT)
    rows = recent.order_by().values_list("delivery__feed__slug", "outcome")
    for slug, outcome, count in rows.annotate(Count("pk")):
        yield Sample(ITEMS, count, (slug, outcome))

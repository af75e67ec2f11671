"""How feeds' connections fare: who visits which when, what went wrong, who has gone quiet."""

import logging
import os
import random
import socket
import threading
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from django.db import DatabaseError, close_old_connections, connection, transaction
from django.db.models import F, Q

from newsroom.publishing.clock import database_now
from newsroom.wire import outcomes
from newsroom.wire.alarms import alarm
from newsroom.wire.database_line import give_back_line
from newsroom.wire.models import Feed, FeedState
from newsroom.wire.transports import VISITED, Visit, visit
from newsroom.wire.transports.remote import OURS

log = logging.getLogger("newsroom.wire")

# So long after a feed's deadline a visit may still file what it fetched.
LEASE_BEYOND_DEADLINE = timedelta(seconds=120)
ALARM_AFTER = 5
_LONGEST_PAUSE = timedelta(minutes=30)
_TOGETHER = 8
_AT_WORK = 16


def state_of(feed: Feed) -> FeedState:
    """The state of the feed's connection; made when first asked for."""
    state, _ = FeedState.objects.get_or_create(feed=feed)
    return state


def due(now: datetime) -> list[Feed]:
    """Active feeds that are to be visited at ``now`` and that nobody visits, the latest first."""
    feeds = Feed.objects.filter(is_active=True, transport__in=VISITED)
    feeds = feeds.filter(_is_free(now, "connection__"), _is_due(now, "connection__"))
    order = F("connection__next_at").asc(nulls_first=True)
    return list(feeds.select_related("source", "section").order_by(order, "pk"))


def _is_due(now: datetime, before: str = "") -> Q:
    return Q(**{f"{before}next_at__isnull": True}) | Q(**{f"{before}next_at__lte": now})


def _is_free(now: datetime, before: str = "") -> Q:
    until = f"{before}leased_until"
    return Q(**{f"{until}__isnull": True}) | Q(**{f"{until}__lte": now})


# --- One visit ---


def lease(feed: Feed, now: datetime, *, who: str, also_early: bool = False) -> bool:
    """Whether the feed is ``who``'s to visit now: of many who ask at a time, one's.

    With ``also_early`` it need not be due.
    """
    state_of(feed)
    rows = FeedState.objects.filter(_is_free(now), feed=feed)
    rows = rows if also_early else rows.filter(_is_due(now))
    until = now + timedelta(seconds=feed.deadline_seconds) + LEASE_BEYOND_DEADLINE
    return bool(rows.update(leased_by=who, leased_until=until, asked_at=now))


def visit_once(
    feed: Feed, now: datetime | None = None, *, also_early: bool = False
) -> Visit | None:
    """Visits ``feed`` if it is due and nobody else does; None if not.

    ``now`` defaults to the database's clock.
    """
    now = now or database_now()
    who = f"{socket.gethostname()}/{os.getpid()}/{threading.get_ident()}"[:150]
    if not lease(feed, now, who=who, also_early=also_early):
        return None
    began = time.monotonic()
    give_back_line()
    try:
        result = visit(feed, now)
    except DatabaseError:
        raise  # nothing can be written down; the lease runs out by itself
    except Exception:
        log.exception("The visit to %s failed", feed.slug)
        result = Visit(feed, now, failure=outcomes.FAULT)
    note(result, now + timedelta(seconds=time.monotonic() - began), who=who)
    return result


def note(result: Visit, now: datetime, *, who: str) -> None:
    """Writes down how a visit went, and ends its lease, if it is still ``who``'s."""
    with transaction.atomic():
        rows = FeedState.objects.select_for_update().filter(feed=result.feed, leased_by=who)
        state = rows.first()
        if state is None:
            return
        (_note_failure if result.failure else _note_success)(state, result, now)
        state.leased_by, state.leased_until = "", None
        state.save()
    for problem in result.alarms:
        alarm(f"{result.feed}: {problem}", now=now)
    if result.failure or result.problems:
        log.warning("%s", result)


def _note_success(state: FeedState, result: Visit, now: datetime) -> None:
    state.succeeded_at = now
    state.failures, state.failure = 0, " ".join(result.problems[:20])
    state.etag, state.last_modified = result.etag, result.last_modified
    if result.has_news:
        state.received_at, state.alarmed_at = now, None
    usual = float(result.feed.every_seconds)
    pause = usual if result.again_in is None else min(usual, result.again_in)
    state.next_at = now + timedelta(seconds=pause)


def _note_failure(state: FeedState, result: Visit, now: datetime) -> None:
    state.failures += 1
    state.failure = result.failure
    state.next_at = now + pause_after(state.failures, result.feed.every_seconds)
    if result.has_news:
        state.received_at, state.alarmed_at = now, None
    if state.failures == ALARM_AFTER:
        result.alarms.append(f"{ALARM_AFTER} visits in a row have failed. {result.failure}")


def pause_after(failures: int, every_seconds: int) -> timedelta:
    """How long a feed is left alone after so many failures in a row.

    It doubles each time, up to half an hour; by chance a fourth more or less, so that feeds
    that failed together are not all asked again together.
    """
    usual = timedelta(seconds=every_seconds)
    pause = min(usual * 2 ** min(failures, 16), max(usual, _LONGEST_PAUSE))
    by_chance: timedelta = pause * random.uniform(0.75, 1.25)  # noqa: S311  (spreads the visits)
    return by_chance


def visit_soon(feed: Feed, now: datetime) -> None:
    """The next worker that looks visits the feed, whatever it had failed at."""
    state_of(feed)
    FeedState.objects.filter(feed=feed).update(next_at=now)


def start_anew(feed: Feed, *, same_server: bool = False) -> None:
    """Forgets what is known of the feed's place, since it has another now.

    Of the same server what it proved itself with is kept: else a change of folder would be
    the moment at which anybody may take its place.
    """
    files = feed.remote_files.all()
    (files.exclude(name__startswith=OURS) if same_server else files).delete()
    FeedState.objects.filter(feed=feed).update(
        etag="", last_modified="", failures=0, failure="", next_at=None
    )


def came_by_itself(feed: Feed, now: datetime, *, has_news: bool) -> None:
    """An agency was here, by a push or with a file that somebody brought."""
    state_of(feed)
    news = {"received_at": now, "alarmed_at": None} if has_news else {}
    FeedState.objects.filter(feed=feed).update(
        asked_at=now, succeeded_at=now, failures=0, failure="", **news
    )


# --- Many visits ---


def visit_due(now: datetime | None = None) -> list[Visit]:
    """Visits everything that is due, several feeds at a time, and waits for all of it."""
    feeds = due(now or database_now())
    if len(feeds) <= 1:
        found: Iterable[Visit | None] = [visit_once(feed, now) for feed in feeds]
    else:
        with ThreadPoolExecutor(_TOGETHER, thread_name_prefix="feed") as threads:
            found = list(threads.map(lambda feed: _visit_in_thread(feed, now), feeds))
    return [result for result in found if result is not None]


def _visit_in_thread(feed: Feed, now: datetime | None = None) -> Visit | None:
    try:
        return visit_once(feed, now)
    finally:
        connection.close()


class Rounds:
    """For the worker: starts what is due, each visit in a thread of its own, and waits for none.

    So a server that hangs delays no other feed, and no edition.
    """

    def __init__(self, at_work: int = _AT_WORK) -> None:
        self._most = at_work
        self._threads: dict[int, threading.Thread] = {}

    def start_due(self, now: datetime | None = None) -> int:
        """Starts the visits that are due; how many. It may be called again at once."""
        self._threads = {pk: each for pk, each in self._threads.items() if each.is_alive()}
        feeds = [feed for feed in due(now or database_now()) if feed.pk not in self._threads]
        feeds = feeds[: self._most - len(self._threads)]
        for feed in feeds:
            thread = threading.Thread(target=self._run, args=(feed,), daemon=True)
            self._threads[feed.pk] = thread
            thread.start()
        return len(feeds)

    def _run(self, feed: Feed) -> None:
        close_old_connections()
        try:
            _visit_in_thread(feed)
        except DatabaseError as reason:
            log.warning("%s: the database does not answer (%s)", feed.slug, reason)
        except Exception:
            log.exception("The visit to %s could not be written down", feed.slug)

    def finish(self, seconds: float = 20.0) -> None:
        """Waits so long for the visits under way; what is cut off then is made up for later."""
        ends = time.monotonic() + seconds
        for thread in self._threads.values():
            thread.join(max(0.0, ends - time.monotonic()))


# --- Feeds that have gone quiet ---


def raise_quiet_alarms(now: datetime | None = None) -> int:
    """Tells once of each feed that has brought nothing for too long; how many it told of.

    A feed that never brought anything has not gone quiet: it has not begun.
    """
    now = now or database_now()
    states = FeedState.objects.filter(
        feed__is_active=True,
        feed__quiet_after_minutes__isnull=False,
        received_at__isnull=False,
        alarmed_at__isnull=True,
    ).select_related("feed")
    return sum(_tell_if_quiet(state, now) for state in states)


@transaction.atomic
def _tell_if_quiet(state: FeedState, now: datetime) -> bool:
    minutes = state.feed.quiet_after_minutes
    assert minutes is not None
    assert state.received_at is not None
    if state.received_at + timedelta(minutes=minutes) > now:
        return False
    rows = FeedState.objects.filter(pk=state.pk, alarmed_at=None, received_at=state.received_at)
    if not rows.update(alarmed_at=now):
        return False
    alarm(f"{state.feed} has gone quiet: nothing has come for {in_time(minutes)}.", now=now)
    return True


def in_time(minutes: int) -> str:
    """``90 minutes``, ``2 hours``."""
    if minutes % 60 == 0:
        hours = minutes // 60
        return f"{hours} hour{'' if hours == 1 else 's'}"
    return f"{minutes} minute{'' if minutes == 1 else 's'}"

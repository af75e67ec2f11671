"""How connections fare: one visitor at a time, back-off, deadlines, and feeds gone quiet."""

import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from newsroom.publishing.clock import database_now
from newsroom.publishing.models import Notice
from newsroom.wire import connections
from newsroom.wire.connections import Rounds, due, lease, pause_after, state_of, visit_once
from newsroom.wire.models import Feed, FeedState
from newsroom.wire.transports import Visit
from tests import factories
from tests.newsroom.fetch.web import HERE, Server, reply, silence
from tests.newsroom.wire.framed import framed

NOON = datetime(2026, 8, 11, 12, tzinfo=UTC)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def a_feed(slug="coast", **fields) -> Feed:
    fields = {"transport": "http", "address": "https://agency.example/", **fields}
    return Feed.objects.create(name=slug.title(), slug=slug, **fields)


@pytest.fixture
def feed(db) -> Feed:
    return a_feed()


@pytest.fixture
def brings(monkeypatch):
    """``brings(failure=…, created=…)``: what visits bring from now on."""
    now_brings: dict = {}

    def visit(feed, now):
        made = Visit(feed, now, failure=now_brings.get("failure", ""))
        made.counts = Counter(created=now_brings.get("created", 0))
        made.again_in = now_brings.get("again_in")
        return made

    def set_to(**what):
        now_brings.clear()
        now_brings.update(what)

    monkeypatch.setattr(connections, "visit", visit)
    return set_to


def notices() -> list[str]:
    return list(Notice.objects.order_by("pk").values_list("text", flat=True))


@pytest.mark.django_db(transaction=True)
def test_no_line_to_the_database_is_held_while_an_agency_is_asked(monkeypatch):
    held = []

    def visit(feed, now):
        held.append(connection.connection)
        return Visit(feed, now)

    monkeypatch.setattr(connections, "visit", visit)
    assert visit_once(a_feed())
    assert held == [None]


# --- Who visits which, when ---


@pytest.mark.django_db
def test_what_is_due():
    late, soon, never, held = (a_feed(name) for name in ("late", "soon", "never", "held"))
    a_feed("off", is_active=False)
    a_feed("pushed", transport="push")
    a_feed("by-hand", transport="")
    FeedState.objects.create(feed=late, next_at=NOON - MINUTE)
    FeedState.objects.create(feed=soon, next_at=NOON + SECOND)
    FeedState.objects.create(feed=held, leased_until=NOON + SECOND)

    assert due(NOON) == [never, late]
    assert due(NOON + SECOND) == [never, held, late, soon]


@pytest.mark.django_db
def test_a_lease_is_one_visitors_until_it_runs_out(feed):
    assert lease(feed, NOON, who="one")
    assert not lease(feed, NOON, who="two")
    ends = NOON + timedelta(seconds=feed.deadline_seconds) + connections.LEASE_BEYOND_DEADLINE
    assert not lease(feed, ends - SECOND, who="two", also_early=True)
    assert lease(feed, ends, who="two")


@pytest.mark.django_db
def test_who_lost_the_lease_writes_nothing_down(feed):
    lease(feed, NOON, who="one")
    lease(feed, NOON + timedelta(hours=1), who="two")
    connections.note(Visit(feed, NOON, failure="Too late."), NOON, who="one")
    state = state_of(feed)
    assert (state.failures, state.leased_by) == (0, "two")


@pytest.mark.django_db
def test_a_feed_is_visited_when_it_is_due_or_when_asked_for(feed, brings):
    brings()
    assert visit_once(feed, NOON) is not None
    assert visit_once(feed, NOON + 30 * SECOND) is None
    assert visit_once(feed, NOON + 30 * SECOND, also_early=True) is not None
    connections.visit_soon(feed, NOON + 40 * SECOND)
    assert visit_once(feed, NOON + 40 * SECOND) is not None


@pytest.mark.django_db
def test_who_asks_to_come_back_soon_does(feed, brings):
    brings(again_in=5.0)
    visit_once(feed, NOON)
    assert visit_once(feed, NOON + 4 * SECOND) is None
    assert visit_once(feed, NOON + 6 * SECOND) is not None


# --- Failures ---


@pytest.mark.parametrize("every", [10, 60, 3600])
def test_pauses_double_up_to_half_an_hour_and_are_spread(every):
    longest = max(every, 1800)
    for failures, pause in [(1, 2 * every), (2, 4 * every), (100, longest)]:
        usual = min(pause, longest)
        found = {pause_after(failures, every).total_seconds() for _ in range(200)}
        assert 0.75 * usual <= min(found) < 0.85 * usual
        assert 1.15 * usual < max(found) <= 1.25 * usual


@pytest.mark.django_db
def test_failures_are_counted_and_a_success_resets_them(feed, brings):
    now = NOON
    for failures in range(1, 4):
        brings(failure="The server takes no connections.")
        visit_once(feed, now := now + timedelta(hours=1))
        state = state_of(feed)
        assert (state.failures, state.failure) == (failures, "The server takes no connections.")
        assert state.succeeded_at is None
        assert state.next_at > now + 75 * SECOND * failures
    brings()
    visit_once(feed, now := now + timedelta(hours=1))
    state = state_of(feed)
    assert (state.failures, state.failure) == (0, "")
    assert now <= state.succeeded_at < now + 10 * SECOND
    assert state.next_at < now + 70 * SECOND


@pytest.mark.django_db
def test_after_five_failures_a_person_is_told_once(feed, brings, wire_operator):
    brings(failure="The server is in trouble (status 503).")
    for hour in range(9):
        visit_once(feed, NOON + timedelta(hours=hour))
    assert notices() == [
        "Coast: 5 visits in a row have failed. The server is in trouble (status 503)."
    ]


@pytest.mark.django_db
def test_a_fault_of_the_program_is_a_failure_like_another(feed, monkeypatch):
    def fault(feed, now):
        raise ZeroDivisionError

    monkeypatch.setattr(connections, "visit", fault)
    result = visit_once(feed, NOON)
    assert "fault of the program" in result.failure
    assert state_of(feed).leased_until is None


# --- Feeds gone quiet ---


@pytest.mark.django_db
def test_a_feed_gone_quiet_is_told_of_once_until_something_comes(brings, wire_operator):
    feed = a_feed(quiet_after_minutes=120)
    brings(created=1)
    visit_once(feed, NOON)
    brings()
    for minutes, told in [(119, 0), (121, 1), (180, 0), (3000, 0)]:
        now = NOON + minutes * MINUTE
        visit_once(feed, now, also_early=True)
        assert connections.raise_quiet_alarms(now) == told, minutes
    assert notices() == ["Coast has gone quiet: nothing has come for 2 hours."]

    brings(created=1)
    visit_once(feed, NOON + 4000 * MINUTE)
    assert connections.raise_quiet_alarms(NOON + 4001 * MINUTE) == 0
    assert connections.raise_quiet_alarms(NOON + 4121 * MINUTE) == 1
    assert len(notices()) == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields",
    [{"quiet_after_minutes": None}, {"quiet_after_minutes": 5, "is_active": False}],
    ids=["not wanted", "switched off"],
)
def test_feeds_of_which_no_alarm_is_wanted(fields):
    feed = a_feed(**fields)
    FeedState.objects.create(feed=feed, received_at=NOON)
    assert connections.raise_quiet_alarms(NOON + timedelta(days=9)) == 0


@pytest.mark.django_db
def test_a_pushed_feed_can_go_quiet_too():
    feed = a_feed(transport="push", quiet_after_minutes=5)
    connections.came_by_itself(feed, NOON, has_news=True)
    assert connections.raise_quiet_alarms(NOON + 6 * MINUTE) == 1
    connections.came_by_itself(feed, NOON + 7 * MINUTE, has_news=True)
    assert connections.raise_quiet_alarms(NOON + 8 * MINUTE) == 0


# --- Many at a time, on real connections ---


@pytest.fixture
def serve(settings):
    settings.NEWSROOM_ALLOWED_NETWORKS = HERE
    servers = []

    def start(*behaviours):
        servers.append(Server(*behaviours))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_one_visits(serve, trials):
    server = serve(reply(framed("Ferry-wind")))
    feed = a_feed(address=server.url("/ferry.txt"), every_seconds=3600)
    workers = trials(4, 16)
    ready, visits = threading.Barrier(workers), []

    def work():
        ready.wait()
        visits.append(connections._visit_in_thread(feed))

    threads = [threading.Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(visits) == workers
    assert [each.files for each in visits if each is not None] == [1]
    assert server.connections == 1


@pytest.mark.django_db(transaction=True)
def test_a_server_that_hangs_delays_no_other_feed(serve):
    hanging = serve(silence)
    a_feed("hanging", address=hanging.url("/"), deadline_seconds=1)
    others = [
        a_feed(f"coast-{number}", address=serve(reply(framed(f"Ferry{number}-wind"))).url("/f"))
        for number in range(3)
    ]
    rounds = Rounds()
    began = time.monotonic()
    assert rounds.start_due() == 4
    assert time.monotonic() - began < 0.5, "the worker goes on with its other work"
    while time.monotonic() - began < 0.9:
        done = FeedState.objects.filter(feed__in=others, received_at__isnull=False).count()
        if done == 3:
            break
        time.sleep(0.02)
    assert done == 3
    assert rounds.start_due() == 0, "nobody is visited twice at a time"

    rounds.finish(5)
    state = FeedState.objects.get(feed__slug="hanging")
    assert (state.failures, state.leased_until) == (1, None)
    assert "within 1 second" in state.failure


@pytest.mark.django_db(transaction=True)
def test_all_that_is_due_is_visited_side_by_side(serve):
    for number in range(3):
        a_feed(f"hanging-{number}", address=serve(silence).url("/"), deadline_seconds=1)
    began = time.monotonic()
    visits = connections.visit_due()
    assert [bool(each.failure) for each in visits] == [True] * 3
    assert time.monotonic() - began < 2.5
    assert connections.visit_due() == []


@pytest.mark.django_db
def test_what_is_due_is_decided_by_the_databases_clock(feed, brings):
    brings()
    FeedState.objects.create(feed=feed, next_at=database_now() + timedelta(minutes=1))
    assert visit_once(feed) is None
    FeedState.objects.update(next_at=database_now() - SECOND)
    assert visit_once(feed) is not None


@pytest.mark.django_db
def test_another_server_is_met_as_a_stranger(feed):
    feed.remote_files.create(name="ferry.txt", mark="12 1", seen_at=NOON)
    FeedState.objects.create(feed=feed, etag='"1"', failures=4, failure="x", next_at=NOON)
    connections.start_anew(feed)
    state = state_of(feed)
    assert (state.etag, state.failures, state.next_at) == ("", 0, None)
    assert not feed.remote_files.exists()


@pytest.mark.django_db
def test_alarms_of_a_visit_reach_those_who_look_after_the_wire(feed, monkeypatch):
    operator = factories.a_user("wire_operator", username="operator")
    factories.a_user("reporter", username="reporter")

    def visit(feed, now):
        made = Visit(feed, now)
        made.report("huge.txt: too large.")
        return made

    monkeypatch.setattr(connections, "visit", visit)
    visit_once(feed, NOON)
    assert list(Notice.objects.values_list("to", "text")) == [
        (operator.pk, "Coast: huge.txt: too large.")
    ]
    assert state_of(feed).failure == "huge.txt: too large."
    assert state_of(feed).failures == 0

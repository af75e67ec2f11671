"""``/metrics``: who may read it, what it says, and that it answers whatever is broken."""

import builtins
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django_tasks_db.models import DBTaskResult
from prometheus_client.parser import text_string_to_metric_families

from newsroom import figures
from newsroom.delivery import metrics
from newsroom.delivery.answers import CountedAnswers
from newsroom.delivery.deadline import TooLongError, within
from newsroom.delivery.models import Heartbeat, Purge
from newsroom.delivery.page_cache.gate import ANSWERS, PageCache
from newsroom.delivery.version import own_version
from newsroom.environment import PurgeAddress
from newsroom.figures import Sample
from newsroom.publishing.clock import database_now
from newsroom.wire.inbox import receive
from newsroom.wire.models import Feed, FeedState
from tests.factories import an_article, overdue, published

TOKEN = "for whoever watches over the site"


@pytest.fixture(autouse=True)
def in_this_thread(monkeypatch) -> None:
    """What a test wrote no other connection can see."""
    monkeypatch.setattr(metrics, "within", lambda seconds, work: work())


def told(client: Client | None = None, **headers: str) -> dict[tuple[str, ...], float]:
    """Each value by its name and its labels' values."""
    response = (client or Client()).get("/metrics", **headers)
    assert response.status_code == 200, response.content
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(response.content.decode())
        for sample in family.samples
    }


# --- Who may read it ---


@pytest.mark.parametrize(
    ("peer", "named", "may"),
    [
        ("127.0.0.1", "", True),
        ("10.2.3.4", "", True),
        ("::1", "", True),
        ("8.8.8.8", "", False),
        ("", "", False),
        ("127.0.0.1", "10.0.0.9", True),
        ("127.0.0.1", "8.8.8.8", False),
        ("127.0.0.1", "8.8.8.8, 10.0.0.9", False),
        ("127.0.0.1", "10.0.0.9, 8.8.8.8", False),
        ("127.0.0.1", "unknown", False),
        ("8.8.8.8", "127.0.0.1", False),
    ],
)
def test_who_comes_from_outside_finds_nothing_there(db: None, peer, named, may):
    client = Client(REMOTE_ADDR=peer, **({"HTTP_X_FORWARDED_FOR": named} if named else {}))
    assert (client.get("/metrics").status_code == 200) is may


def test_a_stranger_gets_what_any_unknown_address_answers(db: None):
    client = Client(REMOTE_ADDR="8.8.8.8")
    assert client.get("/metrics").content == client.get("/nothing/").content


@pytest.mark.parametrize(
    ("said", "may"),
    [(f"Bearer {TOKEN}", True), ("Bearer other", False), ("", False), ("Bearer ", False),
     ("Bearer för alle", False)],
)  # fmt: skip
def test_where_a_token_is_set_nobody_reads_without_it_from_anywhere(db: None, settings, said, may):
    settings.NEWSROOM_METRICS_TOKEN = TOKEN
    for peer in ("127.0.0.1", "8.8.8.8"):
        client = Client(REMOTE_ADDR=peer, HTTP_AUTHORIZATION=said)
        assert (client.get("/metrics").status_code == 200) is may


def test_it_is_never_kept(db: None):
    assert Client().get("/metrics")["Cache-Control"] == "no-store"


def test_without_the_package_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr(metrics, "find_spec", lambda name: None)
    response = Client().get("/metrics")
    assert response.status_code == 501
    assert "--extra metrics" in response.content.decode()


def test_nothing_else_needs_the_package(monkeypatch):
    imported = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        assert not name.startswith("prometheus_client")
        return imported(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    assert Client().get("/health/live").status_code == 200


# --- What it says ---


def test_the_site_says_how_it_is(db: None):
    now = database_now()
    Heartbeat.objects.create(worker="a", at=now - timedelta(seconds=4))
    Heartbeat.objects.create(worker="b", at=now - timedelta(seconds=90))
    overdue(an_article(), 300)
    published(an_article())
    values = told()

    assert values["newsroom_database_up",] == 1
    assert values["newsroom_workers_alive",] == 1
    assert 4 <= values["newsroom_worker_heartbeat_age_seconds",] < 30
    assert 295 <= values["newsroom_editions_late_seconds",] < 330
    assert values["newsroom_editions_waiting",] == 1
    assert values["newsroom_generation",] > 0
    assert values["newsroom_info", own_version()] == 1
    assert own_version() != "unknown"


def test_what_the_cache_in_front_was_not_told_is_counted_while_there_is_one(db: None, settings):
    settings.NEWSROOM_PURGE = PurgeAddress("varnish", "127.0.0.1:1")
    since = database_now() - timedelta(seconds=90)
    for accepted in (0, 0, 1):
        Purge.objects.create(tags=["page/1"], since=since, accepted=accepted)
    values = told()
    assert values["newsroom_purges_waiting",] == 2
    assert 90 <= values["newsroom_purges_oldest_seconds",] < 120
    settings.NEWSROOM_PURGE = None
    values = told()
    assert values["newsroom_purges_waiting",] == values["newsroom_purges_oldest_seconds",] == 0


def test_where_nothing_ever_was_all_is_zero(db: None):
    values = told()
    assert values["newsroom_workers_alive",] == 0
    assert values["newsroom_worker_heartbeat_age_seconds",] == -1
    assert values["newsroom_editions_late_seconds",] == 0
    assert values["newsroom_tasks_waiting",] == values["newsroom_tasks_oldest_seconds",] == 0


def test_background_tasks_that_wait_are_told_with_their_age(db: None):
    now = database_now()
    for age, status in ((50, "READY"), (20, "READY"), (500, "SUCCESSFUL")):
        task = DBTaskResult.objects.create(
            status=status, args_kwargs={}, task_path="x.y", backend_name="default",
            run_after=now, exception_class_path="", traceback="",
        )  # fmt: skip
        DBTaskResult.objects.filter(pk=task.pk).update(enqueued_at=now - timedelta(seconds=age))
    values = told()
    assert values["newsroom_tasks_waiting",] == 2
    assert 50 <= values["newsroom_tasks_oldest_seconds",] < 80


def test_the_wire_says_who_is_silent_and_what_came_in(db: None):
    now = database_now()
    feed = Feed.objects.create(
        name="Coast", slug="coast", transport="http", address="https://x", quiet_after_minutes=5
    )
    text = b"KARACHI, Aug 11: The harbour is open.\n\nShips came in.\n"
    receive(text, feed="coast", filename="a.txt")
    receive(b"\x00\x01\x02", feed="coast", filename="b.bin")
    FeedState.objects.update_or_create(
        feed=feed, defaults={"received_at": now - timedelta(minutes=7), "failures": 3}
    )
    values = told()

    assert 420 <= values["newsroom_feed_silence_seconds", "coast"] < 450
    assert values["newsroom_feed_quiet", "coast"] == 1
    assert values["newsroom_feed_failures", "coast"] == 3
    assert values["newsroom_wire_items_15m", "coast", "created"] == 1
    assert values["newsroom_deliveries_quarantined_24h",] == 1
    assert values["newsroom_deliveries_unread",] == 0


def test_a_feed_that_never_brought_anything_is_not_silent(db: None):
    Feed.objects.create(name="Coast", slug="coast", transport="http", address="https://x")
    values = told()
    assert ("newsroom_feed_silence_seconds", "coast") not in values
    assert values["newsroom_feed_failures", "coast"] == 0


def test_how_long_answers_take_is_told_by_view(db: None):
    before = told().get(("newsroom_render_seconds_count", "editorials:opinion"), 0)
    Client().get("/opinion/")
    values = told()
    assert values["newsroom_render_seconds_count", "editorials:opinion"] == before + 1
    assert values["newsroom_render_seconds_bucket", "+Inf", "editorials:opinion"] == before + 1
    assert values["newsroom_render_seconds_sum", "editorials:opinion"] > 0


def test_addresses_are_never_labels(db: None):
    """Else whoever asks for a million of them fills the memory of all who look."""
    Client().get("/admin/articles/article/17/change/")
    Client().get("/world/2012/aug/11/never/")
    Client().post("/nothing-17/")
    names = [name for name in told() if name[0] == "newsroom_render_seconds_count"]
    assert not any("17" in label or "/" in label for name in names for label in name[1:])
    assert ("newsroom_render_seconds_count", "admin") in names


def test_answers_are_counted_by_the_class_of_their_status(db: None):
    def application(environ: dict[str, Any], start: Any) -> list[bytes]:
        start(environ["status"], [])
        return []

    counted = CountedAnswers(application)
    before = told()
    for status in ("200 OK", "304 Not Modified", "404 Not Found", "200 OK", "503 Unavailable"):
        counted({"status": status}, lambda *told: None)
    after = told()
    grown = [
        after["newsroom_responses_total", name] - before.get(("newsroom_responses_total", name), 0)
        for name in ("2xx", "3xx", "4xx", "5xx")
    ]
    assert grown == [2, 1, 1, 1]


# --- Whatever is broken ---


def test_a_source_that_fails_is_told_of_and_stops_no_other(db: None, monkeypatch, caplog):
    def broken() -> Iterator[Sample]:
        raise RuntimeError("the ferry sank")

    monkeypatch.setitem(figures.sources, "feeds", broken)
    values = told()
    assert values["newsroom_scrape_errors", "feeds"] == 1
    assert values["newsroom_scrape_errors", "workers"] == 0
    assert "newsroom_workers_alive" in {name[0] for name in values}
    assert "the ferry sank" in caplog.text


ENDLESS = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000)"
    " SELECT count(*) FROM n"
)


def test_a_query_without_end_is_ended_by_the_database(db: None, monkeypatch):
    def endless() -> Iterator[Sample]:
        with connection.cursor() as cursor:
            cursor.execute(ENDLESS)
        raise AssertionError("it came to an end")
        yield

    monkeypatch.setattr(metrics, "STATEMENT_SECONDS", 0.2)
    monkeypatch.setitem(figures.sources, "feeds", endless)
    began = time.monotonic()
    values = told()
    assert time.monotonic() - began < 5
    assert values["newsroom_scrape_errors", "feeds"] == 1
    assert values["newsroom_scrape_errors", "deliveries"] == 0
    assert Heartbeat.objects.count() == 0, "and the connection is as good as before"


def test_with_the_database_away_it_says_so_and_tells_what_it_counted(db: None, monkeypatch):
    def away() -> None:
        raise OperationalError("connection refused at 10.0.0.7")

    ANSWERS.at("hit").add()
    monkeypatch.setattr(metrics, "database_now", away)
    values = told()
    assert values["newsroom_database_up",] == 0
    assert values["newsroom_scrape_errors", "workers"] == 1
    assert values["newsroom_page_cache_answers_total", "hit"] > 0


def test_a_database_that_hangs_does_not_keep_the_rest_from_being_seen(db: None, monkeypatch):
    def hanging(seconds: float, work: object) -> None:
        raise TooLongError

    monkeypatch.setattr(metrics, "within", hanging)
    assert told()["newsroom_database_up",] == 0


def test_an_answer_is_waited_for_no_longer_than_was_said():
    began = time.monotonic()
    with pytest.raises(TooLongError):
        within(0.1, lambda: time.sleep(3))
    assert time.monotonic() - began < 1
    assert within(1, lambda: "x") == "x"
    with pytest.raises(ZeroDivisionError):
        within(1, lambda: 1 // 0)


def test_the_page_cache_tells_what_it_holds(monkeypatch):
    from newsroom.delivery.page_cache.store import Store
    from newsroom.delivery.page_cache.watch import Watch

    now = [100.0]
    watch = Watch(clock=lambda: now[0], since=lambda number: [], last=lambda: 7)
    cache = PageCache(lambda environ, start: [], store=Store(1000), watch=watch)
    assert [sample.value for sample in cache.levels()] == [0, 0, 0.0], "it knows of no change yet"
    watch.read()
    assert [sample.value for sample in cache.levels()] == [0, 0, 0.0, 7]
    now[0] += 30
    assert [sample.value for sample in cache.levels()] == [0, 0, 30.0, 7]

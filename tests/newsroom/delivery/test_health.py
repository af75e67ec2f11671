"""Whether the site says how it is."""

import time
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client

from newsroom.delivery import health
from newsroom.delivery.models import Heartbeat, Purge
from newsroom.delivery.version import own_version
from newsroom.environment import PurgeAddress
from newsroom.publishing.clock import database_now
from newsroom.publishing.models import Edition
from tests.factories import an_article, overdue


def heard(seconds_ago: float) -> None:
    Heartbeat.objects.create(worker="w", at=database_now() - timedelta(seconds=seconds_ago))


def test_a_living_process_says_so_without_the_database():
    response = Client().get("/health/live")

    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert response["Cache-Control"] == "no-store"


def test_a_server_may_be_sent_visitors_until_it_is_told_to_stop(settings, tmp_path):
    """Without the database, too: it has warm pages for them."""
    settings.STOPPING_FILE = str(tmp_path / "stopping")
    assert Client().get("/health/serving").json() == {"status": "ok"}
    (tmp_path / "stopping").touch()
    response = Client().get("/health/serving")
    assert (response.status_code, response.json()) == (503, {"status": "stopping"})
    assert response["Cache-Control"] == "no-store"


def test_all_is_well_with_a_worker_and_nothing_late(db: None):
    heard(3)

    response = Client().get("/health/ready")

    assert response.status_code == 200
    assert response.json() == {
        "status": "ok",
        "version": own_version(),
        "database": True,
        "worker": True,
        "seconds_late": 0,
        "purges_waiting": 0,
        "purges_waiting_seconds": 0,
    }


@pytest.mark.parametrize("seconds_ago", [None, 31, 4000])
def test_a_dead_worker_is_seen(db: None, seconds_ago: float | None):
    if seconds_ago is not None:
        heard(seconds_ago)

    response = Client().get("/health/ready")

    assert response.status_code == 200
    assert (response.json()["status"], response.json()["worker"]) == ("degraded", False)


def test_a_late_edition_is_seen_with_its_lag(db: None):
    heard(1)
    overdue(an_article(), 300)

    told = Client().get("/health/ready").json()

    assert told["status"] == "degraded"
    assert 295 <= told["seconds_late"] <= 330


def test_what_the_desk_must_look_at_is_not_late(db: None):
    heard(1)
    story = overdue(an_article(), 300)
    Edition.objects.waiting().of(story.uid).update(failure="It is embargoed.")

    assert Client().get("/health/ready").json()["status"] == "ok"


@pytest.mark.parametrize(("seconds", "status"), [(50, "ok"), (70, "degraded")])
def test_what_the_cache_in_front_was_not_told_is_seen(
    db: None, settings, seconds: int, status: str
):
    settings.NEWSROOM_PURGE = PurgeAddress("varnish", "127.0.0.1:1")
    heard(1)
    since = database_now() - timedelta(seconds=seconds)
    Purge.objects.create(tags=["page/1"], since=since)
    Purge.objects.create(tags=["page/2"], since=since - timedelta(seconds=900), accepted=1)

    told = Client().get("/health/ready").json()

    assert (told["status"], told["purges_waiting"]) == (status, 1)
    assert seconds <= told["purges_waiting_seconds"] <= seconds + 5

    settings.NEWSROOM_PURGE = None
    told = Client().get("/health/ready").json()
    assert (told["status"], told["purges_waiting"]) == ("ok", 0), "nobody is to be told any more"


@pytest.mark.parametrize("slow", ["database_now", "seconds_late"])
def test_a_database_that_hangs_is_no_more_waited_for_than_one_that_is_away(db, monkeypatch, slow):
    def hang(*told: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute(HANGS[connection.vendor])

    monkeypatch.setattr(health, slow, hang)
    monkeypatch.setattr(health, "ANSWERS_WITHIN_SECONDS", 0.2)
    began = time.monotonic()
    response = Client().get("/health/ready")

    assert (response.status_code, response.json()["status"]) == (503, "unavailable")
    assert time.monotonic() - began < 5


# Each keeps its database busy for longer than any test.
HANGS = {
    "postgresql": "SELECT pg_sleep(60)",
    "sqlite": """
        WITH RECURSIVE one(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM one WHERE n < 1e12)
        SELECT max(n) FROM one
    """,
}


def test_without_the_database_the_site_is_not_ready(db: None, monkeypatch):
    def away():
        raise OperationalError("password authentication failed for newsroom")

    monkeypatch.setattr(health, "database_now", away)

    response = Client().get("/health/ready")

    assert response.status_code == 503
    assert response.json() == {"status": "unavailable", "database": False}

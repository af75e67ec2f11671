"""What the cache in front is yet to be told: noted with the change, told until it is taken."""

import logging
import threading
from collections.abc import Collection
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from newsroom.delivery.models import Purge
from newsroom.delivery.purging import backlog
from newsroom.delivery.purging.alarm import raise_alarms
from newsroom.delivery.purging.backlog import AGAIN_AFTER, GIVEN_UP_AFTER, LEASE, work_off
from newsroom.delivery.purging.front import EVERYTHING, MANY, PurgeError
from newsroom.environment import PurgeAddress
from newsroom.publishing import shown, workflow
from newsroom.publishing.clock import database_now
from newsroom.publishing.models import Notice
from tests.factories import an_article, page_of, published

pytestmark = pytest.mark.django_db


class Front:
    """A cache that takes what it is told, or refuses it as long as ``fault`` is set."""

    name = "Varnish"

    def __init__(self) -> None:
        self.told: list[set[str]] = []
        self.fault: PurgeError | None = None

    def purge(self, tags: Collection[str]) -> None:
        self.told.append(set(tags))
        if self.fault:
            raise self.fault

    def purge_everything(self) -> None:
        self.purge([EVERYTHING])


@pytest.fixture
def front() -> Any:
    return Front()


@pytest.fixture(autouse=True)
def varnish(settings) -> None:
    """Nobody is at this port: a press that would ask there would fail."""
    settings.NEWSROOM_PURGE = PurgeAddress("varnish", "127.0.0.1:1")


def waited(seconds: float) -> None:
    """So much time goes by for what waits."""
    for row in Purge.objects.all():
        row.due_at -= timedelta(seconds=seconds)
        row.since -= timedelta(seconds=seconds)
        row.save()


# --- Noting ---


def test_a_press_notes_what_it_changed_and_asks_nobody(front):
    page = page_of(published(an_article()))
    row = Purge.objects.latest("pk")
    assert shown.page(page.pk) in row.tags
    assert not row.is_at_once


def test_without_a_cache_in_front_nothing_is_noted(settings):
    settings.NEWSROOM_PURGE = None
    published(an_article())
    assert not Purge.objects.exists()


def test_noting_costs_a_press_one_query(count_queries, settings):
    counts = []
    for address in (None, PurgeAddress("varnish", "127.0.0.1:1")):
        settings.NEWSROOM_PURGE = address
        story = an_article()
        with count_queries() as queries:
            published(story)
        counts.append(len(queries))
    assert counts[1] == counts[0] + 1


def test_a_change_that_is_taken_back_is_not_noted():
    story = an_article()
    Purge.objects.all().delete()
    with transaction.atomic():
        published(story)
        assert Purge.objects.exists()
        transaction.set_rollback(True)
    assert not Purge.objects.exists()


@pytest.mark.parametrize("verb", [workflow.kill, workflow.withdraw])
def test_what_is_taken_down_goes_first_and_alone(front, verb):
    dead = published(an_article())
    Purge.objects.all().delete()
    published(an_article())
    verb(dead, by=None, reason="It is wrong.")
    published(an_article())

    assert work_off(front)
    assert work_off(front)

    first, second = front.told
    page = shown.page(page_of(dead).pk)
    assert page in first
    assert page not in second
    assert len([tag for tag in second if tag.startswith("page/")]) == 2


def test_a_kill_goes_before_a_crowd_that_waited_longer(front, monkeypatch):
    monkeypatch.setattr(backlog, "_MOST_ROWS", 2)
    for number in range(5):
        backlog.note({f"page/{number}"}, set())
    backlog.note({"page/9"}, {"page/9"})
    work_off(front)
    assert front.told == [{"page/9", MANY}]


def test_very_many_changes_are_everything(front):
    backlog.note({f"page/{number}" for number in range(2000)}, set())
    work_off(front)
    assert front.told == [{EVERYTHING}]


# --- Telling ---


def test_what_waits_is_told_together_with_what_shows_very_much(front):
    backlog.note({"page/1", "pages"}, set())
    backlog.note({"page/2", "pages"}, set())
    work_off(front)
    assert front.told == [{"page/1", "page/2", "pages", MANY}]
    assert not work_off(front)


def test_it_is_told_again_against_what_was_on_its_way(front):
    backlog.note({"page/1"}, set())
    assert work_off(front)
    for pause in AGAIN_AFTER:
        waited(pause - 0.5)
        assert not work_off(front)
        waited(0.6)
        assert work_off(front)
    assert not Purge.objects.exists()
    assert front.told == [{"page/1", MANY}] * 3


@pytest.mark.parametrize(
    ("at_once", "expected"),
    [(set(), [1, 2, 4, 8, 16, 32, 60, 60]), ({"page/1"}, [1, 2, 4, 5, 5, 5, 5, 5])],
)
def test_what_is_refused_is_told_again_after_pauses_that_grow(front, at_once, expected):
    front.fault = PurgeError("Varnish answered 500: oh no")
    backlog.note({"page/1"}, at_once)
    pauses = []
    for _ in range(8):
        work_off(front)
        row = Purge.objects.get()
        pauses.append(round((row.due_at - database_now()).total_seconds()))
        waited(pauses[-1] + 0.1)
    assert pauses == expected
    assert row.error == "Varnish answered 500: oh no"

    front.fault = None
    work_off(front)
    row = Purge.objects.get()
    assert (row.accepted, row.tries, row.error) == (1, 0, "")


def test_what_is_new_does_not_wait_for_what_was_refused(front):
    front.fault = PurgeError("away")
    backlog.note({"page/1"}, set())
    work_off(front)
    front.fault = None
    backlog.note({"page/2"}, set())
    assert work_off(front)
    assert front.told[-1] == {"page/2", MANY}


def test_what_was_refused_is_told_as_soon_as_anything_is_accepted(front):
    front.fault = PurgeError("away")
    backlog.note({"page/1"}, set())
    for _ in range(7):
        work_off(front)
        waited(61)
    work_off(front)
    front.fault = None
    assert not work_off(front), "it sits out its pause"
    backlog.note({"page/2"}, set())
    assert [work_off(front), work_off(front)] == [True, True]
    assert front.told[-2:] == [{"page/2", MANY}, {"page/1", MANY}]


def test_it_asks_no_sooner_than_it_was_told(front):
    front.fault = PurgeError("too many", after=17)
    backlog.note({"page/1"}, set())
    work_off(front)
    waited(16)
    assert not work_off(front)
    waited(1.1)
    assert work_off(front)


def test_it_is_given_up_when_no_copy_can_be_left(front, caplog):
    front.fault = PurgeError("away")
    backlog.note({"page/1"}, set())
    work_off(front)
    waited(GIVEN_UP_AFTER.total_seconds() - 5)
    work_off(front)
    assert Purge.objects.exists()
    waited(70)
    with caplog.at_level(logging.ERROR, "newsroom.delivery"):
        work_off(front)
    assert not Purge.objects.exists()
    assert "never told of page/1: away" in caplog.text


# --- Many workers ---


def test_what_one_worker_tells_no_other_does_unless_it_died(front):
    backlog.note({"page/1"}, set())
    assert backlog.take()
    assert not work_off(front)
    waited(LEASE.total_seconds() + 0.1)
    assert work_off(front)


@pytest.mark.django_db(transaction=True)
def test_workers_share_what_is_due(front):
    for number in range(20):
        backlog.note({f"page/{number}"}, set())

    def work() -> None:
        try:
            while work_off(front):
                pass
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    told = [tag for tags in front.told for tag in tags if tag != MANY]
    assert sorted(told) == sorted(f"page/{number}" for number in range(20))


# --- People ---


def test_a_kill_that_is_not_taken_within_a_minute_is_told_to_the_chief_editors(
    front, chief_editor, desk_editor
):
    front.fault = PurgeError("away")
    dead = published(an_article())
    Purge.objects.all().delete()
    workflow.kill(dead, by=None, reason="It is wrong.")
    Notice.objects.all().delete()
    work_off(front)
    waited(55)
    raise_alarms()
    assert not Notice.objects.exists()
    waited(6)
    for _ in range(2):
        raise_alarms()
    notice = Notice.objects.get()
    assert notice.to == chief_editor
    assert f"Varnish has not confirmed for a minute that it dropped {page_of(dead).path}:" in (
        notice.text
    )


def test_a_kill_that_was_taken_and_an_update_that_was_not_alarm_nobody(front, chief_editor):
    dead = published(an_article())
    Purge.objects.all().delete()
    workflow.kill(dead, by=None, reason="It is wrong.")
    Notice.objects.all().delete()
    work_off(front)
    front.fault = PurgeError("away")
    published(an_article())
    work_off(front)
    waited(900)
    raise_alarms()
    assert not Notice.objects.exists()

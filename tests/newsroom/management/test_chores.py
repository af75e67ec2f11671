"""A worker's chores: the quick by turns, the slow beside them and never twice at once."""

import threading
import time

import pytest
from django.db import DatabaseError, connection

from newsroom.delivery import asked
from newsroom.delivery.figures import CHORES_FAILED
from newsroom.management.chores import Chore, SlowChore, finish, keep_own_line
from newsroom.publishing.models import Page


class Work:
    """Something to do that lasts until it is let go."""

    def __init__(self) -> None:
        self.begun, self.may_end, self.times = threading.Event(), threading.Event(), 0

    def __call__(self) -> None:
        self.times += 1
        self.begun.set()
        assert self.may_end.wait(10)


@pytest.fixture
def work():
    work = Work()
    yield work
    work.may_end.set()


def ended(chore: SlowChore) -> bool:
    return finish([chore], 5) == []


def failures(name: str) -> float:
    return CHORES_FAILED.at(name).value


def test_a_slow_chore_keeps_nobody_waiting(work):
    slow, quick = SlowChore("Slow", 1, work), []
    began = time.monotonic()
    for chore in (slow, Chore("Quick", 1, lambda: quick.append(1))):
        chore.run_if_due(1)
    assert time.monotonic() - began < 1
    assert (quick, slow.is_at_work) == ([1], True)


def test_a_slow_chore_that_is_still_at_work_is_not_started_again(work):
    slow = SlowChore("Slow", 1, work)
    for now in range(1, 10):
        slow.run_if_due(now)
    assert work.begun.wait(5)
    assert work.times == 1
    work.may_end.set()
    assert ended(slow)

    slow.run_if_due(10)
    assert ended(slow)
    assert work.times == 2


def test_a_slow_chore_is_not_started_before_its_time(work):
    slow = SlowChore("Slow", 30, work)
    work.may_end.set()
    for now in (1, 30.9, 31):
        slow.run_if_due(now)
        assert ended(slow)
    assert work.times == 2


def test_slow_chores_do_not_wait_for_each_other(work):
    done = threading.Event()
    for chore in (SlowChore("Hanging", 1, work), SlowChore("Other", 1, done.set)):
        chore.run_if_due(1)
    assert done.wait(5)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (ValueError("no"), "Slow failed; it will be tried again"),
        (DatabaseError("gone"), "Slow: the database does not answer (gone); trying again"),
    ],
)
def test_a_slow_chore_that_fails_is_told_counted_and_tried_again(caplog, fault, said):
    before, named = failures("Slow"), []

    def fail() -> None:
        named.append((asked.chore(), threading.current_thread().name))
        raise fault

    slow = SlowChore("Slow", 1, fail)
    for now in (1, 2):
        slow.run_if_due(now)
        assert ended(slow)
    assert named == [("Slow", "Slow")] * 2, "the log's lines carry its name"
    assert [each.message for each in caplog.records] == [said] * 2
    assert failures("Slow") - before == 2
    assert asked.chore() == ""


@pytest.mark.django_db(transaction=True)
def test_a_slow_chore_has_lines_of_its_own_and_leaves_none_open():
    found = []

    def look() -> None:
        Page.objects.exists()
        found.append(connection._connections[connection._alias])

    slow = SlowChore("Slow", 1, look)
    slow.run_if_due(1)
    assert ended(slow)
    [own] = found
    assert own is not connection._connections[connection._alias]
    assert own.connection is None


@pytest.mark.django_db(transaction=True)
def test_a_line_that_failed_is_not_used_again():
    failed = []

    def fail() -> None:
        with connection.cursor() as cursor:
            failed.append(connection.connection)
            cursor.execute("SELECT nothing FROM nowhere")

    Chore("Quick", 1, fail).run_if_due(1)
    Page.objects.exists()
    assert connection.connection is not failed[0]


def test_who_waits_for_the_end_waits_no_longer_than_told(work):
    hanging, idle = SlowChore("Hanging", 1, work), SlowChore("Idle", 1, work)
    hanging.run_if_due(1)
    began = time.monotonic()
    assert finish([hanging, idle, Chore("Quick", 1, work)], 0.2) == ["Hanging"]
    assert 0.2 <= time.monotonic() - began < 2


@pytest.mark.django_db
def test_the_loops_line_is_none_of_the_pool_that_chores_and_visits_may_hold_all_of():
    found = []

    def look() -> None:
        shared = connection.settings_dict
        pooled = {**shared, "OPTIONS": {**shared["OPTIONS"], "pool": {"max_size": 1}}}
        connection.settings_dict = pooled
        keep_own_line()
        found.extend([pooled["OPTIONS"].get("pool"), connection.settings_dict])

    thread = threading.Thread(target=look)
    thread.start()
    thread.join(5)
    pool, own = found
    assert pool == {"max_size": 1}, "the others keep theirs"
    assert "pool" not in own["OPTIONS"]
    assert own["CONN_MAX_AGE"] > 0, "and it is not made anew for each look"

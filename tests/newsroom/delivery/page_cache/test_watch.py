"""What a copy is worth after changes, at each instant: two seconds for all, at once for kills."""

import threading
import time

import pytest

from newsroom.delivery.page_cache.copies import Copy
from newsroom.delivery.page_cache.keys import Key
from newsroom.delivery.page_cache.watch import (
    HANGS_SECONDS,
    LONGEST_BLIND_SECONDS,
    OLD_SECONDS,
    STALE_SECONDS,
    Judgement,
    Watch,
)

RIGHT, STALE = Judgement.RIGHT, Judgement.STALE
OUTDATED, WRONG = Judgement.OUTDATED, Judgement.WRONG


class World:
    """A clock, a log of changes, and a watch that follows it."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.changes: list[tuple[str, int, bool]] = []
        self.forgotten = 0
        self.is_down = False
        self.watch = Watch(
            clock=lambda: self.now, since=self.since, last=lambda: len(self.changes),
            forget=self.forget,
        )  # fmt: skip
        self.watch.read()

    def since(self, number: int) -> list[tuple[str, int, bool]]:
        if self.is_down:
            raise OSError("away")
        return [each for each in self.changes if each[1] > number]

    def forget(self) -> None:
        self.forgotten += 1

    def change(self, tag: str, *, at_once: bool = False) -> None:
        self.changes.append((tag, len(self.changes) + 1, at_once))

    def wait(self, seconds: float) -> None:
        """Half-second readings, as its thread does them."""
        while seconds > 0:
            self.now += min(seconds, 0.5)
            seconds -= 0.5
            if not self.is_down:
                self.watch.read()

    def copy(self, *tags: str, **said: float) -> Copy:
        key = Key("http", "/")
        return Copy(key, b"", [], frozenset(tags), self.watch.number, self.now, **said)


@pytest.fixture
def world() -> World:
    return World()


def test_a_copy_is_right_as_long_as_nothing_of_it_changes(world):
    copy = world.copy("page/1", "menu")
    for _ in range(20):
        world.change("page/2")
        world.wait(0.5)
        assert world.watch.judge(copy) is RIGHT


def test_after_a_change_it_is_sent_for_a_moment_and_then_no_more(world):
    copy = world.copy("page/1")
    world.wait(0.5)
    assert world.watch.judge(copy) is RIGHT
    read_at = world.now
    world.change("page/1")
    world.wait(0.5)
    assert world.watch.judge(copy) is STALE
    while world.now - read_at < STALE_SECONDS:
        assert world.watch.judge(copy) is STALE
        world.wait(0.25)
    assert world.watch.judge(copy) is OUTDATED


def test_nothing_is_sent_that_changed_two_seconds_ago(world):
    """Whenever the change falls between two readings, and however often others follow."""
    for step in range(10):
        copy = world.copy("page/1")
        world.wait(step / 10)
        world.watch.judge(copy)
        world.change("page/1")
        changed_at = world.now
        for _ in range(40):
            world.wait(0.1)
            world.change("page/2")
            if world.now - changed_at >= 2:
                assert world.watch.judge(copy) not in {RIGHT, STALE}


def test_a_copy_that_nobody_asked_for_is_no_longer_sent_once_it_changed(world):
    """It is not known how long ago its first change was."""
    copy = world.copy("page/1")
    world.change("page/1")
    world.wait(0.5)
    world.change("page/2")
    world.wait(0.5)
    assert world.watch.judge(copy) is OUTDATED


def test_what_was_taken_down_is_sent_to_nobody(world):
    copy = world.copy("page/1")
    world.change("page/1", at_once=True)
    world.wait(0.5)
    assert world.watch.judge(copy) is WRONG
    world.change("page/1")
    world.wait(0.5)
    assert world.watch.judge(copy) is WRONG
    world.is_down = True
    world.wait(30)
    assert world.watch.judge(copy) is WRONG


def test_a_copy_made_after_the_change_is_right(world):
    world.change("page/1", at_once=True)
    world.wait(0.5)
    assert world.watch.judge(world.copy("page/1")) is RIGHT


def test_a_change_between_the_reading_and_the_making_makes_it_anew(world):
    """The copy may or may not show it: it is taken for one that does not."""
    world.change("page/1")
    copy = world.copy("page/1")
    world.wait(0.5)
    assert world.watch.judge(copy) is not RIGHT


def test_what_may_be_shown_until_an_instant_is_not_shown_then(world):
    copy = world.copy("picture/1", until=world.now + 5)
    world.wait(4.5)
    assert world.watch.judge(copy) is RIGHT
    world.wait(0.5)
    assert world.watch.judge(copy) is WRONG


def test_an_old_copy_is_made_anew_while_it_is_sent(world):
    copy = world.copy("page/1")
    world.wait(OLD_SECONDS + 1)
    assert world.watch.judge(copy) is STALE


def test_without_the_database_the_last_copies_are_sent_for_ten_minutes(world):
    copy = world.copy("page/1")
    world.is_down = True
    world.wait(LONGEST_BLIND_SECONDS - 1)
    assert world.watch.is_blind()
    assert world.watch.is_ready()
    assert world.watch.judge(copy) is RIGHT
    world.wait(2)
    assert not world.watch.is_ready()


def test_what_changed_while_the_database_was_away_is_seen_when_it_is_back(world):
    copy = world.copy("page/1")
    world.is_down = True
    world.wait(60)
    world.change("page/1")
    world.is_down = False
    world.wait(0.5)
    assert world.watch.judge(copy) is OUTDATED


def test_the_tags_that_it_remembers_are_bounded(world, monkeypatch):
    monkeypatch.setattr("newsroom.delivery.page_cache.watch._MOST_TAGS", 10)
    for number in range(11):
        world.change(f"page/{number}")
    world.wait(0.5)
    assert world.forgotten == 2, "and the copies that were judged by them go"


def test_a_database_that_was_put_back_to_an_earlier_day_leaves_no_copy(world):
    for _ in range(5):
        world.change("page/2")
    world.wait(0.5)
    del world.changes[2:]
    world.wait(0.5)
    assert world.forgotten == 2
    copy = world.copy("page/1")
    world.change("page/1")
    world.wait(0.5)
    assert world.watch.judge(copy) is not RIGHT


def test_a_copy_that_was_being_made_when_all_was_forgotten_is_not_right(world, monkeypatch):
    copy = world.copy("page/0")
    monkeypatch.setattr("newsroom.delivery.page_cache.watch._MOST_TAGS", 10)
    for number in range(11):
        world.change(f"page/{number}", at_once=True)
    world.wait(0.5)
    assert world.watch.judge(copy) is WRONG


def test_a_thread_that_wakes_late_takes_nothing_back_that_another_has_read(world):
    """What it had asked for before it hung is from before the kill."""
    asks, hangs = threading.Event(), threading.Event()
    world.change("page/1")
    world.wait(0.5)
    copy = world.copy("page/1")
    at_once = world.watch.since

    def hanging(number: int) -> list[tuple[str, int, bool]]:
        found: list[tuple[str, int, bool]] = at_once(number)
        asks.set()
        hangs.wait(5)
        return found

    world.watch.since = hanging
    world.change("page/1")
    late = threading.Thread(target=world.watch.read)
    late.start()
    asks.wait(5)
    world.watch.since = at_once
    world.change("page/1", at_once=True)
    world.wait(0.5)
    assert world.watch.judge(copy) is WRONG
    world.change("page/2")
    world.wait(0.5)
    number = world.watch.number
    hangs.set()
    late.join()
    assert world.watch.number == number
    assert world.watch.judge(world.copy("page/1")) is RIGHT
    assert world.watch.judge(copy) is WRONG


def test_so_many_changes_at_once_that_not_all_are_read_leave_no_copy(world, monkeypatch):
    """As after a night without the database in which an archive was moved in."""
    monkeypatch.setattr("newsroom.delivery.page_cache.watch._MOST_TAGS", 10)
    copy = world.copy("page/40")
    every = world.watch.since
    world.watch.since = lambda number: every(number)[:11]
    for number in range(50):
        world.change(f"page/{number}")
    world.wait(0.5)
    assert world.watch.number == 50
    assert world.watch.judge(copy) is WRONG
    assert world.watch.judge(world.copy("page/40")) is RIGHT


def test_the_former_page_is_sent_for_ten_minutes_where_it_cannot_be_made_anew(world):
    """A page that fails whenever it is made must not stay for ever as it was."""
    copy = world.copy("page/1")
    world.change("page/1")
    world.wait(5)
    assert world.watch.judge(copy) is OUTDATED
    world.wait(LONGEST_BLIND_SECONDS - 1)
    assert world.watch.judge(copy) is OUTDATED
    world.wait(2)
    assert world.watch.judge(copy) is WRONG


def test_a_thread_that_hangs_is_replaced_and_ends_when_it_wakes():
    hangs, is_read = threading.Event(), threading.Event()

    def last() -> int:
        if not is_read.is_set():
            is_read.set()
            hangs.wait(20)
        return 1

    now = [1000.0]
    watch = Watch(clock=lambda: now[0], since=lambda number: [], last=last)
    watch.start()
    first = watch._thread
    is_read.wait(5)
    watch.start()
    assert watch._thread is first, "it has but begun"
    now[0] += HANGS_SECONDS + 1
    watch.start()
    deadline = time.monotonic() + 5
    while watch.number != 1:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert watch._thread is not first
    hangs.set()
    assert first is not None
    first.join(5)
    assert not first.is_alive()
    watch._thread = None

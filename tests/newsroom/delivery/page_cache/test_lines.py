"""By which line the watch reads what has changed."""

import pytest
from django.db import connections

from newsroom.databases import READERS, WATCH
from newsroom.delivery.page_cache.lines import Lines


class Line:
    """A connection of which a test sees whether it was closed."""

    closed = 0

    def close(self) -> None:
        self.closed += 1


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def lines(monkeypatch):
    for alias in (WATCH, READERS):
        monkeypatch.setitem(connections.databases, alias, {})
        monkeypatch.setattr(connections._connections, alias, Line(), raising=False)
    return Lines(Clock())


def test_its_own_line_stays_open(lines):
    for _ in range(3):
        assert lines.using == WATCH
        lines.hang_up(has_failed=False)
    assert connections[WATCH].closed == 0


def test_when_its_own_is_broken_it_reads_by_the_readers_for_a_while(lines):
    lines.hang_up(has_failed=True)
    assert connections[WATCH].closed == 1
    for seconds in (0, 5, 4):
        lines.clock.now += seconds
        lines.hang_up(has_failed=False)
        assert lines.using == READERS
    assert connections[READERS].closed == 3, "it is given back each time"
    lines.clock.now += 2
    assert lines.using == READERS, "a reading that is under way is read to its end by one line"
    lines.hang_up(has_failed=False)
    assert lines.using == WATCH
    assert connections[READERS].closed == 4


def test_when_both_are_broken_each_is_tried_in_turn(lines):
    used = []
    for _ in range(4):
        used.append(lines.using)
        lines.hang_up(has_failed=True)
    assert used == [WATCH, READERS, WATCH, READERS]


def test_where_there_is_but_one_database_there_is_but_one_line():
    lines = Lines(Clock())
    used = {lines.using}
    for has_failed in (True, False, True):
        lines.hang_up(has_failed)
        used.add(lines.using)
    assert used == {"default"}

"""Which of several databases a reader's page is read from, and what happens when one fails."""

import pytest
from django.db import OperationalError, ProgrammingError, connection, router
from django.test import Client

from newsroom.delivery import sources
from newsroom.delivery.sources import (
    LAG_SECONDS,
    MOST_AT_ONCE,
    REST_SECONDS,
    Making,
    Replica,
    Replicas,
    making,
    read_for_readers,
)
from newsroom.publishing.models import Page
from newsroom.staff.models import User


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def replica(clock, monkeypatch) -> Replica:
    monkeypatch.setattr(sources, "forget_lines", lambda alias: None)
    return Replica("replica_1", clock)


def may_be_asked(replica: Replica) -> bool:
    if taken := replica.take():
        replica.give_back()
    return taken


def test_replicas_are_asked_in_turn(clock):
    replicas = Replicas([Replica("replica_1", clock), Replica("replica_2", clock)])
    taken = [replicas.take() for _ in range(4)]
    assert [each.alias for each in taken if each] == ["replica_2", "replica_1"] * 2


def test_one_replica_holds_so_many_threads_and_no_more(replica):
    assert [replica.take() for _ in range(MOST_AT_ONCE + 1)] == [True] * MOST_AT_ONCE + [False]
    replica.give_back()
    assert replica.take()


def test_one_that_failed_rests_and_is_then_tried_by_one_visitor(replica, clock):
    replica.fails(OperationalError("gone"))
    assert not may_be_asked(replica)
    clock.now += REST_SECONDS
    assert may_be_asked(replica)
    assert not may_be_asked(replica), "the first has not found out yet"
    replica.works()
    assert may_be_asked(replica)
    assert may_be_asked(replica)


def test_one_that_lags_is_left_alone_for_a_moment(replica, clock):
    replica.lags()
    assert not may_be_asked(replica)
    clock.now += LAG_SECONDS
    assert may_be_asked(replica)
    assert may_be_asked(replica)


def test_without_replicas_there_is_none(clock):
    assert Replicas([]).take() is None


# --- Reading ---


class World:
    """Two databases by name, of which a test says what happens there; no real one is asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, replica: Replica) -> None:
        self.replica = replica
        self.number = 7
        self.asked: list[str] = []
        self.fails_at: set[str] = set()
        monkeypatch.setattr(sources, "all_replicas", lambda: Replicas([replica]))
        monkeypatch.setattr(sources, "last_number", lambda: self.number)

    def view(self) -> str:
        source = router.db_for_read(Page)
        self.asked.append(source)
        if source in self.fails_at:
            raise OperationalError("gone")
        return source


@pytest.fixture
def world(monkeypatch, replica) -> World:
    return World(monkeypatch, replica)


def test_a_page_for_the_cache_is_read_from_a_replica_and_stamped_with_its_number(world):
    with making(5) as page:
        assert read_for_readers(world.view) == "replica_1"
    assert page == Making(7)


def test_a_page_for_nobody_in_particular_alone(world):
    """Who is signed in may be the one who wrote it a second ago."""
    assert read_for_readers(world.view) == "default"


def test_a_replica_that_is_behind_is_passed_over_and_the_number_stands(world):
    with making(8) as page:
        assert read_for_readers(world.view) == "default"
        assert page == Making(8)
        world.number = 8
        assert read_for_readers(world.view) == "default"


def test_a_replica_that_fails_costs_the_reader_nothing(world, clock):
    world.fails_at = {"replica_1"}
    with making(5) as page:
        assert read_for_readers(world.view) == "default"
        assert read_for_readers(world.view) == "default"
    assert world.asked == ["replica_1", "default", "default"]
    assert page == Making(5)
    assert world.replica.at_work == 0


def test_what_is_not_there_is_not_asked_for_again_elsewhere(world):
    def view() -> str:
        world.asked.append(str(router.db_for_read(Page)))
        raise Page.DoesNotExist

    with making(5), pytest.raises(Page.DoesNotExist):
        read_for_readers(view)
    assert world.asked == ["replica_1"]
    assert world.replica.at_work == 0


def test_a_replica_without_a_new_column_costs_the_reader_nothing(world):
    """A migration is there later than on the primary, and changes no number."""

    def view() -> str:
        if router.db_for_read(Page) == "replica_1":
            raise ProgrammingError("column does not exist")
        return "default"

    with making(7) as page:
        assert read_for_readers(view) == "default"
    assert page == Making(7)
    assert not may_be_asked(world.replica)


def test_a_page_within_a_page_comes_from_the_same_place(world, monkeypatch):
    """Of two replicas the page would bear the number of one, and words of the other."""
    other = Replica("replica_2", world.replica.clock)
    replicas = Replicas([world.replica, other])
    monkeypatch.setattr(sources, "all_replicas", lambda: replicas)
    with making(5):
        inner, outer = read_for_readers(lambda: (read_for_readers(world.view), world.view()))
    assert inner == outer
    assert len(world.asked) == 2


def test_a_failure_of_the_primary_is_no_secret(world):
    world.fails_at = {"default"}
    with pytest.raises(OperationalError):
        read_for_readers(world.view)
    assert world.asked == ["default"]


def test_outside_of_readers_views_all_is_the_primarys(world):
    with making(5):
        read_for_readers(world.view)
        assert router.db_for_read(User) == "default"
    assert router.db_for_write(Page, instance=Page()) == "default"


def test_only_the_primary_is_migrated():
    assert router.allow_migrate("default", "publishing")
    assert not router.allow_migrate("replica_1", "publishing")


@pytest.mark.django_db
def test_a_line_that_was_cut_is_replaced_without_the_reader_noticing(monkeypatch):
    calls: list[str] = []
    forgotten: list[str] = []

    def rows(*args, **kwargs):
        calls.append("asked")
        if len(calls) == 1:
            raise OperationalError("terminating connection")
        return []

    monkeypatch.setattr("newsroom.publishing.reading.Compiled.rows", rows)
    monkeypatch.setattr(sources, "_is_cut", lambda alias: True)
    monkeypatch.setattr(sources, "forget_lines", forgotten.append)

    response = Client().get("/world/2012/aug/11/border/")

    assert response.status_code == 404
    assert forgotten == [connection.alias]

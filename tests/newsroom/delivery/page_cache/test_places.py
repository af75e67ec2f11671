"""Places for makings: who waits for one, and for how long."""

import threading
import time

import pytest

from newsroom.delivery.page_cache.places import PATIENCE_SECONDS, WARY_SECONDS, Places


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_no_more_than_so_many_are_inside(clock):
    places = Places(2, clock)
    with places.one() as first, places.one() as second, places.one(may_wait=False) as third:
        assert (first, second, third) == (True, True, False)
    with places.one(may_wait=False) as again:
        assert again


def test_a_place_is_waited_for_while_pages_are_made_quickly():
    places, inside, found = Places(1), threading.Event(), []

    def make() -> None:
        with places.one() as has_place:
            found.append(has_place)
            inside.set()
            time.sleep(0.05)

    makers = [threading.Thread(target=make) for _ in range(4)]
    for maker in makers:
        maker.start()
    inside.wait(5)
    for maker in makers:
        maker.join(5)
    assert found == [True] * 4


@pytest.mark.parametrize(
    ("age", "patience"),
    [(0.0, PATIENCE_SECONDS), (1.0, PATIENCE_SECONDS - 1), (PATIENCE_SECONDS, 0.0), (60.0, 0.0)],
)
def test_the_longer_no_making_ends_the_shorter_a_place_is_waited_for(clock, age, patience):
    places = Places(1, clock)
    with places.one():
        clock.now += age
        assert places.patience() == patience


def _hang(places: Places, clock: Clock) -> None:
    with places.one():
        clock.now += PATIENCE_SECONDS + 0.1


def test_after_two_in_a_row_that_hung_nobody_waits_for_a_while(clock):
    places = Places(1, clock)
    _hang(places, clock)
    _hang(places, clock)
    assert places.patience() == 0
    clock.now += WARY_SECONDS
    assert places.patience() == PATIENCE_SECONDS


def test_one_page_that_is_dear_to_make_changes_nothing_for_the_others(clock):
    places = Places(2, clock)
    with places.one():
        clock.now += PATIENCE_SECONDS + 0.1
        with places.one():
            assert places.patience() == PATIENCE_SECONDS, "while it is made"
    assert places.patience() == PATIENCE_SECONDS, "and after it"
    for _ in range(3):
        with places.one():
            clock.now += 0.01
        _hang(places, clock)
        assert places.patience() == PATIENCE_SECONDS, "again and again"


def test_a_making_that_fails_gives_its_place_back(clock):
    places = Places(1, clock)
    with pytest.raises(ZeroDivisionError), places.one():
        1 / 0  # noqa: B018
    with places.one(may_wait=False) as again:
        assert again

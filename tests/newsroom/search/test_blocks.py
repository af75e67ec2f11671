"""Blocks of time cover what they shall, once, from the newest back, in few steps."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from newsroom.search.blocks import LEVELS, Block, blocks_of, day_of, newest_first

days = st.integers(-40_000, 60_000)
instants = st.integers(-(2**42), 2**42).map(
    lambda milliseconds: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)
)


def days_in(block: Block) -> range:
    level, number = block
    return range(number * 4**level, (number + 1) * 4**level)


@given(days, st.integers(0, 30_000))
def test_the_days_asked_for_are_covered_once_and_in_order(first, length):
    covered: list[int] = []
    for block in newest_first(first, first + length):
        covered += reversed(days_in(block))

    assert covered == list(range(first + length, covered[-1] - 1, -1))
    assert covered[-1] <= first


@given(days, st.integers(0, 30_000))
def test_no_block_is_longer_than_four_times_what_came_before(first, length):
    seen = 0
    for block in newest_first(first, first + length):
        assert len(days_in(block)) <= max(1, 4 * seen)
        seen += len(days_in(block))


def test_a_century_takes_few_steps():
    assert len(list(newest_first(0, 36_500))) <= 4 * LEVELS + 8


def test_where_there_is_nothing_to_cover_there_are_no_blocks():
    assert list(newest_first(10, 9)) == []


@given(instants)
def test_an_instant_lies_in_one_block_of_each_level(instant):
    mine = blocks_of(instant)

    assert [level for level, _ in mine] == list(range(LEVELS))
    assert all(day_of(instant) in days_in(block) for block in mine)


@given(instants, st.integers(0, 20_000), st.integers(0, 20_000))
def test_whoever_walks_over_an_instant_meets_it_exactly_once(instant, before, after):
    day = day_of(instant)

    walk = list(newest_first(day - before, day + after))

    assert len(set(walk) & set(blocks_of(instant))) == 1


def test_days_are_counted_from_1970_in_both_directions():
    midnight = datetime(1970, 1, 1, tzinfo=UTC)

    assert day_of(midnight) == 0
    assert day_of(midnight - timedelta(microseconds=1)) == -1

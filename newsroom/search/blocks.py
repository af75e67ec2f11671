"""Time as a tree of blocks: days, four days, sixteen … so that a search goes from the newest back.

Each page is in one block of each level. Whoever looks for the newest of very many asks block
after block, each at most four times as long as the one before, and ends when enough is found: a
common word is found in a few days, a rare one in few steps.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

LEVELS = 7  # the longest block has 4**6 days, eleven years
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

type Block = tuple[int, int]


def day_of(instant: datetime) -> int:
    """The number of the day, in UTC, counted from 1970; before that it is below 0."""
    return (instant - _EPOCH).days


def blocks_of(instant: datetime) -> list[Block]:
    """The blocks that ``instant`` lies in, as their level and number."""
    day = day_of(instant)
    return [(level, day >> 2 * level) for level in range(LEVELS)]


def newest_first(first: int, last: int) -> Iterator[Block]:
    """Blocks that hold the days from ``first`` to ``last``, the newest of them first.

    No day stands in two of them; the oldest may reach back before ``first``.
    """
    level, end = 0, last + 1  # the first day that is taken already
    while end > first:
        # Up where a longer block ends here; at least one of each length has been then.
        yield level, (end >> 2 * level) - 1
        end -= 1 << 2 * level
        if level < LEVELS - 1 and end % (1 << 2 * (level + 1)) == 0:
            level += 1


def name_of(block: Block) -> str:
    return f"days/{block[0]}/{block[1]}"

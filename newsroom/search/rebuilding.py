"""Search rows brought up to date for pages of before: all of them, or those that have none.

In small batches, beside whatever is pressed meanwhile: the press has the last word on each page.
"""

import time
from collections.abc import Iterator

from newsroom.search import index

# Ids looked at in one step where most need nothing.
WINDOW = 5_000
# Seconds: the worker has editions to press within two.
_A_MOMENT = 0.2
_BETWEEN_ROUNDS = 3600.0


def rebuild() -> Iterator[int]:
    """Writes the rows of all live pages anew; yields how many pages each batch had."""
    last = 0
    while batch := index.live_after(last, index.BATCH):
        yield index.put_again(batch)
        last = batch[-1]


def take_out_strays() -> int:
    """Takes out the rows of pages that are not live any longer; how many there were."""
    last: int | None = 0
    taken = 0
    while last is not None:
        strays, last = index.strays_after(last, WINDOW)
        taken += index.drop_if_not_live(strays)
    return taken


class Missing:
    """A round over all pages for those without a row, a bit at a time: a chore of the worker.

    Such are all pages of a site that had no search before, and those that an older version of
    the newsroom pressed while a new one was put in its place.
    """

    def __init__(self) -> None:
        self.last, self.is_due_at = 0, 0.0

    def put_some(self) -> int:
        """Goes on for a moment, unless a round has ended lately; how many pages it put."""
        began, put = time.monotonic(), 0
        while self.is_due_at <= time.monotonic() < began + _A_MOMENT:
            window = index.live_after(self.last, WINDOW)
            missing = index.without_row(window)[: index.BATCH]
            put += index.put_again(missing)
            if missing:
                self.last = missing[-1]
            elif window:
                self.last = window[-1]
            else:
                self.last, self.is_due_at = 0, began + _BETWEEN_ROUNDS
        return put

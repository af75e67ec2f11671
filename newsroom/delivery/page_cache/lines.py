"""Which line to the primary the watch reads by: its own, or the readers' while that is broken."""

import time
from collections.abc import Callable
from contextlib import suppress

from django.db import DEFAULT_DB_ALIAS, connections

from newsroom.databases import READERS, WATCH

# So long the readers' line is kept to: one that hangs until its time is over costs a reading.
_OTHER_SECONDS = 10.0


class Lines:
    """``using`` names the database to read by; it changes in ``hang_up`` alone, after a reading.

    It is an alias of the settings; that of the desk where they have but one database.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._own, self._other = (
            alias if alias in connections else DEFAULT_DB_ALIAS for alias in (WATCH, READERS)
        )
        self.using = self._own
        self._other_until = float("-inf")

    def hang_up(self, has_failed: bool) -> None:
        """Gives back what is not the watch's own, and takes the other line after a failure."""
        if has_failed or self.using != WATCH:
            with suppress(Exception):
                connections[self.using].close()
        if has_failed and self.using == self._own:
            self.using = self._other
            self._other_until = self.clock() + _OTHER_SECONDS
        elif has_failed or self.clock() >= self._other_until:
            self.using = self._own

"""Places for makings: a database that hangs may hold some of a process's threads, never all."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock, Semaphore

# Threads that may make pages at a time; the others send what is there. More would not be quicker,
# since Python runs one at a time.
MOST_MAKERS = 6
# Threads that may be with requests that no copy can answer: what readers search for, the desk (and
# whoever says that he is of it), and who asks how all is. What is sent whole has its own bound
# (``newsroom.delivery.bodies``).
MOST_OTHERS = 6
MOST_OF_THE_DESK = 6
MOST_WATCHERS = 2
# A page that is so long in the making hangs, and nobody waits for it, nor for its place.
PATIENCE_SECONDS = 3.0
# After some in a row that hung nobody waits for a place for so long: who gets none is told so at
# once. One alone is a page that is dear to make; the others are as quick as ever.
WARY_SECONDS = 10.0
_WARY_AFTER = 2


class Places:
    """So many threads may be inside ``one``; who finds none waits while pages are made quickly."""

    def __init__(
        self, most: int = MOST_MAKERS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.clock = clock
        self._free = Semaphore(most)
        self._lock = Lock()
        self._since: dict[object, float] = {}
        self._hung_in_a_row = 0
        self._hung_at = float("-inf")

    @contextmanager
    def one(self, *, may_wait: bool = True) -> Iterator[bool]:
        """Yields whether a place was found; it is free again after the block."""
        if not self._free.acquire(timeout=self.patience() if may_wait else 0.0):
            yield False
            return
        making = object()
        with self._lock:
            self._since[making] = began = self.clock()
        try:
            yield True
        finally:
            with self._lock:
                del self._since[making]
                self._note(self.clock() - began)
            self._free.release()

    def _note(self, seconds: float) -> None:
        self._hung_in_a_row = self._hung_in_a_row + 1 if seconds > PATIENCE_SECONDS else 0
        if self._hung_in_a_row >= _WARY_AFTER:
            self._hung_at = self.clock()

    def patience(self) -> float:
        """For how many seconds a place may be waited for now: less, the longer none was had."""
        with self._lock:
            now = self.clock()
            if now - self._hung_at < WARY_SECONDS:
                return 0.0
            return max(0.0, PATIENCE_SECONDS - (now - max(self._since.values(), default=now)))

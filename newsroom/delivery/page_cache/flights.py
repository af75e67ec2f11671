"""Single flight: of all who ask for one page at a time, one makes it and the others wait."""

import time
from threading import Event, Lock

from newsroom.delivery.page_cache.copies import Copy
from newsroom.delivery.page_cache.keys import Key
from newsroom.delivery.page_cache.places import PATIENCE_SECONDS


class Flight:
    """One making of a page; ``landed`` holds the copy, or None if it is not to be kept.

    ``is_last_resort``: it could not be made anew, and this is the former one.
    """

    def __init__(self) -> None:
        self.landed: Copy | None = None
        self.is_last_resort = False
        self._is_down = Event()
        self._began = time.monotonic()

    def land(self, copy: Copy | None, *, is_last_resort: bool) -> None:
        self.landed, self.is_last_resort = copy, is_last_resort
        self._is_down.set()

    def wait(self) -> bool:
        """Whether it landed before it had taken too long, however late one came to wait."""
        left = self._began + PATIENCE_SECONDS - time.monotonic()
        return self._is_down.wait(max(0.0, left))


class Flights:
    """The makings that are under way, by key."""

    def __init__(self) -> None:
        self._flights: dict[Key, Flight] = {}
        self._lock = Lock()

    def join(self, key: Key) -> tuple[Flight, bool]:
        """The flight for ``key``, and whether the caller has to fly it."""
        with self._lock:
            if (flight := self._flights.get(key)) is not None:
                return flight, False
            flight = self._flights[key] = Flight()
            return flight, True

    def land(
        self, key: Key, flight: Flight, copy: Copy | None, *, is_last_resort: bool = False
    ) -> None:
        with self._lock:
            self._flights.pop(key, None)
        flight.land(copy, is_last_resort=is_last_resort)

"""Where copies are kept: as many bytes as were allowed, those that were asked for last."""

from collections import OrderedDict
from threading import Lock

from newsroom.delivery.page_cache.copies import Copy
from newsroom.delivery.page_cache.keys import Key
from newsroom.figures import counter

EVICTED = counter(
    "newsroom_page_cache_evictions_total", "Finished pages that had to go since memory was full."
).at()


class Store:
    """Copies by their keys; the least recently used go when it is full. For many threads."""

    def __init__(self, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self.bytes = 0
        self._copies: OrderedDict[Key, Copy] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._copies)

    def get(self, key: Key) -> Copy | None:
        with self._lock:
            copy = self._copies.get(key)
            if copy is not None:
                self._copies.move_to_end(key)
            return copy

    def put(self, copy: Copy) -> None:
        """Keeps ``copy``; one that would take an eighth of all room is not kept."""
        if copy.size > self.max_bytes // 8:
            return
        with self._lock:
            self._take_out(copy.key)
            self._copies[copy.key] = copy
            self.bytes += copy.size
            while self.bytes > self.max_bytes:
                self._take_out(next(iter(self._copies)))
                EVICTED.add()

    def drop(self, key: Key) -> None:
        with self._lock:
            self._take_out(key)

    def clear(self) -> None:
        with self._lock:
            self._copies.clear()
            self.bytes = 0

    def _take_out(self, key: Key) -> None:
        if (former := self._copies.pop(key, None)) is not None:
            self.bytes -= former.size

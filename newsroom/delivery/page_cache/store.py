"""Where copies are kept: as many bytes as were allowed, those that were asked for last."""

from collections import OrderedDict
from threading import Lock

from newsroom.delivery.page_cache.copies import Copy
from newsroom.delivery.page_cache.keys import Key
from newsroom.figures import counter

EVICTED = counter(
    "newsroom_page_cache_evictions_total", "Finished pages that had to go since memory was full."
).at()
# Of all room, for the further pages of lists. There are more of these than of anything else, and
# a crawler that goes through them all shall not cost readers the pages that they ask for.
_FURTHER_PAGES = 1 / 4
# Of its room, for one copy at most.
_LARGEST = 1 / 8


class Store:
    """Copies by their keys; the least recently used go when it is full. For many threads."""

    def __init__(self, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        further = int(max_bytes * _FURTHER_PAGES)
        self._pages, self._further = _Shelf(max_bytes - further), _Shelf(further)
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._pages.copies) + len(self._further.copies)

    @property
    def bytes(self) -> int:
        return self._pages.bytes + self._further.bytes

    def get(self, key: Key) -> Copy | None:
        with self._lock:
            return self._shelf(key).get(key)

    def put(self, copy: Copy) -> None:
        """Keeps ``copy``, unless it would take too much of the room."""
        with self._lock:
            self._shelf(copy.key).put(copy)

    def drop(self, key: Key) -> None:
        with self._lock:
            self._shelf(key).take_out(key)

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()
            self._further.clear()

    def _shelf(self, key: Key) -> "_Shelf":
        return self._further if key.query else self._pages


class _Shelf:
    def __init__(self, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self.bytes = 0
        self.copies: OrderedDict[Key, Copy] = OrderedDict()

    def get(self, key: Key) -> Copy | None:
        copy = self.copies.get(key)
        if copy is not None:
            self.copies.move_to_end(key)
        return copy

    def put(self, copy: Copy) -> None:
        if copy.size > self.max_bytes * _LARGEST:
            return
        self.take_out(copy.key)
        self.copies[copy.key] = copy
        self.bytes += copy.size
        while self.bytes > self.max_bytes:
            self.take_out(next(iter(self.copies)))
            EVICTED.add()

    def clear(self) -> None:
        self.copies.clear()
        self.bytes = 0

    def take_out(self, key: Key) -> None:
        if (former := self.copies.pop(key, None)) is not None:
            self.bytes -= former.size

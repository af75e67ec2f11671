"""Where readers' pages are read: from a replica that is new enough, else from the primary.

Whatever is no reader's page, and whatever writes, has the primary: ``Router`` sends nothing
elsewhere unless a reader's view is under way.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Any

from django.db import (
    DEFAULT_DB_ALIAS,
    InterfaceError,
    InternalError,
    OperationalError,
    ProgrammingError,
    connections,
)
from psycopg.errors import ReadOnlySqlTransaction

from newsroom.databases import READERS, REPLICA
from newsroom.delivery.generations import last_number

log = logging.getLogger("newsroom.delivery")

AWAY = (OperationalError, InterfaceError)


def is_away(fault: Exception) -> bool:
    """Whether the database was not there for what failed so; see also ``only_reads``."""
    return isinstance(fault, AWAY) or only_reads(fault)


def only_reads(fault: Exception) -> bool:
    """Whether something was to be written to a server that only reads.

    Another machine takes over, or will, and this line leads to the one before.
    """
    return isinstance(fault, InternalError) and isinstance(fault.__cause__, ReadOnlySqlTransaction)


# A replica that has yet to hear of a migration lacks tables or columns; the number of the last
# change does not tell that.
_NOT_THERE = ProgrammingError
# A replica that failed is left alone for so long, and then asked by one visitor.
REST_SECONDS = 5.0
# One that lags may have caught up soon.
LAG_SECONDS = 0.5
# So many threads may be in the hands of one replica, however long it does not answer.
MOST_AT_ONCE = 4


class Router:
    """Readers' views read where ``read_for_readers`` says; all else is the primary's."""

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        return _source.get()

    def db_for_write(self, model: Any, **hints: Any) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        """They are the same rows, wherever they were read."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == DEFAULT_DB_ALIAS


@dataclass(slots=True)
class Making:
    """A page being made to be kept: what was read for it shows at least the change ``as_of``."""

    as_of: int


_making: ContextVar[Making | None] = ContextVar("making", default=None)
_source: ContextVar[str | None] = ContextVar("source", default=None)


@contextmanager
def making(as_of: int) -> Iterator[Making]:
    """Within it a reader's page may come from a replica that shows the change ``as_of``.

    What is yielded says after the block which change the page shows.
    """
    made = Making(as_of)
    token = _making.set(made)
    try:
        yield made
    finally:
        _making.reset(token)


class Replica:
    """One replica as this process knows it: whether it may be asked now. For many threads."""

    def __init__(self, alias: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.alias, self.clock = alias, clock
        self.at_work = 0
        self._rests_until = float("-inf")
        self._is_tried = True
        self._lock = Lock()

    def take(self) -> bool:
        """Whether it may be asked; whoever got True has to ``give_back``."""
        with self._lock:
            now = self.clock()
            if self.at_work >= MOST_AT_ONCE or now < self._rests_until:
                return False
            if not self._is_tried:
                # After a failure one visitor finds out; the others go on without it.
                self._rests_until = now + REST_SECONDS
            self.at_work += 1
            return True

    def give_back(self) -> None:
        with self._lock:
            self.at_work -= 1

    def works(self) -> None:
        if self._is_tried:
            return
        with self._lock:
            self._is_tried, self._rests_until = True, float("-inf")
        log.warning("%s answers again", self.alias)

    def lags(self) -> None:
        with self._lock:
            self._rests_until = self.clock() + LAG_SECONDS

    def fails(self, reason: Exception) -> None:
        with self._lock:
            was_tried, self._is_tried = self._is_tried, False
            self._rests_until = self.clock() + REST_SECONDS
        forget_lines(self.alias)
        if was_tried:
            log.warning("%s fails (%s); readers' pages come from others", self.alias, reason)


class Replicas:
    """All replicas, asked in turn."""

    def __init__(self, replicas: list[Replica]) -> None:
        self.replicas = replicas
        self._next = 0

    def take(self) -> Replica | None:
        """One that may be asked, to be given back; None if there is none now."""
        count = len(self.replicas)
        self._next += 1
        for n in range(count):
            replica = self.replicas[(self._next + n) % count]
            if replica.take():
                return replica
        return None


@cache
def all_replicas() -> Replicas:
    """Those that this process has in its settings."""
    return Replicas([Replica(alias) for alias in connections if alias.startswith(REPLICA)])


def read_for_readers[T](view: Callable[[], T]) -> T:
    """What ``view`` returns, which only reads; called again elsewhere if where it read fails."""
    if _source.get() is not None:
        return view()  # part of a page that is being read: from where the rest of it is
    page = _making.get()
    replica = all_replicas().take() if page is not None else None
    if page is None or replica is None:
        return _from_primary(view)
    try:
        with _reading_from(replica.alias):
            # On the connection that the content is then read on: that shows no less.
            number = last_number()
            if number >= page.as_of:
                result = view()
                page.as_of = number
                replica.works()
                return result
        replica.lags()
    except (*AWAY, _NOT_THERE) as reason:
        replica.fails(reason)
    finally:
        replica.give_back()
    return _from_primary(view)


def _from_primary[T](view: Callable[[], T]) -> T:
    alias = READERS if READERS in connections else DEFAULT_DB_ALIAS
    with _reading_from(alias):
        try:
            return view()
        except AWAY:
            # A server that was started anew has cut the lines that lay ready.
            if not _is_cut(alias):
                raise
            forget_lines(alias)
            return view()


@contextmanager
def _reading_from(alias: str) -> Iterator[None]:
    token = _source.set(alias)
    try:
        yield
    finally:
        _source.reset(token)


def _is_cut(alias: str) -> bool:
    line = getattr(connections[alias].connection, "closed", False)
    return bool(line) and not connections[alias].in_atomic_block


def forget_lines(alias: str) -> None:
    """Hangs up, here and on all lines that lie ready in this process."""
    connection: Any = connections[alias]
    connection.close()
    if pool := getattr(connection, "pool", None):
        pool.drain()

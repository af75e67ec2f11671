"""What a worker does again and again: quick things in its loop, the rest in threads beside it."""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field

from django.db import Error as DatabaseError
from django.db import close_old_connections, connection, connections

from newsroom.databases import alone
from newsroom.delivery.asked import doing
from newsroom.delivery.figures import CHORES_FAILED

log = logging.getLogger("newsroom.worker")

# So old the line of the worker's loop may grow, in seconds.
_LINE_LIVES = 60


@dataclass
class Chore:
    """Something done again every so many seconds; what goes wrong in one stops no other.

    It is done in the worker's loop, where all others wait for it: for quick work on the database.
    """

    name: str
    every: float
    do: Callable[[], object]
    due: float = 0.0

    def run_if_due(self, now: float) -> None:
        """``now``: seconds of the monotonic clock."""
        if now < self.due:
            return
        self.due = now + self.every
        self._run(self.do)

    def _run(self, do: Callable[[], object]) -> None:
        with doing(self.name):
            try:
                close_old_connections()
                do()
            except DatabaseError as reason:
                CHORES_FAILED.at(self.name).add()
                log.warning(
                    "%s: the database does not answer (%s); trying again", self.name, reason
                )
                _drop_line()
            except Exception:
                CHORES_FAILED.at(self.name).add()
                log.exception("%s failed; it will be tried again", self.name)


@dataclass
class SlowChore(Chore):
    """One that asks other machines, reads copy or uses storage: done beside the worker's loop.

    Each has a thread of its own, so that what hangs delays no edition and no other chore. One
    that is still at work is not started again.
    """

    # Asked in the loop; if there is nothing to do, no thread is started.
    is_wanted: Callable[[], bool] = lambda: True
    thread: threading.Thread | None = field(default=None, init=False)

    @property
    def is_at_work(self) -> bool:
        return self.thread is not None and self.thread.is_alive()

    def run_if_due(self, now: float) -> None:
        if now < self.due or self.is_at_work:
            return
        self.due = now + self.every
        self._run(self._start)

    def _start(self) -> None:
        if not self.is_wanted():
            return
        # A daemon: one that hangs does not keep the worker from ending.
        self.thread = threading.Thread(
            target=self._run, args=(self._do_beside,), name=self.name, daemon=True
        )
        self.thread.start()

    def _do_beside(self) -> None:
        try:
            self.do()
        finally:
            connections.close_all()


def finish(chores: Iterable[Chore], seconds: float) -> list[str]:
    """Waits so long in all for those that are at work; the names of those that still are."""
    slow = [chore for chore in chores if isinstance(chore, SlowChore)]
    ends = time.monotonic() + seconds
    for chore in slow:
        if chore.thread is not None:
            chore.thread.join(max(0.0, ends - time.monotonic()))
    return [chore.name for chore in slow if chore.is_at_work]


def keep_own_line() -> None:
    """Takes this thread's line to the database out of the process's pool.

    Visits, slow chores and tasks may hold all of the pool's; what is due is pressed all the same.
    """
    former = connection.settings_dict
    if former["OPTIONS"].get("pool"):
        connection.close()  # else the pool would miss it
        # A new dictionary, since other threads' lines are made by the former.
        connection.settings_dict = alone(former, max_age=_LINE_LIVES)


def _drop_line() -> None:
    """A sound line may lead to a server that takes no writes any more; the next is a new one."""
    if not connection.in_atomic_block:
        with suppress(DatabaseError):
            connection.close()

"""Asking with an end: whoever looks at a site in trouble must get an answer all the same."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection, connections, transaction


class TooLongError(Exception):
    """The answer did not come in time."""


def within[T](seconds: float, work: Callable[[], T]) -> T:
    """What ``work`` returns or raises; ``TooLongError`` if that takes longer.

    It runs in a thread with connections of its own, which is left to itself then.
    """
    found: list[T] = []
    raised: list[BaseException] = []

    def run() -> None:
        try:
            found.append(work())
        except BaseException as fault:  # noqa: BLE001  (it is the caller's)
            raised.append(fault)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run, name="deadline", daemon=True)
    thread.start()
    thread.join(seconds)
    if raised:
        raise raised[0]
    if not found:
        raise TooLongError(f"no answer in {seconds:.0f} s")
    return found[0]


@contextmanager
def statements_limited(seconds: float) -> Iterator[None]:
    """Inside the block no statement may take longer; the database ends it with an error."""
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = {int(seconds * 1000)}")
            yield
        return
    # A transaction would make SQLite's one writer wait.
    connection.ensure_connection()
    raw = connection.connection
    ends = time.monotonic() + seconds
    raw.set_progress_handler(lambda: time.monotonic() > ends, 10_000)
    try:
        yield
    finally:
        raw.set_progress_handler(None, 0)

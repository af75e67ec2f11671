"""A worker's thread that tells the cache in front, so that one that hangs delays no edition."""

import logging
import threading
from contextlib import suppress

from django.db import Error as DatabaseError
from django.db import close_old_connections, connection

from newsroom.delivery.purging.backlog import work_off
from newsroom.delivery.purging.front import Front

log = logging.getLogger("newsroom.delivery")

EVERY_SECONDS = 0.2


class Sender:
    """Tells ``front`` what is due, until it is stopped."""

    def __init__(self, front: Front) -> None:
        self.front = front
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="purging", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """What is being told is told to the end."""
        self._stopping.set()
        self._thread.join(timeout=10)

    def _run(self) -> None:
        while not self._stopping.is_set():
            was_due = False
            try:
                close_old_connections()
                was_due = work_off(self.front)
            except DatabaseError as reason:
                log.warning("What changed cannot be read (%s); trying again", reason)
                self._stopping.wait(1)
            except Exception:
                log.exception("Telling the cache in front failed; it will be tried again")
                self._stopping.wait(1)
            with suppress(Exception):
                connection.close()
            if not was_due:
                self._stopping.wait(EVERY_SECONDS)
        self.front.close()

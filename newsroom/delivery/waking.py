"""Waking at once whoever watches for changes, by way of Redis, where there is one.

It only saves them the quarter of a second until they would look by themselves: nothing that is said
here is relied on, nobody waits for it, and without Redis all is as it was.
"""

import logging
import threading
import time
from contextlib import suppress
from functools import cache
from typing import Any

from django.conf import settings
from django.db import transaction

log = logging.getLogger("newsroom.delivery")

SEND_SECONDS = 0.05
CONNECT_SECONDS = 1.0
# Redis is tried again so long after it failed.
AGAIN_SECONDS = 3.0
# Nobody is woken more often, however much is published.
REST_SECONDS = 0.02
_ASK_SECONDS = 5.0


def channel() -> str:
    """Several newsrooms may share a Redis; what concerns one wakes no other."""
    return f"newsroom:{settings.NEWSROOM_BASE_URL}:changed"


def _client(**limits: Any) -> Any:
    import redis

    return redis.Redis.from_url(
        settings.REDIS_URL, retry=None, retry_on_error=[], protocol=2, **limits
    )


class Sender:
    """Says from a thread of its own that something has changed; who tells it so does not wait."""

    def __init__(self) -> None:
        self._told = threading.Event()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    def send(self) -> None:
        self._told.set()
        with self._lock:
            if self._thread is None or not self._thread.is_alive():  # the first, or after a fork
                self._thread = threading.Thread(target=self._run, name="waking", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        client = _client(socket_timeout=SEND_SECONDS, socket_connect_timeout=SEND_SECONDS)
        was_told = False
        while True:
            self._told.wait()
            self._told.clear()
            try:
                client.publish(channel(), b"")
                was_told = False
            except Exception as reason:  # noqa: BLE001  (whatever it is, they look by themselves)
                if not was_told:
                    log.warning("Redis cannot be told of changes (%s); it is done without", reason)
                was_told = True
                time.sleep(AGAIN_SECONDS)


class Bell:
    """Rung by Redis when something has changed; ``wait`` ends early then."""

    def __init__(self) -> None:
        self._rung = threading.Event()
        self._thread: threading.Thread | None = None

    def wait(self, seconds: float) -> None:
        """Waits so long, or until something has changed."""
        thread = self._thread
        if thread is None or not thread.is_alive():
            self._thread = threading.Thread(target=self._run, name="bell", daemon=True)
            self._thread.start()
        time.sleep(REST_SECONDS)
        self._rung.wait(seconds - REST_SECONDS)
        self._rung.clear()

    def _run(self) -> None:
        was_told = False
        while True:
            try:
                self._listen()
            except Exception as reason:  # noqa: BLE001  (whatever it is, one looks by oneself)
                if not was_told:
                    log.warning("Redis does not tell of changes (%s); trying again", reason)
                was_told = True
            time.sleep(AGAIN_SECONDS)

    def _listen(self) -> None:
        client = _client(
            socket_timeout=CONNECT_SECONDS, socket_connect_timeout=CONNECT_SECONDS,
            socket_keepalive=True,
        )  # fmt: skip
        with client.pubsub() as heard:
            heard.subscribe(channel())
            while True:
                message = heard.get_message(timeout=_ASK_SECONDS)
                if message is None:
                    heard.ping()  # a line to a machine that vanished is silent, too
                elif message["type"] == "message":
                    self._rung.set()


@cache
def _sender() -> Sender:
    return Sender()


def wake(tags: set[str], at_once: set[str]) -> None:
    """Wakes all who watch when the transaction in which ``tags`` changed is committed."""
    if settings.REDIS_URL:
        transaction.on_commit(_say_so, robust=True)


def _say_so() -> None:
    with suppress(RuntimeError):  # no new threads: this process is about to end
        _sender().send()

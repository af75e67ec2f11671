"""Lines to agencies' servers: only checked addresses are dialled, and the deadline cuts them."""

import socket
import threading
from contextlib import suppress
from typing import Self

from django.conf import settings

from newsroom.fetch import FetchError
from newsroom.fetch.connection import Dialler
from newsroom.fetch.deadline import Deadline


class Lines:
    """The lines of one visit. When ``seconds`` are over they are cut, whoever waits for what."""

    def __init__(self, seconds: float) -> None:
        self.deadline = Deadline(seconds)
        self._kept: list[socket.socket] = []
        self._lock = threading.Lock()
        self._is_cut = False
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._timer.cancel()
        with self._lock:
            for line in self._kept:
                line.close()
            self._kept.clear()

    @property
    def is_cut(self) -> bool:
        return self._is_cut

    def left(self) -> float:
        """The seconds that are left; raises FetchError once there are none."""
        return self.deadline.left()

    def dial(self, host: str, port: int) -> socket.socket:
        """A line to ``host`` that keeps the deadline; raises FetchError."""
        dialler = Dialler(self.deadline, settings.NEWSROOM_ALLOWED_NETWORKS)
        line = dialler.connect_tcp(host, port)
        dialled = line.socket
        dialled.settimeout(self.left())
        self.watch(dialled)
        return dialled

    def watch(self, line: socket.socket) -> None:
        """``line`` too is cut at the deadline, also after it was wrapped for encryption."""
        with self._lock:
            # A second handle on the same connection: libraries close and replace their own.
            self._kept.append(line.dup())
            if self._is_cut:
                self._shut(self._kept[-1])

    def _cut(self) -> None:
        with self._lock:
            self._is_cut = True
            for line in self._kept:
                self._shut(line)

    @staticmethod
    def _shut(line: socket.socket) -> None:
        with suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)

    def why(self, fault: BaseException, otherwise: str) -> FetchError:
        """What the desk is told of ``fault``: that time was up, or ``otherwise``."""
        if isinstance(fault, FetchError):
            return fault
        if self._is_cut or isinstance(fault, TimeoutError):
            return self.deadline.passed()
        return FetchError(otherwise, is_temporary=True)

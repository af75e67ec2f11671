"""What the tests' small servers share: a port, a thread a visitor, and an end."""

import socket
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import closing, suppress
from typing import Any


def free_port() -> int:
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


class Server(ABC):
    """Listens on a port of this machine; subclasses say what a visitor is told."""

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        self._listening = socket.create_server((host, port))
        self.port: int = self._listening.getsockname()[1]
        self.is_over = threading.Event()
        self.connections = 0
        self._lines: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._start(self._accept)

    @abstractmethod
    def serve(self, line: socket.socket, number: int) -> None:
        """Talks to one visitor, the first of whom has the number 1."""

    def hang(self) -> None:
        """Says nothing more."""
        self.is_over.wait(10)

    def close(self) -> None:
        self.is_over.set()
        for line in (self._listening, *self._lines):
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()
        for thread in self._threads:
            thread.join(timeout=5)

    def _start(self, work: Callable[..., None], *told: Any) -> None:
        thread = threading.Thread(target=work, args=told, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        # Until it is closed, which `accept` tells by an error.
        while not self.is_over.is_set():
            try:
                line, _ = self._listening.accept()
            except OSError:
                return
            self.connections += 1
            line.settimeout(10)
            self._lines.append(line)
            self._start(self._served, line, self.connections)

    def _served(self, line: socket.socket, number: int) -> None:
        # Visitors hang up, as many tests want it.
        with line, suppress(OSError, EOFError, ValueError):
            self.serve(line, number)

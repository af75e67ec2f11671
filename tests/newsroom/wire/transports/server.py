"""What the small servers share: a port, a thread a visitor, and an end."""

import socket
import threading
from contextlib import suppress

PASSWORD = "tide"


class Server:
    """Listens on a port of its own; subclasses say what a visitor is told."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self.is_over = threading.Event()
        self.visitors = 0
        self._lines: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._start(self._accept)

    def serve(self, line: socket.socket) -> None:
        """Talks to one visitor."""
        raise NotImplementedError

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

    def _start(self, work, *told) -> None:
        thread = threading.Thread(target=work, args=told, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                line, _ = self._listening.accept()
            except OSError:
                return
            self.visitors += 1
            line.settimeout(10)
            self._lines.append(line)
            self._start(self._served, line)

    def _served(self, line: socket.socket) -> None:
        try:
            self.serve(line)
        except (OSError, EOFError, ValueError):
            pass  # hung up on, as many tests want it
        finally:
            line.close()


class Silent(Server):
    """Picks up and never says a word."""

    def serve(self, line: socket.socket) -> None:
        self.hang()


class Dripping(Server):
    """Says a letter at a time and never comes to an end."""

    def serve(self, line: socket.socket) -> None:
        while not self.is_over.wait(0.05):
            line.sendall(b"2")

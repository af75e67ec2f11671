"""A file that nobody may open and a port that nobody may call, and who did it all the same."""

import ctypes
import os
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SECRET = "the canary sings of 4f1c9a"
_IN_ACCESS, _IN_OPEN = 0x1, 0x20


class Canary:
    """``touched()`` says what was done to the file and the port since it was last asked."""

    def __init__(self, file: Path, watch: int, listener: socket.socket) -> None:
        self.file, self._watch, self._listener = file, watch, listener
        self.port = listener.getsockname()[1]

    @property
    def file_url(self) -> str:
        return self.file.as_uri()

    @property
    def http_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def touched(self) -> list[str]:
        found = []
        try:
            events = os.read(self._watch, 65_536)
        except BlockingIOError:
            events = b""
        while events:
            _, mask, _, length = struct.unpack_from("iIII", events)
            events = events[16 + length :]
            found.append("the file was opened" if mask & _IN_OPEN else "the file was read")
        while True:
            try:
                caller, _ = self._listener.accept()
            except BlockingIOError:
                return found
            caller.close()
            found.append("the port was called")


@contextmanager
def canary(folder: Path) -> Iterator[Canary]:
    file = folder / "canary.txt"
    file.write_text(SECRET)
    libc = ctypes.CDLL(None, use_errno=True)
    watch = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(128)
        listener.setblocking(False)
        try:
            assert libc.inotify_add_watch(watch, bytes(file), _IN_ACCESS | _IN_OPEN) >= 0
            yield Canary(file, watch, listener)
        finally:
            os.close(watch)

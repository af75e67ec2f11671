"""A crowd of readers of a real server: a line each, kept open, and every answer timed."""

import http.client
import threading
import time
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import NamedTuple, Self


class Answer(NamedTuple):
    """When it had come (monotonic), how long it took, and whether ``words`` stood in it."""

    path: str
    status: int
    at: float
    seconds: float
    has_words: bool


@dataclass
class Crowd:
    """``readers`` go round ``paths`` from the block's start to its end, ``pause`` s between two.

    They all begin at one moment, with their lines open. Nobody's answer has status 0.
    """

    port: int
    paths: Sequence[str]
    readers: int = 10
    pause: float = 0.0
    words: str = ""
    answers: list[Answer] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._is_over = threading.Event()
        self._start = threading.Barrier(self.readers + 1)
        self._threads = [
            threading.Thread(target=self._read, args=(number,)) for number in range(self.readers)
        ]
        for thread in self._threads:
            thread.start()
        self._start.wait(30)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self._is_over.set()
        for thread in self._threads:
            thread.join(60)

    def statuses(self, paths: Collection[str] = ()) -> Counter[int]:
        """How often each was answered: of these ``paths``, or of all."""
        return Counter(each.status for each in self.answers if not paths or each.path in paths)

    def percentile(self, part: float) -> float:
        """Seconds within which so large a part of the answers came."""
        seconds = sorted(each.seconds for each in self.answers)
        return seconds[int(len(seconds) * part)]

    def _read(self, number: int) -> None:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        line.connect()
        self._start.wait(30)
        turn = number * len(self.paths) // self.readers  # each begins somewhere else
        while not self._is_over.is_set():
            path = self.paths[turn % len(self.paths)]
            turn += 1
            began = time.monotonic()
            status, body = _asked(line, path)
            ended = time.monotonic()
            has_words = bool(self.words) and self.words.encode() in body
            self.answers.append(Answer(path, status, ended, ended - began, has_words))
            if self.pause:
                self._is_over.wait(self.pause)
        line.close()


def _asked(line: http.client.HTTPConnection, path: str) -> tuple[int, bytes]:
    try:
        line.request("GET", path)
        response = line.getresponse()
        return response.status, response.read()
    except (OSError, http.client.HTTPException):
        line.close()  # it is opened anew by the next question
        return 0, b""

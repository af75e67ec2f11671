"""What the commands for wire copy share: checks of their arguments, and a progress bar."""

import time
from collections.abc import Sequence
from pathlib import Path

from django.core.management.base import CommandError, OutputWrapper

from newsroom.wire.parsers import FORMATS

_WIDTH = 30
_SECONDS_BETWEEN = 0.1


def existing(paths: Sequence[str]) -> None:
    """Refuses a call that names nothing at all; a path that is gone among others is one unread.

    A link to a file that is gone does name something.
    """
    if not any(Path(path).exists(follow_symlinks=False) for path in paths):
        raise CommandError(f"There is no file or folder {', '.join(paths)}.", returncode=2)


def known_format(name: str) -> str:
    if name and name not in FORMATS:
        known = ", ".join(sorted(FORMATS))
        raise CommandError(f"There is no format “{name}”; there is {known}.", returncode=2)
    return name


class Progress:
    """A bar with rate and remaining time for people at a terminal; silence for everything else."""

    def __init__(self, stream: OutputWrapper, total: int) -> None:
        self.stream, self.total, self.done = stream, total, 0
        self.began = time.monotonic()
        self.shown = 0.0

    def step(self) -> None:
        self.done += 1
        now = time.monotonic()
        if self.stream.isatty() and now - self.shown >= _SECONDS_BETWEEN:
            self.shown = now
            self._show(f"\r{bar(self.done, self.total, now - self.began)}")

    def clear(self) -> None:
        if self.stream.isatty():
            self._show("\r\x1b[K")

    def end(self) -> None:
        if self.stream.isatty() and self.total:
            self._show(f"\r{bar(self.done, self.total, time.monotonic() - self.began)}\n")

    def _show(self, text: str) -> None:
        self.stream.write(text, str, ending="")  # plain: the stream would paint it red
        self.stream.flush()


def bar(done: int, total: int, seconds: float) -> str:
    """``[████······] 40/100 files, 310 a second, 0:12 to go``."""
    done = min(done, total)
    filled = _WIDTH * done // max(total, 1)
    rate = done / seconds if seconds > 0 else 0.0
    left = round((total - done) / rate) if rate else 0
    drawn = "█" * filled + "·" * (_WIDTH - filled)
    return (
        f"[{drawn}] {done}/{total} files, {rate:.0f} a second, {left // 60}:{left % 60:02d} to go"
    )

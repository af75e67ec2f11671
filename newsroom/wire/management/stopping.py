"""Ending in good order: what is at work is finished, and nothing new is begun."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def told_to_stop() -> Iterator[threading.Event]:
    """Yields an event that SIGTERM or Ctrl+C sets; whoever asks a second time ends us at once."""
    stopping = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stopping  # a signal is the main thread's to take
        return
    numbers = (signal.SIGTERM, signal.SIGINT)
    former = {number: signal.getsignal(number) for number in numbers}

    def stop(number: int, frame: FrameType | None) -> None:
        stopping.set()
        for each, handler in former.items():
            signal.signal(each, handler)

    for number in numbers:
        signal.signal(number, stop)
    try:
        yield stopping
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)

"""What trials of servers that stand in front share: a port, a start that is waited for, a clock."""

import socket
import time
from collections.abc import Callable
from contextlib import closing

import httpx


def free_port() -> int:
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def until_it_answers(port: int) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            httpx.get(f"http://127.0.0.1:{port}/health/live", trust_env=False)
        except httpx.TransportError:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        else:
            return


def seconds_until(is_seen: Callable[[], bool], *, at_most: float = 10) -> float:
    began = time.monotonic()
    while not is_seen():
        assert time.monotonic() - began < at_most
        time.sleep(0.01)
    return time.monotonic() - began

"""A newsroom that is served to be measured, on a PostgreSQL of its own."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.paths import TOP

PORT = 8479
_TICKS = os.sysconf("SC_CLK_TCK")


class Web:
    """A running web server, and what it spends."""

    def __init__(self, pid: int, port: int) -> None:
        self.pid = pid
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def get(self, path: str, *, coding: str = "br") -> bytes:
        self.line.request("GET", path, headers={"Accept-Encoding": coding})
        response = self.line.getresponse()
        body = response.read()
        assert response.status == 200, (path, response.status)
        return body

    def cpu_seconds(self, path: str, requests: int) -> float:
        """CPU time a request, when the server is warm."""
        for _ in range(50):
            self.get(path)
        time.sleep(1.2)
        self.get(path)
        before = self.spent()
        for _ in range(requests):
            self.get(path)
        return (self.spent() - before) / requests

    def seconds(self, path: str) -> float:
        """The time of an answer."""
        began = time.perf_counter()
        self.get(path)
        return time.perf_counter() - began

    def spent(self) -> float:
        """Seconds of CPU of the server and all its processes so far."""
        return sum(_spent(pid) for pid in _descendants(self.pid)) / _TICKS


@contextmanager
def serving(told: dict[str, str], *, cache: int, port: int, workers: int = 1) -> Iterator[Web]:
    """A newsroom with a page cache of so many megabytes."""
    environment = {**told, "NEWSROOM_PAGE_CACHE_MB": str(cache)}
    with running("newsroom.wsgi:application", str(TOP), environment, port, workers) as web:
        yield web


@contextmanager
def running(
    target: str, folder: str, environment: dict[str, str], port: int, workers: int
) -> Iterator[Web]:
    """A WSGI application that stands in ``folder``."""
    command = granian(target, port, workers)
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=5).close()
                break
            except OSError:
                assert time.monotonic() < deadline, "the server does not answer"
                time.sleep(0.1)
        yield Web(process.pid, port)
    finally:
        process.terminate()
        process.wait(30)


def granian(target: str, port: int, workers: int) -> list[str]:
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1",
        "--port", str(port), "--workers", str(workers), "--blocking-threads", "4", "--no-ws",
        "--log-level", "error", target,
    ]  # fmt: skip


def environment(database: str, folder: str) -> dict[str, str]:
    """What a newsroom on that database is told; its files lie in ``folder``."""
    return {
        **os.environ,
        "DATABASE_URL": database,
        "NEWSROOM_DATA": f"{folder}/data",
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": f"{folder}/bytecode",
    }


def manage(told: dict[str, str], *arguments: str) -> None:
    command = [sys.executable, "manage.py", *arguments]
    subprocess.run(command, cwd=TOP, env=told, check=True, stdout=subprocess.DEVNULL)


def _descendants(pid: int) -> list[int]:
    found = [pid]
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) in found:
            found.append(int(status.parent.name))
    return found


def _spent(pid: int) -> int:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return int(fields[11]) + int(fields[12])

"""What readers' pages cost: ``uv run --group dev python -m tests.bench.pages``.

Serves the sample newsroom on PostgreSQL with one web process, asks for each kind of page over
kept lines, and prints the server's own CPU time a request (that of the web process, from /proc),
without the page cache and with it, beside a bare function on the same web server.
"""

import http.client
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from tests import postgres
from tests.bench.wire import machine
from tests.paths import TOP

PORT = 8479
BARS = {"article": 2.5, "section front": 4.0}
UNCACHED, CACHED = 300, 20_000
_TICKS = os.sysconf("SC_CLK_TCK")

# A page of 30 kB without anything around it: what the web server itself takes.
_BARE = "body = b'x' * 30_000\ndef application(environ, start):\n    start('200 OK', [('Content-Length', '30000')])\n    return [body]\n"  # noqa: E501


def main() -> None:
    machine()
    server = postgres.start()
    try:
        with tempfile.TemporaryDirectory() as folder:
            told = _environment(server.url, folder)
            _manage(told, "demo", "--no-serve")
            with serving(told, cache=0) as web:
                for name, path in paths():
                    cost = 1000 * web.cpu_seconds(path, UNCACHED)
                    bar = f" (bar: {BARS[name]})" if name in BARS else ""
                    print(f"uncached {name:<14} {cost:6.2f} ms of CPU{bar}")
            with serving(told, cache=64) as web:
                for name, path in paths():
                    cost = 1000 * web.cpu_seconds(path, CACHED)
                    print(f"cached   {name:<14} {cost:6.3f} ms of CPU (bar: 0.08)")
            Path(folder, "bare.py").write_text(_BARE)
            with _running(_granian("bare:application"), folder, told) as web:
                print(
                    f"a bare function         {1000 * web.cpu_seconds('/', CACHED):6.3f} ms of CPU"
                )
    finally:
        server.stop()


class Web:
    """A running web server, and what it spends."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.line = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)

    def get(self, path: str) -> bytes:
        self.line.request("GET", path, headers={"Accept-Encoding": "br"})
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

    def spent(self) -> float:
        """Seconds of CPU of the server and all its processes so far."""
        return sum(_spent(pid) for pid in _descendants(self.pid)) / _TICKS


def paths() -> Iterator[tuple[str, str]]:
    """Each kind of page of the sample newsroom, by its links."""
    front = _plain("/")
    article = re.search(r'href="(/[a-z]+/\d{4}/[a-z]{3}/\d\d/[^"]+/)"', front)
    piece = re.search(r'href="(/opinion/[a-z]+/\d{4}/[^"]+/)"', front)
    section = re.search(r'<li><a href="(/[a-z]+/)"', front)
    assert article
    assert piece
    assert section
    yield "article", article[1]
    yield "opinion piece", piece[1]
    yield "section front", section[1]
    yield "front page", "/"


def _plain(path: str) -> str:
    line = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
    line.request("GET", path)
    return line.getresponse().read().decode()


@contextmanager
def serving(told: dict[str, str], *, cache: int) -> Iterator[Web]:
    environment = {**told, "NEWSROOM_PAGE_CACHE_MB": str(cache)}
    with _running(_granian("newsroom.wsgi:application"), str(TOP), environment) as web:
        yield web


@contextmanager
def _running(command: list[str], folder: str, environment: dict[str, str]) -> Iterator[Web]:
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                _plain("/")
                break
            except OSError:
                assert time.monotonic() < deadline, "the server does not answer"
                time.sleep(0.1)
        yield Web(process.pid)
    finally:
        process.terminate()
        process.wait(30)


def _granian(target: str) -> list[str]:
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1",
        "--port", str(PORT), "--workers", "1", "--blocking-threads", "4", "--no-ws",
        "--log-level", "error", target,
    ]  # fmt: skip


def _environment(server: str, folder: str) -> dict[str, str]:
    name = f"bench_pages_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return {
        **os.environ,
        "DATABASE_URL": urlsplit(server)._replace(path=f"/{name}").geturl(),
        "NEWSROOM_DATA": f"{folder}/data",
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": f"{folder}/bytecode",
    }


def _manage(told: dict[str, str], *arguments: str) -> None:
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


if __name__ == "__main__":
    main()

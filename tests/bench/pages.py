"""What readers' pages cost: ``uv run --group dev python -m tests.bench.pages``.

Serves the sample newsroom on PostgreSQL with one web process, asks for each kind of page over
kept lines, and prints the server's own CPU time a request (that of the web process, from /proc),
without the page cache and with it, beside a bare function on the same web server.
"""

import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from tests import postgres
from tests.bench.server import environment, granian, manage, plain, running, serving
from tests.bench.wire import machine

BARS = {"article": 2.5, "section front": 4.0}
UNCACHED, CACHED = 300, 20_000

# A page of 30 kB without anything around it: what the web server itself takes.
BARE = "body = b'x' * 30_000\ndef application(environ, start):\n    start('200 OK', [('Content-Length', '30000')])\n    return [body]\n"  # noqa: E501


def main() -> None:
    machine()
    server = postgres.start()
    try:
        with tempfile.TemporaryDirectory() as folder:
            told = environment(new_database(server.url), folder)
            manage(told, "demo", "--no-serve")
            with serving(told, cache=0) as web:
                for name, path in paths():
                    cost = 1000 * web.cpu_seconds(path, UNCACHED)
                    bar = f" (bar: {BARS[name]})" if name in BARS else ""
                    print(f"uncached {name:<14} {cost:6.2f} ms of CPU{bar}")
            with serving(told, cache=64) as web:
                for name, path in paths():
                    cost = 1000 * web.cpu_seconds(path, CACHED)
                    print(f"cached   {name:<14} {cost:6.3f} ms of CPU (bar: 0.08)")
            Path(folder, "bare.py").write_text(BARE)
            with running(granian("bare:application"), folder, told) as web:
                print(
                    f"a bare function         {1000 * web.cpu_seconds('/', CACHED):6.3f} ms of CPU"
                )
    finally:
        server.stop()


def new_database(server: str) -> str:
    name = f"bench_pages_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return urlsplit(server)._replace(path=f"/{name}").geturl()


def paths() -> Iterator[tuple[str, str]]:
    """Each kind of page of the sample newsroom, by its links."""
    front = plain("/")
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


if __name__ == "__main__":
    main()

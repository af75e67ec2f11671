"""What the site costs, how it stands beside plain files, and whether it grows slower.

``uv run --group dev python -m tests.bench.site [--on postgres://…] [pages …]``

For each size (1,000 and 1,000,000) it makes a newsroom (one page of fifty seeded, the others its
copies made in the database) and serves it by one web process without its page cache; all are asked
in turn, and for each kind of page it prints the time of an answer (median) and the CPU of the web
process. Then it serves the smallest with the page cache by two web processes, and has ``wrk`` ask
for one article as fast as it can: from the newsroom itself, through nginx as
newsroom/deploy/nginx.conf has it, and the same bytes as a file that nginx sends. ``--on``: a
server that keeps the newsrooms for next time.
"""

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import psycopg

from tests import postgres
from tests.bench.kinds import kinds_of
from tests.bench.multiplied import multiply
from tests.bench.server import PORT, Web, environment, manage, running, serving
from tests.bench.wire import machine
from tests.newsroom.deploy.nginx import configuration
from tests.paths import TOP

# Of each story; as many at every size, since what stands side by side decides what a list costs.
COPIES = 50
ASKED = 100
NGINX, BARE_PORT, FILES = PORT + 10, PORT + 11, PORT + 12
ROUNDS = 3
CACHED = 20_000
# A page without anything around it: what the web server itself takes.
BARE = """body = b"x" * {size}
def application(environ, start):
    start("200 OK", [("Content-Length", "{size}")])
    return [body]
"""
# What that took on the machine that the bars in ms of CPU were set on.
BARE_MS = 0.043
LOAD = ("-t2", "-c16", "-d4s")


def main() -> None:
    told = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    told.add_argument("--on", metavar="URL", help="a PostgreSQL that keeps the newsrooms")
    told.add_argument("pages", nargs="*", type=int, default=[1_000, 1_000_000])
    options = told.parse_args()
    machine()
    server = None if options.on else postgres.start()
    try:
        with tempfile.TemporaryDirectory() as folder:
            url = options.on or (server.url if server else "")
            newsrooms = {size: newsroom(url, folder, size) for size in options.pages}
            growth(newsrooms)
            publishing(newsrooms)
            desk(newsrooms)
            beside_files(newsrooms[min(newsrooms)], folder)
    finally:
        if server:
            server.stop()


# --- Making newsrooms ---


def newsroom(server: str, folder: str, size: int) -> dict[str, str]:
    """The environment of a newsroom of so many pages, made if the server has none."""
    name = f"newsroom_bench_{size}"
    database = urlsplit(server)._replace(path=f"/{name}").geturl()
    with psycopg.connect(server, autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        is_there = known.fetchone() is not None
    if is_there:
        return environment(database, folder)
    # Under another name until it is whole.
    making = f"{name}_making"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{making}"')
        connection.execute(f'CREATE DATABASE "{making}"')
    made = urlsplit(server)._replace(path=f"/{making}").geturl()
    own = environment(made, folder)
    began = time.monotonic()
    manage(own, "migrate", "-v0")
    seeded = size // COPIES
    opinion = seeded // 5
    manage(own, "seed_newsroom", "--articles", str(seeded - opinion), "--editorials", str(opinion))
    multiply(made, COPIES)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'ALTER DATABASE "{making}" RENAME TO "{name}"')
    print(f"made a newsroom of {size:,} pages in {time.monotonic() - began:,.0f} s")
    return environment(database, folder)


# --- Growth: the same kinds of pages at each size ---


class Cost(NamedTuple):
    """Of a page of one kind, in seconds."""

    took: float
    cpu: float


def growth(newsrooms: dict[int, dict[str, str]]) -> None:
    sizes = sorted(newsrooms)
    print("\nwithout the page cache: answered in (median), CPU of the web process, in ms")
    heads = "".join(f"{f'{size:,} pages':>22}" for size in sizes)
    print(f"{'':<28}{heads}{'ratio':>8}{'bar, ms CPU':>14}")
    with ExitStack() as stack:
        webs = [
            stack.enter_context(serving(newsrooms[size], cache=0, port=PORT + n))
            for n, size in enumerate(sizes)
        ]
        kinds = [kinds_of(newsrooms[size]["DATABASE_URL"], ASKED) for size in sizes]
        for alike in zip(*kinds, strict=True):
            costs = costs_of(webs, [kind.paths for kind in alike])
            row = "".join(f"{1000 * took:>13.2f} {1000 * cpu:>8.2f}" for took, cpu in costs)
            told = f"{alike[0].bar:>14}" if alike[0].bar else ""
            ratio = costs[-1].took / costs[0].took
            print(f"{alike[0].name:<28}{row}{ratio:>8.2f}{told}", flush=True)


def costs_of(webs: Sequence[Web], paths: Sequence[Sequence[str]]) -> list[Cost]:
    """What each server takes for its paths, all asked in turn: a machine has its moods."""
    for web, own in zip(webs, paths, strict=True):
        for path in own[:20]:
            web.get(path)
    before = [web.spent() for web in webs]
    rounds = [
        [web.seconds(path) for web, path in zip(webs, each, strict=True)]
        for each in zip(*paths, strict=True)
    ]
    spent = [web.spent() - was for web, was in zip(webs, before, strict=True)]
    took = map(statistics.median, zip(*rounds, strict=True))
    return [Cost(one, cpu / len(rounds)) for one, cpu in zip(took, spent, strict=True)]


def publishing(newsrooms: dict[int, dict[str, str]]) -> None:
    print(
        "\npublish: median, 95 of 100 within, CPU of the process, in ms; statements (bar: 15, 25)"
    )
    for size, own in sorted(newsrooms.items()):
        for kind, took in told_by("publishing", own).items():
            print(
                f"{kind:<12} at {size:>9,} pages {took['median']:>8.1f} {took['p95']:>8.1f}"
                f" {took['cpu']:>8.1f} {took['statements']:>6.0f}"
            )


def desk(newsrooms: dict[int, dict[str, str]]) -> None:
    size = max(newsrooms)
    print(
        f"\nthe admin's lists at {size:,} pages, in ms: as it opens, median, slowest (bar: 1,000)"
    )
    for name, took in told_by("desk", newsrooms[size]).items():
        times = "".join(f"{took[each]:>8.0f}" for each in ("opened", "median", "slowest"))
        print(f"{name:<20}{times}  {took['question']}")


def told_by(module: str, own: dict[str, str]) -> dict[str, Any]:
    """What the measurement prints that needs the newsroom's own code in its process."""
    command = [sys.executable, "-m", f"tests.bench.{module}"]
    done = subprocess.run(command, cwd=TOP, env=own, check=True, stdout=subprocess.PIPE, text=True)
    return dict(json.loads(done.stdout))


# --- Beside plain files ---


def beside_files(own: dict[str, str], folder: str) -> None:
    if not (shutil.which("wrk") and shutil.which("nginx")):
        print("wrk and nginx are needed to stand beside plain files; left out")
        return
    path = kinds_of(own["DATABASE_URL"], 1)[0].paths[0]
    with ExitStack() as stack:
        site = stack.enter_context(serving(own, cache=64, port=PORT, workers=2))
        body = site.get(path, coding="identity")
        Path(folder, "page.html").write_bytes(body)
        Path(folder, "bare.py").write_text(BARE.format(size=len(body)))
        bare = stack.enter_context(running("bare:application", folder, own, BARE_PORT, workers=2))
        stack.enter_context(nginx(folder, "site", lambda at: configuration(at, NGINX, PORT)))
        stack.enter_context(nginx(folder, "files", lambda at: files_only(folder, at)))
        cpu = {
            "the newsroom": site.cpu_seconds(path, CACHED),
            "a bare function": bare.cpu_seconds("/", CACHED),
        }
        asked = {
            "the newsroom": (PORT, path),
            "through nginx": (NGINX, path),
            "a bare function": (BARE_PORT, "/"),
            "nginx, a file": (FILES, "/page.html"),
        }
        rounds = [{name: load(*at) for name, at in asked.items()} for _ in range(ROUNDS)]
    rates = {name: statistics.median(each[name] for each in rounds) for name in asked}
    print(f"\none article of {len(body):,} bytes, requests a second (wrk {' '.join(LOAD)},")
    print(f"the median of {ROUNDS} rounds):")
    for name, rate in rates.items():
        took = f"{1000 * cpu[name]:>10.3f} ms of CPU a request" if name in cpu else ""
        print(f"{name:<20}{rate:>10,.0f}{rate / rates['nginx, a file']:>8.2f} of the file{took}")
    slower = cpu["a bare function"] * 1000 / BARE_MS
    print(f"bars: the newsroom 0.4 of the file and {0.08 * slower:.3f} ms, through nginx 0.9")
    print(f"The bars in ms were set where the bare function took {BARE_MS} ms; this machine takes")
    print(f"{slower:.2f} times that, and so much more of the bars above: x {slower:.2f}.")


def load(port: int, path: str) -> float:
    """Requests a second; says so if any was answered otherwise than 200."""
    command = ["wrk", *LOAD, f"http://127.0.0.1:{port}{path}"]
    subprocess.run([*command[:-2], "-d1s", command[-1]], check=True, capture_output=True)
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in told:
        print(told)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", told)
    assert rate
    return float(rate[1])


@contextmanager
def nginx(folder: str, name: str, configured: Callable[[Path], str]) -> Iterator[None]:
    """One of its own, with the configuration that is made for where its files lie."""
    own = Path(folder, f"nginx-{name}")
    own.mkdir()
    text = configured(own).replace("worker_processes 1", "worker_processes 2")
    (own / "nginx.conf").write_text(text)
    command = ["nginx", "-p", str(own), "-c", str(own / "nginx.conf")]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        time.sleep(1)
        yield
    finally:
        process.terminate()
        process.wait(10)


def files_only(folder: str, own: Path) -> str:
    user = "user root;" if os.getuid() == 0 else ""
    return (
        f"{user} daemon off; worker_processes 1; pid {own}/pid;"
        f" error_log {own}/error.log; events {{}} http {{ access_log off; sendfile on;"
        f" types {{ text/html html; }} server {{ listen 127.0.0.1:{FILES}; root {folder}; }} }}"
    )


if __name__ == "__main__":
    main()

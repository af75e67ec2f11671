"""How fast wire copy comes in: ``uv run --group dev python -m tests.bench.wire``.

Prints the machine, then for each kind of work stories a CPU second (of this process, or of the
importers together), and the memory that a feed file of 100 MB takes.
"""

import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from newsroom.wire.parsers import parse
from tests import postgres
from tests.bench import copy
from tests.paths import TOP

STORIES, ROUNDS = 200, 8
IMPORTED = 3_000


def main() -> None:
    machine()
    for name, make in (("NITF", copy.nitf), ("NewsML-G2", copy.newsml_g2)):
        print(f"parse {name:<10} {parsing(make):8,.0f} stories a CPU second (bar: 1,000)")
    server = postgres.start()
    try:
        for importers, bar in ((1, 300), (2, 500)):
            rate, cpu = importing(server.url, importers)
            print(
                f"import with {importers} at work {rate:6,.0f} stories a second (bar: {bar}),"
                f" {cpu:,.0f} a CPU second of the importers"
            )
    finally:
        server.stop()
    size, count, memory = large_file()
    print(f"a feed of {size / 1e6:.0f} MB, {count:,} items: {memory:.0f} MB of memory (bar: 200)")


def machine() -> None:
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.processor(),
    )
    print(f"{model}, {os.cpu_count()} processors, Python {platform.python_version()}")


def parsing(make: Callable[[int], bytes]) -> float:
    """Stories a CPU second: bytes to finished items, cleaned, dateline and credit found.

    The best of several rounds is the one that others on the machine disturbed the least.
    """
    files = [make(seed) for seed in range(STORIES)]
    rounds = []
    for _round in range(ROUNDS):
        start = time.process_time()
        for data in files:
            [item] = parse(data)
            assert item.dateline is not None
        rounds.append(time.process_time() - start)
    return STORIES / min(rounds)


def importing(server: str, importers: int) -> tuple[float, float]:
    """Stories a second of wall time and a CPU second, by ``import_wire`` on PostgreSQL."""
    import psycopg

    name = f"bench_{os.getpid()}_{importers}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    with tempfile.TemporaryDirectory() as folder:
        database = urlsplit(server)._replace(path=f"/{name}").geturl()
        told = {
            **os.environ,
            "DATABASE_URL": database,
            "NEWSROOM_DATA": f"{folder}/data",
            "DJANGO_SETTINGS_MODULE": "newsroom.settings",
            # Where nothing may write bytecode, each process would compile the program anew; what
            # is installed has it. It is filled before the clock runs.
            "PYTHONDONTWRITEBYTECODE": "",
            "PYTHONPYCACHEPREFIX": f"{folder}/bytecode",
        }
        _manage(told, "import_wire", "--help").wait()
        _manage(told, "migrate", "-v0").wait()
        parts = [Path(folder) / f"part{number}" for number in range(importers)]
        for number, part in enumerate(parts):
            part.mkdir()
            for seed in range(IMPORTED):
                (part / f"{seed}.xml").write_bytes(copy.nitf(number * IMPORTED + seed))
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        start = time.perf_counter()
        running = [_manage(told, "import_wire", str(part), "--json") for part in parts]
        for process in running:
            assert process.wait() == 0
        seconds = time.perf_counter() - start
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    total = IMPORTED * importers
    return total / seconds, total / cpu


def _manage(told: dict[str, str], *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "manage.py", *arguments], cwd=TOP, env=told, stdout=subprocess.DEVNULL
    )


_MEASURE = """
import resource, sys
from newsroom.wire.parsers import stream
with open(sys.argv[1], "rb") as file:
    count = sum(1 for _ in stream(file))
print(count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def large_file() -> tuple[int, int, float]:
    """Bytes and items of a feed file, and the most memory (MB) that reading it took."""
    with tempfile.NamedTemporaryFile(suffix=".xml") as file:
        for piece in copy.large_feed(9_000):
            file.write(piece)
        file.flush()
        size = Path(file.name).stat().st_size
        told = subprocess.run(
            [sys.executable, "-c", _MEASURE, file.name],
            cwd=TOP, capture_output=True, text=True, check=True,
        )  # fmt: skip
    count, memory = told.stdout.split()
    return size, int(count), float(memory)


if __name__ == "__main__":
    main()

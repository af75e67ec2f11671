"""Databases whose power is cut in the middle of work, and what is found when it comes back."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from django.core.management import call_command
from django.db import connection

from tests.databases import using
from tests.postgres import account, given_to, system_binaries, wheel_binaries


@dataclass(frozen=True)
class Powered:
    """A database; ``cut(pid)`` ends its power while process ``pid`` writes, gives the URL after."""

    url: str
    cut: Callable[[int], str]


@contextmanager
def sqlite(url: str, folder: Path) -> Iterator[Powered]:
    """Cut is a copy of the files at one instant: what a machine finds that went dark then."""
    file = Path(urlsplit(url).path.removeprefix("/"))

    def cut(pid: int) -> str:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGSTOP)
        try:
            for end in ("", "-wal"):  # the index of the log (-shm) is memory
                source = file.with_name(file.name + end)
                if source.exists():
                    shutil.copyfile(source, folder / f"cut.sqlite3{end}")
        finally:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return f"sqlite:///{folder / 'cut.sqlite3'}"

    yield Powered(url, cut)


@contextmanager
def postgresql() -> Iterator[Powered]:
    """A server of its own, killed with all its processes at once and started again."""
    binaries = system_binaries() or wheel_binaries()
    folder = Path(tempfile.mkdtemp(prefix="newsroom-cut-", dir="/tmp"))
    # The wheel makes a user of this name where root has none to run the server as.
    as_user = given_to(account() or "pgserver", folder)

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [binaries / program, "-D", folder / "data", *arguments],
            cwd="/", check=True, stdout=subprocess.DEVNULL, **as_user,
        )  # fmt: skip

    def start() -> None:
        options = f"-k {folder} -c listen_addresses='' -c restart_after_crash=off"
        run("pg_ctl", "-w", "-l", str(folder / "log"), "-o", options, "start")

    def cut(pid: int) -> str:
        main = int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])
        os.kill(main, signal.SIGSTOP)  # it must not tidy up after those that go first
        dying = [*_children(main), main, pid]
        for process in dying:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        for process in dying:
            _wait_until_gone(process)
        # A dead process that nobody asked for its status looks alive to the next server.
        (folder / "data" / "postmaster.pid").unlink()
        (folder / ".s.PGSQL.5432.lock").unlink(missing_ok=True)
        try:
            start()
        except subprocess.CalledProcessError:
            raise AssertionError((folder / "log").read_text()[-2000:]) from None
        return url

    run("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale")
    url = f"postgres://postgres@/postgres?host={folder}"
    try:
        start()
        with using(url):
            call_command("migrate", verbosity=0, interactive=False)
        yield Powered(url, cut)
    finally:
        subprocess.run(
            [binaries / "pg_ctl", "-D", folder / "data", "-m", "immediate", "-w", "stop"],
            cwd="/", check=False, stdout=subprocess.DEVNULL, **as_user,
        )  # fmt: skip
        shutil.rmtree(folder)


def _children(pid: int) -> list[int]:
    found = []
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            if f"\nPPid:\t{pid}\n" in status.read_text():
                found.append(int(status.parent.name))
        except OSError:
            continue
    return found


def _wait_until_gone(pid: int, seconds: float = 30) -> None:
    """Its parent may not have asked for its status yet: a dead process counts as gone."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return
        if state == "Z":
            return
        time.sleep(0.005)
    raise AssertionError(f"Process {pid} outlived its end.")


def faults_of_the_database() -> list[str]:
    """What the database itself finds wrong with its files, indexes and references."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA integrity_check")
            found = [str(row) for row in cursor.fetchall() if row != ("ok",)]
            cursor.execute("PRAGMA foreign_key_check")
            return found + [f"reference: {row}" for row in cursor.fetchall()]
        cursor.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'amcheck'")
        if cursor.fetchone() is None:
            return []
        cursor.execute("CREATE EXTENSION IF NOT EXISTS amcheck")
        cursor.execute(
            "SELECT relname FROM pg_class JOIN pg_am ON pg_am.oid = relam"
            " WHERE amname = 'btree' AND relkind = 'i' AND relnamespace = 'public'::regnamespace"
        )
        found = []
        for (name,) in cursor.fetchall():
            try:
                cursor.execute("SELECT bt_index_check(%s::regclass, true)", [f'public."{name}"'])
            except psycopg.Error as fault:
                found.append(f"{name}: {fault}")
        return found

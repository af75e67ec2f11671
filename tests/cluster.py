"""A PostgreSQL primary of a test module's own, and a streaming replica of it, to be ill-treated.

Both listen on a socket in a folder of theirs, run as children of the tests' process, and end with
it.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from newsroom.management.supervision import die_with_parent
from tests.postgres import account, given_to, system_binaries, wheel_binaries

NAME = "newsroom"


@dataclass
class Node:
    """One server: ``stop`` and ``start`` it, ``pause`` it so that it hangs."""

    folder: Path
    port: int
    options: tuple[str, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    binaries: Path = field(default_factory=lambda: system_binaries() or wheel_binaries())

    @property
    def url(self) -> str:
        return f"postgres://postgres@/{NAME}?host={self.folder}&port={self.port}"

    @property
    def data(self) -> Path:
        return self.folder / f"data-{self.port}"

    @property
    def log(self) -> Path:
        """What it was asked, and what else happened."""
        return self.folder / f"log-{self.port}"

    def run(self, command: str, *arguments: str) -> None:
        made = [str(self.binaries / command), *arguments]
        subprocess.run(made, check=True, capture_output=True, cwd=self.folder, **self._told)

    @property
    def _told(self) -> dict[str, Any]:
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C", "HOME": str(self.folder)}
        return {"env": environment, **given_to(account(), self.folder)}

    def start(self) -> None:
        quick = (
            "fsync=off",
            "full_page_writes=off",
            "listen_addresses=",
            "max_connections=60",
            "log_statement=all",
        )
        settings = [f"-c{each}" for each in (*quick, *self.options)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [str(self.binaries / "postgres"), "-D", str(self.data), "-k", str(self.folder),
                 "-p", str(self.port), *settings],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder,
                start_new_session=True, preexec_fn=die_with_parent,  # noqa: PLW1509
                **self._told,
            )  # fmt: skip
        self.ask("SELECT 1", database="postgres", seconds=30)

    def stop(self) -> None:
        """At once: whoever is connected is cut off."""
        if self.process is not None:
            self.wake()
            self.process.send_signal(signal.SIGINT)
            self.process.wait(30)
            self.process = None

    def pause(self) -> None:
        """It takes what is sent and says nothing, to new visitors too."""
        self._to_all(signal.SIGSTOP)

    def wake(self) -> None:
        self._to_all(signal.SIGCONT)

    def _to_all(self, how: signal.Signals) -> None:
        assert self.process is not None
        parent = f"\nPPid:\t{self.process.pid}\n"
        self.process.send_signal(how)  # first, so that it makes no more of them
        for status in Path("/proc").glob("[0-9]*/status"):
            try:
                if parent in status.read_text():
                    os.kill(int(status.parent.name), how)
            except OSError:
                continue

    def ask(self, statement: str, *, database: str = NAME, seconds: float = 5) -> Any:
        """The first value that the statement gives; a server that is starting is waited for."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                with psycopg.connect(
                    host=str(self.folder), port=self.port, user="postgres", dbname=database,
                    autocommit=True, connect_timeout=3,
                ) as line:  # fmt: skip
                    found = line.execute(statement.encode())
                    return found.fetchone()[0] if found.description else None  # type: ignore[index]
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)


@dataclass
class Cluster:
    """The primary and its replica."""

    primary: Node
    replica: Node

    def catch_up(self) -> None:
        """Waits until the replica has all that the primary has now."""
        position = self.primary.ask("SELECT pg_current_wal_lsn()::text")
        is_there = f"SELECT pg_last_wal_replay_lsn() >= '{position}'::pg_lsn"
        deadline = time.monotonic() + 15
        while not self.replica.ask(is_there):
            assert time.monotonic() < deadline, "the replica does not catch up"
            time.sleep(0.02)

    def hold_back(self) -> None:
        """From now on the replica stays as it is, and answers."""
        self.replica.ask("SELECT pg_wal_replay_pause()")
        deadline = time.monotonic() + 10
        while self.replica.ask("SELECT pg_get_wal_replay_pause_state()") != "paused":
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def let_go(self) -> None:
        self.replica.ask("SELECT pg_wal_replay_resume()")
        self.catch_up()


@contextmanager
def a_primary() -> Iterator[Node]:
    """A server with an empty database."""
    folder = Path(tempfile.mkdtemp(prefix="newsroom-pg-", dir="/tmp"))
    primary = Node(folder, 5432, ("wal_level=replica", "synchronous_commit=off"))
    try:
        made = ("-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
        primary.run("initdb", "-D", str(primary.data), *made)
        primary.start()
        primary.ask(f"CREATE DATABASE {NAME}", database="postgres")
        yield primary
    finally:
        primary.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def a_cluster() -> Iterator[Cluster]:
    """A primary with an empty database and its replica."""
    with a_primary() as primary:
        replica = Node(primary.folder, 5433, ("hot_standby=on",))
        source = f"host={primary.folder} port={primary.port} user=postgres"
        replica.run("pg_basebackup", "-D", str(replica.data), "-R", "-d", source, "-c", "fast",
                    "--no-sync")  # fmt: skip
        replica.start()
        try:
            yield Cluster(primary, replica)
        finally:
            replica.stop()

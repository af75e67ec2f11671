"""``manage.py serve``: the production web server, and a worker that is kept running."""

import contextlib
import http.client
import os
import signal
import socket
import sys
import tempfile
import time
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, connections
from django.db.migrations.executor import MigrationExecutor

from newsroom.delivery.bodies import MOST_SENDERS
from newsroom.delivery.page_cache.places import (
    MOST_MAKERS,
    MOST_OF_THE_DESK,
    MOST_OTHERS,
    MOST_WATCHERS,
)
from newsroom.management.static_files import collect_static_files
from newsroom.management.supervision import GRACE_SECONDS, Child, stop_all

START_SECONDS = 30.0
# Names, for the web processes, the file that is there when they are about to be stopped.
STOPPING = "NEWSROOM_STOPPING_FILE"
# Python runs one at a time; more threads than that only wait for each other, but for those that
# wait for senders.
THREADS = MOST_SENDERS + MOST_MAKERS + MOST_OTHERS + MOST_OF_THE_DESK + MOST_WATCHERS + 4


class Command(BaseCommand):
    help = "Serves the site, and keeps a worker running beside it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--bind", default="127.0.0.1:8000", metavar="HOST:PORT")
        parser.add_argument(
            "--workers", type=int, default=min(4, os.cpu_count() or 1), metavar="N",
            help="web processes (default: one a core, at most 4)",
        )  # fmt: skip
        parser.add_argument(
            "--no-worker", action="store_true",
            help="serve only; the worker runs on another machine",
        )  # fmt: skip

    def handle(
        self, *args: Any, bind: str, workers: int, no_worker: bool = False, **options: Any
    ) -> None:
        host, port = address(bind)
        refuse_unready_database()
        refuse_taken_port(host, port)
        collect_static_files()
        connections.close_all()
        self.stopping = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)
        with tempfile.TemporaryDirectory(prefix="newsroom-serve-") as folder:
            stopping = Path(folder) / "stopping"
            web = Child("web server", web_command(host, port, workers), {STOPPING: str(stopping)})
            worker = Child("worker", [sys.executable, "manage.py", "worker"])
            children = [web] if no_worker else [web, worker]
            try:
                self.supervise(children, host, port)
                drain(stopping)
            finally:
                stop_all(children)

    def supervise(self, children: list[Child], host: str, port: int) -> None:
        for child in children:
            child.start()
        told, deadline = False, time.monotonic() + START_SECONDS
        while not self.stopping:
            if not told and answers(host, port):
                told = True
                self.stdout.write(f"Newsroom is served at http://{host}:{port}/ (Ctrl+C stops it)")
                self.stdout.flush()
            if not told and time.monotonic() > deadline:
                raise CommandError(f"The web server did not answer in {START_SECONDS:.0f} s.")
            for child in children:
                if message := child.keep_running():
                    self.stderr.write(message)
            time.sleep(0.1)

    def stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True


def address(bind: str) -> tuple[str, int]:
    """Host and port of ``HOST:PORT``; an IPv6 host stands in brackets."""
    host, _, port = bind.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise CommandError(f"--bind is {bind!r}; write HOST:PORT, such as 127.0.0.1:8000.")
    return host.strip("[]"), int(port)


def drain(stopping: Path) -> None:
    """Has ``/health/serving`` say 503, and serves on until whoever sends visitors has seen it."""
    if settings.NEWSROOM_DRAIN_SECONDS:
        stopping.touch()
        time.sleep(settings.NEWSROOM_DRAIN_SECONDS)


def web_command(host: str, port: int, workers: int) -> list[str]:
    """Granian on WSGI: with Django's synchronous middleware, ASGI is many times slower."""
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host,
        "--port", str(port), "--workers", str(max(1, workers)), "--respawn-failed-workers",
        "--blocking-threads", str(THREADS), "--no-ws", "--log-level", "warning",
        # Those that do not end by themselves, before we end their parent.
        "--workers-kill-timeout", str(int(GRACE_SECONDS - 2)),
        "newsroom.wsgi:application",
    ]  # fmt: skip


def refuse_unready_database() -> None:
    connection = connections["default"]
    try:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except OperationalError as reason:
        raise CommandError(
            f"The database does not answer ({str(reason).partition('\n')[0]})."
            " Start it, or set DATABASE_URL to the one that is at work."
        ) from reason
    if plan:
        raise CommandError(
            "The database is not up to date. Run: manage.py migrate (or manage.py demo)."
        )


def refuse_taken_port(host: str, port: int) -> None:
    with contextlib.closing(socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)) as s:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            s.bind((host, port))
        except OSError as reason:
            raise CommandError(
                f"Cannot listen on {host}:{port} ({reason.strerror}). Choose another with --bind."
            ) from reason


def answers(host: str, port: int) -> bool:
    """Whether the web server serves its first page."""
    connection = http.client.HTTPConnection(host, port, timeout=2)
    try:
        known = next(iter(settings.ALLOWED_HOSTS), host)
        connection.request("GET", "/health/live", headers={"Host": known.lstrip(".*") or host})
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()

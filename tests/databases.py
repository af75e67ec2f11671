"""The databases of the tests: every test that touches one runs on SQLite and on PostgreSQL.

Each vendor is migrated once a run, into a template; every process of the run, and every test
that starts real processes, works on a copy of it.
"""

import fcntl
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

VENDORS = ("sqlite", "postgresql")


class Databases:
    """The run's databases as one process of it sees them.

    ``folder`` is shared by all processes of the run, ``process`` names this one.
    ``postgres_url`` is asked when PostgreSQL is first needed.
    """

    def __init__(self, folder: Path, process: str, postgres_url: Callable[[], str]) -> None:
        self.folder = folder
        self.process = process
        self.postgres_url = postgres_url
        # On a server that serves other runs too, the names must be this run's.
        self.run = folder.name.lower().replace("-", "_")
        self._urls: dict[str, str] = {}
        self._copies = 0

    def url(self, vendor: str) -> str:
        """This process's own database of ``vendor``, migrated and without rows."""
        if vendor not in self._urls:
            self._urls[vendor] = self.copy(vendor)
        return self._urls[vendor]

    def copy(self, vendor: str, *, blank: bool = False) -> str:
        """The address of a new database: migrated, or with nothing in it if ``blank``."""
        self._copies += 1
        name = f"{self.run}_{self.process}_{self._copies}"
        template = "" if blank else self._template(vendor)
        if vendor == "sqlite":
            path = self.folder / f"{name}.sqlite3"
            if template:
                shutil.copyfile(self.folder / template, path)
            return f"sqlite:///{path}"
        of_template = f' TEMPLATE "{template}"' if template else ""
        self._on_server(f'CREATE DATABASE "{name}"{of_template}')
        return self._named(name)

    def drop(self, url: str) -> None:
        """Deletes the database at ``url``, whoever is still connected to it."""
        parts = urlsplit(url)
        if parts.scheme == "sqlite":
            for end in ("", "-wal", "-shm"):
                Path(parts.path.removeprefix("/") + end).unlink(missing_ok=True)
        else:
            self._on_server(f'DROP DATABASE IF EXISTS "{parts.path[1:]}" WITH (FORCE)')

    def drop_all(self) -> None:
        """Deletes what the run made on the server."""
        with psycopg.connect(self.postgres_url(), autocommit=True) as server:
            rows = server.execute(
                "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [self.run]
            ).fetchall()
        for (name,) in rows:
            self.drop(self._named(name))

    def _template(self, vendor: str) -> str:
        """The migrated database that others are copied from, made by the process that is first."""
        name = f"{self.run}_template" if vendor == "postgresql" else "template.sqlite3"
        done = self.folder / f"{vendor}.migrated"
        with _alone(self.folder / f"{vendor}.lock"):
            if not done.exists():
                if vendor == "postgresql":
                    self._on_server(f'CREATE DATABASE "{name}"')
                    migrate(self._named(name))
                else:
                    migrate(f"sqlite:///{self.folder / name}")
                done.touch()
        return name

    def _named(self, name: str) -> str:
        return urlunsplit(urlsplit(self.postgres_url())._replace(path=f"/{name}"))

    def _on_server(self, statement: str) -> None:
        with psycopg.connect(self.postgres_url(), autocommit=True) as server:
            server.execute(statement.encode())


@contextmanager
def using(url: str) -> Iterator[None]:
    """Within it Django's default database, in every thread, is the one at ``url``."""
    from django.contrib.contenttypes.models import ContentType
    from django.db import connections

    from newsroom.databases import database

    options = database(url)
    # The pool's threads would outlive the test; one test of its own shows that it works.
    options.get("OPTIONS", {}).pop("pool", None)
    former: dict[str, Any] = connections.settings["default"]
    connections["default"].close()
    connections.settings["default"] = connections.configure_settings({"default": options})[
        "default"
    ]
    del connections["default"]
    ContentType.objects.clear_cache()
    try:
        yield
    finally:
        connections["default"].close()
        connections.settings["default"] = former
        del connections["default"]
        ContentType.objects.clear_cache()


def migrate(url: str) -> None:
    from django.core.management import call_command

    with using(url):
        call_command("migrate", verbosity=0, interactive=False)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Only one process of the run at a time."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield

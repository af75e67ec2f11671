"""Tests with real processes: a database and folders of their own, and ``manage.py`` in them."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import pytest

from tests import environment
from tests.databases import Databases, using
from tests.paths import TOP


@dataclass(frozen=True)
class ScratchDatabase:
    """A database of the test's own. ``environment`` is what a process needs to work on it."""

    vendor: str
    url: str
    data: Path
    environment: dict[str, str]


@pytest.fixture
def scratch_database(
    database: str,
    test_databases: Databases,
    tmp_path: Path,
    django_db_blocker: Any,
    settings: Any,
) -> Iterator[ScratchDatabase]:
    """A migrated database without rows, for real processes; the test's own ORM uses it too."""
    with django_db_blocker.unblock():
        yield from _scratch(database, test_databases, tmp_path, settings, blank=False)


@pytest.fixture
def blank_database(
    database: str,
    test_databases: Databases,
    tmp_path: Path,
    django_db_blocker: Any,
    settings: Any,
) -> Iterator[ScratchDatabase]:
    """As ``scratch_database``, but without tables: what a fresh machine has."""
    with django_db_blocker.unblock():
        yield from _scratch(database, test_databases, tmp_path, settings, blank=True)


def _scratch(
    vendor: str, databases: Databases, tmp_path: Path, settings: Any, *, blank: bool
) -> Iterator[ScratchDatabase]:
    url = databases.copy(vendor, blank=blank)
    data = tmp_path / "data"
    data.mkdir()
    environment.point_to(data, settings)
    told = {
        **environment.clean_environment(),
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "DATABASE_URL": url,
        "NEWSROOM_DATA": str(data),
        "NEWSROOM_SECRET_KEY": os.environ["NEWSROOM_SECRET_KEY"],
        "PYTHONUNBUFFERED": "1",
    }
    with using(url):
        yield ScratchDatabase(vendor, url, data, told)
    databases.drop(url)


@dataclass
class Manage:
    """Runs ``manage.py`` as people do; ``manage("check")`` waits, ``manage.start`` does not."""

    environment: dict[str, str]
    # What the first ``serve`` collected, lent to those after it: to compress it takes seconds.
    style_sheets: Path
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    def __call__(
        self,
        *arguments: object,
        environment: Mapping[str, str] | None = None,
        stdin: str | None = None,
        timeout: float = 120,
        check: bool = False,
    ) -> subprocess.CompletedProcess[str]:
        """The finished process with its texts; ``check`` fails the test if it did not succeed."""
        done = subprocess.run(
            self._command(arguments),
            env={**self.environment, **(environment or {})},
            cwd=TOP,
            input=stdin if stdin is not None else "",
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
        if check:
            assert done.returncode == 0, f"{done.args}\n{done.stdout}\n{done.stderr}"
        return done

    def start(
        self,
        *arguments: object,
        environment: Mapping[str, str] | None = None,
        output: IO[str] | int = subprocess.PIPE,
    ) -> subprocess.Popen[str]:
        """A process that runs on; it and its children are ended with the test."""
        if "serve" in arguments and self.style_sheets.exists():
            shutil.copytree(self.style_sheets, self._static, dirs_exist_ok=True)
        process = subprocess.Popen(
            self._command(arguments),
            env={**self.environment, **(environment or {})},
            cwd=TOP,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.started.append(process)
        return process

    def end_all(self) -> None:
        for process in self.started:
            for how in (signal.SIGTERM, signal.SIGKILL):
                _signal_group(process, how)
                try:
                    process.wait(timeout=10)
                except subprocess.TimeoutExpired:
                    continue
            if process.stdout is not None:
                process.stdout.close()
        if (self._static / ".collected").exists() and not self.style_sheets.exists():
            shutil.copytree(self._static, self.style_sheets)

    @property
    def _static(self) -> Path:
        return Path(self.environment["NEWSROOM_DATA"]) / "static"

    def _command(self, arguments: tuple[object, ...]) -> list[str]:
        return [sys.executable, str(TOP / "manage.py"), *map(str, arguments)]


def _signal_group(process: subprocess.Popen[str], how: signal.Signals) -> None:
    """The process may have gone while its children live: the group is theirs too."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, how)


@pytest.fixture(scope="session")
def style_sheets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where this process keeps what a ``serve`` collected."""
    return tmp_path_factory.mktemp("collected") / "static"


@pytest.fixture
def manage(request: pytest.FixtureRequest, style_sheets: Path) -> Iterator[Manage]:
    """``manage.py`` on the test's scratch database (the blank one if the test asks for that)."""
    blank = "blank_database" in request.fixturenames
    scratch = request.getfixturevalue("blank_database" if blank else "scratch_database")
    manage = Manage(scratch.environment, style_sheets)
    yield manage
    manage.end_all()

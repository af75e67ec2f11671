"""Imports in processes that start at once: forked from one that has the newsroom loaded.

Run as a module it reads lines of JSON. For paths it forks an import of them, and says its process
number and then how it ended; for several lists of paths it forks an import of each, lets them go
at the same instant, and says of each how it ended and what it printed. ``ImportForks`` is the
other side.
"""

import io
import json
import os
import select
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, Self

from tests.paths import TOP


class ImportForks:
    """``start`` an import, kill it or not, and ``wait`` for it; or let several ``race``."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.newsroom.wire.import_forks"],
            cwd=TOP, env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._say, self._told = self._process.stdin, self._process.stdout

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._say.close()
        self._process.wait(60)
        self._told.close()

    def start(self, paths: Iterable[Path]) -> int:
        """The number of the process that imports ``paths``."""
        self._ask([str(path) for path in paths])
        return int(self._told.readline())

    def has_ended(self) -> bool:
        return bool(select.select([self._told], [], [], 0)[0])

    def wait(self) -> int:
        """The exit code; what a signal ended has the signal's number, negative."""
        return int(self._told.readline())

    def race(self, shares: Sequence[Iterable[Path]]) -> list[tuple[int, str]]:
        """Exit code and print of an import of each share, all at the same time."""
        self._ask({"race": [[str(path) for path in paths] for paths in shares]})
        return [(code, told) for code, told in json.loads(self._told.readline())]

    def _ask(self, work: Any) -> None:
        self._say.write(json.dumps(work) + "\n")
        self._say.flush()


def main() -> None:
    import django

    django.setup()
    from django.core.management import load_command_class

    load_command_class("newsroom.wire", "import_wire")
    for line in sys.stdin:
        work = json.loads(line)
        if isinstance(work, list):
            _import_one(work)
        else:
            _say(json.dumps(_race(work["race"])))


def _import_one(paths: list[str]) -> None:
    from django.core.management import call_command

    pid = os.fork()
    if pid == 0:
        os.close(0)
        call_command("import_wire", *paths, "--json", stdout=io.StringIO())
        os._exit(0)
    _say(pid)
    _say(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))


def _race(shares: list[list[str]]) -> list[tuple[int, str]]:
    at_the_line, gun = os.pipe()
    runners = []
    for paths in shares:
        told = tempfile.TemporaryFile("w+")  # noqa: SIM115  (closed when it is read)
        pid = os.fork()
        if pid == 0:
            os.close(gun)
            _run_when_the_gun_is_fired(at_the_line, paths, told)
        runners.append((pid, told))
    os.close(gun)
    codes = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid, _ in runners]
    os.close(at_the_line)
    return [(code, _all_of(told)) for code, (_, told) in zip(codes, runners, strict=True)]


def _run_when_the_gun_is_fired(at_the_line: int, paths: list[str], told: IO[str]) -> None:
    """Never returns. Whatever it prints, errors and the log among it, goes to ``told``."""
    from django.core.management import call_command

    for number in (1, 2):
        os.dup2(told.fileno(), number)
    os.read(at_the_line, 1)  # nothing is written: it ends when the other end is closed
    code = 1
    try:
        call_command("import_wire", *paths, "--json")
        code = 0
    except BaseException:  # noqa: BLE001  (the test reads it)
        traceback.print_exc()
    sys.stdout.flush()
    os._exit(code)


def _all_of(file: IO[str]) -> str:
    with file:
        file.seek(0)
        return file.read()


def _say(word: object) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()

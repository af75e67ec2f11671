"""Imports in processes that start at once: forked from one that has the newsroom loaded.

Run as a module it reads lines of JSON (paths), forks an import of each, and says its process
number and then how it ended. ``ImportForks`` is the other side.
"""

import io
import json
import os
import select
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Self

from tests.paths import TOP


class ImportForks:
    """``start`` an import, kill it or not, and ``wait`` for it: one at a time."""

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
        self._say.write(json.dumps([str(path) for path in paths]) + "\n")
        self._say.flush()
        return int(self._told.readline())

    def has_ended(self) -> bool:
        return bool(select.select([self._told], [], [], 0)[0])

    def wait(self) -> int:
        """The exit code; what a signal ended has the signal's number, negative."""
        return int(self._told.readline())


def main() -> None:
    import django

    django.setup()
    from django.core.management import call_command, load_command_class

    load_command_class("newsroom.wire", "import_wire")
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            os.close(0)
            call_command("import_wire", *json.loads(line), "--json", stdout=io.StringIO())
            os._exit(0)
        _say(pid)
        _say(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))


def _say(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()

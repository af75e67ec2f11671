"""What the processes of one ``serve`` counted, put together: a web server asks only one of them.

Each writes its numbers to a file of its own once a second; whoever is asked adds all of them up.
A process's levels go with it, its counts stay as long as one of its group is alive.
"""

import atexit
import json
import logging
import os
import re
import secrets
import socket
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

from newsroom import figures
from newsroom.figures import BOUNDS, Counter, Histogram, Labels

log = logging.getLogger("newsroom.delivery")

EVERY_SECONDS = 1.0
# Files of machines that nobody hears of any more, such as containers of before.
_FORGOTTEN_AFTER = 24 * 3600.0
_TOUCHED_EVERY = 3600.0
_NAME = re.compile(r"(?P<host>[\w.-]+)~(?P<group>\d+-\d+)~(?P<pid>\d+)~\w+\.json")


@dataclass
class Sums:
    """What all processes counted, by a figure's name and its labels."""

    counts: dict[str, dict[Labels, float]] = field(default_factory=lambda: defaultdict(dict))
    spans: dict[str, dict[Labels, list[float]]] = field(default_factory=lambda: defaultdict(dict))
    levels: dict[str, dict[Labels, list[float]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )

    def add(self, told: dict[str, Any], *, is_alive: bool) -> None:
        for name, labels, value in told["counts"]:
            own = self.counts[name]
            own[tuple(labels)] = own.get(tuple(labels), 0) + value
        for name, labels, values in told["spans"]:
            former = self.spans[name].get(tuple(labels), [0.0] * (len(BOUNDS) + 2))
            summed = [a + b for a, b in zip(former, values, strict=True)]
            self.spans[name][tuple(labels)] = summed
        for name, labels, value in told["levels"] if is_alive else ():
            self.levels[name][tuple(labels)].append(value)


class Tallies:
    """Keeps this process's file up to date, and reads those of the others."""

    def __init__(self) -> None:
        self.begin_anew()

    def begin_anew(self) -> None:
        """Also in a process that was forked, which has no threads yet."""
        self.is_at_work = False
        self._starting = threading.Lock()
        self._writing = threading.Lock()
        self._written, self._written_at = "", float("-inf")
        self._was_told = False
        self._host = re.sub(r"[^\w.-]", "-", socket.gethostname())
        self._group = _group_now()
        self._name = f"{self._host}~{self._group}~{os.getpid()}~{secrets.token_hex(4)}.json"

    @property
    def folder(self) -> Path:
        return Path(settings.NEWSROOM_DATA) / "run"

    def start(self) -> None:
        """Sees to it that this process's counts are written down from now on."""
        with self._starting:
            if self.is_at_work:
                return
            self.is_at_work = True
            self.sweep()
            threading.Thread(target=self._run, name="tallies", daemon=True).start()
            atexit.register(self.write)

    def _run(self) -> None:
        while True:
            self.write()
            time.sleep(EVERY_SECONDS)

    def write(self) -> None:
        """Writes this process's numbers down, if they are others than before."""
        with self._writing:
            try:
                told = json.dumps(_own())
                now = time.monotonic()
                if told == self._written and now - self._written_at < _TOUCHED_EVERY:
                    return
                self.folder.mkdir(parents=True, exist_ok=True)
                made = self.folder / f".{self._name}"
                made.write_text(told)
                made.replace(self.folder / self._name)
                self._written, self._written_at, self._was_told = told, now, False
            except Exception as reason:  # noqa: BLE001  (counting must stop nothing else)
                if not self._was_told:
                    log.warning("What was counted cannot be written down: %s", reason)
                self._was_told = True

    def read(self) -> Sums:
        """What all processes of this group counted up to now, this one included.

        It is written down first, so that another, asked next, tells no less.
        """
        self.write()
        sums = Sums()
        sums.add(_own(), is_alive=True)
        for path, found in self._files():
            is_ours = (found["host"], found["group"]) == (self._host, self._group)
            if not is_ours or path.name == self._name:
                continue
            with suppress(OSError, ValueError, KeyError):  # gone, or another version's
                sums.add(json.loads(path.read_text()), is_alive=_is_alive(int(found["pid"])))
        return sums

    def sweep(self) -> int:
        """Removes what groups left that are no more; how many files."""
        removed = 0
        for path, found in self._files():
            if found["host"] == self._host:
                is_left = not _is_group_alive(found["group"])
            else:
                is_left = _age(path) > _FORGOTTEN_AFTER
            if is_left:
                with suppress(OSError):
                    path.unlink()
                    removed += 1
        return removed

    def _files(self) -> Iterator[tuple[Path, re.Match[str]]]:
        for path in sorted(self.folder.glob("*~*.json")):
            if found := _NAME.fullmatch(path.name):
                yield path, found


def _own() -> dict[str, Any]:
    told: dict[str, list[Any]] = {"counts": [], "spans": [], "levels": []}
    for figure in figures.declared.values():
        if isinstance(figure, Counter):
            cells = list(figure.cells.items())
            told["counts"] += [[figure.name, labels, cell.value] for labels, cell in cells]
        elif isinstance(figure, Histogram):
            spans = list(figure.spans.items())
            told["spans"] += [[figure.name, of, [*each.counts, each.seconds]] for of, each in spans]
    told["levels"] = [
        [sample.figure.name, sample.labels, sample.value] for sample in figures.levels()
    ]
    return told


def _age(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return 0.0


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def _group_now() -> str:
    """The group of processes that this one belongs to, and when its first one was started."""
    number = os.getpgrp()
    return f"{number}-{_started(number)}"


def _started(pid: int) -> int:
    """In ticks since the machine's start; 0 where that is not known."""
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19])
    except (OSError, IndexError, ValueError):
        return 0


def _is_group_alive(group: str) -> bool:
    number, started = (int(part) for part in group.split("-"))
    # Numbers are given out again: in a container the first is always the same.
    if _started(number) not in {started, 0}:
        return False
    try:
        os.killpg(number, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


tallies = Tallies()


def _forked() -> None:
    figures.start_from_zero()
    tallies.begin_anew()


os.register_at_fork(after_in_child=_forked)

"""Hot folders: files at rest are claimed, filed, and set down in ``done`` or ``quarantine``."""

import logging
import os
import stat
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from newsroom.fetch import FetchError
from newsroom.publishing.clock import database_now
from newsroom.wire.deliveries import Payload, payload_of, printable
from newsroom.wire.files import MAX_FILE_BYTES, too_large
from newsroom.wire.models import Feed
from newsroom.wire.parsers import MAX_BYTES
from newsroom.wire.transports.address import permitted_folder
from newsroom.wire.transports.claims import Claims, opened_folder, set_down
from newsroom.wire.transports.payload import TooLargeError, payload_from
from newsroom.wire.transports.visit import Visit, matches, newest_and_oldest

log = logging.getLogger("newsroom.wire")

DONE, QUARANTINE = "done", "quarantine"
REST_SECONDS = 1.0
# Many programs make a file first and begin to write it when they have something.
EMPTY_REST_SECONDS = 60.0
MOST_FILES = 200
_TOGETHER = 50
_UNFINISHED = (".tmp", ".part", ".partial", ".filepart", ".crdownload")
_LOCK = ".lock"


def visit(result: Visit, seconds: float) -> None:
    """Files what is at rest in the feed's folder; looks twice, with a pause between."""
    hot = HotFolder(permitted_folder(result.feed.address), result.feed.pattern)
    if hot.look(time.monotonic()) or hot.has_claims():
        time.sleep(REST_SECONDS)
        hot.look(time.monotonic())
        hot.take(result)
    if hot.looks:
        result.again_in = REST_SECONDS


def sweep_done(now: datetime | None = None) -> int:
    """Removes what has lain in feeds' ``done`` for longer than it is kept; how many files.

    Its bytes are in private storage. What is in ``quarantine`` waits for a person.
    """
    days = settings.NEWSROOM_WIRE_DONE_DAYS
    if not days:
        return 0
    before = (now or database_now()) - timedelta(days=days)
    addresses = Feed.objects.filter(transport=Feed.Transport.FOLDER).values_list("address")
    return sum(_swept(address, before) for (address,) in addresses.distinct())


def _swept(address: str, before: datetime) -> int:
    try:
        done = permitted_folder(address) / DONE
        if not done.is_dir():
            return 0
        with opened_folder(done) as handle, os.scandir(handle) as entries:
            old = [entry.name for entry in entries if _lies_since(entry, before)]
            for name in old:
                os.unlink(name, dir_fd=handle)
    except (FetchError, OSError) as reason:
        log.warning("%s could not be swept: %s", address, reason)
        return 0
    return len(old)


def _lies_since(entry: os.DirEntry[str], before: datetime) -> bool:
    # Not when its text was changed, which was at the agency's: when it was put here.
    told = entry.stat(follow_symlinks=False)
    return stat.S_ISREG(told.st_mode) and told.st_ctime < before.timestamp()


def try_connection(feed: Feed, seconds: float) -> str:
    """What is found in the folder, in a sentence; raises FetchError. Nothing is moved."""
    hot = HotFolder(permitted_folder(feed.address), feed.pattern)
    number = len(hot.look(time.monotonic()))
    like = f" like {feed.pattern}" if feed.pattern else ""
    if not os.access(hot.path, os.W_OK | os.X_OK):
        raise FetchError(_NOT_OURS.format(folder=hot.path))
    if number == 1:
        return f"There is 1 file{like}."
    return f"There are {number or 'no'} files{like}."


_NOT_OURS = "The newsroom may not move files in {folder}; let it write there."


@dataclass(frozen=True, slots=True)
class Look:
    """How a file looked, and since when it has looked so, in seconds of the monotonic clock."""

    size: int
    mtime: int
    inode: int
    since: float

    def is_like(self, other: "Look") -> bool:
        return (self.size, self.mtime, self.inode) == (other.size, other.mtime, other.inode)

    def is_at_rest(self, now: float) -> bool:
        return now - self.since >= (REST_SECONDS if self.size else EMPTY_REST_SECONDS)


@dataclass
class HotFolder:
    """One hot folder as one watcher sees it; ``looks`` are the files that wait there."""

    path: Path
    pattern: str = ""
    looks: dict[str, Look] = field(default_factory=dict)
    looked_at: float = 0.0

    def look(self, now: float) -> dict[str, Look]:
        """Looks at every file that may be taken one day; raises FetchError."""
        before, self.looks, self.looked_at = self.looks, {}, now
        for name, seen in self._seen(now):
            former = before.get(name)
            self.looks[name] = former if former is not None and former.is_like(seen) else seen
        return self.looks

    def _seen(self, now: float) -> Iterator[tuple[str, Look]]:
        try:
            with os.scandir(self.path) as entries:
                found = list(entries)
        except FileNotFoundError:
            raise FetchError(f"There is no folder {self.path}.", is_temporary=True) from None
        except OSError as fault:
            raise FetchError(
                f"The folder {self.path} cannot be read ({fault.strerror}).", is_temporary=True
            ) from None
        names = {entry.name for entry in found}
        for entry in found:
            if not self._may_be_taken(entry.name, names):
                continue
            with suppress(FileNotFoundError):
                told = entry.stat(follow_symlinks=False)
                if stat.S_ISREG(told.st_mode):
                    yield entry.name, Look(told.st_size, told.st_mtime_ns, told.st_ino, now)

    def _may_be_taken(self, name: str, names: set[str]) -> bool:
        """Whether it is finished by its name, and nobody holds a lock file beside it."""
        low = name.casefold()
        if name.startswith(".") or low.endswith((*_UNFINISHED, _LOCK)):
            return False
        if f"{name}{_LOCK}" in names or f"{Path(name).stem}{_LOCK}" in names:
            return False
        return matches(printable(name), self.pattern)

    def at_rest(self) -> list[str]:
        """Names of the files that have not changed for a while, oldest first."""
        rested = [(look.mtime, name) for name, look in self.looks.items()
                  if look.is_at_rest(self._since(look))]  # fmt: skip
        return [name for _, name in sorted(rested)]

    def _since(self, look: Look) -> float:
        if look.size == 0 and time.time() - look.mtime / 1e9 >= EMPTY_REST_SECONDS:
            return self.looked_at + EMPTY_REST_SECONDS
        return self.looked_at

    def has_claims(self) -> bool:
        """Whether some watcher has claimed files and not set them down yet."""
        return Claims.are_in(self.path)

    # --- Taking ---

    def take(self, result: Visit) -> None:
        """Claims, files and sets down what is at rest, and what dead watchers had claimed."""
        names = newest_and_oldest(self.at_rest(), MOST_FILES)
        if not names and not self.has_claims():
            return
        try:
            with Claims(self.path) as claims:
                claimed = [*claims.of_the_dead(), *self._claimed(claims, names)]
                for start in range(0, len(claimed), _TOGETHER):
                    self._take(result, claimed[start : start + _TOGETHER])
        except OSError as fault:
            raise FetchError(
                f"{_NOT_OURS.format(folder=self.path)} ({fault.strerror})", is_temporary=True
            ) from None

    def _claimed(self, claims: Claims, names: list[str]) -> Iterator[Path]:
        for name in names:
            look = self.looks.pop(name)
            path = claims.claim(name)
            if path is None:
                continue  # another watcher was faster, or whoever brought it took it away
            if (now := _look_at(path)) is None or not now.is_like(look):
                set_down(path, self.path)
            else:
                yield path

    def _take(self, result: Visit, paths: list[Path]) -> None:
        got: list[tuple[Path, Look, Payload]] = []
        for path in paths:
            found = _read(path)
            if isinstance(found, str):
                result.counts["unread"] += 1
                result.report(f"{printable(path.name)}: {found} It lies in {QUARANTINE} now.")
                set_down(path, self.path / QUARANTINE)
                continue
            got.append((path, *found))
            if sum(len(payload.data or b"") for *_, payload in got) > 2 * MAX_BYTES:
                self._file(result, got)
                got = []
        self._file(result, got)

    def _file(self, result: Visit, got: list[tuple[Path, Look, Payload]]) -> None:
        if not got:
            return
        quarantined = result.take_in([payload for *_, payload in got])
        for path, look, payload in got:
            now = _look_at(path)
            if now is None or not now.is_like(look):
                # Somebody still wrote into it: what was read is kept, the rest is read later.
                set_down(path, self.path)
            elif payload.file in quarantined:
                result.problems.append(f"{payload.file}: {quarantined[payload.file]}")
                set_down(path, self.path / QUARANTINE)
            else:
                set_down(path, self.path / DONE)


def _look_at(path: Path) -> Look | None:
    """How the file looks; None if it is no ordinary file, or gone."""
    try:
        told = path.lstat()
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(told.st_mode):
        return None
    return Look(told.st_size, told.st_mtime_ns, told.st_ino, 0.0)


def _read(path: Path) -> tuple[Look, Payload] | str:
    """The file's bytes and how it looked then, or why it cannot be read; follows no link."""
    try:
        number = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except PermissionError:
        return "There is no permission to read the file."
    except OSError as fault:
        return f"The file could not be read: {fault.strerror}."
    with os.fdopen(number, "rb") as file:
        told = os.fstat(number)
        look = Look(told.st_size, told.st_mtime_ns, told.st_ino, 0.0)
        if told.st_size > MAX_FILE_BYTES:
            return too_large(told.st_size)
        name = printable(path.name)
        try:
            data = file.read(MAX_BYTES + 1)
            file.seek(0)
        except OSError as fault:
            return f"The file could not be read: {fault.strerror}."
        if len(data) <= MAX_BYTES:
            return look, payload_of(data, name)
        del data
        try:
            return look, payload_from(file.read, name, most=MAX_FILE_BYTES)
        except TooLargeError:
            return too_large(MAX_FILE_BYTES + 1)  # somebody writes into it faster than it is read

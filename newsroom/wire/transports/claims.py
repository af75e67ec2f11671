"""Claims on files in a hot folder: each has one watcher, and none is lost when that one dies."""

import fcntl
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Self

CLAIMED = ".claimed"
_ALIVE = ".alive"
_NEW = ".new-"
_ABANDONED_SECONDS = 3600
_LONGEST_NAME = 255


class Claims:
    """A folder of one watcher's own within ``.claimed``; it is his while he lives.

    He holds a lock on a file in it, and the system lets go of that when he dies, however he does.
    """

    def __init__(self, hot: Path) -> None:
        self.hot = hot
        self.folder = hot / CLAIMED / secrets.token_hex(8)
        self._lock = -1

    @staticmethod
    def are_in(hot: Path) -> bool:
        """Whether there are claims of anybody, dead or alive."""
        try:
            return any((hot / CLAIMED).iterdir())
        except (FileNotFoundError, NotADirectoryError):
            return False

    def __enter__(self) -> Self:
        # Under its name only once it is locked, so that nobody takes it for a dead one's.
        new = self.folder.with_name(_NEW + self.folder.name)
        with opened_folder(new.parent):
            new.mkdir()
        self._lock = os.open(new / _ALIVE, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        new.rename(self.folder)
        return self

    def __exit__(self, *error: object) -> None:
        """What could not be filed goes back to where it was found."""
        for path in _files(self.folder):
            set_down(path, self.hot)
        _remove(self.folder)
        os.close(self._lock)

    def claim(self, name: str) -> Path | None:
        """The file ``name``, ours now; None if somebody was faster, or it is gone."""
        return self._move(self.hot / name)

    def of_the_dead(self) -> Iterator[Path]:
        """Files that watchers had claimed who died, ours now."""
        for folder in sorted((self.hot / CLAIMED).iterdir()):
            if folder == self.folder:
                continue
            if folder.name.startswith(_NEW):
                _sweep(folder)
                continue
            with suppress(OSError):
                yield from self._inherited(folder)

    def _inherited(self, folder: Path) -> Iterator[Path]:
        lock = os.open(folder / _ALIVE, os.O_RDWR | os.O_CLOEXEC)
        try:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            for path in _files(folder):
                if (ours := self._move(path)) is not None:
                    yield ours
            _remove(folder)
        finally:
            os.close(lock)

    def _move(self, path: Path) -> Path | None:
        for name in _numbered(path.name):
            ours = self.folder / name
            if os.path.lexists(ours):
                continue
            try:
                path.rename(ours)
            except FileNotFoundError:
                return None
            return ours
        return None


@contextmanager
def opened_folder(folder: Path) -> Iterator[int]:
    """A handle on ``folder``, made if need be; OSError if it is a link.

    Who lays files into a hot folder may lay links there too. One in the place of ``done`` would
    have the newsroom put files under names of an agency's choice wherever that points.
    """
    with suppress(FileExistsError):
        folder.mkdir()
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        yield handle
    finally:
        os.close(handle)


def set_down(path: Path, folder: Path) -> Path:
    """Moves the file into ``folder``, made if need be, under a name that nothing there has."""
    with opened_folder(folder) as handle:
        for name in _numbered(path.name):
            try:
                _move_into(handle, path, name)
            except FileExistsError:
                continue
            return folder / name
    raise AssertionError("there is always one more number")


def _move_into(folder: int, path: Path, name: str) -> None:
    """A move that overwrites nothing: FileExistsError if something has that name."""
    try:
        os.link(path, name, dst_dir_fd=folder, follow_symlinks=False)
    except FileExistsError:
        raise
    except FileNotFoundError:
        return  # somebody took it away
    except OSError:
        # Not every file system has links: the name is taken first, then the file put there.
        taken = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC
        os.close(os.open(name, taken, 0o600, dir_fd=folder))
        os.replace(path, name, dst_dir_fd=folder)
    else:
        path.unlink(missing_ok=True)


def _numbered(name: str) -> Iterator[str]:
    """``rain.xml``, ``rain-2.xml``, ``rain-3.xml`` …"""
    yield name
    stem, dot, end = name.rpartition(".") if "." in name[1:] else (name, "", "")
    for number in count(2):
        added = f"-{number}{dot}{end}"
        kept = os.fsencode(stem)[: _LONGEST_NAME - len(os.fsencode(added))]
        yield os.fsdecode(kept) + added


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.name != _ALIVE)
    except FileNotFoundError:
        return []


def _remove(folder: Path) -> None:
    """The lock goes last: until then nobody else touches the folder."""
    with suppress(OSError):
        (folder / _ALIVE).unlink()
        folder.rmdir()


def _sweep(folder: Path) -> None:
    """A folder that somebody made and died before it was his; nothing was in it yet."""
    with suppress(OSError):
        if time.time() - folder.stat().st_mtime > _ABANDONED_SECONDS:
            shutil.rmtree(folder)

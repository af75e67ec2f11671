"""Files and folders of wire copy, found and read without trusting that they stay."""

import re
import stat
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from newsroom.wire.deliveries import Payload, payload_of, printable
from newsroom.wire.parsers import MAX_BYTES

MAX_FILE_BYTES = 128_000_000
_BACKLOG = 200
_BEGINNING = 16_384
# As formats spell it in a status, and as notices in plain text begin.
_URGENT = re.compile(rb"(?i:[\"':/>]\s?(?:cancell?ed|withheld|kill))|\bKILL\b")
_URGENT_WORDS = (b"cancel", b"withheld", b"kill")


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that could not be read, and why."""

    file: str
    reason: str


def too_large(size: int) -> str:
    length = f"The file is {size / 1_000_000:.0f} MB long"
    if size > MAX_FILE_BYTES:
        return f"{length}; one file may be {MAX_FILE_BYTES // 1_000_000} MB."
    return f"{length}; one story may be {MAX_BYTES // 1_000_000} MB."


def find(paths: Sequence[str]) -> list[Path]:
    """The files named by ``paths`` and all those in folders among them, sorted within each.

    What is hidden in a folder is left out; a folder that cannot be listed stands for itself.
    """
    return [file for path in paths for file in _files(Path(path))]


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    found: list[Path] = []

    def keep_unlisted(reason: OSError) -> None:
        found.append(Path(reason.filename))

    for folder, folders, names in path.walk(on_error=keep_unlisted):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found.extend(folder / name for name in names if not name.startswith("."))
    return sorted(found)


def urgent_first(found: Sequence[Path]) -> list[Path]:
    """``found`` in its order; of a backlog what may be a kill or an order to withhold comes first.

    Whatever order copy comes in it ends the same; a kill must not wait until the rest is filed.
    """
    if len(found) <= _BACKLOG:
        return list(found)
    return sorted(found, key=lambda path: not _may_be_urgent(path))


def _may_be_urgent(path: Path) -> bool:
    try:
        if not path.is_file():
            return False
        with path.open("rb", buffering=0) as file:
            beginning = file.read(_BEGINNING)
    except OSError:
        return False  # it is said when it is read
    small = beginning.lower()
    return any(word in small for word in _URGENT_WORDS) and bool(_URGENT.search(beginning))


def read(path: Path, keep_large: Callable[[IO[bytes], str], Payload]) -> Payload | Unread:
    """The bytes of the file; what is too large for memory goes through ``keep_large``."""
    name = printable(str(path))
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            is_folder = stat.S_ISDIR(status.st_mode)
            what = "a folder that cannot be listed" if is_folder else "no ordinary file"
            return Unread(name, f"This is {what}.")
        with path.open("rb") as file:
            # To ask for more than there is has memory laid out for it.
            data = file.read(min(status.st_size, MAX_BYTES) + 1)
            if len(data) > status.st_size:  # it has grown
                data += file.read(MAX_BYTES + 1 - len(data))
            if len(data) <= MAX_BYTES:
                return payload_of(data, name)
            del data
            file.seek(0)
            return keep_large(file, name)
    except FileNotFoundError:
        return Unread(name, "The file is no longer there.")
    except PermissionError:
        return Unread(name, "There is no permission to read the file.")
    except OSError as reason:
        return Unread(name, f"The file could not be read: {reason.strerror}.")

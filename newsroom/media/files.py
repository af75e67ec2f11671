"""Files on storage that are either whole or not there."""

import os
import secrets
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage

# How readers' files are kept by caches: a killed picture is out of all after five minutes.
CACHED = "public, max-age=300"
_THREADS = 8


def put(storage: Storage, name: str, data: bytes) -> None:
    """Stores ``data`` under exactly ``name``, over whatever lies there; nobody sees half of it."""
    if isinstance(storage, FileSystemStorage):
        _put_in_folder(Path(storage.path(name)), data, storage.file_permissions_mode)
        return
    # Object stores write a name at once or not at all; ours over what is there, while others would
    # evade a taken name.
    if not getattr(storage, "file_overwrite", False) and storage.exists(name):
        storage.delete(name)
    storage.save(name, ContentFile(data))


def has(storage: Storage, name: str, size: int) -> bool:
    """Whether the file lies there in full; ConnectionError if the storage does not answer."""
    try:
        return storage.size(name) == size
    except ConnectionError:
        raise
    except OSError:
        return False


def copy(source: Storage, name: str, target: Storage, as_name: str, size: int) -> None:
    """Puts a file of ``source`` on ``target``, over whatever lies there.

    Raises FileNotFoundError if ``source`` does not have it in full.
    """
    by_itself = getattr(target, "copy_from", None)
    if by_itself and by_itself(source, name, as_name):
        return
    with source.open(name) as file:
        data = bytes(file.read())
    if len(data) != size:
        raise FileNotFoundError(f"{name} has {len(data)} bytes and not {size}.")
    put(target, as_name, data)


@contextmanager
def crew(size: int) -> Iterator[Callable[[Callable[[Any], None], Sequence[Any]], None]]:
    """What does a piece of work on each of ``size`` files, several at once: it waits for storage.

    Each thread gets its share at once: to hand them out one by one costs more than most of them.
    The first that fails ends the work of all.
    """
    if size <= 1:
        yield _one_by_one
        return
    with ThreadPoolExecutor(min(size, _THREADS), thread_name_prefix="files") as threads:
        failed = threading.Event()

        def at_once(work: Callable[[Any], None], each: Sequence[Any]) -> None:
            shares = [each[number::_THREADS] for number in range(_THREADS)]
            for _ in threads.map(partial(_one_by_one, work, failed=failed), shares):
                pass

        yield at_once


def _one_by_one(
    work: Callable[[Any], None], each: Sequence[Any], failed: threading.Event | None = None
) -> None:
    for one in each:
        if failed and failed.is_set():
            return
        try:
            work(one)
        except BaseException:
            if failed:
                failed.set()
            raise


def _put_in_folder(path: Path, data: bytes, mode: int | None) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with part.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(mode or 0o644)
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise

"""Deliveries: every byte received is kept, by SHA-256, before anything is made of it."""

import hashlib
import os
import secrets
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import IO, Self

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage, storages
from django.db.models import F
from django.utils import timezone

from newsroom.media.files import crew
from newsroom.wire import in_bulk
from newsroom.wire.models import Delivery, Feed

_CHUNK = 1 << 20
FILENAME_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Payload:
    """One file or payload as received; ``data`` is None if it is too large to be held in memory."""

    file: str
    sha256: str
    size: int
    data: bytes | None

    @property
    def raw(self) -> str:
        return raw_name(self.sha256)

    @property
    def filename(self) -> str:
        """Its name without the folders."""
        return printable(self.file.replace("\\", "/").rpartition("/")[2])[-FILENAME_LENGTH:]


def printable(name: str) -> str:
    """A file's name as it can be stored and shown, whatever bytes it is made of."""
    return os.fsencode(name).decode("utf-8", "replace").replace("\0", "")


def payload_of(data: bytes, file: str = "") -> Payload:
    return Payload(file, hashlib.sha256(data).hexdigest(), len(data), data)


# --- Raw bytes in private storage ---


def raw_name(sha256: str) -> str:
    """Where the bytes with this SHA-256 lie in private storage."""
    return f"wire/{sha256[:2]}/{sha256}"


def keep(*payloads: Payload) -> None:
    """Stores the bytes of ``payloads``; of what is there already, again does nothing.

    When this returns all are on the disk. A disk reaches its best with several files at once.
    """
    storage = storages["private"]
    place = _local_place(storage)
    missing: dict[Path, bytes] = {}
    elsewhere: list[Payload] = []
    folders = set[Path]()
    for payload in payloads:
        assert payload.data is not None
        path = None if place is None else place / payload.raw
        if _is_kept(storage, payload.raw, payload.size):
            if path is not None and not _written_before(path, _lately()):
                folders.add(path.parent)  # whoever stored it may not have come so far
        elif path is None:
            elsewhere.append(payload)
        else:
            missing[path] = payload.data
    folders |= {path.parent for path in missing}
    with crew(max(len(missing), len(folders), len(elsewhere))) as at_once:
        at_once(partial(_save, storage), elsewhere)
        at_once(_store, list(missing.items()))
        at_once(_sync_folder, list(folders))


def _save(storage: Storage, payload: Payload) -> None:
    assert payload.data is not None
    storage.save(payload.raw, ContentFile(payload.data))


def _lately() -> datetime:
    return timezone.now() - timedelta(minutes=1)


def _store(file: tuple[Path, bytes]) -> None:
    """As ``Growing`` does, in as few calls of the system as that takes: imports wait for it."""
    path, data = file
    growing = path.with_name(f".incoming-{secrets.token_hex(8)}")
    number = _opened_new(growing)
    try:
        try:
            left = memoryview(data)
            while left:
                left = left[os.write(number, left) :]
            os.fsync(number)
        finally:
            os.close(number)
        growing.replace(path)
    except BaseException:
        growing.unlink(missing_ok=True)
        raise


def _opened_new(path: Path) -> int:
    """A new file, and the folder that it lies in if need be."""
    how = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    try:
        return os.open(path, how, 0o600)
    except FileNotFoundError:
        _make_folder(path.parent)
        return os.open(path, how, 0o600)


def keep_large(source: IO[bytes], file: str) -> Payload:
    """Stores what ``source`` holds, never holding it in memory; finds its SHA-256 on the way."""
    storage = storages["private"]
    digest, size = hashlib.sha256(), 0
    with Growing(_local_folder(storage, "wire/incoming")) as growing:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            growing.file.write(chunk)
        payload = Payload(file, digest.hexdigest(), size, None)
        if _is_kept(storage, payload.raw, size):
            return payload
        folder = _local_folder(storage, payload.raw)
        if folder is None:
            growing.file.seek(0)
            storage.save(payload.raw, File(growing.file))
        else:
            growing.become(folder / payload.sha256)
    return payload


def sweep(before: datetime) -> int:
    """Removes what imports that were cut off left half-written before then; how many files."""
    try:
        folder = Path(storages["private"].path("wire"))
    except NotImplementedError:
        return 0
    left = [file for file in folder.glob("*/.incoming-*") if _written_before(file, before)]
    for file in left:
        file.unlink(missing_ok=True)
    return len(left)


def _written_before(file: Path, before: datetime) -> bool:
    try:
        return file.stat().st_mtime < before.timestamp()
    except FileNotFoundError:
        return False


def opened(delivery: Delivery) -> IO[bytes]:
    """The bytes of ``delivery``, to be read from their beginning; ``OSError`` if they are gone."""
    file: IO[bytes] = storages["private"].open(delivery.raw)
    return file


def raw_bytes(delivery: Delivery) -> bytes:
    """The bytes of ``delivery`` as they were received; ``OSError`` if they are gone."""
    with storages["private"].open(delivery.raw) as file:
        return bytes(file.read())


def _is_kept(storage: Storage, name: str, size: int) -> bool:
    try:
        return storage.size(name) == size
    except OSError:
        return False


def _local_place(storage: Storage) -> Path | None:
    """The folder that the files of ``storage`` lie in; None if the storage is elsewhere."""
    try:
        return Path(storage.path(""))
    except NotImplementedError:
        return None


def _local_folder(storage: Storage, name: str) -> Path | None:
    """The folder that ``name`` lies in, made if need be; None if the storage is elsewhere."""
    try:
        folder = Path(storage.path(name)).parent
    except NotImplementedError:
        return None
    _make_folder(folder)
    return folder


def _make_folder(folder: Path) -> None:
    """Its name is on the disk when this returns, if it was not there before."""
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        for parent in (folder.parent, folder.parent.parent):
            _sync_folder(parent)


class Growing:
    """A file that gets its name only once it is whole; left early, it is gone."""

    def __init__(self, folder: Path | None) -> None:
        number, name = tempfile.mkstemp(prefix=".incoming-", dir=folder)
        self.path = Path(name)
        self.file: IO[bytes] = os.fdopen(number, "w+b")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.file.close()
        self.path.unlink(missing_ok=True)

    def sync(self) -> None:
        self.file.flush()
        os.fsync(self.file.fileno())

    def become(self, path: Path) -> None:
        """The bytes reach the disk before the name does, the name before anyone relies on it."""
        self.sync()
        self.path.replace(path)
        _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def measure(source: IO[bytes], file: str) -> Payload:
    """As ``keep_large``, but stores nothing."""
    digest, size = hashlib.sha256(), 0
    while chunk := source.read(_CHUNK):
        digest.update(chunk)
        size += len(chunk)
    return Payload(file, digest.hexdigest(), size, None)


# --- Their rows ---


def enter(
    payloads: Sequence[Payload], feed: Feed, *, asked_format: str = "", to_inbox: bool = False
) -> dict[str, Delivery]:
    """The deliveries of ``payloads`` by SHA-256: new rows, or those that are there already.

    A new row has ``is_new`` set. One transaction; none if all are there.
    """
    wanted = {payload.sha256: payload for payload in payloads}
    found = _rows(feed, wanted)
    missing = [payload for sha256, payload in wanted.items() if sha256 not in found]
    if not missing:
        return found
    now = timezone.now()
    made = [
        Delivery(
            feed=feed, filename=payload.filename, sha256=payload.sha256, size=payload.size,
            raw=payload.raw, format=asked_format, to_inbox=to_inbox, attempts=1, received_at=now,
        )
        for payload in sorted(missing, key=lambda payload: payload.sha256)
    ]  # fmt: skip
    if in_bulk.insert_missing(made):
        ours = made
    else:
        entered = Delivery.objects.filter(feed=feed, sha256__in=[row.sha256 for row in made])
        keys = dict(entered.values_list("uid", "pk"))
        ours = [row for row in made if row.uid in keys]
        for delivery in ours:
            delivery.pk, delivery._state.adding = keys[delivery.uid], False
    for delivery in ours:
        delivery.is_new = True  # type: ignore[attr-defined]
        found[delivery.sha256] = delivery
    if others := [row.sha256 for row in made if row.sha256 not in found]:
        found |= _rows(feed, others)
    return found


def _rows(feed: Feed, wanted: Iterable[str]) -> dict[str, Delivery]:
    rows = Delivery.objects.filter(feed=feed, sha256__in=list(wanted))
    for row in (found := {row.sha256: row for row in rows}).values():
        row.feed = feed
    return found


def try_again(delivery: Delivery) -> None:
    """Counts one more attempt at a delivery that was left unfinished, or lay in quarantine.

    Of several processes that see it at the same time, one counts.
    """
    rows = Delivery.objects.filter(pk=delivery.pk, attempts=delivery.attempts)
    if rows.exclude(state=Delivery.State.DONE).update(
        state=Delivery.State.RECEIVED, reason="", attempts=F("attempts") + 1
    ):
        delivery.state = Delivery.State.RECEIVED
        delivery.attempts += 1


def quarantine(delivery: Delivery, reason: str) -> bool:
    """Sets ``delivery`` aside with a sentence that says why; False if it was read meanwhile."""
    rows = Delivery.objects.exclude(state=Delivery.State.DONE).filter(pk=delivery.pk)
    return bool(rows.update(state=Delivery.State.QUARANTINED, reason=reason))

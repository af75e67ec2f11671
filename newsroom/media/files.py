"""Files on storage that are either whole or not there."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage


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
    """Whether the file lies there in full."""
    try:
        return storage.size(name) == size
    except OSError:
        return False


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

"""Taking a picture in: looked at, stored once as it came, and left for the worker to prepare."""

import hashlib
from datetime import datetime
from functools import partial
from pathlib import PurePosixPath
from typing import IO, Any

from django.core.files.storage import storages
from django.db import transaction
from django.utils.dateparse import parse_datetime

from newsroom.media import photo_metadata, public
from newsroom.media.decoding import (
    EXTENSIONS,
    MAX_BYTES,
    MIME_TYPES,
    check_bytes,
    format_of,
    opened,
    upright_size,
)
from newsroom.media.files import has, put
from newsroom.media.models import Image
from newsroom.media.photo_metadata import PhotoMetadata
from newsroom.media.tasks import prepare_image
from newsroom.text.characters import composed, without_junk


def receive_image(
    data: bytes | IO[bytes], *, filename: str, by: Any = None, **fields: Any
) -> Image:
    """The picture's row, the same one however often the same file comes.

    ``data``: the file, or one opened for reading. ``fields``: the picture's own texts, focal
    point and rights; those that are missing are taken from what the file says about itself. An
    existing row keeps its texts. Its renditions are made after the transaction, by the worker.
    Raises ``ImageError`` with a sentence for the editor, and stores nothing then.
    """
    content = data if isinstance(data, bytes) else data.read(MAX_BYTES + 1)
    check_bytes(content)
    with opened(content) as picture:
        kind, size = format_of(picture), upright_size(picture)
        metadata = photo_metadata.read(picture)
    digest = hashlib.sha256(content).hexdigest()
    original = f"originals/{digest[:2]}/{digest}.{EXTENSIONS[kind]}"
    # Before the row, so that no row names a file that isn't there; a file without a row is
    # found by its sum when the picture comes again.
    if not has(storages["private"], original, len(content)):
        put(storages["private"], original, content)
    image, is_new = Image.objects.get_or_create(
        sha256=digest,
        defaults={
            "original": original,
            "filename": _name_of(filename),
            "mime": MIME_TYPES[kind],
            "size": len(content),
            "width": size[0],
            "height": size[1],
            "photo_metadata": metadata,
            "uploaded_by": by,
            **_defaults(metadata, filename),
            **fields,
        },
    )
    _have_prepared(image, is_new=is_new)
    return image


def _have_prepared(image: Image, *, is_new: bool) -> None:
    """Asks the worker for what is missing: all of it, or what was lost or failed before."""
    if not is_new and image.state == Image.State.FAILED:
        image.state, image.failure = Image.State.RECEIVED, ""
        image.save(update_fields=["state", "failure"])
    lost = image.is_ready and not public.is_complete(image)
    if lost or image.state == Image.State.RECEIVED:
        transaction.on_commit(partial(prepare_image.enqueue, image.pk, anew=lost), robust=True)


def _defaults(metadata: PhotoMetadata, filename: str) -> dict[str, Any]:
    title = (
        metadata.get("headline") or metadata.get("title") or PurePosixPath(_name_of(filename)).stem
    )
    return {
        "title": title[:200].strip(),
        "caption": metadata.get("caption", ""),
        "alt": metadata.get("alt", ""),
        "credit": photo_metadata.credit_line(metadata)[:200].strip(),
        "rights": photo_metadata.usage_terms(metadata),
        "rights_expire_at": _expiry(metadata),
    }


def _expiry(metadata: PhotoMetadata) -> datetime | None:
    return parse_datetime(metadata["expires"]) if "expires" in metadata else None


def _name_of(filename: str) -> str:
    """The file's own name, without folders and without what could break out of a header."""
    name = without_junk(filename).replace("\\", "/").rpartition("/")[2]
    return composed(" ".join(name.split()))[:255]

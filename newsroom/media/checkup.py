"""For the doctor: can pictures be stored and read, and are they made ready."""

import secrets
from collections.abc import Iterator
from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone

from newsroom.checkup import Finding, check, fault, ok, warning
from newsroom.media.models import Image

_WAITS = timedelta(minutes=10)
_HOLDS = {
    "default": "what readers may fetch",
    "private": "originals and copy of the wire",
}


@check("Storage", seconds=4.0, asks_database=False)
def storages_keep_what_they_are_given() -> Iterator[Finding]:
    """A few bytes written, read and removed in each storage."""
    for alias, holds in _HOLDS.items():
        try:
            problem = _round_trip(alias)
        except Exception as reason:  # noqa: BLE001  (each kind of storage has errors of its own)
            problem = f"{type(reason).__name__}: {reason}"
        if problem:
            yield fault(
                f"The storage of {holds} does not work: {problem}",
                "See that its folder or bucket is there and may be written.",
            )
        else:
            yield ok(f"The storage of {holds} works.")


def _round_trip(alias: str) -> str:
    storage = storages[alias]
    given = secrets.token_bytes(64)
    name = storage.save(f"doctor/{secrets.token_hex(8)}", ContentFile(given))
    try:
        with storage.open(name) as file:
            got = file.read()
    finally:
        storage.delete(name)
    if got != given:
        return "it gave back other bytes than it was given"
    return "what was deleted is still there" if storage.exists(name) else ""


@check("Pictures")
def pictures_are_ready() -> Iterator[Finding]:
    waiting = Image.objects.filter(
        state=Image.State.RECEIVED, created_at__lt=timezone.now() - _WAITS
    ).count()
    if waiting:
        yield warning(
            f"{'One picture has' if waiting == 1 else f'{waiting} pictures have'} waited for more"
            " than ten minutes to be made ready.",
            "See that a worker is at work, and what its log says.",
        )
    else:
        yield ok("No picture waits to be made ready.")

"""Style sheets and scripts, collected once for each state that they are in."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

_MARK = ".collected"


def collect_static_files() -> bool:
    """Collects and compresses them unless they lie there as they are; returns whether it did."""
    if collected_as_they_are():
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    _mark().write_text(fingerprint())
    return True


def collected_as_they_are() -> bool:
    """Whether what lies there was collected from the files as they are now."""
    return _mark().exists() and _mark().read_text() == fingerprint()


def _mark() -> Path:
    return Path(settings.STATIC_ROOT) / _MARK


def fingerprint() -> str:
    """SHA-256 over every file's name, size and time of change."""
    digest = hashlib.sha256(repr(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: found[0]):
            state = Path(storage.path(name)).stat()
            digest.update(f"{name} {state.st_size} {state.st_mtime_ns}".encode())
    return digest.hexdigest()

"""Style sheets and scripts, collected once for each state that they are in."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

_MARK = ".collected"


def collect_static_files() -> bool:
    """Collects and compresses them unless they lie there as they are; returns whether it did."""
    mark = Path(settings.STATIC_ROOT) / _MARK
    state = fingerprint()
    if mark.exists() and mark.read_text() == state:
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    mark.write_text(state)
    return True


def fingerprint() -> str:
    """SHA-256 over every file's name, size and time of change."""
    digest = hashlib.sha256(repr(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: found[0]):
            state = Path(storage.path(name)).stat()
            digest.update(f"{name} {state.st_size} {state.st_mtime_ns}".encode())
    return digest.hexdigest()

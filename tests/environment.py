"""The environment that the settings are read in during tests; imported before Django is set up.

There is one settings file. What tests need otherwise is set here: folders of their own instead
of the developer's, a fast password hasher, tasks that run at once, static files without a
manifest. Real processes that tests start (``tests.processes``) get the settings as they are.
"""

import atexit
import os
import shutil
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

import django
import pytest

OURS = ("DATABASE_", "REDIS_", "NEWSROOM_")
# What a run of the tests is told, in contrast to what the newsroom is told.
FOR_TESTS = ("NEWSROOM_TEST_", "NEWSROOM_FULL_TRIALS", "NEWSROOM_NO_SKIPS")


def full_trials() -> bool:
    """Whether long trials run in full rather than at small counts."""
    return os.environ.get("NEWSROOM_FULL_TRIALS", "") == "1"


def clean_environment() -> dict[str, str]:
    """The process's environment without what the developer's shell tells the newsroom."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(OURS) or name.startswith(FOR_TESTS)
    }


def prepare() -> None:
    """Sets the environment, loads the settings and makes them fit for tests."""
    if "DJANGO_SETTINGS_MODULE" in os.environ:
        raise pytest.UsageError(
            "Unset DJANGO_SETTINGS_MODULE: the tests read the settings in a clean environment."
        )
    is_worker = "PYTEST_XDIST_WORKER" in os.environ
    if not is_worker:
        cleaned = clean_environment()
        os.environ.clear()
        os.environ.update(cleaned)
        _keep_bytecode()
    # A worker's folder is its own too, inside the one of the run.
    data = tempfile.mkdtemp(prefix="newsroom-tests-", dir=os.environ.get("NEWSROOM_DATA"))
    os.environ["NEWSROOM_DATA"] = data
    if not is_worker:
        atexit.register(shutil.rmtree, data, ignore_errors=True)
    os.environ["NEWSROOM_SECRET_KEY"] = "for tests alone, and long enough to be taken"
    os.environ["DJANGO_SETTINGS_MODULE"] = "newsroom.settings"
    _adapt_settings()
    django.setup()
    _keep_one_connection_a_thread()
    # Else pytest-django would read the settings before us in the workers that we start.
    del os.environ["DJANGO_SETTINGS_MODULE"]


def _keep_bytecode() -> None:
    """Where none may be written, each of the hundreds of processes that tests start would compile

    the program anew, which is more than half of their work: they share a folder of this run's.
    """
    if not sys.dont_write_bytecode or sys.pycache_prefix is not None:
        return
    folder = tempfile.mkdtemp(prefix="newsroom-bytecode-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix = folder
    sys.dont_write_bytecode = False


def _adapt_settings() -> None:
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.TASKS = {"default": {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend"}}
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    # WhiteNoise warns of a missing folder, and a warning is an error here.
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    point_to(Path(os.environ["NEWSROOM_DATA"]), settings)


def _keep_one_connection_a_thread() -> None:
    """While Playwright's event loop runs, Django would keep a second set of connections beside

    the thread's own, which a change of databases in between would not reach.
    """
    from django.db import connections

    connections._connections = threading.local()


def point_to(folder: Path, settings: Any) -> None:
    """Points the newsroom's data, pictures and wire copy to ``folder``."""
    media = str(folder / "media")
    storages = {
        **settings.STORAGES,
        "default": _folder_storage(media, settings.MEDIA_URL),
        "private": _folder_storage(str(folder / "private"), None),
    }
    for name, value in {
        "NEWSROOM_DATA": folder,
        "MEDIA_ROOT": media,
        "STORAGES": storages,
    }.items():
        setattr(settings, name, value)


def _folder_storage(location: str, url: str | None) -> dict[str, Any]:
    return {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": location, "base_url": url},
    }

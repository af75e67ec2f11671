"""The installation itself: settings, database, clocks, folders, style sheets."""

import os
import secrets
import shutil
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.core.files.storage import FileSystemStorage, storages
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from newsroom.checkup import Finding, check, fault, ok, warning
from newsroom.delivery.version import own_version
from newsroom.management.static_files import collected_as_they_are
from newsroom.publishing.clock import database_now

LEAST_POSTGRESQL = 150_000
_GB = 1_000_000_000
LEAST_ROOM, LOW_ROOM = 0.2 * _GB, 2 * _GB
_MOST_SECONDS_OFF, _MANY_SECONDS_OFF = 2.0, 30.0


def is_laptop() -> bool:
    """Whether the site is for this machine alone."""
    return urlsplit(settings.NEWSROOM_BASE_URL).hostname in {"127.0.0.1", "localhost", "::1"}


@check("Settings", asks_database=False)
def settings_are_right() -> Iterator[Finding]:
    """What ``check --deploy`` says, where this is not a laptop."""
    if is_laptop():
        yield ok(
            f"Newsroom {own_version()}, for this machine alone:"
            f" NEWSROOM_BASE_URL is {settings.NEWSROOM_BASE_URL}."
        )
        return
    found = checks.run_checks(tags=[checks.Tags.security], include_deployment_checks=True)
    told = [each for each in found if not each.is_silenced()]
    for each in told:
        as_finding = fault if each.is_serious() else warning
        yield as_finding(f"{each.msg} ({each.id})", str(each.hint or "See manage.py check."))
    if not told:
        yield ok(f"Newsroom {own_version()}; the settings are right for a public site.")
    if settings.DEBUG:
        yield fault(
            "Tracebacks are shown to whoever asks.", "Set NEWSROOM_DEBUG=false and serve anew."
        )


@check("Secret key", asks_database=False)
def secret_key_is_secret() -> Iterator[Finding]:
    path = Path(settings.NEWSROOM_DATA) / "secret_key"
    if path.exists() and path.stat().st_mode & 0o077:
        yield warning(f"Others on this machine may read {path}.", f"Run: chmod 600 {path}")


@check("Database")
def database_is_fit() -> Iterator[Finding]:
    began = time.monotonic()
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.execute("SELECT sqlite_version()")
            yield ok(f"SQLite {cursor.fetchone()[0]} answers.")
            return
        cursor.execute("SHOW server_version_num")
        number = int(cursor.fetchone()[0])
    version = f"{number // 10_000}.{number % 10_000}"
    if number < LEAST_POSTGRESQL:
        yield fault(f"PostgreSQL is {version}.", "Move to PostgreSQL 15 or newer.")
        return
    milliseconds = (time.monotonic() - began) * 1000
    if milliseconds > 100:
        yield warning(
            f"PostgreSQL {version} takes {milliseconds:.0f} ms for the smallest question.",
            "Put it nearer to the web servers, or see what else it is at.",
        )
    else:
        yield ok(f"PostgreSQL {version} answers.")


@check("Migrations")
def migrations_are_applied() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        names = ", ".join(f"{step.app_label}.{step.name}" for step, _ in plan[:3])
        many = f"{names} and {len(plan) - 3} more" if len(plan) > 3 else names
        yield fault(f"The database is older than the program: {many}.", "Run: manage.py migrate")
    newer = set(executor.loader.applied_migrations) - set(executor.loader.disk_migrations)
    ours = sorted(name for app, name in newer if app in executor.loader.migrated_apps)
    if ours:
        yield warning(
            f"The database is newer than the program: it has {ours[-1]}.",
            "Bring this machine up to the version that the others have.",
        )
    if not plan and not ours:
        yield ok("The database and the program are of one version.")


@check("Clock")
def clocks_agree() -> Iterator[Finding]:
    before = datetime.now(UTC)
    there = database_now()
    here = before + (datetime.now(UTC) - before) / 2
    off = abs((there - here).total_seconds())
    if off <= _MOST_SECONDS_OFF:
        yield ok("This machine's clock and the database's agree.")
        return
    as_finding = fault if off > _MANY_SECONDS_OFF else warning
    yield as_finding(
        f"This machine's clock and the database's are {off:.0f} s apart.",
        "Let both keep the time by NTP; stories go out by the database's.",
    )


@check("Time zone")
def time_zone_is_known() -> Iterator[Finding]:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT now() AT TIME ZONE %s", [settings.TIME_ZONE])
    yield ok(f"The paper's day is that of {settings.TIME_ZONE}.")


@check("Folders", asks_database=False)
def folders_can_be_written() -> Iterator[Finding]:
    """Each on its own, since they may lie on several disks."""
    named = {Path(settings.NEWSROOM_DATA): "NEWSROOM_DATA"}
    for alias, name in (
        ("default", "NEWSROOM_MEDIA_STORAGE"),
        ("private", "NEWSROOM_PRIVATE_STORAGE"),
    ):
        storage = storages[alias]
        if isinstance(storage, FileSystemStorage):
            named.setdefault(Path(storage.location), name)
    for folder, name in named.items():
        yield from _folder(folder, name)


def _folder(folder: Path, name: str) -> Iterator[Finding]:
    trial = folder / f".doctor-{secrets.token_hex(6)}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        trial.write_text("It can be written.")
        trial.unlink()
    except OSError as reason:
        yield fault(
            f"In {folder} ({name}) nothing can be written: {reason.strerror}.",
            "Make it writable for the user that the newsroom runs as, or make room.",
        )
        return
    room = shutil.disk_usage(folder)
    told = f"{room.free / _GB:.1f} of {room.total / _GB:.1f} GB are free for {folder} ({name})."
    names = os.statvfs(folder)
    if room.free < LEAST_ROOM or (names.f_files and names.f_favail < 1000):
        yield fault(told, "Make room: copy that comes in is refused when it is full.")
    elif room.free < LOW_ROOM:
        yield warning(told, "Make room before it is full.")
    else:
        yield ok(told)


@check("Style sheets", asks_database=False)
def style_sheets_are_collected() -> Iterator[Finding]:
    if collected_as_they_are():
        yield ok("Style sheets and scripts are collected.")
    else:
        yield warning(
            "Style sheets and scripts are not collected as they are now.",
            "Restart serve, which collects them; under another server run: manage.py collectstatic",
        )

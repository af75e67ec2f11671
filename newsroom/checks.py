"""Checks that keep a wrong deployment from starting, each with what to do about it."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security, deploy=True)
def public_address(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """The site's public address must be known and encrypted."""
    found: list[CheckMessage] = []
    if not settings.NEWSROOM_BASE_URL.startswith("https://"):
        found.append(
            Error(
                "NEWSROOM_BASE_URL is not an https address.",
                hint="Set NEWSROOM_BASE_URL to the site's address, such as https://news.example.",
                id="newsroom.E001",
            )
        )
    host = settings.NEWSROOM_BASE_URL.partition("://")[2].partition(":")[0]
    if host not in settings.ALLOWED_HOSTS:
        found.append(
            Error(
                f"NEWSROOM_ALLOWED_HOSTS does not name {host}, the host of NEWSROOM_BASE_URL.",
                hint=f"Add {host} to NEWSROOM_ALLOWED_HOSTS, separated by commas.",
                id="newsroom.E002",
            )
        )
    return found


# Not tagged "database": Django leaves those out unless a database is named on the command line.
@register(Tags.security, deploy=True)
def production_database(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """SQLite serves a laptop and a small paper on one machine; more wants PostgreSQL."""
    if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        return []
    return [
        checks.Warning(
            "The database is SQLite, which one machine alone can use.",
            hint="Set DATABASE_URL to postgres://user:password@host/name.",
            id="newsroom.W003",
        )
    ]


@register(Tags.security, deploy=True)
def shared_files(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Pictures in a bucket are for several machines, and these need the originals, too."""
    shown, hidden = (settings.STORAGES[name]["OPTIONS"] for name in ("default", "private"))
    if "bucket_name" not in shown or "bucket_name" in hidden:
        return []
    return [
        checks.Warning(
            "Readers' pictures lie in a bucket, but originals and wire copy on this machine alone.",
            hint="Set NEWSROOM_PRIVATE_STORAGE to a bucket, or a prefix, that nobody may fetch.",
            id="newsroom.W004",
        )
    ]

"""Reading the environment: a wrong value stops the start and says what to write instead."""

import os
import re
import secrets
from dataclasses import dataclass, field
from importlib.util import find_spec
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf.global_settings import LANGUAGES
from django.core.exceptions import ImproperlyConfigured

# Where somebody can be written to (RFC 9116).
_CONTACT = re.compile(r"mailto:[^\s@]+@[^\s@]+|https://[^\s/]+(?:/\S*)?")


def env(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def env_bool(name: str, *, default: bool) -> bool:
    value = env(name, str(default)).lower()
    if value not in {"true", "false", "1", "0", "yes", "no"}:
        raise ImproperlyConfigured(f"{name} is {value!r}; write true or false.")
    return value in {"true", "1", "yes"}


def env_choice(name: str, default: str, *others: str) -> str:
    value = env(name, default).lower()
    if value not in {default, *others}:
        raise ImproperlyConfigured(f"{name} is {value!r}; write {' or '.join((default, *others))}.")
    return value


def env_int(name: str, default: int) -> int:
    value = env(name, str(default))
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name} is {value!r}; write a whole number such as {default}.")
    return int(value)


def env_token(name: str) -> str:
    value = env(name)
    if value and len(value) < 20:
        raise ImproperlyConfigured(f"{name} is too short; write 20 random letters or more.")
    return value


def env_share(name: str) -> float:
    value = env(name, "0")
    try:
        share = float(value)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise ImproperlyConfigured(f"{name} is {value!r}; write a share such as 0.01, at most 1.")
    return share


def env_sentry(name: str) -> str:
    value = env(name)
    parts = urlsplit(value)
    if value and not (parts.scheme in {"http", "https"} and parts.username and parts.path[1:]):
        # The rest of it may be a key.
        raise ImproperlyConfigured(
            f"{name} is no address of a project; write it as Sentry shows it:"
            " https://key@sentry.example/1."
        )
    if value and find_spec("sentry_sdk") is None:
        raise ImproperlyConfigured(
            f"{name} is set, and the package sentry-sdk is not installed;"
            " run: uv sync --extra sentry"
        )
    return value


def env_list(name: str, default: str) -> list[str]:
    return [part.strip() for part in env(name, default).split(",") if part.strip()]


def env_time_zone(name: str, default: str) -> str:
    value = env(name, default)
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError) as unknown:
        message = f"{name} is {value!r}, which is no time zone; write one such as Asia/Karachi."
        raise ImproperlyConfigured(message) from unknown
    return value


def env_base_url(name: str, default: str) -> str:
    value = env(name, default).rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
        raise ImproperlyConfigured(
            f"{name} is {value!r}; write the site's address such as https://news.example."
        )
    return value


def env_contact(name: str) -> str:
    value = env(name)
    if value and not _CONTACT.fullmatch(value):
        raise ImproperlyConfigured(
            f"{name} is {value!r}; write an address such as mailto:security@news.example"
            " or https://news.example/contact/."
        )
    return value


def secret_key(data: Path) -> str:
    """The key from the environment, else one made once and kept with the data."""
    if key := env("NEWSROOM_SECRET_KEY"):
        if len(key) < 32:
            raise ImproperlyConfigured("NEWSROOM_SECRET_KEY is too short; write 50 random letters.")
        return key
    path = data / "secret_key"
    try:
        data.mkdir(parents=True, exist_ok=True)
        # Nobody else may read it, not even for the moment after it was made.
        made = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(made, "w") as file:
            file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    except OSError as reason:
        raise ImproperlyConfigured(
            f"NEWSROOM_DATA is {str(data)!r}, where nothing can be written ({reason.strerror});"
            " write a folder that the newsroom may write in."
        ) from reason
    return path.read_text()


def env_networks(name: str) -> list[IPv4Network | IPv6Network]:
    try:
        return [ip_network(network) for network in env_list(name, "")]
    except ValueError as wrong:
        raise ImproperlyConfigured(
            f"{name} is {env(name)!r}; write networks such as 10.1.0.0/16, with commas between."
        ) from wrong


def env_language(name: str, default: str) -> str:
    value = env(name, default).lower()
    if value not in dict(LANGUAGES):
        raise ImproperlyConfigured(
            f"{name} is {value!r}, which is no language; write a code such as en, en-gb or ur."
        )
    return value


def env_storage(name: str, default: str, base_url: str | None) -> dict[str, Any]:
    """Django's settings for files in a folder or a bucket; ``base_url`` is where they are fetched.

    Of a bucket: s3://bucket/prefix?endpoint=https://store.example&region=eu-1, of which all but
    the bucket may be left out.
    """
    value = env(name, default)
    if "://" not in value:
        options = {"location": value, "base_url": base_url}
        return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}
    parts = urlsplit(value)
    told = dict(parse_qsl(parts.query))
    if parts.scheme != "s3" or not parts.hostname or set(told) - {"endpoint", "region"}:
        raise ImproperlyConfigured(
            f"{name} is {value!r}; write a folder such as /srv/media, or s3://bucket/prefix with"
            " ?endpoint=https://store.example&region=eu-1 where it is not Amazon's."
        )
    if find_spec("storages") is None:
        raise ImproperlyConfigured(
            f"{name} is a bucket, but the package for it is not installed; run: uv sync --extra s3"
        )
    options = {
        "base_url": base_url,
        "bucket_name": parts.netloc,
        "location": parts.path.strip("/"),
        "endpoint_url": told.get("endpoint"),
        "region_name": told.get("region"),
    }
    return {"BACKEND": "newsroom.media.object_store.ObjectStore", "OPTIONS": options}


def refuse_shown_originals(media: dict[str, Any], private: dict[str, Any]) -> None:
    """What nobody may fetch must not lie where everybody may."""
    shown, hidden = media["OPTIONS"], private["OPTIONS"]
    same = ("bucket_name", "endpoint_url")
    if "bucket_name" not in shown or any(shown[each] != hidden.get(each) for each in same):
        return
    if f"{hidden['location']}/".startswith(f"{shown['location']}/".lstrip("/")):
        raise ImproperlyConfigured(
            "NEWSROOM_PRIVATE_STORAGE lies inside of NEWSROOM_MEDIA_STORAGE, where everybody may"
            " fetch it; give each a bucket or a prefix of its own."
        )


def env_folders(name: str) -> list[str]:
    values = env_list(name, "")
    if wrong := [value for value in values if not Path(value).is_absolute()]:
        raise ImproperlyConfigured(
            f"{name} has {wrong[0]!r}; write whole paths such as /srv/wire, with commas between."
        )
    return values


@dataclass(frozen=True, slots=True)
class PurgeAddress:
    """What stands in front: its kind, which one (nodes, service or zone), and the token for it."""

    kind: str
    place: str
    token: str = field(default="", repr=False)


_PLACES = {
    "varnish": re.compile(r"(?:\[[0-9a-fA-F:]+\]|[\w.-]+):\d{1,5}", re.ASCII),
    "fastly": re.compile(r"\w{5,64}", re.ASCII),
    "cloudflare": re.compile(r"[0-9a-f]{32}"),
}


def env_purge(name: str, token: str) -> PurgeAddress | None:
    """What is to be purged; ``token`` is of a variable of its own and may stand in the address."""
    value = env(name, "none")
    if value == "none":
        return None
    parts = urlsplit(value)
    kind, place = parts.scheme, parts.netloc
    token = dict(parse_qsl(parts.query)).get("token", token)
    pattern = _PLACES.get(kind)
    nodes = place.split(",") if kind == "varnish" else [place]
    if pattern is None or not all(map(pattern.fullmatch, nodes)) or parts.path not in {"", "/"}:
        # Without the query, which may hold the token.
        raise ImproperlyConfigured(
            f"{name} is {value.partition('?')[0]!r}; write none, varnish://HOST:PORT (with commas"
            " between several), fastly://SERVICE or cloudflare://ZONE."
        )
    if kind != "varnish" and not re.fullmatch(r"[!-~]{8,}", token):
        raise ImproperlyConfigured(
            f"{name} is for {kind}, which asks for a token; write it in NEWSROOM_PURGE_TOKEN."
        )
    return PurgeAddress(kind, place, "" if kind == "varnish" else token)


def env_url_prefix(name: str, default: str) -> str:
    value = env(name, default)
    if not value.startswith(("/", "https://", "http://")) or not value.endswith("/"):
        raise ImproperlyConfigured(
            f"{name} is {value!r}; write an address that ends in a slash, such as {default}."
        )
    return value


def env_redis(name: str) -> str:
    """The address of a Redis, or nothing; it needs a package that is not always there."""
    value = env(name)
    if not value:
        return ""
    parts = urlsplit(value)
    is_whole = bool(parts.path if parts.scheme == "unix" else parts.hostname)
    if parts.scheme not in {"redis", "rediss", "unix"} or not is_whole:
        # It may hold a password, so only its beginning is repeated.
        raise ImproperlyConfigured(
            f"{name} begins with {parts.scheme[:20]!r}; write redis://host:6379/0,"
            " rediss:// for an encrypted line, or unix:///run/redis.sock."
        )
    if find_spec("redis") is None:
        raise ImproperlyConfigured(
            f"{name} is set, but the package for Redis is not installed; run: uv sync --extra redis"
        )
    return value

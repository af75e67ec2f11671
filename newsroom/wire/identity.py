"""Which story an item belongs to, and which of two versions is the newer."""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

GUID_LENGTH = 500
_PARTS = re.compile(r"[0-9]+|[^\W\d_]+")
_LONG_AGO = datetime.min.replace(tzinfo=UTC)

# What makes two items the same copy; what merely accompanied them on the way is left out.
_CONTENT = (
    "pubstatus headline byline dateline credit abstract body_html ednote embargo_until language"
    " rights media"
).split()

type VersionKey = tuple[tuple[tuple[int, int, str], ...], datetime, str]


def guid_of(item: Mapping[str, Any], file_sha256: str, position: int) -> str:
    """The agency's id of the story, without the version; copy without one is known by its bytes."""
    guid = str(item.get("guid") or "").strip()
    if not guid:
        return f"sha256:{file_sha256}" + (f"#{position}" if position else "")
    return fitting_guid(guid)


def fitting_guid(guid: str) -> str:
    """``guid``, or one that stands for it if it is too long to be stored."""
    guid = guid.strip()
    if len(guid) <= GUID_LENGTH:
        return guid
    rest = hashlib.sha256(guid.encode()).hexdigest()
    return f"{guid[: GUID_LENGTH - len(rest) - 1]}…{rest}"


def content_sha256(item: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of an item's words and standing, wherever it came from."""
    content = {name: item.get(name) or None for name in _CONTENT}
    # A picture's id is no word of the copy; what was stored before such ids stays the same copy.
    media = item.get("media") or ()
    content["media"] = [{k: v for k, v in each.items() if k != "guid"} for each in media] or None
    text = json.dumps(content, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def version_key(version: str, created: datetime | None, sha256: str) -> VersionKey:
    """Sorts versions: by number ("1.10" after "1.9"), then by time, then by SHA-256."""
    parts = [_part(part) for part in _PARTS.findall(version.casefold())]
    while parts and parts[-1] == (1, 0, ""):
        parts.pop()  # "1.0" is "1"
    return tuple(parts), created or _LONG_AGO, sha256


def _part(text: str) -> tuple[int, int, str]:
    if text.isdecimal():
        return 1, int(text), ""
    return 0, 0, text

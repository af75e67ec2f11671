"""JSON Feed 1.1."""

import json
from typing import Any

from newsroom.publishing import printed
from newsroom.syndication.entry import Entry
from newsroom.syndication.feed import Feed

MIME = "application/feed+json"

_VERSION = "https://jsonfeed.org/version/1.1"


def written(feed: Feed) -> bytes:
    """``feed`` as a JSON document."""
    data = {
        "version": _VERSION,
        "title": feed.title,
        "description": feed.description,
        "home_page_url": feed.home,
        "feed_url": feed.page,
        "next_url": feed.older,
        "language": feed.language,
        "authors": [{"name": feed.site_name}],
        "items": [_item(entry) for entry in feed.entries],
    }
    # Half characters have no bytes.
    return json.dumps(_said(data, "items"), ensure_ascii=False).encode("utf-8", "ignore")


def _item(entry: Entry) -> dict[str, Any]:
    picture = entry.picture
    data = {
        "id": entry.id,
        "url": entry.url,
        "title": entry.headline,
        "summary": entry.summary,
        "content_html": entry.content,
        "image": picture.url if picture else "",
        "date_published": printed.iso(entry.published),
        "date_modified": printed.iso(entry.updated) if entry.updated else "",
        "authors": [{"name": name} for name in entry.authors],
        "tags": list(entry.categories),
        "language": entry.language,
    }
    if picture:
        attachment = {"url": picture.url, "mime_type": picture.mime, "size_in_bytes": picture.size}
        data["attachments"] = [attachment]
    return _said(data, "content_html")


def _said(data: dict[str, Any], *always: str) -> dict[str, Any]:
    """``data`` without what is empty; what the format asks for stays."""
    return {name: value for name, value in data.items() if value or name in always}

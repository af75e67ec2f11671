"""What WordPress adds to RSS when it exports a site (WXR): status, kind, pictures, people."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC

from newsroom.wire.parsers.draft import Draft
from newsroom.wire.parsers.feed_story import Times
from newsroom.wire.parsers.feed_xml import Parts, line_at, parts_of, text
from newsroom.wire.parsers.instants import instant
from newsroom.wire.parsers.item import Media
from newsroom.wire.parsers.markup import Element

_STORIES = {"", "post", "attachment"}
_WITHHELD = {"draft", "pending", "private", "auto-draft", "trash"}
_NEVER = "0000-00-00"
_CAPTION = re.compile(
    r"\[caption\b[^\]]{0,500}\]\s*((?:<a\b[^>]{0,2000}>)?\s*<img\b[^>]{0,4000}>\s*(?:</a>)?)"
    r"([^\[]{0,5000})\[/caption\]"
)


@dataclass(slots=True)
class Site:
    """What one entry of an export needs to know of the others."""

    people: dict[str, str] = field(default_factory=dict)
    pictures: dict[str, Media] = field(default_factory=dict)


def site_of(channel: Parts, entries: Sequence[Parts]) -> Site:
    """The people (by login) and the pictures (by number) of an export; empty for other feeds."""
    people = (parts_of(each) for each in channel.get("wp:author", ()))
    pictures = (parts for parts in entries if text(parts, "wp:attachment_url"))
    return Site(
        {text(each, "wp:author_login"): text(each, "wp:author_display_name") for each in people},
        {text(parts, "wp:post_id"): _picture(parts) for parts in pictures},
    )


def why_no_story(parts: Parts, headline: str) -> str:
    """Why an entry is no story; empty if it is one."""
    kind = text(parts, "wp:post_type")
    if kind in _STORIES:
        return ""
    return f"“{headline[:80]}” is a part of the site ({kind[:40]}), not a story."


def read_wordpress(draft: Draft, parts: Parts, site: Site) -> Times:
    """Takes over what an export says of one entry; returns its times."""
    if not text(parts, "wp:post_id", "wp:post_type", "wp:status"):
        return Times()
    _set_status(draft, parts)
    if address := text(parts, "wp:attachment_url"):
        draft.type = "picture"
        draft.media.append(Media(address, credit=draft.byline))
    draft.media += [
        site.pictures[number] for number in _thumbnails(parts) if number in site.pictures
    ]
    return Times(
        _times(parts, "wp:post_date_gmt"),
        _times(parts, "wp:post_modified_gmt"),
    )


def with_figures(html: str) -> str:
    """``html`` with WordPress’s own marks for captions made into figures."""
    if "[caption" not in html:
        return html
    return _CAPTION.sub(r"<figure>\1<figcaption>\2</figcaption></figure>", html)


def names_of(said: Sequence[str], people: Mapping[str, str]) -> list[str]:
    """Names for the logins that an export writes in their place."""
    return [people.get(each) or each for each in said]


def _set_status(draft: Draft, parts: Parts) -> None:
    status = text(parts, "wp:status")
    if status == "future":
        draft.is_embargoed = True
        draft.embargo_until = next(
            (instant(each, UTC) for each in _times(parts, "wp:post_date_gmt")), None
        )
    elif status in _WITHHELD or text(parts, "wp:post_password"):
        draft.pubstatus = "withheld"
    elif status not in {"", "publish", "inherit"}:
        draft.pubstatus = "withheld"
        draft.warnings.append(f"status: “{status[:40]}” is no status that we know; it is held.")


def _times(parts: Parts, name: str) -> list[str]:
    """WordPress writes Greenwich’s time without saying so."""
    said = text(parts, name)
    return [f"{said}Z"] if said and not said.startswith(_NEVER) else []


def _picture(parts: Parts) -> Media:
    captions = (*parts.get("excerpt:encoded", ()), *parts.get("title", ()))
    return Media(
        text(parts, "wp:attachment_url"),
        caption=next((said for each in captions if (said := line_at(each))), ""),
    )


def _thumbnails(parts: Parts) -> list[str]:
    return [_value(each) for each in parts.get("wp:postmeta", ()) if _key(each) == "_thumbnail_id"]


def _key(meta: Element) -> str:
    return text(parts_of(meta), "wp:meta_key")


def _value(meta: Element) -> str:
    return text(parts_of(meta), "wp:meta_value")

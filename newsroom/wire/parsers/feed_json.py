"""JSON Feed, versions 1.0 and 1.1 (jsonfeed.org)."""

from collections.abc import Iterator, Sequence
from typing import Any

from newsroom.wire.parsers.draft import Draft, Reception
from newsroom.wire.parsers.feed_story import (
    Times,
    each_read,
    finished,
    identity,
    names_in,
    resolve,
    set_dates,
    set_texts,
)
from newsroom.wire.parsers.feed_xml import host_of, marked_up
from newsroom.wire.parsers.item import Media, Skip, WireError, WireItem
from newsroom.wire.parsers.json_text import line_in, object_in, objects_in, text_in, texts_in

type _Object = dict[str, Any]


def parse_json(value: Any, warnings: Sequence[str], reception: Reception) -> list[WireItem | Skip]:
    """The stories of a JSON Feed; ``value`` and ``warnings`` as ``json_text.loaded`` gives them."""
    if not isinstance(value, dict) or not isinstance(value.get("items"), list):
        raise WireError("The JSON feed lists no items.")
    return each_read(
        value["items"],
        lambda item: _read(item, value, reception, warnings),
        lambda item: _guid(item, value),
    )


def _read(
    item: Any, feed: _Object, reception: Reception, warnings: Sequence[str]
) -> WireItem | Skip:
    if not isinstance(item, dict):
        raise WireError("An entry of the JSON feed is no object, so it can be no story.")
    draft = Draft(
        format="jsonfeed",
        guid=_guid(item, feed),
        headline=line_in(item, "title"),
        byline=", ".join(names_in(_authors(item) or _authors(feed))),
        keywords=texts_in(item, "tags"),
        language=text_in(item, "language") or text_in(feed, "language"),
        warnings=list(warnings),
        media=list(_media(item)),
    )
    _set_texts(draft, item, feed)
    set_dates(
        draft,
        Times(
            [each for each in (text_in(item, "date_published"),) if each],
            [each for each in (text_in(item, "date_modified"),) if each],
        ),
        reception,
    )
    return finished(draft, reception)


def _guid(item: Any, feed: _Object) -> str:
    host = host_of(text_in(feed, "home_page_url", "feed_url"))
    return identity(text_in(item, "id"), text_in(item, "url", "external_url"), host)


def _set_texts(draft: Draft, item: _Object, feed: _Object) -> None:
    base = text_in(item, "url") or text_in(feed, "home_page_url", "feed_url")
    contents = [
        marked_up(text_in(item, "content_html")),
        marked_up(text_in(item, "content_text"), is_plain=True),
    ]
    summary = marked_up(text_in(item, "summary"), is_plain=True)
    set_texts(draft, [resolve(each, base) for each in contents], [summary])


def _authors(value: _Object) -> list[str]:
    """Version 1.1 lists authors; 1.0 knew one."""
    listed = objects_in(value, "authors") or [object_in(value, "author")]
    return [name for each in listed if (name := text_in(each, "name", "url"))]


def _media(item: _Object) -> Iterator[Media]:
    for name in ("image", "banner_image"):
        if href := text_in(item, name):
            yield Media(href)
    for each in objects_in(item, "attachments"):
        yield Media(
            text_in(each, "url"), caption=text_in(each, "title"), mime=text_in(each, "mime_type")
        )

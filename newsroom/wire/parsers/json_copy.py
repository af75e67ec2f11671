"""JSON of any agency: finds out whose dialect it is, and hands it on to the one who reads it."""

from collections.abc import Sequence
from typing import Any

from newsroom.wire.parsers import ap_media, dpa_wires, ninjs
from newsroom.wire.parsers.draft import Reception
from newsroom.wire.parsers.item import Skip, WireError, WireItem
from newsroom.wire.parsers.json_story import read_each, stories_in
from newsroom.wire.parsers.json_text import loaded, objects_in, text_in

_JSON_FEED = "https://jsonfeed.org/version/"
# An object with an id is ninjs if it also says one of these things about itself.
_NINJS = frozenset(
    "versioncreated pubstatus headline headlines headline_main body_html body_xhtml body_text"
    " bodies description_text descriptions byline by copyrightholder copyrightnotice usageterms"
    " renditions associations representationtype profile standard $standard slugline located"
    " eventdetails plannedcoverage title type".split(" ")
)


def parse(data: bytes, reception: Reception) -> list[WireItem | Skip]:
    """The stories in ``data``, one or a list, in whatever dialect each of them is."""
    value, warnings = loaded(data, encoding=reception.encoding)
    if _is_json_feed(value):
        from newsroom.wire.parsers.web_feed import parse_json

        return parse_json(value, warnings, reception)
    return read_each(_stories(value), lambda each: _read(each, reception, warnings))


def dialect_of(value: Any) -> str:
    """``ap-media``, ``dpa-wires`` or ``ninjs``; nothing if ``value`` is none of them."""
    if not isinstance(value, dict):
        return ""
    if ap_media.is_item(value):
        return "ap-media"
    if dpa_wires.is_item(value):
        return "dpa-wires"
    names = {name.casefold() for name in value}
    return "ninjs" if names & {"uri", "guid"} and names & _NINJS else ""


def _is_json_feed(value: Any) -> bool:
    """https://www.jsonfeed.org/version/1.1: the version is the address of the format."""
    return text_in(value, "version").replace("http://", "https://").startswith(_JSON_FEED) or any(
        {"content_html", "content_text"} & set(each) and "id" in each
        for each in objects_in(value, "items")[:1]
    )


def _stories(value: Any) -> list[Any]:
    """``value``, or what it lists."""
    if dialect_of(value):
        return [value]
    inner = ap_media.stories_in(value)
    return inner if inner != [value] else stories_in(value)


def _read(value: Any, reception: Reception, warnings: Sequence[str]) -> WireItem | Skip:
    readers = {"ap-media": ap_media.read, "dpa-wires": dpa_wires.read, "ninjs": ninjs.read}
    dialect = dialect_of(value)
    if not dialect:
        raise WireError(_unknown(value))
    return readers[dialect](value, reception, warnings)


def _unknown(value: Any) -> str:
    if not isinstance(value, dict):
        return "This JSON holds no object where a story should be."
    names = ", ".join(f"“{name[:30]}”" for name in list(value)[:6]) or "nothing"
    return (
        "This JSON is of a kind that no agency's format uses: it has neither the “uri” of ninjs "
        "with a headline or text, nor the “altids” of AP's Media API, nor the “urn” of dpa's "
        f"digital wires, nor the “version” of a JSON Feed. It has {names}."
    )

"""One story of an agency, whatever format it came in."""

from dataclasses import dataclass, fields
from datetime import UTC, datetime

from newsroom.wire.dateline import Dateline


class WireError(Exception):
    """This copy can't be read; the message says why, in words for the desk."""


class SkippedError(WireError):
    """There is no story in this file, and none was meant to be: events, concepts, plans …"""


@dataclass(frozen=True, slots=True)
class Skip:
    """A part of a file that is no story; ``reason`` is a sentence for the desk."""

    reason: str
    guid: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a story is about, as a code of some scheme."""

    code: str
    scheme: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Media:
    """A picture or film that belongs to a story; sizes in pixels, 0 if unknown.

    ``guid`` is the agency's own id of it, the one that the picture sent alone has as its item's
    guid: what is said of that item later is said of this medium too. Empty if the format gives
    none.
    """

    href: str
    caption: str = ""
    credit: str = ""
    mime: str = ""
    width: int = 0
    height: int = 0
    guid: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WireItem:
    """One version of an agency story, in the same fields for every format.

    Instants are aware and in UTC. ``body_html`` is clean. ``set_apart`` is text of the file
    that is no part of the story (page furniture, routing lines), paragraph by paragraph.
    ``type`` is text, picture or package; ``kills`` are ids of other stories that this notice
    says are dead. ``derived_from`` are guids (without version, of the same source) of other
    stories that this one was made from: rewritten, evolved, translated, processed.
    """

    format: str
    guid: str
    version: str = "1"
    pubstatus: str = "usable"
    headline: str = ""
    slugline: str = ""
    byline: str = ""
    dateline: Dateline | None = None
    credit: str = ""
    abstract: str = ""
    body_html: str = ""
    ednote: str = ""
    keywords: tuple[str, ...] = ()
    subjects: tuple[Subject, ...] = ()
    category: str = ""
    places: tuple[str, ...] = ()
    genre: str = ""
    urgency: int = 5
    embargo_until: datetime | None = None
    first_created: datetime | None = None
    version_created: datetime | None = None
    language: str = ""
    word_count: int = 0
    signals: tuple[str, ...] = ()
    rights: str = ""
    media: tuple[Media, ...] = ()
    warnings: tuple[str, ...] = ()
    set_apart: tuple[str, ...] = ()
    type: str = "text"
    kills: tuple[str, ...] = ()
    derived_from: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        """The item as plain data for JSON; instants as ISO 8601 in UTC."""
        return {name: _plain(getattr(self, name)) for name in _NAMES[WireItem]}


_NAMES = {
    kind: tuple(field.name for field in fields(kind))
    for kind in (WireItem, Dateline, Subject, Media)
}


def _plain(value: object) -> object:
    if isinstance(value, str):
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, (Dateline, Subject, Media)):
        return {name: getattr(value, name) for name in _NAMES[type(value)]}
    return value

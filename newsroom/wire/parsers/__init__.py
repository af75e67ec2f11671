"""Agency copy in any format, read into wire items: one module a format."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, tzinfo
from typing import IO

from newsroom.wire.parsers import (
    anpa,
    ap_media,
    dpa_wires,
    iptc7901,
    json_copy,
    mail,
    newsml,
    newsml_g2,
    ninjs,
    nitf,
    photo,
    plain,
    releases,
    ritzau,
    web_feed,
)
from newsroom.wire.parsers.draft import Reception
from newsroom.wire.parsers.item import Media, Skip, SkippedError, Subject, WireError, WireItem
from newsroom.wire.parsers.recognition import recognised
from newsroom.wire.parsers.streaming import items_of

__all__ = [
    "FORMATS",
    "MAX_BYTES",
    "Media",
    "Skip",
    "SkippedError",
    "Subject",
    "WireError",
    "WireItem",
    "parse",
    "parse_all",
    "stream",
    "stream_all",
]

# One wire item; larger files are read as a stream.
MAX_BYTES = 10_000_000
_BEGINNING = 65_536

# What a format's module offers: bytes in, items out (and what was skipped), or ``WireError``.
type Parser = Callable[[bytes, Reception], Sequence[WireItem | Skip]]

FORMATS: dict[str, Parser] = {
    "text": plain.parse,
    "nitf": nitf.parse,
    "newsml": newsml.parse,
    "newsml-g2": newsml_g2.parse,
    "json": json_copy.parse,
    "ninjs": ninjs.parse,
    "ap-media": ap_media.parse,
    "dpa-wires": dpa_wires.parse,
    "rss": web_feed.parse,
    "atom": web_feed.parse,
    "ritzau": ritzau.parse,
    "release": releases.parse,
    "anpa1312": anpa.parse,
    "iptc7901": iptc7901.parse,
    "photo": photo.parse,
    "email": mail.parse,
}


def parse(
    data: bytes,
    *,
    filename: str = "",
    format: str | None = None,  # noqa: A002 - the contract's name
    zone: tzinfo = UTC,
    received_at: datetime | None = None,
    encoding: str = "",
) -> list[WireItem]:
    """The items in ``data``; never an empty list.

    ``format`` names one of ``FORMATS`` and switches recognition off. ``zone`` is the feed's
    time zone, for times that name none; ``received_at`` (aware) dates copy that carries no
    date; ``encoding`` is tried where the bytes are not UTF-8. Raises ``WireError`` with a
    reason for the desk, and nothing else; ``SkippedError``, which is one, if the file is sound
    and holds no story.
    """
    found = parse_all(data, Reception(filename, zone, received_at, encoding), format=format)
    items = [item for item in found if isinstance(item, WireItem)]
    if not items:
        raise SkippedError(" ".join(dict.fromkeys(skip.reason for skip in _skips(found))))
    return items


def parse_all(
    data: bytes,
    reception: Reception,
    *,
    format: str | None = None,  # noqa: A002 - as above
) -> list[WireItem | Skip]:
    """The items in ``data``, and in their places the parts that are no stories."""
    if not data.strip(b"\x00 \t\r\n\x0b\x0c\xef\xbb\xbf\xff\xfe"):
        raise WireError("The file is empty." if not data else "The file holds nothing but space.")
    if len(data) > MAX_BYTES:
        raise WireError(
            f"The file is {len(data) / 1_000_000:.0f} MB long; one story may be 10 MB at most."
        )
    name = format or recognised(data)
    if name not in FORMATS:
        known = ", ".join(sorted(FORMATS))
        raise WireError(f"There is no format called “{name}”; known formats: {known}.")
    found = list(FORMATS[name](data, reception))
    if not found:
        raise WireError("Nothing that could be a story was found in it.")
    return found


def stream(
    file: IO[bytes],
    *,
    filename: str = "",
    format: str | None = None,  # noqa: A002 - as above
    zone: tzinfo = UTC,
    received_at: datetime | None = None,
    encoding: str = "",
) -> Iterator[WireItem]:
    """The items of a file of any length, one at a time; the rest as ``parse`` says."""
    reception = Reception(filename, zone, received_at, encoding)
    found = stream_all(file, reception, format=format)
    return (item for item in found if isinstance(item, WireItem))


def stream_all(
    file: IO[bytes],
    reception: Reception,
    *,
    format: str | None = None,  # noqa: A002 - as above
) -> Iterator[WireItem | Skip]:
    """As ``stream``, with the parts that are no stories in their places."""
    name = format or recognised(file.read(_BEGINNING))
    file.seek(0)
    if name not in FORMATS:
        raise WireError(f"There is no format called “{name}”.")
    return items_of(file, reception, name=name, read=FORMATS[name], limit=MAX_BYTES)


def _skips(found: Sequence[WireItem | Skip]) -> list[Skip]:
    return [each for each in found if isinstance(each, Skip)]

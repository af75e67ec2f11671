"""Agency copy in any format, read into wire items: one module a format."""

from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from typing import Protocol

from newsroom.wire.parsers import plain
from newsroom.wire.parsers.item import Media, Subject, WireError, WireItem
from newsroom.wire.parsers.recognition import recognised

__all__ = ["FORMATS", "MAX_BYTES", "Media", "Subject", "WireError", "WireItem", "parse"]

# One wire item; larger files are read as a stream.
MAX_BYTES = 10_000_000


class Parser(Protocol):
    """What a format's module offers: bytes in, items out, or ``WireError``."""

    def __call__(
        self,
        data: bytes,
        *,
        filename: str,
        zone: tzinfo,
        received_at: datetime | None,
        encoding: str,
    ) -> list[WireItem]: ...


FORMATS: dict[str, Callable[..., list[WireItem]]] = {"text": plain.parse}


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
    reason for the desk, and nothing else.
    """
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
    return FORMATS[name](
        data, filename=filename, zone=zone, received_at=received_at, encoding=encoding
    )

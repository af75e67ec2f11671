"""Reads a delivery's bytes into items; whatever goes wrong is a sentence for the desk."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import IO, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils import timezone

from newsroom.wire import outcomes
from newsroom.wire.agencies import with_names
from newsroom.wire.deliveries import Payload
from newsroom.wire.files import MAX_FILE_BYTES, too_large
from newsroom.wire.models import Feed
from newsroom.wire.parsers import MAX_BYTES, Skip, WireError, WireItem, parse_all, stream_all
from newsroom.wire.parsers.draft import Reception

log = logging.getLogger("newsroom.wire")


def read(
    payload: Payload, *, received_at: datetime, asked_format: str = "", feed: Feed | None = None
) -> list[dict[str, Any]]:
    """The items in ``payload`` as JSON data, at least one; ``WireError`` says why not.

    What is no story stands there as ``{"guid": …, "skipped": reason}``. ``received_at`` dates
    copy that carries no date: take the delivery's own, so that reading it again gives the same.
    A fault of a parser is one file's trouble, not the import's.
    """
    if payload.data is None or payload.size > MAX_BYTES:
        raise WireError(too_large(payload.size))
    reception = _reception(payload, received_at, feed)
    with _faults_as_sentences(payload):
        found = parse_all(payload.data, reception, format=asked_format or None)
        return [_as_json(each) for each in found]


def read_large(
    payload: Payload,
    file: IO[bytes],
    *,
    received_at: datetime,
    asked_format: str = "",
    feed: Feed | None = None,
) -> Iterator[dict[str, Any]]:
    """As ``read``, of a ``file`` too large to be held in memory: one item at a time."""
    if payload.size > MAX_FILE_BYTES:
        raise WireError(too_large(payload.size))
    reception = _reception(payload, received_at, feed)
    found = 0
    with _faults_as_sentences(payload):
        for each in stream_all(file, reception, format=asked_format or None):
            found += 1
            yield _as_json(each)
    if not found:
        raise WireError("Nothing that could be a story was found in it.")


@contextmanager
def _faults_as_sentences(payload: Payload) -> Iterator[None]:
    try:
        yield
    except (WireError, GeneratorExit):
        raise
    except Exception as fault:
        log.exception("%s could not be read", payload.filename)
        raise WireError(outcomes.FAULT) from fault


def _as_json(found: WireItem | Skip) -> dict[str, Any]:
    if isinstance(found, Skip):
        return {"guid": found.guid, "skipped": found.reason}
    return found.as_json()


def _reception(payload: Payload, received_at: datetime, feed: Feed | None) -> Reception:
    encoding = feed.encoding if feed else ""
    names = (feed.name, feed.source.name, feed.source.credit) if feed else ()
    agencies = with_names(*names)
    return Reception(payload.filename, _zone(feed), received_at, encoding, agencies)


def _zone(feed: Feed | None) -> ZoneInfo:
    if feed is not None and feed.time_zone:
        try:
            return ZoneInfo(feed.time_zone)
        except (ZoneInfoNotFoundError, ValueError):
            log.warning("Feed %s has an unknown time zone: %s", feed.slug, feed.time_zone)
    zone = timezone.get_default_timezone()
    assert isinstance(zone, ZoneInfo)
    return zone

"""Reads a delivery's bytes into items; whatever goes wrong is a sentence for the desk."""

import logging
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils import timezone

from newsroom.wire import outcomes
from newsroom.wire.deliveries import Payload
from newsroom.wire.files import too_large
from newsroom.wire.models import Feed
from newsroom.wire.parsers import MAX_BYTES, WireError, parse

log = logging.getLogger("newsroom.wire")


def read(
    payload: Payload, *, received_at: datetime, asked_format: str = "", feed: Feed | None = None
) -> list[dict[str, Any]]:
    """The items in ``payload`` as JSON data, at least one; ``WireError`` says why not.

    ``received_at`` dates copy that carries no date: take the delivery's own, so that reading it
    again gives the same. A fault of a parser is one file's trouble, not the import's.
    """
    if payload.data is None or payload.size > MAX_BYTES:
        raise WireError(too_large(payload.size))
    try:
        items = parse(
            payload.data,
            filename=payload.filename,
            format=asked_format or None,
            zone=_zone(feed),
            received_at=received_at,
            encoding=feed.encoding if feed else "",
        )
    except WireError:
        raise
    except Exception as fault:
        log.exception("%s could not be read", payload.filename)
        raise WireError(outcomes.FAULT) from fault
    if not items:
        raise WireError(outcomes.NOTHING_IN_IT)
    return [item.as_json() for item in items]


def _zone(feed: Feed | None) -> ZoneInfo:
    if feed is not None and feed.time_zone:
        try:
            return ZoneInfo(feed.time_zone)
        except (ZoneInfoNotFoundError, ValueError):
            log.warning("Feed %s has an unknown time zone: %s", feed.slug, feed.time_zone)
    zone = timezone.get_default_timezone()
    assert isinstance(zone, ZoneInfo)
    return zone

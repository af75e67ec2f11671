"""What photographers and agencies wrote into the picture file: caption, byline, credit, rights."""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import TypedDict, cast

from PIL import Image as Pillow

from newsroom.media import iim, xmp
from newsroom.text.characters import composed, without_junk

# Characters; a caption is longer than any other field.
MAX_TEXT = 500
MAX_CAPTION = 10_000
MAX_KEYWORDS = 100


class PhotoMetadata(TypedDict, total=False):
    """What the file says about itself; what it doesn't say is left out."""

    title: str
    headline: str
    caption: str
    alt: str
    byline: str
    credit: str
    source: str
    copyright: str
    usage_terms: str
    instructions: str
    keywords: list[str]
    sublocation: str
    city: str
    state: str
    country: str
    created: str  # ISO, with the zone if the file names one
    released: str  # ISO; not to be used before
    expires: str  # ISO; not to be used after
    digital_source_type: str  # the last part of the IPTC code, such as trainedAlgorithmicMedia


# Field, XMP properties, IIM data set. Where both are there XMP wins: it is what picture editors
# bring up to date. Wire formats: §2.8.
_TEXTS: tuple[tuple[str, tuple[str, ...], tuple[int, int]], ...] = (
    ("title", ("dc:title",), (2, 5)),
    ("headline", ("photoshop:Headline",), (2, 105)),
    ("caption", ("dc:description",), (2, 120)),
    ("alt", ("core:AltTextAccessibility",), (0, 0)),
    ("byline", ("dc:creator",), (2, 80)),
    ("credit", ("photoshop:Credit",), (2, 110)),
    ("source", ("photoshop:Source",), (2, 115)),
    ("copyright", ("dc:rights",), (2, 116)),
    ("usage_terms", ("rights:UsageTerms",), (0, 0)),
    ("instructions", ("photoshop:Instructions",), (2, 40)),
    ("sublocation", ("core:Location",), (2, 92)),
    ("city", ("photoshop:City",), (2, 90)),
    ("state", ("photoshop:State",), (2, 95)),
    ("country", ("photoshop:Country",), (2, 101)),
    ("digital_source_type", ("ext:DigitalSourceType", "ext:DigitalSourcefileType"), (0, 0)),
)
_MOMENTS = (
    ("created", ("photoshop:DateCreated",), (2, 55), (2, 60), "000000"),
    ("released", (), (2, 30), (2, 35), "000000"),
    ("expires", (), (2, 37), (2, 38), "235959"),
)
_TIME = re.compile(r"\d{6}(?:[+-]\d{4})?")
_CODE = re.compile(r"[A-Za-z]{1,60}")


def read(picture: Pillow.Image) -> PhotoMetadata:
    """The metadata of an opened picture; whatever is broken in it is left out."""
    newer = xmp.properties(_bytes(picture.info.get("xmp")))
    blocks = picture.info.get("photoshop")
    block = blocks.get(0x0404) if isinstance(blocks, dict) else None
    return merged(newer, iim.data_sets(_bytes(block)))


def merged(
    newer: Mapping[str, list[str]], older: Mapping[tuple[int, int], list[str]]
) -> PhotoMetadata:
    """One record out of XMP properties and IIM data sets."""
    found: dict[str, str | list[str]] = {}
    for field, names, place in _TEXTS:
        limit = MAX_CAPTION if field == "caption" else MAX_TEXT
        found[field] = _clean(", ".join(_values(newer, names) or older.get(place, [])), limit)
    found["digital_source_type"] = _code(str(found["digital_source_type"]))
    keywords = _values(newer, ("dc:subject",)) or older.get((2, 25), [])
    found["keywords"] = [
        word for each in keywords[:MAX_KEYWORDS] if (word := _clean(each, MAX_TEXT))
    ]
    for field, names, date, time, default in _MOMENTS:
        said = "".join(_values(newer, names)[:1])
        found[field] = _iso(said) or _moment(older.get(date), older.get(time), default)
    return cast(PhotoMetadata, {key: value for key, value in found.items() if value})


def credit_line(metadata: PhotoMetadata) -> str:
    """Photographer and agency as one line, such as “A. Name / Agency”."""
    byline, credit = metadata.get("byline", ""), metadata.get("credit", "")
    if not credit:
        return byline or metadata.get("source", "")
    if not byline or byline.casefold() in credit.casefold():
        return credit
    return f"{byline} / {credit}"


def usage_terms(metadata: PhotoMetadata) -> str:
    """What the source allows and forbids, a line each."""
    said = (metadata.get("usage_terms", ""), metadata.get("instructions", ""))
    return "\n".join(each for each in said if each)


def _bytes(value: object) -> bytes:
    if isinstance(value, str):
        return value.encode("utf-8", "replace")
    return value if isinstance(value, bytes) else b""


def _values(properties: Mapping[str, list[str]], names: tuple[str, ...]) -> list[str]:
    found = (properties.get(name, []) for name in names)
    return next(([each for each in values if each.strip()] for values in found if values), [])


def _clean(text: str, limit: int) -> str:
    return composed(without_junk(text[:limit])).strip()


def _code(text: str) -> str:
    """The last part of the code's address; empty for what is no code of this list."""
    last = text.rstrip("/").rpartition("/")[2]
    return last if _CODE.fullmatch(last) else ""


def _iso(text: str) -> str:
    with suppress(ValueError):
        return datetime.fromisoformat(text.strip()).isoformat() if len(text) <= 40 else ""
    return ""


def _moment(dates: list[str] | None, times: list[str] | None, default: str) -> str:
    """ISO of IIM's CCYYMMDD and HHMMSS±HHMM; without a time ``default``, without a zone UTC."""
    day, clock = (dates or [""])[0].strip(), (times or [""])[0].strip()
    if not _TIME.fullmatch(clock):
        clock = default
    if len(clock) == len(default):
        clock += "+0000"
    with suppress(ValueError):
        return datetime.strptime(day + clock, "%Y%m%d%H%M%S%z").isoformat()
    return ""

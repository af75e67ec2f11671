"""Finished pages as they go over the line: bytes, headers, and the encodings made of them once."""

import gzip
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

import brotli  # type: ignore[import-untyped]

from newsroom.delivery.page_cache.keys import Key

type Headers = list[tuple[str, str]]

# Larger pages are sent, not kept.
LARGEST = 4_000_000
# Below this a packed page is no smaller on the line.
_SMALLEST_PACKED = 500
# What belongs to one answer; a request's number above all, since the copy goes to others.
_LEFT_OUT = frozenset(
    "content-length content-encoding etag vary connection date x-request-id".split()
)
_BROUGHT_UP_TO_DATE = frozenset(
    "cache-control content-location expires surrogate-key cache-tag xkey".split()
)
_QUALITY = re.compile(r"q\s*=\s*0(?:\.0{0,3})?\s*$")
_PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda data: brotli.compress(data, quality=5),
    "gzip": lambda data: gzip.compress(data, 6, mtime=0),
}
_MARKS = {"": "", "br": "-br", "gzip": "-gz"}


@dataclass(slots=True)
class Sent:
    """A page in one encoding."""

    body: bytes
    headers: Headers


@dataclass(slots=True)
class Copy:
    """A finished page: what it shows (``tags``), as of which change, and until when it is right.

    ``verified`` is the number of the last change that is known not to concern it; ``made_at``,
    ``until`` and ``moved_at`` (when it was first found to be outdated) are times of the monotonic
    clock, in seconds.
    """

    key: Key
    body: bytes
    headers: Headers
    tags: frozenset[str]
    as_of: int
    made_at: float
    until: float = float("inf")
    moved_at: float = float("inf")
    verified: int = 0
    digest: str = ""
    sent: dict[str, Sent] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.verified = self.as_of
        self.digest = hashlib.sha256(self.body).hexdigest()[:32]
        self.headers = [each for each in self.headers if each[0].lower() not in _LEFT_OUT]

    @property
    def size(self) -> int:
        """Bytes that it takes; what is not packed yet is reckoned as if it were."""
        return 2 * len(self.body) + 2000

    def etag(self, coding: str = "") -> str:
        return f'"{self.digest}{_MARKS[coding]}"'

    def in_coding(self, coding: str) -> Sent:
        """The page in that encoding, made when first asked for."""
        if (made := self.sent.get(coding)) is not None:
            return made
        body = _PACKERS[coding](self.body) if coding else self.body
        headers = [
            *self.headers,
            ("ETag", self.etag(coding)),
            ("Vary", "Accept-Encoding"),
            ("Content-Length", str(len(body))),
        ]
        if coding:
            headers.append(("Content-Encoding", coding))
        made = self.sent[coding] = Sent(body, headers)
        return made

    def best_coding(self, accepted: str) -> str:
        """The shortest encoding that the reader's ``Accept-Encoding`` allows."""
        return "" if len(self.body) < _SMALLEST_PACKED else best_coding(accepted)

    def known_as(self, if_none_match: str, coding: str = "") -> str:
        """The ETag by which the reader has these bytes, in whatever encoding they came, or none."""
        if not if_none_match:
            return ""
        if if_none_match.strip() == "*":
            return self.etag(coding)
        named = {each.strip().removeprefix("W/") for each in if_none_match.split(",")}
        own = (self.etag(coding), *(self.etag(each) for each in _MARKS))
        return next((tag for tag in own if tag in named), "")

    @property
    def not_modified(self) -> Headers:
        """The headers of a 304: those that a kept page is brought up to date with."""
        return [each for each in self.headers if each[0].lower() in _BROUGHT_UP_TO_DATE]


@lru_cache(maxsize=512)
def best_coding(accepted: str) -> str:
    """``br``, ``gzip`` or nothing, as ``Accept-Encoding`` allows (RFC 9110 §12.5.3)."""
    allowed: dict[str, bool] = {}
    for part in accepted.lower().split(","):
        name, _, weight = part.partition(";")
        allowed[name.strip()] = not _QUALITY.search(weight)
    return next((each for each in _PACKERS if allowed.get(each, allowed.get("*", False))), "")

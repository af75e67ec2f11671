"""What this thread is at: the request that it answers, by its number, or a worker's chore."""

import logging
import re
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from newsroom.figures import histogram

if TYPE_CHECKING:  # logs are set up by this module before there are models
    from newsroom.delivery.headers import GetResponse

log = logging.getLogger("newsroom.requests")

HEADER = "X-Request-ID"
SLOW_SECONDS = 1.0
RENDERED = histogram(
    "newsroom_render_seconds", "How long answers took to make, those from the cache left out.",
    "view",
)  # fmt: skip
_NUMBER = re.compile(r"[A-Za-z0-9-]{8,64}")
# What stands behind it opens a page that is not public; the desk's own previews do not begin so.
_UNLISTED = re.compile(r"(?<![\w/])(/preview/)\S+")


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as the log names it; ``path`` is without what may be secret, its query too."""

    number: str
    method: str
    path: str


_answered: ContextVar[Asked | None] = ContextVar("asked", default=None)
_chore: ContextVar[str] = ContextVar("chore", default="")


def being_answered() -> Asked | None:
    """The request that is answered here and now, if any."""
    return _answered.get()


def chore() -> str:
    """The chore or background task that is done here and now, or nothing."""
    return _chore.get()


@contextmanager
def answering(asked: Asked) -> Iterator[Asked]:
    """Inside the block the log's lines carry this request's number."""
    token = _answered.set(asked)
    try:
        yield asked
    finally:
        _answered.reset(token)


@contextmanager
def doing(name: str) -> Iterator[None]:
    """Inside the block the log's lines carry ``name``, that of a chore."""
    token = _chore.set(name)
    try:
        yield
    finally:
        _chore.reset(token)


def begin(name: str) -> None:
    """As ``doing``, where the end is told by another call; that is ``begin("")``."""
    _chore.set(name)


def asked_by(meta: Mapping[str, Any]) -> Asked:
    """The request with this WSGI environment, by its proxy's number or by a new one."""
    return Asked(
        number_of(meta), meta.get("REQUEST_METHOD", ""), tellable(meta.get("PATH_INFO", ""))
    )


def tellable(words: str) -> str:
    """``words``, such as a path or what Django says of one, as logs and reports may have them."""
    return _UNLISTED.sub(r"\1…", words)


def number_of(meta: Mapping[str, Any]) -> str:
    """What a proxy of ours calls the request, so that its log and ours agree; else a new number.

    A reader's own word is not taken: he could give many requests one number.
    """
    said = meta.get("HTTP_X_REQUEST_ID", "")
    if said and _NUMBER.fullmatch(said) and is_private(meta.get("REMOTE_ADDR", "")):
        return str(said)
    return secrets.token_hex(8)


def is_private(address: str) -> bool:
    """Whether ``address`` is this machine or one of a network of our own."""
    try:
        return ip_address(address).is_private
    except ValueError:
        return False


def _view_of(request: HttpRequest) -> str:
    """The name of the view that answers; the admin's many count as one."""
    match = request.resolver_match
    if match is None:
        return "none"
    return "admin" if "admin" in match.namespaces else match.view_name or "nameless"


class NumberedRequests:
    """Gives each request its number: in the log, and in the answer for whoever asks about it."""

    def __init__(self, get_response: "GetResponse") -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # What the page cache has made is known by the number of the request that it is made for.
        asked = being_answered() or Asked(
            number_of(request.META), request.method or "", tellable(request.path)
        )
        request.asked = asked  # type: ignore[attr-defined]  # Django logs some after the block
        began = time.monotonic()
        with answering(asked):
            response = self.get_response(request)
            seconds = time.monotonic() - began
            RENDERED.at(_view_of(request)).add(seconds)
            if seconds > SLOW_SECONDS:
                log.warning("Slow: %.1f s until an answer %d", seconds, response.status_code)
        # What caches may keep goes to others as well, and the number would not be theirs.
        if "public" not in response.headers.get("Cache-Control", ""):
            response.headers[HEADER] = asked.number
        return response

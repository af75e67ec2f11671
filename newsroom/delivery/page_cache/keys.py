"""Which requests the page cache may answer, and what the page that answers them is known by."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, urlencode

# What readers' lists go by; a page for each value is kept.
_KEYED = {"before": re.compile(r"-?[0-9a-f]{1,14}-[0-9a-f]{1,15}")}
# What others append to links, for their own bookkeeping: the page is the same.
_NOT_OURS = re.compile(r"utm_\w+|fbclid|gclid|dclid|msclkid|twclid|igshid|mc_[ce]id|_ga|ref_src")
_PORT = re.compile(r":\d+$")
_METHODS = frozenset({"GET", "HEAD"})
# Never for readers alike, whatever it answers.
_ELSEWHERE = ("/admin", "/wire/", "/preview/", "/health/", "/metrics")
# What a page is made from, beside its address: nothing that a reader sends reaches it.
_KEPT = frozenset(
    "wsgi.version wsgi.url_scheme wsgi.errors wsgi.multithread wsgi.multiprocess wsgi.run_once"
    " SERVER_NAME SERVER_PORT SERVER_PROTOCOL SCRIPT_NAME PATH_INFO".split()
)

type Environ = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Key:
    """What a page is known by: scheme and host, path (as WSGI gives it) and query."""

    origin: str
    path: str
    query: str = ""


def key_of(environ: Environ, *, session_cookie: str, not_pages: tuple[str, ...]) -> Key | None:
    """The key of the page that may answer the request; None if it is for Django alone.

    That is: other methods than GET and HEAD, whoever is signed in, what is no page
    (``not_pages``: static files and media), and queries that no page of ours is known by.
    """
    if environ["REQUEST_METHOD"] not in _METHODS or "HTTP_AUTHORIZATION" in environ:
        return None
    if says_signed_in(environ, session_cookie):
        return None
    path = environ.get("PATH_INFO", "")
    if environ.get("SCRIPT_NAME") or path.startswith(_ELSEWHERE) or path.startswith(not_pages):
        return None
    query = environ.get("QUERY_STRING", "")
    kept = _kept_query(query) if query else ""
    if kept is None:
        return None
    scheme = f"{environ['wsgi.url_scheme']}{'/https' if _is_forwarded(environ) else ''}"
    # Neither the port nor the case of its letters makes it another page.
    host = _PORT.sub("", environ.get("HTTP_HOST", "").lower())
    return Key(f"{scheme}://{host}", path, kept)


def says_signed_in(environ: Environ, session_cookie: str) -> bool:
    """Whether whoever asks has a session, or says so."""
    return session_cookie in environ.get("HTTP_COOKIE", "")


def _is_forwarded(environ: Environ) -> bool:
    """Whether a proxy says that the reader came by https; nothing else that it may say counts."""
    return environ.get("HTTP_X_FORWARDED_PROTO") == "https"


@lru_cache(maxsize=1024)
def _kept_query(query: str) -> str | None:
    """The query without what is not ours; None if anything in it may mean another page."""
    kept: dict[str, str] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        if _NOT_OURS.fullmatch(name):
            continue
        pattern = _KEYED.get(name)
        if pattern is None or name in kept or not pattern.fullmatch(value):
            return None
        kept[name] = value
    return urlencode(sorted(kept.items()))


def request_for(key: Key, environ: Environ) -> dict[str, Any]:
    """The request that the page of ``key`` is made for: nobody's in particular."""
    kept = {name: value for name, value in environ.items() if name in _KEPT}
    kept["HTTP_HOST"] = key.origin.partition("://")[2]
    if _is_forwarded(environ):
        kept["HTTP_X_FORWARDED_PROTO"] = "https"
    return {**kept, "REQUEST_METHOD": "GET", "QUERY_STRING": key.query, "PATH_INFO": key.path}

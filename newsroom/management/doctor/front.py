"""The site as readers reach it: through whatever stands in front, and from the page cache."""

import socket
import ssl
from collections.abc import Iterator
from urllib.parse import SplitResult, unquote, urlsplit

import httpx
from django.conf import settings

from newsroom.checkup import Finding, check, fault, ok, warning
from newsroom.management.doctor.installation import is_laptop

_SECONDS = 2.0


def _asking() -> httpx.Client:
    """Asks the site's own address, which its operator set: also one of a private network."""
    return httpx.Client(
        base_url=settings.NEWSROOM_BASE_URL,
        timeout=_SECONDS,
        trust_env=False,
        headers={"User-Agent": "Newsroom doctor"},
    )


@check("Site", seconds=5.0, asks_database=False)
def site_answers() -> Iterator[Finding]:
    try:
        with _asking() as site:
            first, second = (site.get("/health/live") for _ in range(2))
    except httpx.HTTPError as reason:
        yield _does_not_answer(reason)
        return
    if first.status_code != 200 or not _is_ours(first):
        yield fault(
            f"{settings.NEWSROOM_BASE_URL}/health/live answers {first.status_code},"
            " and not as a newsroom does.",
            "See that what stands in front passes all addresses on, and that"
            " NEWSROOM_ALLOWED_HOSTS has the site's name.",
        )
        return
    yield ok(f"The site answers at {settings.NEWSROOM_BASE_URL}.")
    yield from _what_stands_in_front(first, second)


def _does_not_answer(reason: httpx.HTTPError) -> Finding:
    advice = "See that serve runs, and what stands before it."
    if is_laptop():
        advice = "Start it: manage.py serve"
    return fault(f"{settings.NEWSROOM_BASE_URL} does not answer: {reason}.", advice)


def _is_ours(answer: httpx.Response) -> bool:
    try:
        return bool(answer.json() == {"status": "ok"})
    except ValueError:
        return False


def _what_stands_in_front(first: httpx.Response, second: httpx.Response) -> Iterator[Finding]:
    number = first.headers.get("X-Request-ID")
    if number and number == second.headers.get("X-Request-ID"):
        yield fault(
            "What stands in front keeps answers that must never be kept (Cache-Control: no-store).",
            "Let it obey Cache-Control; newsroom/deploy/nginx.conf shows how.",
        )
    # The newsroom sends it with what came by https, as far as it knows.
    if (
        settings.NEWSROOM_BASE_URL.startswith("https://")
        and "Strict-Transport-Security" not in first.headers
    ):
        yield fault(
            "The newsroom is not told that readers come by https: nobody can sign in.",
            "Let what stands in front send X-Forwarded-Proto: https.",
        )


@check("Page cache", seconds=5.0, asks_database=False)
def pages_are_kept() -> Iterator[Finding]:
    """The same bytes for the second who asks, and none for who has them."""
    if not settings.NEWSROOM_PAGE_CACHE_MB:
        yield warning(
            "The page cache is switched off: each page is made for each reader.",
            "Set NEWSROOM_PAGE_CACHE_MB=64.",
        )
        return
    try:
        with _asking() as site:
            site.get("/")  # the first one may be made while the cache begins
            first, second = site.get("/"), site.get("/")
            known = site.get("/", headers={"If-None-Match": first.headers.get("ETag", "")})
    except httpx.HTTPError:
        return  # the site's own check tells of it
    if first.status_code != 200:
        yield fault(
            f"The front page answers {first.status_code}.",
            "The web server's log says why, by the number in X-Request-ID.",
        )
    elif not first.headers.get("ETag"):
        yield warning(
            "The front page comes without an ETag, so it was not kept.",
            "Let what stands in front pass ETag on; if it does, see whether the worker and the"
            " database are well.",
        )
    elif first.headers["ETag"] != second.headers.get("ETag") or known.status_code != 304:
        yield warning(
            "The front page is another one for each who asks.",
            "See that what stands in front changes no pages and passes If-None-Match on.",
        )
    else:
        yield ok("Pages are made once and kept.")


@check("Redis", asks_database=False)
def redis_answers() -> Iterator[Finding]:
    if not settings.REDIS_URL:
        return
    try:
        answer = _ping(settings.REDIS_URL)
    except (OSError, ValueError) as reason:
        answer = str(reason)
    if answer == "+PONG":
        yield ok("Redis answers.")
    else:
        yield warning(
            f"Redis does not answer as it should: {answer}",
            "Start it, or take REDIS_URL away; the site works without it.",
        )


def _ping(url: str) -> str:
    """What it says to PING, in its own protocol, which takes no package."""
    parts = urlsplit(url)
    with _line_to(parts) as plain:
        secure = ssl.create_default_context() if parts.scheme == "rediss" else None
        line = secure.wrap_socket(plain, server_hostname=parts.hostname) if secure else plain
        if parts.password:
            name = [unquote(parts.username)] if parts.username else []
            answer = _said(line, "AUTH", *name, unquote(parts.password))
            if answer != "+OK":
                return answer
        return _said(line, "PING")


def _line_to(parts: SplitResult) -> socket.socket:
    if parts.scheme != "unix":
        return socket.create_connection((parts.hostname, parts.port or 6379), timeout=_SECONDS)
    line = socket.socket(socket.AF_UNIX)
    line.settimeout(_SECONDS)
    try:
        line.connect(unquote(parts.path))
    except OSError:
        line.close()
        raise
    return line


def _said(line: socket.socket, *words: str) -> str:
    pieces = b"".join(b"$%d\r\n%s\r\n" % (len(word.encode()), word.encode()) for word in words)
    line.sendall(b"*%d\r\n%s" % (len(words), pieces))
    return line.recv(200).decode("utf-8", "replace").partition("\r\n")[0]

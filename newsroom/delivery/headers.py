"""Headers: what every response carries, and what those for readers carry besides."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import wraps
from typing import Any, Concatenate
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.utils.csp import CSP

from newsroom.delivery.purging.choice import front
from newsroom.delivery.purging.front import LIFE_SECONDS
from newsroom.delivery.sources import read_for_readers
from newsroom.publishing import shown

GetResponse = Callable[[HttpRequest], HttpResponseBase]

# Readers' caches ask each time; shared ones may keep a page for a second, longer only if we fail.
# The one that is told of changes is told in a header of its own how long, so that no other
# that stands somewhere between keeps a page of which it will not hear.
FRESH = "public, max-age=0, s-maxage=1"
FRESH_OR_STALE_IF_ERROR = f"{FRESH}, stale-if-error=600"
NEVER_KEPT = "no-store"

_READ = ("GET", "HEAD")


class SafeHeaders:
    """Adds what Django's own middleware leaves out; outermost, so that errors have it too."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        )
        if "public" in response.headers.get("Cache-Control", ""):
            forget_cookies(response)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Readers' pages are read: any other method is refused before forms are even thought of."""
        if getattr(view, "is_for_readers", False) and request.method not in _READ:
            return never_kept(HttpResponseNotAllowed(_READ))
        return None


def forget_cookies(response: HttpResponseBase) -> None:
    """Takes off what Django says of the visitor's cookies: a page for all depends on none.

    It renews a token or ends a session that it does not know, on whatever page it meets them.
    """
    response.cookies.clear()
    varies = [each.strip() for each in response.headers.get("Vary", "").split(",")]
    if kept := [each for each in varies if each and each.lower() != "cookie"]:
        response.headers["Vary"] = ", ".join(kept)
    elif "Vary" in response.headers:
        del response.headers["Vary"]


def for_readers[**P](
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A view of a public page: read only, kept by shared caches, without scripts."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        with shown.collecting() as declared:
            response = to_readers(read_for_readers(lambda: view(request, *args, **kwargs)))
        return marked(response, declared)

    guarded.is_for_readers = True  # type: ignore[attr-defined]
    return guarded


def to_readers(response: HttpResponse) -> HttpResponse:
    """The response with the cache and content policies of public pages."""
    fresh = FRESH_OR_STALE_IF_ERROR if response.status_code == 200 else FRESH
    response.headers.setdefault("Cache-Control", fresh)
    shown.for_readers()
    return with_policy(response, readers_policy())


def marked(response: HttpResponse, declared: shown.Shown) -> HttpResponse:
    """The response with what the cache in front, if any, knows a page by and may keep it for.

    Other answers than pages are kept for a second by that cache, too.
    """
    purged = front()
    if purged and response.status_code == 200 and response["Cache-Control"].startswith(FRESH):
        response.headers[purged.tags_header] = purged.tags_of_page(declared.tags)
        until = declared.until
        right_for = (until - datetime.now(UTC)).total_seconds() if until else LIFE_SECONDS
        if right_for >= 1:
            response.headers[purged.life_header] = purged.life(min(right_for, LIFE_SECONDS))
    return response


def never_kept(response: HttpResponse) -> HttpResponse:
    """The response as no cache may keep it."""
    response.headers["Cache-Control"] = NEVER_KEPT
    return response


def with_policy(response: HttpResponse, policy: Mapping[str, list[str]]) -> HttpResponse:
    """The response with a content security policy of its own."""
    response._csp_config = policy  # type: ignore[attr-defined]  # what Django's csp_override sets
    return response


def readers_policy() -> dict[str, list[str]]:
    """Public pages load this site's style sheets and pictures, and run nothing."""
    return {
        "default-src": [CSP.NONE],
        "style-src": [CSP.SELF, *_origin(settings.STATIC_URL)],
        "img-src": [CSP.SELF, *_origin(settings.STATIC_URL), *_origin(settings.MEDIA_URL)],
        "script-src": [CSP.NONE],
        "object-src": [CSP.NONE],
        "base-uri": [CSP.NONE],
        "form-action": [CSP.SELF],
        "frame-ancestors": [CSP.SELF],
    }


def _origin(url: str) -> list[str]:
    """The host that ``url`` names, if it is not this site."""
    parts = urlsplit(url)
    return [f"{parts.scheme}://{parts.netloc}"] if parts.netloc else []

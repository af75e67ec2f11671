"""What is answered when there is nothing to show: the same page whatever the reason was."""

import base64
import hashlib
import re
import sys
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.csp import CSP
from psycopg.errors import QueryCanceled

from newsroom.delivery.asked import being_answered
from newsroom.delivery.headers import never_kept, to_readers, with_policy
from newsroom.delivery.sources import forget_lines, is_away, only_reads

_STYLE = re.compile("<style>(.*?)</style>", re.DOTALL)
_RETRY_SECONDS, _RETRY_DEAR_SECONDS = "5", "30"


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404. Never-published, hidden and unknown addresses get the same bytes."""
    response = to_readers(HttpResponse(render_to_string("404.html"), status=404))
    # Staff pages are never kept, those that are not there included.
    return never_kept(response) if request.path.startswith(reverse("admin:index")) else response


def gone(request: HttpRequest) -> HttpResponse:
    """410, with none of the words of what was there."""
    return to_readers(HttpResponse(render_to_string("410.html"), status=410))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, such as for a host that is not ours."""
    return _alone("400.html", 400)


def server_error(request: HttpRequest, *args: Any) -> HttpResponse:
    """500; while the database is away 503, so that caches serve what they have and ask again."""
    reason = sys.exception()
    if isinstance(reason, Exception) and is_away(reason):
        return unavailable(request, reason)
    return _alone("500.html", 500)


def unavailable(request: HttpRequest, reason: Exception | None = None) -> HttpResponse:
    """503: the database does not answer, or took too long; made without it."""
    if reason and only_reads(reason):
        forget_lines(DEFAULT_DB_ALIAS)
    told = {
        "site": settings.NEWSROOM_SITE_NAME,
        "took_too_long": isinstance(getattr(reason, "__cause__", None), QueryCanceled),
        "was_sending": request.method not in {"GET", "HEAD"},
    }
    response = _alone("503.html", 503, told)
    response.headers["Retry-After"] = _RETRY_SECONDS
    return response


def too_dear(response: HttpResponse) -> HttpResponse:
    """The response that says that what was asked for took too long: for this once, as a 503."""
    response.status_code = 503
    response.headers["Retry-After"] = _RETRY_DEAR_SECONDS
    return never_kept(response)


def _alone(template: str, status: int, told: dict[str, Any] | None = None) -> HttpResponse:
    """A page that needs nothing else, neither the database nor a style sheet."""
    # By its number whoever is told of it finds it in the log.
    asked = being_answered()
    html = render_to_string(template, {"number": asked.number if asked else "", **(told or {})})
    styles = [
        f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'"
        for style in _STYLE.findall(html)
    ]
    policy: dict[str, list[str]] = {
        "default-src": [CSP.NONE],
        "style-src": styles or [CSP.NONE],
        "base-uri": [CSP.NONE],
        "form-action": [CSP.NONE],
        "frame-ancestors": [CSP.SELF],
    }
    return with_policy(never_kept(HttpResponse(html, status=status)), policy)

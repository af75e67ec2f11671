"""Faults sent to Sentry, or to what speaks its protocol, for those who want that.

What goes out is where in the program a fault is and which request it was; not who asked, nor
what was written: no cookies, headers, queries, forms, addresses of readers or values of variables.
"""

from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings

from newsroom.delivery.asked import being_answered, chore, tellable
from newsroom.delivery.version import own_version

_TOLD_OF_REQUESTS = ("method", "url")


def begin() -> None:
    """Sends faults from now on, if the settings say where to."""
    if not settings.NEWSROOM_SENTRY_DSN:
        return
    import sentry_sdk
    from sentry_sdk.integrations.django import DjangoIntegration

    sentry_sdk.init(
        dsn=settings.NEWSROOM_SENTRY_DSN,
        release=f"newsroom@{own_version()}",
        traces_sample_rate=settings.NEWSROOM_SENTRY_TRACES or None,
        integrations=[DjangoIntegration()],
        # Others would look into what is exchanged with agencies, and mark what is sent to them.
        auto_enabling_integrations=False,
        trace_propagation_targets=[],
        send_default_pii=False,
        max_request_body_size="never",
        include_local_variables=False,
        max_breadcrumbs=0,
        auto_session_tracking=False,
        before_send=_stripped,
        before_send_transaction=_stripped,
    )


def _stripped(event: Any, hint: Any) -> Any:
    """The event without what is nobody's business, and with the number that the log has."""
    event.pop("user", None)
    event.pop("breadcrumbs", None)
    if request := event.get("request"):
        kept = {name: request[name] for name in _TOLD_OF_REQUESTS if name in request}
        kept["url"] = _address(kept.get("url", ""))
        event["request"] = kept
    for fault in event.get("exception", {}).get("values", ()):
        # A database says in the next ones which values of a row it did not like.
        fault["value"] = next(iter(str(fault.get("value") or "").splitlines()), "")
    tags = event.setdefault("tags", {})
    if asked := being_answered():
        tags["request"] = asked.number
    if name := chore():
        tags["chore"] = name
    return event


def _address(url: str) -> str:
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, tellable(parts.path), "", ""))

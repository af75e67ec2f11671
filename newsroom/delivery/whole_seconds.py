"""The micro-cache of nginx: what it keeps ends with the second in which it was asked for."""

import re
import time
from collections.abc import Callable, Iterable
from typing import Any

from newsroom.delivery.asked import is_private
from newsroom.delivery.calls import Application, StartResponse
from newsroom.delivery.headers import FRESH

# Where nginx says what time it was by its own clock when it asked: ``proxy_set_header`` of $msec.
ASKED_AT = "HTTP_X_ASKED_AT"
# Clocks of one newsroom agree this well. What is further ahead is not nginx's word but that of a
# reader whom it did not overrule, who would have a page kept there for as long as he likes.
_MOST_SECONDS_AHEAD = 3.0
# So long a busy newsroom may let nginx wait before it comes to the question.
_MOST_SECONDS_AGO = 60.0
_TIME = re.compile(r"([0-9]{1,12})(?:\.[0-9]{1,6})?")


class WholeSeconds:
    """Answers nginx's question with the end of that second, where a page may be kept for one.

    By ``s-maxage=1`` alone nginx keeps a page for nearly two seconds, since it counts whole ones.
    The time is its own, so that no difference of clocks makes it shorter or longer.

    Any reader may send its header. If another cache passes that on it must change nothing in the
    page, which is kept there for all: nobody would get a last copy of it any more.
    """

    def __init__(self, application: Application, clock: Callable[[], float] = time.time) -> None:
        self.application, self.clock = application, clock

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        asked_at = _TIME.fullmatch(environ.get(ASKED_AT, ""))
        if asked_at is None or not _is_of_ours(environ.get("REMOTE_ADDR", "")):
            return self.application(environ, start_response)
        # By a clock that is wrong nginx may not say for how long it keeps a page.
        ahead = float(asked_at[0]) - self.clock()
        is_right = -_MOST_SECONDS_AGO <= ahead <= _MOST_SECONDS_AHEAD
        ends = [("X-Accel-Expires", f"@{asked_at[1]}")] if is_right else []

        def start(status: str, headers: list[tuple[str, str]], *details: Any) -> Any:
            if any(name == "Cache-Control" and _is_brief(value) for name, value in headers):
                # First: nginx reads the two in the order in which they come.
                headers = [*ends, *map(_as_nginx_has_it, headers)]
            return start_response(status, headers, *details)

        return self.application(environ, start)


def _is_of_ours(address: str) -> bool:
    """Whether nginx may stand there: on this machine, where a socket may have no address, or on a
    network of our own."""
    return not address or is_private(address)


def _is_brief(cache_control: str) -> bool:
    return cache_control == FRESH or cache_control.startswith(f"{FRESH},")


def _as_nginx_has_it(header: tuple[str, str]) -> tuple[str, str]:
    """Without ``stale-if-error``: nginx 1.23 and later take our own 503 for an error, too, with
    which we say that nobody may see a page. When to send a last copy its configuration says."""
    return ("Cache-Control", FRESH) if header[0] == "Cache-Control" else header

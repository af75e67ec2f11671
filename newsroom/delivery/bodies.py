"""Room for readers: of a web process's threads only some may wait for what somebody sends."""

from collections.abc import Iterable, Mapping
from threading import BoundedSemaphore
from typing import Any

from newsroom.delivery.calls import Application, StartResponse

# Threads of a process that may be in the hands of senders, who may be as slow as they like; fewer
# than its connections to the database, since each may hold one.
MOST_SENDERS = 6
_BUSY = b"Too many are sending at this moment; send it again in a few seconds.\n"


class RoomForReaders:
    """Refuses a request with a body (503) while as many others as may are being taken in.

    The web server waits for a body without a limit. So whoever sends a byte a minute holds a
    thread; but only one of these, and pages are read on.
    """

    def __init__(self, application: Application, *, most: int = MOST_SENDERS) -> None:
        self.application = application
        self._places = BoundedSemaphore(most)

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        if not has_body(environ):
            return self.application(environ, start_response)
        if not self._places.acquire(blocking=False):
            headers = [
                ("Content-Type", "text/plain; charset=utf-8"),
                ("Content-Length", str(len(_BUSY))),
                ("Retry-After", "5"),
                ("Cache-Control", "no-store"),
                ("X-Content-Type-Options", "nosniff"),
            ]
            start_response("503 Service Unavailable", headers)
            return [_BUSY]
        try:
            return self.application(environ, start_response)
        finally:
            self._places.release()


def has_body(environ: Mapping[str, Any]) -> bool:
    """Whether something is sent with the request."""
    is_chunked = "HTTP_TRANSFER_ENCODING" in environ
    return is_chunked or environ.get("CONTENT_LENGTH", "") not in {"", "0"}

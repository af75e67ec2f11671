"""A site before an application whose answers a test sets, with a page cache between."""

import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from newsroom.delivery.page_cache.gate import PageCache
from newsroom.delivery.page_cache.store import Store
from newsroom.delivery.page_cache.watch import Reading, Watch
from newsroom.publishing import shown

FOR_ALL = [("Content-Type", "text/html"), ("Cache-Control", "public, max-age=0, s-maxage=1")]
BODY = b"<p>The harbour mouth is open again.</p>" * 50


class Site:
    """An application whose answers a test sets, and a cache before it."""

    def __init__(self) -> None:
        self.status, self.headers, self.body = "200 OK", list(FOR_ALL), BODY
        self.is_for_readers = True
        self.until: datetime | None = None
        self.seconds = 0.0
        self.asked: list[dict[str, Any]] = []
        self.changes: list[tuple[str, int, bool]] = []
        self.watch = Watch(
            since=lambda number: [each for each in self.changes if each[1] > number],
            last=lambda: len(self.changes),
        )
        self.watch.read()
        self.cache = PageCache(self.application, store=Store(10_000_000), watch=self.watch)

    def application(self, environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        self.asked.append(environ)
        shown.show("page/1")
        shown.show_until(self.until)
        if self.is_for_readers:
            shown.for_readers()
        time.sleep(self.seconds)
        start(self.status, self.headers)
        return [self.body]

    def change(self, *, at_once: bool = False) -> None:
        self.changes.append(("page/1", len(self.changes) + 1, at_once))
        self.watch.read()

    def get(self, path: str = "/world/", method: str = "GET", **headers: str) -> "Got":
        environ = {
            "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": "", "SCRIPT_NAME": "",
            "wsgi.url_scheme": "http", "HTTP_HOST": "127.0.0.1", **headers,
        }  # fmt: skip
        got = Got()
        got.body = b"".join(self.cache(environ, got.start))
        return got

    def crowd(self, count: int = 5) -> list[threading.Thread]:
        """So many who ask for the page at a time; what they get is in ``got``."""
        self.got: list[bytes] = []
        crowd = [
            threading.Thread(target=lambda: self.got.append(self.get().body)) for _ in range(count)
        ]
        for each in crowd:
            each.start()
        return crowd

    def begin_anew(self, last: Callable[[], int]) -> None:
        """As a process that has read nothing yet; ``last`` is its first question."""
        self.watch.now_known, self.watch.last = None, last
        self.watch._has_read.clear()

    def long_ago(self) -> None:
        """The last change was longer ago than the former page may be sent."""
        self.watch.before_change = Reading(-1, float("-inf"))


class Got:
    status = ""
    body = b""

    def __init__(self) -> None:
        self.headers: dict[str, str] = {}

    def start(self, status: str, headers: list[tuple[str, str]]) -> None:
        self.status, self.headers = status, dict(headers)

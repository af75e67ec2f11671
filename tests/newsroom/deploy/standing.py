"""What trials of servers that stand in front share."""

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from newsroom.publishing import workflow
from tests.factories import an_article, page_of, published
from tests.servers import free_port
from tests.sites import until

# Answers whatever it is asked as the newsroom does what may be kept, for a second here.
_ORIGIN = """
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

class Newsroom(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        self.send_response(200)
        self.send_header("Cache-Control", "public, max-age=0, s-maxage=1, stale-if-error=600")
        self.send_header("Surrogate-Control", "max-age=1, stale-if-error=600")
        self.send_header("Content-Length", "4")
        self.end_headers()
        self.wfile.write(b"kept")

ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Newsroom).serve_forever()
"""


@contextmanager
def a_process_that_can_hang() -> Iterator[tuple[int, Callable[[], None]]]:
    """The port of a server with a process of its own, and what has it answer no more.

    Lines to it are taken by the system as before: it is there, and says nothing.
    """
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-c", _ORIGIN, str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until_it_answers(port)
        yield port, lambda: process.send_signal(signal.SIGSTOP)
    finally:
        process.kill()
        process.wait(10)


def until_it_answers(port: int) -> None:
    until(lambda: _answers(port), seconds=60)


def _answers(port: int) -> bool:
    try:
        httpx.get(f"http://127.0.0.1:{port}/health/live", trust_env=False)
    except httpx.TransportError:
        return False
    return True


def seconds_to_be_seen(reader: Any, changes: int) -> list[float]:
    """How long each of so many changes of a page took, and then its kill, to be what is read.

    ``reader`` asks and asks, so that there always is a copy, and has the killed page no more.
    """
    story = published(an_article(headline="The night ferry"))
    path = page_of(story).path
    seconds = []
    for number in range(changes):
        time.sleep(random.random())
        story.headline = f"The night ferry, {number}"
        story.save()
        published(story, kind="minor")
        seen = until(lambda n=number: f"ferry, {n}<" in reader.get(path).text, seconds=10)  # type: ignore[misc]
        seconds.append(seen)
    workflow.kill(story, by=None, reason="It is wrong.")
    seconds.append(until(lambda: reader.get(path).status_code == 410, seconds=10))
    assert "The night ferry" not in reader.get(path).text
    time.sleep(1)
    assert reader.get(path).status_code == 410
    return seconds

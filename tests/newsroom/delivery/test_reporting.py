"""Faults are reported where the settings say so, and nothing of who asked goes along."""

import gzip
import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import brotli  # type: ignore[import-untyped]
import pytest

from tests.environment import clean_environment
from tests.paths import TOP

# A process of its own: the package changes Django for good where it is switched on.
VISIT = """
import os, sys
from django.core.wsgi import get_wsgi_application
get_wsgi_application()
from django.test import RequestFactory
from newsroom.delivery import urls

# Lines of the program are sent: these must not stand in them.
word, reader = os.environ["TEST_WORD"], os.environ["TEST_READER"]

def broken(request, **kwargs):
    hidden = f"{word}-variable"
    raise RuntimeError(f"the ferry sank\\nDETAIL: Key (username)=({word}) exists")

urls.urlpatterns[0].callback = broken
requests = RequestFactory(
    REMOTE_ADDR=reader,
    headers={"Authorization": f"Bearer {word}-token", "User-Agent": f"{word}-agent",
             "X-Forwarded-For": reader, "X-Own": f"{word}-header",
             "Cookie": f"sessionid={word}-cookie"},
)
application = get_wsgi_application()

def ask(request):
    told = {}
    list(application(request.environ, lambda status, headers: told.update(headers)))
    return told

print(ask(requests.get(f"/health/live?word={word}-query"))["X-Request-ID"])
ask(requests.post("/health/live", {"words": f"{word}-form"}))
if "sentry_sdk" in sys.modules:
    sys.modules["sentry_sdk"].flush(10)
"""


class Project(BaseHTTPRequestHandler):
    """What takes reports in, and keeps them."""

    sent: list[dict[str, Any]]

    def do_POST(self) -> None:
        data = self.rfile.read(int(self.headers["Content-Length"]))
        unpack = {"gzip": gzip.decompress, "br": brotli.decompress}
        if coding := self.headers.get("Content-Encoding"):
            data = unpack[coding](data)
        self.sent += [json.loads(line) for line in data.splitlines() if line.startswith(b"{")]
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def project() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A project's address, and what is sent there."""
    sent: list[dict[str, Any]] = []
    server = ThreadingHTTPServer(
        ("127.0.0.1", 0), type("Own", (Project,), {"sent": sent})
    )  # fmt: skip
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://key@127.0.0.1:{server.server_port}/1", sent
    server.shutdown()
    server.server_close()
    thread.join()


def visit(folder: object, **environment: str) -> str:
    """The number of the request that failed."""
    told = {
        **clean_environment(),
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "NEWSROOM_DATA": str(folder),
        "NO_PROXY": "127.0.0.1",
        "TEST_WORD": "canary",
        "TEST_READER": "8.8.4.4",
        "NEWSROOM_ALLOWED_HOSTS": "testserver",
        **environment,
    }
    done = subprocess.run(
        [sys.executable, "-c", VISIT], cwd=TOP, env=told, capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_fault_is_reported_with_its_number_and_nothing_of_who_asked(project, tmp_path):
    address, sent = project
    number = visit(tmp_path, NEWSROOM_SENTRY_DSN=address)

    events = [each for each in sent if "exception" in each]
    first = events[0]
    assert first["exception"]["values"][-1]["value"] == "the ferry sank"
    assert first["tags"]["request"] == number
    assert first["request"] == {"method": "GET", "url": "http://testserver/health/live"}
    told = json.dumps(sent)
    assert re.findall(".{60}canary.{20}", told) == []
    assert "8.8.4.4" not in told


def test_what_requests_took_is_told_if_that_is_asked_for(project, tmp_path):
    address, sent = project
    visit(tmp_path, NEWSROOM_SENTRY_DSN=address, NEWSROOM_SENTRY_TRACES="1")
    traces = [each for each in sent if each.get("type") == "transaction" and "spans" in each]
    assert traces
    assert re.findall(".{60}canary.{20}", json.dumps(sent)) == []
    assert "8.8.4.4" not in json.dumps(sent)


def test_without_an_address_nothing_is_loaded_and_nothing_sent(project, tmp_path):
    _, sent = project
    visit(tmp_path)
    assert sent == []

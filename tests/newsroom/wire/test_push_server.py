"""Pushes to the real server: acknowledged when stored, refused early, nothing doubled by a kill."""

import gzip
import os
import re
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from django.utils import timezone

from articles.models import Article
from newsroom.wire import tokens
from newsroom.wire.deliveries import raw_bytes
from newsroom.wire.files import MAX_FILE_BYTES
from newsroom.wire.models import Delivery, Feed, WireItem, WireStory
from tests.newsroom.wire.parsers.nitf_copy import nitf
from tests.servers import free_port

pytestmark = pytest.mark.trial

# Loaded by every Python that finds it: the answer to a push waits, and a file says that it does.
WAITING = """
import importlib.abc, importlib.machinery, pathlib, sys, time

def response(answer):
    pathlib.Path({committed!r}).touch()
    time.sleep(120)

class Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name != "newsroom.wire.push":
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path)
        execute = spec.loader.exec_module
        def exec_module(module):
            execute(module)
            module.Answer.response = response
        spec.loader.exec_module = exec_module
        return spec

sys.meta_path.insert(0, Finder())
"""


def wait_for(condition: Callable[[], object], seconds: float = 60) -> None:
    ends = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends, "it did not come to that"
        time.sleep(0.02)


@pytest.fixture
def token(scratch_database) -> str:
    feed = Feed.objects.create(name="Coast", slug="coast", transport="push")
    return tokens.make(feed, by=None, now=timezone.now())[1]


@pytest.fixture
def serve(manage):
    """``serve()`` starts the server and returns its process and its port when it answers."""

    def start(**environment: str) -> tuple[subprocess.Popen[str], int]:
        port = free_port()
        bind = ("--bind", f"127.0.0.1:{port}", "--workers", 1)
        process = manage.start("serve", *bind, environment=environment, output=subprocess.DEVNULL)

        def answers() -> bool:
            assert process.poll() is None
            with suppress(httpx.TransportError):
                return ask(port, "GET", "/health/live").status_code == 200
            return False

        wait_for(answers)
        return process, port

    return start


def ask(port: int, method: str, path: str, **request: object) -> httpx.Response:
    with httpx.Client(trust_env=False, timeout=60) as client:
        return client.request(method, f"http://127.0.0.1:{port}{path}", **request)


def post(port: int, token: str, data: bytes, **headers: str) -> httpx.Response:
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    told |= {"Authorization": f"Bearer {token}", "Content-Type": "application/xml"}
    return ask(port, "POST", "/wire/push/coast/", content=data, headers=told)


def counts() -> list[int]:
    return [model.objects.count() for model in (Delivery, WireStory, WireItem, Article)]


def test_the_server_takes_what_is_copy_once_and_refuses_the_rest(serve, token):
    _, port = serve()
    copy = nitf(ident="hbr:1")

    taken = post(port, token, copy, X_Delivery_Id="1")
    assert taken.status_code == 201
    assert counts() == [1, 1, 1, 1], "what is acknowledged is committed"
    assert raw_bytes(Delivery.objects.get()) == copy
    again = post(port, token, copy, X_Delivery_Id="1")
    assert (again.status_code, again.json()) == (200, taken.json())
    assert post(port, token, nitf(ident="hbr:2"), X_Delivery_Id="1").status_code == 409
    packed = post(port, token, gzip.compress(nitf(ident="hbr:3")), Content_Encoding="gzip")
    assert packed.status_code == 201

    assert post(port, "wrong", nitf(ident="hbr:4")).status_code == 401
    bomb = gzip.compress(b"\0" * 150_000_000, 6)
    assert post(port, token, bomb, Content_Encoding="gzip").status_code == 413
    assert status_before_the_body(port, token, MAX_FILE_BYTES + 1) == 413
    assert status_before_the_body(port, "wrong", 30_000_000) == 401
    assert counts() == [2, 2, 2, 2]


def status_before_the_body(port: int, token: str, length: int) -> int:
    """What the server answers to one who announces ``length`` bytes and has sent a hundred."""
    head = (
        f"POST /wire/push/coast/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer"
        f" {token}\r\nContent-Type: application/xml\r\nContent-Length: {length}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(head.encode() + b"x" * 100)
        return int(connection.recv(64).split()[1])


def test_a_server_killed_between_commit_and_answer_doubles_nothing(serve, token, tmp_path):
    committed = tmp_path / "committed"
    (tmp_path / "sitecustomize.py").write_text(WAITING.format(committed=str(committed)))
    process, port = serve(PYTHONPATH=str(tmp_path))
    answers: list[httpx.Response] = []

    def send() -> None:
        with suppress(httpx.TransportError):
            answers.append(post(port, token, nitf(), X_Delivery_Id="1"))

    sender = threading.Thread(target=send)
    sender.start()
    wait_for(lambda: committed.exists() or answers)
    kill_all(process)
    sender.join(30)
    assert not sender.is_alive(), "a part of the server was not killed"
    assert not answers, "the agency does not know that it was stored"
    assert counts() == [1, 1, 1, 1]

    _, port = serve()
    for _ in range(2):
        answer = post(port, token, nitf(), X_Delivery_Id="1")
        assert answer.status_code == 200
        assert answer.json()["summary"]["created"] == 1
    without_an_id = post(port, token, nitf())
    assert without_an_id.json()["outcomes"][0]["outcome"] == "duplicate"
    assert counts() == [1, 1, 1, 1]
    assert not list((tmp_path / "data").rglob(".incoming-*"))


def kill_all(process: subprocess.Popen[str]) -> None:
    """The server and its children: what it started leads groups of its own."""
    for pid in [*descendants(process.pid), process.pid]:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    process.wait(30)


def descendants(pid: int) -> list[int]:
    parents = {}
    for status in Path("/proc").glob("[0-9]*/status"):
        with suppress(OSError):
            told = re.search(r"^PPid:\s*(\d+)", status.read_text(), re.MULTILINE)
            parents[int(status.parent.name)] = int(told[1]) if told else 0
    found, new = [], [pid]
    while new:
        new = [child for child, parent in parents.items() if parent in new]
        found += new
    return found

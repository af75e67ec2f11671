"""Whoever sends slowly keeps nobody from reading."""

import socket
import subprocess
import time
from collections.abc import Iterable
from contextlib import ExitStack
from typing import Any

import httpx
import pytest

from newsroom.delivery.bodies import MOST_SENDERS, RoomForReaders
from tests.factories import an_article, page_of, published
from tests.servers import free_port


def asked(**said: str) -> dict[str, Any]:
    return {"REQUEST_METHOD": "POST", **said}


def status(room: RoomForReaders, **said: str) -> str:
    found: list[str] = []
    list(room(asked(**said), lambda status, headers: found.append(status)))
    return found[0]


@pytest.mark.parametrize(
    ("said", "is_refused"),
    [
        ({"CONTENT_LENGTH": "7"}, True),
        ({"HTTP_TRANSFER_ENCODING": "chunked"}, True),
        ({"CONTENT_LENGTH": "0"}, False),
        ({"CONTENT_LENGTH": ""}, False),
        ({}, False),
    ],
)
def test_when_all_places_are_taken_only_senders_are_refused(said, is_refused):
    within: list[str] = []

    def application(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        if environ.get("CONTENT_LENGTH") == "1":
            within.append(status(room, **said))
        start("200 OK", [])
        return []

    room = RoomForReaders(application, most=1)
    assert status(room, CONTENT_LENGTH="1") == "200 OK"
    assert within == ["503 Service Unavailable" if is_refused else "200 OK"]
    assert status(room, CONTENT_LENGTH="7") == "200 OK", "and the place is free again"


def test_a_place_is_free_again_after_an_error():
    def application(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        raise RuntimeError("broken")

    room = RoomForReaders(application, most=1)
    for _ in range(2):
        with pytest.raises(RuntimeError):
            status(room, CONTENT_LENGTH="7")


@pytest.mark.trial
def test_readers_are_served_while_many_send_a_form_and_never_end_it(manage, scratch_database):
    path = page_of(published(an_article(headline="The night ferry"))).path
    port = free_port()
    bind = ("--bind", f"127.0.0.1:{port}", "--workers", 1, "--no-worker")
    manage.start("serve", *bind, output=subprocess.DEVNULL)
    web = httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=10)
    with web, ExitStack() as senders:
        _until_it_answers(web)
        for _ in range(3 * MOST_SENDERS):
            line = senders.enter_context(socket.create_connection(("127.0.0.1", port)))
            line.sendall(
                b"POST /admin/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n"
                b"Cookie: csrftoken=%s\r\n"
                % (b"a" * 32)
                + b"Content-Type: application/x-www-form-urlencoded\r\n\r\nusername="
            )
        time.sleep(1)
        for address in ("/health/live", "/", path):
            assert web.get(address).status_code == 200
        refused = web.post("/admin/login/", data={"username": "a"})
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
        senders.close()
        deadline = time.monotonic() + 10
        while web.post("/admin/login/", data={"username": "a"}).status_code == 503:
            assert time.monotonic() < deadline
            time.sleep(0.1)


def _until_it_answers(web: httpx.Client) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            web.get("/health/live")
        except httpx.TransportError:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        else:
            return

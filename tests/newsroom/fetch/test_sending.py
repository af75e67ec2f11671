"""Webhooks and purges: what goes out is what was given."""

import socket

import pytest

from newsroom.fetch import FetchError, send
from tests.newsroom.fetch.web import HERE, reply, silence


def test_a_webhook_goes_out_as_it_was_given(serve):
    server = serve(reply(b"thanks", status="202 Accepted"))
    answer = send(
        server.url("/hook?a=1"),
        content=b'{"kind": "update"}',
        content_type="application/json",
        headers={"X-Signature": "abc"},
        allow=HERE,
    )
    assert (answer.status, answer.content) == (202, b"thanks")
    asked = server.asked[0]
    assert (asked.method, asked.target) == ("POST", "/hook?a=1")
    assert asked.content == b'{"kind": "update"}'
    assert asked.headers["content-type"] == "application/json"
    assert asked.headers["content-length"] == "18"
    assert asked.headers["x-signature"] == "abc"


def head_only(line: socket.socket) -> bytes:
    """The start of a request, however long it is."""
    return line.recv(1000).partition(b"\r\n\r\n")[0] + b"\r\n\r\n"


@pytest.mark.parametrize("method", ["PURGE", "BAN", "PUT", "PATCH", "DELETE"])
def test_a_purge_has_a_method_of_its_own_and_nothing_to_say(serve, method):
    server = serve(reply())
    send(server.url(), content=b"", content_type="", method=method, allow=HERE)
    assert server.asked[0].method == method
    assert server.asked[0].headers["content-length"] == "0"
    assert "content-type" not in server.asked[0].headers


@pytest.mark.parametrize(
    "method", ["", "post", "CONNECT", "TRACE", "POST /", "P\r\nX", "GET\n", "PURGE" * 3]
)
def test_other_methods_are_refused(serve, method):
    server = serve(reply())
    with pytest.raises(FetchError, match="no way to send"):
        send(server.url(), content=b"", content_type="", method=method, allow=HERE)
    assert server.connections == 0


def test_a_content_type_cannot_break_a_message(serve):
    with pytest.raises(FetchError, match="Content-Type"):
        send(serve(reply()).url(), content=b"", content_type="a\r\nX-B: c", allow=HERE)


def test_a_server_may_answer_and_hang_up_before_it_has_heard_all(serve, monkeypatch):
    monkeypatch.setattr("tests.newsroom.fetch.web.received", head_only)
    server = serve(reply(b"too large", status="413 Too Large"))
    content = b"a" * 20_000_000
    answer = send(server.url(), content=content, content_type="a/b", deadline=5, allow=HERE)
    assert (answer.status, answer.content) == (413, b"too large")


def test_a_server_that_does_not_listen_to_the_end_is_given_up(serve, monkeypatch):
    monkeypatch.setattr("tests.newsroom.fetch.web.received", head_only)
    server = serve(silence)
    with pytest.raises(FetchError, match="did not answer") as told:
        send(server.url(), content=b"a" * 50_000_000, content_type="a/b", deadline=0.3, allow=HERE)
    assert told.value.is_temporary

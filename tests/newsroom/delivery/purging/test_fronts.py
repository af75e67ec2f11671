"""How each cache in front is told: over a real line, by a server that takes it, fails or hangs."""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from newsroom.delivery.purging.cloudflare import Cloudflare
from newsroom.delivery.purging.fastly import Fastly
from newsroom.delivery.purging.front import EVERYTHING, MANY, MOST_BYTES, Front, PurgeError
from newsroom.delivery.purging.varnish import Varnish
from tests.newsroom.fetch.web import Behaviour, Server, reply, reset, sent_on, silence

TOKEN = "hunter2hunter2"
DONE = reply(b'{"success": true}', connection="close")
MAKERS: dict[str, Callable[[Server], Front]] = {
    "varnish": lambda server: Varnish([f"127.0.0.1:{server.port}"]),
    "fastly": lambda server: Fastly("SU1Z0isx", TOKEN, api=server.url("")),
    "cloudflare": lambda server: Cloudflare("0a" * 16, TOKEN, api=server.url("")),
}


@pytest.fixture
def serving() -> Iterator[Callable[..., Server]]:
    """``serving(behaviour, …)`` is a server that behaves so."""
    servers: list[Server] = []

    def start(*behaviours: Behaviour) -> Server:
        servers.append(Server(*behaviours))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


@pytest.fixture
def reach() -> Iterator[Callable[[str, Server], Front]]:
    """``reach(kind, server)`` is a cache of that kind, whose interface is the server."""
    reached: list[Front] = []

    def make(kind: str, server: Server) -> Front:
        reached.append(MAKERS[kind](server))
        return reached[-1]

    yield make
    for front in reached:
        front.close()


def tags_asked(server: Server) -> list[list[str]]:
    """What each request asked to be dropped."""
    found: list[list[str]] = []
    for asked in server.asked:
        if asked.method == "PURGE":
            found.append(asked.headers["xkey-purge"].split(" "))
        else:
            told: Any = json.loads(asked.content)
            found.append(told.get("surrogate_keys") or told["tags"])
    return found


@pytest.mark.parametrize("kind", MAKERS)
def test_it_is_asked_to_drop_what_shows_these_tags(serving, reach, kind):
    server = serving(DONE)
    reach(kind, server).purge({"page/42", "section/7"})
    assert tags_asked(server) == [["page/42", "section/7"]]


@pytest.mark.parametrize("kind", MAKERS)
def test_everything_is_a_tag_of_every_page(serving, reach, kind):
    server = serving(DONE)
    front = reach(kind, server)
    front.purge_everything()
    assert tags_asked(server) == [[EVERYTHING]]
    assert EVERYTHING in front.tags_of_page([]).split(front.separator)


@pytest.mark.parametrize("kind", MAKERS)
def test_many_tags_are_told_in_parts_that_it_takes(serving, reach, kind):
    server = serving(DONE)
    front = reach(kind, server)
    tags = {f"page/{number}" for number in range(front.most_tags * 2 + 1)}
    front.purge(tags)
    assert len(server.asked) == 3
    assert {tag for part in tags_asked(server) for tag in part} == tags


def test_fastly_and_cloudflare_are_shown_the_token(serving, reach):
    server = serving(DONE)
    reach("fastly", server).purge({"a"})
    reach("cloudflare", server).purge({"a"})
    first, second = server.asked
    assert (first.method, first.target) == ("POST", "/service/SU1Z0isx/purge")
    assert first.headers["fastly-key"] == TOKEN
    assert "fastly-soft-purge" not in first.headers
    assert (second.method, second.target) == ("POST", f"/zones/{'0a' * 16}/purge_cache")
    assert second.headers["authorization"] == f"Bearer {TOKEN}"


@pytest.mark.parametrize("kind", MAKERS)
@pytest.mark.parametrize(
    ("behaviour", "said"),
    [
        (reply(b"oh no", status="500 Internal Server Error"), "answered 500: oh no"),
        (reply(b"who?", status="403 Forbidden"), "answered 403: who?"),
        (sent_on("http://127.0.0.1:9/"), "answered 302"),
        (reset, "127.0.0.1"),
    ],
    ids=["fails", "refuses", "sends on", "hangs up"],
)
def test_what_is_not_accepted_is_a_fault_in_words(serving, reach, kind, behaviour, said):
    front = reach(kind, serving(behaviour))
    with pytest.raises(PurgeError, match=said) as fault:
        front.purge({"a"})
    assert TOKEN not in str(fault.value)


@pytest.mark.parametrize("answer", [b'{"success": false}', b"[]", b"<html>"])
def test_cloudflare_must_say_that_it_was_done(serving, reach, answer):
    with pytest.raises(PurgeError, match="Cloudflare answered"):
        reach("cloudflare", serving(reply(answer))).purge({"a"})


def test_it_waits_as_long_as_it_is_told(serving, reach):
    busy = reply(status="429 Too Many Requests", retry_after="17")
    with pytest.raises(PurgeError) as fault:
        reach("fastly", serving(busy)).purge({"a"})
    assert fault.value.after == 17


def test_nobody_there_is_a_fault_too(serving, reach):
    server = serving(DONE)
    server.close()
    with pytest.raises(PurgeError, match=r"Varnish at 127\.0\.0\.1"):
        reach("varnish", server).purge({"a"})


def test_one_node_that_hangs_keeps_no_other_waiting(serving, reach):
    hanging, well = serving(silence), serving(DONE)
    front = Varnish([f"127.0.0.1:{hanging.port}", f"127.0.0.1:{well.port}"])
    began = time.monotonic()
    with pytest.raises(PurgeError, match=str(hanging.port)) as fault:
        front.purge({"a"})
    assert str(well.port) not in str(fault.value)
    assert tags_asked(well) == [["a"]]
    assert time.monotonic() - began < 8
    front.close()


@pytest.mark.parametrize("kind", MAKERS)
def test_a_page_that_shows_very_much_goes_with_every_purge(serving, reach, kind):
    front = reach(kind, serving(DONE))
    few, many = ({f"page/{number}" for number in range(count)} for count in (100, 1000))
    assert set(front.tags_of_page(few).split(front.separator)) == {EVERYTHING, *few}
    assert set(front.tags_of_page(many).split(front.separator)) == {EVERYTHING, MANY}
    assert len(front.tags_of_page(few)) <= MOST_BYTES


def test_how_long_a_page_may_be_kept_is_said_as_each_reads_it(serving, reach):
    server = serving(DONE)
    assert reach("varnish", server).life(59.9) == "max-age=59, stale-if-error=600"
    assert reach("cloudflare", server).life(600) == "public, max-age=600, stale-if-error=600"


def test_many_nodes_are_told_over_one_client(monkeypatch):
    """One that is made twice is never hung up."""
    made = []

    class Client:
        def __init__(self, **options: object) -> None:
            time.sleep(0.05)
            made.append(self)

        def request(self, method: str, url: str, **told: object) -> httpx.Response:
            return httpx.Response(200)

        def close(self) -> None:
            made.remove(self)

    monkeypatch.setattr(httpx, "Client", Client)
    varnish = Varnish([f"127.0.0.1:{port}" for port in range(1, 9)])
    varnish.drop(["page/1"])
    varnish.close()
    assert made == []

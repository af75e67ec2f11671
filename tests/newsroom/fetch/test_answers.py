"""Servers as they are: slow, broken, lying, hostile, and now and then as the book says."""

import gzip
import itertools
import socket
import time
import tracemalloc
import zlib
from threading import Event

import brotli  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.fetch import FetchError, fetch
from newsroom.fetch.deadline import Deadline
from newsroom.fetch.unpacking import unpacked
from tests.newsroom.fetch.web import HERE, Server, drip, flood, head, reply, reset, sent_on, silence

COPY = "Rain fell on the harbour. — Regen fiel auf den Hafen.".encode()


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


# --- Answers as they should be ---


@pytest.mark.parametrize(
    "answer",
    [
        reply(COPY),
        head("Content-Length: 00000000055") + COPY + b"more that does not belong",
        head("Transfer-Encoding: chunked") + b"5\r\nRain \r\n32\r\n" + COPY[5:] + b"\r\n0\r\n\r\n",
        head() + COPY,
        b"HTTP/1.0 200 OK\n\n" + COPY,
        head(status="100 Continue") + head("Link: </a>", status="103 Early Hints") + reply(COPY),
        reply(gzip.compress(COPY), content_encoding="gzip"),
        reply(gzip.compress(COPY), content_encoding="x-GZIP, identity"),
        reply(gzip.compress(COPY[:9]) + gzip.compress(COPY[9:]), content_encoding="gzip"),
        reply(gzip.compress(COPY) + b"\0" * 99, content_encoding="gzip"),
        reply(zlib.compress(COPY), content_encoding="deflate"),
        reply(brotli.compress(COPY), content_encoding="br"),
        reply(COPY, content_encoding="identity"),
        reply(COPY, content_encoding=""),
    ],
    ids="length longer-than-said chunks to-the-end old-and-bare early-hints gzip x-gzip two-members"
    " padded deflate brotli identity unsaid".split(),
)
def test_the_content_arrives_whole_and_unpacked(serve, answer):
    assert len(COPY) == 55
    answered = fetch(serve(answer).url(), allow=HERE)
    assert answered.content == COPY
    assert answered.status == 200


def test_the_answer_says_what_the_next_question_needs(serve):
    server = serve(
        reply(
            COPY,
            content_type="text/plain; charset=utf-8",
            etag='W/"1"',
            last_modified="Mon, 03 Mar 2025 10:00:00 GMT",
        ),
        head('ETag: W/"1"', status="304 Not Modified"),
    )
    first = fetch(server.url("/feed?a=1#top"), allow=HERE)
    second = fetch(
        server.url("/feed?a=1"), etag=first.etag, last_modified=first.last_modified, allow=HERE
    )

    assert first.url == server.url("/feed?a=1")
    assert first.content_type == "text/plain; charset=utf-8"
    assert not first.is_unchanged
    assert "if-none-match" not in server.asked[0].headers
    assert server.asked[1].headers["if-none-match"] == 'W/"1"'
    assert server.asked[1].headers["if-modified-since"] == "Mon, 03 Mar 2025 10:00:00 GMT"
    assert second.is_unchanged
    assert (second.status, second.content) == (304, b"")


def test_a_question_is_plain_and_says_who_asks(serve):
    server = serve(reply())
    fetch(server.url("/feed"), headers={"Accept": "text/xml"}, auth=("desk", "päss"), allow=HERE)
    assert server.asked[0].method == "GET"
    assert server.asked[0].headers == {
        "host": f"127.0.0.1:{server.port}",
        "user-agent": "Newsroom",
        "accept": "text/xml",
        "authorization": "Basic ZGVzazpww6Rzcw==",
        "accept-encoding": "gzip, br",
        "connection": "close",
    }


@pytest.mark.parametrize("status", ["404 Not Found", "410 Gone", "429 Slow Down", "503 Later"])
def test_a_refusal_is_an_answer_too(serve, status):
    answered = fetch(serve(reply(b"sorry", status=status)).url(), allow=HERE)
    assert (answered.status, answered.content) == (int(status[:3]), b"sorry")


@pytest.mark.parametrize(
    "answer",
    [
        head("Content-Length: 99999999", "Content-Encoding: gzip", status="304 Not Modified"),
        head("Content-Encoding: gzip", status="204 No Content"),
        reply(b"", content_encoding="gzip"),
    ],
)
def test_an_answer_without_content_has_none(serve, answer):
    assert fetch(serve(answer).url(), allow=HERE).content == b""


def test_marks_that_could_not_be_sent_back_are_forgotten(serve):
    answered = fetch(serve(reply(etag="\x01", last_modified="m" * 1001)).url(), allow=HERE)
    assert (answered.etag, answered.last_modified) == ("", "")


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Key": "a\r\nHost: other.example"},
        {"X-Key": "a\nb"},
        {"X-Key": "a\0"},
        {"X-Key": "خبر"},
        {"X Key": "a"},
        {"X-Key\r\n": "a"},
        {"": "a"},
        {"Host": "other.example"},
        {"content-length": "5"},
        {"Transfer-Encoding": "chunked"},
        {"Connection": "keep-alive"},
    ],
    ids=ascii,
)
def test_headers_cannot_break_a_question(serve, headers):
    server = serve(reply())
    with pytest.raises(FetchError, match=r"The header .* (sent|set)\.$"):
        fetch(server.url(), headers=headers, allow=HERE)
    assert server.connections == 0


def test_a_user_name_cannot_hold_a_colon(serve):
    with pytest.raises(FetchError, match="colon"):
        fetch(serve(reply()).url(), auth=("a:b", "c"), allow=HERE)


# --- Servers that take their time ---

SLOW = {
    "silence": silence,
    "head without an end": drip(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n"),
    "head letter by letter": drip(b"", b"H"),
    "always another hint": drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "drip": drip(head("Content-Length: 9999") + b"a", b"a"),
    "drip in chunks": drip(head("Transfer-Encoding: chunked"), b"1\r\na\r\n"),
    "drip of a chunk's head": drip(head("Transfer-Encoding: chunked"), b"0"),
    "drip of packed nothing": drip(
        head("Content-Encoding: gzip") + gzip.compress(b""), gzip.compress(b"")
    ),
    "trailers without an end": drip(head("Transfer-Encoding: chunked") + b"0\r\n", b"X-A: b\r\n"),
}


@pytest.mark.parametrize("behaviour", SLOW.values(), ids=SLOW)
def test_nobody_waits_longer_than_the_deadline(serve, behaviour):
    server = serve(behaviour)
    began = time.monotonic()
    with pytest.raises(FetchError) as told:
        fetch(server.url(), deadline=0.25, allow=HERE)
    assert 0.2 < time.monotonic() - began < 0.9
    assert told.value.is_temporary
    assert "0.25 seconds" in str(told.value)


@pytest.mark.parametrize(
    ("behaviour", "sentence"),
    [
        (silence, "The server did not answer within 0.1 seconds."),
        (SLOW["drip"], "The server had not sent its whole answer after 0.1 seconds."),
    ],
)
def test_the_desk_reads_how_far_it_came(serve, behaviour, sentence):
    with pytest.raises(FetchError) as told:
        fetch(serve(behaviour).url(), deadline=0.1, allow=HERE)
    assert str(told.value) == sentence


def test_unpacking_that_gets_nowhere_ends_too():
    with pytest.raises(FetchError, match=r"0\.05 seconds"):
        unpacked(
            itertools.repeat(gzip.compress(b"")), "gzip", max_bytes=2**22, deadline=Deadline(0.05)
        )


def test_a_second_is_one():
    assert str(Deadline(1).passed()) == "The server did not answer within 1 second."
    assert str(Deadline(30.0).passed()) == "The server did not answer within 30 seconds."


def test_redirects_share_one_deadline(serve):
    def slow(number):
        def behave(line, server):
            server.is_over.wait(0.12)
            line.sendall(sent_on(f"/{number}"))

        return behave

    server = serve(*(slow(number) for number in range(9)))
    began = time.monotonic()
    with pytest.raises(FetchError, match="did not answer"):
        fetch(server.url(), deadline=0.3, max_redirects=9, allow=HERE)
    assert time.monotonic() - began < 0.9
    assert server.connections == 3


def test_a_look_up_that_hangs_is_given_up(monkeypatch):
    over = Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_told, **_more: over.wait(5) and [])
    began = time.monotonic()
    with pytest.raises(FetchError, match="did not answer"):
        fetch("http://agency.example/", deadline=0.1)
    assert time.monotonic() - began < 0.7
    over.set()


def test_a_server_that_does_not_pick_up_is_given_up(monkeypatch, names):
    """Each address has its share of the time, so that the second is reached at all."""
    waited = []

    def connect(line, address):
        waited.append((address[0], line.gettimeout()))
        time.sleep(line.gettimeout())
        raise TimeoutError

    monkeypatch.setattr(socket.socket, "connect", connect)
    names.book["agency.example"] = [["93.184.216.34", "93.184.216.35"]]
    with pytest.raises(FetchError, match="did not answer"):
        fetch("http://agency.example/", deadline=0.2)
    assert [address for address, _time in waited] == ["93.184.216.34", "93.184.216.35"]
    assert all(0.05 < share < 0.11 for _address, share in waited)


def test_the_second_address_answers_where_the_first_does_not(serve, names):
    server = serve(reply(COPY), host="127.0.0.2")
    names.book["agency.example"] = [["127.0.0.3", "127.0.0.2"]]
    assert fetch(server.url(host="agency.example"), allow=HERE).content == COPY


# --- Servers that send too much ---

BOMB = gzip.compress(b"\0" * 50 * 2**20, 9)
# A member with a long file name and nothing inside.
NOTHING = b"\x1f\x8b\x08\x08" + b"\0" * 6 + b"a" * 9999 + b"\0" + gzip.compress(b"")[10:]
MANY_LINES = [f"X-{number}: {'a' * 80}" for number in range(1000)]
TOO_MUCH = {
    "says so": (head("Content-Length: 1048577"), "larger than 1 MB"),
    "says more than fits a number": (head("Content-Length: 9" + "9" * 18), "larger than 1 MB"),
    "floods": (flood(head(), b"a" * 65536), "larger than 1 MB"),
    "floods in chunks": (
        flood(head("Transfer-Encoding: chunked"), b"1000\r\n" + b"a" * 4096 + b"\r\n"),
        "larger than 1 MB",
    ),
    "floods with marks": (
        flood(head("Transfer-Encoding: chunked"), b"1;" + b"a" * 4096 + b"\r\na\r\n"),
        "longer than its content",
    ),
    "floods with hints": (
        flood(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 99),
        "head of the server's answer is longer than 64 kB",
    ),
    "one long header": (
        flood(b"HTTP/1.1 200 OK\r\nX-A: ", b"a" * 9999),
        "head of the server's answer is longer than 64 kB",
    ),
    "many headers": (head(*MANY_LINES), "head of the server's answer is longer than 64 kB"),
    "no line at all": (
        flood(b"", b"H" * 9999),
        "head of the server's answer is longer than 64 kB",
    ),
    "long trailers": (
        flood(head("Transfer-Encoding: chunked") + b"0\r\n", b"X-A: b\r\n" * 999),
        "not that of a web server",
    ),
    "gzip bomb": (reply(BOMB, content_encoding="gzip"), "larger than 1 MB"),
    "gzip bomb in chunks": (
        head("Content-Encoding: gzip", "Transfer-Encoding: chunked")
        + b"%x\r\n%b\r\n0\r\n\r\n" % (len(BOMB), BOMB),
        "larger than 1 MB",
    ),
    "gzip bomb of members": (
        flood(head("Content-Encoding: gzip"), gzip.compress(b"\0" * 9999)),
        "larger than 1 MB",
    ),
    "packed nothing without an end": (
        flood(head("Content-Encoding: gzip"), NOTHING),
        "larger than 1 MB",
    ),
    "gzip bomb twice packed": (
        reply(gzip.compress(BOMB), content_encoding="gzip, gzip"),
        "do not know",
    ),
    "brotli bomb": (
        reply(brotli.compress(b"\0" * 50 * 2**20), content_encoding="br"),
        "larger than 1 MB",
    ),
}


@pytest.mark.parametrize(("behaviour", "why"), TOO_MUCH.values(), ids=TOO_MUCH)
def test_too_much_is_not_taken(serve, behaviour, why):
    server = serve(behaviour)
    tracemalloc.start()
    try:
        with pytest.raises(FetchError, match=why) as refused:
            fetch(server.url(), max_bytes=2**20, allow=HERE)
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert not refused.value.is_temporary
    assert most < 5 * 2**20


def test_the_largest_that_is_allowed_is_taken_whole(serve):
    for behaviour in (reply(b"a" * 5000), head() + b"a" * 5000):
        assert len(fetch(serve(behaviour).url(), max_bytes=5000, allow=HERE).content) == 5000
        with pytest.raises(FetchError, match=r"larger than 4,999 bytes\.$"):
            fetch(serve(behaviour).url(), max_bytes=4999, allow=HERE)


def test_what_unpacks_to_a_thousandfold_is_refused_though_it_would_fit(serve):
    server = serve(reply(gzip.compress(b"\0" * 10 * 2**20), content_encoding="gzip"))
    with pytest.raises(FetchError, match="far more"):
        fetch(server.url(), allow=HERE)


def test_a_feed_that_repeats_itself_is_no_bomb(serve):
    feed = b"".join(
        b"<item><guid>%d</guid><category>sport</category><title>Goal number %d</title></item>\n"
        % (number, number * 7919 % 1000)
        for number in range(100_000)
    )
    server = serve(reply(gzip.compress(feed, 9), content_encoding="gzip"))
    assert fetch(server.url(), allow=HERE).content == feed


# --- Servers that are broken, or no web servers ---

BROKEN = {
    "hangs up": (b"", "hung up", True),
    "hangs up in the head": (b"HTTP/1.1 200 OK\r\nX-A: b\r\n", "hung up", True),
    "hangs up in the content": (head("Content-Length: 9") + b"Rain", "hung up", True),
    "hangs up in a chunk": (head("Transfer-Encoding: chunked") + b"9\r\nRain", "hung up", True),
    "hangs up before the last chunk": (
        head("Transfer-Encoding: chunked") + b"4\r\nRain\r\n",
        "hung up",
        True,
    ),
    "slams the receiver": (reset, "broke off", True),
    "gzip cut off": (
        reply(gzip.compress(COPY)[:-9], content_encoding="gzip"),
        "end of the packed answer is missing",
        True,
    ),
    "brotli cut off": (
        reply(brotli.compress(COPY)[:-9], content_encoding="br"),
        "end of the packed answer is missing",
        True,
    ),
    "gzip broken": (
        reply(gzip.compress(COPY)[:15] + b"broken here", content_encoding="gzip"),
        "cannot be unpacked",
        False,
    ),
    "gzip that is none": (reply(COPY, content_encoding="gzip"), "cannot be unpacked", False),
    "brotli that is none": (reply(COPY, content_encoding="br"), "cannot be unpacked", False),
    "bare deflate": (
        reply(raw_deflate(COPY), content_encoding="deflate"),
        "cannot be unpacked",
        False,
    ),
    "packed unknown": (reply(COPY, content_encoding="zstd"), "do not know", False),
    "packed twice": (reply(COPY, content_encoding="gzip, br"), "do not know", False),
    "packed in two lines": (
        head("Content-Encoding: gzip", "Content-Encoding: gzip") + gzip.compress(COPY),
        "do not know",
        False,
    ),
    "garbage": (b"\xff\xfe\x00garbage\r\n\r\n" * 9, "not that of a web server", False),
    "page without a head": (b"<html>\r\n\r\n</html>\r\n\r\n", "not that of a web server", False),
    "shell": (b"SSH-2.0-OpenSSH_9.2\r\n\r\n", "not that of a web server", False),
    "other version": (b"HTTP/9 200 OK\r\n\r\n", "not that of a web server", False),
    "status of letters": (b"HTTP/1.1 OK\r\n\r\n", "not that of a web server", False),
    "switches the protocol": (
        head("Upgrade: websocket", "Connection: Upgrade", status="101 Switching Protocols"),
        "not that of a web server",
        False,
    ),
    "two lengths": (
        head("Content-Length: 4", "Content-Length: 5") + b"Rain!",
        "not that of a web server",
        False,
    ),
    "length below nothing": (head("Content-Length: -4"), "not that of a web server", False),
    "length of letters": (head("Content-Length: four"), "not that of a web server", False),
    "unknown framing": (head("Transfer-Encoding: gzip"), "not that of a web server", False),
    "chunk of letters": (
        head("Transfer-Encoding: chunked") + b"four\r\nRain\r\n",
        "not that of a web server",
        False,
    ),
    "header without a name": (head(": b"), "not that of a web server", False),
    "header with a NUL": (head("X-A: a\0b"), "not that of a web server", False),
}


@pytest.mark.parametrize(("answer", "why", "is_temporary"), BROKEN.values(), ids=BROKEN)
def test_a_broken_answer_is_none(serve, answer, why, is_temporary):
    with pytest.raises(FetchError, match=why) as told:
        fetch(serve(answer).url(), deadline=2, allow=HERE)
    assert told.value.is_temporary is is_temporary


def test_where_nobody_listens_another_try_may_help(serve):
    server = serve(reply())
    server.close()
    server.close = lambda: None
    with pytest.raises(FetchError, match="takes no connections") as told:
        fetch(server.url(), allow=HERE)
    assert told.value.is_temporary


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"])
def test_no_proxy_of_the_environment_comes_between(serve, listener, monkeypatch, name):
    monkeypatch.setenv(name, f"http://127.0.0.1:{listener.port}")
    assert fetch(serve(reply(COPY)).url(), allow=HERE).content == COPY
    assert listener.connections() == 0


def test_cookies_are_not_kept(serve):
    server = serve(
        reply(status="302 Found", location="/b", set_cookie="a=1"), reply(set_cookie="b=2"), reply()
    )
    fetch(server.url("/a"), allow=HERE)
    fetch(server.url("/a"), allow=HERE)
    assert [asked.headers.get("cookie") for asked in server.asked] == [None] * 3


# --- Laws ---


@given(st.binary(max_size=3000), st.lists(st.integers(1, 700)), st.sampled_from(["gzip", "br"]))
def test_however_it_is_cut_the_same_comes_out(content, cuts, encoding):
    packed = {"gzip": gzip.compress, "br": brotli.compress}[encoding](content)
    edges = [0, *itertools.accumulate(cuts), len(packed)]
    pieces = [packed[start:end] for start, end in itertools.pairwise(edges)]
    pieces = [piece for piece in pieces if piece]
    told = unpacked(pieces, encoding, max_bytes=3000, deadline=Deadline(30))
    assert told == content


@pytest.mark.parametrize("over", range(-300, 301, 60))
@pytest.mark.parametrize("pack", [gzip.compress, brotli.compress], ids=["gzip", "br"])
def test_nothing_is_lost_where_a_piece_is_full(pack, over):
    content = b"ab" * ((64 * 1024 + over) // 2)
    encoding = "br" if pack is brotli.compress else "gzip"
    told = unpacked([pack(content)], encoding, max_bytes=2**20, deadline=Deadline(30))
    assert told == content


SCRAPS = [
    *(b"HTTP/1.1 ", b"200 OK", b"302 A", b"\r\n", b"\n", b"\0", b"5", b"Location: /"),
    *(b"Content-Length: ", b"Transfer-Encoding: chunked", b"Content-Encoding: br"),
]


@given(st.binary(max_size=300) | st.lists(st.sampled_from(SCRAPS), max_size=20).map(b"".join))
def test_whatever_a_server_says_is_an_answer_or_a_sentence(answer):
    server = Server(answer)
    try:
        told = fetch(server.url(), deadline=2, allow=HERE).url
    except FetchError as refusal:
        told = str(refusal)
    finally:
        server.close()
    assert told == server.url() or told.endswith(".")

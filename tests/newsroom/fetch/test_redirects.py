"""Where a server sends us on to, and what goes along."""

from ipaddress import ip_network

import pytest

from newsroom.fetch import FetchError, fetch, send
from tests.newsroom.fetch.test_addresses import BOOK, INSIDE
from tests.newsroom.fetch.web import HERE, reply, sent_on


@pytest.mark.parametrize("status", ["301 A", "302 A", "303 A", "307 A", "308 A"])
def test_a_question_follows(serve, status):
    server = serve(sent_on("/b?c=d#e", status), reply(b"words"))
    answer = fetch(server.url("/a"), allow=HERE)
    assert (answer.status, answer.content) == (200, b"words")
    assert answer.url == server.url("/b?c=d")
    assert [asked.target for asked in server.asked] == ["/a", "/b?c=d"]


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("b", "/a/b"),
        ("./b", "/a/b"),
        ("../b", "/b"),
        ("../../../b", "/b"),
        ("/b c", "/b%20c"),
        ("?b", "/a/?b"),
        ("/Überblick", "/%C3%9Cberblick"),
        ("//127.0.0.1:{port}/b", "/b"),
        ("http://127.0.0.1:{port}/b", "/b"),
        ("HTTP://127.0.0.1:{port}", "/"),
    ],
)
def test_a_location_may_be_short(serve, location, target):
    server = serve()
    server.behaviours = (sent_on(location.replace("{port}", str(server.port))), reply())
    fetch(server.url("/a/"), allow=HERE)
    assert server.asked[1].target == target


def test_a_location_in_utf8_is_read_as_such(serve):
    answer = sent_on("/x").replace(b"/x", "/Überblick".encode())
    server = serve(answer, reply())
    fetch(server.url(), allow=HERE)
    assert server.asked[1].target == "/%C3%9Cberblick"


@pytest.mark.parametrize(
    "answer", [reply(b"see there", status="302 A"), sent_on(""), reply(b"choose", status="300 A")]
)
def test_a_redirect_that_leads_nowhere_is_the_answer(serve, answer):
    assert fetch(serve(answer).url(), allow=HERE).status in {300, 302}


def test_who_follows_nothing_gets_the_redirect(serve):
    answer = fetch(serve(sent_on("/b")).url(), max_redirects=0, allow=HERE)
    assert answer.status == 302


# --- Into the private, round in circles, too far ---


@pytest.mark.parametrize("url", [*INSIDE, "//localhost:{port}/"], ids=ascii)
def test_no_redirect_leads_inside(serve, names, listener, dialled, url):
    """The first server is in a network that was opened by name; the others are not."""
    names.book.update({name: [addresses] for name, addresses in BOOK.items()})
    names.book["agency.example"] = [["127.0.0.9"]]
    location = url.strip().replace("{port}", str(listener.port)).encode().decode("latin-1")
    server = serve(sent_on(location), host="127.0.0.9")

    with pytest.raises(FetchError, match="private network") as refused:
        fetch(server.url(host="agency.example"), allow=(ip_network("127.0.0.9/32"),))

    assert str(refused.value).startswith("The server sent us on to ")
    assert dialled == [("127.0.0.9", server.port)]
    assert listener.connections() == 0


@pytest.mark.parametrize(
    "location",
    [
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "gopher://127.0.0.1:6379/_FLUSHALL",
        "javascript:alert(1)",
        "data:text/plain,words",
        "https:b",
        "https:///b",
        "http://user:secret@127.0.0.1/",
        "http://127.1/",
        "http://2130706433/",
        "http://127.0.0.1:6379/",
        "http://127.0.0.1:22/",
        "http://[::1",
        "http://a]b/",
        "\\\\127.0.0.1\\b",
        "/b\x01",
        "\x01/b",
        "/b\tc",
        "ht\ttp://127.0.0.1/",
        "http://" + "a" * 64 + "/",
        "/" + "a" * 8001,
    ],
)
def test_no_redirect_leads_out_of_the_web(serve, dialled, location):
    server = serve(sent_on(location))
    with pytest.raises(FetchError) as refused:
        fetch(server.url(), allow=HERE)
    assert not refused.value.is_temporary
    assert str(refused.value).startswith("The server sent us on to another address. ")
    assert dialled == [("127.0.0.1", server.port)]


@pytest.mark.parametrize(
    ("answers", "connections"),
    [([sent_on("/a")], 1), ([sent_on("/b"), sent_on("/a#b")], 2), ([sent_on("#here")], 1)],
)
def test_a_circle_is_seen(serve, answers, connections):
    server = serve(*answers)
    with pytest.raises(FetchError, match="circle"):
        fetch(server.url("/a"), allow=HERE)
    assert server.connections == connections


def test_five_times_is_enough(serve):
    chain = [sent_on(f"/{number}") for number in range(1, 7)]
    server = serve(*chain[:5], reply(b"here"))
    assert fetch(server.url("/0"), allow=HERE).content == b"here"

    server = serve(*chain, reply(b"here"))
    with pytest.raises(FetchError, match=r"more than 5 times\.$"):
        fetch(server.url("/0"), allow=HERE)
    assert server.connections == 6


def test_the_content_of_a_redirect_is_not_read(serve):
    server = serve(sent_on("/b").replace(b"Length: 0", b"Length: 99999999999"), reply(b"here"))
    assert fetch(server.url("/a"), allow=HERE).content == b"here"


# --- Passwords and keys ---

KEYS = {
    "Authorization": "Bearer hidden",
    "Cookie": "session=hidden",
    "X-Api-Key": "hidden",
    "Fastly-Key": "hidden",
}
HARMLESS = {"User-Agent": "Desk", "Accept": "text/xml", "Accept-Language": "ur"}


@pytest.mark.parametrize(
    ("told", "sent"),
    [
        ({"headers": KEYS}, KEYS),
        ({"auth": ("desk", "hidden")}, {"Authorization": "Basic ZGVzazpoaWRkZW4="}),
    ],
    ids=["keys", "password"],
)
def test_keys_stay_with_their_server(serve, names, told, sent):
    names.book["other.example"] = [["127.0.0.1"]]
    server = serve()
    other = server.url("/other", host="other.example")
    back = server.url("/back")
    server.behaviours = (sent_on("/own"), sent_on(other), sent_on(back), reply())

    fetch(server.url(), etag='"1"', **told, allow=HERE)

    keys = {name.lower(): value for name, value in sent.items()}
    first, own, elsewhere, after = (asked.headers for asked in server.asked)
    for headers in (first, own):
        assert keys.items() <= headers.items()
    for headers in (elsewhere, after):
        assert keys.keys().isdisjoint(headers)
        assert headers["if-none-match"] == '"1"'


def test_another_port_is_another_server(serve):
    other = serve(reply())
    server = serve(sent_on(other.url()))
    fetch(server.url(), headers={**KEYS, **HARMLESS}, allow=HERE)
    keys = {name.lower() for name in KEYS}
    harmless = {name.lower(): value for name, value in HARMLESS.items()}
    assert keys <= server.asked[0].headers.keys()
    assert keys.isdisjoint(other.asked[0].headers)
    assert harmless.items() <= other.asked[0].headers.items()


# --- Messages ---


@pytest.mark.parametrize("status", ["307 A", "308 A"])
def test_a_message_follows_whole(serve, status):
    server = serve(sent_on("/b", status), reply(b"thanks"))
    answer = send(server.url("/a"), content=b"words", content_type="text/plain", allow=HERE)
    assert answer.content == b"thanks"
    assert [(asked.method, asked.content) for asked in server.asked] == [("POST", b"words")] * 2


@pytest.mark.parametrize("status", ["301 A", "302 A", "303 A"])
def test_a_message_that_would_be_lost_on_the_way_does_not_follow(serve, status):
    server = serve(sent_on("/b", status), reply())
    answer = send(server.url("/a"), content=b"words", content_type="text/plain", allow=HERE)
    assert answer.status == int(status[:3])
    assert server.connections == 1

"""The Varnish configuration that comes with the newsroom, on a real Varnish."""

import http.client
import re
import socket
import struct
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import httpx
import pytest

from newsroom.delivery.headers import FRESH_OR_STALE_IF_ERROR
from newsroom.delivery.models import Purge
from newsroom.delivery.purging import backlog
from newsroom.delivery.whole_seconds import WholeSeconds
from newsroom.environment import PurgeAddress
from tests.factories import an_article, page_of, published
from tests.newsroom.deploy.standing import (
    a_process_that_can_hang,
    seconds_to_be_seen,
    until_it_answers,
)
from tests.newsroom.deploy.test_nginx import a_server
from tests.newsroom.deploy.varnish import Standing, is_here
from tests.newsroom.fetch.web import Behaviour, Server, reply
from tests.paths import TOP
from tests.servers import free_port
from tests.sites import until

pytestmark = [
    pytest.mark.trial,
    pytest.mark.skipif(not is_here(), reason="needs Varnish and its modules"),
]


@pytest.fixture
def varnish(tmp_path) -> Iterator[Callable[[int], Standing]]:
    """``varnish(port)`` is one before what listens there."""
    started: list[Standing] = []

    def start(behind: int) -> Standing:
        folder = tmp_path / f"varnish-{len(started)}"
        folder.mkdir()
        started.append(Standing(folder, behind))
        until_it_answers(started[-1].port)
        return started[-1]

    yield start
    for each in started:
        each.close()


# --- Before the newsroom ---


@pytest.fixture
def site(scratch_database, manage, settings, tmp_path) -> Iterator[Standing]:
    """Varnish before the newsroom, whose worker tells it what changes."""
    newsroom = free_port()
    (tmp_path / "front").mkdir()
    standing = Standing(tmp_path / "front", newsroom)
    node = f"127.0.0.1:{standing.purge_port}"
    settings.NEWSROOM_PURGE = PurgeAddress("varnish", node)
    manage.start(
        *("serve", "--bind", f"127.0.0.1:{newsroom}", "--workers", 1),
        environment={"NEWSROOM_PURGE": f"varnish://{node}"},
        output=subprocess.DEVNULL,
    )
    until_it_answers(newsroom)
    until_it_answers(standing.port)
    # The worker is at work once it has told what was noted before it started.
    backlog.note({"page/0"}, set())
    until(lambda: not Purge.objects.filter(accepted=0).exists(), seconds=10)
    yield standing
    standing.close()


def test_a_page_is_kept_until_it_changes(site):
    story = published(an_article(headline="The night ferry"))
    path = page_of(story).path
    until(lambda: not Purge.objects.exists(), seconds=20)
    assert site.state(path) == "MISS"
    time.sleep(3)
    answer = site.get(path, **{"Accept-Encoding": "gzip"})
    assert answer.headers["X-Cache"] == "HIT"
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Cache-Control"].startswith("public, max-age=0, s-maxage=1,")
    shown_to_readers = {"xkey", "Surrogate-Control", "X-Varnish", "Via"} & set(answer.headers)
    assert not shown_to_readers

    other = published(an_article(headline="The day ferry", section=story.section))
    until(lambda: not Purge.objects.filter(accepted=0).exists(), seconds=10)
    assert site.state(path) == "HIT"
    assert site.get(page_of(other).path).status_code == 200


def test_what_is_published_is_seen_within_two_seconds(site, trials):
    seconds = seconds_to_be_seen(site, trials(6, 20))
    assert max(seconds) < 2, seconds


def test_the_newsrooms_own_pages_are_never_kept(site):
    for path in ("/admin/login/", "/health/ready", "/wire/push/coast/"):
        assert [site.state(path) for _ in range(2)] == ["PASS", "PASS"]
    path = page_of(published(an_article())).path
    site.get(path)
    assert site.state(path, Cookie="a=b; sessionid=abc") == "PASS"
    assert site.state(path, Authorization="Basic x") == "PASS"
    # It is told again, a second and ten after the page was published, and drops it.
    until(lambda: site.state(path, Cookie="a=b") == "HIT", seconds=10)


# --- Before a server that behaves as told ---


def page(words: bytes, *, life: int = 600, tags: str = "everything page/1") -> bytes:
    return reply(
        words,
        content_type="text/html",
        connection="close",
        xkey=tags,
        cache_control="public, max-age=0, s-maxage=1, stale-if-error=600",
        surrogate_control=f"max-age={life}, stale-if-error=600",
    )


@pytest.fixture
def serving() -> Iterator[Callable[..., Server]]:
    servers: list[Server] = []

    def start(*behaviours: Behaviour) -> Server:
        # The first question is whether it lives.
        servers.append(Server(reply(b"ok", connection="close"), *behaviours))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


def slowly(words: bytes, seconds: float) -> Behaviour:
    def behave(line: socket.socket, server: Server) -> None:
        server.is_over.wait(seconds)
        line.sendall(page(words))

    return behave


@pytest.mark.django_db
def test_a_former_page_that_arrives_after_the_purge_is_dropped_by_the_next(
    serving, varnish, settings, monkeypatch
):
    """It was asked for before the change and comes when the former copy has been dropped."""
    settings.NEWSROOM_PURGE = PurgeAddress("varnish", "127.0.0.1:1")
    monkeypatch.setattr(backlog, "AGAIN_AFTER", (1.0,))
    site = varnish(serving(slowly(b"former", 0.7), page(b"new")).port)
    reader = threading.Thread(target=lambda: site.get("/"))
    reader.start()
    time.sleep(0.3)
    backlog.note({"page/1"}, set())
    assert backlog.work_off(site.front)
    reader.join()
    assert site.get("/").text == "former", "it came after the first purge"
    until(lambda: backlog.work_off(site.front), seconds=10)
    assert site.get("/").text == "new"
    assert not Purge.objects.exists()


def test_only_what_shows_a_tag_is_dropped(serving, varnish):
    site = varnish(serving(page(b"one"), page(b"two", tags="everything page/2")).port)
    for path in ("/one/", "/two/"):
        site.get(path)
    site.front.purge({"page/2", "page/3"})
    assert (site.state("/one/"), site.state("/two/")) == ("HIT", "MISS")
    site.front.purge_everything()
    assert site.state("/one/") == "MISS"


def test_a_purge_is_taken_from_the_workers_alone(serving, varnish):
    site = varnish(serving(page(b"one")).port)
    site.get("/")
    with coming_from("127.0.0.2") as stranger:
        told = stranger.request("PURGE", f"http://127.0.0.1:{site.purge_port}/", headers=_ALL)
    assert told.status_code == 403
    at_its_door = f"http://127.0.0.1:{site.purge_port}/"
    assert site.reader.request("PURGE", at_its_door).status_code == 400
    assert site.reader.get(at_its_door).status_code == 403
    assert site.state("/") == "HIT"


@pytest.mark.parametrize("named", [{}, {"X-Forwarded-For": "127.0.0.1"}])
def test_no_reader_is_a_worker_because_https_ends_on_the_same_machine(serving, varnish, named):
    """Whatever stands before Varnish there asks from 127.0.0.1, as workers do."""
    site = varnish(serving(page(b"one")).port)
    site.get("/")
    assert site.reader.request("PURGE", "/", headers=_ALL | named).status_code == 403
    assert by_proxy(site, "PURGE", "/", "127.0.0.1", **_ALL).status == 403
    assert site.state("/") == "HIT"


_ALL = {"xkey-purge": "everything"}


def coming_from(address: str) -> httpx.Client:
    return httpx.Client(transport=httpx.HTTPTransport(local_address=address))


def by_proxy(
    site: Standing, method: str, path: str, reader: str, *, is_https: bool = True, **headers: str
) -> http.client.HTTPResponse:
    """What hitch gets that speaks PROXY for ``reader``, and says whether that came by https."""
    ends = struct.pack("!4s4sHH", socket.inet_aton(reader), socket.inet_aton("127.0.0.1"), 5, 443)
    if is_https:
        ends += struct.pack("!BHBI", 0x20, 5, 1, 0)
    told = b"\r\n\r\n\0\r\nQUIT\n" + struct.pack("!BBH", 0x21, 0x11, len(ends)) + ends
    with closing(http.client.HTTPConnection("127.0.0.1", site.proxy_port, timeout=20)) as line:
        line.connect()
        line.sock.sendall(told)
        line.request(method, path, headers=headers)
        answer = line.getresponse()
        answer.read()
        return answer


def test_hitch_says_by_proxy_who_asks_and_that_it_is_by_https(serving, varnish):
    behind = serving(page(b"by https"), page(b"by http"))
    site = varnish(behind.port)
    forged = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "10.0.0.1"}
    by_proxy(site, "GET", "/", "198.51.100.7", **forged)
    by_proxy(site, "GET", "/", "198.51.100.7", is_https=False, **forged)
    first, second = (asked.headers for asked in behind.asked[1:])
    assert first["x-forwarded-proto"] == "https"
    assert "x-forwarded-proto" not in second
    assert {each["x-forwarded-for"] for each in (first, second)} == {"198.51.100.7"}


def test_a_proxy_of_ours_is_believed_who_asks_and_nobody_else_is(serving, varnish):
    behind = serving(page(b"one"))
    site = varnish(behind.port)
    told = {
        "X-Forwarded-For": "10.0.0.1, 198.51.100.7",
        "X-Forwarded-Proto": "https",
        "X-Request-ID": "0123456789",
    }
    site.get("/", **told)
    with coming_from("127.0.0.2") as stranger:
        stranger.get(f"http://127.0.0.1:{site.port}/other/", headers=told)
    ours, other = (asked.headers for asked in behind.asked[1:])
    assert {name: ours[name.lower()] for name in told} == told
    assert other["x-forwarded-for"] == "127.0.0.2"
    assert not {"x-forwarded-proto", "x-request-id"} & set(other)


@pytest.mark.parametrize("path", ["/metrics", "/metrics?a=b", "/%6detri%63s", "/metrics;a.css"])
def test_figures_are_for_nobody_who_comes_through_it(serving, varnish, path):
    behind = serving(page(b"figures"))
    site = varnish(behind.port)
    assert site.get(path).status_code == 403
    assert by_proxy(site, "GET", path, "127.0.0.1").status == 403
    assert site.get("/metrics-of-the-week/").text == "figures"
    assert [asked.target for asked in behind.asked[1:]] == ["/metrics-of-the-week/"]


@pytest.mark.parametrize("asked_at", ["x", "now"])
def test_no_reader_has_a_page_kept_without_a_last_copy(varnish, asked_at):
    """With nginx's header he would have the newsroom answer as it answers nginx."""

    def newsroom(environ, start_response):
        start_response("200 OK", [("Cache-Control", FRESH_OR_STALE_IF_ERROR)])
        return [b"kept"]

    with a_server(WholeSeconds(newsroom)) as port:
        site = varnish(port)
        said = f"{time.time():.3f}" if asked_at == "now" else asked_at
        assert site.get("/", **{"X-Asked-At": said}).text == "kept"
    time.sleep(1.2)
    assert site.state("/") == "STALE"


def test_without_the_newsroom_readers_get_the_last_copy_but_none_of_what_was_dropped(
    serving, varnish
):
    behind = serving(page(b"kept", life=1), page(b"dropped", life=1, tags="page/2"))
    site = varnish(behind.port)
    for path in ("/kept/", "/dropped/"):
        assert site.state(path) == "MISS"
    time.sleep(1.2)
    behind.close()
    site.front.purge({"page/2"})
    for _ in range(3):
        answer = site.get("/kept/")
        assert (answer.status_code, answer.text) == (200, "kept")
        assert answer.headers["X-Cache"] == "STALE"
    assert site.get("/dropped/").status_code == 503
    assert site.get("/never/").status_code == 503


def test_of_a_newsroom_that_hangs_readers_have_the_last_copy_before_they_leave(varnish):
    with a_process_that_can_hang() as (port, hang):
        site = varnish(port)
        site.get("/")
        hang()
        time.sleep(1.2)
        # Together: nobody may have to wait until Varnish has tried for each of the others.
        with ThreadPoolExecutor(12) as readers:
            answers = list(readers.map(lambda _: site.reader.get("/", timeout=90), range(12)))
    assert {(each.text, each.headers["X-Cache"]) for each in answers} == {("kept", "STALE")}
    seconds = [each.elapsed.total_seconds() for each in answers]
    assert max(seconds) < 15, seconds


def test_once_the_newsroom_answers_again_what_is_new_is_seen_at_once(serving, varnish):
    """What was not kept, or was dropped; the rest may come as the last copy a little longer."""
    behind = serving(page(b"kept", life=1), page(b"dropped", tags="page/2"))
    site = varnish(behind.port)
    for path in ("/kept/", "/dropped/"):
        site.get(path)
    time.sleep(1.2)
    behind.close()
    site.front.purge({"page/2"})
    assert (site.state("/kept/"), site.get("/dropped/").status_code) == ("STALE", 503)
    # So long Varnish leaves alone what refused.
    time.sleep(0.4)
    with closing(Server(page(b"new"), port=behind.port)):
        assert site.get("/kept/").text == "kept"
        for path in ("/dropped/", "/never/"):
            answer = site.get(path)
            assert (answer.text, answer.headers["X-Cache"]) == ("new", "MISS")


@pytest.mark.parametrize(("status", "text"), [("502 Bad Gateway", "kept"), ("503 Busy", "busy")])
def test_the_newsrooms_own_503_is_passed_on(serving, varnish, status, text):
    """With its database away it sends its last copies itself, but for what nobody may see."""
    behind = serving(page(b"kept", life=1), reply(b"busy", status=status, connection="close"))
    site = varnish(behind.port)
    site.get("/")
    time.sleep(1.2)
    assert site.get("/").text == text


def test_a_page_without_a_word_of_its_life_is_kept_for_a_second(serving, varnish):
    one, two = (
        reply(words, cache_control="public, max-age=0, s-maxage=1", connection="close")
        for words in (b"one", b"two")
    )
    site = varnish(serving(one, two).port)
    assert [site.get("/").text for _ in range(2)] == ["one", "one"]
    time.sleep(1.3)
    assert site.get("/").text == "two"


def test_marks_that_others_append_to_links_make_no_other_page(serving, varnish):
    behind = serving(page(b"one"))
    site = varnish(behind.port)
    for path in ("/?utm_source=x&utm_medium=y", "/", "/?fbclid=1", "/?gclid"):
        assert site.get(path).text == "one"
    assert site.state("/?before=1-2&utm_source=x") == "MISS"
    assert site.state("/?utm_campaign=z&before=1-2") == "HIT"
    assert [asked.target for asked in behind.asked[1:]] == ["/", "/?before=1-2"]


def test_no_header_of_a_reader_changes_what_another_gets(serving, varnish):
    behind = serving(page(b"http"), page(b"https"))
    site = varnish(behind.port)
    site.get("/", **{"X-Forwarded-Proto": "evil", "x-unanswered": "yes", "Cookie": "a=b"})
    first = behind.asked[1]
    assert not {"x-forwarded-proto", "x-unanswered", "cookie"} & set(first.headers)
    assert site.get("/").text == "http"
    assert site.get("/", **{"X-Forwarded-Proto": "https"}).text == "https"


def test_the_configuration_says_what_the_newsroom_drops_from_links():
    from newsroom.delivery.page_cache.keys import _NOT_OURS

    text = (TOP / "newsroom/deploy/varnish.vcl").read_text()
    assert set(re.findall(r"\((utm_[^()]*\[ce\][^()]*)\)", text)) == {_NOT_OURS.pattern}

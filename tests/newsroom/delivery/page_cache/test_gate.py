"""The page cache before an application: what is kept, for whom, and that each page is made once."""

import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from newsroom.delivery.asked import being_answered
from newsroom.delivery.page_cache.store import Store
from newsroom.environment import PurgeAddress
from tests.newsroom.delivery.page_cache.site import BODY, FOR_ALL, Site


@pytest.fixture
def site() -> Site:
    return Site()


def test_a_page_is_made_once(site):
    first, second = site.get(), site.get()
    assert first.body == second.body == BODY
    assert first.headers == second.headers
    assert len(site.asked) == 1


def test_a_reader_who_has_it_is_told_so(site):
    etag = site.get().headers["ETag"]
    again = site.get(HTTP_IF_NONE_MATCH=etag)
    assert (again.status, again.body) == ("304 Not Modified", b"")
    assert again.headers["ETag"] == etag
    assert "Content-Length" not in again.headers
    assert site.get(HTTP_IF_NONE_MATCH='"other"').status == "200 OK"


def test_head_has_the_headers_and_no_body(site):
    whole, head = site.get(), site.get(method="HEAD")
    assert (head.status, head.headers, head.body) == (whole.status, whole.headers, b"")


@pytest.mark.parametrize(
    "change",
    [
        {"status": "404 Not Found"},
        {"status": "410 Gone"},
        {"status": "301 Moved Permanently"},
        {"is_for_readers": False},
        {"headers": [*FOR_ALL, ("Set-Cookie", "a=b")]},
        {"headers": [*FOR_ALL, ("Vary", "Cookie")]},
        {"headers": [("Cache-Control", "no-store")]},
        {"headers": [("Content-Type", "text/html")]},
        {"body": b"x" * 5_000_000},
    ],
    ids=str,
)
def test_what_is_not_the_same_for_all_is_not_kept(site, change):
    for name, value in change.items():
        setattr(site, name, value)
    for _ in range(2):
        got = site.get()
        assert (got.status, got.body) == (site.status, site.body)
    assert len(site.asked) == 2


@pytest.mark.parametrize(
    "headers",
    [{"HTTP_COOKIE": "sessionid=abc"}, {"HTTP_AUTHORIZATION": "Basic x"}, {"method": "POST"}],
)
def test_whoever_is_signed_in_gets_django_itself(site, headers):
    site.get()
    site.body = b"for you"
    assert site.get(**headers).body == b"for you"
    assert site.get().body == BODY
    if name := next((each for each in headers if each.startswith("HTTP_")), None):
        assert name in site.asked[-1], "and Django sees who it is"


def test_a_foreign_host_gets_nothing_that_was_kept(site):
    site.get()
    site.status = "400 Bad Request"
    assert site.get(HTTP_HOST="evil.example").status == "400 Bad Request"


def test_no_header_that_a_reader_sends_leaves_anything_with_another(site):
    """A thousand names of headers, each as poison."""
    for number in range(1000):
        site.get(f"/{number}/", **{f"HTTP_X_{number}": "poison", "HTTP_X_FORWARDED_HOST": "evil"})
    assert len(site.asked) == 1000
    assert not any("poison" in each.values() or "evil" in each.values() for each in site.asked)


def test_a_change_brings_the_new_page(site):
    site.get()
    site.body = b"new"
    site.change()
    assert site.get().body == b"new"
    assert site.get().body == b"new"
    assert len(site.asked) == 2


def test_while_one_makes_it_anew_the_others_get_the_former(site):
    site.get()
    site.body, site.seconds = b"new", 0.5
    site.change()
    maker = threading.Thread(target=site.get)
    maker.start()
    time.sleep(0.1)
    began = time.monotonic()
    assert site.get().body == BODY
    assert time.monotonic() - began < 0.2
    maker.join()
    assert site.get().body == b"new"


def test_of_what_was_taken_down_nobody_gets_the_former(site):
    site.get()
    site.status, site.body, site.seconds = "410 Gone", b"gone", 0.3
    site.change(at_once=True)
    maker = threading.Thread(target=site.get)
    maker.start()
    time.sleep(0.1)
    assert site.get().body == b"gone"
    maker.join()


def test_of_a_hundred_who_ask_at_a_time_one_makes_it(site):
    site.seconds = 0.3
    got: list[bytes] = []
    crowd = [threading.Thread(target=lambda: got.append(site.get().body)) for _ in range(100)]
    for each in crowd:
        each.start()
    for each in crowd:
        each.join()
    assert got == [BODY] * 100
    assert len(site.asked) == 1


def test_rights_that_run_out_take_the_page_away(site):
    site.until = datetime.now(UTC) + timedelta(seconds=0.3)
    site.get()
    site.body, site.until = b"without the picture", None
    time.sleep(0.4)
    assert site.get().body == b"without the picture"


def test_what_is_taken_down_while_it_is_made_is_made_again(site):
    before = site.application

    def slowly(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        answer: list[bytes] = before(environ, start)
        if len(site.asked) == 1:
            site.body = b"without it"
            site.change(at_once=True)
        return answer

    site.cache.application = slowly
    assert site.get().body == b"without it"


def test_many_threads_fill_a_small_store(site):
    site.cache.store = Store(60_000)
    faults: list[BaseException] = []

    def ask(number: int) -> None:
        try:
            for n in range(200):
                assert site.get(f"/{number}/{n % 7}/").body == BODY
        except BaseException as fault:  # noqa: BLE001  (told to the test)
            faults.append(fault)

    switching = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        crowd = [threading.Thread(target=ask, args=(n,)) for n in range(6)]
        for each in crowd:
            each.start()
        for each in crowd:
            each.join()
    finally:
        sys.setswitchinterval(switching)
    assert not faults
    assert site.cache.store.bytes <= 60_000


def test_two_readers_of_a_kept_page_share_no_number(site):
    """The first answer's is its own; the copy has none, or all readers' log would be one."""
    site.headers.append(("X-Request-ID", "5f1d0c2ab3e49d77"))
    made, kept = site.get(), site.get()
    assert "X-Request-ID" not in kept.headers
    assert made.headers.get("X-Request-ID") != kept.headers.get("X-Request-ID", "none")


def test_what_is_made_for_a_reader_is_logged_by_the_number_that_the_proxy_gave(site):
    seen = []

    def application(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        seen.append(being_answered())
        start(site.status, site.headers)
        return [site.body]

    site.cache.application = application
    site.get(HTTP_X_REQUEST_ID="5f1d0c2ab3e49d77", REMOTE_ADDR="10.0.0.5")
    assert [each.number for each in seen] == ["5f1d0c2ab3e49d77"]
    assert being_answered() is None


# --- What the cache in front is told ---


@pytest.fixture
def purged_site(settings) -> Site:
    settings.NEWSROOM_PURGE = PurgeAddress("varnish", "127.0.0.1:1")
    site = Site()
    site.headers += [("xkey", "everything page/1"), LIFE]
    return site


LIFE = ("Surrogate-Control", "max-age=600, stale-if-error=600")


def test_what_is_right_may_be_kept_in_front(purged_site):
    for _ in range(2):
        got = purged_site.get()
        assert got.headers["Surrogate-Control"] == LIFE[1]
        assert got.headers["xkey"] == "everything page/1"
    again = purged_site.get(HTTP_IF_NONE_MATCH=got.headers["ETag"])
    assert (again.headers["Surrogate-Control"], again.headers["xkey"]) == (
        LIFE[1],
        "everything page/1",
    )


def test_the_former_page_is_not_kept_in_front_while_it_is_made_anew(purged_site):
    site = purged_site
    site.get()
    site.body, site.seconds = b"new", 0.5
    site.change()
    maker = threading.Thread(target=site.get)
    maker.start()
    time.sleep(0.1)
    former = site.get()
    maker.join()
    assert (former.body, former.headers.get("Surrogate-Control")) == (BODY, None)
    assert site.get().headers["Surrogate-Control"] == LIFE[1]


def test_nothing_is_kept_in_front_while_nobody_knows_what_changed(purged_site, monkeypatch):
    purged_site.get()
    monkeypatch.setattr(purged_site.watch, "is_blind", lambda: True)
    monkeypatch.setattr(purged_site.watch, "start", lambda: None)
    assert "Surrogate-Control" not in purged_site.get().headers


def test_what_will_be_wrong_soon_is_kept_in_front_until_then(purged_site):
    purged_site.until = datetime.now(UTC) + timedelta(seconds=30.5)
    purged_site.get()
    assert purged_site.get().headers["Surrogate-Control"].startswith(("max-age=30,", "max-age=29,"))

"""Pages that cannot be made anew: who gets the former one, and for how long."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from newsroom.delivery.away import GIVEN_UP
from newsroom.delivery.page_cache.gate import Answer
from newsroom.delivery.page_cache.places import (
    MOST_MAKERS,
    MOST_OF_THE_DESK,
    MOST_OTHERS,
    MOST_WATCHERS,
    PATIENCE_SECONDS,
    Places,
)
from newsroom.delivery.page_cache.watch import LONGEST_BLIND_SECONDS, Reading
from tests.newsroom.delivery.page_cache.site import BODY, Site


@pytest.fixture
def site() -> Site:
    return Site()


def test_if_it_cannot_be_made_anew_the_former_is_sent(site):
    site.get()
    site.status = "503 Service Unavailable"
    site.change()
    assert site.get().body == BODY
    site.change(at_once=True)
    assert site.get().status == "503 Service Unavailable"


def test_an_error_in_the_making_leaves_nobody_waiting(site):
    def breaks(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        raise RuntimeError("broken")

    site.cache.application = breaks
    with pytest.raises(RuntimeError):
        site.get()
    site.cache.application = site.application
    assert site.get().body == BODY


def test_all_who_wait_for_what_cannot_be_made_anew_get_the_former(site):
    site.get()
    site.status, site.seconds = "503 Service Unavailable", 0.3
    site.change()
    site.long_ago()
    crowd = site.crowd()
    for each in crowd:
        each.join()
    assert site.got == [BODY] * 5


def when_asked(site: Site, happens: Callable[[], None]) -> None:
    """From now on ``happens`` happens while the site makes its answer."""
    before = site.application

    def application(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        happens()
        answer: list[bytes] = before(environ, start)
        return answer

    site.cache.application = application


def test_what_was_taken_down_while_it_could_not_be_made_anew_is_no_last_resort(site):
    """Neither for who has it made nor for those who wait."""
    site.get()
    site.status, site.body, site.seconds = "503 Service Unavailable", b"away", 0.3
    site.change()
    site.long_ago()
    is_making = threading.Event()
    when_asked(site, is_making.set)
    crowd = site.crowd()
    is_making.wait(5)
    time.sleep(0.1)
    site.change(at_once=True)
    for each in crowd:
        each.join()
    assert site.got == [b"away"] * 5


def test_what_was_taken_down_while_its_making_hung_is_sent_to_nobody(site, monkeypatch):
    monkeypatch.setattr("newsroom.delivery.page_cache.flights.PATIENCE_SECONDS", 0.3)
    site.get()
    site.change()
    site.long_ago()
    is_making, hangs = threading.Event(), threading.Event()

    def hang() -> None:
        is_making.set()
        hangs.wait(5)

    when_asked(site, hang)
    maker = threading.Thread(target=site.get)
    maker.start()
    is_making.wait(5)
    threading.Timer(0.1, lambda: site.change(at_once=True)).start()
    monkeypatch.setattr(site.cache, "give_up", lambda *asked: Answer("503", [], b"away"))
    assert site.get().body == b"away"
    hangs.set()
    maker.join()


class Counted:
    """How many are inside of ``here`` at a time, at most."""

    def __init__(self) -> None:
        self.now = self.most = 0
        self.lock = threading.Lock()

    def here(self) -> None:
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
        time.sleep(0.2)
        with self.lock:
            self.now -= 1


@pytest.mark.parametrize("status", ["503 Service Unavailable", "404 Not Found"])
def test_those_who_waited_in_vain_do_not_all_ask_at_once(site, status):
    """Or a database that has trouble would have all threads, and the warm pages none."""
    counted = Counted()
    when_asked(site, counted.here)
    site.status = status
    for each in site.crowd(MOST_MAKERS + 6):
        each.join()
    assert site.got == [BODY] * (MOST_MAKERS + 6)
    assert counted.most <= MOST_MAKERS


def test_before_it_knows_what_changed_no_more_make_pages_than_may_and_nobody_is_refused(site):
    counted = Counted()
    when_asked(site, counted.here)
    site.watch.now_known = None
    site.watch.start = lambda: None
    for each in site.crowd(MOST_MAKERS + 6):
        each.join()
    assert site.got == [BODY] * (MOST_MAKERS + 6)
    assert counted.most <= MOST_MAKERS


def test_when_it_has_long_known_nothing_those_without_a_place_are_refused_at_once(
    site, monkeypatch
):
    """After ten minutes without the database no copy may be sent, and none can be made."""
    monkeypatch.setattr(site.cache, "give_up", lambda *asked: Answer("503", [], b"away"))
    when_asked(site, lambda: time.sleep(0.3))
    site.watch.now_known = Reading(1, time.monotonic() - LONGEST_BLIND_SECONDS - 1)
    site.watch.start = lambda: None
    for each in site.crowd(MOST_MAKERS + 3):
        each.join()
    assert sorted(site.got) == [BODY] * MOST_MAKERS + [b"away"] * 3


def test_a_crowd_that_comes_as_a_process_begins_has_the_page_made_once(site):
    def last() -> int:
        time.sleep(0.3)
        return 0

    site.begin_anew(last)
    site.seconds = 0.2
    for each in site.crowd(12):
        each.join()
    site.watch._thread = None  # it ends
    assert site.got == [BODY] * 12
    assert len(site.asked) == 1


def test_a_database_that_is_away_as_a_process_begins_is_waited_for_once(site, monkeypatch):
    monkeypatch.setattr("newsroom.delivery.page_cache.watch.FIRST_SECONDS", 0.4)

    def last() -> int:
        raise OSError("away")

    site.begin_anew(last)
    began = time.monotonic()
    site.get()
    first = time.monotonic() - began
    for _ in range(5):
        site.get()
    others = time.monotonic() - began - first
    site.watch._thread = None
    assert first > 0.3
    assert others < 0.3


@pytest.mark.parametrize(
    ("path", "headers", "allowed"),
    [
        ("/search/", {"QUERY_STRING": "q=ferry"}, MOST_OTHERS),
        ("/world/", {"HTTP_COOKIE": "sessionid=anything"}, MOST_OF_THE_DESK),
        ("/admin/", {}, MOST_OF_THE_DESK),
        ("/health/ready", {}, MOST_WATCHERS),
    ],
)
def test_those_for_whom_there_is_no_copy_hold_some_threads_and_never_all(
    site, path, headers, allowed
):
    """Also whoever says that he is signed in, as anybody can, while the database hangs."""
    inside, most, lock = [0], [0], threading.Lock()
    released = threading.Event()

    def application(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        if environ.get(GIVEN_UP):
            start("503 Service Unavailable", [])
            return [b""]
        with lock:
            inside[0] += 1
            most[0] = max(most[0], inside[0])
        released.wait(30)
        with lock:
            inside[0] -= 1
        start("200 OK", [])
        return [b"for me"]

    site.cache.application = application
    got: list[str] = []
    crowd = [
        threading.Thread(target=lambda: got.append(site.get(path, **headers).status))
        for _ in range(20)
    ]
    for each in crowd:
        each.start()
    deadline = time.monotonic() + PATIENCE_SECONDS + 5
    while len(got) < 20 - allowed and time.monotonic() < deadline:
        time.sleep(0.05)
    assert most[0] == allowed
    assert got == ["503 Service Unavailable"] * (20 - allowed)
    released.set()
    for each in crowd:
        each.join()


def test_what_needs_no_database_waits_for_no_place(site):
    site.cache.others = site.cache.desk = site.cache.watchers = Places(0)
    for path in ("/health/live", "/health/serving", "/static/paper.css"):
        assert site.get(path).status == "200 OK"
    assert site.get(method="POST", CONTENT_LENGTH="12").status == "200 OK"

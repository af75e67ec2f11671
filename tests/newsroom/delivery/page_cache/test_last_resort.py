"""Pages that cannot be made anew: who gets the former one, and for how long."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from newsroom.delivery.page_cache.gate import Answer
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

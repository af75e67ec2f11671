"""How long nginx is told to keep an answer: to the end of the second, by its own clock."""

from typing import Any

import pytest

from newsroom.delivery.headers import FRESH, FRESH_OR_STALE_IF_ERROR, NEVER_KEPT
from newsroom.delivery.whole_seconds import WholeSeconds

NOW = 1732894822.5
NGINX = "127.0.0.1"


def sent(cache_control: str, by: str = NGINX, **environ: str) -> dict[str, str]:
    """The headers of an answer with that ``Cache-Control`` to what asks from there."""
    headers: dict[str, str] = {}

    def application(environ: dict[str, Any], start: Any) -> list[bytes]:
        start("200 OK", [("Cache-Control", cache_control)])
        return [b""]

    site = WholeSeconds(application, clock=lambda: NOW)
    list(site({"REMOTE_ADDR": by, **environ}, lambda _, answered: headers.update(answered)))
    return headers


def told(cache_control: str, **environ: str) -> dict[str, str]:
    """What is added to it."""
    headers = sent(cache_control, **environ)
    del headers["Cache-Control"]
    return headers


@pytest.mark.parametrize("cache_control", [FRESH, FRESH_OR_STALE_IF_ERROR])
def test_what_may_be_kept_for_a_second_ends_with_it(cache_control):
    headers = told(cache_control, HTTP_X_ASKED_AT="1732894821.987")
    assert headers == {"X-Accel-Expires": "@1732894821"}


@pytest.mark.parametrize(
    "cache_control", [NEVER_KEPT, "public, max-age=31536000, immutable", f"{FRESH}0", "private"]
)
def test_what_is_kept_longer_or_never_is_left_as_it_is(cache_control):
    as_it_is = {"Cache-Control": cache_control}
    assert sent(cache_control, HTTP_X_ASKED_AT="1732894821.987") == as_it_is


@pytest.mark.parametrize("nginx", ["127.0.0.1", "::1", "10.0.0.7", "fd00::7", ""])
def test_nginx_may_stand_on_this_machine_or_one_of_ours(nginx):
    headers = sent(FRESH, by=nginx, HTTP_X_ASKED_AT="1732894821.987")
    assert headers["X-Accel-Expires"] == "@1732894821"


def test_a_question_that_had_to_wait_is_answered_with_the_end_of_its_own_second():
    assert told(FRESH, HTTP_X_ASKED_AT="1732894772.5") == {"X-Accel-Expires": "@1732894772"}


AS_IT_IS = {"Cache-Control": FRESH_OR_STALE_IF_ERROR}


@pytest.mark.parametrize("asked_at", ["", "now", "-1", "1\r\nX: y", "9" * 13, "１２", "1.2.3"])
def test_what_is_no_time_changes_nothing_in_a_page_that_others_get(asked_at):
    """Where another cache than nginx passes on what a reader says."""
    assert sent(FRESH_OR_STALE_IF_ERROR, HTTP_X_ASKED_AT=asked_at) == AS_IT_IS


@pytest.mark.parametrize("asked_at", ["999999999999", "1732894832.5", "1732894752.5", "0"])
def test_no_reader_has_a_page_kept_for_as_long_as_he_likes(asked_at):
    """Where another nginx, or none of ours, passes on what he says as its time.

    Nor has one whose clock is wrong, which is yet nginx.
    """
    assert sent(FRESH_OR_STALE_IF_ERROR, HTTP_X_ASKED_AT=asked_at) == {"Cache-Control": FRESH}


@pytest.mark.parametrize("somebody", ["198.41.128.7", "2001:4860:4860::8888", "nobody"])
def test_nobody_from_outside_is_taken_for_nginx(somebody):
    """A CDN, for one, that asks the newsroom itself."""
    headers = sent(FRESH_OR_STALE_IF_ERROR, by=somebody, HTTP_X_ASKED_AT="1732894821.987")
    assert headers == AS_IT_IS


@pytest.mark.parametrize("cache_control", [FRESH, FRESH_OR_STALE_IF_ERROR])
def test_without_nginx_nothing_is_added_or_taken_off(cache_control):
    assert sent(cache_control) == {"Cache-Control": cache_control}


@pytest.mark.parametrize("asked_at", ["1732894821.987", "1732894825", "1732894762.5"])
def test_nginx_is_never_told_that_our_own_503_is_an_error(asked_at):
    headers = sent(FRESH_OR_STALE_IF_ERROR, HTTP_X_ASKED_AT=asked_at)
    assert headers["Cache-Control"] == FRESH

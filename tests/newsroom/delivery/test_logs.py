"""The log: each line says for which request it is, and nobody can write lines of his own."""

import json
import logging
import re
import sys
from collections.abc import Iterator
from datetime import datetime

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from newsroom.delivery import asked, errors
from newsroom.delivery.asked import Asked, NumberedRequests, answering, doing, number_of
from newsroom.delivery.logs import JsonLines, Lines
from newsroom.management.chores import Chore
from newsroom.media.models import Image
from newsroom.media.tasks import prepare_image

BORDER = Asked("5f1d0c2ab3e49d77", "GET", "/world/2012/aug/11/border/")


def record(message: str, *, exc_info: object = None, **extra: object) -> logging.LogRecord:
    made = logging.LogRecord("newsroom.x", logging.WARNING, "x.py", 1, message, (), exc_info)
    made.__dict__.update(extra)
    return made


class Kept(logging.Handler):
    """A log that keeps its lines."""

    def __init__(self, formatter: logging.Formatter) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.setFormatter(formatter)

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def kept() -> Iterator[Kept]:
    handler = Kept(JsonLines())
    loggers = [logging.getLogger(name) for name in ("newsroom", "django.request")]
    for logger in loggers:
        logger.addHandler(handler)
    yield handler
    for logger in loggers:
        logger.removeHandler(handler)


# --- What a line says ---


def test_a_json_line_says_when_what_and_for_which_request():
    with answering(BORDER):
        told = json.loads(JsonLines().format(record("It is slow", status_code=503)))

    assert datetime.fromisoformat(told.pop("time")).utcoffset().total_seconds() == 0
    assert told == {
        "level": "WARNING",
        "logger": "newsroom.x",
        "message": "It is slow",
        "request": BORDER.number,
        "method": "GET",
        "path": BORDER.path,
        "status": 503,
    }


def test_a_line_for_people_names_the_request_at_its_end():
    with answering(BORDER):
        line = Lines().format(record("It is slow"))
    assert line.endswith(
        "WARNING newsroom.x: It is slow [5f1d0c2ab3e49d77 GET /world/2012/aug/11/border/]"
    )


def test_outside_of_a_request_nothing_of_one_is_told():
    with answering(BORDER):
        pass
    assert "request" not in json.loads(JsonLines().format(record("x")))
    assert Lines().format(record("x")).endswith("newsroom.x: x")


def test_what_went_wrong_is_told_with_its_stack():
    try:
        raise ValueError("no such ferry")
    except ValueError:
        fault = record("It failed", exc_info=sys.exc_info())
    assert "ValueError: no such ferry" in json.loads(JsonLines().format(fault))["exception"]
    assert "ValueError: no such ferry" in Lines().format(fault)


HOSTILE = st.text(max_size=60) | st.sampled_from(
    ["a\n2026-11-29 00:00:00 ERROR newsroom: killed", "\r\n{}", "\x1b[2J", "\u2028x", "\udcff"]
)


@given(message=HOSTILE, path=HOSTILE, fault=HOSTILE)
def test_nothing_that_is_sent_begins_a_line_of_its_own(message, path, fault):
    try:
        raise ValueError(fault)
    except ValueError:
        made = record(message.replace("%", ""), exc_info=sys.exc_info())
    with answering(Asked("0123456789", "GET", path)):
        for_people, for_machines = Lines().format(made), JsonLines().format(made)

    first, *others = for_people.splitlines()
    assert first.startswith("20")
    assert all(line.startswith("    ") for line in others)
    assert "\x1b" not in for_people
    assert json.loads(for_machines)["path"] == path
    assert len(for_machines.splitlines()) == 1


# --- The number of a request ---


@pytest.mark.parametrize(
    ("said", "peer", "is_taken"),
    [
        ("4bf92f3577b34da6-a3ce929d0e0e4736", "10.0.0.5", True),
        ("4bf92f3577b34da6", "127.0.0.1", True),
        ("4bf92f3577b34da6", "fd00::7", True),
        ("4bf92f3577b34da6", "203.0.113.9", True),  # an address kept for documents is no public one
        ("4bf92f3577b34da6", "8.8.8.8", False),
        ("4bf92f3577b34da6", "", False),
        ("short", "10.0.0.5", False),
        ("x" * 65, "10.0.0.5", False),
        ("4bf92f3577b34da6\n2026 ERROR", "10.0.0.5", False),
        ("4bf92f3577b34da6\n", "10.0.0.5", False),
        ("<script>alert(1)</script>", "10.0.0.5", False),
        ("", "10.0.0.5", False),
    ],
)
def test_a_number_is_taken_from_a_proxy_of_ours_and_from_nobody_else(said, peer, is_taken):
    number = number_of({"HTTP_X_REQUEST_ID": said, "REMOTE_ADDR": peer})
    assert (number == said) is is_taken
    assert re.fullmatch(r"[A-Za-z0-9-]{8,64}", number)


def test_each_answer_has_a_number_of_its_own():
    first, second = (Client().get("/health/live")["X-Request-ID"] for _ in range(2))
    assert first != second
    assert Client().get("/health/live", headers={"X-Request-ID": "abc-12345"})["X-Request-ID"] == (
        "abc-12345"
    )


def test_what_caches_may_keep_carries_no_number(db: None):
    response = Client().get("/opinion/")
    assert "public" in response["Cache-Control"]
    assert "X-Request-ID" not in response


def test_whoever_sees_a_fault_is_told_by_which_number_the_log_has_it(kept, monkeypatch):
    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the ferry sank")

    monkeypatch.setattr("newsroom.delivery.health.live.__code__", broken.__code__)
    response = Client(raise_request_exception=False).get("/health/live?token=secret")

    number = response["X-Request-ID"]
    assert response.status_code == 500
    assert f"tell us this number: <code>{number}</code>" in response.content.decode()
    [line] = [json.loads(line) for line in kept.lines]
    assert (line["request"], line["status"], line["path"]) == (number, 500, "/health/live")
    assert "the ferry sank" in line["exception"]
    assert "secret" not in kept.lines[0]


def test_an_answer_that_says_no_is_logged_with_its_number_too(kept):
    """Django tells of these when the request is over."""
    response = Client().post("/health/nothing")
    assert json.loads(kept.lines[-1])["request"] == response["X-Request-ID"]


def test_no_log_opens_an_unlisted_preview(db, kept):
    Client().get("/preview/s3cr3t-t0k3n/")
    [line] = kept.lines
    told = json.loads(line)
    assert "s3cr3t" not in line
    assert (told["path"], told["message"]) == ("/preview/…", "Not Found: /preview/…")


def test_the_desks_own_previews_are_named_in_full():
    assert asked.tellable("Slow: /admin/articles/article/7/preview/3/") == (
        "Slow: /admin/articles/article/7/preview/3/"
    )


def test_a_fault_outside_of_a_request_shows_no_number(rf):
    assert "number" not in errors.server_error(rf.get("/")).content.decode()


def test_a_slow_answer_is_logged(kept, monkeypatch):
    monkeypatch.setattr(asked, "SLOW_SECONDS", -1.0)
    answer = NumberedRequests(lambda request: HttpResponse("x"))
    response = answer(RequestFactory().get("/world/?q=secret"))
    [line] = [json.loads(line) for line in kept.lines]
    assert line["message"].startswith("Slow: 0.0 s until an answer 200")
    assert (line["request"], line["path"]) == (response["X-Request-ID"], "/world/")


def test_a_quick_answer_is_no_news(kept):
    NumberedRequests(lambda request: HttpResponse("x"))(RequestFactory().get("/"))
    assert kept.lines == []


# --- The worker ---


def test_a_workers_line_names_its_chore(kept):
    def fail() -> None:
        logging.getLogger("newsroom.wire").warning("No answer")
        raise ValueError("no")

    Chore("Due feeds", 1, fail).run_if_due(1)

    assert [json.loads(line)["chore"] for line in kept.lines] == ["Due feeds"] * 2
    assert asked.chore() == ""


def test_a_line_for_people_names_the_chore_too():
    with doing("Due feeds"):
        assert Lines().format(record("x")).endswith("x [Due feeds]")


def test_a_line_of_a_background_task_names_it(db: None, monkeypatch):
    seen = []

    def noted(**asked_for: object) -> object:
        seen.append(asked.chore())
        return Image.objects.none()

    monkeypatch.setattr(Image.objects, "filter", noted)
    prepare_image.enqueue(1)

    assert seen == ["newsroom.media.tasks.prepare_image"]
    assert asked.chore() == ""

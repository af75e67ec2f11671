"""The figures of a real ``serve`` with two web processes: whichever is asked tells of both."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from newsroom.delivery.models import Heartbeat
from tests.newsroom.management.test_serve import get, wait_for
from tests.servers import free_port

pytestmark = pytest.mark.trial

type Figures = dict[tuple[str, ...], float]


def figures(port: int) -> Figures:
    status, text = get(port, "/metrics")
    assert status == 200
    return read(text)


def read(text: str) -> Figures:
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def has_forgotten_one(port: int) -> bool:
    """Whether the copy of the process that was killed counts no longer; it may not answer yet."""
    status, text = get(port, "/metrics")
    return status == 200 and read(text)["newsroom_page_cache_copies",] < 2


def from_cache(told: Figures) -> float:
    """All answers for readers, however they were had."""
    return sum(v for name, v in told.items() if name[0] == "newsroom_page_cache_answers_total")


@pytest.fixture
def port(manage) -> int:
    port = free_port()
    manage.start("serve", "--bind", f"127.0.0.1:{port}", "--workers", 2)
    assert wait_for(lambda: get(port, "/health/live")[0] == 200, seconds=60)[0]
    return port


def web_processes(folder: Path) -> set[int]:
    """Who of the group wrote that it served, by the files."""
    return {
        int(file.name.split("~")[2])
        for file in folder.glob("*~*.json")
        if "newsroom_page_cache_copies" in file.read_text()
        and '["newsroom_responses_total"' in file.read_text()
    }


def ask_until_both_served(port: int, folder: Path) -> int:
    """How many pages were asked for; each over a line of its own, so that both processes serve."""
    asked = 0

    def ask() -> bool:
        nonlocal asked
        for _ in range(20):
            assert get(port, "/opinion/")[0] == 200
            asked += 1
        return len(web_processes(folder)) == 2

    assert wait_for(ask, seconds=60)[0]
    return asked


def settled(port: int, expected: float) -> Callable[[], bool]:
    return lambda: from_cache(figures(port)) == expected


def test_what_two_processes_counted_adds_up_and_never_goes_back(scratch_database, port):
    folder = scratch_database.data / "run"
    asked = ask_until_both_served(port, folder)

    assert wait_for(settled(port, asked), seconds=10)[0], (asked, from_cache(figures(port)))
    # Whichever of them answers: a dozen lines come to both.
    assert {from_cache(figures(port)) for _ in range(12)} == {asked}
    told = figures(port)
    assert told["newsroom_database_up",] == 1
    assert told["newsroom_page_cache_copies",] == 2, "each keeps one"
    assert told["newsroom_page_cache_answers_total", "made"] >= 2
    wait_for(Heartbeat.objects.exists, seconds=30)
    assert figures(port)["newsroom_workers_alive",] == 1

    pid = web_processes(folder).pop()
    os.kill(pid, signal.SIGKILL)
    assert wait_for(lambda: get(port, "/health/live")[0] == 200, seconds=30)[0]
    assert wait_for(lambda: has_forgotten_one(port), seconds=30)[0]
    assert from_cache(figures(port)) >= asked, "what the dead one counted was counted"

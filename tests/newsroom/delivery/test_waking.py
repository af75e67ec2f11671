"""Redis as the bell that wakes whoever watches for changes: up, killed, paused, started anew."""

import shutil
import signal
import statistics
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import redis

from newsroom.delivery import waking
from newsroom.delivery.page_cache import watch as watching
from newsroom.delivery.page_cache.watch import Watch
from newsroom.delivery.waking import Bell, Sender
from newsroom.publishing import workflow
from tests.factories import an_article, page_of, published
from tests.servers import free_port
from tests.sites import until

pytestmark = [
    pytest.mark.trial,
    pytest.mark.skipif(shutil.which("redis-server") is None, reason="needs redis-server"),
]


class Redis:
    """A server of the test's own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        self.process = subprocess.Popen(
            command, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        with redis.Redis.from_url(self.url) as client:
            until(lambda: answers(client), seconds=15)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(10)

    def pause(self) -> None:
        self.process.send_signal(signal.SIGSTOP)

    def wake(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def listeners(self) -> int:
        with redis.Redis.from_url(self.url) as client:
            return int(client.pubsub_numsub(waking.channel())[0][1])


def answers(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.ConnectionError:
        return False


@pytest.fixture
def server(tmp_path: Path, settings, monkeypatch) -> Iterator[Redis]:
    sender = Sender()  # another for each test, since each has another Redis
    monkeypatch.setattr(waking, "_sender", lambda: sender)
    server = Redis(tmp_path)
    settings.REDIS_URL = server.url
    yield server
    server.wake()
    server.kill()


def test_a_watch_that_would_sleep_long_is_woken_at_once(server, monkeypatch):
    monkeypatch.setattr(watching, "EVERY_SECONDS", 30.0)
    number = [1]
    bell = Bell()
    watch = Watch(last=lambda: number[0], since=lambda known: [("page/1", number[0], False)],
                  wait=bell.wait)  # fmt: skip
    watch.start()
    until(server.listeners, seconds=10)
    until(lambda: watch.number == 1, seconds=10)
    sender = Sender()
    took = []
    for _ in range(5):
        time.sleep(0.1)
        number[0] += 1
        sender.send()
        took.append(until(lambda: watch.number == number[0], seconds=10))
    watch._thread = None
    assert max(took) < 5
    assert statistics.median(took) < 0.5


def test_after_a_restart_of_redis_the_bell_rings_again(server, monkeypatch):
    monkeypatch.setattr(waking, "AGAIN_SECONDS", 0.1)
    bell = Bell()
    bell.wait(0.05)
    until(server.listeners, seconds=10)
    server.kill()
    began = time.monotonic()
    bell.wait(0.2)
    assert time.monotonic() - began < 1, "it waits no longer than it was asked to"
    server.start()
    until(server.listeners, seconds=10)
    Sender().send()
    began = time.monotonic()
    bell.wait(10)
    assert time.monotonic() - began < 5


def test_nothing_is_said_of_what_was_rolled_back_nor_without_redis(settings, monkeypatch):
    said = []
    monkeypatch.setattr(waking.transaction, "on_commit", lambda say, robust: said.append(say))
    settings.REDIS_URL = ""
    waking.wake({"page/1"}, set())
    assert said == []
    settings.REDIS_URL = "redis://127.0.0.1:1"
    waking.wake({"page/1"}, set())
    assert said == [waking._say_so]


def test_the_site_is_as_quick_whatever_becomes_of_redis(scratch_database, manage, server):
    port = free_port()
    told = {"REDIS_URL": server.url}
    bind = ("--bind", f"127.0.0.1:{port}", "--workers", 1, "--no-worker")
    manage.start("serve", *bind, environment=told, output=subprocess.DEVNULL)
    story = published(an_article(headline="The night ferry"))
    path = page_of(story).path
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=20) as reader:

        def shows(headline: str) -> bool:
            try:
                return headline in reader.get(path).text
            except httpx.TransportError:
                return False

        until(lambda: shows("The night ferry"), seconds=60)
        until(server.listeners, seconds=10)
        numbers = iter(range(1000))

        def publish() -> tuple[float, float]:
            """Seconds that a publish took, and until its page was seen."""
            headline = f"Ferry number {next(numbers)} leaves"
            story.headline = headline
            story.save()
            began = time.monotonic()
            workflow.publish(story, by=None, kind="minor")
            took = time.monotonic() - began
            return took, until(lambda: shows(headline), seconds=10)

        def several() -> tuple[float, float]:
            """The quickest publish, since whoever waits for Redis waits each time; when seen."""
            took, seen = zip(*(publish() for _ in range(7)), strict=True)
            return min(took), statistics.median(seen)

        up = several()
        server.pause()
        paused = several()
        server.wake()
        server.kill()
        killed = several()
    for state in (paused, killed):
        assert state[0] < up[0] + waking.SEND_SECONDS * 0.8
        assert state[1] < 2

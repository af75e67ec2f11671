"""A worker beside machines that hang: what is due goes out in time, and it ends when told to."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from newsroom.delivery.models import Heartbeat, WorkCount
from newsroom.publishing import workflow
from newsroom.publishing.models import Edition, Page
from newsroom.wire.inbox import receive
from newsroom.wire.models import Feed, FeedState, WireItem, WirePicture
from tests.factories import a_section, an_article, overdue, with_picture
from tests.newsroom.fetch.web import Server
from tests.newsroom.management.test_serve import wait_for
from tests.newsroom.media import made
from tests.newsroom.wire.framed import framed
from tests.paths import TOP

# Two, and slack for a machine that has other things to do.
IN_TIME = 4
HERE = {"NEWSROOM_ALLOWED_NETWORKS": "127.0.0.0/8"}


def hang(line: socket.socket, server: Server) -> None:
    server.is_over.wait(60)


@pytest.fixture
def hanging(manage) -> Iterator[Server]:
    """Accepts whoever comes, and never answers; it is gone before the worker has to end."""
    server = Server(hang)
    yield server
    server.close()


@pytest.fixture
def feed(scratch_database) -> Feed:
    return Feed.objects.create(name="Coast wire", slug="coast", section=a_section("city"))


def seconds_until_pressed() -> float:
    story = an_article()
    due = timezone.now() + timedelta(seconds=1)
    workflow.schedule(story, due, by=None)
    is_out, _ = wait_for(Page.objects.live().filter(story_uid=story.uid).exists, seconds=15)
    assert is_out
    return (timezone.now() - due).total_seconds()


def beats_on(seconds: float = 12) -> bool:
    last = Heartbeat.objects.get().at
    return wait_for(Heartbeat.objects.filter(at__gt=last).exists, seconds=seconds)[0]


def test_pictures_on_a_host_that_never_answers_delay_no_edition_and_no_heartbeat(
    feed, hanging, manage
):
    receive(framed("a-ferry"), feed=feed)
    item = WireItem.objects.get()
    WirePicture.objects.bulk_create(
        WirePicture(item=item, position=number, href=hanging.url(f"/{number}.jpg"))
        for number in range(20)
    )
    manage.start("worker", environment=HERE, output=subprocess.DEVNULL)
    assert wait_for(lambda: hanging.connections, seconds=60)[0]

    assert seconds_until_pressed() < IN_TIME
    assert beats_on()
    assert hanging.connections == 1, "one is asked for at a time"


def test_visits_that_hold_all_lines_of_the_pool_delay_no_edition(
    scratch_database, feed, hanging, manage
):
    Feed.objects.filter(pk=feed.pk).update(
        transport=Feed.Transport.HTTP, address=hanging.url("/copy"), deadline_seconds=30
    )
    url = scratch_database.url
    if scratch_database.vendor == "postgresql":
        url += f"{'&' if '?' in url else '?'}pool=1"
    manage.start("worker", environment={**HERE, "DATABASE_URL": url}, output=subprocess.DEVNULL)
    assert wait_for(lambda: hanging.connections, seconds=60)[0]
    assert FeedState.objects.get().leased_by

    assert seconds_until_pressed() < IN_TIME
    assert beats_on()


def test_a_store_that_never_answers_delays_no_edition_but_those_whose_pictures_it_keeps(
    scratch_database, hanging, manage
):
    story = an_article()
    with_picture(story, made.prepared())
    overdue(story, 1)
    away = {
        "NEWSROOM_MEDIA_STORAGE": f"s3://pictures?endpoint={hanging.url('')}&region=eu-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
    }
    manage.start("worker", environment=away, output=subprocess.DEVNULL)
    assert wait_for(lambda: hanging.connections, seconds=60)[0]

    assert seconds_until_pressed() < IN_TIME
    assert beats_on()
    assert Edition.objects.waiting().filter(story_uid=story.uid).exists()


HANGS = """
import threading
from concurrent.futures import ThreadPoolExecutor

import django
django.setup()
from django.core.management import call_command
from newsroom.management.chores import Chore, SlowChore
from newsroom.management.commands import worker

def hang():
    print("hanging", flush=True)
    with ThreadPoolExecutor(1) as pool:
        pool.submit(threading.Event().wait).result()

worker.FINISH_SECONDS = 1.5
chores_of = worker.chores_of
worker.chores_of = lambda *told, **options: [
    Chore("Failing", 3600, lambda: 1 / 0),
    *chores_of(*told, **options),
    SlowChore("Hanging", 1, hang),
]
call_command("worker")
"""


def test_a_chore_that_hangs_does_not_keep_the_worker_from_ending(scratch_database):
    with subprocess.Popen(
        [sys.executable, "-c", HANGS],
        env={**scratch_database.environment, "PYTHONPATH": str(TOP)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as worker:
        try:
            assert worker.stdout is not None
            assert worker.stdout.readline() == "hanging\n"
            assert wait_for(Heartbeat.objects.exists, seconds=30)[0]
            worker.send_signal(signal.SIGTERM)
            began = time.monotonic()
            _, log = worker.communicate(timeout=20)
        finally:
            worker.kill()
    assert time.monotonic() - began < 10
    assert worker.returncode == 0
    assert "stopped; cut off: Hanging" in log
    assert not Heartbeat.objects.exists(), "it signs off all the same"
    failed = WorkCount.objects.get(labels='["Failing"]')
    assert failed.value == 1, "and what it counted is kept"

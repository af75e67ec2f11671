"""The worker is killed with editions due and purges waiting: all go out, and each of them once."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from newsroom.delivery.models import Heartbeat, Purge
from newsroom.environment import PurgeAddress
from newsroom.publishing import shown, workflow
from newsroom.publishing.models import AuditEntry, Page
from newsroom.search.models import SearchRow
from tests.factories import an_article, editions_of, page_of, published
from tests.newsroom.fetch.web import Server, reply
from tests.newsroom.management.test_serve import wait_for, worker_pids
from tests.servers import free_port

pytestmark = pytest.mark.trial

MANY = 30


class Varnish(Server):
    """Refuses what it is told until it is willing."""

    def __init__(self) -> None:
        self.is_willing = False
        super().__init__(self.answer)

    def answer(self, line: socket.socket, server: Server) -> None:
        status = "200 OK" if self.is_willing else "503 Service Unavailable"
        if not self.is_willing:
            self.asked.pop()
        line.sendall(reply(b"Dropped", status=status, connection="close"))

    def has_heard_of(self, *tags: str) -> bool:
        told = " ".join(asked.headers["xkey-purge"] for asked in self.asked).split()
        return set(tags) <= set(told)


@pytest.fixture
def varnish(settings) -> Iterator[Varnish]:
    server = Varnish()
    settings.NEWSROOM_PURGE = PurgeAddress("varnish", f"127.0.0.1:{server.port}")
    yield server
    server.close()


@pytest.fixture
def serve(scratch_database, manage, varnish) -> subprocess.Popen[str]:
    process: subprocess.Popen[str] = manage.start(
        *("serve", "--bind", f"127.0.0.1:{free_port()}", "--workers", 1),
        environment={"NEWSROOM_PURGE": f"varnish://127.0.0.1:{varnish.port}"},
        output=subprocess.DEVNULL,
    )
    assert wait_for(Heartbeat.objects.exists, seconds=60)[0]
    return process


def kill_the_worker(serve: subprocess.Popen[str]) -> int:
    [worker] = worker_pids(serve.pid)
    os.kill(worker, signal.SIGKILL)
    return worker


def seconds_until_another(serve: subprocess.Popen[str], former: int) -> float:
    """How long it took until a worker other than the ``former`` was at work."""

    def is_at_work() -> bool:
        names = [f"/{pid}" for pid in worker_pids(serve.pid) if pid != former]
        beats = Heartbeat.objects.values_list("worker", flat=True)
        return any(beat.endswith(name) for beat in beats for name in names)

    is_there, seconds = wait_for(is_at_work, seconds=60)
    assert is_there
    return seconds


def test_what_was_due_when_the_worker_was_killed_goes_out_once_and_soon(
    serve, trials, record_property
):
    told = []
    for _ in range(trials(1, 2)):
        stories = [an_article() for _ in range(MANY)]
        due = timezone.now() + timedelta(seconds=3)
        for story in stories:
            workflow.schedule(story, due, by=None)
        Purge.objects.all().delete()
        uids = [story.uid for story in stories]
        pages = Page.objects.live().filter(story_uid__in=uids)
        while not pages.exists():
            time.sleep(0.002)
        killed = kill_the_worker(serve)
        out = pages.count()
        restart = seconds_until_another(serve, killed)
        _, seconds = wait_for(lambda pages=pages: pages.count() == MANY, seconds=30)
        told.append((out, restart, seconds))

        assert seconds < 4  # two, and slack for a machine that has other things to do
        assert [len(editions_of(story)) for story in stories] == [1] * MANY
        assert Page.objects.filter(story_uid__in=uids).count() == MANY
        assert SearchRow.objects.filter(page__in=pages).count() == MANY
        audited = AuditEntry.objects.filter(story_uid__in=uids, verb="publish")
        assert audited.count() == MANY
        assert Purge.objects.count() == MANY, "each press is noted once for the cache in front"
    for out, restart, seconds in told:
        record_property(
            "measured",
            f"The worker was killed with {out} of {MANY} due editions out; another was at work"
            f" after {restart:.1f} s, and the rest was out {seconds:.1f} s later",
        )
    assert any(out < MANY for out, _, _ in told), "it was killed in the midst"


def test_purges_that_waited_when_the_worker_was_killed_are_told_by_the_next(serve, varnish):
    stories = [published(an_article()) for _ in range(5)]
    tags = {shown.page(page_of(story).pk) for story in stories}
    assert wait_for(lambda: Purge.objects.filter(tries__gt=1).exists(), seconds=30)[0]
    killed = kill_the_worker(serve)
    varnish.is_willing = True
    workflow.kill(stories[0], by=None, reason="It is wrong.")
    seconds_until_another(serve, killed)
    heard, seconds = wait_for(lambda: varnish.has_heard_of(*tags), seconds=30)
    assert heard
    assert seconds < 4
    assert shown.page(page_of(stories[0]).pk) in varnish.asked[0].headers["xkey-purge"].split()

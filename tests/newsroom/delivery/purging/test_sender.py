"""The worker's thread before a cache that fails, hangs, answers nonsense, and then works."""

import threading
import time

import pytest
from django.db import OperationalError

from newsroom.delivery.models import Purge
from newsroom.delivery.purging import sender
from newsroom.delivery.purging.sender import Sender
from newsroom.delivery.purging.varnish import Varnish
from newsroom.environment import PurgeAddress
from newsroom.publishing import shown, workflow
from tests.factories import an_article, page_of, published
from tests.newsroom.fetch.web import Server, reply, reset, silence
from tests.sites import until

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_kill_gets_through_as_soon_as_the_cache_works(settings):
    """It refuses, hangs, hangs up and works again, and no press knows of it."""
    failing = reply(b"oh no", status="500 Internal Server Error", connection="close")
    server = Server(failing, silence, reset, reply(b"Dropped 1", connection="close"))
    node = f"127.0.0.1:{server.port}"
    settings.NEWSROOM_PURGE = PurgeAddress("varnish", node)
    dead = published(an_article())
    Purge.objects.all().delete()
    telling = Sender(Varnish([node]))
    telling.start()
    try:
        workflow.kill(dead, by=None, reason="It is wrong.")
        until(lambda: len(server.asked) == 2, seconds=30)
        began = time.monotonic()
        published(an_article())
        assert time.monotonic() - began < 2, "a press does not wait for a cache that hangs"
        until(lambda: not Purge.objects.filter(accepted=0).exists(), seconds=30)
    finally:
        telling.stop()
        server.close()
    assert len(server.asked) >= 4
    page = shown.page(page_of(dead).pk)
    told = [page in asked.headers["xkey-purge"].split(" ") for asked in server.asked]
    assert told[:2] == [True, True], "first, and first again"
    assert True in told[3:]
    assert not any(row.error for row in Purge.objects.all())


def test_a_database_that_went_away_is_waited_for(monkeypatch):
    calls: list[float] = []
    is_back = threading.Event()

    def work_off(front: object) -> bool:
        calls.append(time.monotonic())
        if len(calls) == 1:
            raise OperationalError("away")
        if len(calls) == 2:
            raise RuntimeError("a fault of ours")
        is_back.set()
        return False

    monkeypatch.setattr(sender, "work_off", work_off)
    telling = Sender(Varnish(["127.0.0.1:1"]))
    telling.start()
    try:
        assert is_back.wait(10)
    finally:
        telling.stop()
    assert calls[1] - calls[0] > 0.9

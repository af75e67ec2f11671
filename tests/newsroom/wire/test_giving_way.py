"""An import and an editor who want the same stories: it is the import that begins anew."""

import threading
import time
from typing import Any

import pytest
from django.db import connection, transaction

from articles.ingest import NewsDesk
from articles.models import Article
from newsroom.wire.deliveries import payload_of
from newsroom.wire.inbox import Intake, receive
from newsroom.wire.models import Feed
from tests.factories import a_section
from tests.newsroom.wire.versions_copy import FORMATS, Message

pytestmark = pytest.mark.django_db(transaction=True)

IDENTS = ("urn:harbour:a", "urn:harbour:b")


@pytest.fixture
def feed() -> Feed:
    return Feed.objects.create(name="Coast wire", slug="coast", section=a_section("city"))


def test_of_two_who_wait_for_each_other_the_editor_goes_on(feed, monkeypatch):
    first, second = (
        Article.objects.get(pk=receive(FORMATS["ninjs"](Message(ident=i)), feed=feed)[0].article)
        for i in IDENTS
    )
    has_second, has_first = threading.Event(), threading.Event()
    faults: list[BaseException] = []

    def edit() -> None:
        """Has the second story and wants the first."""
        try:
            with transaction.atomic():
                Article.objects.select_for_update().filter(pk=second.pk).update(kicker="Weather")
                has_second.set()
                # SQLite lets nobody write beside; there the import just waits.
                has_first.wait(0.5)
                Article.objects.select_for_update().filter(pk=first.pk).update(kicker="Weather")
        except BaseException as fault:  # noqa: BLE001  (told to the test)
            faults.append(fault)
        finally:
            connection.close()

    follow = NewsDesk.follow

    def slowly(desk: NewsDesk, item: Any, **options: Any) -> Any:
        """Has the first story and, in a moment, wants the second."""
        answer = follow(desk, item, **options)
        has_first.set()
        time.sleep(0.4)
        return answer

    monkeypatch.setattr(NewsDesk, "follow", slowly)
    editor = threading.Thread(target=edit)
    editor.start()
    has_second.wait(5)
    newer = [FORMATS["ninjs"](Message(ident=i, version="2", text="It holds.")) for i in IDENTS]
    [[one], [two]] = Intake(feed).all(payload_of(data, str(n)) for n, data in enumerate(newer))
    editor.join(20)

    assert not faults
    assert {one.outcome, two.outcome} <= {"updated", "proposed"}
    assert {article.kicker for article in Article.objects.all()} == {"Weather"}

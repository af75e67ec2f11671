"""Pictures of the wire: what the agency orders holds wherever they stand, however they came."""

import json
import threading
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone

from articles.models import Article
from newsroom.fetch import Fetched
from newsroom.media.models import Image
from newsroom.media.renditions import make_renditions
from newsroom.publishing import workflow
from newsroom.publishing.models import Notice, Role
from newsroom.wire import pictures
from newsroom.wire.inbox import receive
from newsroom.wire.models import Feed, WireStory
from newsroom.wire.pictures import fetch_waiting
from tests.factories import a_section, a_user
from tests.newsroom.media import made

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("web")]

WALL = "urn:harbour:wall"


@pytest.fixture
def feed() -> Feed:
    return Feed.objects.create(name="Coast wire", slug="coast", section=a_section("city"))


PHOTO, OTHER_PHOTO = "urn:harbour:photo", "urn:harbour:photo-2"
ADDRESS = "https://agency.example/wall.jpg"


@pytest.fixture
def web(monkeypatch: Any) -> None:
    def fetch(url: str, **options: Any) -> Fetched:
        return Fetched(200, url, made.jpeg(), "image/jpeg", "", "", is_unchanged=False)

    monkeypatch.setattr(pictures, "fetch", fetch)


def about(**said: Any) -> bytes:
    story = {"uri": WALL, "version": "1", "headline": "Wall holds", "type": "text",
             "body_html": "<p>It held.</p>"}  # fmt: skip
    return json.dumps({**story, **said}).encode()


def with_picture(ident: str = WALL, picture: str = PHOTO) -> bytes:
    rendition = {"href": ADDRESS, "mimetype": "image/jpeg"}
    main = {
        "uri": picture,
        "type": "picture",
        "headline": "Wall",
        "renditions": {"main": rendition},
    }
    return about(uri=ident, associations={"featuremedia": main})


def of_photo(status: str, version: str = "2", *, ident: str = PHOTO, **said: str) -> bytes:
    return about(
        uri=ident, type="picture", body_html="", headline="Wall", pubstatus=status,
        version=version, **said,
    )  # fmt: skip


def test_a_picture_that_came_with_stories_leaves_them_when_it_is_killed(feed):
    paths = []
    for ident in (WALL, "urn:harbour:other"):
        receive(with_picture(ident), feed=feed)
    fetch_waiting()
    image = Image.objects.get()
    make_renditions(image)
    for article in Article.objects.all():
        workflow.publish(article, by=None)
        paths.append(article.page.path)

    receive(of_photo("canceled"), feed=feed)

    image.refresh_from_db()
    assert image.state == "killed"
    for path in paths:
        answer = Client().get(path)
        assert answer.status_code == 200
        assert "<img" not in answer.content.decode()


def test_a_picture_killed_before_its_story_came_is_never_shown(feed):
    receive(of_photo("canceled"), feed=feed)
    receive(with_picture(), feed=feed)
    fetch_waiting()
    assert Image.objects.get().state == "killed"
    assert not Article.objects.get().pictures.exists()


def test_another_agencys_kill_of_that_id_leaves_the_picture(feed):
    hill = Feed.objects.create(name="Hill wire", slug="hill", section=feed.section)
    receive(with_picture(), feed=feed)
    fetch_waiting()
    receive(of_photo("canceled"), feed=hill)
    assert Image.objects.get().state == "received"


def test_a_withheld_picture_is_shown_again_when_the_agency_allows_it(feed):
    receive(with_picture(), feed=feed)
    fetch_waiting()
    image = Image.objects.get()
    make_renditions(image)

    receive(of_photo("withheld"), feed=feed)
    image.refresh_from_db()
    assert image.state == "killed"

    receive(of_photo("usable", "3"), feed=feed)
    image.refresh_from_db()
    assert image.state == "ready"


# --- Killed for good ---


def test_what_was_withheld_and_then_killed_does_not_come_back(feed):
    """The same file under two ids, one of which is killed."""
    for ident, picture in ((WALL, PHOTO), ("urn:harbour:other", OTHER_PHOTO)):
        receive(with_picture(ident, picture), feed=feed)
    fetch_waiting()
    receive(of_photo("withheld"), feed=feed)
    receive(of_photo("withheld", ident=OTHER_PHOTO), feed=feed)
    receive(of_photo("canceled", "3"), feed=feed)

    receive(of_photo("usable", "4", ident=OTHER_PHOTO), feed=feed)

    image = Image.objects.get()
    assert image.state == "killed"
    assert "withholds" not in image.kill_reason


def test_what_is_withheld_under_another_id_stays_so(feed):
    for ident, picture in ((WALL, PHOTO), ("urn:harbour:other", OTHER_PHOTO)):
        receive(with_picture(ident, picture), feed=feed)
    fetch_waiting()
    for ident in (PHOTO, OTHER_PHOTO):
        receive(of_photo("withheld", ident=ident), feed=feed)
    receive(of_photo("usable", "3"), feed=feed)
    assert Image.objects.get().state == "killed"
    receive(of_photo("usable", "3", ident=OTHER_PHOTO), feed=feed)
    assert Image.objects.get().state != "killed"


# --- Embargoes ---


def test_an_embargoed_picture_is_fetched_when_that_is_over(feed):
    until = timezone.now() + timedelta(hours=3)
    receive(of_photo("usable", "1", embargoed=until.isoformat()), feed=feed)
    receive(with_picture(), feed=feed)
    for _ in range(10):
        assert fetch_waiting() == 0
    assert not Image.objects.exists()
    with time_machine.travel(until + timedelta(seconds=1), tick=False):
        assert fetch_waiting() == 1
    assert Article.objects.get().pictures.exists()


def test_an_embargo_that_cannot_be_read_bars_a_picture_until_the_agency_frees_it(feed):
    receive(of_photo("embargoed", "1"), feed=feed)
    receive(with_picture(), feed=feed)
    fetch_waiting()
    image = Image.objects.get()
    assert image.state == "killed"
    assert not Article.objects.get().pictures.exists()


def test_an_embargo_on_a_picture_that_is_here_calls_a_person(feed):
    operator = a_user(Role.WIRE_OPERATOR)
    receive(with_picture(), feed=feed)
    fetch_waiting()
    receive(of_photo("usable", "2", embargoed="2041-05-02T10:00:00Z"), feed=feed)
    assert Notice.objects.filter(to=operator, text__contains="embargo on the picture").exists()


def test_a_withheld_picture_that_is_freed_under_an_embargo_is_shown_after_it(feed):
    receive(with_picture(), feed=feed)
    fetch_waiting()
    make_renditions(Image.objects.get())
    until = timezone.now() + timedelta(hours=3)
    for status, number in (("withheld", "2"), ("usable", "3")):
        receive(of_photo(status, number, embargoed=until.isoformat()), feed=feed)
    fetch_waiting()
    assert Image.objects.get().state == "killed"
    with time_machine.travel(until + timedelta(seconds=90), tick=False):
        fetch_waiting()
        assert Image.objects.get().state != "killed"


def test_a_picture_whose_embargo_is_lifted_early_is_fetched_then(feed):
    until, past = timezone.now() + timedelta(hours=3), timezone.now() - timedelta(minutes=1)
    receive(of_photo("usable", "1", embargoed=until.isoformat()), feed=feed)
    receive(with_picture(), feed=feed)
    assert fetch_waiting() == 0
    receive(of_photo("usable", "2", embargoed=past.isoformat()), feed=feed)
    assert fetch_waiting() == 1


def test_a_picture_that_is_freed_reaches_the_story_that_it_came_with(feed):
    receive(of_photo("withheld", "1"), feed=feed)
    receive(with_picture(), feed=feed)
    fetch_waiting()
    assert not Article.objects.get().pictures.exists()
    receive(of_photo("usable", "2"), feed=feed)
    assert Article.objects.get().pictures.exists()


def test_a_second_kill_reaches_a_picture_that_the_desk_restored(feed, chief_editor):
    receive(with_picture(), feed=feed)
    fetch_waiting()
    receive(of_photo("canceled", "2"), feed=feed)
    workflow.restore_picture(Image.objects.get(), by=chief_editor, reason="They erred.")
    told = Notice.objects.filter(to=chief_editor).count()
    receive(of_photo("canceled", "3"), feed=feed)
    assert Image.objects.get().state == "killed"
    assert Notice.objects.filter(to=chief_editor).count() > told


# --- At the same time ---


@pytest.mark.django_db(transaction=True)
def test_a_kill_while_the_picture_is_taken_in_comes_before_or_after_it(feed, monkeypatch):
    receive(with_picture(), feed=feed)
    asked, killed = threading.Event(), threading.Event()
    before = pictures._barred

    def barred(picture: Any) -> str:
        reason: str = before(picture)
        asked.set()
        killed.wait(0.5)
        return reason

    monkeypatch.setattr(pictures, "_barred", barred)

    def kill() -> None:
        asked.wait(10)
        receive(of_photo("canceled", "2"), feed=feed)
        killed.set()
        connection.close()

    killer = threading.Thread(target=kill)
    killer.start()
    fetch_waiting()
    killer.join()
    assert WireStory.objects.get(guid=PHOTO).state == "killed"
    assert {image.state for image in Image.objects.all()} == {"killed"}

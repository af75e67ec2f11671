"""Pictures that come with copy: fetched once, kept once, killed wherever they stand."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from articles.models import Article
from newsroom.fetch import Fetched, FetchError
from newsroom.media.models import Image
from newsroom.media.renditions import make_renditions
from newsroom.publishing import workflow
from newsroom.wire import pictures, reading
from newsroom.wire.inbox import receive
from newsroom.wire.models import Feed, WirePicture, WireStory
from newsroom.wire.parsers import Media
from newsroom.wire.pictures import fetch_waiting
from tests.factories import a_section
from tests.newsroom.media import made
from tests.newsroom.wire.framed import framed
from tests.newsroom.wire.parsers.mail_copy import multipart, part
from tests.newsroom.wire.parsers.photo_copy import photo

pytestmark = pytest.mark.django_db

ADDRESS = "https://agency.example/ferry.jpg"


@pytest.fixture
def feed() -> Feed:
    return Feed.objects.create(name="Coast wire", slug="coast", section=a_section("city"))


@pytest.fixture
def media(monkeypatch: Any) -> list[Media]:
    """The media that every item names from now on."""
    named: list[Media] = [Media(ADDRESS, "The ferry at the quay.", "Coast/Qadri", "image/jpeg")]
    parse = reading.parse_all

    def with_media(*args: Any, **options: Any) -> Any:
        return [replace(item, media=tuple(named)) for item in parse(*args, **options)]

    monkeypatch.setattr(reading, "parse_all", with_media)
    return named


@pytest.fixture
def web(monkeypatch: Any) -> dict[str, Any]:
    """What stands at which address; ``asked`` counts."""
    pages: dict[str, Any] = {ADDRESS: made.jpeg(), "asked": 0}

    def fetch(url: str, **options: Any) -> Fetched:
        pages["asked"] += 1
        found = pages.get(url)
        if isinstance(found, FetchError):
            raise found
        status = 200 if found else 404
        return Fetched(status, url, found or b"", "image/jpeg", "", "", is_unchanged=False)

    monkeypatch.setattr(pictures, "fetch", fetch)
    return pages


def take(slug: str, feed: Feed) -> Article:
    [outcome] = receive(framed(slug), feed=feed)
    return Article.objects.get(pk=outcome.article or 0)


def test_the_first_picture_becomes_the_lead_with_the_agencys_words(feed, media, web):
    article = take("a-ferry", feed)
    assert not article.pictures.exists()

    assert fetch_waiting() == 1

    [use] = article.pictures.all()
    assert use.role == "lead"
    assert (use.image.caption, use.image.credit) == ("The ferry at the quay.", "Coast/Qadri")


def test_a_picture_that_an_editor_chose_is_left_alone(feed, media, web):
    article = take("a-ferry", feed)
    own = made.prepared(made.jpeg((200, 100)))
    article.lead_image = own
    article.save()

    fetch_waiting()

    assert Article.objects.get(pk=article.pk).lead_image == own
    assert sorted(use.role for use in article.pictures.all()) == ["gallery", "lead"]


def test_one_picture_that_comes_twenty_times_is_kept_once(feed, media, web):
    for number in range(20):
        media[0] = Media(f"{ADDRESS}?{number}", mime="image/jpeg")
        web[f"{ADDRESS}?{number}"] = web[ADDRESS]
        take(f"ferry-{number}", feed)

    assert fetch_waiting() == 20
    assert Image.objects.count() == 1
    assert WirePicture.objects.filter(image=Image.objects.get()).count() == 20


def test_what_is_no_picture_is_not_asked_for(feed, media, web):
    media[:] = [Media("https://agency.example/ferry.mp4", mime="video/mp4")]
    take("a-ferry", feed)
    assert fetch_waiting() == 0
    assert web["asked"] == 0


def test_a_server_that_fails_is_asked_again_ever_later_and_then_no_more(feed, media, web):
    web[ADDRESS] = FetchError("The server did not answer.", is_temporary=True)
    take("a-ferry", feed)
    now = timezone.now()
    for days in range(8):
        with time_machine.travel(now + timedelta(days=days)):
            fetch_waiting()

    picture = WirePicture.objects.get()
    assert (picture.state, picture.reason) == ("failed", "The server did not answer.")
    assert web["asked"] == 5


def test_a_server_that_does_not_answer_is_asked_once_a_round_and_keeps_no_other_waiting(
    feed, media, web
):
    elsewhere = "https://other.example/boat.jpg"
    silent = [f"https://silent.example/{number}.jpg" for number in range(3)]
    web.update(dict.fromkeys(silent, FetchError("It did not answer.", is_temporary=True)))
    web[elsewhere] = made.jpeg()
    # The newest are asked for first.
    media[:] = [Media(address, mime="image/jpeg") for address in (elsewhere, *silent)]
    take("a-ferry", feed)

    assert fetch_waiting() == 1
    assert web["asked"] == 2
    tried = WirePicture.objects.filter(attempts__gt=0, state="waiting")
    assert tried.count() == 1, "those that were not asked for have lost no try"

    web.update(dict.fromkeys(silent, made.jpeg()))
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        assert fetch_waiting() == 3


def test_a_picture_is_one_workers_however_long_those_before_it_took(feed, media, web, monkeypatch):
    media.append(Media("https://other.example/boat.jpg", mime="image/jpeg"))
    web[media[1].href] = made.jpeg()
    take("a-ferry", feed)
    original: Any = pictures.fetch
    leased = []

    with time_machine.travel(timezone.now(), tick=False) as clock:

        def slow(url: str, **options: Any) -> Fetched:
            leased.append(WirePicture.objects.get(href=url).next_at > timezone.now())
            clock.shift(timedelta(minutes=3))
            found: Fetched = original(url, **options)
            return found

        monkeypatch.setattr(pictures, "fetch", slow)
        assert fetch_waiting() == 2
    assert leased == [True, True]


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (None, "The server answered 404."),
        (b"<html>not a picture</html>", ""),
        (FetchError("Its address leads into a private network."), "private network"),
    ],
)
def test_what_can_never_be_had_is_given_up_at_once_with_the_reason(feed, media, web, found, reason):
    web[ADDRESS] = found
    take("a-ferry", feed)
    fetch_waiting()
    fetch_waiting()

    picture = WirePicture.objects.get()
    assert picture.state == "failed"
    assert picture.reason
    assert reason in picture.reason
    assert web["asked"] == 1


def test_a_file_that_was_delivered_beside_the_copy_is_taken_from_there(feed, media, web):
    media[:] = [Media("ferry.jpg", "At the quay.", mime="image/jpeg")]
    article = take("a-ferry", feed)
    assert fetch_waiting() == 0
    media.clear()
    receive(made.jpeg(), feed=feed, filename="out/ferry.jpg")

    with time_machine.travel(timezone.now() + timedelta(minutes=5)):
        fetch_waiting()

    assert Article.objects.get(pk=article.pk).lead_image is not None
    assert web["asked"] == 0


def test_two_workers_fetch_a_picture_once(feed, media, web, monkeypatch):
    take("a-ferry", feed)
    original: Any = pictures.fetch

    def slow(url: str, **options: Any) -> Fetched:
        assert fetch_waiting() == 0  # the other one, meanwhile
        found: Fetched = original(url, **options)
        return found

    monkeypatch.setattr(pictures, "fetch", slow)
    assert fetch_waiting() == 1
    assert web["asked"] == 1


def test_a_picture_of_a_text_killed_meanwhile_is_not_offered_and_stays_for_others(feed, media, web):
    article = take("a-ferry", feed)
    WireStory.objects.update(state="killed", killed_at=timezone.now(), kill_reason="Hoax.")
    fetch_waiting()
    assert not article.pictures.exists()
    assert Image.objects.get().killed_at is None


def test_a_picture_killed_before_it_was_fetched_is_killed_when_it_comes(feed, media, web):
    take("a-ferry", feed)
    story = WireStory.objects.get()
    story.versions.update(type="picture")
    WireStory.objects.update(state="killed", killed_at=timezone.now(), kill_reason="Not ours.")
    fetch_waiting()
    assert Image.objects.get().kill_reason == "Not ours."


def test_a_killed_picture_leaves_every_page_that_shows_it(feed, media, web):
    first, second = take("a-ferry", feed), take("b-ferry", feed)
    fetch_waiting()
    image = Image.objects.get()
    make_renditions(image)
    for article in (first, second):
        workflow.publish(article, by=None)
    story = WireStory.objects.order_by("pk").first()
    assert story is not None
    story.versions.update(type="picture")

    pictures.kill_pictures(story, "The rights were not ours.", feed="Coast wire")

    image.refresh_from_db()
    assert (image.state, image.kill_reason) == ("killed", "The rights were not ours.")


@pytest.mark.parametrize("captioned", [True, False])
@pytest.mark.parametrize("named", [{"content_id": "<c1@agency.example>"}, {}])
def test_pictures_attached_to_a_mail_are_taken_from_it(feed, named, captioned):
    words = {(2, 105): "Cranes at rest", (2, 120): "They stand."} if captioned else {}
    data = photo(words, size=(640, 480))
    picture = part(data, "image/jpeg", name="quay.jpg", transfer="base64", **named)
    outcome, *_ = receive(multipart(part("Cranes stand still.\n"), picture), feed=feed)

    while fetch_waiting():
        pass

    [use] = Article.objects.get(pk=outcome.article or 0).pictures.all()
    assert use.role == "lead"
    assert not WirePicture.objects.exclude(state=WirePicture.State.KEPT).exists()
    assert Image.objects.count() == 1  # named by the story and by itself, stored once


@pytest.mark.django_db(transaction=True)
def test_no_line_to_the_database_is_held_while_the_web_is_asked(feed, media, web, monkeypatch):
    original: Any = pictures.fetch
    held = []

    def looked_at(url: str, **options: Any) -> Fetched:
        held.append(connection.connection)
        found: Fetched = original(url, **options)
        return found

    monkeypatch.setattr(pictures, "fetch", looked_at)
    take("a-ferry", feed)
    assert fetch_waiting() == 1
    assert held == [None]

"""One item in several languages: what is said of it is said of each."""

import pytest
from django.test import Client

from articles.models import Article
from newsroom.publishing import workflow
from newsroom.wire.inbox import receive
from newsroom.wire.models import Feed, WireStory
from tests.factories import a_section
from tests.newsroom.wire.parsers.newsml_copy import component, content, item, lines, newsml_of
from tests.newsroom.wire.parsers.newsml_copy import nitf as nitf_text
from tests.newsroom.wire.versions_copy import FORMATS, Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def feed() -> Feed:
    return Feed.objects.create(name="Coast wire", slug="coast", section=a_section("city"))


def status(article: Article) -> int:
    article.refresh_from_db()
    assert article.page is not None
    return Client().get(article.page.path).status_code


def in_two_languages(revision: str = "1", status: str = "Usable", **said: str) -> bytes:
    def told(headline: str, text: str, language: str) -> str:
        return component(
            lines(HeadLine=headline), content(nitf_text(f"<p>{text}</p>")), language=language
        )

    frame = component(
        told("The wall", "It held.", "en"), told("Le mur", "Il a tenu.", "fr"), equivalents=True
    )
    return newsml_of(item(frame, language="en", revision=revision, status=status, **said))


def notice_of(status: str, revision: str = "2") -> bytes:
    head = component(lines(HeadLine="The wall"))
    return newsml_of(item(head, language="en", revision=revision, status=status))


def both_live(feed: Feed) -> list[Article]:
    for outcome in receive(in_two_languages(), feed=feed):
        workflow.publish(Article.objects.get(pk=outcome.article or 0), by=None)
    english, french = Article.objects.order_by("language")
    assert (english.language, french.language) == ("en", "fr")
    return [english, french]


def test_what_is_said_of_the_item_is_said_of_its_other_languages(feed):
    articles = both_live(feed)
    receive(notice_of("Withheld"), feed=feed)
    assert [status(article) for article in articles] == [410, 410]
    receive(notice_of("Usable", "3"), feed=feed)
    assert [status(article) for article in articles] == [200, 200]
    receive(notice_of("Canceled", "4"), feed=feed)
    assert [status(article) for article in articles] == [410, 410]
    assert all(article.is_killed for article in Article.objects.all())


def test_a_kill_that_comes_first_kills_each_language(feed):
    receive(notice_of("Canceled"), feed=feed)
    found = receive(in_two_languages(), feed=feed)
    assert [each.outcome for each in found] == ["killed", "killed"]
    assert not Article.objects.exists()
    assert {story.state for story in WireStory.objects.all()} == {"killed"}


def test_a_notice_that_comes_first_holds_each_language(feed):
    receive(notice_of("Withheld"), feed=feed)
    receive(in_two_languages(), feed=feed)
    assert [article.hold_origin for article in Article.objects.all()] == ["wire", "wire"]


def test_a_kill_by_reference_kills_each_language(feed):
    english, french = both_live(feed)
    guid = english.wire_story.guid
    assert french.wire_story.guid == f"{guid}#fr"
    notice = FORMATS["nitf"](Message(ident="urn:harbour:notice", of=guid, text="Kill it."))
    receive(notice, feed=feed)
    assert [status(article) for article in (english, french)] == [410, 410]

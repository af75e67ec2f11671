"""What an agency orders holds: for the story, its parts, its pictures and what was made of it."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from articles.models import Article
from newsroom.publishing import workflow
from newsroom.publishing.models import Edition, Notice, Role
from newsroom.wire.deliveries import payload_of
from newsroom.wire.inbox import Intake, Outcome, receive
from newsroom.wire.models import Feed, Source, WireStory
from newsroom.wire.taking import dismiss, follow
from newsroom.wire.taking import take as take_out
from tests.factories import a_section, a_user
from tests.newsroom.wire.versions_copy import FORMATS, Message

pytestmark = pytest.mark.django_db

WALL = "urn:harbour:wall"
SOON, LATER = datetime(2041, 5, 2, 10, tzinfo=UTC), datetime(2041, 5, 2, 18, tzinfo=UTC)


@pytest.fixture
def feed() -> Feed:
    return Feed.objects.create(name="Coast wire", slug="coast", section=a_section("city"))


def send(name: str, feed: Feed, **said: str) -> Outcome:
    (outcome,) = receive(FORMATS[name](Message(**said)), feed=feed)
    return outcome


def live(name: str, feed: Feed, **said: str) -> Article:
    article = Article.objects.get(pk=send(name, feed, **said).article or 0)
    workflow.publish(article, by=None)
    return article


def status(article: Article) -> int:
    article.refresh_from_db()
    assert article.page is not None
    return Client().get(article.page.path).status_code


def withheld(number: str, **said: str) -> dict[str, str]:
    return {"version": number, "status": "withheld", "text": "", **said}


def about(**said: Any) -> bytes:
    story = {"uri": WALL, "version": "1", "headline": "Wall holds", "type": "text",
             "body_html": "<p>It held.</p>"}  # fmt: skip
    return json.dumps({**story, **said}).encode()


# --- Withheld, and usable again ---


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_withheld_goes_down_and_the_agencys_release_brings_it_back(feed, name):
    editor = a_user(Role.DESK_EDITOR)
    article = live(name, feed)
    path = article.page.path

    send(name, feed, **withheld("2"))

    assert status(article) == 410
    assert article.hold_origin == "wire"
    assert Notice.objects.filter(to=editor, text__contains="was taken down").exists()

    send(name, feed, version="3", text="")

    assert status(article) == 200
    assert (article.hold_origin, article.page.path) == ("", path)
    assert article.page.updated_at is None, "to bring words back is no update of them"
    assert Notice.objects.filter(to=editor, text__contains="readers have it").exists()


@pytest.mark.parametrize("name", FORMATS)
def test_a_release_with_new_words_brings_those(feed, name):
    article = live(name, feed)
    send(name, feed, **withheld("2"))

    send(name, feed, version="3", text="It held well.")

    assert status(article) == 200
    assert article.page.body.startswith("<p>It held well.")
    kinds = Edition.objects.pressed().of(article.uid).order_by("number")
    assert [each.kind for each in kinds] == ["first", "update"]


@pytest.mark.parametrize("name", FORMATS)
def test_a_story_with_the_desks_words_comes_back_with_them(feed, name):
    article = Article.objects.get(pk=send(name, feed).article or 0)
    article.headline = "The wall holds"
    article.save()
    workflow.publish(article, by=None)
    send(name, feed, **withheld("2", text="The wall held."))

    outcome = send(name, feed, version="3", text="The wall held.")

    assert outcome.outcome == "updated"
    assert status(article) == 200
    assert article.page.headline == "The wall holds"


@pytest.mark.parametrize("name", FORMATS)
def test_what_was_changed_while_it_was_down_waits_for_who_changed_it(feed, name):
    editor = a_user(Role.DESK_EDITOR)
    article = live(name, feed)
    send(name, feed, **withheld("2"))
    article.refresh_from_db()
    article.body = "<p>Half a thought.</p>"
    article.save()

    send(name, feed, version="3", text="")

    assert status(article) == 410
    assert article.hold_origin == ""
    assert Notice.objects.filter(to=editor, text__contains="then publish it").exists()


@pytest.mark.parametrize("name", FORMATS)
def test_what_the_desk_took_down_the_agency_does_not_bring_back(feed, name):
    article = live(name, feed)
    workflow.withdraw(article, by=a_user(Role.CHIEF_EDITOR), reason="We look into it.")
    send(name, feed, **withheld("2"))
    send(name, feed, version="3", text="")
    assert status(article) == 410
    assert article.hold_origin == ""


@pytest.mark.parametrize("name", FORMATS)
def test_who_withholds_again_is_heard_again(feed, name):
    article = live(name, feed)
    send(name, feed, **withheld("2"))
    workflow.release(article, by=a_user(Role.CHIEF_EDITOR), reason="They say it stands.")
    workflow.publish(article, by=None)

    send(name, feed, **withheld("3"))

    assert status(article) == 410
    assert article.hold_origin == "wire"


@pytest.mark.parametrize("name", FORMATS)
def test_an_old_word_that_comes_late_withholds_nothing_twice(feed, name):
    article = live(name, feed)
    send(name, feed, **withheld("3"))
    workflow.release(article, by=a_user(Role.CHIEF_EDITOR), reason="They say it stands.")
    workflow.publish(article, by=None)
    send(name, feed, **withheld("2", created="2031-05-02T09:00:00Z"))
    assert status(article) == 200


def test_a_kill_in_words_does_not_hide_that_the_agency_withholds(feed):
    """The desk released what a notice held; the story is live when the agency withholds it."""
    article = live("ninjs", feed)
    killed = about(headline="KILL: Wall", version="2", body_html="")
    receive(killed, feed=feed)
    article.refresh_from_db()
    assert article.hold_origin == "wire"
    workflow.release(article, by=a_user(Role.CHIEF_EDITOR), reason="They say it stands.")
    assert status(article) == 200

    send("ninjs", feed, **withheld("3"))

    assert status(article) == 410
    assert article.hold_origin == "wire"


@pytest.mark.parametrize("name", ["ninjs", "newsml-g2"])
def test_what_waited_on_a_live_story_goes_out_when_a_notice_lifts_what_forbade_it(feed, name):
    article = live(name, feed)
    send(name, feed, version="2", text="It fell.", status="embargoed")
    article.refresh_from_db()
    assert "fell" not in article.page.body
    send(name, feed, version="3", text="", embargo="2020-05-02T10:00:00Z")
    article.refresh_from_db()
    assert "fell" in article.page.body
    assert article.hold_origin == ""


# --- No text is buried by a notice ---


@pytest.mark.parametrize("name", FORMATS)
def test_a_notice_before_the_text_makes_no_draft_and_holds_it_when_it_comes(feed, name):
    first = send(name, feed, **withheld("3"))
    assert (first.outcome, first.article) == ("updated", None)

    late = send(name, feed, version="1")

    assert late.outcome == "held"
    article = Article.objects.get()
    assert article.body == "<p>The wall held.</p>"
    assert article.hold_origin == "wire"


@pytest.mark.parametrize("name", FORMATS)
def test_the_text_of_an_alert_follows_it(feed, name):
    alert = send(name, feed, version="1", text="")
    assert alert.outcome == "created"

    text = send(name, feed, version="2")

    assert (text.outcome, text.article) == ("updated", alert.article)
    assert Article.objects.get().body == "<p>The wall held.</p>"


@pytest.mark.parametrize("name", FORMATS)
def test_an_older_version_that_comes_late_says_what_it_changed(feed, name):
    send(name, feed, version="2")
    late = send(name, feed, version="1", text="It holds.", embargo="2041-05-02T10:00:00Z")
    assert late.outcome == "stale"
    assert "Embargoed until 2 May 2041" in late.reason
    assert Article.objects.get().embargo_until == SOON


def test_a_list_before_the_story_of_that_id_hides_it_not(feed):
    (listed,) = receive(about(type="composite", body_html=""), feed=feed)
    assert listed.outcome == "skipped"
    (story,) = receive(about(version="2"), feed=feed)
    assert story.outcome == "created"
    assert Article.objects.get().wire_story.current.version == "2"


# --- The desk's own embargo ---


@pytest.mark.parametrize(
    ("desk", "agency", "then", "left"),
    [
        (None, "2041-05-02T10:00:00Z", "2041-05-02T18:00:00Z", LATER),
        (LATER, "2041-05-02T10:00:00Z", "2041-05-02T12:00:00Z", LATER),
        (SOON, "2041-05-02T12:00:00Z", "2041-05-02T18:00:00Z", LATER),
    ],
)
def test_the_later_of_the_desks_and_the_agencys_embargo_holds(feed, desk, agency, then, left):
    article = Article.objects.get(pk=send("ninjs", feed, embargo=agency).article or 0)
    if desk:
        Article.objects.update(embargo_until=desk)
    send("ninjs", feed, version="2", text="It holds.", embargo=then)
    article.refresh_from_db()
    assert article.embargo_until == left


# --- What was made from it ---


def test_a_kill_names_the_copy_that_was_made_from_the_story(feed):
    editor = a_user(Role.DESK_EDITOR)
    receive(about(), feed=feed)
    receive(about(uri="urn:harbour:day", headline="The day at sea", evolvedfrom=WALL), feed=feed)
    receive(about(uri="urn:harbour:else", headline="Something else"), feed=feed)
    receive(about(pubstatus="canceled", version="2", body_html=""), feed=feed)
    told = " ".join(Notice.objects.filter(to=editor).values_list("text", flat=True))
    assert "Copy made from it: The day at sea." in told
    assert "Something else" not in told


def test_a_kill_by_reference_in_the_same_file_reaches_the_story_beside_it(feed):
    """Another agency has a story of that id, which must not stand in the way."""
    hill = Source.objects.create(name="Hill News", slug="hill")
    hills = Feed.objects.create(name="Hill wire", slug="hill", source=hill, section=feed.section)
    send("nitf", hills)
    articles = [FORMATS["newsml-g2"](Message()), FORMATS["newsml-g2"](
        Message(ident="urn:harbour:notice", of=WALL, text="Kill it.")
    )]  # fmt: skip
    list(Intake(feed).all([payload_of(data, str(n)) for n, data in enumerate(articles)]))
    assert WireStory.objects.get(source=feed.source, guid=WALL).state == "killed"
    assert WireStory.objects.get(source=hill).state == "usable"


# --- Kills, each source's own ---


@pytest.mark.parametrize("at_once", [True, False])
def test_an_agencys_own_kill_counts_though_another_has_that_id_too(feed, at_once):
    hill = Feed.objects.create(name="Hill wire", slug="hill", section=feed.section)
    send("ninjs", hill)
    operator = a_user(Role.WIRE_OPERATOR)
    messages = [Message(version="2", status="canceled", text=""), Message()]
    payloads = [payload_of(FORMATS["ninjs"](said), str(n)) for n, said in enumerate(messages)]
    for batch in [payloads] if at_once else [[each] for each in payloads]:
        list(Intake(feed).all(batch))
    assert WireStory.objects.get(source=feed.source).state == "killed"
    assert WireStory.objects.get(source=hill.source).state == "usable"
    assert Article.objects.count() == 1
    assert Notice.objects.filter(to=operator, text__contains="may not kill it").exists()


def test_a_kill_reaches_no_story_whose_id_differs_in_case(feed):
    receive(about(uri="URN:HARBOUR:WALL#fr"), feed=feed)
    receive(about(), feed=feed)
    receive(about(version="2", pubstatus="canceled", body_html=""), feed=feed)
    assert WireStory.objects.get(guid="URN:HARBOUR:WALL#fr").state == "usable"


# --- Who hears of it ---


def test_who_took_the_story_hears_of_hold_and_kill(feed):
    reporter = a_user(Role.REPORTER)
    receive(about(), feed=feed, to_inbox=True)
    take_out(WireStory.objects.get(), by=reporter)
    receive(about(version="2", pubstatus="withheld", body_html=""), feed=feed)
    receive(about(version="3", pubstatus="canceled", body_html=""), feed=feed)
    hold, kill = Notice.objects.filter(to=reporter).order_by("pk")
    assert "forbids to publish" in hold.text
    assert "killed" in kill.text


def test_who_follows_a_story_hears_that_it_may_not_be_published(feed):
    reporter = a_user(Role.REPORTER)
    receive(about(), feed=feed, to_inbox=True)
    follow(WireStory.objects.get(), by=reporter)
    receive(about(version="2", pubstatus="withheld", body_html=""), feed=feed, to_inbox=True)
    assert "forbids to publish" in Notice.objects.get(to=reporter).text


def test_a_notice_in_words_that_still_holds_what_the_agency_frees_calls_a_person(feed):
    operator = a_user(Role.WIRE_OPERATOR)
    article = live("ninjs", feed)
    receive(about(headline="KILL: Wall", version="2", body_html=""), feed=feed)
    send("ninjs", feed, **withheld("3"))
    send("ninjs", feed, version="4", text="")
    assert status(article) == 410
    assert Notice.objects.filter(to=operator, text__contains="withholds it no longer").exists()


def test_a_text_after_a_notice_that_was_dismissed_is_in_the_inbox(feed):
    receive(about(type="composite", body_html=""), feed=feed, to_inbox=True)
    dismiss(WireStory.objects.get(), by=a_user(Role.DESK_EDITOR))
    receive(about(version="2"), feed=feed, to_inbox=True)
    assert WireStory.objects.waiting().count() == 1


def test_a_newer_version_of_an_embargoed_draft_is_held_as_the_first_was(feed):
    assert send("ninjs", feed, embargo="2041-05-02T10:00:00Z").outcome == "held"
    assert send("ninjs", feed, version="2", text="It fell.").outcome == "held"

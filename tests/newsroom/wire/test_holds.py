"""What holds a story: the desk, routing rules and the agency, each for its own reason."""

import pytest

from articles.models import Article
from newsroom.publishing import workflow
from newsroom.publishing.models import Role
from newsroom.wire.deliveries import payload_of
from newsroom.wire.inbox import Intake, receive
from newsroom.wire.models import Feed, RoutingRule, WireStory
from newsroom.wire.taking import take as take_out
from tests.factories import a_section, a_user
from tests.newsroom.wire.test_enforcing import about, live, send, withheld
from tests.newsroom.wire.versions_copy import FORMATS, Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def feed() -> Feed:
    return Feed.objects.create(name="Coast wire", slug="coast", section=a_section("city"))


# --- Rules that hold ---


@pytest.fixture
def rule() -> RoutingRule:
    return RoutingRule.objects.create(name="Bomb", keyword="bomb", hold="Ask the news editor.")


def test_a_version_that_a_rule_holds_is_not_given_to_readers(feed, rule):
    article = live("ninjs", feed)
    outcome = send("ninjs", feed, version="2", text="A bomb was found.")
    assert outcome.outcome == "held"
    assert "Ask the news editor." in outcome.reason
    article.refresh_from_db()
    assert article.page.body == "<p>The wall held.</p>"
    assert (article.hold_origin, article.hold_reason) == ("rule", "Ask the news editor.")


def test_a_rule_that_an_editor_answered_does_not_ask_again(feed, rule):
    article = Article.objects.get(pk=send("ninjs", feed, text="A bomb.").article or 0)
    assert article.hold_origin == "rule"
    workflow.release(article, by=a_user(Role.DESK_EDITOR))
    workflow.publish(article, by=None)
    assert send("ninjs", feed, version="2", text="A bomb, again.").outcome == "updated"
    article.refresh_from_db()
    assert article.page.body == "<p>A bomb, again.</p>"


def test_the_agency_cannot_lift_what_a_rule_holds(feed, rule):
    send("ninjs", feed, text="A bomb.")
    send("ninjs", feed, **withheld("2"))
    article = Article.objects.get()
    assert article.hold_origin == "rule"
    assert "withholds" in article.hold_reason
    assert "Ask the news editor." in article.hold_reason
    send("ninjs", feed, version="3", text="")
    article.refresh_from_db()
    assert article.hold_origin == "rule"


def test_what_waits_in_the_inbox_is_held_by_the_rule_when_it_is_taken(feed, rule):
    editor = a_user(Role.DESK_EDITOR)
    receive(FORMATS["ninjs"](Message(text="A bomb.")), feed=feed, to_inbox=True)
    take_out(WireStory.objects.get(), by=editor)
    article = Article.objects.get()
    assert (article.hold_origin, article.hold_reason) == ("rule", "Ask the news editor.")


# --- One hold, several reasons ---


def test_each_that_holds_a_story_keeps_its_own_reason(feed, rule, chief_editor):
    send("ninjs", feed, text="A bomb.")
    send("ninjs", feed, **withheld("2"))
    article = Article.objects.get()
    workflow.hold(article, by=chief_editor, reason="Lawyers read it.")
    workflow.hold(article, by=chief_editor, reason="Lawyers read it until Friday.")
    assert article.hold_origin == "desk"
    assert article.hold_reason == (
        "Lawyers read it until Friday. Ask the news editor. The agency withholds it for now."
    )
    send("ninjs", feed, version="3", text="")
    article.refresh_from_db()
    assert article.hold_reason == "Lawyers read it until Friday. Ask the news editor."
    workflow.release(article, by=chief_editor)
    assert (article.hold_origin, article.hold_reason) == ("", "")


# --- A text after its notice ---


@pytest.mark.parametrize("at_once", [True, False])
def test_a_text_after_a_notice_is_routed_and_shown_as_any_other(feed, rule, at_once):
    section = a_section("courts")
    RoutingRule.objects.create(name="Courts", keyword="bomb", section=section)
    notice = about(version="2", pubstatus="usable", type="composite", body_html="", urgency=5)
    text = about(headline="A bomb was found", urgency=1, language="en", slugline="bomb")
    payloads = [payload_of(data, str(n)) for n, data in enumerate([notice, text])]
    for batch in [payloads] if at_once else [[each] for each in payloads]:
        list(Intake(feed).all(batch))
    story, article = WireStory.objects.get(), Article.objects.get()
    assert (story.headline, story.urgency, story.section) == ("A bomb was found", 1, section)
    assert (article.hold_origin, article.section) == ("rule", section)

"""Newer versions of copy: followed, added to, owed to readers until they can have them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.following import WAITS_FOR_PICTURES, catch_up
from articles.models import Article, PictureUse, Proposal
from newsroom.media.intake import receive_image
from newsroom.media.models import Image
from newsroom.media.renditions import make_renditions
from newsroom.publishing import workflow
from newsroom.publishing.models import Edition, Notice, Role
from newsroom.wire import taker
from newsroom.wire.inbox import Outcome, receive
from newsroom.wire.models import Feed, WireItem
from tests.factories import a_section, a_user
from tests.newsroom.media import made
from tests.newsroom.wire.framed import PARAGRAPHS, framed

pytestmark = pytest.mark.django_db

QUOTE = "“It blew,” he said."


@pytest.fixture
def feed() -> Feed:
    return Feed.objects.create(name="Coast wire", slug="coast", section=a_section("city"))


def version(number: int, *above: str, **copy: str) -> bytes:
    return framed(f"Pakistan-ferry,{number}thld", *above, **copy)


STORY, ADDITION = version(2), version(3, "ADDS quote", body=QUOTE)
LATER_STORY = version(4, body="\n\n".join([*PARAGRAPHS, QUOTE]))


def send(data: bytes, feed: Feed) -> Outcome:
    (outcome,) = receive(data, feed=feed)
    return outcome


def live(feed: Feed) -> Article:
    article = Article.objects.get(pk=send(STORY, feed).article or 0)
    workflow.publish(article, by=None)
    return article


def last_edition(article: Article) -> Edition:
    edition = Edition.objects.pressed().of(article.uid).order_by("-number").first()
    assert edition is not None
    return edition


# --- What readers are owed ---


def a_picture(article: Article) -> Image:
    image = receive_image(made.jpeg(), filename="quay.jpg")
    PictureUse.objects.create(story=article, image=image, role=PictureUse.Role.LEAD)
    return image


CORRECTION = version(3, "(Corrects the name of the ferry)", body="It sails.")


def test_a_correction_that_waits_for_a_picture_goes_out_when_that_is_ready(feed):
    article = live(feed)
    image = a_picture(article)
    outcome = send(CORRECTION, feed)
    assert (outcome.outcome, outcome.reason) == ("held", WAITS_FOR_PICTURES)
    assert taker.registered().catch_up() == 0
    assert last_edition(article).kind == "first"

    make_renditions(image)
    assert taker.registered().catch_up() == 1

    edition = last_edition(article)
    assert edition.kind == "correction"
    assert "Corrects the name" in edition.note
    assert WireItem.objects.latest("pk").outcome == "updated"
    assert taker.registered().catch_up() == 0


def test_what_an_editor_changed_meanwhile_does_not_go_out_by_itself(feed):
    article = live(feed)
    image = a_picture(article)
    send(CORRECTION, feed)
    article.refresh_from_db()
    article.body = "<p>Half a thought.</p>"
    article.save()
    make_renditions(image)
    assert taker.registered().catch_up() == 0
    assert last_edition(article).kind == "first"
    assert "an editor decides" in WireItem.objects.latest("pk").reason


def test_a_correction_that_readers_did_not_get_makes_the_next_version_one(feed):
    article = live(feed)
    workflow.hold(article, by=None, reason="Lawyers read it.")
    assert send(CORRECTION, feed).outcome == "held"
    workflow.release(article, by=None)

    send(version(4, body="It sails today."), feed)

    assert last_edition(article).kind == "correction"


def test_a_correction_that_readers_have_does_not_colour_the_next_version(feed):
    article = live(feed)
    send(CORRECTION, feed)
    assert last_edition(article).kind == "correction"
    send(version(4, body="It sails today."), feed)
    assert last_edition(article).kind == "update"


def test_a_version_without_new_words_asks_nobody(feed):
    article = live(feed)
    article.kicker = "Weather"
    article.save()
    outcome = send(version(3, "(Corrects the slug line)"), feed)
    assert outcome.outcome == "updated"
    assert "changed no words" in outcome.reason
    assert not Proposal.objects.exists()


def test_a_version_that_waits_too_long_for_its_picture_is_left_to_the_desk(feed):
    article = live(feed)
    image = a_picture(article)
    send(CORRECTION, feed)
    make_renditions(image)
    assert catch_up(timezone.now() + timedelta(days=2)) == 0
    assert last_edition(article).kind == "first"


# --- What an editor overruled does not stop what comes later ---


def test_corrections_go_out_after_an_editor_published_in_spite_of_a_hold(feed):
    """What the agency had forbidden, and an editor allowed, is allowed for its next version."""
    article = Article.objects.get(pk=send(version(2, "EMBARGOED"), feed).article or 0)
    assert article.hold_origin == "wire"
    workflow.release(article, by=a_user(Role.CHIEF_EDITOR), reason="They lifted it by phone.")
    workflow.publish(article, by=None)

    outcome = send(CORRECTION, feed)

    assert outcome.outcome == "updated"
    assert last_edition(article).kind == "correction"


def test_corrections_go_out_after_an_editor_lifted_an_embargo(feed):
    embargoed = version(2, "EMBARGOED UNTIL 0600 GMT Aug 12, 2041")
    article = Article.objects.get(pk=send(embargoed, feed).article or 0)
    Article.objects.update(embargo_until=None)
    workflow.publish(article, by=None)
    assert send(CORRECTION, feed).outcome == "updated"
    assert last_edition(article).kind == "correction"


def test_a_version_that_an_embargo_keeps_from_readers_is_told_each_time(feed):
    article, editor = live(feed), a_user(Role.DESK_EDITOR)
    for number in (3, 4):
        above = ("EMBARGOED UNTIL 0600 GMT Aug 12, 2041",) if number == 3 else ()
        outcome = send(version(number, *above, body=f"It sails, says {number}."), feed)
        assert outcome.outcome == "held"
        assert "Readers still have the former version" in outcome.reason
    assert Notice.objects.filter(to=editor, text__contains="is not out").count() == 2
    assert last_edition(article).kind == "first"


# --- What readers are told ---


def test_a_correction_that_comes_with_the_release_is_called_one(feed):
    article = live(feed)
    send(version(3, "HOLD HOLD HOLD"), feed)
    send(version(4, "(Corrects the name of the ferry)", body="It sails."), feed)
    edition = last_edition(article)
    assert edition.kind == "correction"
    assert "Corrects the name" in edition.note


def test_a_correction_that_came_too_late_does_not_colour_what_follows(feed):
    article = live(feed)
    send(version(4, body="It sails."), feed)
    assert send(CORRECTION, feed).outcome == "stale"
    send(version(5, body="It sails today."), feed)
    assert last_edition(article).kind == "update"


def test_the_note_is_that_of_the_correction_and_not_of_what_came_after_it(feed):
    article = live(feed)
    workflow.hold(article, by=None, reason="Lawyers read it.")
    send(CORRECTION, feed)
    workflow.release(article, by=None)
    send(version(4, "(Updates with police statement)", body="It sails today."), feed)
    edition = last_edition(article)
    assert (edition.kind, "Corrects the name" in edition.note) == ("correction", True)


def test_what_had_to_wait_is_given_to_readers_when_the_agency_lifts_what_forbade_it(feed):
    article = live(feed)
    send(version(3, "EMBARGOED", body="It sails."), feed)
    assert last_edition(article).kind == "first"
    send(version(4, "EMBARGOED UNTIL 0600 GMT Aug 12, 2020", body="It sails."), feed)
    article.refresh_from_db()
    assert article.hold_origin == ""
    assert "It sails." in article.page.body

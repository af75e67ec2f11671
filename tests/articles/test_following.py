"""Newer versions of copy: followed, added to, owed to readers until they can have them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.decision import accept, merged
from articles.following import WAITS_FOR_PICTURES, catch_up
from articles.models import Article, PictureUse, Proposal
from newsroom.media.intake import receive_image
from newsroom.media.models import Image
from newsroom.media.renditions import make_renditions
from newsroom.publishing import workflow
from newsroom.publishing.models import Edition, Notice, Role
from newsroom.text.sanitize import paragraphs
from newsroom.wire import taker
from newsroom.wire.inbox import Outcome, receive
from newsroom.wire.models import Feed, WireItem, WireStory
from newsroom.wire.taking import take as take_out
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


# --- Additions ---


@pytest.mark.parametrize(
    "order", [(STORY, ADDITION), (ADDITION, STORY)], ids=["story first", "addition first"]
)
def test_a_story_and_its_addition_end_alike_in_both_orders(feed, order):
    for data in order:
        send(data, feed)
    article = Article.objects.get()
    assert paragraphs(article.body) == list(PARAGRAPHS), "the story is the whole text"
    proposal = Proposal.objects.open().get(article=article)
    assert "addition" in proposal.item.data["signals"]
    assert article.wire_story.current == article.wire_item


def test_to_accept_an_addition_puts_it_under_the_text(feed):
    editor = a_user(Role.DESK_EDITOR)
    send(STORY, feed)
    send(ADDITION, feed)
    article = Article.objects.get()
    headline = article.headline

    accept(Proposal.objects.open().get(), {}, by=editor, version=article.lock_version)

    article.refresh_from_db()
    assert paragraphs(article.body) == [*PARAGRAPHS, QUOTE]
    assert (article.headline, article.credit, article.dateline_place) == (
        headline,
        "AFP",
        "KARACHI",
    )
    assert "addition" not in article.wire_item.data["signals"]
    # Both are the agency's words, so that what comes next is followed as before.
    assert send(LATER_STORY, feed).outcome == "updated"
    article.refresh_from_db()
    assert paragraphs(article.body) == [*PARAGRAPHS, QUOTE]


def test_an_addition_beside_an_editors_change_is_no_conflict(feed):
    send(STORY, feed)
    article = Article.objects.get()
    article.body = article.body.replace("at noon", "at one")
    article.save()
    send(ADDITION, feed)
    assert merged(Proposal.objects.open().get()).conflicts == 0


def test_an_addition_is_offered_again_to_the_text_that_lacks_it(feed):
    """The text of version 2 comes between the one that the addition found and the addition."""
    send(version(1, body="\n\n".join(PARAGRAPHS[:2])), feed)
    send(ADDITION, feed)
    send(STORY, feed)
    article = Article.objects.get()
    assert paragraphs(article.body) == list(PARAGRAPHS)
    assert Proposal.objects.open().get().item.data["body_html"] == f"<p>{QUOTE}</p>"


def test_an_addition_that_is_in_a_later_text_is_offered_no_more(feed):
    send(STORY, feed)
    send(ADDITION, feed)
    send(LATER_STORY, feed)
    assert not Proposal.objects.open().exists()


def test_an_addition_comes_along_when_the_story_is_taken_from_the_inbox(feed):
    for data in (STORY, ADDITION):
        receive(data, feed=feed, to_inbox=True)
    take_out(WireStory.objects.get(), by=a_user(Role.DESK_EDITOR))
    assert paragraphs(Article.objects.get().body) == list(PARAGRAPHS)
    assert Proposal.objects.open().get().item.data["body_html"] == f"<p>{QUOTE}</p>"


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


# --- Proposals, one at a time ---


def edited(feed: Feed) -> Article:
    article = Article.objects.get(pk=send(STORY, feed).article or 0)
    article.headline = "Boats wait"
    article.save()
    return article


CORRECTED = version(3, "(Corrects the hour)", body="\n\n".join([*PARAGRAPHS[:2], "At one."]))
LATE_ADDITION = version(4, "ADDS quote", body=QUOTE)


@pytest.mark.parametrize(
    "order", [(CORRECTED, LATE_ADDITION), (LATE_ADDITION, CORRECTED)], ids=["in order", "late"]
)
def test_an_addition_is_proposed_with_the_correction_before_it(feed, order):
    article = edited(feed)
    for data in order:
        assert send(data, feed).outcome == "proposed"

    proposal = Proposal.objects.open().get()
    accept(proposal, {}, by=a_user(Role.DESK_EDITOR), version=article.lock_version)

    article.refresh_from_db()
    assert paragraphs(article.body) == [*PARAGRAPHS[:2], "At one.", QUOTE]
    assert article.headline == "Boats wait"
    assert article.wire_item == article.wire_story.current


def test_a_text_that_comes_late_does_not_wipe_out_an_addition_that_was_taken(feed):
    send(version(1, body="\n\n".join(PARAGRAPHS[:2])), feed)
    send(ADDITION, feed)
    article, editor = Article.objects.get(), a_user(Role.DESK_EDITOR)
    accept(Proposal.objects.open().get(), {}, by=editor, version=article.lock_version)
    workflow.publish(article, by=None)

    assert send(STORY, feed).outcome == "proposed"

    article.refresh_from_db()
    assert QUOTE in paragraphs(article.page.body)[-1]
    accept(Proposal.objects.open().get(), {}, by=editor, version=article.lock_version)
    article.refresh_from_db()
    assert paragraphs(article.body) == [*PARAGRAPHS, QUOTE]


def test_a_version_that_was_taken_back_is_offered_no_more(feed):
    edited(feed)
    assert send(CORRECTED, feed).outcome == "proposed"
    send(version(4, "(Corrects the correction)"), feed)
    assert not Proposal.objects.open().exists()


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

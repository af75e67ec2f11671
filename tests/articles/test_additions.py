"""Additions to agency copy: put to the text they belong to, in whatever order they come."""

import itertools

import pytest

from articles.decision import accept, dismiss, merged
from articles.models import Article, Proposal
from newsroom.publishing import workflow
from newsroom.publishing.models import Notice, Role
from newsroom.text.sanitize import paragraphs
from newsroom.wire.inbox import Outcome, receive
from newsroom.wire.models import Feed, WireStory
from newsroom.wire.taking import take as take_out
from tests.factories import a_section, a_user
from tests.newsroom.wire.framed import PARAGRAPHS, framed

pytestmark = pytest.mark.django_db

QUOTE, POLICE = "“It blew,” he said.", "The police came at dusk."


@pytest.fixture
def feed() -> Feed:
    return Feed.objects.create(name="Coast wire", slug="coast", section=a_section("city"))


def version(number: int, *above: str, **copy: str) -> bytes:
    return framed(f"Pakistan-ferry,{number}thld", *above, **copy)


EARLIER = version(1, body="\n\n".join(PARAGRAPHS[:2]))
STORY, ADDITION = version(2), version(3, "ADDS quote", body=QUOTE)
SECOND_ADDITION = version(4, "ADDS police", body=POLICE)
LATER_STORY = version(4, body="\n\n".join([*PARAGRAPHS, QUOTE]))


def send(data: bytes, feed: Feed) -> Outcome:
    (outcome,) = receive(data, feed=feed)
    return outcome


def take_in(feed: Feed, decide: str = "accept") -> list[str]:
    """An editor decides on what is open; the text then."""
    article, editor = Article.objects.get(), a_user(Role.DESK_EDITOR)
    proposal = Proposal.objects.open().get()
    if decide == "accept":
        accept(proposal, {}, by=editor, version=article.lock_version)
    else:
        dismiss(proposal, by=editor, version=article.lock_version)
    return paragraphs(Article.objects.get().body)


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


# --- Several ---


@pytest.mark.parametrize(
    "order", list(itertools.permutations([STORY, ADDITION, SECOND_ADDITION])), ids=str
)
def test_of_two_additions_none_is_lost_in_any_order(feed, order):
    for data in order:
        send(data, feed)
    assert take_in(feed) == [*PARAGRAPHS, QUOTE, POLICE]
    assert not Proposal.objects.open().exists()


def test_two_additions_that_were_taken_outlast_a_text_that_comes_late(feed):
    send(EARLIER, feed)
    send(ADDITION, feed)
    assert take_in(feed) == [*PARAGRAPHS[:2], QUOTE]
    send(SECOND_ADDITION, feed)
    assert take_in(feed) == [*PARAGRAPHS[:2], QUOTE, POLICE]
    assert send(STORY, feed).outcome == "proposed"
    assert take_in(feed) == [*PARAGRAPHS, QUOTE, POLICE]


def test_what_came_along_with_an_addition_is_not_added_again_with_the_next(feed):
    for data in (STORY, ADDITION, SECOND_ADDITION):
        send(data, feed)
    take_in(feed)
    send(version(5, "ADDS weather", body="Rain fell."), feed)
    assert take_in(feed) == [*PARAGRAPHS, QUOTE, POLICE, "Rain fell."]


def test_an_addition_that_was_dismissed_does_not_come_back_with_a_late_text(feed):
    send(EARLIER, feed)
    send(ADDITION, feed)
    take_in(feed)
    send(SECOND_ADDITION, feed)
    take_in(feed, "dismiss")
    assert send(STORY, feed).outcome == "proposed"
    assert take_in(feed) == [*PARAGRAPHS, QUOTE]


def test_a_late_correction_is_proposed_though_the_addition_after_it_was_dismissed(feed):
    article = edited(feed)
    workflow.publish(article, by=None)
    send(LATE_ADDITION, feed)
    take_in(feed, "dismiss")
    editor = a_user(Role.DESK_EDITOR)
    assert send(CORRECTED, feed).outcome == "proposed"
    assert "correction" in Proposal.objects.open().get().item.data["signals"]
    assert Notice.objects.filter(to=editor, text__contains="a correction").exists()


def test_a_feed_whose_versions_are_proposed_offers_the_addition_with_them(feed):
    Feed.objects.update(policy=Feed.Policy.PROPOSE)
    feed.refresh_from_db()
    for data in (EARLIER, ADDITION, STORY):
        send(data, feed)
    assert take_in(feed) == [*PARAGRAPHS, QUOTE]


def test_a_version_without_new_words_leaves_the_addition_open(feed):
    edited(feed)
    send(LATE_ADDITION, feed)
    send(version(3, "(Corrects the slug line)"), feed)
    assert take_in(feed) == [*PARAGRAPHS, QUOTE]

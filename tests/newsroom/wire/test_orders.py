"""Versions and kills of one story in every order, in three formats: the end is the same."""

import itertools
from collections.abc import Sequence
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Article
from newsroom.publishing import workflow
from newsroom.publishing.models import Notice, Page, Role
from newsroom.wire import outcomes
from newsroom.wire.identity import content_sha256
from newsroom.wire.inbox import Outcome, receive
from newsroom.wire.models import Feed, Source, WireItem, WireStory
from newsroom.wire.parsers import parse
from tests.factories import a_section, a_user
from tests.newsroom.wire.framed import framed, notice
from tests.newsroom.wire.versions_copy import FORMATS, Message

pytestmark = pytest.mark.django_db

NUMBERS = [("1", "2", "3"), ("1.9", "1.10", "2"), ("9", "10", "11")]
LATER = "2031-05-02T11:00:00Z"
EMBARGO = "2041-05-02T10:00:00Z"
# What only some formats can say.
BY_REFERENCE = ("nitf", "newsml-g2")


@pytest.fixture
def feed() -> Feed:
    source = Source.objects.create(name="Coast News", slug="coast")
    section = a_section("city")
    return Feed.objects.create(name="Coast wire", slug="coast", source=source, section=section)


@pytest.fixture
def second_feed(feed) -> Feed:
    """Another way that the same agency's copy comes in."""
    return Feed.objects.create(
        name="Coast FTP", slug="coast-ftp", source=feed.source, section=feed.section
    )


@pytest.fixture
def other_agency(feed) -> Feed:
    source = Source.objects.create(name="Hill News", slug="hill")
    return Feed.objects.create(name="Hill wire", slug="hill", source=source, section=feed.section)


def send(name: str, feed: Feed, **said: str) -> Outcome:
    (outcome,) = receive(FORMATS[name](Message(**said)), feed=feed)
    return outcome


def kill_of(ident: str, **said: str) -> dict[str, str]:
    return {"ident": ident, "status": "canceled", "text": "", **said}


def publish_if_possible(guid: str) -> None:
    """As an editor does who publishes the story the moment that it may be."""
    article = Article.objects.filter(wire_story__guid=guid).first()
    if article is not None and article.page is None and not article.is_killed:
        workflow.publish(article, by=None)


# --- Every order ---


def texts_of(numbers: Sequence[str]) -> list[dict[str, str]]:
    return [{"version": number, "text": f"It says {number}."} for number in numbers]


def end_of(guid: str) -> dict[str, Any]:
    """How the story stands in the end, in all that does not depend on when the kill came."""
    story = WireStory.objects.get(guid=guid)
    article = Article.objects.filter(wire_story=story).first()
    items = WireItem.objects.filter(story=story).order_by("version", "pubstatus")
    return {
        "story": story.state,
        "is killed": article is None or article.is_killed,
        "items": sorted(set(items.values_list("version", "pubstatus", "sha256"))),
        "live pages": Page.objects.live().filter(headline__contains="Wall").count(),
    }


def check_what_the_order_leaves(guid: str, order: Sequence[dict[str, str]], numbers) -> None:
    """Text and current version are the newest of those before the kill; readers get 410."""
    before = [said["version"] for said in itertools.takewhile(lambda s: s.get("text"), order)]
    story = WireStory.objects.get(guid=guid)
    article = Article.objects.filter(wire_story=story).first()
    if not before:
        assert article is None, "the story that was killed before it came makes no article"
        assert story.current is None
        return
    newest = max(before, key=numbers.index)
    assert article.body == f"<p>It says {newest}.</p>"
    assert story.current.version == newest
    assert article.page.state == Page.State.GONE
    answer = Client().get(article.page.path)
    assert answer.status_code == 410
    assert "It says" not in answer.content.decode()
    with pytest.raises(workflow.WorkflowError):
        workflow.publish(article, by=None)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("numbers", NUMBERS, ids=" ".join)
@pytest.mark.parametrize("times", [1, 2], ids=["sent once", "sent twice"])
def test_three_versions_and_a_kill_end_alike_in_all_24_orders(
    feed, second_feed, trials, name, numbers, times
):
    orders = list(itertools.permutations([*texts_of(numbers), {}]))
    every = trials(11, 1)
    ends = {}
    for order in orders[::every]:
        ident = f"urn:harbour:{''.join(said.get('version', 'K') + '-' for said in order)}"
        messages = [{"ident": ident, **(said or kill_of(ident, version="9"))} for said in order]
        for message, through in itertools.product(messages, [feed, second_feed][:times]):
            send(name, through, **message)
            publish_if_possible(ident)
        check_what_the_order_leaves(ident, messages, numbers)
        ends[ident] = end_of(ident)
    first, *others = ends.values()
    assert first["story"] == "killed"
    assert first["is killed"]
    assert len(first["items"]) == 4
    assert not first["live pages"]
    assert all(each == first for each in others), ends


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("numbers", NUMBERS, ids=" ".join)
def test_three_versions_end_with_the_newest_text_in_all_6_orders(
    feed, second_feed, trials, name, numbers
):
    orders = list(itertools.permutations(texts_of(numbers)))
    for count, order in enumerate(orders[:: trials(3, 1)]):
        ident = f"urn:harbour:{count}"
        for said in [*order, *order]:
            send(name, feed, ident=ident, **said)
            publish_if_possible(ident)
            send(name, second_feed, ident=ident, **said)
        story = WireStory.objects.get(guid=ident)
        article = Article.objects.get(wire_story=story)
        assert article.body == f"<p>It says {numbers[-1]}.</p>", order
        assert story.current.version == numbers[-1]
        assert article.page.edition.content["body"] == article.body
        versions = WireItem.objects.filter(story=story).values_list("version", flat=True)
        assert set(versions) == set(numbers)


# --- One version number, two texts ---


@pytest.mark.parametrize("name", FORMATS)
def test_of_one_version_with_two_texts_the_later_made_stays(feed, name):
    older = {"text": "It leaks.", "version": "2"}
    newer = {"text": "It held.", "version": "2", "created": LATER}
    for count, order in enumerate([(older, newer), (newer, older)]):
        ident = f"urn:harbour:{count}"
        made = [send(name, feed, ident=ident, **said).outcome for said in order]
        assert made == ["created", ("updated", "stale")[count]]
        assert Article.objects.get(wire_story__guid=ident).body == "<p>It held.</p>"
        assert WireItem.objects.filter(story__guid=ident).count() == 2, "nothing is dropped"


@pytest.mark.parametrize("name", FORMATS)
def test_of_one_version_and_one_time_the_larger_sha256_stays(feed, name):
    texts = ["It leaks.", "It held.", "It broke."]
    winner = max(texts, key=lambda text: sha256_of(name, text))
    for count, order in enumerate(itertools.permutations(texts)):
        ident = f"urn:harbour:{count}"
        for text in order:
            send(name, feed, ident=ident, text=text)
        assert Article.objects.get(wire_story__guid=ident).body == f"<p>{winner}</p>", order
        assert WireItem.objects.filter(story__guid=ident).count() == 3


def sha256_of(name: str, text: str) -> str:
    (item,) = parse(FORMATS[name](Message(text=text)), zone=timezone.get_default_timezone())
    return content_sha256(item.as_json())


# --- Embargoes ---


@pytest.mark.parametrize("name", FORMATS)
def test_an_embargo_of_version_1_holds_for_version_2_whichever_comes_first(feed, name):
    first = {"version": "1", "text": "It held.", "embargo": EMBARGO}
    second = {"version": "2", "text": "It holds."}
    for count, order in enumerate(itertools.permutations([first, second])):
        ident = f"urn:harbour:{count}"
        for said in order:
            send(name, feed, ident=ident, **said)
        article = Article.objects.get(wire_story__guid=ident)
        assert f"{article.embargo_until:%Y-%m-%dT%H:%M:%SZ}" == EMBARGO
        assert article.body == "<p>It holds.</p>"
        with pytest.raises(workflow.WorkflowError, match="embargoed until"):
            workflow.publish(article, by=None)
        assert article.page is None


# --- Kills ---


@pytest.mark.parametrize("name", FORMATS)
def test_a_second_kill_changes_nothing_and_tells_nobody_again(feed, name):
    a_user(Role.WIRE_OPERATOR)
    send(name, feed)
    publish_if_possible("urn:harbour:wall")
    assert send(name, feed, **kill_of("urn:harbour:wall", version="2")).outcome == "killed"
    killed = WireStory.objects.values().get()
    told, gone = Notice.objects.count(), Article.objects.get().page.edition
    again = send(name, feed, **kill_of("urn:harbour:wall", version="3", created=LATER))
    assert again.outcome == "killed"
    assert WireStory.objects.values().get() == killed
    assert Notice.objects.count() == told
    assert Article.objects.get().page.edition == gone


@pytest.mark.parametrize("name", FORMATS)
def test_a_kill_of_what_never_came_is_kept_and_lets_nothing_in_later(feed, name):
    outcome = send(name, feed, **kill_of("urn:harbour:unseen"))
    assert (outcome.outcome, outcome.article) == ("killed", None)
    for number in ("0", "1", "7"):
        late = send(name, feed, ident="urn:harbour:unseen", version=number, text=f"It {number}.")
        assert (late.outcome, late.reason) == ("killed", outcomes.KILLED_BEFORE)
    assert not Article.objects.exists()
    assert WireItem.objects.count() == 4
    assert send(name, feed, ident="urn:harbour:other").outcome == "created"


@pytest.mark.parametrize("name", BY_REFERENCE)
@pytest.mark.parametrize("kill_is_first", [False, True])
def test_a_notice_kills_the_story_that_it_refers_to(feed, name, kill_is_first):
    messages = [{}, {"ident": "urn:harbour:notice", "of": "urn:harbour:wall", "text": "Kill it."}]
    for said in reversed(messages) if kill_is_first else messages:
        send(name, feed, **said)
        publish_if_possible("urn:harbour:wall")
    assert WireStory.objects.get(guid="urn:harbour:wall").state == "killed"
    article = Article.objects.filter(wire_story__guid="urn:harbour:wall").first()
    assert not Page.objects.live().filter(headline__contains="held").exists()
    if kill_is_first:
        assert article is None
    else:
        assert Client().get(article.page.path).status_code == 410


@pytest.mark.parametrize("name", FORMATS)
def test_another_agencys_feed_may_not_kill_it_and_an_alarm_says_who_tried(feed, other_agency, name):
    operator = a_user(Role.WIRE_OPERATOR)
    send(name, feed)
    publish_if_possible("urn:harbour:wall")
    outcome = send(name, other_agency, **kill_of("urn:harbour:wall", version="2"))
    assert outcome.outcome == "held"
    assert "came from Coast News" in outcome.reason
    assert_it_is_live()
    (told,) = Notice.objects.filter(to=operator).values_list("text", flat=True)
    assert told.startswith("Hill wire: This feed may not kill it")


@pytest.mark.parametrize("name", FORMATS)
def test_a_kill_by_another_agency_that_comes_first_bars_nothing(feed, other_agency, name):
    send(name, other_agency, **kill_of("urn:harbour:wall"))
    assert send(name, feed).outcome == "created"
    publish_if_possible("urn:harbour:wall")
    assert_it_is_live()


@pytest.mark.parametrize("name", BY_REFERENCE)
def test_another_agencys_notice_kills_nothing_by_reference(feed, other_agency, name):
    send(name, feed)
    publish_if_possible("urn:harbour:wall")
    send(name, other_agency, ident="urn:hill:notice", of="urn:harbour:wall", text="Kill it.")
    assert_it_is_live()


@pytest.mark.parametrize("name", BY_REFERENCE)
def test_another_agencys_notice_by_reference_raises_an_alarm(feed, other_agency, name):
    operator = a_user(Role.WIRE_OPERATOR)
    send(name, feed)
    send(name, other_agency, ident="urn:hill:notice", of="urn:harbour:wall", text="Kill it.")
    told = Notice.objects.filter(to=operator).values_list("text", flat=True)
    assert any("may not kill it" in text for text in told), list(told)


def assert_it_is_live() -> None:
    article = Article.objects.get(wire_story__source__slug="coast")
    assert not article.is_killed
    assert Client().get(article.page.path).status_code == 200


@pytest.mark.parametrize("name", FORMATS)
def test_words_that_name_a_slug_kill_nothing_and_call_a_person(feed, name):
    operator = a_user(Role.WIRE_OPERATOR)
    send(name, feed)
    publish_if_possible("urn:harbour:wall")
    words = notice("harbour-wall", "KILL KILL KILL", "Editors: kill harbour-wall. It is wrong.")
    (outcome,) = receive(words, feed=feed)
    assert (outcome.outcome, outcome.article) == ("held", None)
    assert "kill harbour-wall" in outcome.reason
    assert_it_is_live()
    assert any("kill harbour-wall" in each.text for each in Notice.objects.filter(to=operator))


@pytest.mark.parametrize("name", FORMATS)
def test_a_second_kill_takes_down_what_the_desk_restored(feed, chief_editor, name):
    send(name, feed)
    publish_if_possible("urn:harbour:wall")
    send(name, feed, **kill_of("urn:harbour:wall", version="2"))
    article = Article.objects.get()
    workflow.restore(article, by=chief_editor, reason="A mistake of the agency.")
    workflow.relaunch(article, by=chief_editor)
    assert_it_is_live()

    told = Notice.objects.filter(to=chief_editor).count()

    send(name, feed, **kill_of("urn:harbour:wall", version="3"))

    assert Notice.objects.filter(to=chief_editor).count() > told
    article.refresh_from_db()
    assert article.is_killed
    assert Client().get(article.page.path).status_code == 410


def test_a_second_kill_in_words_holds_again_what_an_editor_released(feed, desk_editor):
    a_user(Role.WIRE_OPERATOR)
    receive(framed("Harbour-wall"), feed=feed)
    article = Article.objects.get()
    for count in (1, 2):
        words = notice("Harbour-wall", "KILL KILL KILL", f"Editors: kill it, notice {count}.")
        (outcome,) = receive(words, feed=feed)
        assert outcome.outcome == "held"
        article.refresh_from_db()
        assert article.hold_origin == "wire"
        assert Notice.objects.filter(text__contains=f"notice {count}").exists()
        workflow.release(article, by=desk_editor, reason="The agency says it stands.")

"""Wire copy becomes articles: what stands in which field, and how newer versions are followed."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from articles.models import Article
from articles.wire_copy import correction_since, edited_fields
from newsroom.publishing import workflow
from newsroom.publishing.models import AuditEntry, Edition, Notice, Page, Role
from newsroom.wire.inbox import Outcome, receive
from newsroom.wire.models import Feed, Source
from tests.factories import a_section, a_topic, a_user
from tests.newsroom.wire.framed import PARAGRAPHS, framed
from tests.wire_copy import wire_copy

pytestmark = pytest.mark.django_db

LONG_AGO = timedelta(hours=2)


@pytest.fixture
def feed() -> Feed:
    source = Source.objects.create(name="Coast News", slug="coast", credit="Coast")
    return Feed.objects.create(
        name="Coast wire", slug="coast", source=source, section=a_section("city")
    )


def take(data: bytes, feed: Feed) -> Outcome:
    (outcome,) = receive(data, feed=feed)
    return outcome


def taken(data: bytes, feed: Feed) -> Article:
    return Article.objects.get(pk=take(data, feed).article or 0)


@pytest.fixture
def live(feed) -> Article:
    """Version 1 of a story, live for two hours."""
    article = taken(framed("Pakistan-ferry"), feed)
    workflow.publish(article, by=None, at=timezone.now() - LONG_AGO)
    return article


def version(number: int, *above: str, body: str = "It sails.", **copy: str) -> bytes:
    return framed(f"Pakistan-ferry,{number}thld", *above, body=body, **copy)


def editions(article: Article) -> list[tuple[str, str, str]]:
    rows = Edition.objects.pressed().of(article.uid).order_by("number")
    return [(row.kind, row.note, row.by_name) for row in rows]


# --- The draft ---


def test_every_part_of_the_copy_stands_in_its_field(feed):
    article = taken(framed("Pakistan-ferry", "By Zoë Brontë"), feed)
    assert article.headline == "Ferry stops in high wind"
    assert (article.dateline_place, article.dateline_date) == ("KARACHI", "Aug 11")
    assert article.body == "\n".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    assert article.credit == "AFP"
    assert [(line.printed_name, line.role) for line in article.bylines.all()] == [
        ("Zoë Brontë", "writer")
    ]
    assert article.section == feed.section
    assert article.desk_state == Article.DeskState.DRAFT
    assert article.wire_item.delivery.feed == feed
    assert not article.needs_headline
    assert edited_fields(article) == []


def test_copy_without_a_headline_gets_a_proposal_and_cannot_be_published(feed):
    data, expected = wire_copy(1)
    outcome = take(data, feed)
    article = Article.objects.get(pk=outcome.article)
    assert outcome.outcome == "created"
    assert "no headline" in outcome.reason
    assert article.headline == article.working_headline != ""
    assert expected.paragraphs[0].startswith(article.headline)
    assert article.needs_headline
    with pytest.raises(workflow.WorkflowError, match="needs a headline"):
        workflow.publish(article, by=None)
    assert edited_fields(article) == []


def test_furniture_is_set_apart_and_kept(feed):
    data, expected = wire_copy(1, furniture="cards")
    article = taken(data, feed)
    assert tuple(article.wire_item.set_apart) == expected.set_apart
    assert "Opinion" not in article.body


def test_copy_that_names_no_agency_gets_the_sources_credit(feed):
    article = taken(wire_copy(1, credit=False)[0], feed)
    assert article.credit == "Coast"


def test_a_feed_may_have_a_language(feed):
    Feed.objects.update(language="ur")
    feed.refresh_from_db()
    article = taken(wire_copy(1, language="ur")[0], feed)
    assert (article.language, article.direction) == ("ur", "rtl")


def about(**said: Any) -> bytes:
    story = {"uri": "tag:coast,2031:ferry", "version": "1", "headline": "Ferry stops",
             "type": "text", "body_html": "<p>It sails no more.</p>"}  # fmt: skip
    return json.dumps({**story, **said}).encode()


def test_keywords_that_are_topics_of_the_paper_are_set(feed):
    topic = a_topic("harbour")
    article = taken(about(keywords=["harbour", "unheard of"]), feed)
    assert list(article.topics.all()) == [topic]


def test_codes_of_subjects_lead_to_the_papers_topics(feed):
    sport, football = a_topic("Sport", code="15000000"), a_topic("Football", code="medtop:20001065")
    strikes = a_topic("Strikes", code="N2:STRK, subj:09013000")
    a_topic("Weather", code="medtop:17000000")
    a_topic("Gossip")
    subjects = [
        {"code": "15054000", "scheme": "subj"},  # football, in the codes of before
        {"code": "STRK", "scheme": "N2"},
    ]
    article = taken(about(subject=subjects), feed)
    assert set(article.topics.all()) == {sport, football, strikes}


def test_drafts_are_no_pages(feed):
    taken(framed("Pakistan-ferry"), feed)
    assert not Page.objects.exists()


# --- Newer versions of a draft ---


def test_a_newer_version_replaces_what_nobody_edited(feed):
    article = taken(framed("Pakistan-ferry", "By Zoë Brontë"), feed)
    newer = version(2, "By Ömer Yıldız", headline="Ferry sails")
    assert take(newer, feed).outcome == "updated"
    article = Article.objects.get()
    assert (article.headline, article.body) == ("Ferry sails", "<p>It sails.</p>")
    assert [line.printed_name for line in article.bylines.all()] == ["Ömer Yıldız"]
    assert article.wire_item.version == "3"
    assert edited_fields(article) == []


def test_placement_is_no_edit_and_stays(feed):
    article = taken(framed("Pakistan-ferry"), feed)
    topic = a_topic("harbour")
    article.section, article.slug = a_section("world"), "no-ferry"
    article.save()
    article.topics.add(topic)
    assert take(version(2), feed).outcome == "updated"
    article = Article.objects.get()
    assert article.body == "<p>It sails.</p>"
    assert (article.section.slug, article.slug) == ("world", "no-ferry")
    assert list(article.topics.all()) == [topic]


@pytest.mark.parametrize(
    ("field", "words", "told"),
    [
        ("headline", "No ferry today", "headline"),
        ("standfirst", "It blew.", "standfirst"),
        ("kicker", "Weather", "kicker"),
        ("teaser", "It blew hard.", "teaser"),
        ("body", "<p>It blew.</p>", "text"),
        ("dateline_place", "LAHORE", "dateline place"),
        ("dateline_date", "Aug 12", "dateline date"),
        ("credit", "Reuters", "credit"),
    ],
)
def test_over_an_editors_words_a_newer_version_is_proposed(feed, field, words, told):
    article = taken(framed("Pakistan-ferry"), feed)
    setattr(article, field, words)
    article.save()
    before = Article.objects.values().get()
    outcome = take(version(2), feed)
    assert (outcome.outcome, outcome.article) == ("proposed", article.pk)
    assert f"changed the {told} here" in outcome.reason
    assert Article.objects.values().get() == before


def test_over_an_editors_byline_a_newer_version_is_proposed(feed):
    article = taken(framed("Pakistan-ferry", "By Zoë Brontë"), feed)
    article.bylines.create(name="Farooq Lashari", order=1)
    assert take(version(2), feed).outcome == "proposed"
    assert article.bylines.count() == 2


def test_a_headline_written_where_there_was_none_stays_and_is_no_edit(feed):
    copy = (
        "ZCZC\nPakistan-ferry{0}\n\nKARACHI, Aug 11 (AFP) - {1} boats lay in the harbour.\n\nNNNN\n"
    )
    article = taken(copy.format("", "Nine").encode(), feed)
    assert article.needs_headline
    article.headline = "Boats stay in"
    article.save()
    assert take(copy.format(",2ndld", "Ten").encode(), feed).outcome == "updated"
    article = Article.objects.get()
    assert (article.headline, article.needs_headline) == ("Boats stay in", False)
    assert "Ten boats" in article.body
    # And so for the version after that, now with a headline of its own.
    assert take(version(5, headline="Fleet in port"), feed).outcome == "updated"
    assert take(version(6, headline="Fleet in port again"), feed).outcome == "updated"
    assert Article.objects.get().headline == "Boats stay in"


def test_a_proposed_headline_gives_way_to_the_agencys_own(feed):
    copy = (
        b"ZCZC\nPakistan-ferry\n\nKARACHI, Aug 11 (AFP) - Nine boats lay in the harbour.\n\nNNNN\n"
    )
    assert taken(copy, feed).needs_headline
    take(version(2, headline="Fleet in port"), feed)
    article = Article.objects.get()
    assert (article.headline, article.needs_headline) == ("Fleet in port", False)


# --- Newer versions of a live story ---


def test_a_clean_newer_version_of_a_live_story_is_given_to_readers_at_once(feed, live):
    outcome = take(version(2), feed)
    assert outcome.outcome == "updated"
    assert editions(live) == [("first", "", "Newsroom"), ("update", "", "Coast wire")]
    page = live.page
    assert "It sails." in page.body
    assert page.updated_at is not None
    assert AuditEntry.objects.filter(verb="publish", by=None, by_name="Coast wire").count() == 1


def test_an_agencys_correction_is_called_one(feed, live):
    take(version(2, "(Corrects the name of the ferry in paragraph two)"), feed)
    (_, (kind, note, _)) = editions(live)
    assert kind == "correction"
    assert "Corrects the name of the ferry" in note


def test_a_correction_that_says_no_more_is_noted_in_the_agencys_name(feed, live):
    take(framed("Pakistan-ferry,2ndld-CORRECTION", body="It sails."), feed)
    (_, (kind, note, _)) = editions(live)
    assert (kind, note) == ("correction", "AFP corrected this story.")


def test_a_correction_stays_one_when_a_version_follows_before_it_was_taken(feed, live):
    live.body = "<p>It blew.</p>"
    live.save()
    take(version(2, "(Corrects the name of the ferry)", body="It blows."), feed)
    take(version(3), feed)
    newest = live.wire_story.versions.latest("pk")
    assert "correction" not in newest.data["signals"]
    live.refresh_from_db()
    assert correction_since(live, newest)


def test_a_version_that_cannot_be_published_tells_who_works_on_the_story(feed, live):
    who = a_user(Role.DESK_EDITOR)
    workflow.hold(live, by=None, reason="Lawyers read it.")
    outcome = take(version(2), feed)
    assert outcome.outcome == "held"
    assert "Readers still have the former version." in outcome.reason
    assert PARAGRAPHS[0] in live.page.body
    assert Notice.objects.filter(to=who, text__contains="newer version of").exists()


def test_an_embargo_that_comes_too_late_is_told(feed, live):
    who = a_user(Role.DESK_EDITOR)
    take(version(2, "EMBARGOED UNTIL 0600 GMT Aug 12, 2041"), feed)
    assert live.page.state == Page.State.LIVE
    assert Notice.objects.filter(to=who, text__contains="put an embargo on").exists()


def test_the_same_words_under_a_new_number_give_readers_nothing_new(feed, live):
    again = framed("Pakistan-ferry,2ndld")
    assert take(again, feed).outcome == "duplicate"
    assert len(editions(live)) == 1
    assert live.page.updated_at is None


def test_over_local_edits_readers_keep_what_they_have(feed, live):
    live.body = "<p>It blew.</p>"
    live.save()
    workflow.publish(live, by=None, kind="minor")
    assert take(version(2), feed).outcome == "proposed"
    assert "It blew." in live.page.body
    assert len(editions(live)) == 2


def test_an_older_version_gives_readers_nothing(feed, live):
    take(version(4, body="Version four."), feed)
    assert take(version(3, body="Version three."), feed).outcome == "stale"
    assert "Version four." in live.page.body


def test_an_embargoed_version_of_a_live_story_is_not_given_to_readers(feed, live):
    outcome = take(version(2, "EMBARGOED UNTIL 0600 GMT Aug 12, 2041"), feed)
    assert outcome.outcome == "held"
    assert "embargoed until 12 Aug 2041" in outcome.reason
    assert PARAGRAPHS[0] in live.page.body
    assert len(editions(live)) == 1


def test_a_withheld_version_takes_a_live_story_down(feed, live):
    outcome = take(version(2, "HOLD HOLD HOLD"), feed)
    assert outcome.outcome == "held"
    assert live.page.state == Page.State.GONE
    live.refresh_from_db()
    assert live.hold_origin == "wire"


def test_a_withdrawn_story_stays_down(feed, live):
    workflow.withdraw(live, by=None, reason="Checking.")
    assert take(version(2), feed).outcome == "updated"
    assert live.page.state == Page.State.GONE
    assert len(editions(live)) == 1


def test_a_newer_version_ends_a_schedule_and_tells_its_author(feed, desk_editor):
    article = taken(framed("Pakistan-ferry"), feed)
    workflow.schedule(article, timezone.now() + LONG_AGO, by=desk_editor)
    assert take(version(2), feed).outcome == "updated"
    assert article.waiting_edition is None
    assert "Coast wire sent a newer version" in Notice.objects.get(to=desk_editor).text


def test_a_proposal_leaves_the_schedule(feed, desk_editor):
    article = taken(framed("Pakistan-ferry"), feed)
    article.kicker = "Weather"
    article.save()
    workflow.schedule(article, timezone.now() + LONG_AGO, by=desk_editor)
    assert take(version(2), feed).outcome == "proposed"
    assert article.waiting_edition is not None


def test_a_stale_form_is_refused_after_a_newer_version(feed):
    article = taken(framed("Pakistan-ferry"), feed)
    before = article.lock_version
    take(version(2), feed)
    assert Article.objects.get().lock_version > before


# --- As one piece with the transaction ---


def test_taking_forty_drafts_takes_as_many_queries_as_taking_four(feed, count_queries):
    from newsroom.wire import inbox
    from newsroom.wire.deliveries import payload_of

    def queries(numbers: range) -> int:
        payloads = [payload_of(wire_copy(number)[0], str(number)) for number in numbers]
        with count_queries() as asked:
            found = list(inbox.Intake(feed).all(payloads))
        assert len(found) == len(numbers)
        return len(asked)

    assert queries(range(4)) == queries(range(10, 50))

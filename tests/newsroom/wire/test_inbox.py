"""Copy comes in through the inbox: what becomes of it, and that nothing is lost or doubled."""

import hashlib
import os
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.db import OperationalError
from django.utils import timezone

from articles.models import Article
from newsroom.publishing import workflow
from newsroom.publishing.models import Edition
from newsroom.wire import deliveries, inbox, outcomes, reading
from newsroom.wire.inbox import (
    UnknownFeedError,
    desk_feed,
    finish_unfinished,
    receive,
    sweep_half_written,
)
from newsroom.wire.models import Delivery, Feed, RoutingRule, Source, WireItem, WireStory
from newsroom.wire.standing import KILL_NOTICE, NO_TIME, WITHHELD
from tests.factories import a_section
from tests.newsroom.wire.framed import PARAGRAPHS, framed, notice
from tests.wire_copy import wire_copy

pytestmark = pytest.mark.django_db


@pytest.fixture
def feed() -> Feed:
    source = Source.objects.create(name="Coast News", slug="coast")
    return Feed.objects.create(
        name="Coast wire", slug="coast", source=source, section=a_section("city")
    )


def only(found: list[inbox.Outcome]) -> inbox.Outcome:
    (outcome,) = found
    return outcome


def rows() -> list[int]:
    return [model.objects.count() for model in (Delivery, WireStory, WireItem, Article, Edition)]


# --- Keeping ---


def test_every_byte_is_kept_under_its_sha256(feed):
    data, _ = wire_copy(1)
    receive(data, feed=feed, filename="one.txt")
    delivery = Delivery.objects.get()
    assert delivery.sha256 == hashlib.sha256(data).hexdigest()
    assert deliveries.raw_bytes(delivery) == data
    assert (delivery.filename, delivery.size) == ("one.txt", len(data))
    assert (delivery.state, delivery.format) == (Delivery.State.DONE, "text")


def test_the_same_bytes_again_change_nothing(feed):
    data, _ = wire_copy(1)
    first = only(receive(data, feed=feed))
    article = Article.objects.values().get()
    before = rows()
    again = only(receive(data, feed=feed, filename="again.txt"))
    assert (again.outcome, again.article, again.guid) == ("duplicate", first.article, first.guid)
    assert rows() == before
    assert Article.objects.values().get() == article


def test_a_feed_that_names_no_source_has_one_of_its_own_name():
    coast = Feed.objects.create(name="Coast Wire", slug="coast-wire")
    again = Feed.objects.create(name="Coast Wire by FTP", slug="coast-ftp", source=coast.source)

    assert (coast.source.name, coast.source.slug) == ("Coast Wire", "coast-wire")
    assert again.source == coast.source


def test_files_that_a_killed_import_left_half_written_are_swept_after_some_hours(feed):
    receive(wire_copy(1)[0], feed=feed)
    [kept] = Path(storages["private"].path("wire")).glob("*/*")
    left, fresh = kept.with_name(".incoming-left"), kept.with_name(".incoming-fresh")
    for file in (left, fresh):
        file.write_bytes(b"half")
    long_ago = time.time() - 24 * 3600
    for file in (left, kept):
        os.utime(file, (long_ago, long_ago))

    assert sweep_half_written() == 1
    assert sorted(kept.parent.iterdir()) == sorted([kept, fresh])


def test_the_same_story_through_another_feed_of_the_source_is_one_story(feed):
    data = framed("Pakistan-ferry")
    second = Feed.objects.create(name="Coast FTP", slug="coast-ftp", source=feed.source)
    first = only(receive(data, feed=feed))
    again = only(receive(data, feed=second))
    assert (again.outcome, again.article) == ("duplicate", first.article)
    assert Delivery.objects.count() == 2
    assert WireStory.objects.count() == Article.objects.count() == 1


def test_the_same_id_at_another_source_is_another_story(feed):
    other = Source.objects.create(name="Hill News", slug="hill")
    hill = Feed.objects.create(name="Hill wire", slug="hill", source=other)
    receive(framed("Pakistan-ferry"), feed=feed)
    assert only(receive(framed("Pakistan-ferry"), feed=hill)).outcome == "created"
    assert WireStory.objects.count() == 2


def test_the_feed_can_be_named_by_slug_or_name(feed):
    assert only(receive(framed("a-ferry"), feed="coast")).outcome == "created"
    assert only(receive(framed("b-ferry"), feed="Coast wire")).outcome == "created"


def test_an_unknown_feed_is_refused_with_those_that_exist(feed):
    with pytest.raises(UnknownFeedError, match=r"no feed “coats”.*coast, desk"):
        receive(b"x", feed="coats")


def test_the_desk_has_a_feed_from_the_start():
    assert desk_feed() == desk_feed()
    assert (desk_feed().slug, desk_feed().source.slug) == ("desk", "desk")


# --- What cannot be read ---


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "nothing but space"),
        (bytes(range(256)) * 40, ""),
        (b"x" * 10_000_001, "10 MB"),
    ],
    ids=["empty", "space", "binary", "too long"],
)
def test_what_cannot_be_read_is_kept_and_set_aside_with_a_reason(feed, data, reason):
    outcome = only(receive(data, feed=feed, filename="odd.txt"))
    assert outcome.outcome == "quarantined"
    assert reason in outcome.reason
    assert outcome.reason.endswith(".")
    delivery = Delivery.objects.quarantined().get()
    assert delivery.reason == outcome.reason
    assert deliveries.raw_bytes(delivery) == data
    assert not WireStory.objects.exists()


def test_quarantined_copy_that_comes_again_is_tried_again(feed, monkeypatch):
    data, _ = wire_copy(1)

    def fails(*args, **options):
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        broken.setattr("newsroom.wire.reading.parse_all", fails)
        assert only(receive(data, feed=feed)).reason == outcomes.FAULT
    assert only(receive(data, feed=feed)).outcome == "created"
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.reason, delivery.attempts) == ("done", "", 2)


def test_copy_that_the_desk_cannot_store_is_set_aside_whole(feed, monkeypatch):
    def fails(*args, **options):
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        broken.setattr("articles.ingest._draft", fails)
        assert only(receive(framed("a-ferry"), feed=feed)).reason == outcomes.FAULT
    assert rows() == [1, 0, 0, 0, 0]


def test_one_bad_file_undoes_no_other_of_its_batch(feed, monkeypatch):
    from articles import ingest

    draft = ingest._draft

    def fails_on_one(item, copy):
        if "b-ferry" in item.data["slugline"]:
            raise ZeroDivisionError
        return draft(item, copy)

    monkeypatch.setattr(ingest, "_draft", fails_on_one)
    payloads = [deliveries.payload_of(framed(f"{n}-ferry"), n) for n in "abc"]
    found = [only(each) for each in inbox.Intake(feed).all(payloads)]
    assert {each.file: each.outcome for each in found} == {
        "a": "created",
        "b": "quarantined",
        "c": "created",
    }


# --- Cut off ---


def left_unfinished(feed: Feed, data: bytes, *, attempts: int = 1, seconds: int = 120) -> Delivery:
    payload = deliveries.payload_of(data, "cut-off.txt")
    deliveries.keep(payload)
    (delivery,) = deliveries.enter([payload], feed).values()
    since = timezone.now() - timedelta(seconds=seconds)
    Delivery.objects.filter(pk=delivery.pk).update(attempts=attempts, received_at=since)
    return delivery


def test_what_a_stopped_process_left_is_finished_when_the_file_comes_again(feed):
    data, _ = wire_copy(1)
    left_unfinished(feed, data, seconds=0)
    assert only(receive(data, feed=feed)).outcome == "created"
    assert rows() == [1, 1, 1, 1, 0]


def test_what_a_stopped_process_left_is_finished_by_the_worker(feed):
    left_unfinished(feed, wire_copy(1)[0])
    just_now = left_unfinished(feed, wire_copy(2)[0], seconds=0)
    assert finish_unfinished() == 1
    assert Article.objects.count() == 1
    assert list(Delivery.objects.unfinished()) == [just_now]
    assert finish_unfinished() == 0


def test_what_stops_the_program_each_time_is_set_aside_after_three_tries(feed):
    delivery = left_unfinished(feed, wire_copy(1)[0], attempts=3)
    finish_unfinished()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == ("quarantined", outcomes.GIVEN_UP)


def test_a_delivery_whose_bytes_are_gone_is_set_aside(feed):
    delivery = left_unfinished(feed, wire_copy(1)[0])
    storages["private"].delete(delivery.raw)
    finish_unfinished()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == ("quarantined", outcomes.BYTES_GONE)


@pytest.mark.parametrize(
    "step",
    ["newsroom.wire.deliveries.keep", "newsroom.wire.inbox.read", "newsroom.wire.filing._finish"],
)
def test_cut_off_at_any_step_it_is_done_when_it_comes_again(feed, monkeypatch, step):
    def dies(*args, **options):
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(step, dies)
        with pytest.raises(KeyboardInterrupt):
            receive(framed("a-ferry"), feed=feed)
    assert not Article.objects.exists()
    assert only(receive(framed("a-ferry"), feed=feed)).outcome == "created"
    assert rows() == [1, 1, 1, 1, 0]


@pytest.mark.django_db(transaction=True)
def test_a_busy_database_is_waited_for(feed, monkeypatch):
    filed = inbox.file_parcels
    failures = [OperationalError("database is locked"), OperationalError("deadlock detected")]

    def busy(*args, **options):
        if failures:
            raise failures.pop()
        return filed(*args, **options)

    monkeypatch.setattr(inbox, "file_parcels", busy)
    assert only(receive(framed("a-ferry"), feed=feed)).outcome == "created"


# --- Versions ---


def test_an_older_version_is_stale(feed):
    newer = only(receive(framed("Pakistan-ferry,2ndld", body="It sails."), feed=feed))
    older = only(receive(framed("Pakistan-ferry"), feed=feed))
    assert (older.outcome, older.article) == ("stale", newer.article)
    assert Article.objects.get().body == "<p>It sails.</p>"


def test_version_ten_is_newer_than_version_nine(feed):
    receive(framed("Pakistan-ferry,9thld", body="Nine."), feed=feed)
    assert only(receive(framed("Pakistan-ferry,10thld", body="Ten."), feed=feed)).version == "11"
    assert Article.objects.get().body == "<p>Ten.</p>"


def test_of_equal_versions_the_later_wins(feed):
    receive(framed("Pakistan-ferry"), feed=feed)
    outcome = only(receive(framed("Pakistan-ferry", body="The ferry sails."), feed=feed))
    assert outcome.outcome == "updated"
    assert Article.objects.get().body == "<p>The ferry sails.</p>"


def test_two_versions_in_one_file_end_as_one_story(feed):
    data = framed("Pakistan-ferry") + framed("Pakistan-ferry,2ndld", body="It sails.")
    assert [each.outcome for each in receive(data, feed=feed)] == ["created", "updated"]
    assert Article.objects.get().body == "<p>It sails.</p>"
    story = WireStory.objects.get()
    assert story.current.version == "3"


def test_a_short_addition_is_no_whole_text(feed):
    receive(framed("Pakistan-ferry"), feed=feed)
    addition = framed("Pakistan-ferry,2ndld", "ADDS quote", body="“It blew,” he said.")
    outcome = only(receive(addition, feed=feed))
    assert (outcome.outcome, outcome.reason) == ("proposed", outcomes.ONLY_ADDITION)
    assert "waited longer" in Article.objects.get().body


def test_an_addition_does_not_take_the_place_of_copy_that_waits_in_the_inbox(feed):
    addition = framed("Pakistan-ferry,2ndld", "ADDS quote", body="“It blew,” he said.")
    receive(framed("Pakistan-ferry"), feed=feed, to_inbox=True)
    outcome = only(receive(addition, feed=feed, to_inbox=True))
    assert outcome.reason == outcomes.WAITING_ADDITION
    assert "waited longer" in WireStory.objects.get().current.data["body_html"]


def test_no_rule_publishes_an_addition_that_comes_alone(feed):
    RoutingRule.objects.create(name="All", feed=feed, publish=True)
    receive(framed("Pakistan-ferry,2ndld", "ADDS quote", body="“It blew,” he said."), feed=feed)
    assert Article.objects.get().page is None
    receive(framed("Island-mail", body="It came."), feed=feed)
    assert Article.objects.get(body__contains="It came").page is not None


@pytest.mark.parametrize(
    ("policy", "expected"), [("propose", "proposed"), ("ignore", "skipped"), ("follow", "updated")]
)
def test_the_feed_says_what_newer_versions_do(feed, policy, expected):
    Feed.objects.update(policy=policy)
    receive(framed("Pakistan-ferry"), feed="coast")
    outcome = only(receive(framed("Pakistan-ferry,2ndld", body="It sails."), feed="coast"))
    assert outcome.outcome == expected
    assert ("It sails" in Article.objects.get().body) == (policy == "follow")
    assert WireItem.objects.count() == 2


# --- The inbox ---


def test_with_the_inbox_no_article_is_made(feed):
    outcome = only(receive(framed("Pakistan-ferry"), feed=feed, to_inbox=True))
    assert (outcome.outcome, outcome.article) == ("created", None)
    assert outcome.reason == "It waits in the inbox to be taken."
    newer = framed("Pakistan-ferry,2ndld", body="It sails.")
    assert only(receive(newer, feed=feed)).outcome == "updated"
    assert not Article.objects.exists()
    assert WireStory.objects.get().current.version == "3"


def test_a_feed_may_always_go_to_the_inbox(feed):
    Feed.objects.update(intake="inbox")
    assert only(receive(framed("Pakistan-ferry"), feed="coast")).article is None


# --- What may not be published ---


def refused(article: Article) -> str:
    article.headline = article.headline or "The ferry stops"
    with pytest.raises(workflow.WorkflowError) as refusal:
        workflow.publish(article, by=None)
    return str(refusal.value)


EMBARGOED = "EMBARGOED UNTIL 0600 GMT Aug 12, 2041"


def test_embargoed_copy_is_a_draft_that_cannot_be_published(feed):
    outcome = only(receive(framed("Pakistan-ferry", EMBARGOED), feed=feed))
    article = Article.objects.get(pk=outcome.article)
    assert outcome.outcome == "held"
    assert "12 Aug 2041" in outcome.reason
    assert f"{article.embargo_until:%d %b %Y %H:%M}" == "12 Aug 2041 06:00"
    assert "embargoed until" in refused(article)


def test_a_later_version_that_does_not_speak_of_it_lifts_no_embargo(feed):
    receive(framed("Pakistan-ferry", EMBARGOED), feed=feed)
    receive(framed("Pakistan-ferry,2ndld", body="It sails."), feed=feed)
    assert "embargoed until" in refused(Article.objects.get())


def test_an_embargo_that_comes_late_with_an_older_version_holds(feed):
    receive(framed("Pakistan-ferry,2ndld", body="It sails."), feed=feed)
    receive(framed("Pakistan-ferry", EMBARGOED), feed=feed)
    assert "embargoed until" in refused(Article.objects.get())


def test_an_embargo_without_a_time_holds(feed):
    data = framed("Pakistan-ferry", "EMBARGOED until the minister speaks")
    outcome = only(receive(data, feed=feed))
    assert (outcome.outcome, outcome.reason) == ("held", NO_TIME)
    assert NO_TIME in refused(Article.objects.get())


def test_withheld_copy_is_held_until_a_newer_version_is_usable(feed):
    outcome = only(receive(framed("Pakistan-ferry", "HOLD HOLD HOLD"), feed=feed))
    assert (outcome.outcome, outcome.reason) == ("held", WITHHELD)
    article = Article.objects.get()
    assert article.hold_origin == "wire"
    assert WITHHELD in refused(article)
    receive(framed("Pakistan-ferry,2ndld", body="It sails."), feed=feed)
    article.refresh_from_db()
    assert article.hold_since is None
    workflow.publish(article, by=None)


def test_what_an_editor_released_stays_released(feed, desk_editor):
    receive(framed("Pakistan-ferry", "EMBARGOED until the minister speaks"), feed=feed)
    workflow.release(Article.objects.get(), by=desk_editor)
    receive(framed("Pakistan-ferry,2ndld", body="It sails."), feed=feed)
    assert Article.objects.get().hold_since is None


# --- Kills and notes ---


def test_a_kill_in_plain_text_is_for_a_person_and_holds_the_story_it_names(feed):
    created = only(receive(framed("Pakistan-ferry"), feed=feed))
    killed = only(receive(notice("Pakistan-ferry", "KILL KILL KILL", "It is wrong."), feed=feed))
    assert (killed.outcome, killed.article) == ("held", created.article)
    assert "ask the agency" in killed.reason
    article = Article.objects.get()
    assert not article.is_killed
    assert KILL_NOTICE in refused(article)


def test_a_kill_that_names_no_story_of_ours_makes_none(feed):
    outcome = only(receive(b"KILL KILL KILL\n\nEditors: kill the story on ferries.\n", feed=feed))
    assert (outcome.outcome, outcome.article) == ("held", None)
    assert "kill the story on ferries" in outcome.reason
    assert not Article.objects.exists()


def test_a_kill_that_comes_before_its_story_holds_it(feed):
    receive(notice("Pakistan-ferry", "KILL KILL KILL", "It is wrong."), feed=feed)
    outcome = only(receive(framed("Pakistan-ferry"), feed=feed))
    assert (outcome.outcome, outcome.reason) == ("held", KILL_NOTICE)
    assert KILL_NOTICE in refused(Article.objects.get())


def test_after_a_kill_by_the_desk_no_version_changes_anything(feed, chief_editor):
    receive(framed("Pakistan-ferry"), feed=feed)
    workflow.kill(Article.objects.get(), by=chief_editor, reason="It is false.")
    outcome = only(receive(framed("Pakistan-ferry,2ndld", body="It sails."), feed=feed))
    assert outcome.outcome == "killed"
    assert "It is false." in outcome.reason
    assert PARAGRAPHS[0] in Article.objects.get().body


def test_after_a_kill_by_the_agency_no_version_creates_anything(feed):
    now = timezone.now()
    receive(framed("Pakistan-ferry"), feed=feed, to_inbox=True)
    WireStory.objects.update(state="killed", killed_at=now)
    newer = framed("Pakistan-ferry,2ndld", body="It sails.")
    outcome = only(receive(newer, feed=feed))
    assert (outcome.outcome, outcome.reason) == ("killed", outcomes.KILLED_BEFORE)
    assert not Article.objects.exists()


@pytest.fixture
def kill_by_id(monkeypatch):
    """Kills in plain text come as from a format that names the story by its id."""
    parse = reading.parse_all

    def with_ids(*args, **options):
        items = parse(*args, **options)
        return [
            replace(each, format="ids") if each.pubstatus == "canceled" else each for each in items
        ]

    monkeypatch.setattr(reading, "parse_all", with_ids)
    return notice("Pakistan-ferry", "KILL KILL KILL", "It is wrong.")


def test_a_kill_by_id_takes_the_live_story_down(feed, kill_by_id):
    article = Article.objects.get(pk=only(receive(framed("Pakistan-ferry"), feed=feed)).article)
    workflow.publish(article, by=None)
    outcome = only(receive(kill_by_id, feed=feed))
    assert (outcome.outcome, outcome.article) == ("killed", article.pk)
    assert article.page.state == "gone"
    article.refresh_from_db()
    assert article.is_killed
    newer = framed("Pakistan-ferry,2ndld", body="It sails.")
    assert only(receive(newer, feed=feed)).reason == outcomes.KILLED_BEFORE


def test_a_kill_by_id_before_its_story_lets_none_in(feed, kill_by_id):
    assert only(receive(kill_by_id, feed=feed)).outcome == "killed"
    assert only(receive(framed("Pakistan-ferry"), feed=feed)).outcome == "killed"
    assert not Article.objects.exists()


def test_a_note_to_editors_is_skipped(feed):
    outcome = only(receive(notice("Pakistan-ferry", "ADVISORY", "Our budget follows."), feed=feed))
    assert (outcome.outcome, outcome.reason) == ("skipped", outcomes.ADVISORY)
    assert not WireStory.objects.exists()
    assert not Article.objects.exists()

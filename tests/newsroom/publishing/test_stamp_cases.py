"""The acceptance cases of the stamp rules through the verbs, read back as readers see them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from newsroom.publishing import workflow
from newsroom.publishing.models import AuditEntry
from newsroom.publishing.workflow import WorkflowError, publish, reclassify
from tests.factories import a_section, a_topic, a_user, an_article, published
from tests.reader import see, text_of

pytestmark = pytest.mark.django_db

YESTERDAY = timedelta(days=1)


def stamps_seen(story):
    """When readers are told that it was updated; page, card and structured data must agree."""
    seen = see(story.page.path)
    told = [each for each in seen.all("article time") if "Updated" in text_of(each)]
    front = see(story.page.top_section.path)
    [card] = [card for card in front.all(".card") if story.headline in text_of(card)]
    data = seen.structured_data
    assert bool(told) == ("Updated" in text_of(card))
    assert bool(told) == (seen.meta("article:modified_time") is not None)
    assert data["dateModified"] == (told[0].get("datetime") if told else data["datePublished"])
    story.refresh_from_db()
    assert story.updated_at == story.page.updated_at
    return story.page.updated_at if told else None


@pytest.fixture
def story():
    return published(an_article(headline="Five die"), at=timezone.now() - YESTERDAY)


@pytest.fixture
def chief():
    return a_user("chief_editor")


def test_a_typo_fix_leaves_no_stamp(story, chief):
    story.body = "<p>Teh ferry, the ferry.</p>"
    story.save()
    publish(story, by=chief)

    assert stamps_seen(story) is None


def test_a_tag_edit_leaves_no_stamp(story, chief):
    story.topics.add(a_topic())
    publish(story, by=chief)

    assert stamps_seen(story) is None
    assert story.page.topics


def test_a_factual_fix_of_the_headline_is_a_correction_with_a_stamp(story, chief):
    story.headline = "Six die"
    story.save()
    edition = publish(story, by=chief, kind="correction", note="Six died, not five.")

    assert stamps_seen(story) == edition.at
    assert story.page.changes[0]["note"] == "Six died, not five."


def test_a_draft_edit_published_as_an_update_is_stamped(story, chief):
    story.body = "<p>More is known.</p>"
    story.save()
    edition = publish(story, by=chief, kind="update")

    assert stamps_seen(story) == edition.at


def test_moving_many_stories_to_another_section_stamps_none(chief):
    stories = [published(an_article(), at=timezone.now() - YESTERDAY) for _ in range(20)]
    sport = a_section(slug="sport")
    for story in stories:
        story.section = sport
        story.save()
        publish(story, by=chief)

    assert {stamps_seen(story) for story in stories} == {None}
    assert {story.page.section for story in stories} == {sport}


def test_published_again_unchanged_leaves_no_stamp(story, chief):
    workflow.withdraw(story, by=chief, reason="A moment's doubt.")
    publish(story, by=chief)

    assert stamps_seen(story) is None


def test_an_update_classed_anew_as_minor_takes_the_stamp_back(story, chief):
    story.body = "<p>Teh ferry.</p>"
    story.save()
    edition = publish(story, by=chief, kind="update")
    assert stamps_seen(story)

    reclassify(edition, "minor", by=chief)

    story.refresh_from_db()
    assert stamps_seen(story) is None
    audit = AuditEntry.objects.get(verb="reclassify")
    assert (audit.before["kind"], audit.after["kind"]) == ("update", "minor")


def test_only_the_last_change_can_be_classed_anew(story, chief):
    first = publish(story, by=chief, kind="update")
    publish(story, by=chief, kind="minor")

    with pytest.raises(WorkflowError, match="last change"):
        reclassify(first, "minor", by=chief)


def test_after_a_day_a_change_stays_what_it_was_called(story, chief):
    edition = publish(story, by=chief, kind="update")

    with pytest.raises(WorkflowError, match="24 hours"):
        reclassify(edition, "minor", by=chief, at=timezone.now() + timedelta(hours=25))


def test_a_relaunch_is_new_and_says_when_it_first_came_out(story, chief):
    first = story.first_published_at
    path = story.page.path

    edition = workflow.relaunch(story, by=chief)

    assert story.page.first_published_at == edition.at
    assert story.page.originally_published_at == first
    assert story.page.path == path


def test_late_in_the_evening_utc_is_the_next_day_in_karachi(chief):
    at = datetime(2024, 5, 6, 23, 30, tzinfo=UTC)
    story = published(an_article(section=a_section(slug="world"), slug="x"), at=at)

    assert story.page.path == "/world/2024/may/07/x/"


def test_a_correction_without_a_note_is_refused(story, chief):
    with pytest.raises(WorkflowError, match="needs a note"):
        publish(story, by=chief, kind="correction")

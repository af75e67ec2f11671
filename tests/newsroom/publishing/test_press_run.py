"""A press run: many stories published together are what they would be one by one."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from newsroom.publishing import workflow
from newsroom.publishing.models import AuditEntry, Edition, OutboxMessage, Page
from newsroom.publishing.workflow import Job, WorkflowError, press_many
from tests.factories import (
    a_contributor,
    a_section,
    a_topic,
    a_user,
    an_article,
    an_editorial,
    an_image,
    editions_of,
    page_of,
    published,
)

pytestmark = pytest.mark.django_db

# What two pages of the same content at the same time share.
ALIKE = (
    "state kind headline teaser body section_id top_section_id bylines topics changes word_count"
    " path_date first_published_at updated_at corrected_at was_killed"
).split()


@pytest.fixture
def hours_ago():
    now = timezone.now()
    return lambda hours: now - timedelta(hours=hours)


def alike(story: Any) -> dict[str, Any]:
    page = page_of(story)
    links = {
        "topics": list(page.topic_links.values_list("topic", "is_live", "first_published_at")),
        "people": list(page.byline_links.values_list("contributor", "first_published_at")),
        "pictures": list(page.picture_links.values_list("image", "role", "is_live")),
    }
    return {name: getattr(page, name) for name in ALIKE} | links


def test_a_run_gives_the_pages_that_publishing_one_by_one_gives(hours_ago):
    section, image = a_section("asia", parent=a_section("world")), an_image()
    topics, writer = [a_topic(), a_topic()], a_contributor()

    def stories():
        yield an_article(headline="Tide", section=section, topics=topics, lead_image=image)
        yield an_article(headline="Quay", bylines=[writer, "A. Guest"], credit="AFP")
        yield an_editorial(headline="Trees", genre="column", topics=topics[:1])

    singly, together = list(stories()), list(stories())
    for story in singly:
        published(story, at=hours_ago(2))
    press_many([Job(story, at=hours_ago(2)) for story in together], by=None)

    assert [alike(story) for story in together] == [alike(story) for story in singly]
    assert all(story.is_live and story.first_published_at for story in together)


def test_stories_of_one_slug_and_day_get_paths_of_their_own(hours_ago):
    published(an_article(headline="Ferry stops"), at=hours_ago(1))
    stories = [an_article(headline="Ferry stops") for _ in range(25)]

    press_many([Job(story, at=hours_ago(1)) for story in stories], by=None)

    paths = [page_of(story).path for story in stories]
    assert len(set(paths)) == 25
    assert paths[0].endswith("/ferry-stops-2/")
    assert paths[1].endswith("/ferry-stops-3/")


def test_new_paths_are_taken_in_one_order_so_that_no_two_runs_wait_for_each_other():
    stories = [an_article(headline=headline) for headline in ("Quay", "Anchor", "Tide")]

    press_many([Job(story) for story in stories], by=None)

    paths = list(Page.objects.order_by("pk").values_list("path", flat=True))
    assert paths == sorted(paths)


def test_several_versions_of_a_story_are_several_editions_and_one_page(hours_ago):
    story = an_article(headline="First")
    first = story.content()
    second = {**first, "headline": "Second", "body": "<p>More is known.</p>"}

    editions = press_many(
        [
            Job(story, at=hours_ago(5), content=first),
            Job(story, "minor", at=hours_ago(4), content=first),
            Job(story, "correction", "It was more.", at=hours_ago(3), content=second),
        ],
        by=None,
    )

    assert [edition.number for edition in editions] == [1, 2, 3]
    assert editions_of(story) == editions
    page = page_of(story)
    assert (page.headline, page.edition) == ("Second", editions[-1])
    assert page.path.endswith("/first/")
    assert (page.first_published_at, page.updated_at) == (hours_ago(5), hours_ago(3))
    assert [change["note"] for change in page.changes] == ["It was more."]
    assert OutboxMessage.objects.filter(story_uid=story.uid).count() == 1
    assert AuditEntry.objects.filter(story_uid=story.uid, verb="publish").count() == 3


def test_the_date_in_the_path_is_that_of_the_first_of_several_versions(hours_ago):
    story = an_article()
    press_many([Job(story, at=hours_ago(72)), Job(story, "update", at=hours_ago(1))], by=None)
    first = timezone.localdate(hours_ago(72))
    assert page_of(story).path_date == first
    assert f"/{first:%Y/%b/%d}/".lower() in page_of(story).path


def test_live_stories_and_new_ones_go_in_one_run(hours_ago):
    live = published(an_article(headline="Old name"), at=hours_ago(3))
    live.slug = "new-name"
    live.save()
    new = an_article(headline="Brand new")
    former = page_of(live).path

    press_many([Job(live, "update"), Job(new)], by=None)

    assert page_of(live).path.endswith("/new-name/")
    assert Page.objects.get(path=former).state == Page.State.MOVED
    assert page_of(live).updated_at
    assert page_of(new).state == Page.State.LIVE


def test_one_that_is_refused_stops_the_run_and_is_named():
    good, bad = an_article(), an_article(headline="No place", section=None)
    with pytest.raises(WorkflowError, match=r"“No place”: It needs a section"):
        press_many([Job(good), Job(bad)], by=None)
    assert not Page.objects.exists()
    assert not Edition.objects.exists()


def test_whoever_may_not_publish_one_of_them_publishes_none():
    city, sport = a_section("city"), a_section("sport")
    editor = a_user("desk_editor", [city])
    with pytest.raises(WorkflowError, match="You may not publish stories in Sport"):
        press_many([Job(an_article(section=city)), Job(an_article(section=sport))], by=editor)
    assert not Page.objects.exists()


def test_a_version_that_is_older_than_the_one_before_it_is_refused(hours_ago):
    story = an_article()
    jobs = [Job(story, at=hours_ago(1)), Job(story, "update", at=hours_ago(2))]
    with pytest.raises(WorkflowError, match="history is not rewritten"):
        press_many(jobs, by=None)


def test_a_minor_version_after_the_first_of_the_same_run_needs_no_more_than_its_right():
    section = a_section("city")
    story = an_article(section=section)
    with pytest.raises(WorkflowError, match="You may not publish stories"):
        press_many([Job(story), Job(story, "minor")], by=a_user("sub_editor", [section]))
    press_many([Job(story), Job(story, "minor")], by=a_user("desk_editor", [section]))
    assert [edition.kind for edition in editions_of(story)] == ["first", "minor"]


def queries_of_a_run(count: int, count_queries: Any) -> Any:
    topics, writer = [a_topic(), a_topic()], a_contributor()
    stories = [an_article(topics=topics, bylines=[writer]) for _ in range(count)]
    with count_queries() as queries:
        press_many([Job(story) for story in stories], by=None)
    return queries


def test_a_run_costs_as_many_queries_for_fifty_as_for_two(count_queries):
    few, many = queries_of_a_run(2, count_queries), queries_of_a_run(50, count_queries)
    assert len(many) == len(few), str(many)


def test_a_publish_costs_no_more_than_its_queries(count_queries, chief_editor):
    story = an_article(topics=[a_topic(), a_topic()], bylines=[a_contributor(), a_contributor()])
    story.lead_image = an_image()
    story.save()
    with count_queries() as first:
        workflow.publish(story, by=chief_editor)
    # Two of them are the savepoint that stands here for the transaction.
    assert len(first) - 2 <= 25, str(first)
    story.body += "<p>More.</p>"
    story.save()
    with count_queries() as again:
        workflow.publish(story, by=chief_editor, kind="correction", note="There is more.")
    assert len(again) - 2 <= 25, str(again)

"""Changes are numbered with what they change: every verb, in the order of their commits."""

import threading
from typing import Any

import pytest
from django.db import connection, transaction

from articles.models import Article
from newsroom.delivery.generations import bump, bumped_since, last_number
from newsroom.publishing import changes, shown, workflow
from newsroom.publishing.models import Page
from tests.factories import (
    a_contributor,
    a_section,
    a_topic,
    an_article,
    an_editorial,
    an_image,
    page_of,
    published,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> Page:
    top = a_section("world")
    asia = a_section("asia", parent=top)
    return page_of(published(an_article(section=asia, topics=[a_topic()])))


def story_of(page: Page) -> Any:
    return Article.objects.get(uid=page.story_uid)


def tags_since(number: int) -> set[str]:
    return {tag for tag, _, _ in bumped_since(number)}


def hard_since(number: int) -> set[str]:
    return {tag for tag, _, at_once in bumped_since(number) if at_once}


def test_no_more_changes_are_read_than_are_asked_for():
    before = last_number()
    for number in range(5):
        bump([f"page/{number}"])
    told = bumped_since(before, most=3)
    assert [tag for tag, _, _ in told] == ["page/0", "page/1", "page/2"]


def test_a_press_changes_the_page_and_every_list_that_it_stands_in(page):
    before = last_number()
    published(story_of(page), kind="minor")
    assert tags_since(before) == {
        shown.page(page.pk), shown.EVERY_PAGE, shown.desk("articles.article"),
        shown.genre("news"), shown.section(page.section_id), shown.section(page.top_section_id),
        shown.topic(page.topic_links.get().topic_id),
    }  # fmt: skip
    assert not hard_since(before), "the former words may be read while the new ones are fetched"


def test_whatever_becomes_of_a_corrected_page_changes_the_list_of_corrections(page):
    story = story_of(page)
    story.body += "<p>More.</p>"
    story.save()
    for act in (
        lambda: published(story, kind="correction", note="It was more."),
        lambda: published(story, kind="minor"),
        lambda: workflow.withdraw(story, by=None, reason="It is wrong."),
    ):
        before = last_number()
        act()
        assert shown.CORRECTIONS in tags_since(before)


@pytest.mark.parametrize("verb", ["withdraw", "kill"])
def test_what_is_taken_down_may_not_be_shown_for_an_instant(page, verb):
    before = last_number()
    getattr(workflow, verb)(story_of(page), by=None, reason="It is wrong.")
    gone = {shown.page(page.pk), shown.TAKEN_DOWN}
    assert hard_since(before) == gone, "and other lists are made anew in a moment"
    assert shown.section(page.section_id) in tags_since(before)


def test_what_moved_is_not_shown_at_its_former_address(page):
    before = last_number()
    story = story_of(page)
    story.slug = "elsewhere"
    story.save()
    published(story, kind="minor")
    assert shown.page(page.pk) in hard_since(before)


def test_other_acts_change_nothing_for_readers(page):
    before = last_number()
    story = story_of(page)
    story.headline = "Half a thought"
    story.save()
    workflow.hold(story, by=None, reason="Lawyers.")
    workflow.release(story, by=None)
    assert tags_since(before) == set()


def test_a_reclassified_change_is_one_for_readers(page):
    story = story_of(page)
    story.body = "<p>More.</p>"
    story.save()
    edition = published(story, kind="minor") and page_of(story).edition
    before = last_number()
    workflow.reclassify(edition, "update", by=None)
    assert shown.page(page.pk) in tags_since(before)


def test_a_killed_picture_is_shown_for_no_instant():
    image = an_image()
    published(an_article(lead_image=image))
    before = last_number()
    workflow.kill_picture(image, by=None, reason="Not ours.")
    assert shown.picture(image.pk) in hard_since(before)


def test_the_menu_changes_with_any_section():
    section = a_section("world")
    before = last_number()
    section.name = "The world"
    section.save()
    assert shown.MENU in tags_since(before)


@pytest.mark.parametrize(
    ("make", "tag"), [(a_topic, shown.topic), (a_contributor, shown.contributor)]
)
def test_a_new_name_is_a_change(make, tag):
    named = make()
    before = last_number()
    named.name = "Another name"
    named.save()
    assert tags_since(before) == {tag(named.pk)}


def test_an_editorial_costs_the_same_however_many_pages_show_it(count_queries):
    def queries(pages: int) -> int:
        for _ in range(pages):
            published(an_article())
        story = an_editorial()
        with count_queries() as asked:
            published(story)
        return len(asked)

    assert queries(1) == queries(20)


def test_a_refused_act_numbers_nothing(page):
    before = last_number()
    with pytest.raises(workflow.WorkflowError):
        workflow.publish(story_of(page), by=None, kind="correction")
    assert last_number() == before


def test_only_the_last_change_of_a_tag_is_kept_and_a_hard_one_is_not_forgotten():
    before = last_number()
    bump({"page/1"}, {"page/1"})
    bump({"page/1"})
    assert hard_since(before) == {"page/1"}
    assert hard_since(before + 1) == set()
    assert tags_since(before + 1) == {"page/1"}


@pytest.mark.django_db(transaction=True)
def test_numbers_are_seen_in_their_order_so_that_none_can_be_skipped():
    """The second change waits for the first to be committed, and comes after it."""
    first_is_numbered, may_commit = threading.Event(), threading.Event()
    numbers: list[int] = []

    def slow() -> None:
        with transaction.atomic():
            bump({"page/1"})
            numbers.append(1)
            first_is_numbered.set()
            may_commit.wait(5)
        connection.close()

    def quick() -> None:
        first_is_numbered.wait(5)
        bump({"page/2"})
        numbers.append(2)
        connection.close()

    before = last_number()
    threads = [threading.Thread(target=each) for each in (slow, quick)]
    for thread in threads:
        thread.start()
    first_is_numbered.wait(5)
    threads[1].join(0.3)
    assert threads[1].is_alive()
    assert tags_since(before) == set()
    may_commit.set()
    for thread in threads:
        thread.join(5)
    assert numbers == [1, 2]
    assert [tag for tag, _, _ in bumped_since(before)] == ["page/1", "page/2"]


def test_changes_of_one_batch_are_numbered_together_at_its_end(page):
    before = last_number()
    with changes.told_together():
        published(story_of(page), kind="minor")
        assert last_number() == before
        workflow.kill(story_of(page), by=None, reason="It is wrong.")
        published(an_article())
    assert last_number() == before + 1
    assert shown.page(page.pk) in hard_since(before)
    assert shown.EVERY_PAGE in tags_since(before)


def test_of_a_batch_that_fails_nothing_is_numbered(page):
    def fail() -> None:
        with transaction.atomic(), changes.told_together():
            published(story_of(page), kind="minor")
            raise RuntimeError("broken off")

    before = last_number()
    with pytest.raises(RuntimeError):
        fail()
    assert last_number() == before
    published(story_of(page), kind="minor")
    assert last_number() == before + 1

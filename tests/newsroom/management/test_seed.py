"""Bulk content: the same for the same seed, of realistic shape, and pressed like any other."""

from collections import Counter
from datetime import datetime
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command

from articles.models import Article
from editorials.models import Editorial
from newsroom.management.seeding.stories import KINDS, Bulk, SeededStory, Sizes
from newsroom.management.seeding.words import COMMON, vocabulary
from newsroom.publishing.models import Edition, Page

SIZES = Sizes(sections=8, topics=30, writers=12, pictures=4)
UNTIL = datetime(2026, 11, 1, tzinfo=ZoneInfo("Asia/Karachi"))


def bulk(seed: int = 1, count: int = 400) -> Bulk:
    return Bulk("articles", seed=seed, count=count, kinds=KINDS, sizes=SIZES, until=UNTIL)


@pytest.fixture(scope="module")
def stories() -> list[SeededStory]:
    told = bulk()
    return [told.story(number) for number in range(told.count)]


def seed(**options: object) -> str:
    told = StringIO()
    call_command("seed_newsroom", no_pictures=True, stdout=told, stderr=StringIO(), **options)
    return told.getvalue()


def test_the_same_seed_tells_the_same_stories_and_another_tells_others(stories):
    again, other = bulk(), bulk(seed=2)
    assert [again.story(number) for number in range(20)] == stories[:20]
    assert other.story(3) != stories[3]
    assert other.uid(3) != stories[3].uid


def test_a_story_is_told_by_its_number_whatever_was_told_before(stories):
    assert bulk().story(300) == stories[300]
    uids = [story.uid for story in stories]
    assert uids == sorted(set(uids))


def test_stories_have_the_shape_of_a_papers(stories):
    editions = sum(len(story.versions) for story in stories) / len(stories)
    words = [sum(len(each.split()) for each in story.paragraphs) for story in stories]
    assert 2.7 < editions < 3.3
    assert 250 < sum(words) / len(words) < 700
    assert max(words) > 5 * min(words)
    assert 0.25 < sum(story.picture is not None for story in stories) / len(stories) < 0.55
    assert {story.section for story in stories} == set(range(8))


def test_versions_go_forward_in_time_and_none_is_after_the_end(stories):
    for story in stories:
        times = [version.at for version in story.versions]
        assert times == sorted(times)
        assert times[-1] <= UNTIL
        assert story.versions[0].kind is None
        assert all(version.note for version in story.versions if version.kind == "correction")


def test_words_are_as_common_as_in_a_language(stories):
    words = vocabulary()
    assert len(set(words)) == len(words) > 10_000
    heard = Counter(
        word.strip(".").lower()
        for story in stories[:100]
        for paragraph in story.paragraphs
        for word in paragraph.removeprefix("<p>").removesuffix("</p>").split()
    )
    assert [word for word, _ in heard.most_common(5)] == COMMON[:5]
    assert heard[COMMON[0]] > 2 * heard[COMMON[9]]


@pytest.mark.django_db
def test_what_was_seeded_is_live_complete_and_as_it_was_stored():
    assert "Pressed 40 stories" in seed(articles=30, editorials=10)

    assert (Article.objects.count(), Editorial.objects.count()) == (30, 10)
    assert Page.objects.live().count() == 40
    assert Edition.objects.count() > 60
    for story in [*Article.objects.all(), *Editorial.objects.all()]:
        assert story.is_live
        assert not story.has_unpublished_changes
        assert story.slug


@pytest.mark.django_db
def test_seeding_again_changes_nothing_and_another_seed_adds_its_own():
    seed(articles=12)
    before = list(Page.objects.order_by("pk").values_list("uid", "path", "touched_at"))

    assert "Pressed 0 stories" in seed(articles=12)
    assert list(Page.objects.order_by("pk").values_list("uid", "path", "touched_at")) == before

    assert "Pressed 5 stories" in seed(articles=5, seed=2)
    assert Page.objects.live().count() == 17


@pytest.mark.django_db
@pytest.mark.parametrize("numbers", [{"articles": -1}, {"articles": 1, "editorials": -2}])
def test_numbers_below_nothing_are_refused(numbers):
    with pytest.raises(CommandError, match="less than 0"):
        seed(**numbers)

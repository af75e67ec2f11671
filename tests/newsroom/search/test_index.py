"""Search knows what readers may see, from the moment of each press."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsroom.publishing import workflow
from newsroom.publishing.models import Page
from newsroom.publishing.reading import Before
from newsroom.search import index
from newsroom.search.models import SearchRow
from newsroom.search.query import Narrowing, best, count_to, newest
from tests.factories import (
    a_contributor,
    a_section,
    a_topic,
    an_article,
    an_editorial,
    editions_of,
    page_of,
    published,
)

pytestmark = pytest.mark.django_db


def found(words: str, **narrowing) -> list[int]:
    ids = newest(words, Narrowing(**narrowing), count=100).ids
    assert sorted(best(words, Narrowing(**narrowing)).ids) == sorted(ids)
    assert count_to(words, Narrowing(**narrowing), most=100) == len(ids)
    return ids


# --- Each verb ---


def test_a_draft_is_not_found_and_a_published_story_is():
    story = an_article(headline="Quokka seen")
    assert found("quokka") == []

    published(story)
    assert found("quokka") == [page_of(story).pk]


def test_an_update_changes_what_is_found():
    story = published(an_article(headline="Quokka seen"))
    story.headline = "Wombat seen"
    story.save()
    assert found("wombat") == []

    published(story, kind="update")
    assert (found("quokka"), found("wombat")) == ([], [page_of(story).pk])


@pytest.mark.parametrize("verb", ["withdraw", "kill"])
def test_what_is_taken_down_is_found_no_longer(verb):
    story = published(an_article(headline="Quokka seen"))

    getattr(workflow, verb)(story, by=None, reason="Wrong animal.")

    assert found("quokka") == []
    assert not SearchRow.objects.exists()


def test_what_was_killed_is_found_again_when_it_is_published_again():
    story = published(an_article(headline="Quokka seen"))
    workflow.kill(story, by=None, reason="Wrong animal.")
    workflow.restore(story, by=None)
    assert found("quokka") == []

    published(story)
    assert found("quokka") == [page_of(story).pk]


def test_a_story_is_found_in_the_section_it_was_moved_to():
    asia = a_section("asia", parent=a_section("world"))
    sport = a_section("sport")
    story = published(an_article(headline="Quokka seen", section=asia))
    page = page_of(story).pk
    assert found("quokka", section=asia.pk) == [page]
    assert found("quokka", section=asia.parent_id) == [page]

    story.section = sport
    story.save()
    published(story)

    assert found("quokka", section=sport.pk) == [page]
    assert found("quokka", section=asia.pk) == found("quokka", section=asia.parent_id) == []


def test_a_relaunched_story_is_the_newest_again():
    first, second = (published(an_article(headline=f"Quokka {n}")) for n in (1, 2))
    assert found("quokka") == [page_of(second).pk, page_of(first).pk]

    workflow.relaunch(first, by=None)

    assert found("quokka") == [page_of(first).pk, page_of(second).pk]


def test_a_change_that_is_classed_anew_leaves_the_story_found():
    story = published(an_article(headline="Quokka seen"))
    published(story, kind="update")

    workflow.reclassify(editions_of(story)[-1], "minor", by=None)

    assert found("quokka") == [page_of(story).pk]


def test_a_press_that_fails_changes_nothing(monkeypatch):
    story = published(an_article(headline="Quokka seen"))
    story.headline = "Wombat seen"
    story.save()
    monkeypatch.setattr("newsroom.delivery.receivers.changed", lambda *tags, **how: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        published(story)

    assert (len(found("quokka")), found("wombat")) == (1, [])


# --- What a page is found by ---


def test_a_story_is_found_by_all_that_it_says():
    story = published(
        an_article(
            headline="One",
            kicker="Two",
            standfirst="Three",
            body="<p>Four <em>fi</em>ve</p><ul><li>six</li></ul>",
            dateline_place="SEVEN",
            credit="Eight",
            bylines=["Nina Ten"],
            topics=[a_topic("eleven")],
        )
    )

    for word in "one two three four five six seven eight nina ten eleven".split():
        assert found(word) == [page_of(story).pk], word


def test_markup_is_no_word():
    published(an_article(body='<p>Four <a href="https://quokka.example/">five</a></p>'))

    for word in "p a href quokka em https".split():
        assert found(word) == [], word


def test_pages_are_narrowed_by_what_they_belong_to():
    person, topic = a_contributor("Rukhsana Daar"), a_topic("harbours")
    news = published(an_article(bylines=[person], topics=[topic], credit="AFP", kind="analysis"))
    letter = published(an_editorial(genre="letter", bylines=[person]))
    news_page, letter_page = page_of(news), page_of(letter)
    midnight = timezone.now() - timedelta(days=1)

    assert found("", contributor=person.pk) == [letter_page.pk, news_page.pk]
    assert found("", contributor=person.pk, kind="letter") == [letter_page.pk]
    assert found("", topic=topic.pk, agency="afp", kind="analysis") == [news_page.pk]
    assert found("", topic=topic.pk, agency="AP") == []
    assert found("ferry", since=midnight) == [news_page.pk]
    assert found("ferry", until=midnight) == []
    assert found("", until=letter_page.first_published_at) == [news_page.pk]
    assert found("", since=letter_page.first_published_at) == [letter_page.pk]


@pytest.mark.parametrize("credit", ["O'Neill", "back\\slash", "Press Trust of India", "“x” 'y'"])
def test_an_agency_may_be_called_anything(credit):
    story = published(an_article(credit=credit))

    assert found("ferry", agency=credit.upper()) == [page_of(story).pk]


def test_no_words_of_a_story_make_it_another_facet():
    topic = a_topic("harbours")
    published(an_article(headline=f"topic/{topic.pk}", body=f"<p>topic/{topic.pk}</p>"))

    assert found("", topic=topic.pk) == []


# --- Bounds ---


@pytest.mark.parametrize("distinct", ["words", "letters"])
def test_a_body_of_a_megabyte_of_distinct_words_is_pressed_and_found(distinct):
    if distinct == "words":
        text = " ".join(f"w{number:x}" for number in range(140_000))
    else:
        text = " ".join(chr(code) for code in range(0x4E00, 0x9FFF)) * 12
    story = an_article(headline="Quokka", body=f"<p>{text[:1_000_000]}</p>"[:1_040_000])

    published(story)

    assert found("quokka") == [page_of(story).pk]
    assert found("w1f" if distinct == "words" else "一") == [page_of(story).pk]


def test_a_word_of_four_thousand_letters_does_no_harm():
    story = published(an_article(body=f"<p>quokka {'x' * 4000} wombat</p>"))

    assert found("quokka wombat") == [page_of(story).pk]


# --- Order ---


@pytest.fixture
def spread() -> list[Page]:
    """Pages of very different age, the newest first; two of one instant."""
    ages = [0, 0, 1, 3, 4, 15, 17, 64, 300, 1100, 9000]
    now = timezone.now().replace(microsecond=0)
    made = []
    for age in ages:
        page = page_of(published(an_article(headline="Quokka seen")))
        page.first_published_at, page.updated_at = now - timedelta(days=age), None
        page.save()
        made.append(page)
    index.put(made)
    return sorted(made, key=lambda page: (page.first_published_at, page.pk), reverse=True)


def test_the_newest_come_first_and_lists_go_on_where_they_ended(spread):
    in_order = [page.pk for page in spread]
    before, walked = None, []
    while page_ids := newest("quokka", before=before, count=3).ids:
        walked += page_ids
        last = next(page for page in spread if page.pk == page_ids[-1])
        before = Before(last.first_published_at, last.pk)

    assert walked == in_order
    assert newest("", count=100).ids == in_order
    assert count_to("quokka", most=4) == 4


def test_of_two_that_fit_alike_the_newer_is_better(spread):
    assert best("quokka").ids == [page.pk for page in spread]


def test_a_headline_weighs_more_than_a_line_of_the_text():
    told = "<p>A quokka was seen.</p><p>Nobody knows whose it is, or what it wants.</p>"
    headline = published(an_article(headline="Quokka seen in the harbour", body="<p>So.</p>"))
    published(an_article(headline="Something seen in the harbour", body=told))

    assert best("quokka").ids[0] == page_of(headline).pk


def test_only_the_newest_are_weighed(spread, monkeypatch):
    monkeypatch.setattr("newsroom.search.query.MOST_RANKED", 4)

    some = best("quokka")

    assert some.ids == [page.pk for page in spread[:4]]
    assert (some.total, some.is_more) == (4, True)


# --- Laws ---


def test_a_page_that_is_not_live_is_never_found_whatever_the_index_says():
    story, other = (published(an_article(headline="Quokka seen")) for _ in range(2))
    Page.objects.filter(pk=page_of(story).pk).update(state=Page.State.GONE)

    assert SearchRow.objects.count() == 2
    assert found("quokka") == found("") == [page_of(other).pk]


STEPS = ["publish", "withdraw", "kill", "restore", "reword", "relaunch"]


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.integers(0, 2), st.sampled_from(STEPS)), max_size=14))
def test_what_is_live_is_found_and_nothing_else_is(db, steps):
    stories = [an_article(headline=f"Animal{n} quokka0") for n in range(3)]
    words = [0, 0, 0]
    for which, step in steps:
        story = stories[which]
        if step == "reword":
            words[which] += 1
            story.refresh_from_db()
            story.headline = f"Animal{which} quokka{words[which]}"
            story.save()
            continue
        how = {} if step in {"publish", "relaunch", "restore"} else {"reason": "So."}
        try:
            getattr(workflow, step)(story, by=None, **how)
        except workflow.WorkflowError:
            continue

    live = {page.pk: page.headline.split() for page in Page.objects.live()}
    for word in {f"quokka{number}" for number in range(max(words) + 1)} | {"animal1"}:
        holding = {pk for pk, headline in live.items() if word in map(str.lower, headline)}
        assert set(newest(word, count=1000).ids) == set(best(word).ids) == holding
    assert set(SearchRow.objects.values_list("page_id", flat=True)) == set(live)


# --- Many at once ---


def test_many_pages_are_put_in_few_statements(count_queries):
    pages = [page_of(published(an_article(headline="Quokka seen"))) for _ in range(8)]
    index.drop([page.pk for page in pages])
    assert found("quokka") == []

    with count_queries() as queries:
        index.put(pages)

    assert len(queries) <= (1 if connection.vendor == "postgresql" else 2), queries
    assert len(found("quokka")) == 8

"""The desk's list: every state in words, found by search and filter, in few queries."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from articles.models import Article
from newsroom.publishing import workflow
from tests import factories
from tests.newsroom.publishing.admin.desk import list_url, signed_in

pytestmark = pytest.mark.django_db

SOON = timedelta(hours=2)


def _held() -> Article:
    story = factories.an_article()
    workflow.hold(story, by=None, reason="A doubt.")
    return story


def _scheduled() -> Article:
    story = factories.an_article()
    workflow.schedule(story, timezone.now() + SOON, by=None)
    return story


def _changed() -> Article:
    story = factories.published(factories.an_article())
    story.body = "<p>All new.</p>"
    story.save()
    return story


def _after(verb: str, *, publish: bool = True) -> Article:
    story = factories.an_article()
    if publish:
        factories.published(story)
    getattr(workflow, verb)(story, by=None, **({} if verb == "submit" else {"reason": "Why."}))
    return story


STATES: dict[str, tuple[Callable[[], Article], str, str]] = {
    "draft": (factories.an_article, "draft", "draft"),
    "review": (lambda: _after("submit", publish=False), "in review", "in_review"),
    "live": (lambda: factories.published(factories.an_article()), "live", "live"),
    "changed": (_changed, "live with unpublished changes", "live"),
    "scheduled": (_scheduled, "scheduled for", "scheduled"),
    "held": (_held, "held by the desk", "held"),
    "embargoed": (
        lambda: factories.an_article(embargo_until=timezone.now() + SOON),
        "embargoed until", "embargoed",
    ),
    "headline": (lambda: factories.an_article(headline=""), "needs a headline", "headline"),
    "withdrawn": (lambda: _after("withdraw"), "withdrawn", "withdrawn"),
    "killed": (lambda: _after("kill"), "killed", "killed"),
    "spiked": (lambda: _after("spike", publish=False), "spiked", "spiked"),
}  # fmt: skip


@pytest.mark.parametrize("state", STATES)
def test_each_state_is_told_in_words_and_can_be_filtered_for(state: str, reporter: Any) -> None:
    make, words, asked = STATES[state]
    story = make()
    factories.published(factories.an_article()) if asked != "live" else factories.an_article()
    client = signed_in(reporter)
    shown = client.get(list_url(story), {"state": asked})
    assert [each.pk for each in shown.context["cl"].result_list] == [story.pk]
    assert words in shown.content.decode()


def test_the_list_is_searched_by_headline_and_slug(reporter: Any) -> None:
    wanted = factories.an_article(headline="Boats wait for the tide", slug="boats-wait")
    factories.an_article(headline="Council counts trees")
    client = signed_in(reporter)
    for words in ("tide boats", "boats-wait"):
        found = client.get(list_url(wanted), {"q": words}).context["cl"].result_list
        assert [each.pk for each in found] == [wanted.pk]


def test_mine_are_those_that_i_began_or_signed(reporter: Any) -> None:
    began = factories.an_article(created_by=reporter)
    signed = factories.an_article(bylines=[factories.a_contributor(user=reporter)])
    factories.an_article()
    found = signed_in(reporter).get(list_url(began), {"whose": "mine"}).context["cl"].result_list
    assert {each.pk for each in found} == {began.pk, signed.pk}


def test_the_last_saved_stands_first(reporter: Any) -> None:
    older, newer = factories.an_article(), factories.an_article()
    older.save()
    found = signed_in(reporter).get(list_url(older)).context["cl"].result_list
    assert [each.pk for each in found] == [older.pk, newer.pk]


def test_the_number_of_queries_does_not_grow_with_the_list(
    reporter: Any, count_queries: Any
) -> None:
    client = signed_in(reporter)
    counts = []
    made = 0
    for rows in (1, 10, 50):
        while made < rows:
            made += 1
            story = factories.an_article(
                bylines=[factories.a_contributor(), "A Guest"], topics=[factories.a_topic()],
                lead_image=factories.an_image(),
            )  # fmt: skip
            if made % 2:
                factories.published(story)
        client.get(list_url(Article))
        with count_queries() as queries:
            shown = client.get(list_url(Article))
        assert len(shown.context["cl"].result_list) == rows
        counts.append(len(queries))
    assert counts[0] == counts[1] == counts[2] <= 16, counts


@pytest.mark.parametrize(
    "query",
    ["headline__regex=(", "created_by__password__startswith=a", "body__contains=x", "uid__gt=0"],
)
def test_nobody_asks_the_list_what_its_filters_do_not_offer(query: str, reporter: Any) -> None:
    factories.an_article()

    response = signed_in(reporter).get(f"/admin/articles/article/?{query}")

    assert response.status_code in {302, 400}


@pytest.mark.parametrize(
    "query", ["embargo_until=2026-11-25", "topics=x", "headline=Typed by a stranger", "section=9"]
)
def test_a_new_story_begins_empty_whatever_the_address_says(query: str, reporter: Any) -> None:
    response = signed_in(reporter).get(f"/admin/articles/article/add/?{query}")

    assert response.status_code == 200
    assert "Typed by a stranger" not in response.content.decode()

"""The admin's lists, however long: bounded, and searched by the beginnings of words."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from articles.models import Article
from newsroom.publishing import long_lists, workflow
from newsroom.publishing.long_lists import words_of
from newsroom.publishing.models import AuditEntry, Edition
from newsroom.staff.models import User
from tests import factories
from tests.newsroom.publishing.admin.desk import signed_in

LIST = "/admin/articles/article/"


@pytest.fixture
def client(chief_editor: User) -> Client:
    return signed_in(chief_editor)


@pytest.fixture
def a_short_most(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if eight rows were many, and three a page."""
    monkeypatch.setattr(long_lists, "MOST", 8)
    monkeypatch.setattr(admin.site.get_model_admin(Article), "list_per_page", 3)


def _shown(client: Client, url: str = LIST, **asked: Any) -> Any:
    response = client.get(url, asked)
    assert response.status_code == 200, response
    return response


def _headlines(response: Any) -> list[str]:
    return [story.headline for story in response.context["cl"].result_list]


def _saved(*headlines: str) -> list[Article]:
    """Articles, each saved a minute before the one behind it in ``headlines``."""
    stories = [factories.an_article(headline=headline) for headline in headlines]
    for nth, story in enumerate(stories):
        saved = timezone.now() - timedelta(minutes=len(stories) - nth)
        Article.objects.filter(pk=story.pk).update(saved_at=saved)
    return stories


# --- Pages ---


@pytest.mark.django_db
@pytest.mark.usefixtures("a_short_most")
def test_a_longer_list_shows_its_first_rows_and_says_so(client: Client) -> None:
    _saved(*"abcdefghij")

    first, last = _shown(client), _shown(client, p=3)

    assert _headlines(first) == ["j", "i", "h"]
    assert _headlines(last) == ["d", "c"]
    assert "More than 8 articles; the first 8 are listed" in last.content.decode()
    assert client.get(LIST, {"p": 4}).status_code == 302


@pytest.mark.django_db
@pytest.mark.usefixtures("a_short_most")
def test_a_list_that_fits_is_counted(client: Client) -> None:
    _saved(*"abcdefgh")

    shown = _shown(client, p=3)

    assert _headlines(shown) == ["b", "a"]
    assert "8 articles" in shown.content.decode()
    assert "More than" not in shown.content.decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("a_short_most")
def test_a_longer_list_sorts_what_it_lists(client: Client) -> None:
    _saved(*"abjihgfedc")

    assert _headlines(_shown(client, o=1)) == ["c", "d", "e"]
    assert _headlines(_shown(client, o=1, p=3)) == ["i", "j"]
    assert _headlines(_shown(client, o=-1)) == ["j", "i", "h"]


@pytest.mark.django_db
def test_a_list_costs_as_many_queries_for_a_thousand_rows_as_for_ten(
    client: Client, count_queries: Any
) -> None:
    lists = {
        "articles/article": lambda rows: Article.objects.bulk_create(
            Article(headline=f"Story {row}") for row in range(rows)
        ),
        "publishing/auditentry": lambda rows: AuditEntry.objects.bulk_create(
            AuditEntry(at=timezone.now(), verb="kill", by_name="Nobody") for row in range(rows)
        ),
        "publishing/edition": lambda rows: Edition.objects.bulk_create(
            Edition(
                desk="articles.article", story_uid=long_lists.UUID(int=row + rows), kind="first",
                content={"headline": "x"}, at=timezone.now(), number=1, by_name="Nobody",
            ) for row in range(rows)
        ),
    }  # fmt: skip
    for name, make in lists.items():
        counts = []
        # The first asks for what is kept for the process, such as content types.
        for rows in (130, 10, 1000):
            make(rows)
            with count_queries() as queries:
                _shown(client, f"/admin/{name}/", p=2)
            counts.append(len(queries))
        assert counts[1] == counts[2], f"{name}: {counts}"


# --- Search ---


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("tide", True),
        ("tid boa", True),
        ("TIDE Wait", True),
        ("it's", True),
        ("'s", True),
        ("o'cl", True),
        ('"boats wait"', True),
        ('"wait boats"', False),
        ("q&a", True),
        ("2024", True),
        ("harbour-wal", True),
        ("wall-20", True),
        ("مینار", True),
        ("tide council", False),
        ("zebra", False),
        ("%", False),
        ("!", False),
        ("a\\'b:*", False),
        ("00000000-0000-7000-8000-000000000000", False),
    ],
)
def test_a_story_is_found_by_the_beginnings_of_its_words(
    words: str, is_found: bool, client: Client
) -> None:
    factories.an_article(
        headline="Boats wait: it's tide o'clock (Q&A) مینار", slug="harbour-wall-2024"
    )
    factories.an_article(headline="Council counts trees", slug="trees")

    assert len(_headlines(_shown(client, q=words))) == is_found


@pytest.mark.django_db
def test_a_story_is_found_by_its_number_and_its_uid(client: Client) -> None:
    story, *_ = _saved("Boats wait", "Council counts", "Trees fall")

    for asked in (story.pk, f" {story.pk} ", story.uid, story.uid.hex):
        assert _headlines(_shown(client, q=str(asked))) == ["Boats wait"], asked


@pytest.mark.django_db
def test_a_number_finds_headlines_with_it_too(client: Client) -> None:
    story = factories.an_article(headline="Boats wait")
    factories.an_article(headline=f"{story.pk} ways to wait")

    assert len(_headlines(_shown(client, q=str(story.pk)))) == 2
    assert _headlines(_shown(client, q="9" * 40)) == []


@pytest.mark.django_db
def test_editions_and_the_audit_are_found_by_their_story(client: Client) -> None:
    story = factories.published(factories.an_article())
    factories.published(factories.an_article())

    for name in ("edition", "auditentry"):
        found = _shown(client, f"/admin/publishing/{name}/", q=str(story.uid))
        assert [row.story_uid for row in found.context["cl"].result_list] == [story.uid]


@given(st.text())
def test_whatever_is_asked_for_words_are_made_of_it_without_signs(term: str) -> None:
    for word in words_of(term):
        assert any(map(str.isalnum, word))
        assert not set(word) & set(long_lists.SEPARATORS)


# --- Filters ---


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("2024", {"new year", "in may", "last evening"}),
        ("2024-01", {"new year"}),
        ("2024-05", {"in may"}),
        ("2024-12", {"last evening"}),
        ("2023", {"eve"}),
        ("2019", set()),
        ("2024-13", None),
        ("0000", None),
        ("yesterday", None),
    ],
)
def test_stories_of_a_time_are_those_first_published_in_it(
    asked: str, found: set[str] | None, client: Client
) -> None:
    # By the paper's own clock, five hours ahead.
    times = {
        "eve": (2023, 12, 31, 18, 59), "new year": (2023, 12, 31, 19, 0),
        "in may": (2024, 5, 7, 12, 0), "last evening": (2024, 12, 31, 18, 59),
    }  # fmt: skip
    for headline, at in times.items():
        story = factories.an_article(headline=headline)
        workflow.publish(story, by=None, at=datetime(*at, tzinfo=UTC))

    shown = _shown(client, published=asked)

    assert set(_headlines(shown)) == (set(times) if found is None else found)
    assert "?published=2023" in shown.content.decode()


@pytest.mark.django_db
def test_the_audit_offers_what_stands_in_it(client: Client, chief_editor: User) -> None:
    factories.a_user("desk_editor", username="idle-hands")
    story = factories.published(factories.an_article(), by=chief_editor)
    workflow.kill(story, by=chief_editor, reason="It was not true.")

    specs = {
        spec.title: spec
        for spec in _shown(client, "/admin/publishing/auditentry/").context["cl"].filter_specs
    }

    assert list(specs["verb"].lookup_choices) == ["kill", "publish"]
    assert [pk for pk, _ in specs["by"].lookup_choices] == [chief_editor.pk]
    killed = _shown(client, "/admin/publishing/auditentry/", verb="kill")
    assert [entry.verb for entry in killed.context["cl"].result_list] == ["kill"]


@pytest.mark.django_db
def test_numbers_beside_the_filters_are_not_to_be_had(client: Client, count_queries: Any) -> None:
    factories.an_article()

    with count_queries() as queries:
        _shown(client, _facets="True")

    assert not any("FILTER" in query for query in queries)

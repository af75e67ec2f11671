"""Compiled queries give what the querysets give that they were made from, whatever is asked."""

import threading
from typing import Any

import pytest
from django.core.exceptions import FieldFetchBlocked
from django.db import DataError, connection, transaction
from django.db.models import FETCH_RAISE, QuerySet
from django.utils import timezone

from articles.models import Article
from newsroom.publishing.compiled import Compiled, update_each
from newsroom.publishing.models import Page, PagePicture
from tests.factories import an_article, an_editorial, an_image, page_of, published

pytestmark = pytest.mark.django_db


def at(*paths: str) -> QuerySet[Page]:
    return Page.objects.filter(path__in=paths).order_by("pk").fetch_mode(FETCH_RAISE)


def pictures(page: int) -> QuerySet[PagePicture]:
    rows = PagePicture.objects.filter(page=page).select_related("image").order_by("pk")
    return rows.defer("image__photo_metadata")


AT_ONE, AT_TWO = Compiled(Page, at, str), Compiled(Page, at, str, str)
PICTURES = Compiled(PagePicture, pictures, int)


def fields(row: Any) -> dict[str, Any]:
    return {name: value for name, value in vars(row).items() if not name.startswith("_")}


@pytest.fixture
def pages() -> list[Page]:
    made = [an_article(lead_image=an_image()), an_editorial(), an_article()]
    return [page_of(published(story)) for story in made]


def test_rows_are_those_of_the_queryset(pages):
    for one in pages:
        assert AT_ONE.rows(one.path) == list(at(one.path))
        for other in pages:
            asked = (one.path, other.path)
            assert AT_TWO.rows(*asked) == list(at(*asked))
    assert AT_ONE.rows("/nowhere/") == []


def test_every_field_is_as_the_queryset_reads_it(pages):
    """Dates, JSON and UUIDs, which the databases keep in their own ways."""
    for page in pages:
        [compiled], [plain] = AT_ONE.rows(page.path), at(page.path)
        assert fields(compiled) == fields(plain)


def test_related_rows_come_along(pages, count_queries):
    with count_queries() as asked:
        [use] = PICTURES.rows(pages[0].pk)
        image = use.image
    assert len(asked) == 1
    [plain] = pictures(pages[0].pk)
    assert (use, image, fields(use)) == (plain, plain.image, fields(plain))
    assert "photo_metadata" not in vars(image)


def test_what_was_not_asked_for_stays_so(pages):
    with pytest.raises(FieldFetchBlocked):
        AT_ONE.rows(pages[0].path)[0].edition  # noqa: B018


def test_values_are_data_and_no_part_of_the_query(pages):
    for value in ("'; DROP TABLE publishing_page; --", "%s", "%", "?", "\\"):
        assert AT_ONE.rows(value) == []
    assert AT_ONE.rows(pages[0].path)


@pytest.mark.django_db(transaction=True)
def test_many_threads_ask_at_a_time(pages):
    found: list[bool] = []

    def ask() -> None:
        for _ in range(20):
            found.extend(AT_ONE.rows(page.path) == [page] for page in pages)
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * (8 * 20 * len(pages))


def test_many_rows_are_updated_each_with_its_own_values(count_queries):
    stories = [an_article(), an_article(), an_article()]
    when = timezone.now()
    for number, story in enumerate(stories):
        story.slug, story.withdrawn_at = f"ünïque-{number} 'quoted' %s", when if number else None
        story.legacy_addresses = [f"/{number}.html"]
    with count_queries() as queries:
        update_each(Article, stories[:2], ["slug", "withdrawn_at", "legacy_addresses"])
    assert len(queries) == 1
    rows = {row.pk: row for row in Article.objects.all()}
    for story in stories[:2]:
        row = rows[story.pk]
        assert (row.slug, row.withdrawn_at) == (story.slug, story.withdrawn_at)
        assert row.legacy_addresses == story.legacy_addresses
    assert rows[stories[2].pk].legacy_addresses == []


def test_a_value_that_is_too_long_is_refused_or_kept_whole_and_never_cut():
    story = an_article()
    story.slug = "x" * 101
    if connection.vendor == "postgresql":
        with pytest.raises(DataError), transaction.atomic():
            update_each(Article, [story], ["slug"])
        return
    update_each(Article, [story], ["slug"])  # SQLite knows no lengths
    assert Article.objects.get(pk=story.pk).slug == story.slug

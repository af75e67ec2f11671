"""How many queries a reader's page costs: pinned, and the same however large the archive is."""

import gzip
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from newsroom.publishing.models import Page
from tests.factories import a_section
from tests.growth import a_paper, grow
from tests.paths import TOP

pytestmark = pytest.mark.django_db

SIZES = (10, 10_000)


@pytest.fixture
def paper() -> str:
    return a_paper()


@pytest.mark.parametrize("size", SIZES)
def test_each_page_costs_its_queries_and_no_more(
    size: int, paper: str, count_queries: Callable[[], Any]
):
    grow(size)
    assert Page.objects.live().count() == size
    today = f"/archive/{timezone.localdate():%Y/%m/%d}/"
    ceilings = {
        paper: 3, "/world/": 3, "/": 5, "/opinion/": 4, "/opinion/columns/": 4,
        "/authors/ayesha-khan/": 4, "/topics/harbours/": 4, "/corrections/": 2, "/archive/": 3,
        today: 4, "/archive/?section=world&from=2001-01-01": 4, "/archive/?genre=news": 4,
        "/archive/?author=ayesha-khan": 5, "/archive/?topic=harbours": 5,
        "/archive/?agency=afp&to=2050-01-01": 5, "/archive/?from=2001-01-01": 4,
        # Nine where nobody has asked for these words yet.
        "/search/": 1, "/search/?q=ferry": 9, "/search/?q=ferry&order=newest&section=world": 8,
    }  # fmt: skip

    for path, ceiling in ceilings.items():
        with count_queries() as queries:
            response = Client().get(path)
        assert response.status_code == 200
        assert len(queries) <= ceiling, f"{path}\n{queries}"


@pytest.mark.parametrize("size", SIZES)
def test_a_feed_costs_its_queries_and_no_more(
    size: int, paper: str, count_queries: Callable[[], Any]
):
    page = Page.objects.get(path=paper)
    grow(size)
    lists = {"latest": 3, "opinion": 4, "world": 3, f"topics/{page.topics[0]['slug']}": 5}

    for name, ceiling in lists.items():
        with count_queries() as queries:
            response = Client().get(f"/feeds/{name}.rss")
        assert response.status_code == 200
        assert len(queries) <= ceiling, f"{name}\n{queries}"
        for query in queries if size > 1000 else ():
            assert "Seq Scan on publishing_page " not in plan_of(query), query


def plan_of(query: str) -> str:
    """How PostgreSQL goes about it; SQLite has no statistics that could lead it astray."""
    if connection.vendor != "postgresql":
        return ""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {query}")
        return str(cursor.fetchall())


def test_pages_are_light(paper: str):
    grow(200)

    for path in (paper, "/", "/world/", "/opinion/", "/archive/", "/corrections/"):
        assert len(gzip.compress(Client().get(path).content)) <= 20_000, path
    style = (TOP / "static" / "newsroom" / "paper.css").read_bytes()
    assert len(gzip.compress(style)) <= 12_000


def test_what_is_not_there_costs_few_queries(count_queries: Callable[[], Any]):
    a_section()

    for path, ceiling in {"/world/1999/jan/01/x/": 1, "/a.php?id=1": 3, "/nowhere/": 2}.items():
        with count_queries() as queries:
            response = Client().get(path)
        assert response.status_code == 404
        assert len(queries) <= ceiling, f"{path}\n{queries}"

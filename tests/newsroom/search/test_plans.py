"""What a search makes the database do: the same few steps however much there is to search."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from newsroom.publishing.models import Page
from newsroom.search import index
from newsroom.search.query import Narrowing, best, count_to, newest
from tests.growth import a_paper, grow
from tests.test_list_plans import faults

pytestmark = pytest.mark.django_db

SIZE = 6000


@pytest.fixture
def archive() -> None:
    """Thousands of pages, three minutes apart at most, nearly all of them with the same words."""
    a_paper()
    grow(SIZE)
    with connection.cursor() as cursor:
        pages = list(Page.objects.live())
        for start in range(0, len(pages), 500):
            index.put(pages[start : start + 500])
        cursor.execute("ANALYZE")


ASKED: list[tuple[str, dict[str, Any]]] = [
    ("ferry", {}),
    ("tree ferry", {}),
    ("ferry or trees", {}),
    ("ferry -harbour", {}),
    ('"harbour master"', {}),
    ("nowhereatall", {}),
    ("", {"kind": "column"}),
    ("ferry", {"kind": "news", "agency": "afp"}),
]


def test_a_search_reads_what_it_finds_and_no_table_from_end_to_end(
    archive: None, count_queries: Callable[[], Any]
):
    for words, narrowed in ASKED:
        for ask, most in (
            (lambda w, n: newest(w, n, count=20), 2500),
            (best, 5000),
            (lambda w, n: count_to(w, n, most=1001), 5000),
        ):
            with count_queries() as queries:
                ask(words, Narrowing(**narrowed))
            assert len(queries) <= 8 or connection.vendor == "sqlite", queries
            for sql in queries:
                if connection.vendor == "postgresql" and sql.lstrip().startswith("SELECT"):
                    assert faults(sql, most) == [], f"{words} {narrowed}\n{sql}"
                    assert "Seq Scan" not in explained(sql), f"{words} {narrowed}\n{sql}"


def explained(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql.replace('%', '%%')}")
        return "\n".join(row[0] for row in cursor.fetchall())


def test_the_page_costs_as_many_queries_as_ever(archive: None, count_queries):
    for address, most in {"q=ferry": 8, "q=ferry&order=newest": 9, "q=nowhereatall": 8}.items():
        with count_queries() as queries:
            assert Client().get(f"/search/?{address}").status_code == 200
        # SQLite is asked for each block of time, which in the same process costs next to nothing.
        assert len(queries) <= (30 if connection.vendor == "sqlite" else most), queries

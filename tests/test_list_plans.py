"""How readers' lists are had: no more of the archive is read than a list shows or counts."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client
from django.utils import timezone

from newsroom.publishing.models import Page, PageByline, PageTopic
from tests.growth import a_paper, grow

pytestmark = pytest.mark.django_db

SIZE = 8000
# A list shows twenty pages and one more, and counts to a thousand and one. What is common is
# found by a walk through all pages too, which passes over some of the others.
SHOWN, COUNTED = 300, 2500
LISTS = {
    "/world/": SHOWN,
    "/opinion/columns/": SHOWN,
    "/archive/": SHOWN,
    "/archive/{today}/": SHOWN,
    "/authors/ayesha-khan/": SHOWN,
    "/topics/harbours/": SHOWN,
    "/corrections/": SHOWN,
    "/archive/?section=world": COUNTED,
    "/archive/?genre=news": COUNTED,
    "/archive/?author=ayesha-khan": COUNTED,
    "/archive/?topic=harbours": COUNTED,
    "/archive/?agency=afp": COUNTED,
    "/archive/?from=2001-01-01": COUNTED,
}
TABLES = re.compile(r"publishing_page|publishing_pagebyline|publishing_pagetopic|search_row")


@pytest.fixture
def archive() -> None:
    a_paper()
    grow(SIZE)
    Page.objects.update(corrected_at=F("first_published_at") + timedelta(hours=1))
    # Of so few pages a whole table would be read sooner than a seventh of it in order. No eighth:
    # eight stories take turns in it, and all of one's pages would go or stay.
    for links in (PageByline, PageTopic):
        links.objects.annotate(rest=F("page_id") % 7).exclude(rest=0).delete()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            # As where the archive lies in memory or on anything but a turning disk.
            cursor.execute("SET LOCAL random_page_cost = 1.1")


@pytest.mark.parametrize("is_further", [False, True])
def test_a_list_reads_no_more_rows_than_it_shows(
    archive: None, count_queries: Callable[[], Any], is_further: bool
):
    middle = Page.objects.live().newest_first()[SIZE // 2]
    micros = int(middle.first_published_at.timestamp() * 1_000_000)
    today = f"{timezone.localtime(middle.first_published_at):%Y/%m/%d}"
    for listed, most in LISTS.items():
        path = listed.format(today=today)
        further = f"{'&' if '?' in path else '?'}before={micros:x}-{middle.pk:x}"
        with count_queries() as queries:
            assert Client().get(path + (further if is_further else "")).status_code == 200
        for sql in queries:
            if sql.startswith("SELECT"):
                assert faults(sql, most) == [], f"{path}\n{sql}"


def faults(sql: str, most: int, tables: re.Pattern[str] = TABLES) -> list[str]:
    """Steps of the database's plan that read more than ``most`` rows of ``tables``, or all."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql.replace('%', '%%')}")
            steps = [row[3] for row in cursor.fetchall()]
            return [step for step in steps if _is_whole(step, tables)]
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql.replace('%', '%%')}")
        answer = cursor.fetchone()[0]
    plans = json.loads(answer) if isinstance(answer, str) else answer
    return [
        f"{node['Node Type']} on {node['Relation Name']} read {_read(node)}"
        for node in _nodes(plans[0]["Plan"])
        if tables.fullmatch(node.get("Relation Name", "")) and _read(node) > most
    ]


def _is_whole(step: str, tables: re.Pattern[str]) -> bool:
    table = re.match(r"SCAN (\w+)", step)
    return bool(table and tables.fullmatch(table[1]) and "INDEX" not in step)


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for below in node.get("Plans", ()):
        yield from _nodes(below)


def _read(node: dict[str, Any]) -> int:
    """Rows that a step touched, those that it threw away again included."""
    thrown_away = ("Rows Removed by Filter", "Rows Removed by Index Recheck")
    rows = node["Actual Rows"] + sum(node.get(name, 0) for name in thrown_away)
    return int(rows * node["Actual Loops"])

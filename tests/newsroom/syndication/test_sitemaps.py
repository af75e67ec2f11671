"""Sitemaps: all live pages by parts of months, the news of two days, and an index of those."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from editorials.views import GENRES
from newsroom.publishing import shown, workflow
from newsroom.publishing.models import Page
from newsroom.syndication import sitemaps
from newsroom.syndication.sitemaps import Part
from newsroom.text.identity import new_uid
from tests.factories import a_section, an_article, an_editorial, page_of, published
from tests.newsroom.syndication.read import xml

pytestmark = pytest.mark.django_db

SITE = "http://127.0.0.1:8000"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


def locations(address: str) -> list[str]:
    return [(loc.text or "").removeprefix(SITE) for loc in xml(address).iter(f"{MAP}loc")]


def a_page(at: datetime, like: Page | None = None) -> Page:
    """A live page as if it had come out at that instant."""
    like = like or page_of(published(an_article()))
    path = f"/world/2012/aug/11/{new_uid().hex}/"
    return Page.objects.create(
        path=path, state="live", desk=like.desk, story_uid=new_uid(), edition=like.edition,
        kind="news", headline="Ferry", language="en", first_published_at=at,
    )  # fmt: skip


# --- The index and the months ---


def test_the_index_names_the_parts_of_months_in_which_something_came_out():
    like = page_of(published(an_article()))
    Page.objects.filter(pk=like.pk).update(first_published_at=datetime(2012, 8, 25, tzinfo=UTC))
    for at in ((2011, 12, 31, 18, 59), (2011, 12, 31, 19, 0), (2012, 8, 8), (2012, 8, 9)):
        a_page(datetime(*at, tzinfo=UTC), like)

    assert locations("/sitemap.xml") == [
        "/sitemap-news.xml",
        "/sitemap-sections.xml",
        "/sitemap-2012-08-4.xml",
        "/sitemap-2012-08-2.xml",
        "/sitemap-2012-08-1.xml",
        # By the site's own clock, five hours ahead of the world's.
        "/sitemap-2012-01-1.xml",
        "/sitemap-2011-12-4.xml",
    ]


def test_every_live_page_stands_in_one_file_that_the_index_names():
    like = page_of(published(an_article()))
    start = datetime(2012, 1, 1, tzinfo=UTC)
    pages = [a_page(start + timedelta(hours=31 * number), like) for number in range(60)]

    files = [name for name in locations("/sitemap.xml") if name[9:10].isdigit()]
    found = [path for name in files for path in locations(name)]

    assert sorted(found) == sorted(page.path for page in [like, *pages])


def test_an_empty_paper_has_an_index_all_the_same():
    assert locations("/sitemap.xml") == ["/sitemap-news.xml", "/sitemap-sections.xml"]
    assert locations("/sitemap-news.xml") == []


@pytest.mark.parametrize(
    "name", ["2012-08-1", "2012-13-1", "2012-08-5", "2012-08", "0000-01-1", "9999-12-4"]
)
def test_a_part_without_pages_is_not_there(name: str):
    assert Client().get(f"/sitemap-{name}.xml").status_code == 404


def test_what_is_moved_or_gone_is_in_no_sitemap_and_what_is_retracted_is():
    gone, moved, retracted = (published(an_article()) for _ in range(3))
    former = page_of(moved).path
    workflow.withdraw(gone, by=None, reason="Wrong boat.")
    moved.slug = "another"
    moved.save()
    published(moved)
    published(retracted, kind="retraction", note="None of it was so.")

    for name in ("/sitemap-news.xml", locations("/sitemap.xml")[2]):
        found = locations(name)
        assert set(found) == {page_of(moved).path, page_of(retracted).path}
        assert former not in found


def test_the_last_change_is_that_of_the_page():
    page = page_of(published(an_article()))
    updated = page.first_published_at + timedelta(minutes=20)
    Page.objects.filter(pk=page.pk).update(updated_at=updated)

    for name in ("/sitemap-news.xml", Part.of(updated).path):
        lastmod = xml(name).findtext(f"{MAP}url/{MAP}lastmod")
        assert datetime.fromisoformat(lastmod or "") == updated.replace(microsecond=0)


def test_a_file_holds_as_many_as_the_protocols_allow(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sitemaps, "LARGEST", 2)
    monkeypatch.setattr(sitemaps, "LARGEST_NEWS", 1)
    stories = [published(an_article()) for _ in range(3)]
    newest = [page_of(story).path for story in reversed(stories)]

    assert locations(Part.of(timezone.now()).path) == newest[:2]
    assert locations("/sitemap-news.xml") == newest[:1]


def test_the_fronts_are_in_a_file_of_their_own():
    a_section("asia", parent=a_section("world"))

    fronts = locations("/sitemap-sections.xml")
    genres = [genre.path for genre in GENRES]
    assert fronts == ["/", "/world/", "/world/asia/", "/opinion/", *genres]
    assert all(Client().get(front).status_code == 200 for front in fronts)


# --- News ---


def test_a_news_entry_says_what_the_protocol_asks_for(settings: Any):
    settings.NEWSROOM_SITE_NAME = "Tide & Times"
    page = page_of(published(an_editorial(headline="Count <trees>", language="ur-PK")))
    [entry] = xml("/sitemap-news.xml").iter(f"{NEWS}news")

    assert entry.findtext(f"{NEWS}publication/{NEWS}name") == "Tide & Times"
    assert entry.findtext(f"{NEWS}publication/{NEWS}language") == "ur"
    assert entry.findtext(f"{NEWS}title") == "Count <trees>"
    first = entry.findtext(f"{NEWS}publication_date") or ""
    assert first.endswith("+05:00")
    assert datetime.fromisoformat(first) == page.first_published_at.replace(microsecond=0)


@pytest.mark.parametrize(
    ("tag", "language"), [("zh-CN", "zh-cn"), ("zh-Hans", "zh"), ("en-GB", "en"), ("", "en")]
)
def test_languages_are_named_as_the_protocol_has_them(tag: str, language: str):
    assert sitemaps._language(tag) == language


def test_news_is_what_came_out_in_two_days_whatever_was_updated_since():
    now = timezone.now()
    like = page_of(published(an_article()))
    old = a_page(now - timedelta(days=2, seconds=1), like)
    Page.objects.filter(pk=old.pk).update(updated_at=now)
    young = a_page(now - timedelta(days=2) + timedelta(minutes=1), like)

    with shown.collecting() as declared:
        assert locations("/sitemap-news.xml") == [like.path, young.path]

    assert declared.until is not None
    assert declared.until - young.first_published_at == timedelta(days=2, microseconds=1)
    assert shown.page(young.pk) in declared.tags


# --- What they cost ---


def test_the_index_reads_one_entry_for_each_part_of_a_month(count_queries: Callable[[], Any]):
    like = page_of(published(an_article()))
    uses = {"edition": like.edition, "desk": like.desk, "kind": "news", "headline": "Ferry"}
    start = datetime(1996, 1, 1, tzinfo=UTC)
    Page.objects.bulk_create(
        Page(
            path=f"/world/1996/jan/01/{number}/", state="live", story_uid=new_uid(),
            first_published_at=start + timedelta(hours=26 * number), **uses,
        )
        for number in range(10_000)
    )  # fmt: skip

    with count_queries() as queries:
        names = locations("/sitemap.xml")
        locations(names[-1])
        locations("/sitemap-news.xml")

    assert len(queries) == 5, queries
    assert len(names) > 1400
    with connection.cursor() as cursor:
        explain = "EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN "
        for query in queries:
            cursor.execute(explain + query)
            plan = str(cursor.fetchall())
            assert "page_newest" in plan
            assert "Seq Scan on publishing_page" not in plan

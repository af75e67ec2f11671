"""Search rows are brought up to date for pages of before, beside whatever is pressed."""

import io

import pytest
from django.core.management import call_command

from newsroom.publishing.models import Page
from newsroom.search import index, rebuilding
from newsroom.search.models import SearchRow
from newsroom.search.query import newest
from tests.factories import an_article, page_of, published

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    monkeypatch.setattr(index, "BATCH", 2)
    monkeypatch.setattr(rebuilding, "WINDOW", 3)
    monkeypatch.setattr(rebuilding, "_A_MOMENT", 60.0)


@pytest.fixture
def seven() -> list[int]:
    return [page_of(published(an_article(headline="Quokka seen"))).pk for _ in range(7)]


def rebuilt() -> str:
    told = io.StringIO()
    call_command("rebuild_search", stdout=told)
    return told.getvalue()


def test_the_command_makes_all_rows_anew_and_says_so(seven):
    index.drop(seven[:4])
    Page.objects.filter(pk=seven[5]).update(headline="Wombat seen", body="")

    told = rebuilt()

    assert sorted(newest("quokka", count=10).ids) == seven[:5] + seven[6:]
    assert newest("wombat", count=10).ids == [seven[5]]
    assert "Search knows 7 pages" in told
    assert "No pages that readers no longer have went out of it." in told


def test_the_command_takes_out_what_readers_no_longer_have(seven):
    Page.objects.filter(pk__in=seven[1:4]).update(state=Page.State.GONE)

    told = rebuilt()

    assert sorted(SearchRow.objects.values_list("page_id", flat=True)) == seven[:1] + seven[4:]
    assert "Search knows 4 pages" in told
    assert "3 pages that readers no longer have went out of it." in told


def test_an_empty_newsroom_has_nothing_to_make():
    assert "Search knows no pages" in rebuilt()


def test_the_worker_puts_what_is_missing_and_then_rests(seven, count_queries):
    index.drop([seven[0], seven[3], seven[6]])
    missing = rebuilding.Missing()

    assert missing.put_some() == 3
    assert sorted(newest("quokka", count=10).ids) == seven
    with count_queries() as queries:
        assert missing.put_some() == 0
    assert not queries


def test_the_worker_leaves_what_is_there_alone(seven):
    Page.objects.filter(pk=seven[0]).update(headline="Wombat seen")

    assert rebuilding.Missing().put_some() == 0
    assert newest("wombat", count=10).ids == []


def test_what_is_not_live_is_not_put_whatever_was_read_before(seven):
    index.drop(seven)
    Page.objects.filter(pk=seven[0]).update(state=Page.State.GONE)

    assert index.put_again(seven) == 6
    assert not SearchRow.objects.filter(page=seven[0]).exists()


def test_what_is_live_again_stays_in(seven):
    """A stray was seen, but its page was published meanwhile."""
    assert index.drop_if_not_live(seven) == 0
    assert newest("quokka", count=10).total == 7

"""How the desks' lists are had: by indexes, however many stories lie in the archive."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from articles.models import Article
from newsroom.publishing import long_lists
from newsroom.publishing.models import AuditEntry, Edition, Page, Section
from newsroom.staff.models import User
from tests import factories
from tests.newsroom.publishing.admin.desk import signed_in
from tests.test_list_plans import faults

pytestmark = pytest.mark.django_db

SIZE = 8000
# What a list may touch: as many rows as it lists and counts at most, and some on the way there.
MOST = 470
TABLES = re.compile("articles_article|publishing_(page|edition|auditentry)")
ARTICLES = "/admin/articles/article/"
EDITIONS = "/admin/publishing/edition/"
AUDIT = "/admin/publishing/auditentry/"
LISTS = [
    ARTICLES,
    f"{ARTICLES}?p=2",
    f"{ARTICLES}?o=1",
    f"{ARTICLES}?o=-7",
    *(f"{ARTICLES}?state={state}" for state in (
        "draft in_review ready live scheduled held embargoed headline withdrawn killed spiked"
    ).split()),
    f"{ARTICLES}?whose=mine",
    f"{ARTICLES}?kind__exact=gallery",
    f"{ARTICLES}?published=1990-01",
    f"{ARTICLES}?q=lantern",
    f"{ARTICLES}?q=7",
    "/admin/",
    EDITIONS,
    f"{EDITIONS}?kind__exact=retraction",
    f"{EDITIONS}?state__exact=ended",
    f"{EDITIONS}?when=1990-01",
    f"{EDITIONS}?q=lantern",
    AUDIT,
    f"{AUDIT}?verb=kill",
    f"{AUDIT}?when=1990-01",
    f"{AUDIT}?q=lantern",
]  # fmt: skip


# One of each, and whatever else is made at random elsewhere in the table.
STATES: list[dict[str, Any]] = [
    {},
    {"desk_state": "in_review"},
    {"desk_state": "ready"},
    {"hold_since": timezone.now(), "hold_origin": "desk"},
    {"embargo_until": timezone.now() + timedelta(hours=1)},
    {"headline": ""},
    {"withdrawn_at": timezone.now()},
    {"killed_at": timezone.now(), "kill_reason": "It was not true."},
    {"spiked_at": timezone.now()},
    {"kind": "gallery"},
    {"headline": "A lantern"},
]


@pytest.fixture
def archive(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stories that were published long ago, one an hour, and one of each state among them."""
    # So few of so many that no plan could think it cheaper to read them all.
    monkeypatch.setattr(long_lists, "MOST", 200)
    section = factories.a_section()
    times = [timezone.now() - timedelta(days=1, hours=nth) for nth in range(SIZE)]
    stories = Article.objects.bulk_create(_story(at, section) for at in times)
    editions = Edition.objects.bulk_create(map(_edition, stories))
    Page.objects.bulk_create(map(_page, stories, editions))
    AuditEntry.objects.bulk_create(map(_entry, stories))
    for story, fields in zip(stories[:: SIZE // len(STATES)], STATES, strict=False):
        Article.objects.filter(pk=story.pk).update(**{**_NEVER, **fields})
        Page.objects.filter(story_uid=story.uid).delete()
    Edition.objects.create(desk=Article.desk, story_uid=stories[0].uid, **_ENDED)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            # As where the archive lies in memory or on anything but a turning disk.
            cursor.execute("SET LOCAL random_page_cost = 1.1")


_ENDED: dict[str, Any] = {
    "kind": "retraction", "state": "ended", "by_name": "A lantern", "note": "It was.",
    "content": {"headline": "x"},
}  # fmt: skip
_NEVER = {"first_published_at": None, "updated_at": None, "desk_state": "draft"}


def _story(at: datetime, section: Section) -> Article:
    words = f"Ferry {at:%H %d %m %Y}"
    return Article(
        headline=words, slug=words.replace(" ", "-").lower(), section=section,
        desk_state="ready", first_published_at=at,
    )  # fmt: skip


def _edition(story: Article) -> Edition:
    return Edition(
        desk=story.desk, story_uid=story.uid, kind="first", number=1, by_name="A. Writer",
        content={"headline": story.headline}, at=story.first_published_at,
    )  # fmt: skip


def _page(story: Article, edition: Edition) -> Page:
    return Page(
        desk=story.desk, story_uid=story.uid, path=f"/{story.slug}/", state="live",
        edition=edition, headline=story.headline, first_published_at=story.first_published_at,
    )  # fmt: skip


def _entry(story: Article) -> AuditEntry:
    is_rare = story.pk % SIZE == 1
    return AuditEntry(
        at=story.first_published_at or timezone.now(), desk=story.desk, by_name="A. Writer",
        story_uid=story.uid,
        verb="kill" if is_rare else "publish", subject="A lantern" if is_rare else story.headline,
    )  # fmt: skip


@pytest.mark.usefixtures("archive")
def test_a_list_reads_no_more_rows_than_it_lists(
    chief_editor: User, count_queries: Callable[[], Any]
) -> None:
    client = signed_in(chief_editor)
    for path in LISTS:
        if "?q=" in path and connection.vendor == "sqlite":
            continue
        with count_queries() as queries:
            response = client.get(path)
        assert response.status_code == 200, path
        for sql in queries:
            if sql.startswith(("SELECT", "(SELECT", "WITH")):
                assert faults(sql, MOST, TABLES) == [], f"{path}\n{sql}"

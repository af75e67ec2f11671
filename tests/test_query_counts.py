"""How many queries a reader's page costs: pinned, and the same however large the archive is."""

import gzip
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from newsroom.publishing.models import Page, PageByline, PagePicture, PageTopic
from newsroom.text.identity import new_uid
from tests.factories import (
    a_contributor,
    a_section,
    a_topic,
    an_article,
    an_editorial,
    an_image,
    page_of,
    published,
    with_picture,
)
from tests.paths import TOP

pytestmark = pytest.mark.django_db

SIZES = (10, 10_000)
_FORTY = "".join(f"<p>Paragraph {number} of the log.</p>" for number in range(40))


@pytest.fixture
def paper() -> str:
    """A paper with one of everything; the path of its fullest article."""
    top = a_section()
    a_section("asia", parent=top)
    for slug in ("sport", "business", "culture"):
        published(an_article(section=a_section(slug), lead_image=an_image()))
    for genre in ("editorial", "column", "letter", "cartoon"):
        published(an_editorial(genre=genre, lead_image=an_image()))
    story = an_article(
        body=_FORTY,
        lead_image=an_image(),
        bylines=[a_contributor("Ayesha Khan"), "B. Two", "C. Three"],
        topics=[a_topic("harbours"), *(a_topic() for _ in range(4))],
        credit="AFP",
    )
    with_picture(story, an_image())
    published(story)
    story.body += "<p>More.</p>"
    story.save()
    published(story, kind="correction", note="It was more.")
    return page_of(story).path


def grow(size: int) -> None:
    """More live pages like those that there are, up to ``size``, each older than the last."""
    likes = list(Page.objects.live().order_by("pk"))
    leads = {use.page_id: use for use in PagePicture.objects.filter(role="lead")}
    more, pictures = [], []
    for number in range(size - len(likes)):
        like = likes[number % len(likes)]
        page = _copy(like, number)
        more.append(page)
        if like.pk in leads and number < 200:
            pictures.append((page, leads[like.pk]))
    Page.objects.bulk_create(more, batch_size=1000)
    _link(more)
    PagePicture.objects.bulk_create(
        PagePicture(page=page, image_id=use.image_id, is_live=True, role="lead")
        for page, use in pictures
    )


def _link(pages: list[Page]) -> None:
    """Link rows for what their bylines and topics name, as the press makes them."""
    order = [
        (page, {"is_live": True, "first_published_at": page.first_published_at}) for page in pages
    ]
    PageByline.objects.bulk_create(
        PageByline(page=page, contributor_id=line["contributor"], **key)
        for page, key in order
        for line in page.bylines
        if line["contributor"]
    )
    PageTopic.objects.bulk_create(
        PageTopic(page=page, topic_id=topic["id"], **key)
        for page, key in order
        for topic in page.topics
    )


def _copy(like: Page, number: int) -> Page:
    fields: dict[str, Any] = {
        field.attname: getattr(like, field.attname)
        for field in Page._meta.concrete_fields
        if field.attname not in {"id", "uid", "story_uid", "path"}
    }
    fields["first_published_at"] -= timedelta(minutes=number + 1)
    for name in ("updated_at", "corrected_at"):
        if fields[name]:
            fields[name] -= timedelta(minutes=number + 1)
    return Page(story_uid=new_uid(), path=f"/world/1990/jan/01/story-{number}/", **fields)


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

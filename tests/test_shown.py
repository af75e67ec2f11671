"""The net of undeclared sources: whatever row a reader's page was made from, its tag is declared.

Every row that the page's code makes of an answer of the database is looked at; so that a page
that shows something new without declaring it would be found here, not by a reader to whom it
stays old.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db.models import Model
from django.db.models.query import (
    FlatValuesListIterable,
    NamedValuesListIterable,
    ValuesListIterable,
)
from django.test import Client
from django.utils import timezone

from newsroom.media.models import Image
from newsroom.publishing import shown
from newsroom.publishing.models import (
    Contributor,
    Edition,
    Page,
    PageByline,
    PagePicture,
    PageTopic,
    Section,
    Topic,
)
from newsroom.syndication.sitemaps import Part
from tests.factories import (
    a_contributor,
    a_section,
    a_topic,
    an_article,
    an_editorial,
    an_image,
    page_of,
    published,
)

pytestmark = pytest.mark.django_db

# What must be declared of a row of each table that readers' pages are made from.
NAMED: dict[type[Model], Callable[[Any], str]] = {
    Page: lambda row: shown.page(row.pk),
    PagePicture: lambda row: shown.picture(row.image_id),
    PageTopic: lambda row: shown.topic(row.topic_id),
    PageByline: lambda row: shown.contributor(row.contributor_id),
    Image: lambda row: shown.picture(row.pk),
    Section: lambda row: shown.MENU,
    Topic: lambda row: shown.topic(row.pk),
    Contributor: lambda row: shown.contributor(row.pk),
    Edition: lambda row: "no reader's page reads editions",
}


@pytest.fixture
def paper() -> dict[str, str]:
    """One of everything, and the addresses of it."""
    top = a_section("world")
    published(an_article(section=a_section("asia", parent=top)))
    story = an_article(
        section=top,
        lead_image=an_image(),
        topics=[a_topic("harbours")],
        bylines=[a_contributor("Ayesha Khan")],
        credit="AFP",
    )
    published(story)
    story.body += "<p>More.</p>"
    story.save()
    published(story, kind="correction", note="It was more.")
    opinion = published(an_editorial(genre="editorial", lead_image=an_image()))
    return {
        "article": page_of(story).path,
        "piece": page_of(opinion).path,
        "month": Part.of(timezone.now()).path,
        "today": f"/archive/{timezone.localdate():%Y/%m/%d}/",
    }


@contextmanager
def rows_made() -> Iterator[list[tuple[type[Model], Any]]]:
    """All rows that the block reads as rows of a model, or as values of such; and whose."""
    found: list[tuple[type[Model], Any]] = []
    before, tuples = Model.from_db.__func__, NamedValuesListIterable.__iter__
    plain, flat = ValuesListIterable.__iter__, FlatValuesListIterable.__iter__

    def from_db(cls: type[Model], *args: Any, **options: Any) -> Any:
        row = before(cls, *args, **options)
        found.append((cls, row))
        return row

    def named(self: Any) -> Iterator[Any]:
        for row in tuples(self):
            found.append((self.queryset.model, row))
            yield row

    def values(self: Any) -> Iterator[Any]:
        for row in plain(self):
            found.append((self.queryset.model, as_row(self.queryset, row)))
            yield row

    def value(self: Any) -> Iterator[Any]:
        for row in flat(self):
            found.append((self.queryset.model, as_row(self.queryset, [row])))
            yield row

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ValuesListIterable, "__iter__", values)
        patch.setattr(FlatValuesListIterable, "__iter__", value)
        patch.setattr(Model, "from_db", classmethod(from_db))
        patch.setattr(NamedValuesListIterable, "__iter__", named)
        yield found


def as_row(asked: Any, values: Iterable[Any]) -> SimpleNamespace:
    """What was read of a row, under the names that a row of the model has it by."""
    fields = {field.name: field.attname for field in asked.model._meta.concrete_fields}
    names = (str(each) for each in asked._fields)
    return SimpleNamespace(
        **{fields.get(name, name): value for name, value in zip(names, values, strict=True)}
    )


def undeclared(path: str) -> set[str]:
    with shown.collecting() as declared, rows_made() as rows:
        answer = Client().get(path)
    assert answer.status_code == 200
    assert declared.is_for_readers
    assert rows, "the page was made from something"
    return {tag_of(model, row) for model, row in rows} - declared.tags


def tag_of(model: type[Model], row: Any) -> str:
    """What must be declared of a row; where nobody asked whose a page's is, that it is any."""
    try:
        return NAMED[model](row)
    except AttributeError:
        if model in {PageTopic, PageByline}:
            return shown.page(row.page_id)
        assert model is Page, "which one it is must be known"
        return shown.EVERY_PAGE


PATHS = [
    "/",
    "/world/",
    "/world/asia/",
    "/opinion/",
    "/opinion/editorial/",
    "article",
    "piece",
    "/archive/",
    "/archive/?section=asia",
    "/archive/?genre=news",
    "/archive/?author=ayesha-khan",
    "/archive/?topic=harbours",
    "/archive/?agency=afp",
    "/archive/?from=2001-01-01",
    "/archive/?words=swell&genre=news",
    "today",
    "/authors/ayesha-khan/",
    "/topics/harbours/",
    "/corrections/",
    "/feeds/latest.rss",
    "/feeds/opinion.atom",
    "/feeds/world.json",
    "/feeds/asia.rss",
    "/feeds/authors/ayesha-khan.rss",
    "/feeds/topics/harbours.rss",
    "/sitemap.xml",
    "/sitemap-news.xml",
    "month",
    "/search/?q=ferry",
    "/search/?q=ferry&order=newest&section=asia",
    "/search/?author=ayesha-khan&topic=harbours&agency=afp",
]


@pytest.mark.parametrize("name", PATHS)
def test_a_page_declares_whatever_it_was_made_from(paper, name):
    assert undeclared(paper.get(name, name)) == set()


@pytest.mark.parametrize(
    ("name", "tags"),
    [
        ("/", {shown.desk("articles.article"), shown.genre("editorial"), shown.MENU}),
        ("/opinion/editorial/", {shown.genre("editorial"), shown.MENU}),
        ("article", {shown.genre("editorial"), shown.MENU}),
        ("piece", {shown.genre("editorial"), shown.MENU}),
        ("/archive/", {shown.EVERY_PAGE, shown.MENU}),
        ("/archive/?genre=news", {shown.genre("news"), shown.MENU}),
        ("/archive/?words=swell&genre=news", {shown.EVERY_PAGE, shown.MENU}),
        ("/archive/?agency=afp", {shown.EVERY_PAGE, shown.MENU}),
        ("/archive/?author=nobody-yet", {shown.EVERY_PAGE}),
        ("/search/?q=ferry&topic=nothing-yet", {shown.EVERY_PAGE}),
        ("today", {shown.EVERY_PAGE, shown.MENU}),
        ("/corrections/", {shown.CORRECTIONS, shown.MENU}),
        ("/feeds/latest.rss", {shown.EVERY_PAGE, shown.MENU}),
        ("/sitemap.xml", {shown.EVERY_PAGE}),
        ("/sitemap-news.xml", {shown.EVERY_PAGE}),
        ("month", {shown.EVERY_PAGE, shown.TAKEN_DOWN}),
        ("/sitemap-sections.xml", {shown.MENU}),
        ("/feeds/opinion.rss", {shown.genre("column"), shown.genre("cartoon")}),
        ("/search/?q=ferry", {shown.EVERY_PAGE, shown.MENU}),
        ("/search/?q=nowhereatall", {shown.EVERY_PAGE, shown.MENU}),
    ],
)
def test_a_list_declares_what_would_bring_another_row_into_it(paper, name, tags):
    with shown.collecting() as declared:
        Client().get(paper.get(name, name))
    assert tags <= declared.tags


def test_a_section_declares_itself(paper):
    section = Section.objects.get(slug="world")
    with shown.collecting() as declared:
        Client().get("/world/")
    assert shown.section(section.pk) in declared.tags


def test_an_author_and_a_topic_declare_themselves(paper):
    tags = {
        "/authors/ayesha-khan/": shown.contributor(Contributor.objects.get().pk),
        "/topics/harbours/": shown.topic(Topic.objects.get().pk),
    }
    for path, tag in tags.items():
        with shown.collecting() as declared:
            assert Client().get(path).status_code == 200
        assert tag in declared.tags


def test_a_picture_whose_rights_run_out_bounds_the_page(paper):
    soon = timezone.now() + timedelta(hours=1)
    Image.objects.update(rights_expire_at=soon)
    with shown.collecting() as declared:
        Client().get(paper["article"])
    assert declared.until == soon


def test_the_date_in_the_masthead_bounds_the_front_page(paper):
    with shown.collecting() as declared:
        Client().get("/")
    assert declared.until is not None
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert timezone.localtime(declared.until).isoformat().startswith(f"{tomorrow}T00:00:00")


def test_a_picture_that_may_not_be_shown_is_declared_too(paper):
    """So that the page changes when it may be shown again."""
    image = Image.objects.get(page_uses__page__path=paper["article"])
    Image.objects.update(state="failed")
    with shown.collecting() as declared:
        assert "<img" not in Client().get(paper["article"]).content.decode()
    assert shown.picture(image.pk) in declared.tags


def test_the_net_finds_what_is_not_declared(paper, monkeypatch):
    monkeypatch.setattr("newsroom.publishing.reading.shown.show", lambda *tags: None)
    assert undeclared(paper["article"])

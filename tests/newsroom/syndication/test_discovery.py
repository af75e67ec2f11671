"""A page names its feeds, and they are there."""

import pytest

from tests.factories import a_section, an_article, an_editorial, page_of, published
from tests.newsroom.syndication.read import entries, get
from tests.reader import see

pytestmark = pytest.mark.django_db

TYPES = {
    "application/rss+xml": "rss",
    "application/atom+xml": "atom",
    "application/feed+json": "json",
}


def test_each_page_names_its_feeds_in_every_form(settings):
    settings.NEWSROOM_SITE_NAME = "Tide & Times"
    asia = a_section("asia", name="Asia & beyond", parent=a_section("world"))
    article = page_of(published(an_article(section=asia))).path
    piece = page_of(published(an_editorial())).path
    feeds = {
        "/": ("latest", "Tide & Times"),
        "/world/": ("world", "Tide & Times: World"),
        "/world/asia/": ("asia", "Tide & Times: Asia & beyond"),
        article: ("asia", "Tide & Times: Asia & beyond"),
        "/opinion/": ("opinion", "Tide & Times: Opinion"),
        "/opinion/editorial/": ("opinion", "Tide & Times: Opinion"),
        piece: ("opinion", "Tide & Times: Opinion"),
    }

    for path, (name, title) in feeds.items():
        links = see(path).tree.xpath("//head/link[@rel='alternate']")
        found = {link.get("href"): (link.get("type"), link.get("title")) for link in links}
        assert found == {
            f"/feeds/{name}.{form}": (mime, f"{title} ({label})")
            for (mime, form), label in zip(TYPES.items(), ("RSS", "Atom", "JSON"), strict=True)
        }, path
        for address, (mime, _title) in found.items():
            assert get(address)["Content-Type"].startswith(mime)
            assert entries(address)

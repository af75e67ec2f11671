"""The three forms of a feed: valid, and well-formed whatever words are in them."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from newsroom.syndication import atom, json_feed, rss
from newsroom.syndication.entry import Entry, Picture
from newsroom.syndication.feed import Feed
from newsroom.syndication.markup import document, text
from tests.newsroom.syndication.read import ATOM, CONTENT, DC, MEDIA, tree

FIRST = datetime(2012, 8, 11, 9, 5, tzinfo=UTC)
PICTURE = Picture(
    url="https://paper.example/media/quay.jpg", width=1280, height=720, size=90_000,
    alt="A quay.", caption="The lower quay.", credit="Paola Brandt", role="lead",
)  # fmt: skip
ENTRY = Entry(
    id="urn:uuid:0192f3a0-0000-7000-8000-000000000001",
    url="https://paper.example/world/2012/aug/11/ferry/",
    headline="Ferry & tide", summary="It stopped.", content="<p>All of it.</p>", language="en",
    published=FIRST, updated=None, authors=["Ayla Noor"], categories=["World"], picture=PICTURE,
)  # fmt: skip
FEED = Feed(
    title="The Paper", description="The latest.", site_name="The Paper", language="en",
    home="https://paper.example/", address="https://paper.example/feeds/latest.rss",
    page="https://paper.example/feeds/latest.rss", older="", entries=[ENTRY],
)  # fmt: skip

# Whatever a keyboard, a converter or somebody's malice may bring.
NASTY = st.text(
    st.one_of(
        st.characters(codec=None, exclude_categories=[]),
        st.sampled_from("<>&\"'\x00\x0b\x1f\x7f\x85\ufffe\uffff\ud800\udfff\u202e]"),
    )
) | st.sampled_from(["]]>", "<!--", "&nbsp;", "&#0;", "<![CDATA[", "]]&gt;", "\x00]]\x00>"])


def without_what_xml_forbids(words: str) -> str:
    """By the letter of XML 1.0, production 2; and as its readers give line ends."""
    kept = "".join(
        each
        for each in words
        if each in "\t\n\r"
        or " " <= each <= "\ud7ff"
        or "\ue000" <= each <= "\ufffd"
        or each >= "\U00010000"
    )
    return kept.replace("\r\n", "\n").replace("\r", "\n")


def feed_saying(words: str) -> Feed:
    """Everything in it that people write says ``words``."""
    picture = replace(PICTURE, caption=words, credit=words, alt=words)
    entry = replace(
        ENTRY, headline=words, summary=words, content=words, authors=[words],
        categories=[words], picture=picture,
    )  # fmt: skip
    return replace(FEED, title=words, description=words, site_name=words, entries=[entry])


@given(NASTY)
def test_rss_says_the_words_whatever_they_are(words: str):
    said = without_what_xml_forbids(words)
    channel = tree(rss.written(feed_saying(words))).find("channel")
    assert channel is not None
    item = channel.find("item")
    assert item is not None

    tags = ("title", "description", CONTENT, "category", f"{DC}creator")
    assert {item.findtext(tag) for tag in tags} == {said}
    assert channel.findtext("title") == said
    if words:
        assert item.findtext(f"{MEDIA}content/{MEDIA}description") == said


@given(NASTY)
def test_atom_says_the_words_whatever_they_are(words: str):
    said = without_what_xml_forbids(words)
    entry = tree(atom.written(feed_saying(words))).find(f"{ATOM}entry")
    assert entry is not None

    tags = ("title", "summary", "content", "author/{0}name")
    assert {entry.findtext(ATOM + tag.format(ATOM)) for tag in tags} == {said}


@given(NASTY)
def test_json_says_the_words_whatever_they_are(words: str):
    said = "".join(each for each in words if not "\ud800" <= each <= "\udfff")
    [item] = json.loads(json_feed.written(feed_saying(words)))["items"]

    assert item.get("title", "") == item.get("summary", "") == item["content_html"] == said


@pytest.mark.parametrize("forbidden", ["\x00", "\x0b", "\x1f", "\ufffe", "\uffff", "\ud800"])
def test_what_xml_forbids_is_dropped_and_nothing_beside_it(forbidden: str):
    assert document(f"<a>x{forbidden}y\ufffd\x7f\U0001fffe</a>") == (
        "<a>xy\ufffd\x7f\U0001fffe</a>".encode()
    )


@given(NASTY)
def test_no_words_become_markup(words: str):
    element = tree(document(f"<words>{text(words)}</words>"))

    assert len(element) == 0
    assert not element.xpath("//comment()|//processing-instruction()")


# --- What the formats ask for ---


def test_rss_has_what_the_format_asks_for():
    data = rss.written(replace(FEED, older="https://paper.example/feeds/latest.rss?before=1-1"))
    feed = tree(data)
    channel = feed.find("channel")
    assert channel is not None

    assert data.startswith(b'<?xml version="1.0" encoding="utf-8"?>')
    assert (feed.tag, feed.get("version")) == ("rss", "2.0")
    assert all(channel.findtext(name) for name in ("title", "link", "description", "language"))
    assert channel.findtext("lastBuildDate") == "Sat, 11 Aug 2012 09:05:00 GMT"
    item = channel.find("item")
    assert item is not None
    assert item.findtext("pubDate") == "Sat, 11 Aug 2012 09:05:00 GMT"
    guid = item.find("guid")
    assert guid is not None
    assert (guid.text, guid.get("isPermaLink")) == (ENTRY.id, "false")
    # One enclosure at most, with all three attributes.
    assert [set(each.attrib) for each in item.iter("enclosure")] == [{"url", "length", "type"}]
    assert [each.tag for each in item if item.findall(each.tag)[1:]] == []


def test_atom_has_what_rfc_4287_asks_for():
    feed = tree(atom.written(FEED))

    assert feed.tag == f"{ATOM}feed"
    for element, once in ((feed, "id title updated"), (feed[-1], "id title updated content")):
        assert [len(element.findall(ATOM + name)) for name in once.split()] == [1] * len(
            once.split()
        )
    assert feed.findtext(f"{ATOM}updated") == "2012-08-11T14:05:00+05:00"
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "The Paper"
    content = feed.find(f"{ATOM}entry/{ATOM}content")
    assert content is not None
    assert content.get("type") == "html"
    # One link of each relation for each type and language.
    for element in (feed, feed[-1]):
        links = [(link.get("rel"), link.get("type")) for link in element.findall(f"{ATOM}link")]
        assert len(links) == len(set(links))


def test_a_feed_without_entries_is_valid_all_the_same():
    empty = replace(FEED, entries=[])

    assert tree(rss.written(empty)).find("channel/lastBuildDate") is None
    assert tree(atom.written(empty)).findtext(f"{ATOM}updated") == "1970-01-01T05:00:00+05:00"
    assert json.loads(json_feed.written(empty))["items"] == []


def test_json_feed_has_what_version_1_1_asks_for():
    data = json.loads(json_feed.written(FEED))

    assert data["version"] == "https://jsonfeed.org/version/1.1"
    assert data["feed_url"] == FEED.page
    assert "next_url" not in data
    [item] = data["items"]
    assert isinstance(item["id"], str)
    assert item["content_html"]
    assert item["date_published"] == "2012-08-11T14:05:00+05:00"
    assert "date_modified" not in item


@pytest.mark.parametrize("form", ["rss", "atom"])
def test_a_fault_in_the_words_would_be_seen(form: str, monkeypatch: pytest.MonkeyPatch):
    """The reader that these tests use puts nothing right."""
    module: Any = {"rss": rss, "atom": atom}[form]
    monkeypatch.setattr(module, "text", lambda words: words)
    with pytest.raises(etree.XMLSyntaxError):
        tree(module.written(feed_saying("<")))

"""Web feeds of our own making, in every dialect, with what each of their entries says.

``rss(stories(3))``, ``rss10(...)``, ``atom(...)`` and ``json_feed(...)`` say the same.
"""

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from lxml import etree

from tests.wire_copy import wire_copy

HOST = "news.example"
HOME = f"https://{HOST}/"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DC = "http://purl.org/dc/elements/1.1/"
MEDIA = "http://search.yahoo.com/mrss/"
ATOM = "http://www.w3.org/2005/Atom"
_NAMES = f'xmlns:content="{CONTENT}" xmlns:dc="{DC}" xmlns:media="{MEDIA}" xmlns:atom="{ATOM}"'
_ENDS = ("", ".", "…", " & more", " <b>now</b>")


@dataclass(frozen=True, slots=True)
class Story:
    """One entry of a feed; ``paragraphs`` hold inline marks and links."""

    number: int
    title: str
    paragraphs: tuple[str, ...]
    summary: str = ""
    authors: tuple[str, ...] = ("Nasreen Qadri", "Zoë Brontë-Hall")
    tags: tuple[str, ...] = ("Harbour", "Rain & floods")
    published: str = "2031-05-02T08:30:00Z"
    updated: str = "2031-05-02T10:45:10+02:00"
    extra: str = field(default="", compare=False)

    @property
    def html(self) -> str:
        return "".join(f"<p>{each}</p>" for each in self.paragraphs)


def story(seed: int = 0, *, paragraphs: int = 4, summary: str = "", extra: str = "") -> Story:
    """A story of the seed's words, marked up as web sites do it."""
    pick = random.Random(seed)
    texts = wire_copy(seed, paragraphs=paragraphs, furniture="", credit=False)[1].paragraphs
    return Story(
        seed,
        f"Flood wall no. {seed} to be inspected{pick.choice(_ENDS[:4])}",
        tuple(_marked(pick, each) for each in texts),
        summary,
        extra=extra,
    )


def stories(count: int, seed: int = 0) -> list[Story]:
    """``count`` stories, no two alike."""
    return [story(seed + number) for number in range(count)]


def _marked(pick: random.Random, text: str) -> str:
    """``text`` as HTML with an emphasis, a link or an image in the middle of it."""
    words = text.split(" ")
    at = pick.randrange(1, len(words) - 1)
    mark = pick.choice(
        ["<em>{}</em>", '<a href="/more?a=1&amp;b=2">{}</a>', "{}", "<strong>{}</strong>"]
    )
    escaped = [escape(word, quote=False) for word in words]
    escaped[at] = mark.format(escaped[at])
    return " ".join(escaped)


# --- The dialects ---


def rss(entries: Sequence[Story], *, channel: str = "", version: str = "2.0") -> bytes:
    """RSS 0.9x or 2.0 with the whole text in ``content:encoded``."""
    items = "".join(f"<item>{_rss_item(each)}</item>" for each in entries)
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="{version}" {_NAMES}><channel>'
        f"<title>Harbour News</title><link>{HOME}</link><description>All of it</description>"
        f"<language>en-gb</language><copyright>© Harbour News</copyright>"
        f"<lastBuildDate>Sat, 03 May 2031 11:59:59 GMT</lastBuildDate>{channel}{items}"
        "</channel></rss>"
    ).encode()


def _rss_item(entry: Story) -> str:
    authors = "".join(f"<dc:creator>{escape(each)}</dc:creator>" for each in entry.authors)
    tags = "".join(f"<category>{escape(each)}</category>" for each in entry.tags)
    summary = f"<description>{escape(entry.summary)}</description>" if entry.summary else ""
    return (
        f'<title>{escape(escape(entry.title))}</title><guid isPermaLink="false">n{entry.number}'
        f"</guid><link>{HOME}{entry.number}</link><pubDate>{entry.published}</pubDate>"
        f"<atom:updated>{entry.updated}</atom:updated>{authors}{tags}{summary}"
        f"<content:encoded>{escape(entry.html)}</content:encoded>{entry.extra}"
    )


def rss10(entries: Sequence[Story]) -> bytes:
    """RSS 1.0: RDF, the items beside the channel."""
    items = "".join(
        f'<item rdf:about="{HOME}{each.number}">{_rss_item(each)}</item>' for each in entries
    )
    return (
        f'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" {_NAMES}'
        f' xmlns="http://purl.org/rss/1.0/"><channel rdf:about="{HOME}"><title>Harbour News</title>'
        f"<link>{HOME}</link><dc:language>en-gb</dc:language><dc:rights>© Harbour News</dc:rights>"
        f"</channel>{items}</rdf:RDF>"
    ).encode()


def atom(entries: Sequence[Story], *, kind: str = "html", feed: str = "") -> bytes:
    """Atom 1.0; ``kind`` is how the content is carried: html, cdata or xhtml."""
    carried = {
        "html": lambda html: f'<content type="html">{escape(html)}</content>',
        "cdata": lambda html: f'<content type="html"><![CDATA[{html}]]></content>',
        "xhtml": lambda html: (
            '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">'
            f"{html}</div></content>"
        ),
    }[kind]
    items = "".join(f"<entry>{_atom_entry(each, carried)}</entry>" for each in entries)
    return (
        f'<feed xmlns="{ATOM}" xmlns:media="{MEDIA}" xml:lang="en-gb"><title>Harbour News</title>'
        f'<link href="{HOME}"/><link rel="self" href="{HOME}feed.atom"/><id>{HOME}feed</id>'
        f"<rights>© Harbour News</rights><updated>2031-05-03T11:59:59Z</updated>{feed}{items}"
        "</feed>"
    ).encode()


def _atom_entry(entry: Story, carried: Callable[[str], str]) -> str:
    authors = "".join(f"<author><name>{escape(each)}</name></author>" for each in entry.authors)
    tags = "".join(f'<category term="{escape(each)}"/>' for each in entry.tags)
    summary = f'<summary type="html">{escape(entry.summary)}</summary>' if entry.summary else ""
    return (
        f"<id>n{entry.number}</id><title>{escape(entry.title)}</title>"
        f'<link href="/{entry.number}"/><published>{entry.published}</published>'
        f"<updated>{entry.updated}</updated>{authors}{tags}{summary}{carried(entry.html)}"
        f"{entry.extra}"
    )


def json_feed(entries: Sequence[Story]) -> dict[str, Any]:
    """JSON Feed 1.1, as data."""
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Harbour News",
        "home_page_url": HOME,
        "language": "en-gb",
        "items": [_json_item(each) for each in entries],
    }


def _json_item(entry: Story) -> dict[str, Any]:
    return {
        "id": f"n{entry.number}",
        "url": f"{HOME}{entry.number}",
        "title": entry.title,
        "content_html": entry.html,
        "summary": entry.summary,
        "date_published": entry.published,
        "date_modified": entry.updated,
        "authors": [{"name": each} for each in entry.authors],
        "tags": list(entry.tags),
    }


def as_json(value: Any) -> bytes:
    """``value`` as a server sends it."""
    return json.dumps(value, ensure_ascii=False).encode()


# --- What a reader sees of it ---

_SEEN = frozenset("title description summary encoded content first_line body".split())


def seen_in(data: bytes) -> list[list[str]]:
    """For each entry the texts that a reader sees, as HTML; found without the parser's help."""
    root = etree.fromstring(data)
    entries = [each for each in root.iter() if _local(each) in {"item", "entry"}]
    return [[_inner(part) for part in entry.iter() if _local(part) in _SEEN] for entry in entries]


def _local(element: Any) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _inner(element: Any) -> str:
    """What is marked up in it, as HTML; plain text counts as HTML too, as browsers take it."""
    inside = [etree.tostring(child, encoding="unicode") for child in element]
    text = element.text or ""
    return (escape(text) if inside else text) + "".join(inside)

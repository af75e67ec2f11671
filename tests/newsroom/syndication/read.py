"""Feeds as those who take them read them."""

import json
from dataclasses import dataclass
from typing import Any

from django.test import Client
from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
DC = "{http://purl.org/dc/elements/1.1/}"
MEDIA = "{http://search.yahoo.com/mrss/}"

# Nothing is fetched, nothing is put right.
_STRICT = etree.XMLParser(resolve_entities=False, no_network=True, recover=False)


@dataclass(frozen=True)
class Seen:
    """An entry, in whatever form it came."""

    id: str
    url: str
    headline: str
    summary: str
    content: str
    published: str
    updated: str
    authors: list[str]
    categories: list[str]


def get(address: str, **headers: Any) -> Any:
    """The answer, which must be 200."""
    answer = Client().get(address, **headers)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer


def xml(address: str) -> etree._Element:
    return tree(get(address).content)


def tree(data: bytes) -> etree._Element:
    return etree.fromstring(data, _STRICT)


def rss(address: str) -> list[Seen]:
    return [_item(item) for item in xml(address).iter("item")]


def atom(address: str) -> list[Seen]:
    return [_entry(entry) for entry in xml(address).iter(f"{ATOM}entry")]


def json_feed(address: str) -> list[Seen]:
    return [_json_item(item) for item in json.loads(get(address).content)["items"]]


def entries(address: str) -> list[Seen]:
    """Those of a feed in any form."""
    form = address.partition("?")[0].rpartition(".")[2]
    return {"rss": rss, "atom": atom, "json": json_feed}[form](address)


def _item(item: etree._Element) -> Seen:
    return Seen(
        id=_text(item, "guid"),
        url=_text(item, "link"),
        headline=_text(item, "title"),
        summary=_text(item, "description"),
        content=_text(item, CONTENT),
        published=_text(item, "pubDate"),
        updated=_text(item, f"{ATOM}updated"),
        authors=[each.text or "" for each in item.iter(f"{DC}creator")],
        categories=[each.text or "" for each in item.iter("category")],
    )


def _entry(entry: etree._Element) -> Seen:
    link = entry.find(f"{ATOM}link[@rel='alternate']")
    assert link is not None
    return Seen(
        id=_text(entry, f"{ATOM}id"),
        url=link.get("href", ""),
        headline=_text(entry, f"{ATOM}title"),
        summary=_text(entry, f"{ATOM}summary"),
        content=_text(entry, f"{ATOM}content"),
        published=_text(entry, f"{ATOM}published"),
        updated=_text(entry, f"{ATOM}updated"),
        authors=[_text(each, f"{ATOM}name") for each in entry.iter(f"{ATOM}author")],
        categories=[each.get("term", "") for each in entry.iter(f"{ATOM}category")],
    )


def _json_item(item: dict[str, Any]) -> Seen:
    return Seen(
        id=item["id"],
        url=item["url"],
        headline=item["title"],
        summary=item.get("summary", ""),
        content=item["content_html"],
        published=item["date_published"],
        updated=item.get("date_modified", ""),
        authors=[each["name"] for each in item.get("authors", [])],
        categories=item.get("tags", []),
    )


def _text(element: etree._Element, tag: str) -> str:
    return element.findtext(tag) or ""

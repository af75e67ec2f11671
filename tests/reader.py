"""A reader who looks at pages: what stands there, in reading order."""

import json
from typing import Any

from django.test import Client
from lxml import html
from lxml.html import HtmlElement


class Seen:
    """One answer of the site, taken apart as a reader takes it in."""

    def __init__(self, response: Any) -> None:
        self.response = response
        self.status: int = response.status_code
        self.source: str = response.content.decode()
        self.tree: HtmlElement = html.document_fromstring(self.source)

    def one(self, css: str) -> HtmlElement:
        """The only element of its kind."""
        (element,) = self.all(css)
        return element

    def all(self, css: str) -> list[HtmlElement]:
        """Elements by ``tag``, ``.class``, ``tag.class`` or several of these in line."""
        path = "//".join(_xpath(part) for part in css.split())
        return list(self.tree.xpath(f"//{path}"))

    @property
    def paragraphs(self) -> list[str]:
        return [text_of(each) for each in self.one("article").iter("p")]

    @property
    def sidebar(self) -> list[str]:
        """Every run of text of the sidebar, in order."""
        return lines(self.one("aside"))

    @property
    def structured_data(self) -> Any:
        (script,) = self.tree.xpath("//script")
        assert script.get("type") == "application/ld+json"
        return json.loads(script.text)

    def meta(self, name: str) -> str | None:
        found = self.tree.xpath(f"//meta[@property='{name}' or @name='{name}']")
        return found[0].get("content") if found else None


def see(path: str, **headers: Any) -> Seen:
    """What a reader without an account sees at ``path``."""
    return Seen(Client().get(path, **headers))


def lines(element: HtmlElement) -> list[str]:
    return [text.strip() for text in element.itertext() if text.strip()]


def text_of(element: HtmlElement) -> str:
    return " ".join("".join(element.itertext()).split())


def _xpath(part: str) -> str:
    tag, _, name = part.partition(".")
    if not name:
        return tag
    return f"{tag or '*'}[contains(concat(' ', @class, ' '), ' {name} ')]"

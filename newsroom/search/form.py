"""What a reader asks of the search page, and the form that shows it again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from newsroom.publishing import days
from newsroom.publishing.filters import GENRES, PageFilter
from newsroom.publishing.menu import Menu
from newsroom.search.asked import LONGEST
from newsroom.search.query import Narrowing

LABELS = {"section": "Section", "genre": "Kind", "from": "From", "to": "To"}
# These too narrow a search, for links that lead here; they have no field until they are used.
_ON_REQUEST = {"author": "Author", "topic": "Topic", "agency": "Agency"}
_DAYS = {"from", "to"}
_SELECTED = mark_safe(" selected")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the form as it is shown: what was typed stays, and its fault stands by it."""

    name: str
    label: str
    typed: str
    error: str = ""
    options: SafeString | None = None

    @property
    def type(self) -> str:
        return "date" if self.name in _DAYS else "text"


class SearchForm:
    """The words and what narrows them, as they stand in the address."""

    def __init__(self, query: QueryDict, menu: Menu) -> None:
        self.menu = menu
        self.words = _typed(query, "q")
        self.typed = {name: _typed(query, name) for name in LABELS | _ON_REQUEST}
        self.narrowed = PageFilter(self.typed, menu=menu)

    @property
    def is_given(self) -> bool:
        """Whether anything was asked at all."""
        return bool(self.words or self.given)

    @property
    def is_right(self) -> bool:
        return bool(self.narrowed.is_valid())

    @property
    def is_too_long(self) -> bool:
        return len(self.words) > LONGEST

    @property
    def given(self) -> dict[str, str]:
        """What narrows the search."""
        return {name: value for name, value in self.typed.items() if value}

    def query(self, **more: str) -> str:
        """The address of the same search, with ``more`` of it said."""
        asked = {"q": self.words, **self.given, **more}
        return urlencode({name: value for name, value in asked.items() if value})

    @cached_property
    def narrowing(self) -> Narrowing:
        """To be asked only of what is right."""
        cleaned: dict[str, Any] = self.narrowed.form.cleaned_data
        section, author, topic = (cleaned[name] for name in ("section", "author", "topic"))
        return Narrowing(
            section=section.pk if section else None,
            kind=cleaned["genre"],
            contributor=author.pk if author else None,
            topic=topic.pk if topic else None,
            agency=cleaned["agency"],
            since=days.start_of(cleaned["from"]) if cleaned["from"] else None,
            until=days.end_of(cleaned["to"]) if cleaned["to"] else None,
        )

    @property
    def fields(self) -> list[Field]:
        asked = LABELS | {name: of for name, of in _ON_REQUEST.items() if self.typed[name]}
        errors: Mapping[str, list[str]] = self.narrowed.errors
        options = {"section": _sections(self.menu), "genre": list(GENRES.items())}
        return [
            Field(
                name,
                label,
                self.typed[name],
                " ".join(errors.get(name, ())),
                _options(options[name], self.typed[name]) if name in options else None,
            )
            for name, label in asked.items()
        ]


def _typed(query: QueryDict, name: str) -> str:
    return query.get(name, "").replace("\x00", "").strip()


def _sections(menu: Menu) -> list[tuple[str, str]]:
    """Top sections, each followed by its own."""
    return [
        (each.slug, f"{each.parent.name}: {each.name}" if each.parent else each.name)
        for top in menu.tops
        for each in (top, *menu.under(top))
    ]


def _options(names: Iterable[tuple[str, str]], chosen: str) -> SafeString:
    rows = ((value, _SELECTED if value == chosen else "", name) for value, name in names)
    return format_html_join("\n", '<option value="{}"{}>{}</option>', rows)

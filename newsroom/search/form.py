"""What a reader asks of the search page, and the form that shows it again."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from newsroom.publishing import days
from newsroom.publishing.filter_fields import LABELS, Field, fields
from newsroom.publishing.filters import PageFilter
from newsroom.publishing.menu import Menu
from newsroom.search.asked import LONGEST
from newsroom.search.query import Narrowing

# By the others too a search is narrowed, for links that lead here; until then they have no field.
FIELDS = {"section", "genre", "from", "to"}


class SearchForm:
    """The words and what narrows them, as they stand in the address."""

    def __init__(self, query: QueryDict, menu: Menu) -> None:
        self.menu = menu
        self.words = _typed(query, "q")
        self.typed = {name: _typed(query, name) for name in LABELS}
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

    @property
    def narrowing(self) -> Narrowing:
        """To be asked only of what is right."""
        return narrowing_of(self.narrowed.form.cleaned_data)

    @property
    def fields(self) -> list[Field]:
        shown = {
            name: label for name, label in LABELS.items() if name in FIELDS or self.typed[name]
        }
        return fields(shown, self.typed, self.menu, self.narrowed.errors)


def narrowing_of(cleaned: Mapping[str, Any]) -> Narrowing:
    """What a form of ``PageFilter`` was found to ask for, as search takes it."""
    pk = {name: cleaned[name].pk for name in ("section", "author", "topic") if cleaned[name]}
    return Narrowing(
        section=pk.get("section"),
        kind=cleaned["genre"],
        contributor=pk.get("author"),
        topic=pk.get("topic"),
        agency=cleaned["agency"],
        since=days.start_of(cleaned["from"]) if cleaned["from"] else None,
        until=days.end_of(cleaned["to"]) if cleaned["to"] else None,
    )


def _typed(query: QueryDict, name: str) -> str:
    return query.get(name, "").replace("\x00", "").strip()

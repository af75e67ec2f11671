"""The site's menu: every section by name and address, read with a page or on its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from django.db.models import Subquery, TextField, Value
from django.db.models.aggregates import StringAgg
from django.db.models.functions import Cast, Coalesce, Concat

from newsroom.publishing import shown
from newsroom.publishing.compiled import Compiled
from newsroom.publishing.models import Section

_COLUMNS = ("pk", "parent_id", "position", "slug", "name")
# Separators that no name can sensibly hold.
_BETWEEN_COLUMNS, _BETWEEN_ROWS = "\x1f", "\x1e"


_SECTIONS = Compiled(Section, lambda: Section.objects.order_by().only(*_COLUMNS))


@dataclass(frozen=True, slots=True)
class MenuSection:
    """A section as the menu and the cards name it."""

    pk: int
    slug: str
    name: str
    parent: "MenuSection | None" = None

    @property
    def path(self) -> str:
        """The section front's public path."""
        return f"{self.parent.path}{self.slug}/" if self.parent else f"/{self.slug}/"

    @property
    def top(self) -> "MenuSection":
        return self.parent or self


class Menu:
    """All sections in the order of the menu."""

    def __init__(self, rows: Iterable[tuple[str, str, str, str, str]]) -> None:
        ordered = sorted(rows, key=lambda row: (int(row[2]), row[4]))
        self.sections: dict[int, MenuSection] = {}
        # Top sections first, since sub-sections name them.
        for pk, parent, _position, slug, name in sorted(ordered, key=lambda row: bool(row[1])):
            above = self.sections.get(int(parent)) if parent else None
            self.sections[int(pk)] = MenuSection(int(pk), slug, name, above)

    @classmethod
    def read(cls) -> Self:
        """The menu in one query, for fronts."""
        shown.show(shown.MENU)
        rows = ([getattr(row, name) for name in _COLUMNS] for row in _SECTIONS.rows())
        return cls(tuple("" if value is None else str(value) for value in row) for row in rows)  # type: ignore[misc]

    @classmethod
    def from_column(cls, text: str | None) -> Self:
        """The menu out of what ``menu_column`` added to a row."""
        shown.show(shown.MENU)
        rows = (text or "").split(_BETWEEN_ROWS)
        return cls(tuple(row.split(_BETWEEN_COLUMNS)) for row in rows if row)  # type: ignore[misc]

    @property
    def tops(self) -> list[MenuSection]:
        return [section for section in self.sections.values() if section.parent is None]

    def under(self, top: MenuSection) -> list[MenuSection]:
        """The sub-sections of ``top``."""
        return [section for section in self.sections.values() if section.parent == top]

    def get(self, pk: int | None) -> MenuSection | None:
        return self.sections.get(pk) if pk else None

    def called(self, slug: str) -> MenuSection | None:
        """The section of this slug, wherever it stands."""
        return next((each for each in self.sections.values() if each.slug == slug), None)

    def at(self, path: str) -> MenuSection | None:
        """The section whose front has this path."""
        return next((each for each in self.sections.values() if each.path == path), None)


def menu_column() -> Subquery:
    """The whole menu as one value of a row, so that a page and the menu are one query."""
    text = TextField()
    values: list[Coalesce | Value] = []
    for name in _COLUMNS:
        column = Coalesce(Cast(name, text), Value("", text), output_field=text)
        values += [column, Value(_BETWEEN_COLUMNS, text)]
    line = Concat(*values[:-1], output_field=text)
    rows = Section.objects.order_by().annotate(one=Value(1)).values("one")
    return Subquery(rows.annotate(menu=StringAgg(line, Value(_BETWEEN_ROWS))).values("menu"))

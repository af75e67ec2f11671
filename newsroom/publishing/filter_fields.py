"""The form by which readers narrow a list, as it is shown: the markup is ours.

A choice of hundreds of sections that a form library renders takes longer than all of the list.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from newsroom.publishing.filters import GENRES
from newsroom.publishing.menu import Menu

LABELS = {
    "section": "Section",
    "genre": "Kind",
    "author": "Author",
    "topic": "Topic",
    "agency": "Agency",
    "from": "From",
    "to": "To",
}
DAYS = {"from", "to"}
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
        # A browser's own field for dates would drop what is none.
        return "date" if self.name in DAYS and not self.error else "text"


def fields(
    labels: Mapping[str, str], typed: Mapping[str, str], menu: Menu,
    errors: Mapping[str, list[str]],
) -> list[Field]:  # fmt: skip
    """The fields of these ``labels``, by name, in their order; ``errors`` as the filter says."""
    choices = {"section": _sections(menu), "genre": GENRES.items()}
    return [
        Field(
            name,
            label,
            typed[name],
            " ".join(errors.get(name, ())),
            _options(choices[name], typed[name]) if name in choices else None,
        )
        for name, label in labels.items()
    ]


def _sections(menu: Menu) -> list[tuple[str, str]]:
    """Top sections, each followed by its own."""
    order = {section.pk: place for place, section in enumerate(menu.sections.values())}
    listed = sorted(
        menu.sections.values(),
        key=lambda each: (order[each.top.pk], each.parent is not None, order[each.pk]),
    )
    return [
        (each.slug, f"{each.parent.name}: {each.name}" if each.parent else each.name)
        for each in listed
    ]


def _options(names: Iterable[tuple[str, str]], chosen: str) -> SafeString:
    rows = ((value, _SELECTED if value == chosen else "", name) for value, name in names)
    return format_html_join("\n", '<option value="{}"{}>{}</option>', rows)

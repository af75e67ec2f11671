"""Two contents of a story side by side: what changed, field by field, in the editor's words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from newsroom.publishing.models import Byline, Section
from newsroom.text.sanitize import paragraphs
from newsroom.text.words import Run, diff

LABELS = {
    "kicker": "Kicker",
    "headline": "Headline",
    "standfirst": "Standfirst",
    "body": "Text",
    "bylines": "Bylines",
    "dateline_place": "Dateline: place",
    "dateline_date": "Dateline: date",
    "credit": "Credit",
    "pictures": "Pictures",
    "teaser": "Teaser",
    "section": "Section",
    "topics": "Topics",
    "kind": "Kind",
    "slug": "Slug",
    "language": "Language",
    "direction": "Direction",
    "evergreen": "Evergreen",
    "print_edition": "Print edition",
    "print_date": "Print date",
    "print_page": "Print page",
    "legacy_addresses": "Former addresses",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One field that differs: its label, its paragraphs as runs; a remark if words are equal."""

    label: str
    paragraphs: tuple[tuple[Run, ...], ...]
    remark: str = ""

    @property
    def shown(self) -> list[tuple[Run, ...] | None]:
        """The paragraphs that changed, each with its neighbours; None where others are left out."""
        changed = [any(run.kind != "kept" for run in runs) for runs in self.paragraphs]
        near = [any(changed[max(0, at - 1) : at + 2]) for at in range(len(changed))]
        shown: list[tuple[Run, ...] | None] = []
        for is_near, runs in zip(near, self.paragraphs, strict=True):
            if is_near:
                shown.append(runs)
            elif not shown or shown[-1] is not None:
                shown.append(None)
        return shown


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """What differs from ``before`` to ``after``, both contents as editions keep them.

    Only fields that both have are compared, so that a part of a content can be given.
    """
    names = _section_names(before, after)
    found = []
    for field, label in LABELS.items():
        if field not in before or field not in after or before[field] == after[field]:
            continue
        old, new = (_text(field, side[field], names) for side in (before, after))
        if old != new:
            found.append(Change(label, tuple(diff(old, new))))
        elif field == "body":
            found.append(Change(label, (), "The words are the same; formatting or links differ."))
    return found


def _section_names(*contents: Mapping[str, Any]) -> dict[int, str]:
    ids = {side.get("section") for side in contents}
    if len(ids) < 2:
        return {}
    known = [pk for pk in ids if pk is not None]
    return dict(Section.objects.filter(pk__in=known).values_list("pk", "name"))


def _text(field: str, value: Any, section_names: Mapping[int, str]) -> str:
    """The value as plain text, a line for each paragraph."""
    match field:
        case "body":
            return "\n".join(paragraphs(value))
        case "section":
            return section_names.get(value, "none") if value else "none"
        case "bylines":
            return "\n".join(f"{Byline.Role(line['role']).label} {line['name']}" for line in value)
        case "topics":
            return ", ".join(topic["name"] for topic in value)
        case "pictures":
            return "\n".join(_picture(use) for use in value)
        case "legacy_addresses":
            return "\n".join(value)
        case "evergreen":
            return "yes" if value else "no"
    return str(value)


def _picture(use: Mapping[str, Any]) -> str:
    parts: Iterable[str] = (use["caption"], use["credit"], use["alt"])
    return f"{use['role']} (picture {use['image']}): " + " / ".join(part for part in parts if part)

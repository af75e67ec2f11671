"""NewsML-G2's packages: lists of other items, in groups that have a role and an order."""

from collections.abc import Iterator
from html import escape

from newsroom.wire.parsers.body import Block
from newsroom.wire.parsers.draft import Draft
from newsroom.wire.parsers.markup import Element, folded, found_at, text_at
from newsroom.wire.parsers.newsml_g2_codes import local


def list_references(draft: Draft, item: Element) -> None:
    """The titles of the items that the package lists become its body, their ids are set apart."""
    for group in _groups(item.find("groupSet")):
        references = group.findall("itemRef")
        entries = [entry for each in references if (entry := _entry(each))]
        if entries:
            html = "".join(f"<li>{escape(entry, quote=False)}</li>" for entry in entries)
            draft.body.blocks.append(Block(f"<ul>{html}</ul>", " ".join(entries)))
        role = local(group.get("role"))
        draft.apart += [line for each in references if (line := _reference(each, role))]


def _groups(group_set: Element | None) -> Iterator[Element]:
    """The groups as the root names them, then those that nobody names; each once."""
    groups = {folded(each.get("id")): each for each in found_at(group_set, "group")}
    waiting = [folded(group_set.get("root")), *groups] if group_set is not None else []
    seen: set[str] = set()
    while waiting:
        name = waiting.pop(0)
        if name in seen or name not in groups:
            continue
        seen.add(name)
        yield groups[name]
        waiting[:0] = [folded(each.get("idref")) for each in found_at(groups[name], "groupRef")]


def _entry(reference: Element) -> str:
    title = text_at(reference, "headline", "title")
    return ": ".join(text for text in (title, text_at(reference, "description")) if text)


def _reference(reference: Element, role: str) -> str:
    """``main: tag:example.com,2031:1, version 15``."""
    target = folded(reference.get("residref")) or folded(reference.get("href"))
    version = folded(reference.get("version"))
    line = f"{role}: {target}" if role else target
    return f"{line}, version {version}" if target and version else line if target else ""

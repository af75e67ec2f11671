"""The ``body`` of an NITF story: the lines above the text, the text, and what stands below it."""

import re
from collections.abc import Iterable

from newsroom.wire.parsers.body import Body, body_of, body_of_unknown, preformatted_block
from newsroom.wire.parsers.draft import Draft
from newsroom.wire.parsers.instants import instant
from newsroom.wire.parsers.markup import Element, folded, found_at, text_at, text_of, texts_at

_READ = frozenset(
    {"hedline", "hl1", "note", "rights", "byline", "distributor", "dateline", "abstract"}
)
_PLACE = re.compile(r"[^\W\d_a-z][^\d():;/]{1,60}[^\d():;/\s,.–—-]\.?")
# A note of type npa is a "non-publishable advisory" (NITF 3.x).
_NOT_FOR_READERS = "npa"
_BY = re.compile(r"(?:By|Von|Par|Por|Di|Door|Av|Af)\b", re.IGNORECASE)
_LINE_ENDS = frozenset({"p", "br", "pre", "hl2", "block", "note"})


def lines_of(texts: Iterable[str]) -> list[str]:
    """Those of ``texts`` that say anything, each once."""
    return list(dict.fromkeys(text for text in texts if text))


def set_lines(draft: Draft, title: str, body: Element | None) -> None:
    """Headline, byline, dateline and abstract; lines that have no field are set apart."""
    top, *further = list(found_at(body, "body.head")) or [None]
    hedlines = list(found_at(top, "hedline"))
    draft.headline = text_at(top, "hedline/hl1", "hl1") or title
    others = [text_of(each) for hedline in hedlines for each in hedline]
    others += texts_at(top, "hl1")
    others += [text_of(each) for each in (() if top is None else top) if each.tag not in _READ]
    others += texts_at(top, "distributor")[1:]
    others += [text for each in further for text in (folded(each.text), *_children(each))]
    others += [text for each in (body, top, *hedlines) for text in _loose(each)]
    said = {text.casefold() for text in (draft.headline, draft.slugline, *draft.keywords)}
    draft.apart += [line for line in lines_of(others) if line.casefold() not in said]
    draft.byline = ", ".join(_bylines(top))
    draft.abstract = " ".join(texts_at(top, "abstract"))
    if _is_sentence(draft.byline) and top.find("byline/person") is None:
        # ANSA has the second headline there.
        draft.apart += [draft.abstract] if draft.abstract else []
        draft.byline, draft.abstract = "", draft.byline
    draft.notes += texts_at(top, "note")
    _set_dateline(draft, top)


def _is_sentence(byline: str) -> bool:
    """Whether ``byline`` is no name: half of its words, four at least, have no capital."""
    words = byline.split()
    small = sum(word[0].islower() for word in words)
    return small >= 4 and 2 * small >= len(words) and not _BY.match(byline)


def _bylines(top: Element | None) -> list[str]:
    """``By A, Business Writer``: the name and, after a comma, what stands in ``byttl``."""
    lines = []
    for byline in found_at(top, "byline"):
        first = next(iter(byline), None)
        if first is not None and first.tag == "person" and byline.text:
            byline.text += " "  # BusinessDesk leaves none between "By" and the name
        title = text_at(byline, "byttl", "person/byttl")
        name = text_of(byline)
        if title and name != title and name.endswith(title):
            name = f"{name.removesuffix(title).rstrip(' ,')}, {title}"
        lines.append(name)
    return lines_of(lines)


def _set_dateline(draft: Draft, top: Element | None) -> None:
    """The line as it stands, without dates that are for machines; EFE warns of its own."""
    for dateline in found_at(top, "dateline"):
        for date in found_at(dateline, "story.date"):
            if instant(text_of(date)) is not None:
                date.text = ""
        line = text_of(dateline).strip(" ,")
        place, date = text_at(dateline, "location").strip(" ,"), text_at(dateline, "story.date")
        if place and line == f"{place} {date}":
            line = f"{place}, {date}"
        if draft.dateline_line:
            draft.apart += lines_of([line])
        elif line:
            draft.dateline_line = line
            draft.dateline_place = place or (line if _PLACE.fullmatch(line) else "")


def set_body(draft: Draft, body: Element | None, *, is_tabular: bool) -> None:
    """The text; what is not for readers becomes a note, what stands below it is set apart."""
    contents = list(found_at(body, "body.content"))
    for content in contents:
        draft.notes += _notes_taken(content)
    draft.body = _tables(contents) if is_tabular else _text(contents)
    for end in found_at(body, "body.end"):
        draft.apart += lines_of([folded(end.text), *_children(end)])


def _loose(element: Element | None) -> Iterable[str]:
    """The words between the parts of ``element``, where none should stand."""
    if element is not None:
        yield folded(element.text)
        for child in element:
            yield folded(child.tail)


def _children(element: Element) -> Iterable[str]:
    for child in element:
        yield text_of(child)
        yield folded(child.tail)


def _notes_taken(content: Element) -> list[str]:
    """The notes that readers must not see, taken out of the text."""
    taken = []
    for note in list(content.iter("note")):
        if folded(note.get("type")).casefold() == _NOT_FOR_READERS:
            taken.append(text_of(note))
            _drop(note)
    return lines_of(taken)


def _drop(element: Element) -> None:
    parent, before = element.getparent(), element.getprevious()
    if element.tail:
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
        element.tail = None
    parent.remove(element)


def _text(contents: list[Element]) -> Body:
    if len(contents) == 1 and not len(contents[0]):
        # Some put the text there whole, as plain lines or escaped.
        return body_of_unknown(contents[0].text or "")
    return body_of(*contents)


def _tables(contents: list[Element]) -> Body:
    """Lines whose columns are made of spaces (ANPA's format t) remain as they are."""
    if any(next(each.iter("table"), None) is not None for each in contents):
        return _text(contents)
    parts: list[str] = []
    for content in contents:
        _lines(content, parts)
    lines = [line.rstrip() for line in "".join(parts).split("\n")]
    text = "\n".join(line for at, line in enumerate(lines) if line or (at and lines[at - 1]))
    body = Body()
    if text.strip():
        body.blocks.append(preformatted_block(text.strip("\n")))
    return body


def _lines(element: Element, parts: list[str]) -> None:
    parts.append(element.text or "")
    for child in element:
        _lines(child, parts)
        if child.tag in _LINE_ENDS:
            parts.append("\n")
        parts.append(child.tail or "")

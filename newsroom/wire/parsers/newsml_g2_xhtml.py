"""XHTML as agencies carry it in NewsML-G2: furniture put aside, lines and paragraphs mended."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import unescape

from lxml import etree

from newsroom.wire.parsers import layout
from newsroom.wire.parsers.body import (
    Block,
    Body,
    body_of,
    body_of_unknown,
    plain_block,
    preformatted_block,
)
from newsroom.wire.parsers.draft import Draft
from newsroom.wire.parsers.instants import instant
from newsroom.wire.parsers.markup import XML_LANG, Element, folded, text_at, text_of, texts_at

_MARKS = frozenset({"teaser", "byline"})
_LINES = ("p", "li", "time", "strong", "h1", "h2", "h3", "h4", "h5", "h6", "dt", "dd", "td", "th")
_OTHER_BLOCKS = ("li", "td", "th", "pre", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6")
# Two words of a paragraph with an empty line between them (Reuters), or words in columns.
_EMPTY_LINE = re.compile(r"\S[^\S\n]*\n(?:[^\S\n]*\n)+\s*\S")
_COLUMNS = re.compile(r"^.*\S(?: {3,}|\t+)\S.*$", re.MULTILINE)
# ANSA ends its texts with a line of routing codes that stands in no paragraph.
_ROUTING = re.compile(r"(?=(?:\D*\d){6})[A-Z\d]{1,12}(?: [A-Z\d]{1,12}){3,}")
# STT: marks and entities that were escaped once too often.
_DASHES = re.compile(r"&lt;(en|em)dash&gt;.{0,3}?&lt;/\1dash&gt;")
_MARKUP = re.compile(r"(<[^<>]*>)")
_TWICE = re.compile(r"&amp;(#\d{1,6}|#x[0-9A-Fa-f]{1,5}|quot|apos|nbsp|amp);")


def xhtml_text(inline: Element) -> Draft:
    """The text in ``inline``: an ``html`` element, or its parts without one."""
    text = Draft(format="newsml-g2", headline=text_at(inline, "html/head/title", "head/title"))
    html = inline.find("html")
    if html is not None:
        text.language = html.get(XML_LANG) or html.get("lang") or ""
    if not len(inline):
        text.body = body_of_unknown(inline.text or "")
        return text
    bodies = inline.findall("html/body") or inline.findall("body") or [inline]
    for body in bodies:
        _take_header(body, text)
        _take_marked(body, text)
        _take_routing(body, text)
        _straighten(body)
    text.body = body_of(*bodies)
    mend(text)
    return text


def lines_of(element: Element) -> list[str]:
    """The lines in ``element``: of each paragraph, heading and list entry the words."""
    found = [each for each in element.iter(*_LINES) if not _holds_lines(each)]
    return [text for each in found if (text := text_of(each))] or texts_at(element, ".")


def _holds_lines(element: Element) -> bool:
    return len(element) > 0 and next(element.iterdescendants(*_LINES), None) is not None


def marked_embargo(element: Element) -> Element | None:
    """The element in ``element`` that dpa marks as the line of an embargo, if there is one."""
    return next((each for each in element.iter() if "embargo" in (each.get("class") or "")), None)


# --- Furniture ---


def _take_header(body: Element, text: Draft) -> None:
    """dpa sets the metadata above the text once more, for people to read."""
    for header in body.findall("header"):
        slug = texts_at(header, "ul[@class='slugline']/li")
        if not slug and header.find("time[@class='publicationDate']") is None:
            continue
        text.slugline = "/".join(slug)
        text.headline = text_at(header, "h1") or text.headline
        text.byline = text_at(header, "p[@class='byline']")
        embargo = marked_embargo(header)
        if embargo is not None:
            text.is_embargoed = True
            text.embargo_until = instant(embargo.get("data-datetime"))
        told = {*slug, text.headline, text.byline}
        text.apart += [line for line in lines_of(header) if line not in told]
        _remove(header)


def _take_marked(body: Element, text: Draft) -> None:
    """Paragraphs that say what they are: the teaser, the byline."""
    marked = [each for each in body.iterdescendants("p") if each.get("class") in _MARKS]
    for paragraph in marked:
        field = "abstract" if paragraph.get("class") == "teaser" else "byline"
        if not getattr(text, field):
            setattr(text, field, text_of(paragraph))
            _remove(paragraph)


def _take_routing(body: Element, text: Draft) -> None:
    last = body[-1] if len(body) else None
    line = folded(last.tail) if last is not None else ""
    if last is not None and len(line) <= 200 and _ROUTING.fullmatch(line):
        text.apart.append(line)
        last.tail = None


def _remove(element: Element) -> None:
    """Take ``element`` out of its tree, and leave there what follows it."""
    _replace(element, [])


def _replace(element: Element, by: Sequence[Element]) -> None:
    parent, tail = element.getparent(), element.tail or ""
    if parent is None:
        return
    at = parent.index(element)
    parent.remove(element)
    for offset, each in enumerate(by):
        parent.insert(at + offset, each)
    before = at + len(by) - 1
    if before >= 0:
        parent[before].tail = (parent[before].tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail


# --- Lines and paragraphs ---


def _straighten(body: Element) -> None:
    """Paragraphs that hold several: by empty lines, or all the text in one with its lines."""
    if not any("\n" in (each.text or "") for each in body.iter("p")):
        return
    paragraphs = [each for each in body.iter("p") if len(each) or (each.text or "").strip()]
    alone = len(paragraphs) == 1 and next(body.iter(*_OTHER_BLOCKS), None) is None
    for paragraph in paragraphs:
        text = paragraph.text or ""
        if len(paragraph) or "\n" not in text.strip():
            continue
        if alone:
            _replace(paragraph, [_element(*each) for each in _lined(_unindented(text))])
        elif _EMPTY_LINE.search(text):
            parts = layout.blocks(text.split("\n"))
            _replace(paragraph, [_element("p", "\n".join(lines)) for lines in parts])


def _element(tag: str, text: str) -> Element:
    element = etree.Element(tag)
    element.text = text
    return element


def _lined(text: str) -> Iterator[tuple[str, str]]:
    """``p`` and ``pre`` elements for ``text``: what stands in columns keeps its lines."""
    for lines in layout.blocks(text.lstrip().split("\n")):
        whole = "\n".join(lines)
        if len(_COLUMNS.findall(whole)) >= 2:
            yield "pre", whole
        else:
            yield from (("p", paragraph) for paragraph in layout.paragraphs(lines))


def _unindented(text: str) -> str:
    """``text`` on one line if its lines are but the indented source of an XML file."""
    lines = [line for line in text.split("\n") if line.strip()]
    following = lines if text.partition("\n")[0].strip() == "" else lines[1:]
    indents = {len(line) - len(line.lstrip()) for line in following}
    if len(indents) == 1 and min(indents) >= 4 and not _COLUMNS.search("\n".join(lines)):
        return " ".join(line.strip() for line in lines)
    return text


def lined_body(text: str) -> Body:
    """The body of plain ``text``: paragraphs, and tables of words in columns as they stand."""
    lined = _lined(text)
    return Body([preformatted_block(t) if tag == "pre" else plain_block(t) for tag, t in lined])


# --- Escaped twice ---


def mend(text: Draft) -> None:
    """Resolve what an agency escaped twice; the marks that vanish are set apart."""
    marks: dict[str, None] = {}
    text.body.blocks = [_mended(block, marks) for block in text.body.blocks]
    if marks:
        text.apart.append(" ".join(marks))


def _mended(block: Block, marks: dict[str, None]) -> Block:
    if "&" not in block.html:
        return block
    if "&amp;" not in block.html and "dash&gt;" not in block.html:
        return block
    parts = _MARKUP.split(block.html)
    for at in range(0, len(parts), 2):
        found = (*_DASHES.finditer(parts[at]), *_TWICE.finditer(parts[at]))
        marks.update(dict.fromkeys(unescape(match[0]) for match in found))
        parts[at] = _TWICE.sub(_once, _DASHES.sub(_dash, parts[at]))
    html = "".join(parts)
    if html == block.html:
        return block
    return replace(block, html=html, text=folded(unescape(_MARKUP.sub("", html))))


def _dash(match: re.Match[str]) -> str:
    return "–" if match[1] == "en" else "—"


def _once(match: re.Match[str]) -> str:
    """The character itself; what HTML must escape stays escaped once."""
    reference = f"&{match[1]};"
    character = unescape(reference)
    if character in {"", "\ufffd"}:
        return match[0]
    return reference if character in "&<>" else character

"""Bodies of any dialect (NITF, XHTML, HTML in a string, plain lines) made into blocks of HTML."""

import re
from functools import cached_property
from html import escape, unescape

from lxml import etree

from newsroom.text.characters import composed, without_junk
from newsroom.text.nesting import is_deeper_than, names
from newsroom.text.sanitize import MAX_BYTES, MAX_DEPTH
from newsroom.wire.parsers import layout
from newsroom.wire.parsers.blocks import (
    Block,
    Body,
    add_rule,
    plain_block,
    preformatted_block,
    without_end,
    without_rules_at_end,
    without_start,
)
from newsroom.wire.parsers.body_media import MEDIA, is_frame, media_in
from newsroom.wire.parsers.html_tree import UNSEEN, html_tree
from newsroom.wire.parsers.item import WireError
from newsroom.wire.parsers.markup import Element, composed_markup, folded

__all__ = [
    "Block",
    "Body",
    "body_of",
    "body_of_html",
    "body_of_text",
    "body_of_unknown",
    "plain_block",
    "preformatted_block",
    "without_end",
    "without_start",
]

# What an element is to a newspaper, by its local name in any of the dialects.
_PARAGRAPHS = {
    "p": "p", "hl1": "h2", "hl2": "h2", "h1": "h2", "h2": "h2", "h3": "h3", "h4": "h4",
    "h5": "h4", "h6": "h4", "lead": "p", "address": "p", "credit": "p", "note": "p",
}  # fmt: skip
# Lines that stand by themselves in a container, and are mere words within a paragraph.
_LINES = names(
    "byline dateline copyrite datasource distributor figcaption legend caption li dt dd td th"
)
_STRUCTURES = names("table ul ol dl pre blockquote bq")
_INSIDE = {
    "table": "table", "ul": "ul", "ol": "ol", "li": "li", "dl": "ul", "dt": "li", "dd": "li",
    "tr": "tr", "td": "td", "th": "th", "thead": "thead", "tbody": "tbody", "tfoot": "tfoot",
    "caption": "caption", "pre": "pre", "blockquote": "blockquote", "bq": "blockquote",
    **_PARAGRAPHS,
}  # fmt: skip
_NO_TEXT = names("table thead tbody tfoot tr ul ol")
_CONTAINERS = names(
    "body.content body article section block div main header footer aside center html content"
    " details summary nav form fieldset hgroup abstract bodytext DataContent inlineData inlineXML"
    " fn nitf-table nitf-table-metadata nitf-table-summary nitf-colgroup custom-table"
    " tr thead tbody tfoot"
)
_INLINE = {
    "em": "em", "i": "em", "strong": "strong", "b": "strong", "q": "q", "sub": "sub",
    "sup": "sup", "abbr": "abbr", "code": "code", "small": "small",
}  # fmt: skip
_BLOCKS = frozenset(_INSIDE) | _STRUCTURES | _CONTAINERS
_BREAK = re.compile(r"(?:\s*<br>\s*){2,}")
_EDGE_BREAKS = re.compile(r"^(?:\s|<br>)+|(?:\s|<br>)+$")
_BLANK_LINES = re.compile(r"\n[ \t]*\n")
_RULE = re.compile(r"_[_\s]{1,78}_")
_TAG = re.compile(r"<[^<>]*>")
_LOOKS_MARKED_UP = re.compile(
    r"<(?:p|br|div|h[1-6]|ul|ol|table|em|strong|b|i|a|span)\b[^<>]*>", re.I
)
# Far beyond any story, and well within what a walk down the tree can take.
_DEEPEST = 100
_is_deep = etree.XPath(f"boolean({'/'.join(['*'] * _DEEPEST)})")


# --- Ways in ---


def body_of(*elements: Element) -> Body:
    """The blocks within ``elements``, which are bodies: containers are opened, not shown.

    A line of underscores, by which agencies part a story from its notes, becomes a rule: a
    block without words. Raises ``WireError`` for what is nested deeper than any story.
    """
    body = Body()
    for element in elements:
        if _is_deep(element):
            raise WireError("The text is nested too deep to be a story.")
        _Reader(element, body).open(element)
    return without_rules_at_end(body)


def body_of_html(html: str) -> Body:
    """The blocks of ``html`` as a feed or a CDATA section carries it, however broken it is."""
    html = composed_markup(without_junk(html))
    if len(html) > MAX_BYTES or is_deeper_than(html, MAX_DEPTH - 6):
        raise WireError("The text is too long, or nested too deep, to be a story.")
    if "<" not in html:
        return body_of_text(composed(without_junk(unescape(html))))
    root = html_tree(html)
    return body_of_text(_TAG.sub(" ", html)) if root is None else body_of(root)


def body_of_text(text: str) -> Body:
    """The paragraphs of plain ``text``: by blank lines, indents, and hard-wrapped lines joined."""
    body = Body()
    for paragraph in layout.paragraphs(text.split("\n")):
        if _RULE.fullmatch(paragraph):
            add_rule(body)
        else:
            body.blocks.append(plain_block(paragraph))
    return without_rules_at_end(body)


def body_of_unknown(text: str) -> Body:
    """As HTML if ``text`` has its tags, as plain text otherwise."""
    return body_of_html(text) if _LOOKS_MARKED_UP.search(text) else body_of_text(text)


# --- From the tree ---


class _Reader:
    """Walks a tree once, which ``body_of`` has found to be no deeper than it can walk."""

    def __init__(self, top: Element, body: Body) -> None:
        self.top = top
        self.body = body
        self.loose: list[str] = []

    @cached_property
    def frames(self) -> set[Element]:
        """All that holds a block, however deep.

        Found from below: asking each element what it holds takes a time that grows with the
        square of the depth.
        """
        found: set[Element] = set()
        for each in self.top.iter(*_BLOCKS, "figure", "media"):
            parent = each.getparent()
            while parent is not None and parent not in found:
                found.add(parent)
                parent = parent.getparent()
        return found

    def open(self, element: Element) -> None:
        """A container: what stands in it stands at the top."""
        self.add_loose(element.text)
        for child in element:
            self.block_or_inline(child)
            self.add_loose(child.tail)
        self.flush()

    def add_loose(self, text: str | None) -> None:
        if text and (self.loose or not text.isspace()):
            self.loose.append(escape(text, quote=False))

    def flush(self) -> None:
        """Words that stood in no paragraph become some: blank lines divide them."""
        if self.loose:
            loose, self.loose = "".join(self.loose), []
            for part in _BLANK_LINES.split(loose) if "\n" in loose else (loose,):
                self.add("p", part)

    def block_or_inline(self, element: Element) -> None:
        name = element.tag
        if name in _PARAGRAPHS:
            self.flush()
            self.paragraph(element, _PARAGRAPHS[name])
        elif name in _CONTAINERS or is_frame(element):
            self.flush()
            self.open(element)
        elif name in _LINES:
            self.flush()
            self.paragraph(element, "p")
        elif name in _STRUCTURES:
            self.flush()
            self.structure(element)
        elif name in {"figure", "media"}:
            self.flush()
            self.body.media.extend(media_in(element))
        elif name == "hr":
            self.flush()
            add_rule(self.body)
        elif len(element) and name not in UNSEEN and element in self.frames:
            # An inline element around whole blocks is but their frame.
            self.flush()
            self.open(element)
        else:
            self.loose.append(self.inline(element))

    def paragraph(self, element: Element, tag: str) -> None:
        if not len(element):
            if text := element.text:
                self.line(tag, text)
        elif element in self.frames:
            self.open(element)
        else:
            self.add(tag, self.inner(element))

    def line(self, tag: str, text: str) -> None:
        """A paragraph without marks, as most are."""
        # Of all white space only the plain space is printable.
        if "  " not in text and text.isprintable():
            text = words = text.strip(" ")
        else:
            text = folded(text)
            words = " ".join(text.split())
        if "&" in text or "<" in text or ">" in text:
            text = escape(text, quote=False)
        self.append(tag, text, words)

    def structure(self, element: Element) -> None:
        html = self.inside(element)
        text = folded(unescape(_TAG.sub(" ", html)))
        if text:
            self.body.blocks.append(Block(html, text))

    def add(self, tag: str, inner: str) -> None:
        """A paragraph or a heading; two line breaks in it begin another."""
        if "<" not in inner:
            inner = folded(inner)
            self.append(tag, inner, _words(inner))
            return
        for part in _BREAK.split(inner) if "<br>" in inner else (inner,):
            marked = _EDGE_BREAKS.sub("", folded(part))
            marked = _unwrapped(marked) if "<br>" in marked else marked
            self.append(tag, marked, _words(marked))

    def append(self, tag: str, inner: str, text: str) -> None:
        if text and text[0] == "_" and _RULE.fullmatch(text):
            add_rule(self.body)
        elif text:
            self.body.blocks.append(Block(f"<{tag}>{inner}</{tag}>", text, tag == "p"))

    def inner(self, element: Element) -> str:
        """The words and inline marks in ``element``."""
        parts = [escape(element.text, quote=False)] if element.text else []
        for child in element:
            parts.append(self.inline(child))
            if child.tail:
                parts.append(escape(child.tail, quote=False))
        return "".join(parts)

    def inline(self, element: Element) -> str:
        name = element.tag
        if name == "br":
            return f"<br>{self.inner(element)}"
        if name in MEDIA:
            self.body.media.extend(media_in(element))
            return ""
        if name in UNSEEN or not isinstance(name, str):
            return ""
        inner = self.inner(element)
        if name == "a":
            href = folded(element.get("href"))
            return f'<a href="{escape(href)}">{inner}</a>' if href and inner else inner
        tag = _INLINE.get(name)
        if tag and inner.strip():
            return f"<{tag}>{inner}</{tag}>"
        if name == "frac-den" and element.getprevious() is not None:
            return inner if element.getprevious().tag == "frac-sep" else f"/{inner}"
        return f" {inner} " if name in _BLOCKS or name in _LINES else inner

    def inside(self, element: Element) -> str:
        """A list, table, quotation or preformatted text with all that it holds."""
        name = element.tag
        tag = _INSIDE.get(name, "")
        is_shown = name in MEDIA and not is_frame(element)
        if is_shown or name in UNSEEN or (not tag and element not in self.frames):
            return self.inline(element)
        parts = [_between(element.text, tag)]
        for child in element:
            parts += self.inside(child), _between(child.tail, tag)
        inner = "".join(parts)
        return f"<{tag}{_cell(element, tag)}>{inner}</{tag}>" if tag else f" {inner} "


def _words(inner: str) -> str:
    """What a reader sees of ``inner``, on one line."""
    if "<" in inner:
        inner = _TAG.sub("", inner.replace("<br>", " "))
    return " ".join((unescape(inner) if "&" in inner else inner).split())


def _unwrapped(inner: str) -> str:
    """Lines that were broken at the agency's width joined again; verse and lists stay lines."""
    lines = [line.strip() for line in inner.split("<br>")]
    made: list[list[str]] = []
    expected = iter(layout.paragraphs([_words(line) for line in lines]))
    paragraph = ""
    for line in lines:
        words = _words(line)
        if made and (paragraph or not words):
            made[-1].append(line)
        else:
            paragraph = next(expected, "")
            made.append([line])
        paragraph = paragraph.removeprefix(words).lstrip()
    return "<br>".join(" ".join(part) for part in made)


def _between(text: str | None, tag: str) -> str:
    """Words between rows and cells have no place there: whoever moves them, they stay apart."""
    words = escape(text, quote=False) if text else ""
    return f" {words} " if tag in _NO_TEXT and words.strip() else words


def _cell(element: Element, tag: str) -> str:
    if tag not in {"td", "th"}:
        return ""
    spans = ((name, element.get(name)) for name in ("colspan", "rowspan"))
    return "".join(f' {name}="{value}"' for name, value in spans if value and value.isdecimal())

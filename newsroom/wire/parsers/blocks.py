"""The blocks that a body is made of, and how one is cut at its start or its end."""

import re
from dataclasses import dataclass, field
from html import escape, unescape

from newsroom.wire.parsers.item import Media
from newsroom.wire.parsers.markup import folded

_MARKUP = re.compile(r"(<[^<>]*>)")
_EMPTY_PAIR = re.compile(r"<(em|strong|q|sub|sup|abbr|code|small|a)(?: [^<>]*)?>\s*</\1>")
_SPACE_AT_EDGES = re.compile(
    r"^((?:<(?!br>)[^<>/]*>)+)(?:\s|<br>)+|(?:\s|<br>)+(?=(?:\s*</[^<>]*>)+$)"
)


@dataclass(slots=True)
class Block:
    """One block at the top of a body: its HTML, and its words on one line."""

    html: str
    text: str
    is_paragraph: bool = False


@dataclass(slots=True)
class Body:
    """What a body holds: blocks in order, and the media between them."""

    blocks: list[Block] = field(default_factory=list)
    media: list[Media] = field(default_factory=list)

    @property
    def texts(self) -> list[str]:
        return [block.text for block in self.blocks]


def plain_block(text: str) -> Block:
    """One paragraph of plain text."""
    text = folded(text)
    return Block(f"<p>{escape(text, quote=False)}</p>", text, is_paragraph=True)


def preformatted_block(text: str) -> Block:
    """Lines whose spaces matter, such as a table's."""
    return Block(f"<pre>{escape(text, quote=False)}</pre>", folded(text.replace("\n", " ")))


def add_rule(body: Body) -> None:
    """A line across, unless nothing stands above it."""
    if body.blocks and body.blocks[-1].text:
        body.blocks.append(Block("<hr>", ""))


def without_rules_at_end(body: Body) -> Body:
    """``body``, which ends with words."""
    while body.blocks and not body.blocks[-1].text:
        body.blocks.pop()
    return body


# --- Cutting a paragraph ---


def without_start(block: Block, rest: str) -> Block | None:
    """``block`` without what stands before ``rest``, the end of its words; None if all is cut."""
    return _cut(block, rest, from_start=True)


def without_end(block: Block, kept: str) -> Block | None:
    """``block`` without what stands after ``kept``, the beginning of its words."""
    return _cut(block, kept, from_start=False)


def _cut(block: Block, kept: str, *, from_start: bool) -> Block | None:
    kept = kept.strip()
    if not kept:
        return None
    if block.html == f"<p>{escape(block.text, quote=False)}</p>":
        return plain_block(kept)
    # White space may have been folded differently; letters are counted, and it is not.
    surplus = _letters(block.text) - _letters(kept)
    parts = _MARKUP.split(block.html)
    order = range(0, len(parts), 2)
    for index in order if from_start else reversed(order):
        if surplus <= 0:
            break
        text = unescape(parts[index])
        left, surplus = _shorter(text, surplus, from_start=from_start)
        parts[index] = escape(left, quote=False)
    html = "".join(parts)
    while (fewer := _EMPTY_PAIR.sub("", html)) != html:
        html = fewer
    while (fewer := _SPACE_AT_EDGES.sub(r"\1", html)) != html:
        html = fewer
    return Block(html, kept, block.is_paragraph)


def _letters(text: str) -> int:
    return len("".join(text.split()))


def _shorter(text: str, surplus: int, *, from_start: bool) -> tuple[str, int]:
    """``text`` without ``surplus`` letters at one of its ends, and how many are still to go."""
    walked = text if from_start else text[::-1]
    at = 0
    while at < len(walked) and surplus:
        surplus -= not walked[at].isspace()
        at += 1
    left = walked[at:]
    if not surplus:
        left = left.lstrip()
    return (left if from_start else left[::-1]), surplus

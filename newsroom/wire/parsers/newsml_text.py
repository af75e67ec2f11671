"""The words in a NewsML content item, and what of them is no part of the story."""

import base64
import binascii
import re
from collections.abc import Collection, Iterable

from newsroom.wire.agencies import is_agency
from newsroom.wire.dateline import read_dateline
from newsroom.wire.parsers import layout
from newsroom.wire.parsers.body import (
    Block,
    Body,
    body_of,
    body_of_html,
    body_of_text,
    body_of_unknown,
    without_end,
)
from newsroom.wire.parsers.encoding import EncodingError, decoded
from newsroom.wire.parsers.item import WireError
from newsroom.wire.parsers.markup import Element, attribute_at, folded
from newsroom.wire.signals import line_signals

_BLOCK_TAG = re.compile(r"<(?:p|br|div|h[1-6]|ul|ol|table|pre|blockquote)\b", re.IGNORECASE)
_INLINE_TAG = re.compile(r"</?(?:b|i|em|strong|u|a|span|font|sub|sup)\b[^<>]*>", re.IGNORECASE)

# The initials of those who wrote and edited it: "hh/ph/ts", "burs-jhb/rl", "دمس-دلا/كام/غ ر".
_INITIALS = r"[^\W\d_A-Z]{1,6}(?:[-+.][^\W\d_A-Z]{1,6}){0,3}(?: [^\W\d_A-Z]{1,3})?"
_SIGN_OFF = re.compile(rf"\(?{_INITIALS}(?:\\?/ ?{_INITIALS}){{1,6}}\)?")
_ALL_RIGHTS = re.compile(r"(?:©|\(c\)|Copyright (?:©|\(c\)|\d{4}|by\b)).{70,600}", re.IGNORECASE)
_SIGNED = re.compile(r"(?<=[.!?”\"»…])\s+([A-Z][A-Za-z-]{1,11})$")
# ANP: "N i e u w bericht, vervangt: …" (a new story, which replaces …).
_DUTCH = (
    ("writethru", re.compile(r"(?:N i e u w|Nieuw) bericht, vervangt\b.{0,300}", re.IGNORECASE)),
    ("correction", re.compile(r"(?:C o r r e c t i e|CORRECTIE|Correctie)\s?[:,].{0,300}")),
)
# Orders that stand even where nothing else does: such a line is never a story.
_ORDERS = frozenset({"kill", "hold", "embargo", "advisory"})


def text_body(contents: Iterable[Element]) -> Body:
    """The texts of ``contents`` (content items), one after the other."""
    body = Body()
    for content in contents:
        for data in content.iter("DataContent"):
            if next(data.iterancestors("DataContent"), None) is None:
                found = data_body(data)
                body.blocks += found.blocks
                body.media += found.media
    return body


def nitf_in(content: Element) -> Element | None:
    """The NITF document in a content item, also one that lacks its outer element."""
    nitf = next(content.iter("nitf"), None)
    if nitf is not None:
        return nitf
    data = next(content.iter("DataContent"), None)
    return data if data is not None and data.find("body/body.content") is not None else None


def says_more(document: Element) -> bool:
    """Whether a NITF ``document`` holds anything beside the text itself."""
    parts = ("head", "body/body.head/*", "body/body.end/*")
    return any(document.find(part) is not None for part in parts)


def data_body(data: Element) -> Body:
    """The text of a ``DataContent``: NITF, XHTML, or characters in one of several forms."""
    nitf = data if data.find("body/body.content") is not None else data.find("nitf")
    if nitf is not None:
        found = nitf.findall("body/body.content") or nitf.findall("body")
        if len(found) == 1 and not len(found[0]):
            return body_of_unknown(found[0].text or "")
        return body_of(*found)
    if len(data):
        return body_of(data)
    return _characters(data)


def _characters(data: Element) -> Body:
    text = data.text or ""
    if "64" in _notation(data):
        text = _from_base64(text)
    content = data.getparent()
    while content is not None and content.tag != "ContentItem":
        content = content.getparent()
    said = attribute_at(content, "Format", "FormalName") + attribute_at(
        content, "MimeType", "FormalName"
    )
    if "html" in said.casefold() and _BLOCK_TAG.search(text):
        return body_of_html(text)
    if _INLINE_TAG.search(text) and not _BLOCK_TAG.search(text):
        # Lines with a mark here and there: they are still lines.
        lines = layout.paragraphs(text.split("\n"))
        return body_of_html("".join(f"<p>{line}</p>" for line in lines))
    if "plain" in said.casefold() and not _BLOCK_TAG.search(text):
        return body_of_text(text)
    return body_of_unknown(text)


def _notation(data: Element) -> str:
    parent = data.getparent()
    said = folded(parent.get("Notation")) if parent is not None else ""
    return said or folded(data.get("Notation"))


def _from_base64(text: str) -> str:
    try:
        return decoded(base64.b64decode("".join(text.split()), validate=True))[0]
    except (binascii.Error, ValueError, EncodingError):
        raise WireError("The text is packed (Base64), and the packing is damaged.") from None


# --- What is no part of the story ---


def take_notes(body: Body) -> tuple[list[str], set[str]]:
    """Takes the agency's instructions from the top of ``body``: the lines and their signals."""
    notes: list[str] = []
    signals: set[str] = set()
    while body.blocks and body.blocks[0].is_paragraph and len(notes) < 4:
        text = body.blocks[0].text
        found = set(line_signals(text)) or {
            name for name, pattern in _DUTCH if pattern.fullmatch(text)
        }
        if not found or (len(body.blocks) == 1 and not found & _ORDERS):
            break
        notes.append(text)
        signals |= found
        del body.blocks[0]
    return notes, signals


def take_tail(body: Body, agencies: Collection[str]) -> tuple[list[str], str]:
    """Takes desk initials, rights and the agency's signature from the end of ``body``.

    Returned are the paragraphs set apart, and the agency that signed.
    """
    apart: list[str] = []
    while len(body.blocks) > 1 and len(apart) < 4 and _is_tail(body.blocks[-1]):
        apart.insert(0, body.blocks.pop().text)
    signed = _SIGNED.search(body.blocks[-1].text) if body.blocks else None
    if signed is None or not is_agency(signed[1], agencies):
        return apart, ""
    opening = read_dateline(body.blocks[0].text, agencies=agencies).dateline
    if opening is not None and opening.source not in {"", signed[1]}:
        return apart, ""
    kept = without_end(body.blocks[-1], body.blocks[-1].text[: signed.start()])
    if kept is None:
        return apart, ""
    body.blocks[-1] = kept
    return apart, signed[1]


def _is_tail(block: Block) -> bool:
    text = block.text.strip()
    if not block.is_paragraph or len(text) > 600:
        return False
    return bool((len(text) <= 60 and _SIGN_OFF.fullmatch(text)) or _ALL_RIGHTS.fullmatch(text))

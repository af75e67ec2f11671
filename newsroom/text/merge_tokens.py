"""Tokens: the smallest pieces of copy that a merge moves, keeps or drops."""

import re
from collections.abc import Iterable, Sequence
from html import unescape
from itertools import chain
from operator import add

from newsroom.text.nesting import names

INLINE = names("strong em a br sub sup code abbr q small span")

# What ends a word. All else is part of one, so that the vowels and joiners of any script stay
# with their letters.
_BREAK = (
    r"\s!-/:-@\[-`{-~\u00a1-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb\u00bf\u00d7\u00f7"
    r"\u2010-\u205e\u060c\u061b\u061f\u066a-\u066d\u06d4\u0964\u0965\u3000-\u3004\u3008-\u3020"
    r"\u3030\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
)
_IDEOGRAPH = r"\u3005\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_SYLLABLE = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
_SIGN_BEFORE = r"[\u0e40-\u0e44\u0ec0-\u0ec4]"
_SIGNS_AFTER = (
    r"[\u0300-\u036f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece"
    r"\u102b-\u103e\u1056-\u1059\u17b4-\u17d3\u3099\u309a\ufe00-\ufe0f]"
)
_CLUSTER = rf"{_SIGN_BEFORE}?[{_IDEOGRAPH}{_SYLLABLE}]{_SIGNS_AFTER}*+"
_PART = rf"[^{_BREAK}{_IDEOGRAPH}{_SYLLABLE}]++"
# 1,500.25 and 11:30 and don’t and 10-year are one word: half of one and half of the other
# would be a third.
_WORD = rf"{_PART}(?:[-.,:'’/‐‑]{_PART})*+"
_LINE_TOKEN = re.compile(rf"\s*+(?:{_CLUSTER}|{_WORD}|\S)|\s++")
_HTML_TOKEN = re.compile(
    rf"(?:\s|&nbsp;)*+(?:<[^<>]*>|&#?\w+;|{_CLUSTER}|{_WORD}|\S)|(?:\s|&nbsp;)++"
)

_MARKUP = re.compile(r"<[^<>]*>")
_BAGGED = re.compile(rf"[^{_BREAK}]+")
_UNSPACED = re.compile(rf"[{_IDEOGRAPH}{_SYLLABLE}]")
_CLOSING = re.compile(r"[-,.;:!?)\]}”’»›…—–،؛؟۔।。，、；：！？）」』]")
_OPENING = frozenset("([{“‘«‹—–-（「『")
_TAG = re.compile(r"\s*</?(\w+)")
_IS_IDEOGRAPH = re.compile(rf"[{_IDEOGRAPH}]")
_IS_SYLLABLE = re.compile(rf"[{_SYLLABLE}]")


def tokens(text: str, *, plain: bool = False) -> list[str]:
    """``text`` cut in words, tags, entities and marks, each with the white space before it.

    In scripts without spaces each character is a token. Joined they are ``text`` again.
    """
    return (_LINE_TOKEN if plain else _HTML_TOKEN).findall(text)


def keys(found: Sequence[str]) -> list[str]:
    """What each of some ``tokens`` is compared by: that there is white space, not how much."""
    return [token if token[0] > " " else " " + token.lstrip() for token in found]


def key(block: str) -> str:
    """What ``block`` is compared by: all but the length of white space (which ``<pre>`` keeps)."""
    return block if "<pre" in block else " ".join(block.split())


def vocabulary(html: str) -> frozenset[str]:
    """The words of ``html``; in scripts without spaces, the pairs of characters."""
    parts = _BAGGED.findall(unescape(_MARKUP.sub(" ", html)).casefold())
    if html.isascii() or not _UNSPACED.search(html):
        return frozenset(parts)
    return frozenset(chain.from_iterable(map(_pairs, parts)))


def _pairs(part: str) -> Iterable[str]:
    return map(add, part, part[1:]) if len(part) > 2 and _UNSPACED.search(part) else (part,)


def parts_words(before: str, after: str) -> bool:
    """Whether one word ends and another begins between these two neighbours."""
    bare = after.lstrip()
    if bare != after or bare.startswith("&nbsp;"):
        return True
    if _is_block_tag(before) or _is_block_tag(after):
        return True
    return before.strip() in _OPENING or _CLOSING.match(bare) is not None


def _is_block_tag(token: str) -> bool:
    tag = _TAG.match(token)
    return tag is not None and tag[1] not in INLINE


def width(token: str) -> int:
    """How much of a word ``token`` is in a script without spaces, in quarters; else nothing."""
    bare = token.lstrip()[:2]
    if _IS_IDEOGRAPH.search(bare):
        return 2
    return 1 if _IS_SYLLABLE.search(bare) else 0


def letters(token: str) -> int:
    """How long ``token`` looks to a reader; a tag counts as one letter, a comma as none."""
    bare = token.lstrip()
    if bare.startswith("<"):
        return 1
    return len(bare) if bare[:1].isalnum() else 0

"""Words: finding, counting and comparing them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from itertools import groupby
from typing import Literal

from newsroom.text.characters import composed, without_junk
from newsroom.text.sanitize import paragraphs

# Marks (Arabic, Hebrew, Indic vowels …) are no \w, but they are parts of words.
_MARK = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u0900-\u0903\u093a-\u094f\u0981-\u0983\u09bc-\u09cd\u0a01-\u0a4d\u0e31\u0e34-\u0e4e"
    "\u200c\u200d"
)
_LETTER = r"[^\W_]"
_WORD = re.compile(rf"{_LETTER}[{_MARK}]*(?:{_LETTER}[{_MARK}]*|['’](?={_LETTER}))*")
_LETTERED = re.compile(_LETTER)
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
# With one of these begins, in UTF-8, each character of those scripts: a look at the bytes takes
# a twentieth of the time.
_PERHAPS_UNSPACED = bytes([0xE0, 0xE1, *range(0xE3, 0xEA)])
# Of Windows-1252 each letter as "a" and each space as " "; signs, which are neither, go.
_WESTERN = [bytes([code]).decode("cp1252", "ignore") for code in range(256)]
_LETTERS = bytes(ord("a" if _LETTERED.match(character) else " ") for character in _WESTERN)
_NEITHER = bytes(
    code
    for code, character in enumerate(_WESTERN)
    if not _LETTERED.match(character) and not character.isspace()
)
_TAG = re.compile(r"<(/?[^\s<>/]*)[^<>]*>")

Kind = Literal["kept", "removed", "added"]


def words(text: str) -> list[str]:
    """The words of plain ``text`` in order: runs of letters and digits, ``don’t`` being one."""
    return _WORD.findall(composed(without_junk(text)))


def word_count(html: str) -> int:
    """How many words a reader of ``html`` counts; in scripts without spaces, its characters."""
    # Most tags of a story stand between two of its paragraphs.
    text = unescape(_TAG.sub(_gap, html.replace("</p>\n<p>", " ")))
    try:
        # Most copy has a byte for each character: then a table knows the letters.
        letters = text.encode("cp1252").translate(_LETTERS, _NEITHER)
    except UnicodeEncodeError:
        return _counted(text)
    return (b" " + letters).count(b" a")


def _counted(text: str) -> int:
    text, count = _UNSPACED.subn(" ", text) if _is_perhaps_unspaced(text) else (text, 0)
    parts = text.split()
    signs = {part for part in set(parts) if not part.isalnum() and not _LETTERED.search(part)}
    return count + len(parts) - (sum(map(signs.__contains__, parts)) if signs else 0)


def _gap(tag: re.Match[str]) -> str:
    return _parting(tag[1])


@lru_cache(maxsize=256)
def _parting(name: str) -> str:
    """What a tag is between two words: of ``paragraphs``, which knows, it is asked once."""
    return "" if paragraphs(f"x<{name}>x") == ["xx"] else " "


def _is_perhaps_unspaced(text: str) -> bool:
    if text.isascii():
        return False
    raw = text.encode(errors="surrogatepass")
    return len(raw) != len(raw.translate(None, _PERHAPS_UNSPACED))


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text that is the same in both versions, or stands in one of them only."""

    kind: Kind
    text: str


@dataclass(slots=True)
class _Purse:
    """How many steps one comparison may still take."""

    steps: int = 200_000


def diff(old: str, new: str) -> list[tuple[Run, ...]]:
    """What changed from ``old`` to ``new``, both plain text with a line for each paragraph.

    One tuple of runs for each paragraph, in reading order. The texts of the kept and added
    runs are the new paragraphs, those of the kept and removed runs the old ones. The time is
    bounded: where two texts differ too much to compare, all is removed and all is added.
    """
    before = [line for line in old.splitlines() if line.strip()]
    after = [line for line in new.splitlines() if line.strip()]
    purse = _Purse()
    changed: list[tuple[Run, ...]] = []
    removed: list[str] = []
    added: list[str] = []
    for kind, line in [*_compare(before, after, purse), ("kept", "")]:
        if kind == "removed":
            removed.append(line)
        elif kind == "added":
            added.append(line)
        else:
            changed += _rewritten(removed, added, purse)
            removed, added = [], []
            if line:
                changed.append((Run("kept", line),))
    return changed


def _rewritten(
    removed: Sequence[str], added: Sequence[str], purse: _Purse
) -> Iterator[tuple[Run, ...]]:
    """Old and new paragraphs of one place, side by side where they share half their words."""
    pairs = min(len(removed), len(added))
    for old, new in zip(removed, added, strict=False):
        runs = _runs(old, new, purse)
        kept = sum(len(run.text) for run in runs if run.kind == "kept")
        if 2 * kept >= min(len(old), len(new)):
            yield runs
        else:
            yield (Run("removed", old),)
            yield (Run("added", new),)
    for old in removed[pairs:]:
        yield (Run("removed", old),)
    for new in added[pairs:]:
        yield (Run("added", new),)


_TOKEN = re.compile(r"\s+|\w+|[^\w\s]")


def _runs(old: str, new: str, purse: _Purse) -> tuple[Run, ...]:
    steps = _compare(_TOKEN.findall(old), _TOKEN.findall(new), purse)
    return tuple(
        Run(kind, "".join(token for _kind, token in group))
        for kind, group in groupby(steps, key=lambda step: step[0])
    )


def _compare(old: Sequence[str], new: Sequence[str], purse: _Purse) -> list[tuple[Kind, str]]:
    """The steps from ``old`` to ``new``, item by item."""
    start = 0
    shorter = min(len(old), len(new))
    while start < shorter and old[start] == new[start]:
        start += 1
    end = 0
    while end < shorter - start and old[-1 - end] == new[-1 - end]:
        end += 1
    steps: list[tuple[Kind, str]] = [("kept", item) for item in old[:start]]
    steps += _shortest(old[start : len(old) - end], new[start : len(new) - end], purse)
    steps += [("kept", item) for item in old[len(old) - end :]]
    return steps


def _shortest(old: Sequence[str], new: Sequence[str], purse: _Purse) -> list[tuple[Kind, str]]:
    """Myers' greedy comparison; the whole as replaced once the ``purse`` is empty."""
    furthest = {1: 0}
    trail: list[dict[int, int]] = []
    for edits in range(len(old) + len(new) + 1):
        trail.append(dict(furthest))
        for diagonal in range(-edits, edits + 1, 2):
            down = diagonal == -edits or (
                diagonal != edits and furthest[diagonal - 1] < furthest[diagonal + 1]
            )
            x = furthest[diagonal + 1] if down else furthest[diagonal - 1] + 1
            began = x
            while x < len(old) and 0 <= x - diagonal < len(new) and old[x] == new[x - diagonal]:
                x += 1
            furthest[diagonal] = x
            purse.steps -= 1 + x - began
            if x >= len(old) and x - diagonal >= len(new):
                return _steps(old, new, trail)
        if purse.steps < 0:
            break
    return [("removed", item) for item in old] + [("added", item) for item in new]


def _steps(
    old: Sequence[str], new: Sequence[str], trail: Sequence[dict[int, int]]
) -> list[tuple[Kind, str]]:
    """The way back along ``trail``, turned round."""
    x, y = len(old), len(new)
    back: list[tuple[Kind, str]] = []
    for edits in range(len(trail) - 1, -1, -1):
        furthest = trail[edits]
        diagonal = x - y
        down = diagonal == -edits or (
            diagonal != edits and furthest[diagonal - 1] < furthest[diagonal + 1]
        )
        before = diagonal + 1 if down else diagonal - 1
        start = furthest[before]
        while x > max(start, 0) and y > max(start - before, 0) and edits >= 0:
            if x == (start if down else start + 1):
                break
            x, y = x - 1, y - 1
            back.append(("kept", old[x]))
        if edits == 0:
            break
        if down:
            y -= 1
            back.append(("added", new[y]))
        else:
            x -= 1
            back.append(("removed", old[x]))
    back.reverse()
    return back

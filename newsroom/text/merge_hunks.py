"""Hunks: one place of a text in three versions, and what was made of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from newsroom.text.merge_chunks import blocks
from newsroom.text.merge_tokens import key
from newsroom.text.merge_words import combined
from newsroom.text.sanitize import clean_html
from newsroom.text.words import _Purse

# Where more than these were replaced at once, there is no counterpart to compare words with.
_MOST_BLOCKS = 40

Kind = Literal["kept", "ours", "theirs", "both", "merged", "conflict"]
Purses = tuple[_Purse, _Purse]


@dataclass(frozen=True, slots=True)
class Hunk:
    """What stands at one place in the version taken, in the editors' copy and in the newer one.

    ``kind`` is kept (nobody changed it), ours or theirs (one side did), both (both in the same
    way), merged (both, in different words) or conflict (both, in the same place). ``base``,
    ``ours`` and ``theirs`` are blocks of clean HTML, or the line of plain text if ``plain``.
    ``merged`` is what stands if nobody chooses; in a conflict, ours. The hunks between which
    one paragraph moved bear the same number ``move``; 0 means that nothing moved.
    """

    kind: Kind
    base: tuple[str, ...]
    ours: tuple[str, ...]
    theirs: tuple[str, ...]
    merged: tuple[str, ...]
    move: int = 0
    plain: bool = False


def compared(
    base: Sequence[str],
    ours: Sequence[str],
    theirs: Sequence[str],
    purses: Purses,
    *,
    plain: bool = False,
) -> Hunk:
    """The hunk of these blocks (or lines, if ``plain``), merged word by word where it can be."""
    sides = tuple(base), tuple(ours), tuple(theirs)
    kind, merged = _whole(*sides)
    if kind == "conflict":
        both = combined_blocks(*sides, purses, plain=plain)
        if both is not None:
            kind, merged = "merged", both
    return Hunk(kind, *sides, merged, plain=plain)


type _Blocks = tuple[str, ...]


def _whole(base: _Blocks, ours: _Blocks, theirs: _Blocks) -> tuple[Kind, _Blocks]:
    """What is to be said of a place without looking at its words."""
    old, mine, other = ([key(block) for block in side] for side in (base, ours, theirs))
    if old == mine == other:
        return "kept", theirs if ours == base else ours
    if old == mine:
        return "theirs", theirs
    if old == other:
        return "ours", ours
    return "both" if mine == other else "conflict", ours


def combined_blocks(
    base: _Blocks, ours: _Blocks, theirs: _Blocks, purses: Purses, *, plain: bool = False
) -> _Blocks | None:
    """Both edits in one, or None if they meet in a word or their markup doesn't fit together."""
    if not (base and ours and theirs) or max(len(base), len(ours), len(theirs)) > _MOST_BLOCKS:
        return None
    text = combined("\n".join(base), "\n".join(ours), "\n".join(theirs), purses, plain=plain)
    if text is None:
        return None
    text = text.strip()
    if plain:
        return (text,) if text else ()
    try:
        return tuple(blocks(text)) if clean_html(text) == text else None
    except ValueError:
        return None

"""A newer version of a text and the editors' own changes, brought together.

Three versions are compared: the base is the version that the editors took, ours is what they
have made of it, theirs is the newer one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal, get_args

from newsroom.text.alignment import align
from newsroom.text.merge_chunks import Chunk, blocks, chunks, is_loose, paired_insertions
from newsroom.text.merge_hunks import Hunk, Kind, compared
from newsroom.text.merge_moves import Moved, follow
from newsroom.text.merge_words import side_by_side
from newsroom.text.sanitize import clean_html, paragraphs
from newsroom.text.words import Run, _Purse

__all__ = ["Choice", "Hunk", "Kind", "Shown", "blocks", "merge", "merge_line", "result", "runs"]
__all__ += ["summary"]

_MOST_TAGS = 60_000

Choice = Literal["ours", "theirs", "merged", "base"]


def merge(base: str, ours: str, theirs: str) -> list[Hunk]:
    """The three versions of a body, all clean HTML, place by place in reading order.

    The time is bounded: where there is too much to compare, hunks are larger and more of them
    are conflicts.
    """
    cut = blocks if max(html.count("<") for html in (base, ours, theirs)) < _MOST_TAGS else _uncut
    old, mine, other = cut(base), cut(ours), cut(theirs)
    to_mine, to_other = align(old, mine), align(old, other)
    places = [
        place
        for chunk in chunks(old, to_mine, to_other, (len(mine), len(other)))
        for place in _places(chunk, mine, other)
    ]
    purses = _Purse(), _Purse()
    hunks = [
        compared(
            old[place.base.start : place.base.stop],
            mine[place.ours.start : place.ours.stop],
            other[place.theirs.start : place.theirs.stop],
            purses,
        )
        for place in places
    ]
    follow(places, hunks, Moved(to_mine.moves, to_other.moves), purses)
    return list(_gathered(hunks))


def _uncut(html: str) -> list[str]:
    return [html] if html.strip() else []


def _places(chunk: Chunk, ours: Sequence[str], theirs: Sequence[str]) -> Iterator[Chunk]:
    """Insertions block by block, so that they can be taken one by one; all else as it is."""
    if chunk.base:
        yield chunk
        return
    mine, other = chunk.ours, chunk.theirs
    pairs = paired_insertions(ours[mine.start : mine.stop], theirs[other.start : other.stop])
    for here, there in pairs:
        yield Chunk(
            chunk.base,
            range(mine.start + here.start, mine.start + here.stop),
            range(other.start + there.start, other.start + there.stop),
        )


def _gathered(hunks: Sequence[Hunk]) -> Iterator[Hunk]:
    """``hunks`` with neighbours that nobody changed made one."""
    for kind, group in groupby(hunks, key=lambda hunk: hunk.kind):
        if kind != "kept":
            yield from group
            continue
        kept = list(group)
        yield Hunk(
            kind,
            tuple(block for hunk in kept for block in hunk.base),
            tuple(block for hunk in kept for block in hunk.ours),
            tuple(block for hunk in kept for block in hunk.theirs),
            tuple(block for hunk in kept for block in hunk.merged),
        )


def merge_line(base: str, ours: str, theirs: str) -> Hunk:
    """The three versions of a field of one line of plain text, such as a headline."""
    old, mine, other = ([line] if line.strip() else [] for line in (base, ours, theirs))
    return compared(old, mine, other, (_Purse(), _Purse()), plain=True)


def result(hunks: Sequence[Hunk], choices: Mapping[int, Choice] | None = None) -> str:
    """The clean HTML (or the line) after the editor's ``choices``, which name hunks by number.

    What is not named is merged; what is chosen for one end of a move holds for the other, too,
    unless that is named itself. Raises ``ValueError`` with a sentence for the editor if a
    choice fits no hunk or the text has become too long for a story.
    """
    made = dict(choices or {})
    for number, choice in made.items():
        if not 0 <= number < len(hunks) or choice not in get_args(Choice):
            raise ValueError(
                "One of the choices belongs to another state of this text; open the page again."
            )
    moved = {hunks[number].move: choice for number, choice in made.items() if hunks[number].move}
    chosen: list[str] = []
    for number, hunk in enumerate(hunks):
        chosen += getattr(hunk, made.get(number) or moved.get(hunk.move, "merged"))
    if any(hunk.plain for hunk in hunks):
        return " ".join(chosen)
    return clean_html(_joined(chosen))


def _joined(chosen: Sequence[str]) -> str:
    """Blocks one a line; texts outside of blocks that have become neighbours don't run together."""
    lines: list[str] = []
    for block in chosen:
        if lines and is_loose(block) and is_loose(lines[-1]):
            lines[-1] += "<br>"
        lines.append(block)
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Shown:
    """A hunk as words: what each side made of the base, and the proposal of the editors' copy.

    Each is a tuple of runs a paragraph. Where all is kept though the hunk is not, only
    formatting or links differ.
    """

    ours: tuple[tuple[Run, ...], ...]
    theirs: tuple[tuple[Run, ...], ...]
    proposed: tuple[tuple[Run, ...], ...]


def runs(hunk: Hunk) -> Shown:
    """The words of ``hunk`` as runs, for pages that strike out and underline."""
    base, ours, theirs, merged = (
        "\n".join(side if hunk.plain else paragraphs("\n".join(side)))
        for side in (hunk.base, hunk.ours, hunk.theirs, hunk.merged)
    )
    return Shown(
        tuple(side_by_side(base, ours)),
        tuple(side_by_side(base, theirs)),
        tuple(side_by_side(ours, merged)),
    )


def summary(hunks: Sequence[Hunk]) -> dict[Kind, int]:
    """How many of ``hunks`` there are of each kind."""
    counts = dict.fromkeys(get_args(Kind), 0)
    for hunk in hunks:
        counts[hunk.kind] += 1
    return counts

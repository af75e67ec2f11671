"""Chunks: the places of a text where its three versions can be cut at once."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from newsroom.text.alignment import Alignment, Span, align
from newsroom.text.merge_tokens import INLINE

_TAG = re.compile(r"<(/?)(\w+)[^<>]*>")
_VOID = frozenset({"br", "hr"})


def blocks(html: str) -> list[str]:
    """Clean ``html`` cut in its paragraphs, headings, whole lists, tables and so on.

    Text that stands in no block is one, up to the next block. Joined they are the same HTML
    but for white space between them.
    """
    found: list[str] = []
    start = depth = 0
    is_block = False
    for tag in _TAG.finditer(html):
        if depth == 0 and not tag[1] and tag[2] not in INLINE:
            found.append(html[start : tag.start()])
            start, is_block = tag.start(), True
        if tag[2] not in _VOID:
            depth = max(depth - 1, 0) if tag[1] else depth + 1
        if depth == 0 and is_block:
            found.append(html[start : tag.end()])
            start, is_block = tag.end(), False
    found.append(html[start:])
    return [block.strip() for block in found if block.strip()]


def is_loose(block: str) -> bool:
    """Whether ``block`` is text outside any block, which would run on into a neighbour."""
    tag = _TAG.match(block)
    return tag is None or tag[2] in INLINE


@dataclass(frozen=True, slots=True)
class Chunk:
    """Which blocks of the base, of ours and of theirs stand at one place."""

    base: range
    ours: range
    theirs: range


def chunks(
    base: Sequence[str], ours: Alignment, theirs: Alignment, counts: tuple[int, int]
) -> Iterator[Chunk]:
    """The smallest chunks in reading order; ``counts`` are the blocks of ours and of theirs."""
    mine = _cuts(ours, len(base), counts[0])
    other = _cuts(theirs, len(base), counts[1])
    places = sorted(mine.keys() & other.keys())
    for start, end in pairwise([0, *places]):
        if start < end:
            yield Chunk(
                range(start, end),
                range(mine[start][1], mine[end][0]),
                range(other[start][1], other[end][0]),
            )
        put_in = Chunk(range(end, end), range(*mine[end]), range(*other[end]))
        if put_in.ours or put_in.theirs:
            yield put_in


type _Cuts = dict[int, tuple[int, int]]


def _cuts(alignment: Alignment, old_count: int, new_count: int) -> _Cuts:
    """Where the base can be cut, and which new blocks were put in there (from, to)."""
    cuts: _Cuts = {}
    arrived = set(alignment.moves.values())
    at = to = 0
    for span in [*alignment.spans, Span(old_count, old_count, new_count, new_count)]:
        gone, come = range(at, span.start), range(to, span.begins)
        stayed = [place for place in gone if place not in alignment.moves]
        own = [place for place in come if place not in arrived]
        if _is_one_stretch(stayed) and _is_one_stretch(own):
            _replace(cuts, gone, come, range(stayed[0], stayed[-1] + 1), range(own[0], own[-1] + 1))
        else:
            cuts |= dict.fromkeys(range(at, span.start + 1), (span.begins, span.begins))
            cuts[at] = (to, span.begins)
        at, to = span.end, span.ends
    return cuts


def _is_one_stretch(places: Sequence[int]) -> bool:
    return bool(places) and places[-1] - places[0] == len(places) - 1


def _replace(cuts: _Cuts, gone: range, come: range, old: range, new: range) -> None:
    """Cut around blocks that were replaced by others, among blocks that moved."""
    cuts |= dict.fromkeys(range(gone.start, old.start), (come.start, come.start))
    cuts[old.start] = (come.start, new.start)
    cuts[old.stop] = (new.stop, come.stop)
    cuts |= dict.fromkeys(range(old.stop + 1, gone.stop + 1), (come.stop, come.stop))


def paired_insertions(ours: Sequence[str], theirs: Sequence[str]) -> Iterator[tuple[range, range]]:
    """What both sides put in at one place: each block alone, or ours with theirs if alike."""
    if not (ours and theirs):
        yield from _alone(range(len(ours)), range(len(theirs)))
        return
    swapped = tuple(ours) > tuple(theirs)
    found = align(theirs, ours) if swapped else align(ours, theirs)
    at = to = 0
    for span in found.spans:
        mine, other = range(span.start, span.end), range(span.begins, span.ends)
        if swapped:
            mine, other = other, mine
        yield from _alone(range(at, mine.start), range(to, other.start))
        yield mine, other
        at, to = mine.stop, other.stop
    yield from _alone(range(at, len(ours)), range(to, len(theirs)))


def _alone(ours: range, theirs: range) -> Iterator[tuple[range, range]]:
    yield from ((range(at, at + 1), range(theirs.start, theirs.start)) for at in ours)
    yield from ((range(ours.stop, ours.stop), range(to, to + 1)) for to in theirs)

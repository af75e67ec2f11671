"""Alignment: which block of one version of a text became which block of another."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from newsroom.text.merge_likeness import A_SENTENCE, Found, Likeness

_LIKE_ELSEWHERE = 0.65
_PIECE = 0.7


@dataclass(frozen=True, slots=True)
class Span:
    """Blocks ``start`` to ``end`` of the old version became ``begins`` to ``ends`` of the new.

    Both are usually one block; more where a paragraph was split or paragraphs were joined.
    """

    start: int
    end: int
    begins: int
    ends: int


@dataclass(frozen=True, slots=True)
class Alignment:
    """Blocks that belong together: ``spans`` in reading order, ``moves`` (old: new) out of it."""

    spans: Sequence[Span]
    moves: Mapping[int, int]


def align(before: Sequence[str], after: Sequence[str]) -> Alignment:
    """Pair the blocks of two versions of a text: the same ones, then those with like words.

    Blocks without a counterpart are in no span and no move. The time is bounded: of very long
    and very monotonous texts less is paired.
    """
    likeness = Likeness(before, after)
    start, end = _unchanged_ends(likeness.old, likeness.new)
    found = likeness.candidates(start, len(before) - end, len(after) - end)
    pairs = [(at, at) for at in range(start)]
    pairs += _heaviest_chain(found, likeness)
    pairs += [(len(before) - at, len(after) - at) for at in range(end, 0, -1)]
    moves = _moves(found, pairs, likeness)
    return Alignment(list(_spans(pairs, moves, likeness)), moves)


def _unchanged_ends(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """How many blocks at the start, and how many at the end, are the same."""
    shorter = min(len(old), len(new))
    start = 0
    while start < shorter and old[start] == new[start]:
        start += 1
    end = 0
    while end < shorter - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return start, end


def _weight(likeness: Likeness, at: int, to: int, score: float) -> float:
    """What a pair counts: paragraphs hold a text together, rules and sub-headings less so."""
    return score * (1 + min(len(likeness.old[at]), len(likeness.new[to]), 180) // 6)


def _heaviest_chain(found: Found, likeness: Likeness) -> list[tuple[int, int]]:
    """The pairs in reading order on both sides that together weigh the most."""
    ends: list[int] = []
    totals: list[float] = []
    links: list[tuple] = []
    for at, to in sorted(found, key=lambda pair: (pair[0], -pair[1])):
        place = bisect_left(ends, to)
        total = _weight(likeness, at, to, found[at, to]) + (totals[place - 1] if place else 0)
        beaten = place
        while beaten < len(ends) and totals[beaten] <= total:
            beaten += 1
        if beaten == place and ends[place : place + 1] == [to]:
            continue
        link = (at, to, links[place - 1] if place else ())
        ends[place:beaten], totals[place:beaten], links[place:beaten] = [to], [total], [link]
    pairs = []
    link = links[-1] if links else ()
    while link:
        at, to, link = link
        pairs.append((at, to))
    return pairs[::-1]


def _moves(found: Found, pairs: Sequence[tuple[int, int]], likeness: Likeness) -> dict[int, int]:
    """The most alike of the blocks that are left, if they are too much alike for chance."""
    old, new = {at for at, _to in pairs}, {to for _at, to in pairs}
    moves = {}
    for score, at, to in sorted((-score, at, to) for (at, to), score in found.items()):
        if at in old or to in new or -score < _LIKE_ELSEWHERE:
            continue
        if len(likeness.words(likeness.old[at])) >= A_SENTENCE:
            moves[at] = to
            old.add(at)
            new.add(to)
    return moves


def _spans(
    pairs: Sequence[tuple[int, int]], moves: Mapping[int, int], likeness: Likeness
) -> Iterator[Span]:
    """``pairs`` with the free neighbours that hold the rest of their words."""
    free_old = set(range(len(likeness.old))) - {at for at, _to in pairs} - moves.keys()
    free_new = set(range(len(likeness.new))) - {to for _at, to in pairs} - set(moves.values())
    for at, to in pairs:
        one, other = likeness.old[at], likeness.new[to]
        if one == other or not (free_old or free_new):
            yield Span(at, at + 1, to, to + 1)
            continue
        old, new = likeness.words(one), likeness.words(other)
        split = _grown(to, free_new, lambda place: likeness.words(likeness.new[place]), old - new)
        joined = _grown(at, free_old, lambda place: likeness.words(likeness.old[place]), new - old)
        yield Span(*joined, *split)


def _grown(
    at: int, free: set[int], words_of: Callable[[int], frozenset[str]], rest: frozenset[str]
) -> tuple[int, int]:
    """The stretch around ``at`` of ``free`` neighbours that are pieces of the ``rest``."""
    stretch = [at, at + 1]
    for way, step in ((1, 1), (0, -1)):
        place = at + step
        while rest and place in free:
            words = words_of(place)
            if not words or len(words & rest) < _PIECE * len(words):
                break
            free.discard(place)
            stretch[way] = place + way
            place += step
    return stretch[0], stretch[1]

"""Moves: an edit goes with its paragraph when the other side puts it elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from newsroom.text.merge_chunks import Chunk
from newsroom.text.merge_hunks import Hunk, Purses, combined_blocks

type Places = Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Moved:
    """Blocks of the base that each side put elsewhere: the place it had and the place it has."""

    ours: Places
    theirs: Places


def follow(chunks: Sequence[Chunk], hunks: list[Hunk], moved: Moved, purses: Purses) -> None:
    """Number the ``hunks`` that are two ends of one move; settle what both sides did to them."""
    homes = {chunk.base.start: n for n, chunk in enumerate(chunks) if len(chunk.base) == 1}
    put_in = [(n, chunk) for n, chunk in enumerate(chunks) if not chunk.base]
    mine = {chunk.ours.start: n for n, chunk in put_in if len(chunk.ours) == 1}
    other = {chunk.theirs.start: n for n, chunk in put_in if len(chunk.theirs) == 1}
    number = 0
    for at in sorted(moved.ours.keys() | moved.theirs.keys()):
        ends = [homes.get(at)]
        ends += [mine.get(moved.ours[at])] if at in moved.ours else []
        ends += [other.get(moved.theirs[at])] if at in moved.theirs else []
        known = [end for end in ends if end is not None]
        if len(known) < len(ends):
            continue
        home, *arrivals = (hunks[end] for end in known)
        if at in moved.ours and at in moved.theirs:
            settled = _moved_by_both(home, arrivals, purses)
        else:
            settled = _moved_by_one(home, arrivals[0], purses)
        number += 1
        for end, hunk in zip(known, settled, strict=True):
            hunks[end] = replace(hunk, move=number)


def _conflict(hunk: Hunk) -> Hunk:
    return replace(hunk, kind="conflict", merged=hunk.ours)


def _moved_by_one(home: Hunk, arrival: Hunk, purses: Purses) -> list[Hunk]:
    """What the other side did to the paragraph where it was is done to it where it is now."""
    if arrival.ours and arrival.theirs:
        return [home, arrival]
    stayed, arrived = home.ours or home.theirs, arrival.ours or arrival.theirs
    if home.kind in {"ours", "theirs"}:
        return [home, arrival]
    if not stayed:
        return [home, _conflict(arrival)]
    text = combined_blocks(home.base, stayed, arrived, purses)
    if text is None:
        return [_conflict(home), _conflict(arrival)]
    return [
        replace(home, kind="merged", merged=()),
        replace(arrival, kind="merged", merged=text),
    ]


def _moved_by_both(home: Hunk, arrivals: Sequence[Hunk], purses: Purses) -> list[Hunk]:
    """To one place: merged there; to two places: the editors' place stands, as a conflict."""
    mine, other = arrivals
    if mine is not other:
        return [home, _conflict(mine), _conflict(other)]
    if mine.kind == "conflict":
        text = combined_blocks(home.base, mine.ours, mine.theirs, purses)
        if text is not None:
            mine = replace(mine, kind="merged", merged=text)
    return [home, mine, mine]

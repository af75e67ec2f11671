"""Two edits of one text combined word by word, and the words of two versions side by side."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from newsroom.text.merge_tokens import keys, letters, parts_words, tokens, width
from newsroom.text.words import Run, _compare, _Purse

_A_SHORT_WORD = 3
_WHOLE_WORD = 4


@dataclass(frozen=True, slots=True)
class _Change:
    """Tokens ``start`` to ``end`` of the old text became ``begins`` to ``ends`` of the new one."""

    start: int
    end: int
    begins: int
    ends: int


@dataclass(frozen=True, slots=True)
class _Version:
    """One text as tokens."""

    tokens: Sequence[str]
    keys: Sequence[str]


def combined(
    base: str, ours: str, theirs: str, purses: tuple[_Purse, _Purse], *, plain: bool = False
) -> str | None:
    """Both edits of ``base`` in one text, or None where both changed the same words.

    In a conflict no side is preferred; markup is combined as words are, and the caller sees to
    it that the result is whole.
    """
    exact = not plain and any("<pre" in text for text in (base, ours, theirs))
    old, mine, other = (_version(text, plain=plain, exact=exact) for text in (base, ours, theirs))
    edits = [(change, mine) for change in _changes(old, mine, purses[0])]
    edits += [(change, other) for change in _changes(old, other, purses[1])]
    edits.sort(key=lambda edit: (edit[0].start, edit[0].end))
    pieces: list[str] = []
    done = 0
    for group in _groups(edits, old):
        start, end = group[0][0].start, max(change.end for change, _side in group)
        text = _agreed(group, start, end)
        if text is None:
            return None
        pieces += [*old.tokens[done:start], text]
        done = end
    return "".join([*pieces, *old.tokens[done:]])


def _version(text: str, *, plain: bool, exact: bool = False) -> _Version:
    found = tokens(text, plain=plain)
    is_even = exact or text == " ".join(text.split())
    return _Version(found, found if is_even else keys(found))


type _Edit = tuple[_Change, _Version]


def _groups(edits: Sequence[_Edit], base: _Version) -> Iterator[list[_Edit]]:
    """``edits`` in reading order; those of the two sides that meet in one word together."""
    group: list[_Edit] = []
    for edit in edits:
        sides = {id(side) for _change, side in [*group, edit]}
        if group and (len(sides) == 1 or _are_apart(group, edit, base)):
            yield group
            group = []
        group.append(edit)
    if group:
        yield group


def _are_apart(group: Sequence[_Edit], edit: _Edit, base: _Version) -> bool:
    """Whether the words that ``edit`` changes are others than those changed by ``group``."""
    end = max(change.end for change, _side in group)
    last, next_ = group[-1][0], edit[0]
    if next_.start < end:
        return False
    if next_.start == end and (last.start == last.end or next_.start == next_.end):
        return False
    kept = base.tokens[end : next_.start]
    if sum(map(width, kept)) >= _WHOLE_WORD:
        return True
    around = base.tokens[max(end - 1, 0) : next_.start + 1]
    return any(parts_words(*pair) for pair in pairwise(around))


def _agreed(group: Sequence[_Edit], start: int, end: int) -> str | None:
    """What stands instead of the old tokens ``start`` to ``end``; None if the sides disagree."""
    texts: dict[int, tuple[int, int, _Version]] = {}
    for change, side in group:
        first = texts.get(id(side), (change.begins - (change.start - start),))[0]
        texts[id(side)] = (first, change.ends + (end - change.end), side)
    if len({"".join(side.keys[first:last]) for first, last, side in texts.values()}) > 1:
        return None
    first, last, side = next(iter(texts.values()))
    return "".join(side.tokens[first:last])


def _changes(old: _Version, new: _Version, purse: _Purse) -> list[_Change]:
    """What became of ``old``, without the words that two rewritten stretches share by chance."""
    if not (old.keys and new.keys):
        return [_Change(0, len(old.keys), 0, len(new.keys))] if old.keys or new.keys else []
    changes: list[_Change] = []
    x = y = 0
    start = (0, 0)
    for kind, _token in [*_compare(old.keys, new.keys, purse), ("kept", "")]:
        if kind == "kept":
            if (x, y) != start:
                _add(changes, _Change(start[0], x, start[1], y), old, new)
            start = (x + 1, y + 1)
        x += kind != "added"
        y += kind != "removed"
    return changes


def _add(changes: list[_Change], change: _Change, old: _Version, new: _Version) -> None:
    """Add ``change``, taking up a short word between it and the one before, if both are longer."""
    while changes:
        last = changes[-1]
        between = sum(map(letters, old.tokens[last.end : change.start]))
        if between > _A_SHORT_WORD:
            break
        if not all(_is_longer(each, between, old, new) for each in (last, change)):
            break
        changes.pop()
        change = _Change(last.start, change.end, last.begins, change.ends)
    changes.append(change)


def _is_longer(change: _Change, length: int, old: _Version, new: _Version) -> bool:
    """Whether more than ``length`` letters were put in or taken out."""
    sides = (old.tokens, change.start, change.end), (new.tokens, change.begins, change.ends)
    return any(
        any(total > length for total in accumulate(letters(side[at]) for at in range(start, end)))
        for side, start, end in sides
    )


def side_by_side(old: str, new: str) -> list[tuple[Run, ...]]:
    """What changed from ``old`` to ``new``, both plain text with a line for each paragraph.

    One tuple of runs for each paragraph. The texts of the kept and removed runs are the words
    of ``old``, those of the kept and added ones the words of ``new``.
    """
    if old == new:
        return [(Run("kept", line),) for line in new.split("\n") if line]
    before, after = (_version(text, plain=True, exact=True) for text in (old, new))
    lines: list[list[Run]] = [[]]
    for run in _runs(before, after):
        first, *others = run.text.split("\n")
        lines[-1].append(Run(run.kind, first))
        lines += [[Run(run.kind, line)] for line in others]
    whole = (tuple(run for run in line if run.text) for line in lines)
    return [runs for runs in whole if runs]


def _runs(old: _Version, new: _Version) -> Iterator[Run]:
    done = 0
    for change in _changes(old, new, _Purse()):
        yield Run("kept", "".join(old.tokens[done : change.start]))
        yield Run("removed", "".join(old.tokens[change.start : change.end]))
        yield Run("added", "".join(new.tokens[change.begins : change.ends]))
        done = change.end
    yield Run("kept", "".join(old.tokens[done:]))

"""Likeness: which blocks of two versions of a text have most of their words in common."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, pairwise

from newsroom.text.merge_tokens import key, vocabulary

A_SENTENCE = 5

_STEPS = 4_000_000
_LIKE = 0.5
_SURELY_LIKE = 0.85
_CUT_SHORT = 0.6
_FEW = 8
_COMMON = 64
_CANDIDATES = 4

type Found = dict[tuple[int, int], float]


class Likeness:
    """How alike the blocks of two versions are, as long as there is time to find out."""

    def __init__(self, before: Sequence[str], after: Sequence[str]) -> None:
        self.old = [key(block) for block in before]
        self.new = [key(block) for block in after]
        self.steps = _STEPS
        self._words: dict[str, frozenset[str]] = {}

    def words(self, block: str) -> frozenset[str]:
        """The vocabulary of ``block``, read once."""
        if block not in self._words:
            self._words[block] = vocabulary(block)
        return self._words[block]

    def candidates(self, start: int, old_end: int, new_end: int) -> Found:
        """Pairs of blocks from ``start`` on that may belong together, with how alike they are."""
        here, there = _places(self.old, start, old_end), _places(self.new, start, new_end)
        found: Found = {}
        for block, places in here.items():
            if block in there:
                found |= dict.fromkeys(_twins(places, there[block]), 1.0)
        changed = [at for at in range(start, old_end) if self.old[at] not in there]
        rewritten = [at for at in range(start, new_end) if self.new[at] not in here]
        self._add_alike(found, changed, rewritten)
        return found

    def _add_alike(self, found: Found, changed: Sequence[int], rewritten: Sequence[int]) -> None:
        """Add pairs with like words; what follows the last counterpart is looked at first."""
        following = dict(pairwise([-1, *rewritten]))
        guess = following.get(-1)
        index: _Index | None = None
        for at in changed:
            scores = {} if guess is None else {guess: self._score(at, guess)}
            if not scores or max(scores.values()) < _SURELY_LIKE:
                index = index or _Index({to: self.words(self.new[to]) for to in rewritten})
                words = self.words(self.old[at])
                self.steps -= len(words)
                nearest = index.nearest(words) if self.steps > 0 else []
                scores |= {to: self._score(at, to) for to in nearest}
            scores = {to: score for to, score in scores.items() if score >= _LIKE}
            found |= {(at, to): score for to, score in scores.items()}
            if scores:
                guess = following.get(max(scores, key=scores.__getitem__))

    def _score(self, at: int, to: int) -> float:
        old, new = self.words(self.old[at]), self.words(self.new[to])
        shorter = min(len(old), len(new))
        self.steps -= shorter
        if self.steps < 0 or not shorter:
            return 0
        common = len(old & new)
        score = 2 * common / (len(old) + len(new))
        return max(score, _CUT_SHORT * common / shorter) if shorter >= A_SENTENCE else score


class _Index:
    """In which blocks the rarer words stand."""

    def __init__(self, words: Mapping[int, frozenset[str]]) -> None:
        places = defaultdict(list)
        for at, found in words.items():
            for word in found:
                places[word].append(at)
        rare = {word: found for word, found in places.items() if len(found) <= _COMMON}
        self._ranked = sorted(rare, key=lambda word: (len(rare[word]), word))
        self._rank = {word: rank for rank, word in enumerate(self._ranked)}
        self._places = [rare[word] for word in self._ranked]

    def nearest(self, words: frozenset[str]) -> list[int]:
        """The few blocks that share the most of the rarest of ``words``."""
        rarest = sorted(map(self._rank.__getitem__, words & self._rank.keys()))[:_FEW]
        votes = Counter(chain.from_iterable(self._places[rank] for rank in rarest))
        best = votes.most_common(_CANDIDATES)
        return [to for to, count in best if 2 * count >= best[0][1]]


def _places(blocks: Sequence[str], start: int, end: int) -> dict[str, list[int]]:
    places = defaultdict(list)
    for at in range(start, end):
        places[blocks[at]].append(at)
    return dict(places)


def _twins(here: Sequence[int], there: Sequence[int]) -> Iterable[tuple[int, int]]:
    """Which of the same blocks may belong together; of many, those of the same rank."""
    if len(here) * len(there) <= _FEW:
        return [(at, to) for at in here for to in there]
    return chain(zip(here, there, strict=False), zip(reversed(here), reversed(there), strict=False))

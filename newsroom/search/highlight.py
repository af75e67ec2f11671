"""Where in a text the words stand that a reader asked for, and the few words around them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from newsroom.search.folding import folded

# As many words as show what a story says about what was asked for.
SNIPPET_WORDS = 30
_BEFORE_THE_FIRST = 6
# Of a text of any length no more is looked at.
_MOST_MATCHES = 200

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff"
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u0900-\u0963\u0966-\u0dff"
)
# One character of those scripts with its vowels, or a run of letters, digits and marks.
_WORD = re.compile(
    rf"[{_UNSPACED}][\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]*"
    rf"|(?:(?![{_UNSPACED}])[^\W_]|[{_MARKS}])+"
)
# What English and its neighbours hang on a word without making it another one.
_ENDINGS = frozenset(
    "s es e ed d ing ings y ies ied ly ion ions ation ations ive al ally ment ments ness able"
    " ful".split()
) | {""}


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text; ``is_match``: it is one of the words asked for."""

    text: str
    is_match: bool = False


class Marker:
    """Finds the words ``asked`` for, which are in comparable form, and forms of them."""

    def __init__(self, asked: Sequence[str]) -> None:
        self.asked = asked
        self.initials = {word[0] for word in asked}
        self.known: dict[str, str] = {}

    def marked(self, text: str) -> list[Run]:
        """All of ``text``, with the words that were asked for set apart."""
        return list(self._runs(text, 0, len(text), self._matches(text)))

    def snippet(self, text: str, *, length: int = SNIPPET_WORDS) -> list[Run]:
        """The ``length`` words of ``text`` in which most of those asked for stand; none if none.

        Where the text goes on there are three points.
        """
        words = list(_WORD.finditer(text))
        matches = [
            (place, word, of)
            for place, word in enumerate(words)
            if (of := self._asked_form(word[0]))
        ][:_MOST_MATCHES]
        if not matches:
            return []
        first = max(
            (place for place, _, _ in matches),
            key=lambda start: (_distinct(matches, start, start + length), -start),
        )
        begin = max(0, min(first - _BEFORE_THE_FIRST, len(words) - length))
        start, end = words[begin].start(), words[min(begin + length, len(words)) - 1].end()
        start = 0 if begin == 0 else start
        end = len(text) if begin + length >= len(words) else end
        runs = self._runs(text, start, end, [word for _, word, _ in matches])
        before, after = [Run("… ")] if start else [], [Run(" …")] if end < len(text) else []
        return [*before, *runs, *after]

    def _matches(self, text: str) -> list[re.Match[str]]:
        return [word for word in _WORD.finditer(text) if self._asked_form(word[0])]

    def _asked_form(self, word: str) -> str:
        """Which of the words asked for this is a form of; empty if of none."""
        # Most words are told apart by their first letter.
        if _first_letter(word[0]) not in self.initials:
            return ""
        if word not in self.known:
            here = folded(word)
            self.known[word] = next((each for each in self.asked if is_form_of(here, each)), "")
        return self.known[word]

    @staticmethod
    def _runs(text: str, start: int, end: int, matches: Sequence[re.Match[str]]) -> Iterator[Run]:
        for match in matches:
            if start <= match.start() and match.end() <= end:
                if match.start() > start:
                    yield Run(text[start : match.start()])
                yield Run(match[0], is_match=True)
                start = match.end()
        if end > start:
            yield Run(text[start:end])


@lru_cache(maxsize=4096)
def _first_letter(character: str) -> str:
    return folded(character)[:1]


def _distinct(matches: Sequence[tuple[int, re.Match[str], str]], start: int, end: int) -> int:
    return len({of for place, _, of in matches if start <= place < end})


def is_form_of(word: str, asked: str) -> bool:
    """Whether these, both in comparable form, look like forms of one word.

    A likeness for the eye: what is found at all is for the database's stemmer to say.
    """
    if word == asked:
        return True
    same = 0
    for one, other in zip(word, asked, strict=False):
        if one != other:
            break
        same += 1
    if same < 3:
        return False
    # "running" is "run" with its last letter once more.
    rests = (rest.removeprefix(word[same - 1]) for rest in (word[same:], asked[same:]))
    return all(
        rest in _ENDINGS or whole in _ENDINGS
        for rest, whole in zip(rests, (word[same:], asked[same:]), strict=True)
    )

"""Where in a text the words stand that a reader asked for, and the few words around them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

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
# One character of those scripts with its vowels, or a run of letters, digits and marks; the most
# usual ones are taken at once.
_WORD = re.compile(
    rf"[{_UNSPACED}][\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]*"
    rf"|(?:[A-Za-z0-9]++|(?![{_UNSPACED}])[^\W_]|[{_MARKS}])++"
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
        self.forms = _Forms(asked)

    def marked(self, text: str) -> list[Run]:
        """All of ``text``, with the words that were asked for set apart."""
        return list(self._runs(text, 0, len(text), self._matches(text)))

    def snippet(self, text: str, *, length: int = SNIPPET_WORDS) -> list[Run]:
        """The ``length`` words of ``text`` in which most of those asked for stand; none if none.

        Where the text goes on there are three points.
        """
        words, forms = _WORD.findall(text), self.forms
        matches = [(place, of) for place, word in enumerate(words) if (of := forms[word])]
        if not matches:
            return []
        matches = matches[:_MOST_MATCHES]
        first = max(
            (place for place, _ in matches),
            key=lambda start: (_distinct(matches, start, start + length), -start),
        )
        begin = max(0, min(first - _BEFORE_THE_FIRST, len(words) - length))
        shown = list(islice(_WORD.finditer(text), begin, begin + length))
        start = 0 if begin == 0 else shown[0].start()
        end = len(text) if begin + length >= len(words) else shown[-1].end()
        runs = self._runs(text, start, end, [word for word in shown if forms[word[0]]])
        before, after = [Run("… ")] if start else [], [Run(" …")] if end < len(text) else []
        return [*before, *runs, *after]

    def _matches(self, text: str) -> list[re.Match[str]]:
        return [word for word in _WORD.finditer(text) if self.forms[word[0]]]

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


class _Forms(dict[str, str]):
    """For each word which of those ``asked`` for it is a form of, empty if of none.

    A page has few words that the pages before it had not, so that each is looked at once.
    """

    def __init__(self, asked: Sequence[str]) -> None:
        super().__init__()
        self.asked = asked
        self.initials = {word[0] for word in asked}

    def __missing__(self, word: str) -> str:
        found = ""
        # Most words are told apart by their first letter.
        if _first_letter(word[0]) in self.initials:
            here = folded(word)
            found = next((each for each in self.asked if is_form_of(here, each)), "")
        self[word] = found
        return found


@lru_cache(maxsize=4096)
def _first_letter(character: str) -> str:
    return folded(character)[:1]


def _distinct(matches: Sequence[tuple[int, str]], start: int, end: int) -> int:
    return len({of for place, of in matches if start <= place < end})


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

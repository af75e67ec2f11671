"""What a reader typed, taken apart: words, "phrases", -words that shall not occur, and ``or``."""

import re
from dataclasses import dataclass

from newsroom.search.folding import folded

LONGEST = 200
_PART = re.compile(r'(?P<not>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
_QUOTES = str.maketrans("“”„«»", '"""""')
_DASHES = str.maketrans("−–", "--")
_MOST_TERMS = 32


@dataclass(frozen=True, slots=True)
class Term:
    """One word, or several in a row, in comparable form."""

    words: str
    is_wanted: bool = True


type Alternative = tuple[Term, ...]


def alternatives(typed: str) -> tuple[Alternative, ...]:
    """What is asked for: the terms of any of these; each wants one term at least.

    Never raises: what is no word is no part of it, and nothing may be left.
    """
    found: list[list[Term]] = [[]]
    terms = 0
    for part in _PART.finditer(typed[:LONGEST].translate(_QUOTES).translate(_DASHES)):
        word = part["word"] or ""
        if word.lower() == "or" and not part["not"]:
            found.append([])
            continue
        words = folded(word or part["phrase"] or "")
        if words and terms < _MOST_TERMS:
            found[-1].append(Term(words, is_wanted=not part["not"]))
            terms += 1
    return tuple(
        tuple(dict.fromkeys(each)) for each in found if any(term.is_wanted for term in each)
    )


def has_phrase(typed: str) -> bool:
    """Whether several words are to stand in a row anywhere."""
    return any(" " in term.words for each in alternatives(typed) for term in each)


def wanted(typed: str) -> list[str]:
    """The single words that what is found should contain, in comparable form."""
    terms = [term for each in alternatives(typed) for term in each if term.is_wanted]
    return list(dict.fromkeys(word for term in terms for word in term.words.split()))

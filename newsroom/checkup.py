"""What ``manage.py doctor`` looks at: each check is a small function that says what it found.

An app's checks stand in its module ``checkup``, which the doctor imports by itself:

    @check("Pictures")
    def pictures() -> Iterator[Finding]:
        yield warning("Three pictures are not ready.", "Look at the worker's log.")
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum


class Mark(StrEnum):
    """How well something is."""

    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found, as a sentence, and what to do about it."""

    mark: Mark
    sentence: str
    advice: str = ""


type Look = Callable[[], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Check:
    """``look`` finds something in ``seconds`` at most; with ``asks_database`` only if that is

    there. More than one finding is fine; none means that there was nothing to look at.
    """

    name: str
    look: Look
    seconds: float
    asks_database: bool


checks: dict[str, Check] = {}


def check(name: str, *, seconds: float = 3.0, asks_database: bool = True) -> Callable[[Look], Look]:
    """Registers a function as a check of the doctor's."""

    def register(look: Look) -> Look:
        checks[name] = Check(name, look, seconds, asks_database)
        return look

    return register


def ok(sentence: str) -> Finding:
    return Finding(Mark.OK, sentence)


def warning(sentence: str, advice: str) -> Finding:
    """Something to be looked at; the site works."""
    return Finding(Mark.WARNING, sentence, advice)


def fault(sentence: str, advice: str) -> Finding:
    """Something that readers or editors notice, or soon will."""
    return Finding(Mark.FAULT, sentence, advice)

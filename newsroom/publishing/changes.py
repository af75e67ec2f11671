"""What has changed for readers, told to whoever keeps finished pages: in the same transaction.

Names are the tags of ``newsroom.publishing.shown``. Where many changes are made in one transaction
they are told together at its end, since telling makes other transactions wait.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

type Listener = Callable[[set[str], set[str]], None]


@dataclass(slots=True)
class Changes:
    """Tags that changed; of those ``at_once`` nobody may see the former any longer."""

    tags: set[str] = field(default_factory=set)
    at_once: set[str] = field(default_factory=set)


_listeners: list[Listener] = []
_together: ContextVar[Changes | None] = ContextVar("changes", default=None)


def register(listener: Listener) -> None:
    """``listener(tags, at_once)`` hears of all changes from now on."""
    if listener not in _listeners:
        _listeners.append(listener)


def changed(tags: Iterable[str], *, at_once: Iterable[str] = ()) -> None:
    """Tells that what ``tags`` name has changed; to be called last in what changes it.

    What shows one of ``at_once`` may not be shown any longer, not even for a moment.
    """
    hard = set(at_once)
    named = set(tags) | hard
    if (together := _together.get()) is not None:
        together.tags |= named
        together.at_once |= hard
    elif named:
        _tell(Changes(named, hard))


@contextmanager
def told_together() -> Iterator[None]:
    """Changes inside the block are told at its end, once; not at all if it fails."""
    if _together.get() is not None:
        yield
        return
    token = _together.set(gathered := Changes())
    try:
        yield
    finally:
        _together.reset(token)
    if gathered.tags:
        _tell(gathered)


def _tell(changes: Changes) -> None:
    for listener in _listeners:
        listener(changes.tags, changes.at_once)

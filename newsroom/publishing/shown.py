"""What a reader's page shows: the tags that its queries and templates declare while it is made.

Whoever keeps a finished page opens a ``collecting`` block around its making; the functions that
ask for something call ``show``. A tag is bumped when that thing changes, and what showed it is
then made anew. Outside such a block declaring costs nothing and does nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime

MENU = "menu"
# Changed by every press: for lists that are narrowed to nothing.
EVERY_PAGE = "pages"
# Changed at once by whatever takes a page down or moves it: for lists that name more pages than
# they could declare.
TAKEN_DOWN = "taken-down"
# Changed by the press of a page that readers were told a correction of.
CORRECTIONS = "corrections"


def page(pk: int) -> str:
    return f"page/{pk}"


def section(pk: int) -> str:
    return f"section/{pk}"


def genre(kind: str) -> str:
    return f"genre/{kind}"


def desk(name: str) -> str:
    return f"desk/{name}"


def topic(pk: int) -> str:
    return f"topic/{pk}"


def contributor(pk: int) -> str:
    return f"contributor/{pk}"


def picture(pk: int) -> str:
    return f"picture/{pk}"


@dataclass(slots=True)
class Shown:
    """What one page shows, and the instant from which it is wrong though nothing was changed."""

    tags: set[str] = field(default_factory=set)
    until: datetime | None = None
    is_for_readers: bool = False


_collecting: ContextVar[Shown | None] = ContextVar("shown", default=None)


@contextmanager
def collecting() -> Iterator[Shown]:
    """Collects what is declared inside the block; a block around this one has it, too."""
    shown = Shown()
    token = _collecting.set(shown)
    try:
        yield shown
    finally:
        _collecting.reset(token)
    show(*shown.tags)
    show_until(shown.until)
    if shown.is_for_readers:
        for_readers()


def show(*tags: str) -> None:
    """Declares that the page being made shows what these tags name."""
    if (shown := _collecting.get()) is not None:
        shown.tags.update(tags)


def show_until(instant: datetime | None) -> None:
    """Declares that what is shown may not be shown from ``instant`` (aware) on; None: for ever."""
    if instant is not None and (shown := _collecting.get()) is not None:
        shown.until = min(shown.until or instant, instant)


def for_readers() -> None:
    """Declares that what is being made is the same for every reader."""
    if (shown := _collecting.get()) is not None:
        shown.is_for_readers = True

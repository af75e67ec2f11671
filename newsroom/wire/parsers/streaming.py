"""Files of many items, read one item at a time."""

from collections.abc import Callable, Iterator, Sequence
from typing import IO

from newsroom.wire.parsers.cutting import cut
from newsroom.wire.parsers.draft import Reception
from newsroom.wire.parsers.item import Skip, WireError, WireItem


def items_of(
    file: IO[bytes],
    reception: Reception,
    *,
    name: str,
    read: Callable[[bytes, Reception], Sequence[WireItem | Skip]],
    limit: int,
) -> Iterator[WireItem | Skip]:
    """The items of ``file``, of the format called ``name``, as ``read`` makes them of its parts.

    A part that cannot be read is a ``Skip`` with the reason, and the others follow; what makes
    the file unreadable as a whole raises ``WireError``, after the items before it.
    """
    for number, document in enumerate(cut(file, name, limit), start=1):
        try:
            yield from read(document, reception)
        except WireError as reason:
            yield Skip(f"Item {number} of the file could not be read: {reason}")

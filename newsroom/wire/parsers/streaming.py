"""Files of many items, read one item at a time."""

from collections.abc import Callable, Iterator, Sequence
from typing import IO

from newsroom.wire.parsers.cutting import cut
from newsroom.wire.parsers.draft import Reception
from newsroom.wire.parsers.item import Skip, WireError, WireItem

# So many parts, and none of them copy: the file is something else, and each part costs time.
_NONE_OF = 1_000
# A file of 128 MB has fewer, unless it is made to keep us at work; then they are short, too.
_MOST_PARTS = 200_000
_SHORTEST = 40


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
    unread = length = 0
    for number, document in enumerate(cut(file, name, limit), start=1):
        if number > _MOST_PARTS:
            raise WireError(f"The file has more than {_MOST_PARTS:,} parts; no feed is so long.")
        length += len(document)
        if number == _NONE_OF and length < number * _SHORTEST:
            raise WireError("The parts of this file are too short to be stories.")
        try:
            yield from read(document, reception)
        except WireError as reason:
            unread += 1
            if unread == number == _NONE_OF:
                raise WireError(f"None of the first {unread:,} parts could be read.") from reason
            yield Skip(f"Item {number} of the file could not be read: {reason}")

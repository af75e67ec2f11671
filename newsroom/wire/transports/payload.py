"""Bytes from a line, piece by piece: bounded, and never more in memory than one story may have."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, cast

from newsroom.fetch import FetchError
from newsroom.wire.deliveries import Payload, keep_large, payload_of
from newsroom.wire.files import MAX_FILE_BYTES
from newsroom.wire.parsers import MAX_BYTES

type Read = Callable[[int], bytes]

_PIECE = 1 << 16


class TooLargeError(Exception):
    """More bytes came than one file may have."""


class ShortError(Exception):
    """Fewer bytes came than were announced."""


def payload_from(
    read: Read, file: str, *, size: int | None = None, most: int = MAX_FILE_BYTES
) -> Payload:
    """What ``read`` gives until it gives nothing; what is too large for memory is stored already.

    Raises TooLargeError above ``most`` bytes, ShortError if it ends before ``size``; then
    nothing is kept.
    """
    source = _Counted(read, most, size)
    start = bytearray()
    while len(start) <= MAX_BYTES and (piece := source.read(MAX_BYTES + 1 - len(start))):
        start += piece
    if len(start) <= MAX_BYTES:
        return payload_of(bytes(start), file)
    with storing():
        return keep_large(cast("IO[bytes]", _Rejoined(bytes(start), source)), file)


@contextmanager
def storing() -> Iterator[None]:
    """Within it a disk that is full is a FetchError, and not taken for a line that broke."""
    try:
        yield
    except OSError as fault:
        raise FetchError(
            f"The newsroom cannot store files now ({fault.strerror}).", is_temporary=True
        ) from fault


class _Counted:
    def __init__(self, read: Read, most: int, size: int | None) -> None:
        self._read, self._most, self._size = read, most, size
        self._count = 0

    def read(self, most: int) -> bytes:
        piece = self._read(min(_PIECE, most))
        self._count += len(piece)
        if self._count > self._most:
            raise TooLargeError
        if not piece and self._size is not None and self._count < self._size:
            raise ShortError
        return piece


class _Rejoined:
    """The start that was read already, then the rest."""

    def __init__(self, start: bytes, rest: _Counted) -> None:
        self._start, self._rest = start, rest

    def read(self, most: int) -> bytes:
        start, self._start = self._start, b""
        return start or self._rest.read(most)

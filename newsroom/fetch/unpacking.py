"""Packed answers, opened piece by piece, so that a bomb is found before it has gone off."""

import zlib
from collections.abc import Iterable
from typing import Protocol

import brotli  # type: ignore[import-untyped]

from newsroom.fetch.deadline import Deadline
from newsroom.fetch.errors import FetchError

ACCEPTED = "gzip, br"
_PIECE = 64 * 1024
_HIGHEST_RATIO = 200  # a feed of nothing but repetition is packed to a fiftieth
_UNSUSPICIOUS = 2**20


class _Unpacker(Protocol):
    def parts(self, data: bytes) -> Iterable[bytes]:
        """What ``data`` unpacks to, in pieces of bounded size."""

    def is_whole(self) -> bool:
        """Whether the end of the packed answer has come."""


class _Plain:
    def parts(self, data: bytes) -> Iterable[bytes]:
        yield data

    def is_whole(self) -> bool:
        return True


class _Gzip:
    """Gzip of one or more members, or zlib."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(47)

    def parts(self, data: bytes) -> Iterable[bytes]:
        while data:
            if self._member.eof:
                if data[:1] != b"\x1f":
                    return  # padding after the last member, as other programs take it
                self._member = zlib.decompressobj(31)
            yield self._member.decompress(data, _PIECE)
            data = self._member.unused_data or self._member.unconsumed_tail

    def is_whole(self) -> bool:
        return self._member.eof


class _Brotli:
    def __init__(self) -> None:
        self._stream = brotli.Decompressor()

    def parts(self, data: bytes) -> Iterable[bytes]:
        yield self._stream.process(data, output_buffer_limit=_PIECE)
        while not self._stream.can_accept_more_data():
            yield self._stream.process(b"", output_buffer_limit=_PIECE)

    def is_whole(self) -> bool:
        return bool(self._stream.is_finished())


_UNPACKERS: dict[str, type[_Unpacker]] = {
    "gzip": _Gzip,
    "x-gzip": _Gzip,
    "deflate": _Gzip,
    "br": _Brotli,
}


def unpacked(
    pieces: Iterable[bytes], encoding: str, *, max_bytes: int, deadline: Deadline
) -> bytes:
    """The content of ``pieces``, packed as the header ``encoding`` says; raises FetchError.

    Neither what comes in nor what it unpacks to may be more than ``max_bytes``.
    """
    unpacker = _unpacker(encoding)
    content = bytearray()
    received = 0
    try:
        for piece in pieces:
            received += len(piece)
            refuse_size(received, max_bytes)
            for part in unpacker.parts(piece):
                deadline.left()
                content += part
                refuse_size(len(content), max_bytes)
                if len(content) > max(_UNSUSPICIOUS, _HIGHEST_RATIO * received):
                    raise FetchError("The answer unpacks to far more than any text does.")
    except (zlib.error, brotli.error):
        raise FetchError("The answer was packed and cannot be unpacked.") from None
    if received and not unpacker.is_whole():
        raise FetchError("The end of the packed answer is missing.", is_temporary=True)
    return bytes(content)


def _unpacker(encoding: str) -> _Unpacker:
    names = [name for part in encoding.split(",") if (name := part.strip().lower())]
    names = [name for name in names if name != "identity"]
    if not names:
        return _Plain()
    if len(names) > 1 or names[0] not in _UNPACKERS:
        raise FetchError("The answer was packed in a way that we do not know.")
    return _UNPACKERS[names[0]]()


def refuse_size(size: int, max_bytes: int) -> None:
    """Raise FetchError where ``size`` is more than ``max_bytes``."""
    if size > max_bytes:
        shown = f"{max_bytes / 2**20:g} MB" if max_bytes >= 2**20 else f"{max_bytes:,} bytes"
        raise FetchError(f"The answer is larger than {shown}.")

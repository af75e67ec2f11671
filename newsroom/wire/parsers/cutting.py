"""Large files cut into one small document an item, so that memory holds one item at a time."""

import re
from collections.abc import Iterator
from typing import IO

from newsroom.wire.parsers.item import WireError
from newsroom.wire.parsers.json_text import MAX_DEPTH

CHUNK = 1 << 20
_HEAD = 1 << 20

# Here and below, what has no end goes on to the end of what is here, and nothing is gone back
# on: a file of a million tags left open would be searched a million times, and each character
# of a long string remembered.
_TO_THE_END_OF_THE_TAG = rb"(?:[^>\"'/]++|/(?!>)|\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z))*+(?:(/?)>|\Z)"

# The elements that hold one item each, by format.
_ITEMS = {
    "newsml-g2": b"newsItem|packageItem|knowledgeItem|conceptItem|planningItem",
    "newsml": b"NewsItem",
    "nitf": b"nitf",
    "rss": b"item",
    "atom": b"entry",
}
# What a line begins with that begins an item, in formats of lines.
_STARTS = {
    "text": re.compile(rb"^[ \t]*ZCZC\b", re.MULTILINE),
    "anpa1312": re.compile(rb"\x16\x16\x01"),
    "iptc7901": re.compile(rb"\x01(?=[ -~]{2,4}\d)"),
}


def cut(file: IO[bytes], format: str, limit: int) -> Iterator[bytes]:  # noqa: A002
    """The items of ``file`` (at its beginning) as documents of their own, in order.

    Each has what stood before the first item around it (envelope, channel), so that any can be
    read by the format's parser. Raises ``WireError`` if the file has no seams, or if an item is
    longer than ``limit`` bytes.
    """
    if format in _ITEMS:
        yield from _Elements(file, _ITEMS[format], limit).documents()
    elif format in _STARTS:
        yield from _parts(file, _STARTS[format], limit)
    elif format == "json":
        yield from _Objects(file, limit).documents()
    else:
        raise WireError("A file of this kind is read whole, and this one is too long for that.")


def _more(file: IO[bytes], buffer: bytearray, limit: int) -> bool:
    """Reads on; False at the end of the file. What is kept must stay within bounds."""
    chunk = file.read(CHUNK)
    buffer += chunk
    if len(buffer) > limit + 2 * CHUNK:
        raise WireError(f"One item in the file is longer than {limit / 1_000_000:.0f} MB.")
    return bool(chunk)


# --- XML ---


class _Elements:
    """Finds the elements of an item by their tags alone; comments and CDATA are stepped over."""

    def __init__(self, file: IO[bytes], names: bytes, limit: int) -> None:
        self.file, self.limit = file, limit
        self.tag = re.compile(
            rb"<!--|<!\[CDATA\[|<(/?)(?:[\w.-]+:)?(?:" + names
            + rb")(?=[\s/>])" + _TO_THE_END_OF_THE_TAG
        )  # fmt: skip
        self.buffer = bytearray()
        self.at = 0
        self.depth = 0
        self.start = 0
        self.ended = False

    def documents(self) -> Iterator[bytes]:
        head: bytes | None = None
        tail = b""
        while (item := self.next()) is not None:
            before, element = item
            if head is None:
                head = before
                if len(head) > _HEAD:
                    raise WireError("There is too much before the first item of this file.")
                tail = _closing(head)
            yield head + element + tail
        if head is None:
            raise WireError("There is no item in this file.")

    def next(self) -> tuple[bytes, bytes] | None:
        """What stands before the next item, and the item; None at the end."""
        while True:
            match = self.tag.search(self.buffer, self.at)
            if match is None or (match.end() > len(self.buffer) - 3 and not self.ended):
                if not self.read_on(match):
                    return None
                continue
            if match[0] in (b"<!--", b"<![CDATA["):
                self.step_over(match)
                continue
            if match[0][-1:] != b">":
                raise WireError("A tag in the file does not end; ask for the file again.")
            self.at = match.end()
            if match[1]:
                self.depth -= 1
            elif not match[2]:
                self.start = match.start() if self.depth == 0 else self.start
                self.depth += 1
            elif self.depth == 0:
                self.start = match.start()
            if self.depth <= 0:
                return self.taken()

    def taken(self) -> tuple[bytes, bytes]:
        before, element = bytes(self.buffer[: self.start]), bytes(self.buffer[self.start : self.at])
        del self.buffer[: self.at]
        self.at = self.start = self.depth = 0
        return before, element

    def read_on(self, match: re.Match[bytes] | None) -> bool:
        """More of the file; what was searched is not searched again."""
        if self.ended:
            if self.depth > 0:
                raise WireError("The last item of the file breaks off; ask for the file again.")
            return False
        if match is None:
            # A tag may be cut in two at the end of what is here.
            self.at = max(self.at, self.buffer.rfind(b"<"))
        self.ended = not _more(self.file, self.buffer, self.limit)
        return True

    def step_over(self, match: re.Match[bytes]) -> None:
        closing = b"-->" if match[0] == b"<!--" else b"]]>"
        end = self.buffer.find(closing, match.end())
        while end < 0:
            if not _more(self.file, self.buffer, self.limit):
                raise WireError("The file breaks off within a comment; ask for it again.")
            end = self.buffer.find(closing, match.end())
        self.at = end + 3


_ANY_TAG = re.compile(
    rb"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)"
    rb"|<!DOCTYPE[^>\[]*+(?:\[.*?(?:\]\s*+(?=>)|\Z))?+(?:>|\Z)"
    rb"|<(/?)([\w.:-]++)" + _TO_THE_END_OF_THE_TAG,
    re.DOTALL,
)


def _closing(head: bytes) -> bytes:
    """The closing tags of what ``head`` left open."""
    left: list[bytes] = []
    for match in _ANY_TAG.finditer(head):
        closes, name, is_empty = match[1], match[2], match[3]
        if not name or is_empty:
            continue
        if closes and left and left[-1] == name:
            left.pop()
        elif not closes:
            left.append(name)
    return b"".join(b"</" + name + b">" for name in reversed(left))


# --- Lines ---


def _parts(file: IO[bytes], start: re.Pattern[bytes], limit: int) -> Iterator[bytes]:
    buffer = bytearray()
    goes_on = True
    while goes_on:
        goes_on = _more(file, buffer, limit)
        seams = [match.start() for match in start.finditer(buffer)]
        # The last part may go on in what is still to be read.
        done = seams[1:] if not goes_on else seams[1:-1] if len(seams) > 2 else []
        at = 0
        for seam in done:
            if part := bytes(buffer[at:seam]).strip():
                yield part
            at = seam
        del buffer[:at]
    if rest := bytes(buffer).strip():
        yield rest


# --- JSON ---

# A string that has no end yet is matched too: what looks like a sign in it is none.
_JSON_SIGN = re.compile(rb'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)|[{}\[\]]', re.DOTALL)


class _Objects:
    """The objects of a list, or those that follow one another; strings are stepped over."""

    def __init__(self, file: IO[bytes], limit: int) -> None:
        self.file, self.limit = file, limit
        self.buffer = bytearray()

    def read(self) -> bool:
        return _more(self.file, self.buffer, self.limit)

    def level(self) -> int:
        """How deep the objects lie: in a list, or one after another."""
        while not (beginning := self.buffer.lstrip(b"\xef\xbb\xbf \t\r\n")) and self.read():
            pass
        return 1 if beginning[:1] == b"[" else 0

    def documents(self) -> Iterator[bytes]:
        buffer, read, level = self.buffer, self.read, self.level()
        at = depth = start = 0
        while True:
            match = _JSON_SIGN.search(buffer, at)
            if match is None or match.end() == len(buffer):
                at = len(buffer) if match is None else at
                if read():
                    continue
                if match is None:
                    break
            at = match.end()
            sign = match[0]
            if sign in (b"{", b"["):
                start = match.start() if depth == level and sign == b"{" else start
                depth += 1
                if depth > MAX_DEPTH:
                    raise WireError("The JSON is nested too deep to be a story.")
            elif sign in (b"}", b"]"):
                depth -= 1
                if depth == level and sign == b"}":
                    yield bytes(buffer[start:at])
                    del buffer[:at]
                    at = start = 0
        if depth > 0:
            raise WireError("The JSON breaks off; ask for the file again.")

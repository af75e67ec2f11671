"""What a mail is made of (RFC 5322, MIME): its lines above the text, its text, its attachments."""

import re
from binascii import a2b_base64, a2b_qp
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import Message
from email.utils import collapse_rfc2231_value
from itertools import count

from newsroom.text.characters import composed, without_junk
from newsroom.wire.parsers.encoding import EncodingError, decoded
from newsroom.wire.parsers.item import WireError
from newsroom.wire.parsers.mail_text import html_lines, unflowed, without_signature
from newsroom.wire.parsers.markup import folded

# What the standard library's reader takes its time over; mail that people send stays far below.
_MOST_LINES = 400_000
_MOST_MULTIPARTS = 40
_LONGEST_LINE = 4_000
_DEEPEST = 12
_MOST_PARTS = 300
# A text alternative that says so much less than the HTML is but a note that there is HTML.
_STUB = 0.2
# RFC 2047 §2; some programs leave spaces and bare bytes in them.
_ENCODED_WORD = re.compile(rb"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")

_TOO_MANY = "The mail has more parts than any story and its pictures have."
BROKEN = "The mail is built in a way that nobody can take apart; ask for it again."


class _Bounded(policy.EmailPolicy):
    """The standard library's default policy, but for headers: they are cut to a length, and

    their grammar is left alone: it takes seconds for some and stumbles over others.
    """

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:_LONGEST_LINE]

    def header_fetch_parse(self, name: str, value: str) -> str:
        return "".join(value.splitlines())


_POLICY = _Bounded()


@dataclass(slots=True)
class Parts:
    """The pieces of a mail's text in order, its attachments, and what was set apart."""

    texts: list[str] = field(default_factory=list)
    apart: list[str] = field(default_factory=list)
    attachments: list[Message] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def message_of(data: bytes) -> Message:
    """The mail in ``data``. Raises ``WireError`` if it is no mail, or one made to be a burden."""
    data = data.lstrip(b" \t\r\n\x00\xef\xbb\xbf")
    if data.count(b"\n") + data.count(b"\r") > 2 * _MOST_LINES:
        raise WireError("The mail has more lines than any story and its pictures have.")
    if data.lower().count(b"multipart/") > _MOST_MULTIPARTS:
        raise WireError("The mail is nested too deep to hold a story.")
    if data.count(b"\n--") > 100 * _MOST_PARTS:
        raise WireError(_TOO_MANY)
    try:
        return message_from_bytes(data, policy=_POLICY)
    except Exception as fault:  # whatever a broken header makes the library raise
        raise WireError(BROKEN) from fault


def parts_of(message: Message, hint: str) -> Parts:
    """The parts of ``message``; ``hint`` is the encoding of bytes that do not say theirs.

    Of alternatives the plain text is read, else the HTML; texts one after another are one text.
    """
    parts = Parts()
    try:
        _Sorter(parts, hint).sort(message, 0)
    except WireError:
        raise
    except Exception as fault:
        raise WireError(BROKEN) from fault
    parts.warnings = list(dict.fromkeys(parts.warnings))
    return parts


class _Sorter:
    def __init__(self, parts: Parts, hint: str, numbers: Iterator[int] | None = None) -> None:
        self.parts = parts
        self.hint = hint
        self.numbers = numbers or count(1)

    def sort(self, part: Message, depth: int) -> None:
        kind = part.get_content_type()
        if next(self.numbers) > _MOST_PARTS:
            raise WireError(_TOO_MANY)
        if depth > _DEEPEST:
            raise WireError("The mail is nested too deep to hold a story.")
        if kind == "multipart/alternative" and part.is_multipart():
            self.choose(list(_children(part)), depth)
        elif kind.startswith("multipart/") and part.is_multipart():
            for child in _children(part):
                self.sort(child, depth + 1)
        elif _is_text(part):
            self.add(self.text_of(part))
        else:
            self.parts.attachments.append(part)

    def choose(self, alternatives: list[Message], depth: int) -> None:
        """One text of several that say the same; what is attached to any of them stays."""
        found = []
        for each in alternatives:
            inside = Parts()
            _Sorter(inside, self.hint, self.numbers).sort(each, depth + 1)
            is_plain = each.get_content_type() == "text/plain"
            found.append((is_plain, inside))
            self.parts.attachments += inside.attachments
        longest = max((_length(inside) for _, inside in found), default=0)
        enough = [pair for pair in found if _length(pair[1]) > longest * _STUB]
        chosen = next((pair for pair in enough if pair[0]), enough[-1] if enough else None)
        for pair in found:
            if pair is chosen:
                self.take(pair[1])
            elif pair not in enough:
                self.parts.apart += [folded(text) for text in pair[1].texts if folded(text)]

    def take(self, inside: Parts) -> None:
        self.parts.texts += inside.texts
        self.parts.apart += inside.apart
        self.parts.warnings += inside.warnings

    def add(self, text: str) -> None:
        text, signature = without_signature(text)
        if text.strip():
            self.parts.texts.append(text)
        self.parts.apart += signature

    def text_of(self, part: Message) -> str:
        text, warnings = _decoded(part, self.hint)
        self.parts.warnings += warnings
        if part.defects:
            self.parts.warnings.append("mail: parts of it were damaged on the way; compare it.")
        if part.get_content_type() == "text/html":
            text, captions = html_lines(text)
            self.parts.apart += captions
            return text
        if _parameter(part, "format").casefold() == "flowed":
            return unflowed(text, joins=_parameter(part, "delsp").casefold() == "yes")
        return text


def _children(part: Message) -> Iterator[Message]:
    payload = part.get_payload()
    for each in payload if isinstance(payload, list) else ():
        if isinstance(each, Message):
            yield each


def _length(parts: Parts) -> int:
    return sum(len(text) for text in parts.texts)


def _is_text(part: Message) -> bool:
    """Whether a part is read on the spot; whoever gives it a name means it as a file."""
    return (
        part.get_content_type() in {"text/plain", "text/html"}
        and part.get_content_disposition() != "attachment"
        and not filename_of(part)
    )


def _parameter(part: Message, name: str) -> str:
    found = part.get_param(name)
    return collapse_rfc2231_value(found) if isinstance(found, (str, tuple)) else ""


def _decoded(part: Message, hint: str) -> tuple[str, tuple[str, ...]]:
    try:
        text, _name, warnings = decoded(bytes_of(part), hint, declared=_parameter(part, "charset"))
    except EncodingError as reason:
        raise WireError(str(reason)) from None
    return composed(without_junk(text)), warnings


# --- What a part says of itself ---


def bytes_of(part: Message) -> bytes:
    """The contents of a part, its transfer encoding undone."""
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def filename_of(part: Message) -> str:
    """The name that a part would have as a file, without folders."""
    try:
        name = _said(part.get_filename() or "")
    except Exception as fault:  # as above
        raise WireError(BROKEN) from fault
    return name.replace("\\", "/").rpartition("/")[2][:200]


def header(message: Message, name: str) -> str:
    """The words of the first header called ``name``, on one line; nothing if there is none.

    Read from the raw line: the library's own reading (RFC 2047) gives up bare bytes as lost.
    """
    for each, raw in message.raw_items():
        if each.casefold() == name:
            return _said(str(raw))
    return ""


def _said(raw: str) -> str:
    """``raw`` with encoded words and bare bytes made into letters."""
    data = raw.encode("utf-8", "surrogateescape")
    if b"=?" not in data:
        return _tidy(_letters(data))
    found, at = [], 0
    for match in _ENCODED_WORD.finditer(data):
        between = data[at : match.start()]
        # RFC 2047 §6.2: space between two encoded words is none of the text.
        found.append(_letters(between) if at == 0 or between.strip() else "")
        found.append(_word(match))
        at = match.end()
    return _tidy("".join([*found, _letters(data[at:])]))


def _word(match: re.Match[bytes]) -> str:
    charset, kind, said = match[1].partition(b"*")[0].decode("ascii", "replace"), match[2], match[3]
    try:
        raw = a2b_base64(said + b"==") if kind in b"bB" else a2b_qp(said, header=True)
    except ValueError:
        raw = said
    return _letters(raw, charset)


def _tidy(text: str) -> str:
    return folded(composed(without_junk(text.encode("utf-8", "replace").decode())))


def _letters(raw: bytes, charset: str = "") -> str:
    try:
        return decoded(raw, declared=charset)[0]
    except EncodingError:
        return raw.decode("latin-1")

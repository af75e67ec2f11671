"""Mails of our own making, as desks and correspondents send them.

``mail("It held.")`` is the shortest; ``multipart`` puts parts together; the standard library
writes none of it, so that what it would never write can be tried too.
"""

from base64 import b64encode
from collections import Counter
from collections.abc import Sequence
from email import message_from_bytes, policy
from quopri import encodestring
from zlib import crc32

from newsroom.text.words import words
from newsroom.wire.parsers.item import WireItem
from tests.newsroom.wire.parsers.ninjs_copy import lost, visible
from tests.wire_copy import wire_copy

MESSAGE_ID = "wall.1@agency.example"
HEAD = {
    "Return-Path": "<desk@agency.example>",
    "Received": "from mx.agency.example by mx.paper.example; Fri, 2 May 2031 11:00:02 +0000",
    "From": '"Harbour Desk" <desk@agency.example>',
    "To": "wire@paper.example",
    "Date": "Fri, 02 May 2031 13:00:00 +0200 (CEST)",
    "Message-ID": f"<{MESSAGE_ID}>",
    "Subject": "Flood wall to be inspected",
    "MIME-Version": "1.0",
}


def mail(
    text: str | bytes = "It held.\n", head: dict[str, str] | None = None, **more: str
) -> bytes:
    """A mail of one part; ``head`` and ``more`` (``content_type="…"``) are lines above it."""
    body = text if isinstance(text, bytes) else text.encode()
    said = {"Content-Type": "text/plain; charset=utf-8"} | (head or {}) | _named(more)
    return _lines(HEAD | said) + b"\n" + body


def multipart(
    *parts: bytes, kind: str = "mixed", head: dict[str, str] | None = None, top: bool = True
) -> bytes:
    """A mail, or with ``top=False`` a part of one, that is made of ``parts``."""
    boundary = f"=_{crc32(b''.join(parts))}{kind}"
    own = {"Content-Type": f'multipart/{kind}; boundary="{boundary}"'} | (head or {})
    line = f"--{boundary}".encode()
    inner = b"".join(line + b"\n" + each + b"\n" for each in parts)
    return _lines((HEAD if top else {}) | own) + b"\n" + inner + line + b"--\n"


def part(
    content: str | bytes, kind: str = "text/plain; charset=utf-8", *, name: str = "",
    transfer: str = "", **more: str,
) -> bytes:  # fmt: skip
    """A part; with a ``name`` it is attached. ``transfer`` is base64 or quoted-printable."""
    data = content if isinstance(content, bytes) else content.encode()
    head = {"Content-Type": kind} | _named(more)
    if name:
        head["Content-Disposition"] = f'attachment; filename="{name}"'
    if transfer:
        head["Content-Transfer-Encoding"] = transfer
    if transfer == "base64":
        data = b64encode(data)
    elif transfer == "quoted-printable":
        data = encodestring(data)
    return _lines(head) + b"\n" + data


def wire_mail(seed: int, *, kind: str = "plain", **shape: object) -> tuple[bytes, list[str]]:
    """A mail with the seed's wire copy, and the texts that its reader would see.

    ``kind`` is plain, html or both; ``shape`` as ``wire_copy`` takes it.
    """
    copy, _expected = wire_copy(seed, **shape)
    text = copy.decode()
    html = "".join(f"<p>{_escaped(each)}</p>" for each in text.split("\n\n"))
    plain_part = part(text, transfer="quoted-printable")
    html_part = part(f"<html><body>{html}</body></html>", "text/html; charset=utf-8",
                     transfer="base64")  # fmt: skip
    if kind == "both":
        return multipart(plain_part, html_part, kind="alternative"), [text]
    chosen = plain_part if kind == "plain" else html_part
    return multipart(chosen), [text]


def seen_in(data: bytes) -> list[str]:
    """What a reader sees of the mail's own text: of alternatives the first with words.

    Found by the standard library alone.
    """
    found = message_from_bytes(data, policy=policy.default).get_body(("plain", "html"))
    text = str(found.get_content()) if found is not None else ""
    is_html = found is not None and found.get_content_type() == "text/html"
    return [visible(text) if is_html else text]


def lost_words(texts: Sequence[str], items: Sequence[WireItem]) -> Counter[str]:
    """The words of the plain ``texts`` that stand nowhere in ``items``."""
    wanted = ["\n".join(f" {_escaped(word)}" for word in words(text)) for text in texts]
    return lost(wanted, items)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _named(more: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-").title(): value for name, value in more.items()}


def _lines(head: dict[str, str]) -> bytes:
    return "".join(f"{name}: {value}\n" for name, value in head.items()).encode(
        "utf-8", "surrogateescape"
    )

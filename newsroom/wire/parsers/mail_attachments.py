"""What is attached to a mail: stories in any format, pictures, and what is neither."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from email.message import Message
from pathlib import PurePath

from newsroom.media.decoding import MIME_TYPES, format_of, opened, upright_size
from newsroom.media.errors import ImageError
from newsroom.wire.parsers import photo
from newsroom.wire.parsers.draft import Reception
from newsroom.wire.parsers.item import Media, Skip, WireError, WireItem
from newsroom.wire.parsers.mail_parts import bytes_of, filename_of, header, message_of
from newsroom.wire.parsers.recognition import recognised

type Read = Callable[..., list[WireItem | Skip]]

_DEEPEST = 4
# Logos and buttons of signatures; nothing that a paper would print.
_SMALLEST = 200
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF8", b"RIFF")
# Plain text is a story only where somebody means it as one.
_TEXT_NAMES = {".txt", ".tst", ".asc", ".text", ""}
_TEXT_TYPES = {"text/plain", "application/octet-stream"}
_NEVER_STORIES = {
    "text/calendar", "text/vcard", "text/x-vcard", "text/directory", "text/rtf", "text/css",
    "text/csv", "message/delivery-status", "message/disposition-notification",
    "application/pgp-signature", "application/pkcs7-signature", "application/ms-tnef",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Attached:
    """One thing that an attachment held: a story or the reason why not, and a picture."""

    entry: WireItem | Skip | None = None
    picture: Media | None = None


def attached(part: Message, reception: Reception, read: Read, *, depth: int) -> list[Attached]:
    """What ``part`` holds; ``read`` reads a mail that it may hold."""
    name = filename_of(part) or part.get_content_type()
    if part.get_content_type() == "message/rfc822":
        return _mail(part, reception, read, depth=depth)
    data = bytes_of(part)
    if not data.strip():
        return [_skip(name, "is empty")]
    if part.get_content_type() in _NEVER_STORIES:
        return [_skip(name, f"is no story ({part.get_content_type()})")]
    if data.startswith(_PICTURES):
        return [_picture(part, name, data, reception)]
    try:
        return _stories(part, name, data, reception, read, depth=depth)
    except WireError as reason:
        return [_skip(name, f"was not read. {reason}")]


def _skip(name: str, why: str) -> Attached:
    return Attached(Skip(f"The attachment “{name}” {why.rstrip('.')}."))


def _stories(
    part: Message, name: str, data: bytes, reception: Reception, read: Read, *, depth: int
) -> list[Attached]:
    # The registry of formats holds this one too.
    from newsroom.wire.parsers import parse_all

    kind = recognised(data)
    if kind == "email":
        return _read(message_of(data), name, reception, read, depth=depth)
    if kind == "text" and not (
        PurePath(name).suffix.casefold() in _TEXT_NAMES and part.get_content_type() in _TEXT_TYPES
    ):
        return [_skip(name, f"is no story ({part.get_content_type()})")]
    inside = replace(reception, filename=name)
    return [Attached(entry) for entry in parse_all(data, inside, format=kind)]


def _mail(part: Message, reception: Reception, read: Read, *, depth: int) -> list[Attached]:
    payload = part.get_payload()
    message = payload[0] if isinstance(payload, list) and payload else None
    if not isinstance(message, Message):
        return [_skip("message/rfc822", "is empty")]
    name = header(message, "subject") or "message/rfc822"
    try:
        return _read(message, name, reception, read, depth=depth)
    except WireError as reason:
        return [_skip(name, f"was not read. {reason}")]


def _read(
    message: Message, name: str, reception: Reception, read: Read, *, depth: int
) -> list[Attached]:
    if depth >= _DEEPEST:
        return [_skip(name, "lies too deep in other mails to be read")]
    return [Attached(entry) for entry in read(message, reception, depth=depth + 1)]


# --- Pictures ---


def picture_in(mail: bytes, address: str) -> bytes | None:
    """The picture of a mail that an item's ``href`` names (``cid:…``, or a file's name)."""
    for part in message_of(mail).walk():
        cid = header(part, "content-id").strip("<> ")
        named = f"cid:{cid}" if cid else filename_of(part) or part.get_content_type()
        if named == address and not part.is_multipart():
            return bytes_of(part)
    return None


def _picture(part: Message, name: str, data: bytes, reception: Reception) -> Attached:
    """A picture with a caption is an item too; one without belongs to the story alone."""
    address = header(part, "content-id").strip("<> ")
    href = f"cid:{address}" if address else name
    try:
        with opened(data) as opening:
            mime, size = MIME_TYPES[format_of(opening)], upright_size(opening)
        if mime == "image/jpeg":
            [item] = photo.parse(data, replace(reception, filename=name))
            if item.body_html or "headline" not in item.warnings:
                picture = replace(item.media[0], href=href)
                return Attached(replace(item, media=(picture,)), picture)
    except (ImageError, WireError) as reason:
        return _skip(name, f"was not read. {reason}")
    if min(size) < _SMALLEST:
        return _skip(name, "is too small a picture to be printed")
    return Attached(picture=Media(href, mime=mime, width=size[0], height=size[1]))

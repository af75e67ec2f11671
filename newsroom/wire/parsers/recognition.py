"""What kind of file some bytes are, told from the bytes alone."""

import json
import re

from newsroom.wire.parsers.item import WireError

_BINARY = (
    (b"%PDF-", "a PDF document"),
    (b"{\\rtf", "a rich text document (RTF)"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"\x89PNG\r\n", "a PNG picture"),
    (b"GIF8", "a GIF picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"RIFF", "a picture, film or sound (RIFF)"),
    (b"\x1f\x8b", "a compressed file (gzip)"),
    (b"BZh", "a compressed file (bzip2)"),
    (b"\xfd7zXZ", "a compressed file (xz)"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"ID3", "a sound recording"),
    (b"OggS", "a sound recording"),
    (b"SQLite format 3", "a database"),
)
_XML = (
    (re.compile(rb"<nitf\b", re.IGNORECASE), "NITF"),
    (
        re.compile(rb"<(?:newsMessage|newsItem|packageItem|knowledgeItem|conceptItem)\b"),
        "NewsML-G2",
    ),
    (re.compile(rb"<NewsML\b"), "NewsML 1"),
    (re.compile(rb"<rss\b", re.IGNORECASE), "RSS"),
    (re.compile(rb"<feed\b"), "Atom"),
    (re.compile(rb"<(?:!doctype\s+)?html\b", re.IGNORECASE), "HTML"),
    (re.compile(rb"<svg\b"), "SVG"),
)
_ANPA = re.compile(rb"\A[\x00-\x20\x7f]*(?:\x16\x16\x01|\x01)[a-zA-Z]")
_MAIL = re.compile(
    rb"\A\s*(?:(?:Delivered-To|Received|Return-Path|From|X-[\w-]+|MIME-Version|Message-ID|Date"
    rb"|Subject): [^\n]*\n(?:[ \t][^\n]*\n)*){2}"
)


def recognised(data: bytes) -> str:
    """The name of the format of ``data``; ``WireError`` says what else it is."""
    start = data[:4096]
    bare = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    for signature, kind in _BINARY:
        if start.startswith(signature):
            raise WireError(f"This is {kind}, not a story; send the story as text.")
    if start[4:8] == b"ftyp":
        raise WireError("This is a picture or film, not a story; send the story as text.")
    wide = start.replace(b"\x00", b"").lstrip(b"\xff\xfe \t\r\n")
    if wide.startswith((b"<?xml", b"<!DOCTYPE", b"<!doctype")) or _is_markup(bare):
        raise WireError(f"This is {_dialect(wide)}; this version reads plain text only.")
    if bare[:1] in (b"{", b"[") and _is_json(data):
        raise WireError("This is JSON (such as ninjs); this version reads plain text only.")
    if _ANPA.match(start):
        raise WireError(
            "This is agency copy with control codes (IPTC 7901 or ANPA 1312); "
            "this version reads plain text only."
        )
    if _MAIL.match(start):
        raise WireError("This is an e-mail; this version reads plain text only.")
    if _is_junk(data):
        raise WireError("This is no text: it is full of control characters.")
    return "text"


def _is_markup(bare: bytes) -> bool:
    return bare[:1] == b"<" and re.match(rb"<[A-Za-z!?][^<>]{0,2000}>", bare) is not None


def _dialect(start: bytes) -> str:
    names = [name for pattern, name in _XML if pattern.search(start)]
    return f"XML ({names[0]})" if names and names[0] != "HTML" else "HTML" if names else "XML"


def _is_json(data: bytes) -> bool:
    if re.match(rb"[\s\xef\xbb\xbf]*(?:\{\s*\"|\[\s*[\[{\"])", data[:4096]):
        return True
    try:
        json.loads(data[:100_000])
    except (ValueError, RecursionError):
        return False
    return True


def _is_junk(data: bytes) -> bool:
    """More than a tenth control characters; of UTF-16 every second byte is one."""
    sample = data[:65_536]
    controls = bytes(range(1, 9)) + bytes(range(14, 32)) + b"\x7f"
    count = len(sample) - len(sample.translate(None, controls))
    zeros = sample.count(0)
    if zeros > len(sample) * 0.1 and not 0.3 < zeros / len(sample) < 0.6:
        return True
    return count > len(sample) * 0.1

"""What kind of file some bytes are, told from the bytes alone."""

import re

from newsroom.wire.parsers.encoding import EncodingError, decoded
from newsroom.wire.parsers.item import WireError

_BINARY = (
    (b"%PDF-", "a PDF document"),
    (b"{\\rtf", "a rich text document (RTF)"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"PK\x05\x06", "an empty ZIP archive"),
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
_SIGNATURES = tuple(signature for signature, _kind in _BINARY)
_JPEG = b"\xff\xd8\xff"

# Root elements by local name, in whatever name space. NewsML-G2 items: IPTC NewsML-G2 §5.
_ROOTS = {
    "nitf": "nitf",
    "newsml": "newsml",
    "newsmessage": "newsml-g2",
    "newsitem": "newsml-g2",
    "packageitem": "newsml-g2",
    "knowledgeitem": "newsml-g2",
    "conceptitem": "newsml-g2",
    "planningitem": "newsml-g2",
    "cataloguitem": "newsml-g2",
    "catalogitem": "newsml-g2",
    "hopdeskitem": "newsml-g2",
    "rss": "rss",
    "rdf": "rss",
    "channel": "rss",
    "feed": "atom",
    "entry": "atom",
    "rbnews": "ritzau",
    "release": "release",
    "releases": "release",
}
_NEAR, _FAR = 1_024, 65_536
_ELSE_ROOTS = {"html": "a web page (HTML)", "svg": "a drawing (SVG)"}
# Some feeds wrap their stories in an element of their own.
_WITHIN = re.compile(r"<(?:[\w.-]{1,40}:)?(nitf|NewsML|newsMessage|newsItem|rss|feed|RBNews)\b")
_BEFORE_ROOT = re.compile(
    r"[\s\ufeff\x00]+|<\?.{0,2000}?\?>|<!--.{0,20000}?-->|<!DOCTYPE[^\[>]{0,2000}(?:\[.{0,20000}?\]\s*)?>",
    re.DOTALL | re.IGNORECASE,
)
_ROOT = re.compile(r"<(?:[\w.-]{1,60}:)?([\w.-]{1,60})(?=[\s/>])")

# A service letter and four figures, then (the IPTC's has three letters) the unit separator.
_ANPA = re.compile(rb"\A[\x00\s\x7f]*(?:\x16+\x01|\x01[a-zA-Z]\d{4}[^\n]{0,20}\x1f)")
_ANPA_PLAIN = re.compile(
    rb"\A\s*[a-zA-Z]\d{4}[^\n]{0,20}\r?\n[a-z] [a-z][^\n]{0,80}\d\d-\d\d \d{4}\s*\r?\n"
)
_IPTC7901 = re.compile(
    rb"\A(?:[\x00\s\x7f\xff]*\x01[ -~]{2,4}\d{1,5}"
    rb"|[\x00\s\x7f\xff]*[a-zA-Z]{2,4}\d{3,5}\s+[1-6]\s+[a-zA-Z]{1,3}\s+\d+[ \t])"
)
_CONTROL_CODES = ((_ANPA, "anpa1312"), (_IPTC7901, "iptc7901"), (_ANPA_PLAIN, "anpa1312"))
_JSON = re.compile(rb"\{\s*[\"}]|\[\s*[\[{\"]")
_MAIL = re.compile(
    rb"\A\s*(?:From [^\n]*\n)?(?:(?:Delivered-To|Received|Return-Path|Reply-To|From|To|X-[\w-]+"
    rb"|MIME-Version|Message-ID|Date|Subject|Content-Type|DKIM-Signature|Sender"
    rb"|Authentication-Results): [^\n]*\n(?:[ \t][^\n]*\n)*){2}",
    re.IGNORECASE,
)


def recognised(data: bytes) -> str:
    """The name of the format of ``data``; ``WireError`` says what else it is."""
    start = data[:4096]
    _refuse_binary(start)
    if start.startswith(_JPEG):
        return "photo"
    for pattern, name in _CONTROL_CODES:
        if pattern.match(start):
            return name
    bare = start.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if bare[:1] == b"<" and (name := _dialect(data)):
        return name
    if _JSON.match(bare):
        return "json"
    if _MAIL.match(start.lstrip()):
        return "email"
    if _is_junk(data):
        raise WireError("This is no text: it is full of control characters.")
    return "text"


def _refuse_binary(start: bytes) -> None:
    if start.startswith(_SIGNATURES):
        kind = next(kind for signature, kind in _BINARY if start.startswith(signature))
        raise WireError(f"This is {kind}, not a story; send the story as text.")
    if start[4:8] == b"ftyp":
        raise WireError("This is a picture or film, not a story; send the story as text.")


def _dialect(data: bytes) -> str:
    """The format of XML, by its root element; empty if these are no tags after all."""
    # Most begin with it: then there is no need to make text of all the bytes.
    text, at, root = _root(data[:_NEAR])
    if root is None or root[1].casefold() not in _ROOTS:
        text, at, root = _root(data[:_FAR])
    if root is None:
        if at and text[at : at + 1] == "<":
            raise WireError("This looks like XML, but its first element cannot be made out.")
        return ""
    name = root[1].casefold()
    if name in _ROOTS:
        return _ROOTS[name]
    if name in _ELSE_ROOTS:
        raise WireError(f"This is {_ELSE_ROOTS[name]}, not a story; send the story itself.")
    if within := _WITHIN.search(text, at):
        return _ROOTS[within[1].casefold()]
    if at == 0 and not re.search(r"</", text):
        return ""
    raise WireError(f"This is XML of a kind that no agency's format uses (<{root[1]}>).")


def _root(data: bytes) -> tuple[str, int, re.Match[str] | None]:
    """The text of ``data``, and in it the place and the tag of the root element."""
    try:
        text = decoded(data)[0]
    except EncodingError:
        return "", 0, None
    at = 0
    while match := _BEFORE_ROOT.match(text, at):
        at = match.end()
    return text, at, _ROOT.match(text, at)


def _is_junk(data: bytes) -> bool:
    """More than a tenth control characters; of UTF-16 every second byte is one."""
    sample = data[:65_536]
    controls = bytes(range(1, 9)) + bytes(range(14, 32)) + b"\x7f"
    count = len(sample) - len(sample.translate(None, controls))
    zeros = sample.count(0)
    if zeros > len(sample) * 0.1 and not 0.3 < zeros / len(sample) < 0.6:
        return True
    return count > len(sample) * 0.1

"""Pictures of our own making, with the caption and rights that agencies write into theirs."""

import struct
from html import escape
from io import BytesIO

from PIL import Image as Pillow

CAPTION = "Cranes stand idle at the quay in Karachi.\nThe strike goes on."
UTF_8 = (1, 90)

# Our own picture in the older form: numbers of IPTC-IIM and what they hold.
FIELDS: dict[tuple[int, int], str] = {
    (1, 60): "4",
    (2, 5): "KARACHI-HARBOUR-STRIKE",
    (2, 12): "IPTC:09003000:labour:strike",
    (2, 15): "LAB",
    (2, 25): "cranes",
    (2, 55): "20310502",
    (2, 60): "115420+0500",
    (2, 80): "Zoë Marchetti",
    (2, 90): "Karachi",
    (2, 101): "Pakistan",
    (2, 103): "ZM1446",
    (2, 105): "Cranes at rest",
    (2, 110): "Meridian",
    (2, 115): "Meridian",
    (2, 116): "Meridian or licensors",
    (2, 120): CAPTION,
    (2, 135): "EN",
}

_HEAD = """<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
 xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"
 xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"
 xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
 xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" """
_TAIL = "</rdf:Description></rdf:RDF></x:xmpmeta>"


def photo(
    fields: dict[tuple[int, int], str | bytes] | None = None,
    *,
    xmp: bytes = b"",
    size: tuple[int, int] = (64, 48),
    encoding: str = "utf-8",
) -> bytes:
    """A JPEG with these IIM ``fields`` (``FIELDS`` by default) and this packet of ``xmp``."""
    stream = BytesIO()
    picture = Pillow.new("RGB", size, (30, 60, 200))
    picture.save(stream, "JPEG", **({"xmp": xmp} if xmp else {}))
    given = FIELDS if fields is None else fields
    marks = [_set(UTF_8, b"\x1b%G")] if encoding == "utf-8" else []
    sets = [
        _set(number, value if isinstance(value, bytes) else value.encode(encoding))
        for number, value in given.items()
    ]
    return _with_block(stream.getvalue(), b"".join(marks + sets))


def _set(number: tuple[int, int], value: bytes) -> bytes:
    return struct.pack(">BBBH", 0x1C, *number, len(value)) + value


def _with_block(jpeg: bytes, block: bytes) -> bytes:
    resource = (
        b"8BIM\x04\x04\0\0" + struct.pack(">I", len(block)) + block + b"\0" * (len(block) % 2)
    )
    body = b"Photoshop 3.0\0" + resource
    return jpeg[:2] + b"\xff\xed" + struct.pack(">H", len(body) + 2) + body + jpeg[2:]


def packet(attributes: str = "", inner: str = "", **texts: str) -> bytes:
    """An XMP packet; ``texts`` are properties, such as ``dc_description="A wall"``."""
    found = "".join(
        f'<{_tag(name)}><rdf:Alt><rdf:li xml:lang="x-default">{escape(text)}</rdf:li></rdf:Alt>'
        f"</{_tag(name)}>"
        for name, text in texts.items()
    )
    return f"{_HEAD}{attributes}>{found}{inner}{_TAIL}".encode()


def _tag(name: str) -> str:
    return name.replace("_", ":", 1)

"""Picture files made for tests: honest ones, and such as attackers and broken cameras send."""

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image as Pillow

from newsroom.media.intake import receive_image
from newsroom.media.models import Image

RED, GREEN, BLUE, WHITE = (220, 30, 30), (30, 180, 60), (30, 60, 200), (255, 255, 255)


def halves(size: tuple[int, int] = (800, 600), left=RED, right=BLUE) -> Pillow.Image:
    """A picture whose left half is of another colour than its right."""
    picture = Pillow.new("RGB", size, right)
    picture.paste(left, (0, 0, size[0] // 2, size[1]))
    return picture


def file(picture: Pillow.Image, kind: str = "JPEG", **options: Any) -> bytes:
    stream = BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


def jpeg(size: tuple[int, int] = (400, 300), **options: Any) -> bytes:
    return file(halves(size), quality=90, **options)


def png_header(width: int, height: int) -> bytes:
    """A PNG of a few bytes that claims to be of that size."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + _chunk(b"IEND", b"")
    )


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def data_set(record: int, number: int, value: bytes) -> bytes:
    """One IPTC-IIM data set."""
    return struct.pack(">BBBH", 0x1C, record, number, len(value)) + value


def with_iim(data: bytes, *sets: bytes) -> bytes:
    """A JPEG with these data sets, as agencies' software writes them."""
    block = b"".join(sets)
    resource = (
        b"8BIM\x04\x04\0\0" + struct.pack(">I", len(block)) + block + b"\0" * (len(block) % 2)
    )
    body = b"Photoshop 3.0\0" + resource
    return data[:2] + b"\xff\xed" + struct.pack(">H", len(body) + 2) + body + data[2:]


def xmp(inner: str, attributes: str = "") -> bytes:
    """An XMP packet with these properties."""
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
 xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"
 xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
 xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" {attributes}>
{inner}</rdf:Description>
</rdf:RDF></x:xmpmeta><?xpacket end="w"?>""".encode()


def prepared(data: bytes | None = None, filename: str = "quay.jpg", **fields: Any) -> Image:
    """A picture taken in and ready, as after the worker has been at it."""
    from newsroom.media.renditions import make_renditions

    image = receive_image(data or jpeg(), filename=filename, **fields)
    make_renditions(image)
    return image

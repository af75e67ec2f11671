"""The newer photo metadata (XMP): read with care, and the few lines of it that renditions carry."""

from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape

from lxml import etree

MAX_BYTES = 1024 * 1024
_NAMESPACES = {
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://ns.adobe.com/photoshop/1.0/": "photoshop",
    "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/": "core",
    "http://iptc.org/std/Iptc4xmpExt/2008-02-29/": "ext",
    "http://ns.adobe.com/xap/1.0/rights/": "rights",
    "http://ns.adobe.com/xap/1.0/mm/": "mm",
}
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def properties(packet: bytes) -> dict[str, list[str]]:
    """The simple properties of an XMP packet, such as ``{"dc:creator": ["A. Name"]}``.

    Of texts in several languages the default one. Empty for what is broken, too large, or
    carries a DOCTYPE, which no camera and no agency writes.
    """
    if len(packet) > MAX_BYTES:
        return {}
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(packet.strip(b"\x00 \r\n\t"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return {}
    if root.getroottree().docinfo.doctype:
        return {}
    found: dict[str, list[str]] = {}
    for description in root.iterfind(f".//{_RDF}RDF/{_RDF}Description"):
        _read(description, found)
    return found


def _read(description: etree._Element, found: dict[str, list[str]]) -> None:
    for name, value in description.attrib.items():
        if short := _short(str(name)):
            found.setdefault(short, [str(value)])
    for child in description:
        if short := _short(str(child.tag)):
            found.setdefault(short, _values(child))


def _short(tag: str) -> str:
    namespace, _, name = tag.removeprefix("{").partition("}")
    prefix = _NAMESPACES.get(namespace)
    return f"{prefix}:{name}" if prefix else ""


def _values(element: etree._Element) -> list[str]:
    if resource := element.get(f"{_RDF}resource"):
        return [resource]
    items = element.findall(f"*/{_RDF}li")
    if not items:
        return [element.text or ""]
    if element.find(f"{_RDF}Alt") is not None:
        default = [each for each in items if each.get(_LANGUAGE) == "x-default"]
        items = (default or items)[:1]
    return [each.text or "" for each in items]


def credit_packet(photo_metadata: Mapping[str, Any]) -> bytes:
    """The XMP that renditions carry: who made the picture, whose it is, how it came about.

    ``photo_metadata`` as ``photo_metadata.read`` gives it. Empty if it names none of these.
    """
    lines = [
        template.format(escape(value))
        for key, template in _CREDITS.items()
        if (value := photo_metadata.get(key, ""))
    ]
    return _PACKET.format("".join(lines)).encode() if lines else b""


_CREDITS = {
    "byline": "<dc:creator><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq></dc:creator>",
    "copyright": (
        '<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">{}</rdf:li></rdf:Alt></dc:rights>'
    ),
    "credit": "<photoshop:Credit>{}</photoshop:Credit>",
    "digital_source_type": (
        "<Iptc4xmpExt:DigitalSourceType>http://cv.iptc.org/newscodes/digitalsourcetype/{}"
        "</Iptc4xmpExt:DigitalSourceType>"
    ),
}
_PACKET = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"'
    ' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">'
    "{}</rdf:Description></rdf:RDF></x:xmpmeta>"
)

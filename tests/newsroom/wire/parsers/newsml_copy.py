"""NewsML 1.x of our own making, laid out as the agencies do it, and what a parse of it gives.

``story(1)`` is a story as AFP sends it: NITF in one content item. The same seed gives the same
copy. The small functions are for tests that say every element themselves.
"""

import copy
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape, unescape
from typing import Any
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

from newsroom.text.sanitize import paragraphs as paragraphs_of
from newsroom.text.words import words
from newsroom.wire.parsers import newsml
from newsroom.wire.parsers.draft import Reception
from newsroom.wire.parsers.item import WireItem

_PEOPLE = ("Nasreen Qadri", "José Núñez", "Zoë Brontë-Hall", "Ömer Yıldız")
_THINGS = ("the new flood wall", "the night ferry", "the cotton exchange", "the wheat silos")
_DEEDS = ("would be inspected again", "had never been paid for", "must stay open all winter")
_TIMES = ("on Monday", "last week", "before the rains")
_ARABIC = (
    "قال مسؤول الميناء إن الجدار الجديد سيخضع للفحص مرة أخرى قبل موسم الأمطار.",
    "ورفض زعيم النقابة القرار قائلا إن أجور العمال لم تدفع حتى الآن.",
    "وأضاف مهندس المنطقة أن صوامع القمح ستبقى مفتوحة طوال الشتاء.",
)
LAYOUTS = ("nitf", "paragraphs", "xhtml", "cdata", "escaped", "plain", "parts", "deep")


@dataclass(frozen=True, slots=True)
class Expected:
    """What the parser must make of the copy."""

    guid: str
    version: str
    headline: str
    paragraphs: tuple[str, ...]
    language: str
    sign_off: str
    captions: tuple[str, ...]


def story(
    seed: int,
    *,
    layout: str = "nitf",
    paragraphs: int = 5,
    pictures: int = 0,
    arabic: bool = False,
    dateline_in_body: bool = False,
    sign_off: bool = True,
    status: str = "Usable",
    revision: int = 1,
) -> tuple[bytes, Expected]:
    """One file with one story in one of ``LAYOUTS``, and what it says."""
    pick = random.Random(f"{seed}/{arabic}")
    body = [_sentence(pick, arabic=arabic) for _ in range(paragraphs)]
    initials = ("دمس-دلا/كام/غ ر" if arabic else "burs-hbr/qad/nn") if sign_off else ""
    captions = [f"Picture {n}: {_sentence(pick, arabic=arabic)}" for n in range(pictures)]
    expected = Expected(
        guid=f"urn:newsml:harbour.example:20310503:HBR-{seed}",
        version=str(revision),
        headline="جدار الميناء" if arabic else f"{pick.choice(_PEOPLE)} & the “flood wall”",
        paragraphs=tuple(body),
        language="ar" if arabic else "en",
        sign_off=initials,
        captions=tuple(captions),
    )
    opening = "QUETTA, May 3 (AFP) - " if dateline_in_body else ""
    texts = [opening + body[0], *body[1:], *([initials] if initials else [])]
    top = component(
        lines(
            HeadLine=expected.headline,
            ByLine="Nasreen Qadri",
            DateLine="" if dateline_in_body else "QUETTA, May 3 (AFP) -",
            SlugLine="harbour-wall",
            CopyrightLine="© 2031 Harbour",
        ),
        metadata(language=expected.language),
        _text(texts, layout),
        *(picture(f"photo{n}", caption) for n, caption in enumerate(captions)),
    )
    return newsml_of(
        item(top, number=f"HBR-{seed}", revision=str(revision), status=status)
    ), expected


def _sentence(pick: random.Random, *, arabic: bool) -> str:
    if arabic:
        return f"{pick.choice(_ARABIC)} {pick.choice(_ARABIC)}"
    return (
        f"{pick.choice(_PEOPLE)} said {pick.choice(_TIMES)} that {pick.choice(_THINGS)} "
        f"{pick.choice(_DEEDS)}, that {pick.choice(_THINGS)} — built {pick.randint(2, 90)} years "
        f"ago — {pick.choice(_DEEDS)}, and that R&D costs < 5 percent."
    )


def _text(texts: Sequence[str], layout: str) -> str:
    """The texts in a content item, or in components as deep as the layout has them."""
    marked = "".join(f"<p>{escape(text, quote=False)}</p>" for text in texts)
    match layout:
        case "nitf":
            return content(nitf(marked), form="NITF3.1")
        case "paragraphs":
            return component(content(f"{marked}<p/><p> </p>", form="bcNITF2.5"))
        case "xhtml":
            return component(content(f"<html><head><title/></head><body>{marked}</body></html>"))
        case "cdata":
            return component(role("Main"), content(f"<![CDATA[{marked}]]>", form="HTML"))
        case "escaped":
            return component(role("Main"), content(escape(marked, quote=False), form="HTML"))
        case "plain":
            plain = escape("\n\n".join(texts), quote=False)
            return component(content(plain, form="Text"))
        case "parts":
            first, rest = texts[:1], texts[1:]
            return component(
                component(role("Lead"), content(escape(first[0], quote=False), form="Text")),
                component(
                    role("Body"), content(escape("\n\n".join(rest), quote=False), form="Text")
                ),
            )
        case _:
            inner = component(role("Main"), content(nitf(marked)))
            return component(component(inner))


# --- The elements ---


def newsml_of(*items: str, priority: str = "4", declaration: str = "", envelope: str = "") -> bytes:
    """A NewsML document of ``items``."""
    first = declaration or '<?xml version="1.0" encoding="UTF-8"?>'
    return (
        f'{first}\n<NewsML Version="1.2"><Catalog Href="http://agency.example/catalog.xml"/>'
        f"<NewsEnvelope>{envelope}<DateAndTime>20310503T120010Z</DateAndTime>"
        f'<Priority FormalName="{priority}"/></NewsEnvelope>{"".join(items)}</NewsML>'
    ).encode()


def item(
    *inner: str,
    provider: str = "harbour.example",
    date: str = "20310503",
    number: str = "HBR-1",
    revision: str = "1",
    previous: str = "0",
    update: str = "N",
    public: str | None = None,
    kind: str = "News",
    status: str | None = "Usable",
    management: str = "",
    created: str = "20310503T115900Z",
    language: str = "",
    label: str = "",
) -> str:
    """A news item; ``management`` are more elements of its ``NewsManagement``."""
    if public is None:
        public = f"urn:newsml:{provider}:{date}:{number}:{revision}"
    said = f'<Status FormalName="{status}"/>' if status is not None else ""
    lang = f' xml:lang="{language}"' if language else ""
    return (
        f"<NewsItem{lang}><Identification><NewsIdentifier><ProviderId>{provider}</ProviderId>"
        f"<DateId>{date}</DateId><NewsItemId>{number}</NewsItemId>"
        f'<RevisionId PreviousRevision="{previous}" Update="{update}">{revision}</RevisionId>'
        f"<PublicIdentifier>{public}</PublicIdentifier></NewsIdentifier>"
        f"<NameLabel>{label}</NameLabel></Identification>"
        f'<NewsManagement><NewsItemType FormalName="{kind}"/>'
        f"<FirstCreated>20310503T090000+0200</FirstCreated>"
        f"<ThisRevisionCreated>{created}</ThisRevisionCreated>{said}{management}</NewsManagement>"
        f"{''.join(inner)}</NewsItem>"
    )


def component(
    *inner: str, language: str = "", duid: str = "", equivalents: bool | None = None
) -> str:
    """A news component."""
    attributes = f' xml:lang="{language}"' if language else ""
    attributes += f' Duid="{duid}"' if duid else ""
    if equivalents is not None:
        attributes += f' EquivalentsList="{"yes" if equivalents else "no"}"'
    return f"<NewsComponent{attributes}>{''.join(inner)}</NewsComponent>"


def lines(*more: str, **named: str) -> str:
    """News lines by their element's name, and elements written out."""
    own = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in named.items())
    return f"<NewsLines>{own}{''.join(more)}</NewsLines>"


def line(kind: str, text: str) -> str:
    """A news line of a ``kind`` that has no element of its own."""
    return (
        f'<NewsLine><NewsLineType FormalName="{kind}"/>'
        f'<NewsLineText xml:lang="en">{escape(text)}</NewsLineText></NewsLine>'
    )


def role(name: str) -> str:
    return f'<Role FormalName="{name}"/>'


def metadata(*more: str, language: str = "en") -> str:
    return (
        f'<DescriptiveMetadata><Language FormalName="{language}"/>{"".join(more)}'
        f"</DescriptiveMetadata>"
    )


def content(
    data: str,
    *,
    form: str = "NITF",
    kind: str = "Text",
) -> str:
    """A content item with ``data`` in it."""
    return (
        f'<ContentItem><MediaType FormalName="{kind}"/><Format FormalName="{form}"/>'
        f"<DataContent>{data}</DataContent></ContentItem>"
    )


def nitf(body: str, *, head: str = "", top: str = "") -> str:
    """NITF around ``body``; ``head`` and ``top`` are its ``head`` and ``body.head``."""
    above = f"<body.head>{top}</body.head>" if top else ""
    before = f"<head>{head}</head>" if head else ""
    return f"<nitf>{before}<body>{above}<body.content>{body}</body.content></body></nitf>"


def rendition(name: str, href: str, width: int = 0, height: int = 0, size: int = 0) -> str:
    """One size of a picture, in a component of its own."""
    sizes = f'<Property FormalName="Width" Value="{width}"/>' if width else ""
    sizes += f'<Property FormalName="Height" Value="{height}"/>' if height else ""
    return component(
        role(name),
        f'<ContentItem Href="{href}"><MediaType FormalName="Photo"/><Format FormalName="JPG"/>'
        f"<Characteristics><SizeInBytes>{size}</SizeInBytes>{sizes}</Characteristics>"
        f"</ContentItem>",
    )


def picture(duid: str, caption: str) -> str:
    """A picture in three sizes with its caption and credit, as AFP frames it."""
    return component(
        lines(HeadLine=caption, CreditLine="AFP", ByLine="Ömer Yıldız"),
        component(role("Caption"), content(f"<p>{escape(caption, quote=False)}</p>")),
        rendition("Thumbnail", f"{duid}-t.jpg", 110, 73, 5000),
        rendition("HighDef", f"{duid}.jpg", 768, 512, 90000),
        rendition("Quicklook", f"{duid}-q.jpg", 245, 163, 18000),
        duid=duid,
    )


# --- Reading it ---

NOON = datetime(2031, 5, 3, 12, 0, tzinfo=UTC)
KARACHI = Reception(zone=ZoneInfo("Asia/Karachi"), received_at=NOON)
LEAD = "The harbour master said on Monday that the new flood wall would be inspected again."
NEXT = "A union leader said the night ferry must stay open all winter, whatever it costs."


def read_all(data: bytes, reception: Reception = KARACHI) -> list[WireItem]:
    """The items of a file in which nothing is skipped."""
    found = newsml.parse(data, reception)
    assert all(isinstance(part, WireItem) for part in found), found
    return [part for part in found if isinstance(part, WireItem)]


def read(data: bytes, reception: Reception = KARACHI) -> WireItem:
    """The one item of a file."""
    [found] = read_all(data, reception)
    return found


def told(*inner: str, top: str = "", body: str = f"<p>{LEAD}</p>", **said: Any) -> WireItem:
    """The item of a plain story with ``inner`` in its component; ``said`` is its item's."""
    head = top or lines(HeadLine="Wall to be inspected")
    return read(newsml_of(item(component(head, *inner, content(nitf(body))), **said)))


def body(found: WireItem) -> list[str]:
    """The paragraphs of an item's text."""
    return paragraphs_of(found.body_html)


# --- Damage ---


def damaged(data: bytes, blows: Sequence[tuple[str, int, int]]) -> bytes:
    """``data`` after ``blows``: elements deleted, doubled, swapped, their values made odd; or
    the file cut off or a byte of it changed."""
    for kind, one, other in blows:
        if kind in {"cut", "byte"}:
            at = one % (len(data) + 1)
            data = data[:at] + (b"" if kind == "cut" else bytes([other % 256]) + data[at + 1 :])
            continue
        try:
            root = ET.fromstring(data)  # noqa: S314 - our own copy
        except (ET.ParseError, LookupError, ValueError):
            continue
        _strike(root, kind, one, other)
        data = ET.tostring(root, encoding="utf-8")
    return data


_ODD = ("", " ", "0", "-1", "x" * 5000, "𝟙²٣", "2031-02-30", "urn:newsml:", "#", "true", "&<>")


def _strike(root: ET.Element, kind: str, one: int, other: int) -> None:
    spots = [(parent, n) for parent in root.iter() for n in range(len(parent))]
    if not spots:
        return
    parent, number = spots[one % len(spots)]
    element = parent[number]
    if kind == "delete":
        parent.remove(element)
    elif kind == "double":
        parent.insert(other % (len(parent) + 1), copy.deepcopy(element))
    elif kind == "swap":
        second, place = spots[other % len(spots)]
        kept = copy.deepcopy(second[place])
        if element not in second[place].iter() and second[place] not in element.iter():
            second[place], parent[number] = copy.deepcopy(element), kept
    elif element.attrib:
        name = sorted(element.attrib)[other % len(element.attrib)]
        element.set(name, _ODD[other % len(_ODD)])
    else:
        element.text = _ODD[other % len(_ODD)]


# --- What a reader sees in a file, read without the parser ---

_NOT_SEEN = frozenset({"head", "dateline", "distributor", "title"})


def document_of(text: str) -> ET.Element:
    """The tree of a NewsML file (as text), built without the parser."""
    return ET.fromstring(_UNREAD.sub("", text, count=1))  # noqa: S314 - an agency's sample


def seen_words(text: str) -> Counter[str]:
    """The words in the contents of a NewsML file (as text), from the letters of its source."""
    root = document_of(text)
    found: list[str] = []
    for each in root.iter("NewsComponent"):
        said = each.find("Role")
        if said is not None and said.get("FormalName") == "StyleSheet":
            continue
        for data in each.findall("ContentItem/DataContent"):
            found += _visible(data)
    return Counter(words("\n".join(found)))


_UNREAD = re.compile(r"\s*<\?xml.*?\?>\s*(?:<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>)?", re.DOTALL)


def _visible(element: ET.Element) -> Iterator[str]:
    if element.tag.rpartition("}")[2] in _NOT_SEEN:
        return
    text = element.text or ""
    yield unescape(re.sub(r"<[^<>]*>", " ", text)) if "</" in text else text
    for child in element:
        yield from _visible(child)
        yield child.tail or ""


def kept_words(items: Iterable[WireItem]) -> Counter[str]:
    """The words that stand anywhere in ``items``; a headline only if it is the agency's."""
    found: Counter[str] = Counter()
    for item in items:
        fields = [item.slugline, item.byline, item.credit, item.abstract, item.ednote, item.rights]
        fields += [*paragraphs_of(item.body_html), *item.set_apart, *item.keywords]
        fields += [text for each in item.media for text in (each.caption, each.credit)]
        fields += [item.dateline.text] if item.dateline else []
        fields += [] if "headline" in item.warnings else [item.headline]
        found += Counter(words("\n".join(fields)))
    return found

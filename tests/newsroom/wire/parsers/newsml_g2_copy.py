"""NewsML-G2 of our own making in the agencies' dialects, what a reader sees of it, and damage.

``reuters(1)``, ``dpa(1)`` … are the same story as each of them would send it. The same seed
gives the same copy.
"""

import html
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

from hypothesis import strategies as st

from newsroom.text.sanitize import paragraphs
from newsroom.text.words import words
from newsroom.wire.parsers.item import WireItem
from tests.wire_copy import wire_copy

NAR = "http://iptc.org/std/nar/2006-10-01/"
XHTML = "http://www.w3.org/1999/xhtml"
HEADLINE = "Flood wall to be inspected again"
TEASER = "The wall was never paid for, and the rains are near."
NOTES = "Pictures of the wall will follow."
SIGN_OFF = "hbr xx yywa n1 qad"


def message(*items: str, priority: str = "") -> bytes:
    """Items in the envelope that agencies send them in."""
    header = f"<header><priority>{priority}</priority></header>" if priority else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><newsMessage xmlns="{NAR}">{header}'
        f"<itemSet>{''.join(items)}</itemSet></newsMessage>"
    ).encode()


def item(
    content: str = "",
    *,
    guid: str = "tag:harbour.example,2031:wall",
    version: str = "3",
    tag: str = "newsItem",
    kind: str = '<itemClass qcode="ninat:text"/>',
    status: str = '<pubStatus qcode="stat:usable"/>',
    sent: str = "",
    meta: str = f"<headline>{HEADLINE}</headline>",
    rights: str = "",
    attributes: str = 'xml:lang="en-GB"',
) -> str:
    """One item; ``sent`` goes to its ``itemMeta``, ``meta`` to its ``contentMeta``."""
    return (
        f'<{tag} xmlns="{NAR}" guid="{guid}" version="{version}" standard="NewsML-G2" '
        f'standardversion="2.35" conformance="power" {attributes}>'
        f"<rightsInfo>{rights}</rightsInfo>"
        f'<itemMeta>{kind}<provider qcode="nprov:HBR"><name>Harbour Agency</name></provider>'
        f"<versionCreated>2031-05-02T10:30:00+02:00</versionCreated>"
        f"<firstCreated>2031-05-01T08:00:00.000Z</firstCreated>{status}{sent}</itemMeta>"
        f"<contentMeta>{meta}</contentMeta>{content}</{tag}>"
    )


def content_set(*parts: str) -> str:
    return f"<contentSet>{''.join(parts)}</contentSet>"


def xhtml(body: str, *, title: str = "", attributes: str = "", namespace: bool = True) -> str:
    """An XHTML body; many agencies forget its name space."""
    space = f' xmlns="{XHTML}"' if namespace else ""
    return (
        f'<inlineXML contenttype="application/xhtml+xml" {attributes}><html{space}>'
        f"<head><title>{title}</title></head><body>{body}</body></html></inlineXML>"
    )


def nitf(body: str, *, head: str = "", attributes: str = "") -> str:
    return (
        f'<inlineXML contenttype="application/nitf+xml" {attributes}>'
        f'<nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><body><body.head>{head}</body.head>'
        f"<body.content><block>{body}</block></body.content></body></nitf></inlineXML>"
    )


def data(text: str, *, kind: str = "text/plain", attributes: str = "") -> str:
    return f'<inlineData contenttype="{kind}" {attributes}>{escape(text)}</inlineData>'


def text_of_wire(seed: int, count: int = 4) -> tuple[str, ...]:
    return wire_copy(seed, paragraphs=count, furniture="", credit=False)[1].paragraphs


def in_paragraphs(texts: Iterable[str]) -> str:
    return "".join(f"<p>{escape(text)}</p>\n" for text in texts)


def _guid(seed: int, agency: str) -> str:
    return f"tag:{agency}.example,2031:{seed}"


# --- The dialects ---


def reuters(seed: int = 1, count: int = 4) -> str:
    """An advisory and the byline above the dateline, a closing line, a caption for a summary."""
    first, *rest = text_of_wire(seed, count)
    body = in_paragraphs(
        [
            "(Adds the union leader in paragraph 3)",
            "By Nasreen Qadri",
            f"KARACHI, May 2 (Reuters) - {first}",
            *rest,
            "(Reporting by Nasreen Qadri; Editing by Zoë Brontë-Hall)",
        ]
    )
    return item(
        content_set(xhtml(body)),
        guid=_guid(seed, "reuters"),
        kind='<itemClass qcode="icls:text" msgType="R"/>',
        sent='<signal qcode="edStat:U"/><signal qcode="prodId:TXT"/><edNote>With graphic.</edNote>',
        meta=(
            "<urgency>3</urgency><creator literal='Reuters'/><language tag='en'/>"
            "<subject qcode='N2:PK'/><subject qcode='subj:03005000'/><subject qcode='a1312cat:i'/>"
            "<subject literal='KARACHI' type='cptType:5'><name>KARACHI</name></subject>"
            "<slugline separator='-'>PAKISTAN-HARBOUR/WALL</slugline>"
            f"<headline>UPDATE 1-{HEADLINE}</headline>"
            "<dateline>2031-05-02 08:30:00 GMT+00:00</dateline>"
            "<by>Nasreen Qadri</by><creditline>Reuters</creditline>"
            f"<description role='descRole:caption'>PAKISTAN-HARBOUR/WALL:UPDATE 1-{HEADLINE}"
            "</description>"
        ),
    )


def dpa(seed: int = 1, count: int = 4, *, embargo: str = "", sent: str = "") -> str:
    """The metadata once more in the text's header, and a notepad with what is not public."""
    first, *rest = text_of_wire(seed, count)
    body = (
        "<header><time class='publicationDate' data-datetime='2031-05-02T10:30:00+02:00'>"
        "02.05.2031 10:30</time><ul class='slugline'><li class='subject'>Hochwasser</li>"
        f"<li class='geo'>Pakistan</li></ul>{embargo}<h1>{HEADLINE}</h1><h3>Hafen</h3>"
        "<p class='byline'>Von Nasreen Qadri, dpa</p></header><section class='main'>"
        f"<p class='teaser'>{TEASER}</p><p><span class='dateline'>Karatschi "
        f"<span class='credit'>(dpa)</span> - </span>{escape(first)}</p>"
        f"<h2>Wer zahlt?</h2>{in_paragraphs(rest)}<p> </p></section>"
    )
    return item(
        content_set(xhtml(body, title=HEADLINE)),
        guid=_guid(seed, "dpa"),
        attributes='xml:lang="de"',
        sent=f"{sent}{_dpa_notes()}",
        meta=(
            "<urgency>4</urgency><creator><name>qadri.nasreen</name></creator>"
            "<contributor qcode='dpa-ad:qadri.nasreen'><name>qadri.nasreen</name></contributor>"
            "<genre qcode='dpatextgenre:1'><name>Meldung</name></genre>"
            "<subject qcode='dpacat:pl' type='dpatype:category'><name>pl</name></subject>"
            "<subject qcode='dpacountry:9' type='cpnat:geoArea'><name>Pakistan</name></subject>"
            "<subject qcode='medtop:20000151' type='dpatype:dpasubject'><name>Hochwasser</name>"
            "<sameAs qcode='subj:03005000'><name>Flut</name></sameAs></subject>"
            "<subject literal='poi0' type='cpnat:poi'><name>Alte Mole</name></subject>"
            f"<headline rank='3'>Hafen</headline><headline rank='1'>{HEADLINE}</headline>"
            "<dateline>Karatschi (dpa) - </dateline><by>Von Nasreen Qadri, dpa</by>"
            f"<creditline>dpa</creditline><description role='drol:teaser'>{TEASER}</description>"
        ),
    )


def _dpa_notes() -> str:
    contact = "Autorin: Nasreen Qadri, +49 30 555 0199"
    return (
        f"<edNote role='dpaednoterole:closingline'>{SIGN_OFF}</edNote>"
        f"<edNote role='dpaednoterole:editorialnote'>{NOTES}</edNote>"
        "<edNote role='dpaednoterole:dpacontacts' pubconstraint='dpapconstraint:nonpublic'>"
        f"{contact}</edNote><edNote role='dpaednoterole:notepad'><section xmlns='{XHTML}'>"
        f"<header><h3>Notizblock</h3></header><section><ul><li>{NOTES}</li></ul></section>"
        f"<section class='np-nonpublic'><p>Nicht zur Veröffentlichung</p><ul><li>{contact}</li>"
        f"</ul></section><p class='closingline'>{SIGN_OFF}</p></section></edNote>"
    )


def ap(seed: int = 1, count: int = 4) -> str:
    """NITF within, the headline once more in an element that NITF does not know."""
    first, *rest = text_of_wire(seed, count)
    body = in_paragraphs([f"FORT WASHINGTON, Pa. (AP) _ {first}", *rest])
    return item(
        content_set(nitf(body, head=f"<headline><hl1>{HEADLINE}</hl1></headline>")),
        guid=_guid(seed, "ap"),
        sent="<edNote>Eds: Adds the union leader.</edNote><signal qcode='apsig:consumerready'/>",
        meta=(
            "<urgency>4</urgency><located type='cptype:city'><name>Pittsburgh</name>"
            "<broader type='cptype:country'><name>United States</name></broader></located>"
            "<keyword>Harbour</keyword><subject type='cpnat:abstract' qcode='apcategorycode:f'>"
            "<name>f</name></subject><slugline>BC-US--Flood Wall, 1st Ld-Writethru</slugline>"
            f"<headline>{HEADLINE}</headline><dateline>FORT WASHINGTON, Pa.</dateline>"
        ),
    )


def ansa(seed: int = 1) -> str:
    """One paragraph with its lines, the agency before the place, routing codes after it all."""
    lines = "\n".join(text_of_wire(seed, 2))
    body = (
        f"<p xmlns=''>\n            \n            (ANSA) - ROMA, 1 LUG - {escape(lines)}\n(ANSA).\n"
        "          </p>51 77 03 CRO01 1113 HBR4800 GEST MAE03"
    )
    return item(
        content_set(xhtml(body, namespace=False)),
        guid=_guid(seed, "ansa"),
        attributes='xml:lang="it"',
        sent="<signal qcode='sig:update'/><signal qcode='redsel:SD03'/>",
        meta=(
            "<urgency/><dateline>ANSA TEST - ROMA, 01 LUG -</dateline><slugline/>"
            f"<headline>{HEADLINE}</headline><headline role='hld:subHeadline'>Il muro</headline>"
            "<subject qcode='FIEG_Categories:CRO'/><creator literal='VR-COM'/>"
        ),
    )


def stt(seed: int = 1, count: int = 4, *, headline: str = HEADLINE) -> str:
    """Times without a zone, entities escaped twice, a heading within a paragraph."""
    first, *rest = text_of_wire(seed, count)
    marks = "The union&amp;#39;s share is 800&lt;endash&gt;-&lt;/endash&gt;1000 a head."
    return item(
        content_set(
            xhtml(
                f"<p>{escape(first)}</p><p/><p><h3>Uhka</h3></p><p>{marks}</p>{in_paragraphs(rest)}",
                namespace=False,
            )
        ),
        guid=_guid(seed, "stt"),
        attributes='xml:lang="fi-FI"',
        sent=(
            "<edNote role='sttnote:private'>completed throughout</edNote>"
            "<signal qcode='update:append-major-content'/>"
        ),
        meta=(
            "<urgency>3</urgency><dateline>Helsinki</dateline><by/><slugline/>"
            f"<description role='drol:summary'/><headline>{headline}</headline>"
            "<creditline>STT–</creditline><genre qcode='sttgenre:1'><name>Pääjuttu</name></genre>"
        ),
    )


def release(seed: int = 1, count: int = 4) -> str:
    """A press release: a line above the dateline, lists, tables, a picture that counts readers."""
    first, *rest = text_of_wire(seed, count)
    body = (
        f"<h1>\n{HEADLINE}\n</h1><div><p><em>All amounts in rupees</em><br/></p>"
        f"<p>KARACHI, May  02, 2031  (GLOBE NEWSWIRE) -- {escape(first)}</p>{in_paragraphs(rest)}"
        "<ul><li>Height: <b>nine</b> metres</li><li>Length: two miles</li></ul>"
        "<table><tr><th>Year</th><td colspan='2'>Sum<sup>1</sup></td></tr>"
        "<tr><td>2030</td><td>12</td><td>40</td></tr></table>"
        "<img src='https://count.example/ti?1' width='1' height='1'/></div>"
    )
    return item(content_set(xhtml(body, title=HEADLINE)), guid=_guid(seed, "release"))


DIALECTS = {
    "Reuters": reuters, "dpa": dpa, "AP": ap, "ANSA": ansa, "STT": stt, "release": release,
}  # fmt: skip


# --- What a reader sees ---

_APART = frozenset(
    "p li td th h1 h2 h3 h4 h5 h6 ul ol table tr div section header time br pre hl1 hl2 byline"
    " byttl block strong inlineXML inlineData body html nitf".split(" ")
) - {"strong"}


def seen(source: bytes) -> Counter[str]:
    """The words within the texts of the items in ``source``, read without our parsers."""
    root = ET.fromstring(source)  # noqa: S314  (our own copy)
    found = "".join(
        "".join(_words_in(each))
        for name in ("inlineXML", "inlineData")
        for each in root.iter(f"{{{NAR}}}{name}")
    )
    # STT escapes what is marked up already, and has a tag for the dash.
    return Counter(words(re.sub("</?endash>", "", html.unescape(found))))


def _words_in(element: ET.Element) -> Iterator[str]:
    name = element.tag.rpartition("}")[2]
    gap = "\n" if name in _APART else ""
    if name in {"head", "script", "style", "media-metadata"}:
        return
    yield gap + (element.text or "")
    for child in element:
        yield from _words_in(child)
        yield child.tail or ""
    yield gap


def lost(source: bytes, items: Iterable[WireItem]) -> Counter[str]:
    """The words of the texts in ``source`` that stand nowhere in ``items``.

    What agencies set in the text once more (headline, byline, notes) need not stand twice.
    """
    found: Counter[str] = Counter()
    for each in items:
        place = each.dateline.text if each.dateline else ""
        captions = [media.caption for media in each.media]
        once = [*paragraphs(each.body_html), place, each.credit, *each.set_apart, *captions]
        twice = [each.slugline, each.byline, each.abstract, each.genre, each.ednote]
        twice += [] if "headline" in each.warnings else [each.headline]
        found += Counter(words("\n".join([*once, *twice, *twice, *each.keywords])))
    return seen(source) - found


# --- Damage ---


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A message that lost, doubled or swapped elements, took odd values, or breaks off."""
    pick = random.Random(draw(st.integers(0, 10_000)))
    names = draw(st.lists(st.sampled_from(sorted(DIALECTS)), min_size=1, max_size=2))
    items = [DIALECTS[name](pick.randint(1, 50)) for name in names]
    root = ET.fromstring(message(*items))  # noqa: S314  (our own copy)
    for _time in range(draw(st.integers(1, 8))):
        _damage(root, pick, draw(st.sampled_from(_ODD)))
    source = ET.tostring(root)
    if draw(st.booleans()):
        source = source[: pick.randint(0, len(source))]
    return source


_ODD = (
    "", " ", "\n", "0", "-1", "9" * 5_000, "٣", "2031-02-30T25:61:00Z", "2031-05-02", "nan",
    "stat:", ":", "::", "stat:gone", "<p>", "&#39;", "\u202e", "é" * 300, "http://[::1", "a:b:c",
    "EMBARGOED UNTIL 0600 GMT", "KILL KILL KILL", "(", "By ", "—AFP",
)  # fmt: skip


def _damage(root: ET.Element, pick: random.Random, odd: str) -> None:
    every = [(parent, child) for parent in root.iter() for child in parent]
    if not every:
        return
    parent, child = pick.choice(every)
    _other, another = pick.choice(every)
    at = list(parent).index(child)
    what = pick.randrange(7)
    if what == 0:
        parent.remove(child)
    elif what == 1:
        parent.insert(at, child)
    elif what == 2 and child not in list(another.iter()) and another not in list(child.iter()):
        another.append(child)
    elif what == 3:
        child.text = odd
    elif what == 4:
        child.tag = another.tag
    elif what == 5:
        child.attrib[pick.choice(("qcode", "guid", "version", "role", "rank", "width"))] = odd
    else:
        child.attrib.clear()

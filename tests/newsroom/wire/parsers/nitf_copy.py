"""NITF of our own making: files in the dialects of the agencies, with what they say.

``nitf()`` sets a file from parts, for a test that is about one of them. ``nitf_copy(1)`` is a
whole story of a dialect with the facts that a parser must find; the same seed gives the same.
"""

import random
from dataclasses import dataclass, field
from html import escape

from tests.wire_copy import wire_copy

NAMESPACE = "http://iptc.org/std/NITF/2006-10-18/"
LEAD = "The harbour master said on Monday that the new flood wall would be inspected again."
MORE = "A union leader said the night ferry must stay open all winter, whatever it costs."
ISSUED = "20310503T101500+0500"


def nitf(
    *,
    issue: str = ISSUED,
    ident: str = "hbr:1",
    docdata: str = "",
    status: str = "",
    head: str = "",
    headline: str = "Flood wall to be inspected again",
    lines: str = "",
    content: str = f"<p>{LEAD}</p><p>{MORE}</p>",
    below: str = "",
    attributes: str = "",
) -> bytes:
    """One file; ``docdata``, ``head``, ``lines`` (above the text) and ``below`` are XML to add."""
    managed = f' management-status="{status}"' if status else ""
    named = f'<doc-id id-string="{ident}"/>' if ident else ""
    issued = f'<date.issue norm="{issue}"/>' if issue else ""
    hedline = f"<hedline><hl1>{headline}</hl1></hedline>" if headline else ""
    end = f"<body.end>{below}</body.end>" if below else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<nitf{attributes}><head>{head}'
        f"<docdata{managed}>{named}{issued}{docdata}</docdata></head><body>"
        f"<body.head>{hedline}{lines}</body.head>"
        f"<body.content>{content}</body.content>{end}</body></nitf>"
    ).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What the parser must make of the file."""

    guid: str
    version: str
    headline: str
    byline: str = ""
    place: str = ""
    date: str = ""
    credit: str = ""
    slugline: str = ""
    category: str = ""
    language: str = ""
    paragraphs: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    set_apart: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()


@dataclass(slots=True)
class _Parts:
    """A file in the making, and beside it what it says."""

    pick: random.Random
    head: list[str] = field(default_factory=list)
    docdata: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    below: str = ""
    attributes: str = ""
    says: dict[str, object] = field(default_factory=dict)


DIALECTS = ("plain", "ap", "aap", "pa", "ntb", "efe")


def nitf_copy(
    seed: int,
    *,
    dialect: str = "plain",
    paragraphs: int = 6,
    marks: bool = False,
    extras: bool = False,
    namespaced: bool = False,
    wrapped: bool = False,
    doctype: bool = False,
) -> tuple[bytes, Expected]:
    """One file and what it says.

    ``marks`` sets inline markup into the sentences, ``extras`` a picture, a table, a list, a
    heading and a footnote between them; ``wrapped`` puts the story into other XML.
    """
    pick = random.Random(seed)
    _text, wire = wire_copy(seed, paragraphs=paragraphs, furniture="", credit=False)
    parts = _Parts(pick, says={"headline": f"Wall №{seed} & the night ferry’s fate"})
    paragraphs_of = list(wire.paragraphs)
    opening, closing = _DIALECTS[dialect](parts, seed)
    blocks = [_paragraph(pick, text, marks=marks) for text in paragraphs_of]
    blocks[0] = blocks[0].replace(">", f">{escape(opening, quote=False)}", 1)
    blocks.append(closing)
    if extras:
        paragraphs_of = _add_extras(parts, blocks, paragraphs_of)
    parts.says["paragraphs"] = tuple(paragraphs_of)
    content = "\n".join(blocks)
    if dialect == "ap":
        content = f'<block id="Main">{content}</block>'
    return _file(parts, content, namespaced, wrapped, doctype), Expected(**parts.says)


def _file(parts: _Parts, content: str, namespaced: bool, wrapped: bool, doctype: bool) -> bytes:
    data = nitf(
        ident="",
        docdata="".join(parts.docdata),
        head="".join(parts.head),
        headline=escape(str(parts.says["headline"])),
        lines="".join(parts.lines),
        content=content,
        below=parts.below,
        attributes=parts.attributes + (f' xmlns="{NAMESPACE}"' if namespaced else ""),
    )
    declaration, root = data.split(b"\n", 1)
    if wrapped:
        root = b'<envelope xmlns="urn:x:y"><note>for the desk</note>' + root + b"</envelope>"
    if doctype:
        declaration += b'\n<!DOCTYPE nitf SYSTEM "http://agency.example/nitf-3-4.dtd">'
    return declaration + b"\n" + root


def _paragraph(pick: random.Random, text: str, *, marks: bool) -> str:
    html = escape(text, quote=False)
    if marks:
        words = html.split(" ")
        at = pick.randrange(len(words))
        tag = pick.choice(("em", "person", "org", "location", "strong", "chron", "q"))
        words[at] = f"<{tag}>{words[at]}</{tag}>"
        html = " ".join(words)
    return f"<p>{html}</p>"


def _add_extras(parts: _Parts, blocks: list[str], texts: list[str]) -> list[str]:
    """Things between the paragraphs; returned is the text, block by block, as readers see it."""
    blocks[1:1] = [
        '<media media-type="image"><media-reference source="small.jpg" width="90" height="60"/>'
        '<media-reference source="wall.jpg" width="900" height="600" mime-type="image/jpeg"/>'
        "<media-caption>The wall at <em>low</em> tide</media-caption>"
        "<media-producer>J. Núñez</media-producer></media>",
        "<hl2>The silos</hl2>",
        "<table><tr><th>Year</th><th>Tonnes</th></tr><tr><td>2029</td><td>1,204</td></tr></table>",
        "<ul><li>Night ferry</li><li>Cotton <em>exchange</em></li></ul>",
        "<fn><body.content><p>Tonnes of wheat.</p></body.content></fn>",
    ]
    parts.says["captions"] = ("The wall at low tide",)
    extra = ["The silos", "Year", "Tonnes", "2029", "1,204", "Night ferry", "Cotton exchange"]
    return [texts[0], *extra, "Tonnes of wheat.", *texts[1:]]


# --- The dialects: each sets the parts, and returns what opens and what closes the text ---


def _plain(parts: _Parts, seed: int) -> tuple[str, str]:
    parts.attributes = ' xml:lang="en-GB"'
    parts.head = [
        '<meta name="anpa-keyword" content="Harbour-wall"/>',
        '<tobject tobject.type="news"><tobject.subject tobject.subject.refnum="04005004"/>'
        "</tobject>",
    ]
    parts.docdata = [
        f'<doc-id id-string="hbr:{seed}"/><du-key key="Harbour-wall" generation="2" version="3"/>'
    ]
    parts.lines = ["<byline>By Nasreen Qadri</byline>", "<distributor>AFP</distributor>"]
    parts.says |= {
        "guid": f"hbr:{seed}", "version": "2.3", "byline": "By Nasreen Qadri",
        "place": "QUETTA", "date": "May 3", "credit": "AFP", "slugline": "Harbour-wall",
        "language": "en-GB", "codes": ("04000000", "04005000", "04005004"),
    }  # fmt: skip
    return "QUETTA, May 3 (AFP) - ", ""


def _ap(parts: _Parts, seed: int) -> tuple[str, str]:
    parts.docdata = [
        f'<doc-id regsrc="AP"/><du-key key="wall-{seed}"/><ed-msg info="Adds reaction"/>'
    ]
    parts.lines = [
        "<byline>By NASREEN QADRI<byttl>AP Harbour Writer</byttl></byline>",
        "<distributor>The Associated Press</distributor>",
        "<dateline><location>KARACHI, Pakistan</location></dateline>",
    ]
    parts.says |= {
        "guid": f"wall-{seed}", "version": "1", "byline": "By NASREEN QADRI, AP Harbour Writer",
        "place": "KARACHI, Pakistan", "credit": "AP", "slugline": f"wall-{seed}",
        "notes": ("Adds reaction",),
    }  # fmt: skip
    return "KARACHI, Pakistan (AP) — ", "<p>___</p>"


def _aap(parts: _Parts, seed: int) -> tuple[str, str]:
    parts.head = [
        '<meta name="anpa-category" content="f"/><meta name="anpa-keyword" content="Wall"/>'
    ]
    parts.docdata = [f'<doc-id id-string="AAP.{seed}"/><date.release norm="{ISSUED}"/>']
    parts.lines = ["<dateline><location><city>Sydney</city></location></dateline>"]
    parts.says |= {
        "guid": f"AAP.{seed}", "version": "1", "place": "Sydney", "credit": "AAP",
        "slugline": "Wall", "category": "f", "set_apart": ("AAP RTV zz",),
    }  # fmt: skip
    return "", "<p/><p>   AAP RTV zz</p>"


def _pa(parts: _Parts, seed: int) -> tuple[str, str]:
    parts.head = ['<meta name="category" content="HHH"/>']
    parts.docdata = [
        f'<doc-id id-string="{seed}-HHH-1"/><du-key key="PA-HHH-WALL"/>'
        '<del-list><from-src src-name="PA" level-number="1"/></del-list><ed-msg info=""/>'
    ]
    parts.says |= {
        "guid": f"{seed}-HHH-1", "version": "1", "credit": "PA", "slugline": "PA-HHH-WALL",
        "category": "HHH", "set_apart": ("ends",),
    }  # fmt: skip
    return "", "<p>ends</p>"


def _ntb(parts: _Parts, seed: int) -> tuple[str, str]:
    parts.attributes = ' baselang="nb-NO"'
    parts.head = ['<meta name="NTBStikkord" content="havn-mur"/><tobject tobject.type="Utenriks"/>']
    parts.docdata = [
        f'<doc-id id-string="havn-{seed}_7" regsrc="NTB"/><du-key key="havn-{seed}" version="8"/>'
    ]
    parts.lines = [
        "<byline>Zoë Brontë-Hall / Havna</byline><distributor><org>NTB</org></distributor>"
        "<dateline>Hamnøyvåg</dateline>"
    ]
    parts.says |= {
        "guid": f"havn-{seed}", "version": "8", "byline": "Zoë Brontë-Hall / Havna",
        "place": "Hamnøyvåg", "credit": "NTB", "slugline": "havn-mur", "category": "Utenriks",
        "language": "nb-NO",
    }  # fmt: skip
    return "", ""


def _efe(parts: _Parts, seed: int) -> tuple[str, str]:
    parts.attributes = ' baselang="es"'
    parts.head = [
        '<meta name="categoria" content="POL"/><tobject tobject.type="News">'
        '<tobject.subject tobject.subject.ipr="EFE" tobject.subject.refnum="F01"'
        ' tobject.subject.type="PUERTOS"/></tobject>'
    ]
    parts.docdata = [f'<doc-id id-string="{seed}"/><key-list><keyword key="PUERTO"/></key-list>']
    stamp = "20310503T051500+0000"
    parts.lines = [
        "<byline>zz/yy</byline><distributor>Agencia EFE</distributor>"
        f'<dateline><story.date norm="{stamp}">{stamp}</story.date></dateline>'
    ]
    parts.says |= {
        "guid": f"{seed}", "version": "1", "place": "Tegucigalpa", "date": "May 3",
        "credit": "EFE", "slugline": "PUERTO", "category": "POL", "language": "es",
        "codes": ("F01",), "set_apart": ("zz/yy",),
    }  # fmt: skip
    return "Tegucigalpa, May 3 (EFE).- ", ""


_DIALECTS = {"plain": _plain, "ap": _ap, "aap": _aap, "pa": _pa, "ntb": _ntb, "efe": _efe}

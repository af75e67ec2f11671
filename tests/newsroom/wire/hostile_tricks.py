"""Copy made to deceive: JSON that says two things, broken letters, live markup, bombs in mail."""

import gzip
import io
import json
import random
import zipfile
from html import escape

from tests.newsroom.wire.hostile_copy import EVERY, FULL, Files
from tests.newsroom.wire.parsers import mail_copy
from tests.newsroom.wire.parsers.ninjs_copy import as_bytes, ninjs_copy
from tests.newsroom.wire.parsers.photo_copy import FIELDS, packet, photo
from tests.wire_copy import wire_copy

# --- JSON ---


def json_tricks() -> Files:
    story = as_bytes(ninjs_copy(1))
    for what, member in {
        "doubled name": '"headline":"One","headline":"Two"',
        "name doubled by an escape": '"usageterms":"1","usagete\\u0072ms":"2"',
        "a number of 5,000 digits": f'"urgency":{"9" * 5_000}',
        "a number of 9 MB": f'"urgency":{"9" * 9_000_000}',
        "an exponent of 9 digits": '"urgency":1e999999999',
        "a version of 5,000 digits": f'"version":"{"9" * 5_000}"',
        "a version of 4 MB": f'"version":"{"9." * 2_000_000}"',
        "no number": '"urgency":NaN',
        "infinity": '"urgency":-Infinity',
        "a lone surrogate": '"headline":"\\ud800"',
        "a lone surrogate in a name": '"\\udfff":"x"',
        "a NUL": '"headline":"Wa\\u0000ll"',
        "all of it NUL": f'"headline":"{"\\u0000" * 1000}"',
    }.items():
        name = member.partition(":")[0].strip('"')
        rest = {key: value for key, value in json.loads(story).items() if key != name}
        yield f"ninjs: {what}", b"{" + member.encode() + b"," + as_bytes(rest)[1:]
    for what, value in {
        "numbers for texts": 7, "lists for texts": [[]], "objects for texts": {"a": {}},
        "nothing for texts": None, "truth for texts": True,
    }.items():  # fmt: skip
        yield f"ninjs: {what}", as_bytes({**dict.fromkeys(ninjs_copy(1), value), "uri": "urn:x"})


# --- Letters ---


def broken_letters() -> Files:
    for name, make in EVERY.items():
        data = make(
            "<p>Caf\u00e9</p>" if name not in {"text", "anpa1312", "iptc7901"} else "Caf\u00e9"
        )
        yield f"{name}: NULs", data.replace(b"held", b"he\x00ld")
        yield f"{name}: control characters", data.replace(b"held", bytes(range(1, 9)) + b"held\x7f")
        yield f"{name}: invalid UTF-8", data.replace(b"held", b"\xc3\x28\xff\xfe\xf8\x88 held")
        yield f"{name}: half characters", data.replace(b"held", b"\xed\xa0\x80 held \xed\xbf\xbf")
        yield f"{name}: overlong letters", data.replace(b"held", b"\xc0\xbcscript\xc0\xbe held")
        yield f"{name}: cut off", data[: len(data) // 2]
        if name == "photo":
            continue
        text = data.decode("utf-8", "replace")
        for encoding in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "utf-7"):
            yield f"{name}: {encoding} without a mark", text.encode(encoding)
        yield f"{name}: noise after it", data + random.Random(1).randbytes(50_000)
    yield "noise", random.Random(2).randbytes(1_000_000)


# --- Markup that wants to live ---

SCRIPT = "<script>alert(1)</script>"
LINKS = (
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java&#10;script:alert(1)",
    "&#x6a;avascript:alert(1)", " javascript:alert(1)", "\u00a0javascript:alert(1)",
    "vbscript:x", "data:text/html,&lt;script>alert(1)&lt;/script>", "file:///etc/passwd",
    "blob:x", "//evil.example/x", "/\\evil.example",
)  # fmt: skip
_ELEMENTS = (
    '<a href="{}">x</a>', '<img src="{}"/>', '<iframe src="{}"></iframe>',
    '<form action="{}"><button formaction="{}">x</button></form>', '<object data="{}"></object>',
    '<embed src="{}"/>', '<link rel="stylesheet" href="{}"/>', '<base href="{}"/>',
    '<video poster="{}" src="{}"></video>', '<q cite="{}">x</q>',
    '<blockquote cite="{}">x</blockquote>',
    '<table background="{}"><tr><td background="{}">x</td></tr></table>',
    '<meta http-equiv="refresh" content="0;url={}"/>', '<area href="{}"/>',
    '<media media-type="image"><media-reference source="{}"/>'
    '<media-caption>x</media-caption></media>',
    '<p style="background:url({})">x</p>',
)  # fmt: skip
_MARKUP = {
    "a script": SCRIPT,
    "an escaped script": escape(SCRIPT),
    "a script escaped twice": escape(escape(SCRIPT)),
    "a script escaped thrice": escape(escape(escape(SCRIPT))),
    "a handler": '<p onclick="alert(1)">x</p><img src="x" onerror="alert(1)"/>',
    "an escaped handler": escape("<img src=x onerror=alert(1)>"),
    "a drawing": '<svg onload="alert(1)"><script>alert(1)</script></svg>',
    "mathematics": '<math><mtext><table><mglyph><style><img src="x" onerror="alert(1)"/></style>'
    "</mglyph></table></mtext></math>",
    "a template": "<template><script>alert(1)</script></template>",
    "a script in a comment": "<!--><script>alert(1)</script>-->",
    "a script in pieces": "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "CDATA": "<![CDATA[<script>alert(1)</script>]]>",
    "CDATA within CDATA": "<![CDATA[<![CDATA[<script>]]]]><![CDATA[>alert(1)</script>]]>",
    "CDATA left open": "<![CDATA[<script>alert(1)</script>",
    "a tag left open": '<img src="x" onerror="alert(1)" ',
    "bidi controls": "<p>It \u202ereversed\u202c \u2066apart\u2069 \u200bheld\ufeff.</p>",
    "a style": "<style>@import url(//evil.example/x)</style><p>x</p>",
}


def live_markup() -> Files:
    for name, make in EVERY.items():
        for what, html in _MARKUP.items():
            yield f"{name}: {what}", make(html)
            yield f"{name}: {what} as headline", make("<p>x</p>", html.replace("\n", " "))
        links = "".join(each.replace("{}", link) for link in LINKS for each in _ELEMENTS)
        yield f"{name}: links everywhere", make(links)
    for link in LINKS:
        story = ninjs_copy(1)
        story["associations"]["mainpic"]["description_text"] = SCRIPT
        story["associations"]["mainpic"]["renditions"]["high"]["href"] = link
        yield f"ninjs: picture at {link[:30]}", as_bytes(story)


# --- Mail ---


def mail_bombs() -> Files:
    part = mail_copy.part("It held.")
    deep = b""
    for number in range(1000):
        deep += f'Content-Type: multipart/mixed; boundary="b{number}"\n\n--b{number}\n'.encode()
    yield "email: 1,000 multiparts deep", mail_copy._lines(mail_copy.HEAD) + deep + part
    yield (
        "email: messages 1,000 deep",
        mail_copy._lines(mail_copy.HEAD)
        + (b"Content-Type: message/rfc822\n\n" * 1000)
        + b"Subject: x\n\nIt held.\n",
    )
    attached = [mail_copy.part("x", "image/jpeg", name=f"{n}.jpg") for n in range(10_000)]
    yield "email: 10,000 attachments", mail_copy.multipart(part, *attached)
    texts = [mail_copy.part(f"It held {n}.", name=f"{n}.txt") for n in range(10_000)]
    yield "email: 10,000 stories attached", mail_copy.multipart(part, *texts)
    yield "email: header of 9.9 MB", mail_copy.mail(subject="x" * FULL)
    yield "email: folded header of 9.9 MB", mail_copy.mail(subject="x\n " * (FULL // 3))
    yield (
        "email: 400,000 headers",
        b"X-A: b\nX-C: d\nSubject: x\n" + b"X-Y: z\n" * 400_000 + b"\nIt held.\n",
    )
    yield "email: 300,000 addresses", mail_copy.mail(to="a@b.example, " * 300_000)
    yield "email: words of 9.9 MB", mail_copy.mail(subject="=?utf-8?q?=41?= " * (FULL // 16))
    yield (
        "email: boundary of 9.9 MB",
        mail_copy.mail(content_type=f'multipart/mixed; boundary="{"b" * FULL}"'),
    )
    yield (
        "email: parameters of 9 MB",
        mail_copy.mail(content_type="text/plain" + "".join(f"; a*{n}=x" for n in range(600_000))),
    )
    yield (
        "email: boundaries alone",
        mail_copy.mail("--b\n" * (FULL // 4), content_type='multipart/mixed; boundary="b"'),
    )
    packed = gzip.compress(b"\0" * 200_000_000, 9)
    yield (
        "email: gzip bomb attached",
        mail_copy.multipart(
            part, mail_copy.part(packed, "application/gzip", name="a.gz", transfer="base64")
        ),
    )
    yield (
        "email: zip bomb attached",
        mail_copy.multipart(
            part, mail_copy.part(zip_bomb(), "application/zip", name="a.zip", transfer="base64")
        ),
    )
    yield (
        "email: name that climbs",
        mail_copy.multipart(part, mail_copy.part("It held.", name="../../../../etc/passwd")),
    )
    yield "gzip: bomb", packed
    yield "zip: bomb", zip_bomb()


def zip_bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("story.xml", b"\0" * 100_000_000)
    return file.getvalue()


# --- Pictures, and files that are two things ---


def pictures_and_polyglots() -> Files:
    jpeg = photo()
    story = EVERY["nitf"]("")
    yield "photo: IIM caption of 60 kB", photo(FIELDS | {(2, 120): "x" * 32_000})
    yield "photo: 10,000 IIM keywords", photo({(2, 25): "x"} | FIELDS, xmp=b"")
    yield "photo: XMP of 64 kB", photo(xmp=packet(dc_description="x" * 60_000))
    yield "photo: XMP deep", photo(xmp=packet(inner="<x>" * 4_000 + "</x>" * 4_000))
    yield "photo: extended XMP of 9 MB", _with_segments(jpeg, _extended_xmp(9_000_000))
    yield "photo: 140 IIM blocks", _with_segments(jpeg, [(0xED, _iim_block())] * 140)
    yield (
        "photo: IIM length beyond its end",
        _with_segments(
            jpeg, [(0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0\x7f\xff\xff\xff\x1c\x02\x78\x7f\xff")]
        ),
    )
    yield "photo: 100,000 pixels wide", _with_size(jpeg, 65_000, 65_000)
    yield "photo: segments cut off", jpeg[:300]
    yield "photo: story after the picture", jpeg + story
    yield "photo: script in the caption", photo(FIELDS | {(2, 120): "<script>alert(1)</script>"})
    yield "polyglot: story that is a GIF", b"GIF89a" + story
    yield "polyglot: PDF and story", b"%PDF-1.4\n" + story
    yield "polyglot: story and archive", story + zip_bomb()
    yield "polyglot: page and story", b"<html><body>" + story.partition(b"?>")[2]
    yield "polyglot: JSON in XML", b"<nitf>" + as_bytes(ninjs_copy(1)) + b"</nitf>"
    yield "polyglot: XML in JSON", as_bytes({"a": story.decode()})
    yield "polyglot: program", b"#!/bin/sh\ncurl http://127.0.0.1/\n"
    yield "polyglot: pickle", b"cos\nsystem\n(S'id'\ntR."
    yield "polyglot: YAML", b"!!python/object/apply:os.system ['id']\n"
    yield "polyglot: template", b"{{ 7*7 }}{% debug %}${7*7}\n\n" + wire_copy(1)[0]


def _iim_block() -> bytes:
    block = b"\x1c\x02\x19\x00\x01x" * 9_000
    return b"Photoshop 3.0\x008BIM\x04\x04\0\0" + len(block).to_bytes(4, "big") + block


def _extended_xmp(size: int) -> list[tuple[int, bytes]]:
    head = b"http://ns.adobe.com/xmp/extension/\x00" + b"A" * 32
    piece = 60_000
    return [
        (0xE1, head + size.to_bytes(4, "big") + at.to_bytes(4, "big") + b"<x>" * (piece // 3))
        for at in range(0, size, piece)
    ]


def _with_segments(jpeg: bytes, segments: list[tuple[int, bytes]]) -> bytes:
    made = b"".join(
        bytes((0xFF, mark)) + (len(body) + 2).to_bytes(2, "big") + body for mark, body in segments
    )
    return jpeg[:2] + made + jpeg[2:]


def _with_size(jpeg: bytes, width: int, height: int) -> bytes:
    at = jpeg.index(b"\xff\xc0")
    size = height.to_bytes(2, "big") + width.to_bytes(2, "big")
    return jpeg[: at + 5] + size + jpeg[at + 9 :]

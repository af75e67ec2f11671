"""What a picture file says about itself, in the old form and the new, honest or hostile."""

import time
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Pillow

from newsroom.media import iim, xmp
from newsroom.media.photo_metadata import credit_line, merged, read, usage_terms
from tests.newsroom.media import made
from tests.paths import SHARED

SAMPLES = SHARED / "wire" / "samples" / "image_iptc"
UTF_8 = made.data_set(1, 90, b"\x1b%G")


def said_by(data: bytes):
    with Pillow.open(BytesIO(data)) as picture:
        return read(picture)


def test_an_agencys_fields_are_read_from_the_older_form():
    data = made.with_iim(
        made.jpeg(),
        UTF_8,
        made.data_set(2, 5, b"KARACHI-HARBOUR"),
        made.data_set(2, 25, b"ships"),
        made.data_set(2, 25, "frühling".encode()),
        made.data_set(2, 40, b"NO SALES"),
        made.data_set(2, 55, b"20260811"),
        made.data_set(2, 60, b"115420+0500"),
        made.data_set(2, 30, b"20260812"),
        made.data_set(2, 37, b"20261231"),
        made.data_set(2, 80, "Zoë Marchetti".encode()),
        made.data_set(2, 90, b"Karachi"),
        made.data_set(2, 101, b"Pakistan"),
        made.data_set(2, 105, b"Cranes at rest"),
        made.data_set(2, 110, b"Meridian"),
        made.data_set(2, 116, b"Meridian or licensors"),
        made.data_set(2, 120, b"Cranes stand idle at the quay.\rThe strike goes on."),
    )

    assert said_by(data) == {
        "title": "KARACHI-HARBOUR",
        "headline": "Cranes at rest",
        "caption": "Cranes stand idle at the quay.\nThe strike goes on.",
        "byline": "Zoë Marchetti",
        "credit": "Meridian",
        "copyright": "Meridian or licensors",
        "instructions": "NO SALES",
        "keywords": ["ships", "frühling"],
        "city": "Karachi",
        "country": "Pakistan",
        "created": "2026-08-11T11:54:20+05:00",
        # Without a time and a zone: from the day's first second, until its last.
        "released": "2026-08-12T00:00:00+00:00",
        "expires": "2026-12-31T23:59:59+00:00",
    }


NEWER = made.xmp(
    """<dc:creator><rdf:Seq><rdf:li>Ann Ode</rdf:li><rdf:li>Bo Teal</rdf:li></rdf:Seq></dc:creator>
    <dc:description><rdf:Alt><rdf:li xml:lang="fr">Une grue</rdf:li>
    <rdf:li xml:lang="x-default">A crane &amp; a gull</rdf:li></rdf:Alt></dc:description>
    <dc:subject><rdf:Bag><rdf:li>gulls</rdf:li><rdf:li> </rdf:li></rdf:Bag></dc:subject>
    <xmpRights:UsageTerms><rdf:Alt><rdf:li xml:lang="x-default">Once only</rdf:li></rdf:Alt>
    </xmpRights:UsageTerms>
    <Iptc4xmpCore:AltTextAccessibility><rdf:Alt><rdf:li xml:lang="x-default">A gull sits on a crane.
    </rdf:li></rdf:Alt></Iptc4xmpCore:AltTextAccessibility>
    <Iptc4xmpExt:DigitalSourceType
      rdf:resource="http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"/>""",
    'photoshop:Credit="Coastal" photoshop:DateCreated="2026-08-11T09:00:00+05:00"',
)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_the_newer_form_is_read_from_every_format(kind):
    picture = made.halves((64, 48))
    if kind == "PNG":
        from PIL.PngImagePlugin import PngInfo

        info = PngInfo()
        info.add_itxt("XML:com.adobe.xmp", NEWER.decode())
        data = made.file(picture, kind, pnginfo=info)
    else:
        data = made.file(picture, kind, xmp=NEWER)

    assert said_by(data) == {
        "caption": "A crane & a gull",
        "alt": "A gull sits on a crane.",
        "byline": "Ann Ode, Bo Teal",
        "credit": "Coastal",
        "usage_terms": "Once only",
        "keywords": ["gulls"],
        "created": "2026-08-11T09:00:00+05:00",
        "digital_source_type": "trainedAlgorithmicMedia",
    }


def test_the_newer_form_wins_and_the_older_fills_the_gaps():
    both = merged(
        {"dc:description": ["new words"], "photoshop:Credit": ["  "]},
        {(2, 120): ["old words"], (2, 110): ["Meridian"], (2, 80): ["Ann Ode"]},
    )

    assert both == {"caption": "new words", "credit": "Meridian", "byline": "Ann Ode"}


@pytest.mark.parametrize(
    ("metadata", "line"),
    [
        ({"byline": "Ann Ode", "credit": "Meridian"}, "Ann Ode / Meridian"),
        ({"byline": "ANN ODE", "credit": "Ann Ode/Meridian"}, "Ann Ode/Meridian"),
        ({"byline": "Ann Ode"}, "Ann Ode"),
        ({"credit": "Meridian"}, "Meridian"),
        ({"source": "Harbour Authority"}, "Harbour Authority"),
        ({}, ""),
    ],
)
def test_the_credit_line_names_photographer_and_agency_once(metadata, line):
    assert credit_line(metadata) == line


def test_usage_terms_and_instructions_stand_a_line_each():
    assert usage_terms({"usage_terms": "Once only", "instructions": "NO SALES"}) == (
        "Once only\nNO SALES"
    )


@pytest.mark.parametrize(
    ("value", "charset", "text"),
    [
        ("Café".encode(), b"", "Café"),
        ("Café".encode(), b"\x1b%G", "Café"),
        ("Café".encode("cp1252"), b"", "Café"),
        ("Café".encode("cp1252"), b"\x1b-A", "Café"),
        ("“Café”".encode("cp1252"), b"", "“Café”"),
        # From an old Macintosh, undeclared.
        ("Montréal".encode("mac_roman"), b"", "Montréal"),
        ("Grève".encode("mac_roman"), b"", "Grève"),
        # Declared as what it isn't: the broken letter is marked, the rest stays.
        (b"Caf\xe9 noir", b"\x1b%G", "Caf\N{REPLACEMENT CHARACTER} noir"),
    ],
)
def test_letters_come_out_right_whatever_they_were_written_in(value, charset, text):
    assert iim.text_of(value, charset) == text


@pytest.mark.parametrize(
    ("sets", "said"),
    [
        # Without a zone it is UTC; an impossible day is left out.
        ([(2, 55, b"20260811"), (2, 60, b"115420")], {"created": "2026-08-11T11:54:20+00:00"}),
        ([(2, 55, b"20260811"), (2, 60, b"115420-0330")], {"created": "2026-08-11T11:54:20-03:30"}),
        ([(2, 55, b"20261345")], {}),
        ([(2, 55, b"0"), (2, 60, b"999999+9999")], {}),
        ([(2, 120, b"A\0 \x07crane\xe2\x80\xae")], {"caption": "A crane"}),
        ([(2, 120, b"x" * 30_000)], {"caption": "x" * 10_000}),
        ([(2, 110, b"x" * 30_000)], {"credit": "x" * 500}),
        ([(2, 25, b"k")] * 3000, {"keywords": ["k"] * 100}),
    ],
)
def test_fields_are_cleaned_and_bounded(sets, said):
    block = b"".join(made.data_set(*each) for each in sets)

    assert merged({}, iim.data_sets(block)) == said


def test_what_stands_before_the_damage_is_kept():
    block = made.data_set(2, 110, b"Meridian") + b"\x1c\x02\x78\x7f\xffcut"

    assert iim.data_sets(block) == {(2, 110): ["Meridian"]}


@given(st.binary(max_size=400))
def test_no_bytes_make_the_older_form_fail(block):
    for values in iim.data_sets(b"\x1c\x02" + block).values():
        assert all(isinstance(value, str) for value in values)


ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
BOMB = f'<!DOCTYPE x [<!ENTITY e0 "ha">{ENTITIES}]>'.encode()
FILE = b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    "packet",
    [
        b"",
        b"\0" * 100,
        b"no xml",
        NEWER[:-200],
        BOMB + NEWER.replace(b"A crane", b"&e11;"),
        FILE + NEWER.replace(b"A crane", b"&f;"),
        NEWER.replace(b"</x:xmpmeta>", b" " * (xmp.MAX_BYTES + 1) + b"</x:xmpmeta>"),
        b"<a>" * 100_000,
    ],
    ids=["nothing", "zeros", "words", "cut", "entity bomb", "entity of a file", "huge", "deep"],
)
def test_a_broken_or_hostile_packet_says_nothing_and_costs_nothing(packet):
    started = time.process_time()

    assert xmp.properties(packet) == {}
    assert time.process_time() - started < 1


def test_a_rendition_says_whose_it_is_and_nothing_else():
    packet = xmp.credit_packet(
        {
            "byline": "Ann <Ode>",
            "copyright": "© Meridian",
            "credit": "Meridian & Co",
            "digital_source_type": "compositeCapture",
            "city": "Karachi",
        }
    )

    assert xmp.properties(packet) == {
        "dc:creator": ["Ann <Ode>"],
        "dc:rights": ["© Meridian"],
        "photoshop:Credit": ["Meridian & Co"],
        "ext:DigitalSourceType": [
            "http://cv.iptc.org/newscodes/digitalsourcetype/compositeCapture"
        ],
    }
    assert xmp.credit_packet({"city": "Karachi"}) == b""


@pytest.mark.needs_samples
def test_the_standards_reference_picture_is_read():
    said = said_by((SAMPLES / "IPTC-PhotometadataRef-Std2017.1.jpg").read_bytes())

    assert said["headline"] == "The Headline (ref2017.1)"
    assert said["byline"] == "Creator1 (ref2017.1), Creator2 (ref2017.1)"
    assert said["credit"] == "Credit Line (ref2017.1)"
    assert said["keywords"] == [f"Keyword{n}ref2017.1" for n in (1, 2, 3)]
    # The older form cuts at 32 letters, the newer has it whole.
    assert said["state"] == "Province/State (Core) (ref2017.1)"
    assert said["digital_source_type"] == "softwareImage"


@pytest.mark.needs_samples
def test_an_agencys_own_picture_is_read():
    said = said_by((SAMPLES / "AFP_751HA.jpg").read_bytes())

    assert said["credit"] == "AFP"
    assert said["city"] == "Khan Yunis"
    assert said["created"] == "2016-01-16T11:54:20+00:00"
    assert said["keywords"] == ["MENA", "Horizontal"]
    assert credit_line(said).endswith(" / AFP")

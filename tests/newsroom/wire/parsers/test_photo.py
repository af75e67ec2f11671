"""Pictures: caption, rights and orders in either form, and an id that a better caption keeps."""

import hashlib
import time
from contextlib import suppress
from datetime import UTC, datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image as Pillow

from newsroom.text.sanitize import clean_html, paragraphs
from newsroom.wire.parsers import photo as photos
from newsroom.wire.parsers.draft import Reception
from newsroom.wire.parsers.item import Media, Subject, WireError, WireItem
from tests.newsroom.wire.parsers.ninjs_copy import lost
from tests.newsroom.wire.parsers.photo_copy import CAPTION, FIELDS, packet, photo
from tests.paths import SHARED

NOON = datetime(2031, 5, 3, 12, 0, tzinfo=UTC)
KARACHI = Reception(filename="P1.jpg", zone=ZoneInfo("Asia/Karachi"), received_at=NOON)


def read(data: bytes, reception: Reception = KARACHI) -> WireItem:
    [item] = photos.parse(data, reception)
    return item


def test_an_agencys_picture_has_all_that_it_says_in_its_fields():
    item = read(photo(size=(80, 60)))

    assert (item.format, item.type, item.language) == ("photo", "picture", "en")
    assert (item.headline, item.slugline) == ("Cranes at rest", "KARACHI-HARBOUR-STRIKE")
    assert (item.byline, item.credit) == ("Zoë Marchetti", "Meridian")
    assert item.rights == "Meridian or licensors"
    assert paragraphs(item.body_html) == CAPTION.split("\n")
    assert item.keywords == ("cranes",)
    assert item.subjects == (Subject("09003000", "IPTC", "strike"),)
    assert (item.category, item.urgency, item.places) == ("LAB", 4, ("Karachi, Pakistan",))
    assert item.first_created == datetime(2031, 5, 2, 6, 54, 20, tzinfo=UTC)
    assert (item.pubstatus, item.signals, item.warnings) == ("usable", (), ())
    # The picture is the file itself.
    assert item.media == (
        Media("", CAPTION, "Zoë Marchetti / Meridian", "image/jpeg", 80, 60, item.guid),
    )


def test_no_word_of_either_form_is_lost():
    newer = packet(
        dc_description="A gull & a crane. " * 900 + "The end.",
        xmpRights_UsageTerms="Once only",
        photoshop_Instructions="Call first. " * 90 + "Last order.",
    )

    item = read(photo(xmp=newer))

    said = ["A gull & a crane. The end.", "Once only", "Call first. Last order."]
    said += [text for number, text in FIELDS.items() if number in {(2, 5), (2, 80), (2, 105)}]
    assert not lost(said, [item])
    assert paragraphs(item.body_html)[0].endswith("The end.")
    assert item.ednote.endswith("Last order.")


def test_the_newer_form_wins_and_the_older_fills_the_gaps():
    newer = packet(
        'photoshop:Credit="Coastal" photoshop:DateCreated="2031-05-02T09:00:00"',
        dc_description="A gull on a crane.",
    )

    item = read(photo(xmp=newer))

    assert (item.credit, item.byline) == ("Coastal", "Zoë Marchetti")
    assert paragraphs(item.body_html) == ["A gull on a crane."]
    assert item.rights == "Meridian or licensors\nSource: Meridian"
    # Without a zone: the feed's.
    assert item.first_created == datetime(2031, 5, 2, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("attributes", "fields", "guid"),
    [
        ('Iptc4xmpExt:DigImageGUID="urn:p:1" xmpMM:DocumentID="xmp.did:2"', {}, "urn:p:1"),
        ('xmpMM:DocumentID="xmp.did:2"', {(1, 100): "MER_751HA"}, "MER_751HA"),
        ('xmpMM:DocumentID="xmp.did:2" xmpMM:OriginalDocumentID="did:0"', {}, "xmp.did:2"),
        ('xmpMM:OriginalDocumentID="did:0"', {}, "did:0"),
        ("", {(2, 103): "ZM1446", (2, 55): "20310502", (2, 60): "120000+0000"},
         "ZM1446/20310502T120000Z"),
        ('photoshop:TransmissionReference="ZM1"', {(2, 55): "20310502", (2, 60): "120000+0000"},
         "ZM1/20310502T120000Z"),
    ],
    ids=["GUID", "object", "document", "original", "reference", "reference in XMP"],
)  # fmt: skip
def test_a_picture_is_known_by_its_id_not_by_its_bytes(attributes, fields, guid):
    one, corrected = (
        read(photo({**fields, (2, 120): caption}, xmp=packet(attributes)))
        for caption in ("A gull.", "A gull, not a crow.")
    )

    assert one.guid == corrected.guid == guid


def test_two_pictures_of_one_job_are_two():
    job = {(2, 103): "ZM1446", (2, 55): "20310502"}

    first, second = (read(photo(job | {(2, 60): f"12000{n}+0000"})).guid for n in (1, 2))

    assert first != second


def test_without_an_id_a_picture_is_known_by_its_bytes():
    # A reference without a moment may be a whole job's.
    data = photo({(2, 103): "ZM1446", (2, 120): "A gull."})

    assert read(data).guid == f"sha256:{hashlib.sha256(data).hexdigest()}"


def test_the_version_is_when_it_was_sent():
    sent = FIELDS | {(1, 70): "20310502", (1, 80): "131559+0000"}

    assert read(photo(sent)).version == "20310502T131559Z"
    assert read(photo(sent)).version_created == datetime(2031, 5, 2, 13, 15, 59, tzinfo=UTC)
    assert (read(photo()).version, read(photo()).version_created) == ("1", NOON)


@pytest.mark.parametrize(
    ("date", "time_said", "until", "held"),
    [
        ("20310504", "060000+0000", datetime(2031, 5, 4, 6, tzinfo=UTC), True),
        # Without a zone: the feed's.
        ("20310504", "060000", datetime(2031, 5, 4, 1, tzinfo=UTC), True),
        ("20310504", "", None, True),
        ("20310504", "soon", None, True),
        ("tomorrow", "", None, True),
        # Released before it was taken, or on that day: no embargo.
        ("20310501", "060000+0000", None, False),
        ("20310502", "", None, False),
    ],
)
def test_a_release_date_is_an_embargo(date, time_said, until, held):
    item = read(photo(FIELDS | {(2, 30): date, (2, 35): time_said}))

    assert (item.embargo_until, item.pubstatus) == (until, "embargoed" if held else "usable")
    assert ("embargo" in item.signals) == held


@pytest.mark.parametrize(
    ("said", "status", "until"),
    [
        ("EMBARGOED UNTIL 0600 GMT MAY 9", "embargoed", datetime(2031, 5, 9, 6, tzinfo=UTC)),
        ("NO SALES - EMBARGOED UNTIL 0600 GMT MAY 9", "embargoed",
         datetime(2031, 5, 9, 6, tzinfo=UTC)),
        ("NO SALES; EMBARGO: 0600 GMT MAY 9; MANDATORY CREDIT", "embargoed",
         datetime(2031, 5, 9, 6, tzinfo=UTC)),
        ("Embargoed until the minister has spoken", "embargoed", None),
        ("Strictly under embargo", "embargoed", None),
        ("NOT FOR RELEASE yet", "embargoed", None),
        ("NO SALES, NO ARCHIVES", "usable", None),
        ("MANDATORY KILL", "canceled", None),
        ("HOLD", "withheld", None),
    ],
)  # fmt: skip
def test_instructions_are_orders(said, status, until):
    item = read(photo(FIELDS | {(2, 40): said}))

    assert (item.pubstatus, item.embargo_until) == (status, until)
    assert not lost([said], [item])


def test_of_two_embargoes_the_later_holds():
    item = read(
        photo(
            FIELDS
            | {
                (2, 30): "20310520",
                (2, 35): "000000+0000",
                (2, 40): "EMBARGOED UNTIL 0600 GMT MAY 9",
            }
        )
    )

    assert item.embargo_until == datetime(2031, 5, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "status", "signal"),
    [
        ({(2, 7): "KILL"}, "canceled", "kill"),
        ({(2, 7): "Withheld"}, "withheld", "hold"),
        ({(2, 7): "Correction"}, "usable", "correction"),
        ({(2, 120): "KILL KILL KILL\nThe caption names the wrong man."}, "canceled", "kill"),
        ({(2, 105): "CORRECTION: Cranes at rest"}, "usable", "correction"),
    ],
)
def test_a_kill_or_a_correction_is_seen_wherever_it_is_said(fields, status, signal):
    item = read(photo(FIELDS | fields))

    assert item.pubstatus == status
    assert signal in item.signals


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("trainedAlgorithmicMedia", True),
        ("compositeWithTrainedAlgorithmicMedia", True),
        ("digitalCapture", False),
    ],
)
def test_a_picture_that_a_machine_made_is_told(kind, told):
    address = f"http://cv.iptc.org/newscodes/digitalsourcetype/{kind}"

    item = read(photo(xmp=packet(f'Iptc4xmpExt:DigitalSourceType="{address}"')))

    assert any("machine" in warning for warning in item.warnings) == told


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "mac_roman"])
def test_letters_come_out_right_whatever_they_were_written_in(encoding):
    item = read(photo({(2, 80): "Grève", (2, 120): "Une grève à Montréal."}, encoding=encoding))

    assert (item.byline, paragraphs(item.body_html)) == ("Grève", ["Une grève à Montréal."])


def test_a_picture_without_words_has_its_name_for_a_headline():
    item = read(photo({}))

    assert (item.headline, item.body_html) == ("P1", "")
    assert "headline" in item.warnings


def test_when_rights_end_it_is_said():
    assert "2031-12-31" in read(photo(FIELDS | {(2, 37): "20311231"})).rights


def test_a_picture_on_its_side_is_measured_upright():
    stream = BytesIO()
    picture = Pillow.new("RGB", (90, 60))
    exif = picture.getexif()
    exif[0x0112] = 6
    picture.save(stream, "JPEG", exif=exif)

    [medium] = read(stream.getvalue()).media

    assert (medium.width, medium.height) == (60, 90)


# --- Hostile pictures ---

_ENTITIES = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
_LAUGHS = f'<!DOCTYPE x [<!ENTITY l0 "ha">{_ENTITIES}]>'.encode()
_FILE = b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    "xmp",
    [
        _LAUGHS + packet(dc_description="&l11;"),
        _FILE + packet(dc_description="&f;"),
        packet(dc_description="x")[:-40],
        b"<a>" * 10_000,
        b"\x00" * 1_000,
        packet('xmpMM:DocumentID="' + "x" * 30_000 + '"'),
    ],
    ids=["laughs", "file", "cut off", "deep", "zeros", "long id"],
)
def test_a_hostile_packet_says_nothing_and_the_older_form_stands(xmp):
    started = time.process_time()
    item = read(photo(xmp=xmp))

    assert time.process_time() - started < 2
    assert item.headline == "Cranes at rest"
    assert len(item.guid) < 500
    assert "root:" not in str(item.as_json())


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xd8\xff",
        b"\xff\xd8\xff" + b"\xff" * 1_000_000,
        photo()[:200],
        b"<html>Not found</html>",
        b"%PDF-1.7",
        b"",
    ],
)
def test_what_is_no_picture_is_refused(data):
    with pytest.raises(WireError):
        photos.parse(data, KARACHI)


@given(
    cuts=st.lists(st.tuples(st.integers(2, 1_500), st.binary(max_size=6)), min_size=1, max_size=5)
)
@settings(max_examples=200, deadline=None)
def test_a_damaged_picture_is_read_or_refused(cuts):
    data = photo(xmp=packet('xmpMM:DocumentID="did:1"', dc_description="A gull."))
    for at, junk in cuts:
        data = data[:at] + junk + data[at + len(junk) :]

    with suppress(WireError):
        item = read(data)
        assert clean_html(item.body_html) == item.body_html
        assert item == read(data)


@given(st.dictionaries(st.sampled_from(sorted(FIELDS)), st.binary(max_size=40)))
@settings(max_examples=200, deadline=None)
def test_fields_of_any_bytes_give_a_sound_item(fields):
    item = read(photo(dict(FIELDS) | fields))

    assert item.guid
    str(item.as_json()).encode()
    assert "\x00" not in str(item.as_json())


# --- The agencies' own ---


@pytest.mark.needs_samples
def test_the_agencies_pictures_come_in_right():
    folder = SHARED / "wire" / "samples" / "image_iptc"

    afp = read((folder / "AFP_751HA.jpg").read_bytes())
    iptc = read((folder / "IPTC-PhotometadataRef-Std2017.1.jpg").read_bytes())

    # Written down by hand from what the files' data sets hold (IIM numbers in brackets).
    assert afp.guid == "AFP_751HA"  # 1:100
    assert afp.version == "20160116T131559Z"  # 1:70, 1:80
    assert afp.first_created == datetime(2016, 1, 16, 11, 54, 20, tzinfo=UTC)  # 2:55, 2:60
    assert (afp.urgency, afp.language, afp.category) == (5, "en", "WAR")  # 2:10, 2:135, 2:15
    assert (afp.byline, afp.credit, afp.rights) == ("SAID KHATIB", "AFP", "AFP or licensors")
    assert afp.keywords == ("MENA", "Horizontal", "conflict (general)")  # 2:25, 2:20
    assert [subject.code for subject in afp.subjects] == ["16010000", "16000000"]  # 2:12
    assert afp.places == ("Khan Yunis, Palestinian Territories",)  # 2:90, 2:101
    assert (afp.slugline.count("-"), afp.warnings) == (4, ("headline",))  # 2:5; no 2:105
    assert len(paragraphs(afp.body_html)) == 2  # 2:120, and a credit line
    assert (afp.media[0].width, afp.media[0].height) == (3780, 2394)
    assert (afp.pubstatus, afp.embargo_until, afp.ednote) == ("usable", None, "")

    assert iptc.guid == "http://example.com/imageGUIDs/TestGUID12345/ref2017.1"
    assert iptc.first_created == datetime(2017, 7, 13, 17, 1, tzinfo=UTC)
    assert (iptc.headline, iptc.slugline) == ("The Headline (ref2017.1)", "The Title (ref2017.1)")
    assert iptc.byline == "Creator1 (ref2017.1), Creator2 (ref2017.1)"
    assert iptc.ednote == "An Instruction (ref2017.1)"
    assert [subject.code[:1] for subject in iptc.subjects] == ["1", "2", "3"]
    assert len(iptc.keywords) == 3
    assert iptc.rights.count("\n") == 2
    assert (iptc.media[0].width, iptc.media[0].height) == (1000, 500)
    assert iptc.pubstatus == "usable"
    assert not any("machine" in warning for warning in iptc.warnings)  # softwareImage


@pytest.mark.needs_samples
def test_no_word_of_the_agencies_captions_is_lost():
    for path in sorted((SHARED / "wire" / "samples" / "image_iptc").glob("*.jpg")):
        with Pillow.open(path) as picture:
            block = picture.info["photoshop"][0x0404]
        # The caption is the data set 2:120: its length, then its bytes.
        at = block.index(b"\x1c\x02\x78")
        length = int.from_bytes(block[at + 3 : at + 5])
        caption = block[at + 5 : at + 5 + length].decode()

        assert not lost([caption], [read(path.read_bytes())]), path.name

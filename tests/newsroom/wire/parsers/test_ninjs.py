"""ninjs: three generations of one format, every word of which lands somewhere."""

import json
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsroom.text.sanitize import clean_html, paragraphs
from newsroom.text.words import words
from newsroom.wire.parsers import ninjs
from newsroom.wire.parsers.draft import Reception
from newsroom.wire.parsers.encoding import decoded
from newsroom.wire.parsers.item import Skip, Subject, WireError, WireItem
from tests.newsroom.wire.parsers.ninjs_copy import (
    GENERATIONS,
    HIGH,
    PICTURE,
    as_bytes,
    damaged,
    lost,
    ninjs_copy,
)
from tests.paths import SHARED

NOON = datetime(2031, 5, 3, 12, 0, tzinfo=UTC)
KARACHI = Reception(zone=ZoneInfo("Asia/Karachi"), received_at=NOON)


def read(value: Any, reception: Reception = KARACHI) -> WireItem:
    [item] = ninjs.parse(as_bytes(value), reception)
    assert isinstance(item, WireItem), item
    return item


def story(**said: Any) -> dict[str, Any]:
    """The shortest story there is, and what is ``said`` of it."""
    plain = {"uri": "urn:x:1", "headline": "Wall", "body_html": "<p>It held.</p>"}
    return {name: each for name, each in (plain | said).items() if each is not ...}


# --- One story ---


@pytest.mark.parametrize("generation", GENERATIONS)
def test_a_story_has_all_that_it_says_in_its_fields(generation):
    item = read(ninjs_copy(3, generation=generation))

    assert (item.format, item.type, item.guid) == ("ninjs", "text", "urn:ninjs:harbour:3")
    assert (item.pubstatus, item.language, item.signals) == ("usable", "en-GB", ())
    assert item.headline == "Flood wall to be inspected again"
    assert (item.slugline, item.byline) == ("harbour-wall", "By Nasreen Qadri")
    assert (item.abstract, item.ednote) == (
        "The wall was never paid for.",
        "Second version, with the union.",
    )
    assert item.dateline
    assert (item.dateline.place, item.credit) == ("Karachi", "HAR")
    assert (item.category, item.genre, item.places) == ("dom", "Current", ("Karachi", "Keamari"))
    assert item.subjects == (
        Subject("06000000", "http://subjects.example/", "environment"),
        Subject(name="Zoë Brontë-Hall", code=""),
        Subject(name="Port Trust", code=""),
    )
    assert item.first_created == datetime(2031, 5, 1, 8, 0, tzinfo=UTC)
    assert item.version_created == datetime(2031, 5, 2, 8, 30, tzinfo=UTC)
    assert item.rights == "© Harbour Agency\nNot for resale"
    assert len(paragraphs(item.body_html)) == 4
    assert item.set_apart == ("Union wants a night ferry",)


@given(seed=st.integers(0, 10_000), count=st.integers(1, 12), picture=st.booleans())
@settings(max_examples=60, deadline=None)
def test_all_three_generations_say_the_same_and_no_word_is_lost(seed, count, picture):
    copies = [
        ninjs_copy(seed, generation=generation, paragraphs=count, picture=picture)
        for generation in GENERATIONS
    ]

    first, second, third = (read(copy) for copy in copies)

    assert first == second == third
    assert len(paragraphs(first.body_html)) == count
    assert len(first.media) == picture
    for copy in copies:
        assert not lost(texts_in(copy), [first])


# What readers or editors would see of a ninjs object, by the ends of the properties' names.
_SEEN = (
    "headline", "description", "body", "bodies", "by", "slugline", "ednote", "copyrightnotice",
)  # fmt: skip


def texts_in(value: Any, *, seen: bool = False) -> list[str]:
    """Every visible text in ``value``, found without the parser's help."""
    if isinstance(value, list):
        return list(chain.from_iterable(texts_in(each, seen=seen) for each in value))
    if not isinstance(value, dict):
        return [value] if seen and isinstance(value, str) else []
    found = []
    # The headline of a picture that has a caption is but its name.
    is_picture = value.get("type") == "picture" and "associations" not in value
    for name, each in value.items():
        is_seen = name.lower().startswith(_SEEN) and not (is_picture and "headline" in name)
        found += texts_in(each, seen=is_seen or (seen and name == "value"))
    return found


def test_a_story_that_is_sent_again_is_the_same_story():
    copy = ninjs_copy(5)
    changed = copy | {"version": "31", "body_html": "<p>All is new.</p>", "body_text": "..."}

    assert read(copy) == read(copy)
    assert read(copy).guid == read(changed).guid
    assert read(changed).version == "31"


def test_a_story_without_an_id_is_known_by_its_content():
    one, two = story(uri=...), story(uri=..., headline="Wall gives way")

    assert read(one).guid == read(one).guid
    assert read(one).guid.startswith("sha256:")
    assert read(one).guid != read(two).guid


@pytest.mark.parametrize(
    ("said", "version"),
    [(7, "7"), ("1.10", "1.10"), (0, "0"), (None, "1"), ({}, "1"), (True, "1")],
)
def test_a_version_is_a_text_whatever_it_was(said, version):
    assert read(story(version=said)).version == version


def test_times_without_a_zone_are_the_feeds():
    item = read(story(versioncreated="2031-05-02T10:30:00", embargoed="2031-05-02T12:00:00"))

    assert item.version_created == datetime(2031, 5, 2, 5, 30, tzinfo=UTC)
    assert item.embargo_until == datetime(2031, 5, 2, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "urgency"), [(1, 1), ("9", 9), (0, 5), (99, 5), ([], 5), (3.0, 3)]
)
def test_urgency_is_one_to_nine_or_unknown(said, urgency):
    assert read(story(urgency=said)).urgency == urgency


def test_two_spellings_of_a_name_that_disagree_are_refused():
    with pytest.raises(WireError, match=r"“pubstatus” twice|“pubStatus” twice"):
        read(story(pubstatus="usable", pubStatus="canceled"))


# --- Status and embargo ---


@pytest.mark.parametrize(
    ("said", "status", "signals"),
    [
        ({}, "usable", ()),
        ({"pubstatus": None}, "usable", ()),
        ({"pubstatus": "usable"}, "usable", ()),
        ({"pubstatus": "Usable"}, "usable", ()),
        ({"pubStatus": "stat:usable"}, "usable", ()),
        ({"pubstatus": "withheld"}, "withheld", ("hold",)),
        ({"pubstatus": "canceled"}, "canceled", ("kill",)),
        ({"pubstatus": "cancelled"}, "canceled", ("kill",)),
        ({"pubstatus": "embargoed"}, "embargoed", ("embargo",)),
        ({"type": "advisory", "pubstatus": "usable"}, "advisory", ("advisory",)),
        ({"type": "advisory", "pubstatus": "canceled"}, "canceled", ("kill",)),
        ({"profile": "INFO"}, "advisory", ("advisory",)),
        ({"ednote": "HOLD HOLD HOLD"}, "withheld", ("hold",)),
        ({"ednote": "CORRECTS spelling"}, "usable", ("correction",)),
        ({"evolvedfrom": "urn:x:0"}, "usable", ("update",)),
        ({"replacing": ["urn:x:0"]}, "usable", ("update",)),
    ],
)
def test_a_status_is_read_as_it_is_said(said, status, signals):
    item = read(story(**said))

    assert (item.pubstatus, item.signals) == (status, signals)


@pytest.mark.parametrize("said", ["", "ready", "replaced", 1, [], {}, ["usable"], False])
def test_a_status_that_is_not_understood_holds_the_story_and_says_so(said):
    item = read(story(pubstatus=said))

    assert item.pubstatus == "withheld"
    assert any(warning.startswith("status: ") for warning in item.warnings)


SIX = datetime(2031, 6, 1, 6, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "until"),
    [
        ({"embargoed": "2031-06-01T06:00:00Z"}, SIX),
        ({"embargoed": "2031-06-01T08:00:00+0200"}, SIX),
        ({"embargoed": "20310601T060000.000Z"}, SIX),
        ({"embargoedUntil": "2031-06-01T06:00:00Z"}, SIX),  # ninjs 3.1
        ({"embargotime": "2031-06-01T06:00:00Z"}, SIX),  # the BBC's local democracy wire
        ({"embargoed": "2031-06-01T06:00:00Z", "pubstatus": "embargoed"}, SIX),
        ({"embargoed": "2031-05-01T06:00:00Z", "embargoedUntil": "2031-06-01T06:00:00Z"}, SIX),
        ({"embargoed": "2031-06-01T06:00:00Z", "ednote": "EMBARGOED UNTIL 0400 GMT JUN 1"}, SIX),
        ({"embargoed": "2031-06-01T06:00:00Z", "embargotime": "soon"}, None),
        ({"embargoed": "2031-06-01"}, None),
        ({"embargoed": "when the minister has spoken"}, None),
        ({"embargoed": ""}, None),
        ({"embargoed": True}, None),
        ({"embargoed": 1_800_000_000}, None),
        ({"embargoed": ["2031-06-01T06:00:00Z"]}, None),
        ({"pubstatus": "embargoed"}, None),
    ],
)
def test_an_embargo_holds_until_the_latest_time_or_until_somebody_clears_it(said, until):
    item = read(story(**said))

    assert (item.pubstatus, item.embargo_until) == ("embargoed", until)
    assert "embargo" in item.signals


def test_no_embargo_is_no_embargo():
    for said in ({"embargoed": None}, {"embargoed": False}, {}):
        assert read(story(**said)).pubstatus == "usable"


def test_a_kill_under_embargo_is_a_kill():
    item = read(story(pubstatus="canceled", embargoed="2031-06-01T06:00:00Z"))

    assert (item.pubstatus, item.embargo_until) == ("canceled", SIX)


def test_a_kill_needs_neither_headline_nor_text():
    item = read({"uri": "urn:x:1", "type": "text", "pubstatus": "canceled"})

    assert (item.guid, item.pubstatus) == ("urn:x:1", "canceled")


@pytest.mark.parametrize(
    "text",
    ["<p>word</p>" * 200_000, "<div>" * 5_000 + "x"],
    ids=["far too long", "nested far too deep"],
)
def test_a_kill_is_heard_even_if_its_text_cannot_be_read(text):
    killed = read(story(pubstatus="canceled", body_html=text))

    assert (killed.pubstatus, killed.body_html) == ("canceled", "")
    assert any(warning.startswith("body: ") for warning in killed.warnings)
    with pytest.raises(WireError, match=r"too long|too deep"):
        read(story(body_html=text))


# --- Texts in several forms ---


def test_a_second_form_of_the_text_is_no_second_text():
    item = read(
        story(body_html="<p>It <b>held</b>.</p><p>So far.</p>", body_text="It held. So far.")
    )

    assert paragraphs(item.body_html) == ["It held.", "So far."]
    assert item.set_apart == ()


def test_another_text_is_set_apart_and_not_lost():
    item = read(story(body_text="It held.\n\nBut the ferry sank."))

    assert item.set_apart == ("But the ferry sank.",)
    assert "set apart: But the ferry sank." in item.warnings


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"body_html": "One line,\n      of HTML."}, ["One line, of HTML."]),
        ({"body_html": "Fish &amp; chips"}, ["Fish & chips"]),
        ({"body_html": ..., "body_text": "One.\n\nTwo."}, ["One.", "Two."]),
        ({"body_html": ..., "body_xhtml": "<p>One.</p>"}, ["One."]),
        ({"body_html": ..., "body_richhtml5": "<h1>Wall</h1><p>One.</p>"}, ["One."]),
        ({"body_html": ..., "body": "One.\n\nTwo."}, ["One.", "Two."]),
        ({"body_html": ..., "bodies": [{"value": "<p>One.</p>"}]}, ["One."]),
        ({"body_html": ..., "bodies": {"value": "<p>One.</p>"}}, ["One."]),
        ({"body_html": 7, "bodies": [3, None, {"value": 5}, {"value": "One."}]}, ["5"]),
        ({"body_html": ["<p>lost?</p>"]}, []),
    ],
)
def test_the_text_is_found_whatever_it_is_called(said, expected):
    item = read(story(**said))

    assert paragraphs(item.body_html) == expected
    assert any(w.startswith("body: ") for w in item.warnings) == (not expected)


def test_an_nitf_body_is_read_as_nitf():
    nitf = (
        '<?xml version="1.0"?><nitf><head><title>Wall</title></head><body><body.head><hedline>'
        "<hl1>Wall</hl1></hedline><byline>By A. Name</byline></body.head><body.content><block>"
        "<p>KARACHI, May 3 (AFP) - It held.</p><p>So far.</p></block></body.content></body></nitf>"
    )

    item = read(
        story(
            body_html=...,
            bodies=[
                {"role": "nitf", "contenttype": "text/vnd.IPTC.NITF", "value": nitf},
                {"role": "text", "contenttype": "text/plain", "value": "It held.\n\nSo far."},
            ],
        )
    )

    assert paragraphs(item.body_html) == ["It held.", "So far."]
    assert item.dateline
    assert (item.dateline.place, item.credit) == ("KARACHI", "AFP")
    assert item.set_apart == ("By A. Name",)


def test_an_escaped_script_stays_text():
    item = read(
        story(headline="<script>x()</script>", body_text=..., body_html="&lt;script&gt;x()")
    )

    assert "<script" not in item.body_html
    assert clean_html(item.body_html) == item.body_html


# --- Pictures and what goes with a story ---


@pytest.mark.parametrize("generation", GENERATIONS)
def test_a_picture_goes_with_its_story_in_its_largest_file(generation):
    [shown] = read(ninjs_copy(1, generation=generation)).media

    assert (shown.href, shown.width, shown.height, shown.mime) == (HIGH, 3000, 2000, "image/jpeg")
    assert (shown.caption, shown.credit) == ("The wall at low tide.", "Ömer Yıldız")


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ({"pubstatus": "canceled"}, "canceled"),
        ({"pubstatus": "withheld"}, "withheld"),
        ({"pubstatus": "?"}, "withheld"),
        ({"embargoed": "2031-06-01T06:00:00Z"}, "embargo"),
        ({"embargoed": "?"}, "embargo"),
    ],
)
def test_a_picture_that_must_not_be_used_is_left_out_and_not_lost(said, word):
    copy = ninjs_copy(1)
    copy["associations"]["mainpic"] |= said

    item = read(copy)

    assert (item.media, item.pubstatus) == ((), "usable")
    assert "The wall at low tide." in item.set_apart
    assert any(PICTURE in warning and word in warning for warning in item.warnings)


def test_what_a_picture_may_be_used_for_is_said_among_the_rights():
    copy = ninjs_copy(1)
    copy["associations"]["mainpic"] |= {"usageterms": "No use in print", "ednote": "TURKEY OUT"}

    assert "Picture “Wall”: No use in print; TURKEY OUT" in read(copy).rights.split("\n")


def test_a_picture_whose_embargo_ends_with_the_storys_stays_with_it():
    copy = ninjs_copy(1) | {"embargoed": "2031-06-01T06:00:00Z"}
    copy["associations"]["mainpic"]["embargoed"] = "2031-06-01T06:00:00Z"

    assert len(read(copy).media) == 1


def test_a_picture_that_the_text_shows_too_is_there_once():
    copy = ninjs_copy(1)
    copy["body_html"] += (
        '<figure><img src="https://pictures.example/wall-small.jpg">'
        "<figcaption>The wall at low tide.</figcaption></figure>"
    )

    assert [each.href for each in read(copy).media] == [HIGH]


def test_what_the_text_alone_says_of_a_picture_is_not_lost():
    copy = ninjs_copy(1)
    copy["body_html"] += (
        '<figure><img src="https://pictures.example/wall-small.jpg">'
        "<figcaption>The wall, seen from Atlantis.</figcaption></figure>"
    )

    item = read(copy)

    assert [each.href for each in item.media] == [HIGH]
    assert "The wall, seen from Atlantis." in item.set_apart


def test_an_associated_text_is_set_apart_with_its_id_and_not_merged():
    other = ninjs_copy(8, picture=False)
    item = read(ninjs_copy(2, paragraphs=2) | {"associations": {"editor_0": other}})

    assert len(paragraphs(item.body_html)) == 2
    assert any("urn:ninjs:harbour:8" in line for line in item.set_apart)
    assert not lost(texts_in(other), [item])


def test_a_picture_alone_is_a_picture_with_its_caption_as_text():
    copy = ninjs_copy(1)["associations"]["mainpic"]

    item = read(copy | {"body_text": "Something else entirely."})

    assert (item.type, item.headline, item.guid) == ("picture", "Wall", PICTURE)
    assert paragraphs(item.body_html) == ["The wall at low tide."]
    assert [each.href for each in item.media] == [HIGH]
    assert item.set_apart == ("Something else entirely.",)


@pytest.mark.parametrize("renditions", [None, [], {}, 5, "x", [None, 3], {"a": {"href": 7}}])
def test_a_picture_without_a_file_is_still_a_picture(renditions):
    item = read({"uri": "urn:p:1", "type": "picture", "headline": "Wall", "renditions": renditions})

    assert (item.type, item.headline) == ("picture", "Wall")
    assert len(item.media) == 1


# --- What is no story ---


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ({"type": "event", "headline": "Press conference", "body_text": "At four."}, "an event"),
        ({"type": "planning", "title": "Week"}, "a plan"),
        ({"type": "planning", "title": "Week", "body_text": "At four."}, "a plan"),
        ({"title": "Summit", "eventDetails": {"dates": {}}}, "an event"),
        ({"type": "video", "headline": "Wall"}, "a film"),
        ({"type": "audio", "headline": "Wall"}, "a sound recording"),
    ],
)
def test_events_plans_and_films_are_skipped_with_the_reason(value, reason):
    [skip] = ninjs.parse(as_bytes(value | {"uri": "urn:e:1"}), KARACHI)

    assert isinstance(skip, Skip)
    assert (skip.guid, reason in skip.reason) == ("urn:e:1", True)


def test_a_composite_without_text_is_a_package():
    copy = ninjs_copy(1) | {"type": "composite"}
    bare = {name: each for name, each in copy.items() if not name.startswith("body")}

    assert (read(copy).type, read(bare).type) == ("text", "package")
    assert len(read(bare).media) == 1


def test_a_type_that_nobody_knows_is_read_as_text_with_a_warning():
    item = read(story(type="hologram"))

    assert paragraphs(item.body_html) == ["It held."]
    assert any("hologram" in warning for warning in item.warnings)


def test_nothing_at_all_is_refused():
    with pytest.raises(WireError, match="neither a headline nor a text"):
        read({"uri": "urn:x:1", "type": "text"})


# --- Hostile and damaged ---


@given(st.data())
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_damaged_ninjs_gives_items_or_a_reason(data):
    copy = data.draw(damaged(ninjs_copy(1, generation=data.draw(st.sampled_from(GENERATIONS)))))
    try:
        found = ninjs.parse(as_bytes(copy), KARACHI)
    except WireError:
        return

    for item in found:
        if isinstance(item, WireItem):
            assert json.dumps(item.as_json())
            assert clean_html(item.body_html) == item.body_html


@given(cut=st.integers(0, 3_000), byte=st.integers(0, 255))
@settings(max_examples=100, deadline=None)
def test_ninjs_that_breaks_off_or_has_a_wrong_byte_gives_items_or_a_reason(cut, byte):
    whole = as_bytes(ninjs_copy(1))
    for broken in (whole[:cut], whole[:cut] + bytes([byte]) + whole[cut + 1 :]):
        try:
            assert ninjs.parse(broken, KARACHI)
        except WireError:
            continue


MEGABYTE = "x" * 1_000_000
HOSTILE = {
    "a megabyte in every field": dict.fromkeys(("headline", "byline", "ednote"), MEGABYTE),
    "a million lines of notes": {"ednote": "a\n" * 1_000_000},
    "a hundred thousand subjects": {"subject": [{"code": str(n)} for n in range(100_000)]},
    "a hundred thousand pictures": {"associations": [{"type": "picture"}] * 100_000},
    "a hundred thousand texts": {"associations": [{"body_text": "x"}] * 100_000},
    "ten megabytes of second text": {"body_text": "word " * 1_900_000},
    "many forms of the text": {f"body_text{n}": f"word {n}" for n in range(3_000)},
}


@pytest.mark.parametrize("said", HOSTILE.values(), ids=HOSTILE)
def test_a_monstrous_item_costs_no_more_than_two_seconds(said):
    data = as_bytes(story(**said))
    start = time.process_time()
    with suppress(WireError):
        assert ninjs.parse(data, KARACHI)

    assert time.process_time() - start < 2


# --- Real files ---

FOLDERS = ("ninjs", "ninjs_iptc_examples")


def sample(name: str) -> tuple[Any, list[WireItem | Skip]]:
    """The JSON of a file, read without the parser, and what the parser makes of it."""
    data = (SHARED / "wire" / "samples" / name).read_bytes()
    return json.loads(decoded(data)[0]), ninjs.parse(data, Reception(received_at=NOON))


# Written down from reading the files and the schemas.
FACTS: dict[str, dict[str, Any]] = {
    "ninjs/bbc-ninjs-text-test.json": {
        "guid": "https://www.example.com//12345", "version": "1", "type": "text",
        "pubstatus": "advisory", "urgency": 3, "language": "en", "paragraphs": 1,
        "subjects": 1, "media": 0, "apart": 0, "category": "", "embargo": None, "credit": "",
        "created": datetime(2018, 5, 28, 16, 40, 8, tzinfo=UTC), "slugline": "", "places": (),
    },
    "ninjs/ninjs1.json": {
        "guid": "urn:newsml:localhost:2017-08-24T14:37:19.783611:"
        "c044162e-7f40-4d04-b700-49b6a66e652c",
        "version": "2", "type": "text", "pubstatus": "usable", "urgency": 3, "language": "fr",
        "paragraphs": 1, "subjects": 1, "media": 0, "apart": 0, "category": "m",
        "embargo": None, "credit": "AAP", "slugline": "slugline",
        "created": datetime(2017, 8, 24, 4, 38, 34, tzinfo=UTC),
        "places": ("Milton Keynes", "NSW"),
    },
    "ninjs/ninjs_embargoed.json": {
        "guid": "fd8e441b-a698-4411-9246-7d5de21cced9", "version": "11", "type": "text",
        "pubstatus": "embargoed", "urgency": 5, "language": "en", "paragraphs": 18,
        "subjects": 2, "media": 1, "apart": 0, "category": "environment",
        "embargo": datetime(2022, 6, 29, 2, 30, tzinfo=UTC), "credit": "360info",
        "slugline": "Climate-smart food", "created": datetime(2022, 6, 26, 23, 54, 25, tzinfo=UTC),
        "places": ("Aaron J. Staples, Michigan",),
    },
    "ninjs_iptc_examples/1.4_businesswire-newsml-20130515006361.json": {
        "guid": "http://www.businesswire.com/news/home/20130515006361/en", "version": "1",
        "type": "text", "pubstatus": "usable", "urgency": 5, "language": "en", "paragraphs": 1,
        "subjects": 9, "media": 3, "apart": 0, "category": "", "embargo": None, "credit": "",
        "slugline": "", "created": datetime(2013, 5, 16, 4, 1, tzinfo=UTC), "places": (),
    },
    "ninjs_iptc_examples/2.1_SIPA_image_2.json": {
        "guid": "https://internal-repository-xxxx/2.1234567", "version": "1", "type": "picture",
        "pubstatus": "usable", "urgency": 5, "language": "en", "paragraphs": 3, "subjects": 10,
        # The caption's writer, and a story about something else in the second body.
        "media": 1, "apart": 5, "category": "", "embargo": None, "credit": "SIPA USA",
        "slugline": "", "created": datetime(2020, 10, 27, 15, 35, 19, tzinfo=UTC),
        "places": ("Rome",),
    },
    "ninjs_iptc_examples/2.1_ntb_text.json": {
        "guid": "urn:8d19cf88-b3ab-4972-8fec-1207599f2872", "version": "6", "type": "text",
        "pubstatus": "usable", "urgency": 5, "language": "nb-NO", "paragraphs": 0, "subjects": 4,
        "media": 0, "apart": 0, "category": "", "embargo": None, "credit": "NTB",
        "slugline": "skien-google", "created": datetime(2019, 8, 9, 9, 46, 53, tzinfo=UTC),
        "places": ("Telemark",),
    },
    "ninjs_iptc_examples/3.0_businesswire-newsml-20130605006126.json": {
        "guid": "http://www.businesswire.com/news/home/20130605006126/zh", "version": "1",
        "type": "text", "pubstatus": "usable", "urgency": 5, "language": "zh", "paragraphs": 1,
        "subjects": 13, "media": 0, "apart": 0, "category": "", "embargo": None, "credit": "",
        "slugline": "", "created": datetime(2013, 6, 5, 21, 0, tzinfo=UTC), "places": (),
    },
}  # fmt: skip


@pytest.mark.needs_samples
@pytest.mark.parametrize("name", FACTS)
def test_a_real_file_gives_what_reading_it_gives(name):
    _value, [item] = sample(name)

    assert isinstance(item, WireItem)
    assert {
        "guid": item.guid, "version": item.version, "type": item.type,
        "pubstatus": item.pubstatus, "urgency": item.urgency, "language": item.language,
        "paragraphs": len(paragraphs(item.body_html)), "subjects": len(item.subjects),
        "media": len(item.media), "apart": len(item.set_apart), "category": item.category,
        "embargo": item.embargo_until, "credit": item.credit, "slugline": item.slugline,
        "created": item.version_created, "places": item.places,
    } == FACTS[name]  # fmt: skip
    assert item.dateline is None


# Of the abstract the first and last word; note, genre, lines of rights, signals, what warnings are
# about, when it was first made, and the pictures' own ids.
_MMS = "http://mms.businesswire.com/media/newsItemId/en"
MORE: dict[str, tuple[Any, ...]] = {
    "ninjs/bbc-ninjs-text-test.json": (
        ("LDRS", "1"), "", "", 0, ("advisory",), [], datetime(2018, 5, 28, 16, 40, 8, tzinfo=UTC),
        [],
    ),
    "ninjs/ninjs1.json": (
        ("abstract", "abstract"), "ed note", "Article (news)", 3, (), [],
        datetime(2017, 8, 24, 4, 37, 19, tzinfo=UTC), [],
    ),
    "ninjs/ninjs_embargoed.json": (
        # The picture's terms stand among the rights.
        ("Brewers", "energy"), "", "Feature", 1, ("embargo",), [],
        datetime(2022, 6, 20, 23, 20, 35, tzinfo=UTC), ["ae041266-2700-4c52-94fe-a46ebca0d3a9"],
    ),
    "ninjs_iptc_examples/1.4_businesswire-newsml-20130515006361.json": (
        None, "", "", 0, (), ["encoding"], None,
        [f"{_MMS}/{n}.jpg" for n in ("221373/3/dell_blue_rgb", "369394/3/0025lf",
         "369395/3/00095")],
    ),
    "ninjs_iptc_examples/2.1_SIPA_image_2.json": (
        None, "", "", 2, (), ["set apart"], datetime(2020, 10, 27, 15, 35, 19, tzinfo=UTC),
        ["https://internal-repository-xxxx/2.1234567"],
    ),
    "ninjs_iptc_examples/2.1_ntb_text.json": (
        ("IT", "Europa"), "Noe utvidet.", "", 1, (), ["body"],
        datetime(2019, 8, 9, 9, 30, 4, tzinfo=UTC), [],
    ),
    "ninjs_iptc_examples/3.0_businesswire-newsml-20130605006126.json": (
        None, "", "", 0, (), [], None, [],
    ),
}  # fmt: skip


@pytest.mark.needs_samples
@pytest.mark.parametrize("name", MORE)
def test_what_stands_around_a_real_story_is_read_too(name):
    _value, [item] = sample(name)
    assert isinstance(item, WireItem)
    abstract = words(item.abstract)

    assert (
        (abstract[0], abstract[-1]) if abstract else None,
        item.ednote,
        item.genre,
        len(item.rights.split("\n")) if item.rights else 0,
        item.signals,
        [warning.partition(":")[0] for warning in item.warnings],
        item.first_created,
        [each.guid for each in item.media],
    ) == MORE[name]
    assert (item.derived_from, item.kills) == ((), ())


@pytest.mark.needs_samples
@pytest.mark.parametrize("name", FACTS)
def test_headline_byline_and_words_are_the_files_own(name):
    value, [item] = sample(name)
    assert isinstance(item, WireItem)
    value = value["item"][0] if "item" in value else value
    headline = value.get("headline") or value["headlines"][0]["value"]

    assert item.headline == headline
    assert item.byline == (value.get("byline") or value.get("by") or "")
    assert not lost(texts_in(value), [item])


@pytest.mark.needs_samples
def test_every_ninjs_file_of_the_folders_has_its_facts_written_down():
    files = {
        f"{folder}/{path.name}"
        for folder in FOLDERS
        for path in (SHARED / "wire" / "samples" / folder).iterdir()
    }

    assert files == set(FACTS)


@pytest.mark.needs_samples
def test_the_largest_file_of_a_real_picture_is_taken():
    _value, [item] = sample("ninjs/ninjs_embargoed.json")
    _other, [wire] = sample("ninjs_iptc_examples/1.4_businesswire-newsml-20130515006361.json")
    assert isinstance(item, WireItem)
    assert isinstance(wire, WireItem)

    assert [(each.width, each.height) for each in item.media] == [(1920, 1440)]
    assert [each.width for each in wire.media] == [432, 2055, 2962]


def test_a_version_a_second_later_is_later():
    one = read(story(versioncreated="2031-05-02T10:30:00.500Z")).version_created
    two = read(story(versioncreated="2031-05-02T10:30:01Z")).version_created

    assert one
    assert two
    assert two - one == timedelta(milliseconds=500)


# --- Agencies' habits ---


@pytest.mark.parametrize("role", ["teaser", "summary", "abstract"])
def test_a_short_word_about_the_story_is_not_the_story_however_rich_its_markup(role):
    bodies = [
        {"role": role, "contenttype": "text/html", "value": "<p>Just a teaser.</p>"},
        {"role": "main", "contenttype": "text/plain", "value": "It held.\n\nIt holds."},
    ]

    item = read(story(body_html=..., bodies=bodies))

    assert paragraphs(item.body_html) == ["It held.", "It holds."]
    assert "Just a teaser." in item.set_apart


def test_a_teaser_alone_is_better_than_nothing():
    bodies = [{"role": "teaser", "value": "Just a teaser."}]
    assert paragraphs(read(story(body_html=..., bodies=bodies)).body_html) == ["Just a teaser."]


def test_when_the_content_was_made_stands_for_when_the_item_was():
    made = "2031-05-01T08:00:00Z"
    first = datetime(2031, 5, 1, 8, 0, tzinfo=UTC)

    assert read(story(contentcreated=made)).first_created == first
    assert read(story(contentcreated="2031-04-01", firstcreated=made)).first_created == first


def test_entities_left_in_a_headline_are_read():
    assert read(story(headline="Wall &amp; Sons &#8211; again")).headline == "Wall & Sons – again"


def test_tts_slug_is_the_slug_line():
    assert read(story(slug="mur-goteborg")).slugline == "mur-goteborg"

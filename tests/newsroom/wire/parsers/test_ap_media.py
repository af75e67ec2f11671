"""AP Media API: the metadata decides what may be used, the text comes along or is referred to."""

import json
import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsroom.text.sanitize import clean_html, paragraphs
from newsroom.wire.parsers import ap_media
from newsroom.wire.parsers.draft import Reception
from newsroom.wire.parsers.item import Media, Skip, Subject, WireError, WireItem
from newsroom.wire.signals import KILL_IN_WORDS
from tests.newsroom.wire.parsers.ap_media_copy import (
    HIGH,
    PICTURE,
    ap_item,
    ap_picture,
    ap_text,
    envelope,
    feed,
    html_of,
    nitf_of,
)
from tests.newsroom.wire.parsers.ninjs_copy import as_bytes, damaged, lost
from tests.paths import SHARED

NOON = datetime(2031, 5, 3, 12, 0, tzinfo=UTC)
RECEPTION = Reception(received_at=NOON)


def read(value: Any) -> WireItem:
    [item] = ap_media.parse(as_bytes(value), RECEPTION)
    assert isinstance(item, WireItem), item
    return item


def story(**said: Any) -> WireItem:
    """The item that comes of an envelope whose item says ``said``."""
    return read(envelope(ap_item(**said), nitf={"body_html": html_of(ap_text())}))


# --- One story ---


def test_a_story_has_all_that_it_says_in_its_fields():
    item = story()

    assert (item.format, item.type) == ("ap-media", "text")
    assert (item.guid, item.version, item.pubstatus) == ("harbour0", "2", "usable")
    assert item.headline == "Flood wall to be inspected again"
    assert item.abstract == "The wall was never paid for, the harbour master says"
    assert item.byline == "By NASREEN QADRI, AP Harbour Writer"
    assert item.slugline == "EU--Flood Wall"
    assert item.signals == ("update", "writethru")
    assert item.dateline
    assert (item.dateline.place, item.dateline.source) == ("HARBOUR, Wyo.", "AP")
    assert (item.credit, item.category, item.genre) == ("AP", "i", "Spot Development")
    assert item.subjects == (
        Subject("i", "", "i"),
        Subject("f25a", "http://cv.ap.org/id/", "General news"),
        Subject("86b5", "http://cv.ap.org/id/", "Port Trust"),
    )
    assert (item.places, item.keywords) == (("Harbour",), ("Flood Wall",))
    assert (item.urgency, item.language) == (4, "en")
    assert item.rights.split("\n") == [
        "Copyright 2031 The Harbour Press.",
        "For editorial use only.",
        "No use in Atlantis.",
    ]
    assert item.ednote == "With AP Photos."
    assert item.first_created == datetime(2031, 5, 1, 8, 0, tzinfo=UTC)
    assert item.version_created == datetime(2031, 5, 2, 10, 30, tzinfo=UTC)
    assert len(paragraphs(item.body_html)) == 4
    assert item.set_apart == ()


TEXTS = {
    "HTML beside the item": lambda text: envelope(ap_item(), nitf={"body_html": html_of(text)}),
    "NITF beside the item": lambda text: envelope(ap_item(), nitf=nitf_of(text)),
    "NITF within the item": lambda text: envelope(ap_item(nitf=nitf_of(text))),
    "HTML within the item": lambda text: envelope(ap_item(body_html=html_of(text))),
    "NITF as a body of ninjs": lambda text: envelope(ap_item(body_nitf=nitf_of(text))),
    "no envelope": lambda text: ap_item(body_html=html_of(text)),
    "half an envelope": lambda text: {"item": ap_item(body_html=html_of(text))},
}


@pytest.mark.parametrize("shape", TEXTS.values(), ids=TEXTS)
@given(seed=st.integers(0, 5_000), count=st.integers(1, 10))
@settings(max_examples=15, deadline=None)
def test_the_text_is_found_wherever_it_stands_and_no_word_is_lost(shape, seed, count):
    text = ap_text(seed, count=count)

    item = read(shape(text))

    assert len(paragraphs(item.body_html)) == count
    assert item.dateline
    assert item.dateline.place == "HARBOUR, Wyo."
    assert not lost([html_of(text)], [item])


def test_headlines_of_the_text_that_differ_are_set_apart():
    item = read(
        envelope(
            ap_item(headline_seo="Wall, flood, harbour", description_summary="Nobody paid."),
            nitf={"body_html": "<p>It held.</p>", "headline": "Techies team up", "byline": "By X"},
        )
    )

    assert set(item.set_apart) == {
        "Wall, flood, harbour",
        "Nobody paid.",
        "Techies team up",
        "By X",
    }


def test_a_second_text_that_says_more_is_set_apart():
    """The same in another form is no second text."""
    text = ap_text(count=2)
    more = [*text, "Nobody asked the gulls."]

    for second in ({"body_text": "\n\n".join(more)}, {"nitf": nitf_of(more)}):
        item = read(envelope(ap_item(**second), nitf={"body_html": html_of(text)}))

        assert len(paragraphs(item.body_html)) == 2
        assert "Nobody asked the gulls." in item.set_apart
        assert not [line for line in item.set_apart if line in text]


def test_an_item_known_only_by_its_address_keeps_its_id_when_it_is_asked_for_again():
    one, two = (ap_item(altids=..., uri=f"https://api.example/harbour0?qt={n}") for n in (1, 2))

    assert read(one).guid == read(two).guid == "https://api.example/harbour0"


def test_a_text_that_is_only_referred_to_is_missed_in_a_warning():
    item = read(envelope(ap_item()))

    assert (item.pubstatus, item.body_html) == ("usable", "")
    assert "body: the story's text is not in this file." in item.warnings
    assert item.dateline
    assert (item.dateline.place, item.dateline.text) == ("HARBOUR, Wyo.", "HARBOUR, Wyo.")


def test_without_a_dateline_in_words_the_location_of_the_dateline_is_one():
    item = read(envelope(ap_item(located=...)))

    assert item.dateline
    assert item.dateline.place == "Harbour, Wyoming"


def test_the_same_story_asked_for_again_is_the_same():
    """AP's addresses carry marks that are others with every request."""
    one, two = (ap_item(uri=f"https://api.example/media/v/content/harbour0?qt={n}") for n in (1, 2))
    two["associations"]["1"]["uri"] = f"https://api.example/media/v/content/{PICTURE}?qt=2"

    assert read(envelope(one)) == read(envelope(two))


@pytest.mark.parametrize(
    ("slugline", "slug", "signals"),
    [
        ("BC-EU--Flood Wall", "EU--Flood Wall", ()),
        ("BC-EU--Flood Wall, 3rd Ld-Writethru", "EU--Flood Wall", ("update", "writethru")),
        ("AM-EU--Flood Wall,1st Ld", "EU--Flood Wall", ("update",)),
        ("BC-US--Lions, Tigers", "US--Lions, Tigers", ()),
        ("BC-US--Lions, Tigers, 2nd Ld", "US--Lions, Tigers", ("update",)),
        ("PM-Harbour, URGENT", "Harbour", ("urgent",)),
        ("BC-Harbour, Correction", "Harbour", ("correction",)),
        ("EU--Flood Wall", "EU--Flood Wall", ()),
        ("BC-", "BC-", ()),
        ("", "", ()),
    ],
)
def test_cycle_and_version_are_peeled_off_the_slug(slugline, slug, signals):
    item = story(slugline=slugline, editorialtypes=[])

    assert (item.slugline, item.signals) == (slug, signals)


def test_an_advance_in_the_slug_is_an_embargo():
    item = story(slugline="BC-EU--Flood Wall, Adv13")

    assert (item.pubstatus, item.embargo_until) == ("embargoed", None)


def test_a_kill_that_only_the_slug_speaks_of_is_for_a_person():
    item = story(slugline="BC-EU--Flood Wall, KILL")

    assert item.pubstatus == "canceled"
    assert any("only the words" in warning for warning in item.warnings)


# --- Status ---


@pytest.mark.parametrize(
    ("said", "status", "signal"),
    [
        ({"pubstatus": "usable"}, "usable", None),
        ({"pubstatus": ..., "publishingstatus": "Usable"}, "usable", None),
        ({"pubstatus": "usable", "publishingstatus": "Canceled"}, "canceled", "kill"),
        ({"pubstatus": "canceled"}, "canceled", "kill"),
        ({"pubstatus": "withheld"}, "withheld", "hold"),
        ({"pubstatus": "embargoed"}, "embargoed", "embargo"),
        ({"editorialtypes": ["Kill"]}, "canceled", "kill"),
        ({"editorialtypes": ["Elimination"]}, "canceled", "kill"),
        ({"editorialtypes": ["Disregard"]}, "canceled", "kill"),
        ({"editorialtypes": ["Withhold"]}, "withheld", "hold"),
        ({"editorialtypes": ["HoldForRelease"]}, "embargoed", "embargo"),
        ({"editorialtypes": ["Advisory"]}, "advisory", "advisory"),
        ({"editorialtypes": ["Corrective"]}, "usable", "correction"),
        ({"editorialtypes": ["Correction"]}, "usable", "correction"),
        ({"editorialtypes": ["Clarification"]}, "usable", "correction"),
        ({"editorialtypes": ["Add"], "slugline": "BC-EU--Flood Wall"}, "usable", "addition"),
        ({"editorialtypes": "Writethru"}, "usable", "writethru"),
        ({"editorialtypes": ["Lead", "Kill", "Advisory"]}, "canceled", "kill"),
        ({"signals": []}, "advisory", "advisory"),
        ({"signals": ["singlesource"]}, "advisory", "advisory"),
        ({"signals": ["newscontent", "Test"]}, "withheld", "hold"),
        ({"signals": ...}, "usable", None),
        ({"signals": ..., "profile": "Daybook"}, "advisory", "advisory"),
        ({"subject": [{"code": "v", "rels": ["category"]}]}, "advisory", "advisory"),
        ({"subject": [{"code": "v", "rels": ["direct"]}]}, "usable", None),
        ({"ednote": "Eds: Corrects the name"}, "usable", None),
        ({"urgency": 1}, "usable", "flash"),
        ({"urgency": 2}, "usable", "urgent"),
        ({"urgency": 3}, "usable", "urgent"),
        ({"urgency": ..., "editorialpriority": "b"}, "usable", "urgent"),
    ],
)
def test_status_and_signals_are_read_as_they_are_said(said, status, signal):
    item = story(**said)

    assert item.pubstatus == status
    assert signal is None or signal in item.signals


@pytest.mark.parametrize(
    "said",
    [
        {"pubstatus": "?"},
        {"pubstatus": 7},
        {"pubstatus": ...},
        {"pubstatus": None},
        {"editorialtypes": ["Retraction"]},
        {"pubstatus": "usable", "publishingstatus": "?"},
    ],
)
def test_what_is_not_understood_holds_the_story_and_says_so(said):
    item = story(**said)

    assert item.pubstatus == "withheld"
    assert any(warning.startswith("status: ") for warning in item.warnings)


SIX = datetime(2031, 6, 1, 6, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "until"),
    [
        ({"embargoed": "2031-06-01T06:00:00Z"}, SIX),
        ({"releasedatetime": "2031-06-01T06:00:00Z"}, SIX),
        ({"embargoed": "2031-05-01T06:00:00Z", "releasedatetime": "2031-06-01T06:00:00Z"}, SIX),
        ({"pubstatus": "embargoed", "embargoed": "2031-06-01T01:00:00-05:00"}, SIX),
        ({"editorialtypes": ["HoldForRelease"], "embargoed": "2031-06-01T06:00:00Z"}, SIX),
        ({"editorialtypes": ["HoldForRelease"], "ednote": "HOLD FOR RELEASE UNTIL 0600 GMT JUN 1"},
         SIX),
        ({"embargoed": "Sunday papers"}, None),
        ({"embargoed": ""}, None),
        ({"embargoed": "2031-06-01"}, None),
    ],
)  # fmt: skip
def test_an_embargo_ends_at_its_latest_time_or_not_before_somebody_clears_it(said, until):
    item = story(**said)

    assert (item.pubstatus, item.embargo_until) == ("embargoed", until)


def test_a_kill_needs_no_text_and_is_heard_even_if_its_text_cannot_be_read():
    bare = {"altids": {"itemid": "harbour0"}, "type": "text", "pubstatus": "canceled"}
    unreadable = "<nitf><body>" + "<p>x" * 500
    broken = envelope(ap_item(pubstatus="canceled"), nitf=unreadable)
    by_type = envelope(ap_item(editorialtypes=["Kill"]), nitf=unreadable)

    for value in (bare, broken, by_type):
        item = read(value)
        assert (item.guid, item.pubstatus, item.body_html) == ("harbour0", "canceled", "")
    with pytest.raises(WireError):
        read(envelope(ap_item(), nitf=unreadable))


# --- Pictures ---


def test_a_picture_that_is_only_referred_to_is_named_by_its_address():
    assert story().media == (
        Media(f"https://api.example/media/v/content/{PICTURE}", "Flood Wall", "",
              "application/json", guid=PICTURE),
    )  # fmt: skip


def test_a_picture_that_came_along_is_there_in_its_largest_file():
    item = read(envelope(ap_item(), associations={"1": {"data": {"item": ap_picture()}}}))

    assert item.media == (
        Media(HIGH, "The wall at low tide.", "Ömer Yıldız/AP", "image/jpeg", 4666, 3111, PICTURE),
    )
    assert "Picture “Flood Wall”: ATLANTIS OUT" in item.rights


def test_what_the_reference_to_a_picture_says_counts_if_the_picture_does_not_say_it():
    bare = ap_picture(headline=..., description_caption=...)

    item = read(envelope(ap_item(), associations={"1": {"data": {"item": bare}}}))

    assert [(each.href, each.caption) for each in item.media] == [(HIGH, "Flood Wall")]


def test_a_killed_picture_does_not_come_with_the_story():
    killed = ap_picture(pubstatus="canceled")

    item = read(envelope(ap_item(), associations={"1": {"data": {"item": killed}}}))

    assert item.media == ()
    assert any(PICTURE in warning for warning in item.warnings)


def test_an_associated_text_is_set_apart_with_its_id():
    other = {"altids": {"itemid": "other1"}, "type": "text", "headline": "How the wall was built"}

    item = story(associations={"1": other})

    assert "Associated item other1: How the wall was built" in item.set_apart


def test_an_associated_text_that_came_along_is_set_apart_whole():
    other = {"altids": {"itemid": "other1"}, "type": "text", "headline": "How it was built"}

    for each in (
        {"data": {"item": other}, "nitf": nitf_of(["Stone by stone.", "Then mortar."])},
        {**other, "body_html": html_of(["Stone by stone.", "Then mortar."])},
    ):
        item = story(associations={"1": each})

        assert "Associated item other1: How it was built" in item.set_apart
        assert {"Stone by stone.", "Then mortar."} <= set(item.set_apart)
        assert item.body_html == story(associations={}).body_html


def test_pictures_without_an_id_are_two_if_they_differ():
    unnamed = {
        str(n): {"type": "picture", "headline": f"Wall {n}", "renditions": {"main": {"href": href}}}
        for n, href in enumerate(("https://api.example/1.jpg", "https://api.example/2.jpg"))
    }

    assert [each.caption for each in story(associations=unnamed).media] == ["Wall 0", "Wall 1"]


def test_a_picture_alone_is_a_picture_with_its_caption_as_text():
    item = read(envelope(ap_picture()))

    assert (item.type, item.guid, item.headline) == ("picture", PICTURE, "Flood Wall")
    assert paragraphs(item.body_html) == ["The wall at low tide."]
    assert (item.byline, item.credit) == ("Ömer Yıldız, STF", "Ömer Yıldız/AP")
    assert [each.href for each in item.media] == [HIGH]
    assert item.dateline is None


@pytest.mark.parametrize("kind", ["video", "audio"])
def test_films_and_sound_are_skipped(kind):
    [skip] = ap_media.parse(as_bytes(envelope(ap_item(type=kind))), RECEPTION)

    assert isinstance(skip, Skip)
    assert skip.guid == "harbour0"


# --- Several items ---


@pytest.mark.parametrize(
    "listed",
    [
        feed(ap_item(1), ap_picture(), ap_item(2)),
        [ap_item(1), ap_picture(), ap_item(2)],
        [envelope(ap_item(1)), envelope(ap_picture()), envelope(ap_item(2))],
        {"items": [ap_item(1), {"item": ap_picture()}, ap_item(2)]},
    ],
    ids=["a page of a feed", "a list", "a list of envelopes", "a mixed list"],
)
def test_items_come_in_the_order_of_the_file(listed):
    items = ap_media.parse(as_bytes(listed), RECEPTION)

    assert [item.guid for item in items] == ["harbour1", PICTURE, "harbour2"]


def test_one_item_that_cannot_be_read_does_not_keep_out_the_others():
    listed = feed(ap_item(1, body_html="<div>" * 5_000 + "x"), ap_item(2))

    first, second = ap_media.parse(as_bytes(listed), RECEPTION)

    assert isinstance(first, Skip)
    assert "could not be read" in first.reason
    assert second.guid == "harbour2"


def test_an_empty_page_holds_no_story():
    [skip] = ap_media.parse(as_bytes(feed()), RECEPTION)

    assert isinstance(skip, Skip)


def test_an_error_of_the_api_is_told():
    answer = {"api_version": "2.2", "error": {"status": 403, "message": "Quota is used up"}}

    with pytest.raises(WireError, match="Quota is used up"):
        ap_media.parse(as_bytes(answer), RECEPTION)


# --- Hostile and damaged ---


@given(st.data())
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_damaged_items_give_items_or_a_reason(data):
    whole = data.draw(
        st.sampled_from(
            [
                envelope(ap_item(), nitf={"body_html": html_of(ap_text())}),
                envelope(ap_item(), associations={"1": {"data": {"item": ap_picture()}}}),
                feed(ap_item(1), ap_picture()),
            ]
        )
    )
    try:
        found = ap_media.parse(as_bytes(data.draw(damaged(whole))), RECEPTION)
    except WireError:
        return

    for item in found:
        if isinstance(item, WireItem):
            assert json.dumps(item.as_json())
            assert clean_html(item.body_html) == item.body_html


HOSTILE = {
    "billion laughs": {
        "nitf": '<!DOCTYPE nitf [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><nitf>&b;</nitf>'
    },
    "an outside entity": {
        "nitf": '<!DOCTYPE nitf [<!ENTITY x SYSTEM "file:///etc/passwd">]><nitf>&x;</nitf>'
    },
    "a megabyte of attribute": {"nitf": f'<nitf><body a="{"x" * 1_000_000}"/></nitf>'},
    "a hundred thousand associations": {"associations": {str(n): {} for n in range(100_000)}},
    "a megabyte of slug": {"slugline": "BC-" + ", 1st Ld" * 130_000},
    "a million commas": {"slugline": "," * 1_000_000},
    "half characters": {"headline": "\ud800"},
}


@pytest.mark.parametrize("said", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_item_is_refused_or_read_within_two_seconds(said):
    data = json.dumps(envelope(ap_item(**said))).encode()
    start = time.process_time()
    with suppress(WireError):
        [item] = ap_media.parse(data, RECEPTION)
        assert "root:" not in str(item)

    assert time.process_time() - start < 2


# --- Real files ---

# Written down from reading the files and AP's description of the fields.
FACTS: dict[str, dict[str, Any]] = {
    "ap_media_text_item.json": {
        "guid": "5ee9b4b40ea5fe9c9ca60f890fb2e1d9", "version": "0", "pubstatus": "usable",
        "urgency": 4, "language": "en", "slugline": "BBN--Top Ten", "category": "s",
        "paragraphs": 0, "subjects": 7, "places": 8, "media": 0, "apart": 0, "genre": "",
        "signals": (), "credit": "AP", "place": None, "keywords": ("BBN--Top Ten",),
        "created": datetime(2019, 7, 3, 4, 5, 12, tzinfo=UTC),
    },
    "item.json": {
        "guid": "ba7d03f0cd24a17faa81bebc724bcf3f", "version": "0", "pubstatus": "usable",
        "urgency": 4, "language": "en", "slugline": "WY--Exchange-Coronavirus Tech",
        "category": "n", "paragraphs": 22, "subjects": 21, "places": 4, "media": 2,
        # The headline of the text is another than the item's.
        "apart": 1, "genre": "Feature", "signals": ("update",), "credit": "AP",
        "place": "CHEYENNE, Wyo.", "keywords": ("Exchange-Coronavirus Tech",),
        "created": datetime(2020, 4, 5, 12, 10, 9, tzinfo=UTC),
    },
}  # fmt: skip


def sample(name: str) -> tuple[Any, WireItem]:
    data = (SHARED / "wire" / "samples" / "ap_media_json" / name).read_bytes()
    [item] = ap_media.parse(data, RECEPTION)
    assert isinstance(item, WireItem)
    return json.loads(data), item


@pytest.mark.needs_samples
@pytest.mark.parametrize("name", FACTS)
def test_a_real_file_gives_what_reading_it_gives(name):
    _value, item = sample(name)

    assert {
        "guid": item.guid, "version": item.version, "pubstatus": item.pubstatus,
        "urgency": item.urgency, "language": item.language, "slugline": item.slugline,
        "category": item.category, "paragraphs": len(paragraphs(item.body_html)),
        "subjects": len(item.subjects), "places": len(item.places), "media": len(item.media),
        "apart": len(item.set_apart), "genre": item.genre, "signals": item.signals,
        "credit": item.credit, "place": item.dateline.place if item.dateline else None,
        "keywords": item.keywords, "created": item.version_created,
    } == FACTS[name]  # fmt: skip


@pytest.mark.needs_samples
@pytest.mark.parametrize("name", FACTS)
def test_headline_abstract_and_words_are_the_files_own(name):
    value, item = sample(name)
    said = value["data"]["item"]
    text = value.get("nitf", {})

    assert item.headline == said["headline"]
    assert item.abstract == said.get("headline_extended", "")
    assert item.ednote == said.get("ednote", "")
    seen = ("headline", "headline_extended", "ednote", "copyrightnotice", "located")
    texts = [said.get(name, "") for name in seen]
    texts += [text.get(name) or "" for name in ("body_html", "headline", "byline", "abstract")]
    texts += [each["by"] + " " + each["title"] for each in said.get("bylines", ())]
    texts += said["usageterms"]
    assert not lost(texts, [item])


@pytest.mark.needs_samples
def test_every_file_of_the_folder_has_its_facts_written_down():
    folder = SHARED / "wire" / "samples" / "ap_media_json"

    assert {path.name for path in folder.iterdir()} == set(FACTS)


def test_a_kill_that_the_metadata_confirm_is_more_than_words():
    said = {"pubstatus": "canceled", "editorialtypes": ["Kill"], "slugline": "BC-EU--Wall, KILL"}

    assert KILL_IN_WORDS not in story(**said).warnings
    assert KILL_IN_WORDS in story(slugline="BC-EU--Wall, KILL").warnings


def test_entities_left_in_a_headline_are_read():
    assert story(headline="AT&amp;T builds a wall").headline == "AT&T builds a wall"

"""dpa's digital wires: what the notepad says is for editors, the first half as the second."""

import json
import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsroom.text.sanitize import clean_html, paragraphs
from newsroom.wire.parsers import dpa_wires
from newsroom.wire.parsers.draft import Reception
from newsroom.wire.parsers.item import Media, Skip, Subject, WireError, WireItem
from tests.newsroom.wire.parsers.dpa_wires_copy import (
    CONTACT,
    EMBARGO,
    dpa_entry,
    dpa_image,
    dpa_picture,
)
from tests.newsroom.wire.parsers.ninjs_copy import as_bytes, damaged, lost

NOON = datetime(2031, 5, 2, 12, 0, tzinfo=UTC)
BERLIN = Reception(zone=ZoneInfo("Europe/Berlin"), received_at=NOON)


def read(value: Any, reception: Reception = BERLIN) -> WireItem:
    [item] = dpa_wires.parse(as_bytes(value), reception)
    assert isinstance(item, WireItem), item
    return item


# --- One story ---


def test_a_story_has_all_that_it_says_in_its_fields():
    item = read(dpa_entry())

    assert (item.format, item.type, item.pubstatus) == ("dpa-wires", "text", "usable")
    assert (item.guid, item.version) == ("urn:newsml:harbour.example:20310502:0", "2")
    assert item.headline == "Flutmauer wird erneut geprüft"
    assert item.abstract == "Bezahlt wurde die Mauer nie."
    assert item.byline == "Von Zoë Brontë-Hall, dpa"
    assert item.dateline
    assert (item.dateline.place, item.dateline.source, item.credit) == ("Kiel", "dpa", "dpa")
    assert (item.category, item.genre, item.urgency) == ("vm", "Meldung", 4)
    assert (item.keywords, item.places, item.language) == (("Deich",), ("Kiel",), "de")
    assert item.subjects == (
        Subject("weblines.kueste", "dnlpath", "weblines.kueste"),
        Subject("20000062", "medtop", "Krieg"),
        Subject("185", "dpasubject", "Häfen"),
    )
    assert item.version_created == datetime(2031, 5, 2, 10, 30, tzinfo=UTC)
    assert item.rights.split("\n") == [
        "Copyright 2031, Hafenagentur",
        "Nutzung nur nach Vereinbarung",
        "© Hafenagentur",
    ]
    assert item.media == (
        Media("https://images.example/wall-s2048.jpeg", "Die Mauer bei Ebbe.", "Ömer Yıldız/dpa",
              "image/jpeg", 2048, 1365, dpa_image()["urn"]),
    )  # fmt: skip
    # The box of facts is part of what readers get.
    assert paragraphs(item.body_html)[4:] == ["Die Mauer", "Elf Meter."]


def test_the_notepad_reaches_editors_once_and_readers_never():
    item = read(dpa_entry())

    assert item.ednote.split("\n") == [
        "Notizblock",
        "Redaktionelle Hinweise",
        "Die Mauer heißt amtlich Deich.",
        "Internet",
        "Zur Mauer (https://port.example/wall)",
        "Nicht zur Veröffentlichung",
        "Kontakte",
        CONTACT,
        "Foto aktuell",
    ]
    for seen in (item.body_html, item.abstract, item.headline, item.byline, item.rights):
        assert "desk@harbour.example" not in seen
        assert "amtlich" not in seen


def test_kicker_and_sign_off_are_set_apart():
    assert read(dpa_entry(subhead="Zweite Zeile")).set_apart == (
        "dpa abc yydd n1 sku",
        "Küstenschutz",
        "Zweite Zeile",
    )


@given(seed=st.integers(0, 5_000), count=st.integers(1, 12), in_text=st.booleans())
@settings(max_examples=60, deadline=None)
def test_no_word_of_an_entry_is_lost(seed, count, in_text):
    entry = dpa_entry(seed, count=count)
    if in_text:  # some services put the dateline into the text, too
        mark = '<p><span class="dateline">Kiel <span class="credit">(dpa)</span> - </span>'
        entry["article_html"] = entry["article_html"].replace("<p>", mark, 1)

    item = read(entry)

    assert len(paragraphs(item.body_html)) == count + 2
    assert item.dateline
    assert item.dateline.place == "Kiel"
    assert not lost(texts_of(entry), [item])


def texts_of(entry: dict[str, Any]) -> list[str]:
    """What readers or editors would see of an entry, found without the parser's help."""
    names = (
        "kicker", "headline", "subhead", "teaser", "byline", "dateline", "article_html",
        "infobox_html", "linkbox_html", "creditline", "copyrightnotice", "usageterms",
        "autopublishnotice",
    )  # fmt: skip
    texts = [entry.get(name) for name in names] + list((entry.get("notepad") or {}).values())
    texts += [each["ednote"] for each in entry["ednotes"]]
    texts += [each["description"] for each in entry.get("descriptions") or ()]
    texts += [each["caption"] for each in entry["associations"]]
    return [text for text in texts if text]


def test_an_entry_that_is_sent_again_is_the_same():
    again = dpa_entry(entry_id="other", updated="2031-05-02T13:00:00Z")

    assert read(dpa_entry()) == read(again)
    assert read(dpa_entry(version=3)).guid == read(dpa_entry()).guid


# --- Status, signals, embargo ---


def category(kind: str, qcode: str) -> dict[str, str]:
    return {"type": f"dnltype:{kind}", "name": qcode.partition(":")[2], "qcode": qcode}


@pytest.mark.parametrize(
    ("said", "status", "signals"),
    [
        ({}, "usable", ()),
        ({"pubstatus": ...}, "usable", ()),  # the categories say it again
        ({"pubstatus": "canceled"}, "canceled", ("kill",)),
        ({"pubstatus": "withheld"}, "withheld", ("hold",)),
        ({"categories": [category("pubstatus", "stat:canceled")]}, "canceled", ("kill",)),
        ({"signal": "sig:update"}, "usable", ("update",)),
        ({"signal": "sig:correction"}, "usable", ("correction",)),
        ({"signal": ["sig:correction", "sig:update"]}, "usable", ("update", "correction")),
        ({"categories": [category("signal", "sig:correction")]}, "usable", ("correction",)),
        ({"signal": "sig:kill"}, "canceled", ("kill",)),
        ({"urgency": 1}, "usable", ("flash",)),
        ({"urgency": 2}, "usable", ("urgent",)),
    ],
)
def test_status_and_signals_are_read_as_they_are_said(said, status, signals):
    item = read(dpa_entry(**said))

    assert (item.pubstatus, item.signals) == (status, signals)


@pytest.mark.parametrize(
    "said",
    [
        {"pubstatus": "?"},
        {"pubstatus": 1},
        {"pubstatus": None, "categories": []},
        {"categories": [category("pubstatus", "stat:new")]},
    ],
)
def test_a_status_that_is_not_understood_holds_the_story_and_says_so(said):
    item = read(dpa_entry(**said))

    assert item.pubstatus == "withheld"
    assert any(warning.startswith("status: ") for warning in item.warnings)


SEVEN = datetime(2031, 5, 2, 17, 0, tzinfo=UTC)
NOTE = [{"role": "dpaednoterole:embargo", "ednote": EMBARGO, "is_publishable": True}]


@pytest.mark.parametrize(
    ("said", "until"),
    [
        ({"embargoed": "2031-05-02T19:00:00+02:00"}, SEVEN),
        ({"embargoed": "2031-05-02T19:00:00"}, SEVEN),  # the feed's zone
        ({"embargoed": "2031-05-02T19:00:00+02:00", "ednotes": NOTE}, SEVEN),
        ({"embargoed": "heute Abend"}, None),
        ({"embargoed": "2031-05-02"}, None),
        ({"embargoed": ""}, None),
        ({"ednotes": NOTE}, None),
    ],
)
def test_an_embargo_ends_at_its_time_or_not_before_somebody_clears_it(said, until):
    item = read(dpa_entry(**said))

    assert (item.pubstatus, item.embargo_until, item.signals) == ("embargoed", until, ("embargo",))


@pytest.mark.parametrize("received", [NOON, None])
def test_the_note_that_repeats_an_embargo_does_not_change_its_time(received):
    line = f"Sperrfrist 2. Mai 19.00 Uhr - {EMBARGO}"
    entry = dpa_entry(
        embargoed="2031-05-02T19:00:00+02:00",
        ednotes=NOTE,
        notepad={"public_html": f'<ul><li class="embargoed">{line}</li><li>Zweiter.</li></ul>'},
    )

    item = read(entry, Reception(received_at=received))

    assert item.embargo_until == SEVEN
    assert item.ednote.split("\n")[:2] == [line, "Zweiter."]


def test_a_story_that_is_withdrawn_says_why():
    why = "Die Meldung wird zurückgezogen, weil die Mauer hielt."
    entry = dpa_entry(
        pubstatus="canceled",
        article_html=None,
        ednotes=[{"role": "dpaednoterole:correction", "ednote": why, "is_publishable": True}],
    )

    item = read(entry)

    assert (item.pubstatus, item.signals) == ("canceled", ("kill",))
    assert why in item.ednote


@pytest.mark.parametrize(
    "said",
    [{"article_html": "<div>" * 5_000}, {"notepad": {"public_html": "<div>" * 5_000}}],
    ids=["text", "notepad"],
)
def test_a_kill_is_heard_even_if_its_text_cannot_be_read(said):
    assert read(dpa_entry(pubstatus="canceled", **said)).pubstatus == "canceled"
    with pytest.raises(WireError):
        read(dpa_entry(**said))


# --- Pictures, and what is no story ---


def test_a_picture_alone_is_a_picture_with_its_caption_as_text():
    item = read(dpa_picture())

    assert (item.type, item.headline, item.byline) == ("picture", "Mauer", "Ömer Yıldız")
    assert paragraphs(item.body_html) == ["Die Mauer bei Ebbe."]
    assert [each.width for each in item.media] == [2048]
    assert item.ednote == "FILE PHOTO"
    assert not lost(texts_of(dpa_picture()), [item])


@pytest.mark.parametrize("kind", ["audio", "video"])
def test_sound_and_film_alone_are_skipped(kind):
    entry = dpa_picture(associations=[dpa_image(type=kind)])

    [skip] = dpa_wires.parse(as_bytes(entry), BERLIN)

    assert isinstance(skip, Skip)
    assert skip.guid == entry["urn"]


def test_a_story_without_text_is_missed_in_a_warning():
    entry = dpa_entry(article_html=None, infobox_html=None, associations=[])

    assert "body: the story's text is not in this file." in read(entry).warnings


def test_the_entries_of_the_queue_come_in_their_order():
    items = dpa_wires.parse(as_bytes({"entries": [dpa_entry(1), dpa_entry(2)]}), BERLIN)

    assert [item.guid[-2:] for item in items] == [":1", ":2"]


# --- Hostile and damaged ---


@given(st.data())
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_damaged_entries_give_items_or_a_reason(data):
    whole = data.draw(st.sampled_from([dpa_entry(), dpa_picture(), {"entries": [dpa_entry()]}]))
    try:
        found = dpa_wires.parse(as_bytes(data.draw(damaged(whole))), BERLIN)
    except WireError:
        return

    for item in found:
        if isinstance(item, WireItem):
            assert json.dumps(item.as_json())
            assert clean_html(item.body_html) == item.body_html


HOSTILE = {
    "a notepad of a megabyte": {"notepad": {"public_html": "<li>x" * 200_000}},
    "a notepad of links": {"notepad": {"public_html": '<a href="' * 100_000}},
    "two thousand ednotes": {"ednotes": [{"ednote": f"note {n}\n" * 300} for n in range(2_000)]},
    "a hundred thousand categories": {"categories": [category("keyword", "x:y")] * 100_000},
}


@pytest.mark.parametrize("said", HOSTILE.values(), ids=HOSTILE)
def test_a_monstrous_entry_costs_no_more_than_two_seconds(said):
    data = as_bytes(dpa_entry(**said))
    start = time.process_time()
    with suppress(WireError):
        assert dpa_wires.parse(data, BERLIN)

    assert time.process_time() - start < 2


def test_a_headline_has_no_entities():
    item = read(dpa_entry(headline="H &amp; M baut", teaser="Ja &amp; nein"))
    assert (item.headline, item.abstract) == ("H & M baut", "Ja & nein")


@pytest.mark.parametrize(
    ("signal", "expected"), [(None, ("correction",)), ("sig:update", ("update",))]
)
def test_a_note_on_what_was_corrected_makes_a_correction_unless_the_signals_say_update(
    signal, expected
):
    notes = [{"role": "dpaednoterole:correctionshort", "ednote": "Neu: 3. Absatz"}]
    assert read(dpa_entry(signal=signal, ednotes=notes)).signals == expected

"""IPTC 7901: header, slug, flags and headline are told apart, and every word is accounted for."""

from collections import Counter
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.text.sanitize import paragraphs
from newsroom.text.words import words
from newsroom.wire.parsers import Skip, WireError, WireItem, parse
from newsroom.wire.parsers.draft import Reception
from newsroom.wire.parsers.encoding import decoded
from newsroom.wire.parsers.iptc7901 import parse as parse_iptc
from tests.newsroom.wire.parsers.line_copy import HEADLINE, iptc7901
from tests.paths import SHARED

NOTEBOOK = (
    "# Notebook",
    "## Internet links",
    "- [Harbour office](http://harbour.example)",
    "* * * *",
    "The following information is not for publication",
    "- Reporting by: Nasreen Qadri",
    "dpa wsz jln npr",
)


def only(data: bytes) -> WireItem:
    [item] = parse(data)
    assert item.format == "iptc7901"
    return item


@pytest.mark.parametrize("codes", [True, False], ids=["on the line", "codes lost"])
def test_a_story_comes_in_whole(codes):
    item = only(iptc7901(codes=codes, byline="By Nasreen Qadri, dpa", after=NOTEBOOK))

    assert (item.headline, item.slugline) == (HEADLINE, "Harbour/weather")
    assert item.byline == "By Nasreen Qadri, dpa"
    assert item.guid == "eca062/2013-11-13"
    assert (item.category, item.urgency) == ("i", 4)
    assert item.dateline
    assert (item.dateline.place, item.credit) == ("Berlin", "dpa")
    assert item.version_created == datetime(2013, 11, 13, 11, 37, tzinfo=UTC)
    assert len(paragraphs(item.body_html)) == 3
    assert NOTEBOOK[-1] in item.set_apart
    assert item.ednote.split("\n") == list(NOTEBOOK[:-1])


@pytest.mark.parametrize(
    ("flags", "version", "signal"),
    [
        ((), "1", None),
        (("1ST LEAD",), "2", "update"),
        (("2ND LEAD", "3RD NET"), "3", "update"),
        (("CORRECTION",), "1", "correction"),
        (("EXTRA",), "1", "urgent"),
    ],
)
def test_flags_above_the_headline_are_signals(flags, version, signal):
    item = only(iptc7901(flags=flags))

    assert (item.headline, item.version) == (HEADLINE, version)
    assert signal is None or signal in item.signals


def test_a_headline_of_several_lines_is_one():
    assert only(iptc7901(headline="Flood wall\r\nopens at dawn")).headline == HEADLINE


def test_three_stars_part_the_story_and_four_end_it():
    item = only(iptc7901(paragraphs=("It held.", "* * *", "It holds."), after=("* * * *", "Hm")))

    assert paragraphs(item.body_html) == ["It held.", "* * *", "It holds."]
    assert (item.ednote, item.set_apart[-1]) == ("* * * *\nHm", "131137 GMT Nov 13")


@pytest.mark.parametrize(
    ("flag", "signals"),
    [("EILMELDUNG", ("urgent",)), ("BLITZ", ("flash",)), ("URGENTE", ("urgent",))],
)
def test_a_rush_flag_in_any_language_is_no_headline(flag, signals):
    item = only(iptc7901(flags=(flag,)))
    assert (item.headline, item.ednote, item.signals) == (HEADLINE, flag, signals)


def test_dpas_remark_is_a_note_and_not_the_headline():
    item = only(iptc7901(flags=("(Neu: mehr Details)",)))

    assert (item.headline, item.ednote, item.signals) == (
        HEADLINE,
        "(Neu: mehr Details)",
        ("update",),
    )


def test_apa_sets_the_day_above_and_a_second_headline_below():
    item = only(
        iptc7901(
            header="APA0123 5 CI 0213 ",
            slug="  So, 03.Mai 2031\r\n\r\nHafen/Wetter/Wien",
            byline="Utl.: The tide did the rest",
            after=("(Schluss) abc/def", "APA0123    2031-05-03/10:15"),
        )
    )

    assert (item.headline, item.abstract) == (HEADLINE, "The tide did the rest")
    assert (item.slugline, item.guid) == ("Hafen/Wetter/Wien", "apa0123/2013-11-13")
    assert len(paragraphs(item.body_html)) == 3
    assert set(item.set_apart) == {
        "131137 GMT Nov 13", "So, 03.Mai 2031", "APA0123    2031-05-03/10:15", "(Schluss) abc/def",
    }  # fmt: skip


@pytest.mark.parametrize(("month", "number"), [("Mrz", 3), ("gen", 1), ("ago", 8)])
def test_months_are_read_as_the_agencies_shorten_them(month, number):
    item = only(iptc7901(date=f"091223 GMT {month} 18"))
    assert item.version_created == datetime(2018, number, 9, 12, 23, tzinfo=UTC)


@pytest.mark.parametrize("month", ["Dez", "dec", "Dec"])
def test_months_are_read_in_the_agencys_own_language(month):
    item = only(iptc7901(date=f"091223 GMT {month} 18"))
    assert item.version_created == datetime(2018, 12, 9, 12, 23, tzinfo=UTC)


def test_a_time_without_a_zone_is_in_the_feeds():
    zone = ZoneInfo("Europe/Zurich")
    [item] = parse(iptc7901(date="091223 dec 18"), zone=zone)
    assert item.version_created == datetime(2018, 12, 9, 11, 23, tzinfo=UTC)


def test_accents_come_in_right_in_latin_1_and_in_utf_8():
    text = ("L’économie n’attend pas.",)
    for encoding in ("cp1252", "utf-8"):
        item = only(iptc7901(paragraphs=text, encoding=encoding))
        assert paragraphs(item.body_html) == ["L’économie n’attend pas."]


def test_the_same_file_again_is_the_same_and_the_next_number_is_not():
    assert only(iptc7901()) == only(iptc7901())
    assert only(iptc7901(header="eca063 4 i 211")).guid != only(iptc7901()).guid


@given(st.integers(0, 600), st.integers(0, 600))
def test_whatever_is_cut_out_of_a_file_it_is_items_or_a_reason(start, length):
    data = iptc7901()
    try:
        found = parse_iptc(data[:start] + data[start + length :], Reception())
    except WireError:
        return
    assert all(isinstance(each, (WireItem, Skip)) for each in found)


def _lost(data: bytes, item: WireItem) -> Counter[str]:
    """Words of the file, after its header, that stand nowhere."""
    text = decoded(data, declared="cp1252")[0].replace("\r", "")
    fields = [item.headline, item.slugline, item.byline, item.abstract, item.ednote, item.credit]
    dateline = item.dateline.text if item.dateline else ""
    kept = "\n".join([*fields, dateline, *paragraphs(item.body_html), *item.set_apart])
    source = text.lstrip("\x01\x7f\x00\n ").partition("\n")[2]
    return Counter(words(source)) - Counter(words(kept))


def test_no_word_of_our_copy_is_lost():
    data = iptc7901(flags=("2ND LEAD",), byline="By Nasreen Qadri, dpa", after=NOTEBOOK)
    assert not _lost(data, only(data))


FACTS = {
    # By file: guid, version, category, urgency, place, credit, paragraphs, created ...
    "IPTC7901.txt": ("eca062/2013-11-13", "1", "i", 4, "Berlin", "dpa", 5, "2013-11-13T11:37"),
    "ats.txt": ("bsf025/2018-12-09", "1", "ec", 3, "Paris", "ats afp", 3, "2018-12-09T12:23"),
    "dpa.txt": ("eca00075/2018-12-10", "3", "i", 3, "Luxembourg", "dpa", 18, "2018-12-10T11:37"),
}
LINES = {
    # ... and slug line, byline, of headline and body the first and last word, signals, the number
    # of notes and what is set apart.
    "IPTC7901.txt": (
        "Germany-politics", "", ("Germany", "fail"), ("Negotiations", "Christmas"), (), 7,
        ("ccccb dpa 061", "131137 GMT Nov 13", "dpa wsz jln npr"),
    ),
    "ats.txt": (
        "France", "", ("Situation", "Maire"), ("Les", "d'achat"), (), 0,
        ("etf 967", "091223 dec 18", "(SDA\\/sj)"),
    ),
    "dpa.txt": (
        "politics/Britain/EU/Brexit/justice", "By Helen Maguire, dpa", ("Top", "decision"),
        ("Britain", "far"), ("update",), 14,
        ("dpa 1003", "101137 GMT Dez 18", "dpa hm bs wjh"),
    ),
}  # fmt: skip


@pytest.mark.needs_samples
@pytest.mark.parametrize("name", FACTS)
def test_the_agencies_files_say_what_they_say(name):
    data = (SHARED / "wire" / "samples" / "iptc7901" / name).read_bytes()
    guid, version, category, urgency, place, credit, count, created = FACTS[name]

    item = only(data)

    assert item.guid == guid
    assert (item.version, item.category, item.urgency) == (version, category, urgency)
    assert item.dateline
    assert (item.dateline.place, item.credit) == (place, credit)
    assert len(paragraphs(item.body_html)) == count
    slug, byline, *ends, signals, notes, apart = LINES[name]
    assert (item.slugline, item.byline, item.signals) == (slug, byline, signals)
    said = (words(item.headline), words("\n".join(paragraphs(item.body_html))))
    assert [(each[0], each[-1]) for each in said] == ends
    assert (len(item.ednote.split("\n")) if item.ednote else 0, item.set_apart) == (notes, apart)
    assert (item.pubstatus, item.media, item.abstract) == ("usable", (), "")
    assert f"{item.version_created:%Y-%m-%dT%H:%M}" == created
    assert not _lost(data, item)

"""ANPA 1312: codes, slug lines and takes become an item, and every word is accounted for."""

import re
from collections import Counter
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.text.sanitize import paragraphs
from newsroom.text.words import words
from newsroom.wire.parsers import Skip, WireError, WireItem, parse
from newsroom.wire.parsers.anpa import parse as parse_anpa
from newsroom.wire.parsers.draft import Reception
from tests.newsroom.wire.parsers.line_copy import HEADLINE, anpa
from tests.paths import SHARED

NOON = datetime(2013, 11, 14, 12, 0, tzinfo=UTC)


def only(data: bytes) -> WireItem:
    [item] = parse(data, received_at=NOON)
    assert item.format == "anpa1312"
    return item


def test_a_story_comes_in_whole():
    item = only(anpa(notes=("Eds: With AP Photos.", "AP Photo XNP101, XNP102")))

    assert item.headline == HEADLINE
    assert item.slugline == "ML--Harbour-Wall"
    assert item.byline == "By NASREEN QADRI, Associated Press"
    assert item.dateline
    assert (item.dateline.place, item.dateline.source) == ("KARACHI, Pakistan", "AP")
    assert item.credit == "AP"
    assert (item.category, item.urgency) == ("i", 5)
    assert item.version_created == datetime(2013, 11, 13, 15, 9, tzinfo=UTC)
    assert item.ednote == "Eds: With AP Photos.\nAP Photo XNP101, XNP102"
    assert paragraphs(item.body_html) == [
        "The harbour master opened the flood wall at dawn, and “the tide did the rest,” he said.",
        "A union leader asked for a night ferry — all winter — whatever it costs.",
        "Three boats had left by noon.",
    ]


@pytest.mark.parametrize(
    ("priority", "urgency"), [("f", 1), ("b", 1), ("u", 2), ("r", 5), ("d", 6), ("z", 7)]
)
def test_the_priority_letter_is_the_urgency(priority, urgency):
    assert only(anpa(priority=priority)).urgency == urgency


def test_an_advisory_is_never_a_story():
    assert only(anpa(category="v")).pubstatus == "advisory"


@pytest.mark.parametrize("priority", ["a", "s"])
def test_copy_in_advance_of_its_day_is_held(priority):
    item = only(anpa(priority=priority))

    assert (item.pubstatus, item.embargo_until) == ("embargoed", None)


@pytest.mark.parametrize(
    ("slug", "version"),
    [
        ("BC-ML--Harbour-Wall", "1"),
        ("BC-ML--Harbour-Wall, 1st Ld", "2"),
        ("AM-ML--Harbour-Wall, 3rd Ld-Writethru", "4"),
    ],
)
def test_a_new_lead_is_a_version_of_the_story_that_it_leads(slug, version):
    item = only(anpa(slug=slug))

    assert item.version == version
    assert item.guid == only(anpa()).guid


def test_a_story_that_is_sent_again_is_the_same_and_another_days_is_not():
    again = only(anpa(sequence="2871"))
    tomorrow = only(anpa(trailer="AP-WF-11-14-13 0009GMT"))

    assert again.guid == only(anpa()).guid
    assert again.body_html == only(anpa()).body_html
    assert tomorrow.guid != again.guid


def test_alerts_share_a_slug_and_are_stories_of_their_own():
    first, second = (
        only(anpa(sequence=number, slug="BC-APNewsAlert", headline="", byline=""))
        for number in ("0001", "0002")
    )

    assert first.guid != second.guid
    assert "headline" in first.warnings
    assert first.headline.startswith("The harbour master")


def test_a_tabs_line_is_a_paragraph_however_long_it_is():
    lines = ("The ferry sails from the old quay at noon on Mondays, if the wind lets it, and at 3",)

    item = only(anpa(paragraphs=(*lines * 3, "it rests."), place=""))

    assert paragraphs(item.body_html) == [*lines * 3, "it rests."]


def test_a_table_stands_in_columns_with_its_halves_and_dashes():
    rows = (
        "\x1f\x1e W\x1e \x1e \x1e L\x1e \x1e GB",
        "Lahore\x1f\x1e 73\x1e \x1e 52\x1e \x1e _",
        "Dera\x10 Khan\x1f\x1e 61\x1e \x1e 64\x1e \x1e 2{",
    )
    item = only(anpa(table=rows, tabular=True, byline="", place=""))

    [table] = re.findall(r"<pre>(.*?)</pre>", item.body_html, re.DOTALL)
    assert table.split("\n") == [
        "          W   L  GB",
        "Lahore    73  52  —",
        "Dera Khan 61  64  2½",
    ]


def test_a_byline_below_another_line_in_the_middle_is_the_byline():
    raw = anpa(byline="", notes=(), place="").replace(
        b"\t   The harbour", b"^All Times EDT=\r\n^By The Associated Press=\r\n\t   The harbour"
    )

    item = only(raw)

    assert (item.byline, item.credit) == ("By The Associated Press", "AP")
    assert paragraphs(item.body_html)[0] == "All Times EDT"


def test_tables_keep_their_lines():
    rows = (
        "Lahore\x1f\x1e 73\x1e 52\x1e .584",
        "Dera\x10 Ghazi\x10 Khan\x1f\x1e 61\x1e 64\x1e .488",
    )
    item = only(anpa(table=rows, tabular=True, byline="", place=""))

    [table] = re.findall(r"<pre>(.*?)</pre>", item.body_html, re.DOTALL)
    assert [line.split() for line in table.split("\n")] == [
        ["Lahore", "73", "52", ".584"],
        ["Dera", "Ghazi", "Khan", "61", "64", ".488"],
    ]


@pytest.mark.parametrize(
    ("trailer", "hour"),
    [
        ("AP-WF-11-13-13 1509GMT", 15),
        ("AP-NY-11-13-13 1009EST", 15),
        ("AP-NY-11-13-13 1109EDT", 15),
    ],
)
def test_the_line_after_the_text_says_when_by_whatever_clock(trailer, hour):
    assert only(anpa(trailer=trailer)).version_created == datetime(
        2013, 11, 13, hour, 9, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("(Eds: Minor edits. With AP Photos.)", "usable"),
        ("For release PMs Thursday, Nov. 14", "embargoed"),
        ("KILL KILL KILL", "canceled"),
    ],
)
def test_lines_to_editors_above_the_story_are_no_headline(line, status):
    item = only(anpa(headline=line, notes=(HEADLINE,)))

    assert (item.headline, item.ednote, item.abstract) == (HEADLINE, line, "")
    assert item.pubstatus == status


@pytest.mark.parametrize("rule", ["___", "___="])
def test_what_parts_the_story_from_its_notes_is_a_line_across(rule):
    item = only(anpa(paragraphs=("It held.", rule, "On the Net: http://port.example")))

    assert item.body_html.split("\n")[1] == "<hr>"
    assert only(anpa(paragraphs=("It held.", rule))).body_html == "<p>It held.</p>"


def test_several_items_come_in_their_order_and_one_broken_stops_none():
    broken = b"\x16\x16\x01w0001\x1fx\r\n!!\r\n\x02^x<\x03\x04"
    found = parse_anpa(anpa() + broken + anpa(slug="BC-Other"), Reception(received_at=NOON))

    assert [type(each) for each in found] == [WireItem, Skip, WireItem]
    assert [each.slugline for each in found if isinstance(each, WireItem)] == [
        "ML--Harbour-Wall",
        "Other",
    ]


@given(st.integers(0, 900), st.integers(0, 900))
def test_whatever_is_cut_out_of_a_file_it_is_items_or_a_reason(start, length):
    data = anpa()
    try:
        found = parse_anpa(data[:start] + data[start + length :], Reception(received_at=NOON))
    except WireError:
        return
    assert all(isinstance(each, (WireItem, Skip)) for each in found)


def _letters(data: bytes) -> str:
    text = data.decode("cp1252").translate(dict.fromkeys(range(32), " "))
    return text.replace("``", " ").replace("''", " ").replace("_", " ")


def _lost(data: bytes, item: WireItem) -> Counter[str]:
    """Words between STX and ETX that stand nowhere."""
    source = data.partition(b"\x02")[2].partition(b"\x03")[0]
    fields = [item.headline, item.slugline, item.byline, item.abstract, item.ednote, item.credit]
    dateline = item.dateline.text if item.dateline else ""
    kept = "\n".join([*fields, dateline, *paragraphs(item.body_html), *item.set_apart])
    wanted = Counter(words(_letters(source)))
    for dropped in ("BC", "AM", "AP", "466"):  # the cycle and the count of words
        wanted.pop(dropped, None)
    return wanted - Counter(words(kept))


def test_no_word_of_our_copy_is_lost():
    data = anpa(notes=("Eds: Corrects spelling.",), table=("Lahore\x1e 1",))
    assert not _lost(data, only(data))


FACTS = {
    # By file: guid, version, category, urgency, place, credit, created ...
    "anpa-1.tst": (
        "w:lt--argentina-cancer beauty/2013-11-13", "1", "l", 1, "BUENOS AIRES, Argentina", "AP",
        "2013-11-13T15:09",
    ),
    "ap_anpa-1.tst": (
        "z:bkn--heat-hawks/2016-02-20", "2", "z", 5, "ATLANTA", "AP", "2016-02-20T03:37",
    ),
    "ap_anpa-6.tst": (
        "s:bbo--wild card glance/2019-08-18", "1", "s", 5, None, "AP", "2019-08-18T20:17",
    ),
    "kyodo.txt": (
        "a:soccer-emperor's-cup/2018-12-09", "1", "s", 2, "SAITAMA, Japan", "Kyodo",
        "2018-12-09T21:37",
    ),
}  # fmt: skip
LINES = {
    # ... and slug line, byline, of headline and body the first and last word, paragraphs, signals,
    # the number of notes and what is set apart.
    "anpa-1.tst": (
        "LT--Argentina-Cancer Beauty", "By PAUL BYRNE and ALMUDENA CALATRAVA, Associated Press",
        ("For", "hurt"), ("For", "story"), 14, ("flash",), 2,
        ("asian", "AP-WF-11-13-13 1509GMT"),
    ),
    "ap_anpa-1.tst": (
        "BKN--Heat-Hawks, 1st Ld-Writethru", "By CHARLES ODUM, AP Sports Writer",
        ("Deng", "111"), ("Luol", "night"), 18, ("update", "writethru"), 2,
        ("AP-WF-02-20-16 0337GMT",),
    ),
    "ap_anpa-6.tst": (
        "BBO--Wild Card Glance", "By The Associated Press", ("Wild", "Glance"), ("All", "m"), 71,
        (), 0, ("AP-WF-08-18-19 2017GMT",),
    ),
    "kyodo.txt": (
        "Soccer-Emperor's-Cup", "", ("Soccer", "Sendai"), ("Urawa", "injuries"), 11, ("urgent",),
        0, ("KYODO", "koko-", "KWS-21:37-09-12-18"),
    ),
}  # fmt: skip


@pytest.mark.needs_samples
@pytest.mark.parametrize("name", FACTS)
def test_the_agencies_files_say_what_they_say(name):
    data = (SHARED / "wire" / "samples" / "anpa1312" / name).read_bytes()
    guid, version, category, urgency, place, credit, created = FACTS[name]

    [item] = parse(data, received_at=NOON)

    assert item.guid == guid
    assert (item.version, item.category, item.urgency) == (version, category, urgency)
    assert (item.dateline.place if item.dateline else None) == place
    assert item.credit == credit
    assert f"{item.version_created:%Y-%m-%dT%H:%M}" == created
    slug, byline, *ends, count, signals, notes, apart = LINES[name]
    assert (item.slugline, item.byline, item.signals) == (slug, byline, signals)
    texts = paragraphs(item.body_html)
    said = (words(item.headline), words("\n".join(texts)))
    assert [(each[0], each[-1]) for each in said] == ends
    assert len(texts) == count
    assert (len(item.ednote.split("\n")) if item.ednote else 0, item.set_apart) == (notes, apart)
    assert (item.pubstatus, item.media, item.language) == ("usable", (), "")
    assert not [word for word in _lost(data, item) if not word.isdecimal()]

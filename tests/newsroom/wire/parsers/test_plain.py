"""Plain-text copy: every word of a file lands in the body, in a field, or set apart."""

import re
from collections import Counter
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom.text.sanitize import clean_html, paragraphs
from newsroom.text.words import words
from newsroom.wire.parsers import WireError, WireItem, parse
from newsroom.wire.parsers.encoding import decoded
from tests.paths import SHARED
from tests.wire_copy import wire_copy

NOON = datetime(2026, 9, 30, 12, 0, tzinfo=UTC)
LEAD = "The harbour master said on Monday that the new flood wall would be inspected again."
NEXT = "A union leader said the night ferry must stay open all winter, whatever it costs."


def body(item: WireItem) -> list[str]:
    return paragraphs(item.body_html)


def words_of(item: WireItem) -> Counter[str]:
    fields = [item.slugline, item.byline, item.credit, item.abstract, item.ednote]
    if "headline" not in item.warnings:
        fields.append(item.headline)
    if item.dateline:
        fields.append(item.dateline.text)
    return Counter(words("\n".join([*body(item), *fields, *item.set_apart])))


def lost(data: bytes, items: list[WireItem]) -> Counter[str]:
    """The words of the file that stand nowhere."""
    found: Counter[str] = Counter()
    for item in items:
        found += words_of(item)
    return Counter(words(decoded(data)[0])) - found


SHAPES = {
    "as it comes": {},
    "without furniture": {"furniture": ""},
    "other furniture": {"furniture": "links"},
    "a paragraph that reads Opinion": {"opinion_in_body": True},
    "two credits": {"early_credit": True},
    "words after the credit": {"after_credit": ("Photo by a reader", "Tags: ferry, flood")},
    "a headline": {"headline": "Flood wall to be inspected again"},
    "no credit": {"credit": False, "furniture": ""},
    "hard-wrapped": {"wrapped": True},
    "in Urdu": {"language": "ur"},
    "one paragraph": {"paragraphs": 1},
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize("seed", range(5))
def test_copy_of_the_seeds_shape_comes_in_right(seed, shape):
    data, expected = wire_copy(seed, **shape)

    [item] = parse(data)

    assert body(item) == list(expected.paragraphs)
    assert item.set_apart == expected.set_apart
    assert item.dateline is not None
    assert (item.dateline.place, item.dateline.date) == (expected.place, expected.date)
    assert item.credit == (expected.credit or item.dateline.source)
    assert ("headline" in item.warnings) == (not expected.headline)
    assert item.headline == expected.headline or not expected.headline
    assert not lost(data, [item])


@given(
    seed=st.integers(0, 10_000),
    paragraphs=st.integers(1, 30),
    furniture=st.sampled_from(["", "cards", "links"]),
    opinion=st.booleans(),
    early=st.booleans(),
    wrapped=st.booleans(),
    credit=st.booleans(),
)
@settings(max_examples=150, deadline=None)
def test_no_word_of_generated_copy_is_lost(
    seed, paragraphs, furniture, opinion, early, wrapped, credit
):
    data, _expected = wire_copy(
        seed,
        paragraphs=max(paragraphs, 3) if early else paragraphs,
        furniture=furniture,
        opinion_in_body=opinion,
        early_credit=early,
        wrapped=wrapped,
        credit=credit,
    )

    assert not lost(data, parse(data))


LINES = st.sampled_from(
    [
        "",
        "ZCZC ABC",
        "NNNN",
        "URGENT",
        "KILL KILL KILL",
        "BC-Harbour--Wall, 1st Ld,120",
        "By A. Name",
        "QUETTA, May 3 (AFP) - ",
        "QUETTA:",
        LEAD,
        NEXT + "—AFP",
        "Agencies",
        "Opinion",
        "(more)",
        "EMBARGOED UNTIL 0001 GMT MAY 4",
        "(Adds reaction)",
        "   " + LEAD,
        "Wall to be inspected",
        "hh/ph/ts",
        "(Reporting by A. Name)",
        "© 2031 The Post",
        "#Slug here",
        "$Head here",
        "31.0 X",
    ]
)


@given(st.lists(LINES | st.text(max_size=80), max_size=25))
@settings(max_examples=400, deadline=None)
def test_no_word_of_any_text_is_lost_and_nothing_but_a_wire_error_is_raised(lines):
    data = "\n".join(lines).encode("utf-8", "replace")
    try:
        items = parse(data, received_at=NOON)
    except WireError:
        return

    assert not lost(data, items)
    for item in items:
        assert clean_html(item.body_html) == item.body_html
        assert item.as_json()["guid"]


@given(st.binary(max_size=400))
@settings(max_examples=300, deadline=None)
def test_any_bytes_give_items_or_a_reason(data):
    try:
        items = parse(data)
    except WireError:
        return

    assert items


def test_an_agency_dispatch_has_all_its_lines_in_their_fields():
    data = f"""ZCZC HBR001
BC-Harbour--Wall, 2nd Ld-Writethru,310
URGENT
Flood wall to be inspected again
(Adds reaction of the union in paragraph 2)
By Nasreen Qadri

   KARACHI, March 3 (Reuters) - {LEAD}
   {NEXT}
(Reporting by Nasreen Qadri; Editing by José Núñez)
NNNN
""".encode()

    [item] = parse(data, received_at=NOON)

    assert item.slugline == "BC-Harbour--Wall, 2nd Ld-Writethru,310"
    assert item.headline == "Flood wall to be inspected again"
    assert item.byline == "By Nasreen Qadri"
    assert item.dateline
    assert item.dateline.source == "Reuters"
    assert item.credit == "Reuters"
    assert body(item) == [LEAD, NEXT]
    assert item.ednote == "URGENT\n(Adds reaction of the union in paragraph 2)"
    assert item.signals == ("urgent", "update", "writethru")
    assert (item.version, item.urgency) == ("3", 2)
    assert item.set_apart[-2:] == ("(Reporting by Nasreen Qadri; Editing by José Núñez)", "NNNN")
    assert not lost(data, [item])


def test_framed_versions_of_a_slug_are_one_story_for_a_day():
    def guid(slug, hour=12):
        [item] = parse(
            f"ZCZC X\n{slug}\nQUETTA, May 3 (AFP) - {LEAD}\nNNNN\n".encode(),
            received_at=NOON.replace(hour=hour),
            zone=ZoneInfo("Asia/Karachi"),
        )
        return item.guid

    assert (
        guid("Pakistan-harbour,2ndlead")
        == guid("Pakistan-harbour")
        == "pakistan-harbour/2026-09-30"
    )
    # 21:00 in Greenwich is the next day in Karachi.
    assert guid("Pakistan-harbour", hour=21) == "pakistan-harbour/2026-10-01"


def test_unframed_copy_is_known_by_its_bytes():
    one, two = (parse(f"QUETTA: {LEAD}{end}".encode())[0].guid for end in ("", "\n"))

    assert one.startswith("sha256:")
    assert one != two


@pytest.mark.parametrize(
    ("line", "status", "signal"),
    [
        ("KILL KILL KILL", "canceled", "kill"),
        ("STORY WITHDRAWN", "canceled", "kill"),
        ("HOLD HOLD HOLD", "withheld", "hold"),
        ("EMBARGOED UNTIL 0600 GMT OCT 3", "embargoed", "embargo"),
        ("ADVISORY", "advisory", "advisory"),
        ("URGENT", "usable", "urgent"),
    ],
)
def test_an_instruction_above_the_story_decides_its_status(line, status, signal):
    [item] = parse(f"{line}\n\nQUETTA, May 3 (AFP) - {LEAD}\n".encode(), received_at=NOON)

    assert (item.pubstatus, item.signals) == (status, (signal,))


def test_a_flash_of_one_line_is_a_story_of_one_line():
    [item] = parse(b"FLASH: Flood wall gives way in Quetta\n")

    assert body(item) == ["Flood wall gives way in Quetta"]
    assert (item.signals, item.urgency) == (("flash",), 1)


def test_an_embargo_is_in_the_feeds_zone_and_held_if_unclear():
    def until(line):
        copy = f"{line}\n\nQUETTA, May 3 (AFP) - {LEAD}\n".encode()
        [item] = parse(copy, received_at=NOON, zone=ZoneInfo("Asia/Karachi"))
        assert item.pubstatus == "embargoed"
        return item.embargo_until

    assert until("EMBARGOED UNTIL 06:00 OCT 3") == datetime(2026, 10, 3, 1, 0, tzinfo=UTC)
    assert until("EMBARGOED UNTIL THE MINISTER HAS SPOKEN") is None


def test_a_story_about_a_kill_order_is_no_kill():
    copy = f"Kill order upheld by high court\n\nQUETTA, May 3 (AFP) - {LEAD}\n"

    [item] = parse(copy.encode())

    assert (item.pubstatus, item.signals, item.headline) == (
        "usable",
        (),
        "Kill order upheld by high court",
    )


@pytest.mark.parametrize(
    "slug",
    [
        "Harbour-wall",
        "Harbour-wall 2nd Ld",
        "Harbour-wall, 2nd ld-writethru",
        "Harbour-wall,2ndlead",
    ],
)
def test_a_slug_line_with_its_version_is_no_headline(slug):
    text = f"ZCZC\n{slug}\n\nFlood wall opens at dawn\n\nQUETTA, May 3: {LEAD}\nNNNN\n"

    [item] = parse(text.encode(), received_at=NOON)

    assert (item.headline, item.slugline) == ("Flood wall opens at dawn", slug)
    assert item.guid == "harbour-wall/2026-09-30"
    assert item.version == ("1" if slug == "Harbour-wall" else "3")


def test_a_proposed_headline_is_whole_words_without_the_dateline():
    [item] = parse(f"QUETTA, May 3: {LEAD}\n".encode())

    assert "headline" in item.warnings
    assert len(item.headline) <= 70
    assert LEAD.startswith(item.headline + " ")


def test_set_apart_text_is_in_the_warnings_too():
    data, expected = wire_copy(3)

    [item] = parse(data)

    assert "set apart: " + "\n".join(expected.set_apart) in item.warnings


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "nothing but space"),
        (b"\x00" * 50, "nothing but space"),
        (b"---\n***\n", "no words"),
        (b"<html><body>Oops</body></html>", "HTML"),
        (b"{\\rtf1 x}", "RTF"),
        (b"%PDF-1.7 x", "PDF"),
        (b"PK\x03\x04 x", "ZIP"),
        (bytes(range(1, 32)) * 40, "control characters"),
        (b"x" * 10_000_001, "10 MB"),
        (b"word " * 300_000, "1 MiB"),
        (b"a b\n" * 1_000_000, "lines"),
    ],
)
def test_what_is_no_story_is_refused_with_a_reason(data, reason):
    with pytest.raises(WireError, match=re.escape(reason)):
        parse(data)


def test_an_unknown_format_is_refused():
    with pytest.raises(WireError, match="no format called"):
        parse(b"QUETTA: x", format="telex")


def test_fields_go_out_as_plain_json_data():
    data, _expected = wire_copy(1)

    fields = parse(data, received_at=NOON)[0].as_json()

    assert fields["version_created"] == "2026-09-30T12:00:00Z"
    assert fields["embargo_until"] is None
    assert list(fields)[:4] == ["format", "guid", "version", "pubstatus"]
    assert isinstance(fields["dateline"], dict)
    assert set(fields["dateline"]) == {"place", "date", "source", "text"}


@pytest.mark.needs_samples
def test_the_seed_comes_in_right():
    data = (SHARED / "seed.txt").read_bytes()

    [item] = parse(data)

    assert item.dateline
    assert (item.dateline.place, item.dateline.date) == ("ISLAMABAD", "Aug 11")
    assert item.credit == "AFP"
    assert len(body(item)) == 17
    assert body(item)[0].startswith("Islamabad has told")
    assert body(item)[-1].endswith("war in Afghanistan.")
    assert item.set_apart[:2] == ("Opinion", "Editorial")
    assert "headline" in item.warnings
    assert not lost(data, [item])


@pytest.mark.needs_samples
def test_real_plain_text_files_lose_no_word():
    paths = sorted((SHARED / "wire" / "samples" / "plaintext_zczc_other").iterdir())
    assert len(paths) == 3
    for path in paths:
        data = path.read_bytes()
        assert not lost(data, parse(data, received_at=NOON)), path.name


@pytest.mark.parametrize("flag", ["+++ EILMELDUNG +++", "*** BREAKING NEWS ***", "++ ACHTUNG ++"])
def test_flags_between_marks_are_neither_slug_nor_headline_and_an_end_is_set_apart(flag):
    [item] = parse(f"{flag}\n\nThe wall holds\n\nKIEL (dpa) - {LEAD}\n\n+++ ENDE +++\n".encode())

    assert (item.headline, item.slugline, item.ednote) == ("The wall holds", "", flag)
    assert body(item) == [LEAD]
    assert item.set_apart == ("+++ ENDE +++",)

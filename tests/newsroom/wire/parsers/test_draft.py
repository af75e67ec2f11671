"""A draft made an item: the strictest of what is said holds, and every word has its place."""

from datetime import UTC, datetime
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.text.sanitize import paragraphs
from newsroom.wire.agencies import with_names
from newsroom.wire.parsers.body import body_of_html, body_of_text
from newsroom.wire.parsers.draft import STATUSES, Draft, Reception, proposed_headline
from newsroom.wire.parsers.item import Media, Subject, WireError, WireItem
from newsroom.wire.signals import KILL_IN_WORDS

NOON = datetime(2031, 5, 3, 12, 0, tzinfo=UTC)
LATER = datetime(2031, 5, 4, 0, 0, tzinfo=UTC)
LAST = datetime(2031, 5, 5, 6, 0, tzinfo=UTC)
LEAD = "The harbour master said on Monday that the new flood wall would be inspected again."
MORE = "A union leader said the night ferry must stay open all winter, whatever it costs."


def item(
    reception: Reception | None = None, *, html: str = f"<p>{LEAD}</p><p>{MORE}</p>", **said
) -> WireItem:
    fields = {"format": "test", "guid": "hbr:1", "headline": "Wall", "version_created": NOON}
    draft = Draft(**fields | said)
    draft.body = body_of_html(html)
    return draft.item(reception or Reception())


def body(made: WireItem) -> list[str]:
    return paragraphs(made.body_html)


# --- Status ---

SIGNAL_OF = {"canceled": "kill", "withheld": "hold", "embargoed": "embargo", "advisory": "advisory"}


@pytest.mark.parametrize(("said", "in_words"), list(product(STATUSES, STATUSES)))
def test_of_what_the_format_and_the_words_say_the_graver_holds(said, in_words):
    note = {
        "canceled": "STORY KILL", "withheld": "HOLD HOLD HOLD", "embargoed": "EMBARGOED",
        "advisory": "MEDIA ADVISORY", "usable": "With photos",
    }  # fmt: skip

    made = item(pubstatus=said, notes=[note[in_words]])

    assert made.pubstatus == min(said, in_words, key=STATUSES.index)
    expected = {SIGNAL_OF[each] for each in (said, in_words) if each in SIGNAL_OF}
    assert set(made.signals) == expected


def test_a_kill_that_only_the_words_speak_of_is_told_and_one_that_the_format_says_is_not():
    for fields in (
        {"notes": ["KILL KILL KILL"]},
        {"headline": "KILL - Wall"},
        {"slugline": "BC-Wall, KILL"},
    ):
        made = item(**fields)
        assert made.pubstatus == "canceled"
        assert KILL_IN_WORDS in made.warnings

    assert KILL_IN_WORDS not in item(pubstatus="canceled", notes=["KILL KILL KILL"]).warnings
    assert KILL_IN_WORDS not in item().warnings


@pytest.mark.parametrize(
    ("note", "status", "signals"),
    [
        ("For global distribution. HOLD - more to come", "withheld", ("hold",)),
        ("(see also FERRY) STORY WITHDRAWN", "canceled", ("kill",)),
        ("Photos: KILL KILL KILL", "canceled", ("kill",)),
        ("With photo; Eds: Corrects the name", "usable", ("correction",)),
        # What goes to editors along with a story makes no advisory of it …
        ("ATTENTION EDITORS - a graphic picture is with this story", "usable", ()),
        # … but what they are told counts.
        ("ATTENTION EDITORS - STORY WITHDRAWN", "canceled", ("kill",)),
        ("We hold that the police kill too often.", "usable", ()),
        ("STORY KILL. " + "x" * 1_000, "canceled", ("kill",)),
        ("x" * 5_000, "usable", ()),
    ],
)
def test_every_sentence_of_a_note_is_heard(note, status, signals):
    made = item(notes=[note])

    assert (made.pubstatus, made.signals) == (status, signals)
    assert made.ednote == note


def test_words_to_editors_without_a_story_are_an_advisory():
    made = item(html="", notes=["ATTENTION EDITORS - the day's plans"])

    assert made.pubstatus == "advisory"


def test_more_notes_than_any_story_has_are_refused():
    with pytest.raises(WireError, match="more notes"):
        item(notes=["x"] * 1_001)


# --- Embargo ---


@pytest.mark.parametrize(
    ("fields", "notes", "until"),
    [
        ({"embargo_until": LATER}, [], LATER),
        ({"is_embargoed": True}, [], None),
        ({"pubstatus": "embargoed"}, [], None),
        ({"pubstatus": "embargoed", "embargo_until": LATER}, [], LATER),
        ({}, ["EMBARGOED UNTIL 0600 GMT MAY 5"], LAST),
        ({}, ["EMBARGOED UNTIL 1100 MAY 5"], LAST),  # in the feed's zone
        ({}, ["EMBARGOED", "UNTIL 0600 GMT MAY 5"], LAST),
        ({}, ["With photos. Embargoed until 0600 GMT May 5"], LAST),
        ({}, ["EMBARGOED UNTIL 0600 GMT MAY 5. " + "x" * 500], LAST),
        ({}, ["EMBARGOED UNTIL 0600 GMT MAY 5", "Embargoed to 0000 GMT May 4"], LAST),
        ({}, ["Embargoed to 0000 GMT May 4", "EMBARGOED UNTIL FURTHER NOTICE"], None),
        ({"pubstatus": "embargoed"}, ["EMBARGOED UNTIL 0600 GMT MAY 5"], LAST),
        ({"embargo_until": LATER}, ["EMBARGOED UNTIL 0600 GMT MAY 5"], LAST),
        ({"embargo_until": LAST}, ["Embargoed to 0000 GMT May 4"], LAST),
        ({"embargo_until": LATER}, ["EMBARGOED UNTIL FURTHER NOTICE"], None),
        ({"is_embargoed": True}, ["EMBARGOED UNTIL 0600 GMT MAY 5"], None),
        ({"is_embargoed": True, "embargo_until": LATER}, ["EMBARGOED UNTIL 0600 GMT MAY 5"], LAST),
        ({"headline": "EMBARGOED UNTIL 0600 GMT MAY 5: Wall"}, [], LAST),
        ({"slugline": "BC-Wall, Adv05"}, [], None),
    ],
)  # fmt: skip
def test_the_strictest_embargo_holds_and_an_end_that_is_not_told_holds_the_story(
    fields, notes, until
):
    made = item(Reception(zone=ZoneInfo("Asia/Karachi")), notes=notes, **fields)

    assert (made.pubstatus, made.embargo_until) == ("embargoed", until)
    assert "embargo" in made.signals


def test_a_day_in_words_is_near_the_day_the_copy_was_sent_however_late_it_came():
    late = Reception(received_at=NOON.replace(year=2033))

    assert item(late, notes=["EMBARGOED UNTIL 0600 GMT MAY 5"]).embargo_until == LAST


def test_a_day_in_words_is_near_the_day_of_arrival_where_the_copy_has_no_date():
    note = ["EMBARGOED UNTIL 0600 GMT MAY 5"]

    assert item(Reception(received_at=NOON), notes=note, version_created=None).embargo_until == LAST
    undated = item(notes=note, version_created=None)
    assert (undated.pubstatus, undated.embargo_until) == ("embargoed", None)


def test_words_without_a_zone_are_in_that_of_the_files_own_times():
    made = item(notes=["EMBARGOED UNTIL 1100 MAY 5"], zone=ZoneInfo("Asia/Karachi"))

    assert made.embargo_until == LAST


# --- Dateline, credit, byline ---


@pytest.mark.parametrize(
    ("html", "place", "texts"),
    [
        (f"<p><strong>LAHORE</strong>, May 3 (APP): {LEAD}</p>", "LAHORE", [LEAD]),
        (f"<p>LAHORE, May 3 (APP):</p><p>{LEAD}</p>", "LAHORE", [LEAD]),
        (f"<h2>Wall</h2><p>LAHORE: {LEAD}</p>", "LAHORE", ["Wall", LEAD]),
        (f"<p>اسلام آباد (اے ایف پی) — {LEAD}</p>", "اسلام آباد", [LEAD]),
        (f"<p>{LEAD}</p><p>LAHORE: {MORE}</p>", "", [LEAD, f"LAHORE: {MORE}"]),
    ],
)
def test_the_dateline_that_opens_the_text_is_taken_out(html, place, texts):
    made = item(html=html)

    assert (made.dateline.place if made.dateline else "") == place
    assert body(made) == texts


@pytest.mark.parametrize(
    ("fields", "html", "dateline", "apart"),
    [
        ({"dateline_line": "BEIJING, July 23"}, LEAD, ("BEIJING", "July 23"), ()),
        ({"dateline_line": "2031-05-03T10:15:00Z"}, LEAD, None, ("2031-05-03T10:15:00Z",)),
        ({"dateline_line": "Nowhere at all, really"}, LEAD, None, ("Nowhere at all, really",)),
        ({"dateline_line": "Vågø", "dateline_place": "Vågø"}, LEAD, ("Vågø", ""), ()),
        ({"dateline_line": "Vågø, May 3", "dateline_place": "Vågø"}, LEAD, ("Vågø", "May 3"), ()),
        ({"dateline_line": "Vågø", "dateline_place": "Vågø"}, f"Vågø - {LEAD}", ("Vågø", ""), ()),
        ({"dateline_line": "KABUL"}, f"LAHORE: {LEAD}", ("LAHORE", ""), ("KABUL",)),
        ({"dateline_line": "Lahore"}, f"LAHORE: {LEAD}", ("LAHORE", ""), ()),
        ({"dateline_line": "20310503"}, f"LAHORE: {LEAD}", ("LAHORE", ""), ()),
        # Letters of the town are not the town.
        ({"dateline_line": "La"}, f"LAHORE: {LEAD}", ("LAHORE", ""), ("La",)),
        # The text does not say the day, the field does.
        ({"dateline_line": "LAHORE, May 3"}, f"LAHORE: {LEAD}", ("LAHORE", "May 3"), ()),
        ({"dateline_line": "May 3"}, f"LAHORE: {LEAD}", ("LAHORE", "May 3"), ()),
        ({"dateline_line": "LAHORE"}, f"May 3 (Reuters) - {LEAD}", ("LAHORE", "May 3"), ()),
        (
            {"dateline_line": "LAHORE, May 3"},
            f"LAHORE, May 2: {LEAD}",
            ("LAHORE", "May 2"),
            ("LAHORE, May 3",),
        ),
        (
            {"dateline_line": "KABUL, May 3"},
            f"LAHORE: {LEAD}",
            ("LAHORE", ""),
            ("KABUL, May 3",),
        ),
    ],
)  # fmt: skip
def test_a_field_gives_the_dateline_where_the_text_has_none(fields, html, dateline, apart):
    made = item(html=f"<p>{html}</p>", **fields)

    assert ((made.dateline.place, made.dateline.date) if made.dateline else None) == dateline
    assert body(made) == [LEAD]
    assert made.set_apart == apart


SAID = {"is_credit_said": True}


@pytest.mark.parametrize(
    ("end", "fields", "credit", "apart"),
    [
        (".—AFP", {}, "AFP", ()),
        (".<em>—AFP</em>", {}, "AFP", ()),
        (".</p><p>(Reporting by A. Name)", {}, "", ("(Reporting by A. Name)",)),
        (".</p><p>AAP RTV ar", {"credit_line": "Harbour Wire"}, "AAP", ("AAP RTV ar",)),
        (".", {"credit_line": "Harbour Wire"}, "Harbour Wire", ()),
        (".—Harbour Wire", {}, "Harbour Wire", ()),
        (".</p><p>(SDA/sj)", {"credit_line": "ats"}, "SDA/sj", ()),
        # A line that is there for the credit and nothing else counts before a sign-off.
        (".</p><p>(SDA/sj)", SAID | {"credit_line": "Keystone-SDA"}, "Keystone-SDA", ("(SDA/sj)",)),
        (".—AFP", SAID | {"credit_line": "AFP"}, "AFP", ()),
        (".</p><p>AAP RTV ar", SAID | {"credit_line": "AAP"}, "AAP", ("AAP RTV ar",)),
        (".</p><p>AAP RTV ar", SAID | {"credit_line": "HBR"}, "HBR", ("AAP RTV ar",)),
        (".—AFP", SAID, "AFP", ()),
    ],
)
def test_the_credit_at_the_end_is_taken_out(end, fields, credit, apart):
    reception = Reception(agencies=with_names("Harbour Wire"))

    made = item(reception, html=f"<p>{LEAD}</p><p>{MORE.removesuffix('.')}{end}</p>", **fields)

    assert (made.credit, made.set_apart) == (credit, apart)
    assert body(made) == [LEAD, MORE]


def test_the_agency_of_the_dateline_is_the_credit_where_nothing_else_is():
    assert item(html=f"<p>LAHORE, May 3 (APP): {LEAD}</p>").credit == "APP"


def test_a_rule_that_parts_the_story_from_its_sign_off_goes_with_it():
    made = item(html=f"<p>{LEAD}</p><p>{MORE}</p><p>___</p><p>hh/ph/ts</p>")

    assert made.body_html == f"<p>{LEAD}</p>\n<p>{MORE}</p>"


# --- The rest ---


def test_subjects_are_there_once_with_their_names():
    subjects = [
        Subject("04", "IPTC"), Subject("04", "IPTC", "Economy"), Subject("04", "IPTC", "Economy"),
        Subject("04", "HBR"), Subject("", "", "Walls"), Subject("", "", "Ferries"),
    ]  # fmt: skip

    assert item(subjects=subjects).subjects == (
        Subject("04", "IPTC", "Economy"),
        Subject("04", "HBR"),
        Subject("", "", "Walls"),
        Subject("", "", "Ferries"),
    )


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("en", "en"), ("EN_gb", "en-gb"), (" nb-NO ", "nb-NO"), ("x-default", ""),
        ("German!", ""), ("", ""),
    ],
)  # fmt: skip
def test_languages_are_tags_or_nothing(tag, language):
    assert item(language=tag).language == language


@pytest.mark.parametrize(("urgency", "expected"), [(0, 1), (1, 1), (9, 9), (12, 9), (-3, 1)])
def test_urgency_is_from_one_to_nine(urgency, expected):
    assert item(urgency=urgency).urgency == expected


def test_media_of_fields_and_body_are_each_there_once():
    made = item(media=[Media("a.jpg")], html=f'<p>{LEAD}</p><img src="a.jpg"><img src="b.jpg">')

    assert made.media == (Media("a.jpg"), Media("b.jpg"))


def test_a_text_that_no_story_can_be_is_refused_with_the_reason():
    draft = Draft(format="test", body=body_of_text("word " * 300_000))

    with pytest.raises(WireError, match="longer than 1 MiB"):
        draft.item(Reception())


def test_without_a_headline_one_is_proposed_and_told():
    made = item(headline="", html=f"<p>LAHORE: {LEAD}</p>")

    assert "headline" in made.warnings
    assert LEAD.startswith(made.headline)
    assert 20 < len(made.headline) <= 70


@given(st.text(max_size=200))
def test_a_proposed_headline_is_the_beginning_of_the_text_and_short(text):
    proposed = proposed_headline([text])

    assert text.startswith(proposed)
    assert len(proposed) <= 71
    assert proposed_headline([]) == ""


@given(
    st.lists(
        st.sampled_from(["x", "EMBARGOED", "HOLD", "KILL KILL KILL", "ADVISORY", "Corrects x", ""]),
        max_size=4,
    ),
    st.sampled_from(STATUSES),
)
def test_nothing_that_is_said_makes_a_story_more_usable(notes, status):
    made = item(pubstatus=status, notes=notes)

    assert STATUSES.index(made.pubstatus) <= STATUSES.index(status)
    assert item(pubstatus=status, notes=notes) == made

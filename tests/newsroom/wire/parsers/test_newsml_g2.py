"""NewsML-G2: every dialect comes in whole; status and embargo are read exactly, or it is held."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings

from newsroom.text.sanitize import clean_html, paragraphs
from newsroom.wire.parsers import Skip, WireError, WireItem, parse
from newsroom.wire.parsers.draft import Reception
from newsroom.wire.parsers.newsml_g2 import parse as parse_g2
from tests.newsroom.wire.parsers import newsml_g2_copy as g2
from tests.paths import SHARED

NOON = Reception(received_at=datetime(2031, 5, 2, 12, 0, tzinfo=UTC))
P = "<p>The harbour master opened the flood wall at dawn, and the tide did the rest.</p>"


def only(*parts: str) -> WireItem:
    [item] = parse_g2(g2.message(*parts), NOON)
    assert isinstance(item, WireItem)
    return item


def told(**said: str) -> WireItem:
    """An ordinary story with these parts of its item put in."""
    return only(g2.item(g2.content_set(g2.xhtml(P)), **said))


# --- Dialects ---


@pytest.mark.parametrize("dialect", g2.DIALECTS.values(), ids=g2.DIALECTS)
@pytest.mark.parametrize("seed", [1, 7, 23])
def test_no_word_of_any_dialect_is_lost(dialect, seed):
    source = g2.message(dialect(seed))
    assert not g2.lost(source, [only(dialect(seed))])


@pytest.mark.parametrize("dialect", g2.DIALECTS.values(), ids=g2.DIALECTS)
def test_a_story_that_is_sent_again_is_the_same(dialect):
    assert only(dialect(3)) == only(dialect(3))
    assert only(dialect(3)).guid != only(dialect(4)).guid


@pytest.mark.parametrize(
    ("name", "place", "credit"),
    [("Reuters", "KARACHI", "Reuters"), ("release", "KARACHI", "GLOBE NEWSWIRE")],
)
def test_the_dateline_is_taken_out_of_the_text(name, place, credit):
    item = only(g2.DIALECTS[name](1))

    assert item.dateline is not None
    assert (item.dateline.place, item.credit) == (place, credit)
    assert place not in "".join(paragraphs(item.body_html))


def test_what_is_not_for_readers_never_stands_in_the_text():
    item = only(g2.dpa(1))

    assert g2.SIGN_OFF not in item.body_html
    assert "@" not in item.body_html


def test_lists_and_tables_keep_their_shape():
    item = only(g2.release(1))

    assert "<ul>" in item.body_html
    assert "<strong>nine</strong>" in item.body_html
    assert '<td colspan="2">' in item.body_html
    assert item.body_html == clean_html(item.body_html)


def test_several_items_come_in_their_order():
    found = parse_g2(g2.message(g2.reuters(1), g2.ap(2), g2.stt(3)), NOON)
    guids = [only(each).guid for each in (g2.reuters(1), g2.ap(2), g2.stt(3))]
    assert [item.guid for item in found] == guids


# --- Standing ---


@pytest.mark.parametrize(
    ("status", "pubstatus"),
    [
        ('<pubStatus qcode="stat:usable"/>', "usable"),
        ('<pubStatus qcode="stat:withheld"/>', "withheld"),
        ('<pubStatus qcode="stat:canceled"/>', "canceled"),
        ('<pubStatus uri="http://cv.iptc.org/newscodes/pubstatusg2/canceled"/>', "canceled"),
    ],
)
def test_the_status_is_read_exactly(status, pubstatus):
    assert told(status=status).pubstatus == pubstatus


@pytest.mark.parametrize("status", ['<pubStatus qcode="stat:gone"/>', '<pubStatus qcode=""/>'])
def test_a_status_that_is_not_understood_holds_the_story(status):
    assert told(status=status).pubstatus == "withheld"


def test_an_embargo_is_an_instant():
    item = told(sent="<embargoed>2031-05-03T06:00:00+02:00</embargoed>")

    assert item.pubstatus == "embargoed"
    assert item.embargo_until == datetime(2031, 5, 3, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize("said", ["", "  ", "tomorrow", "2031-13-45", "2031-05-03"])
def test_an_embargo_without_a_sure_time_holds(said):
    item = told(sent=f"<embargoed>{said}</embargoed>")

    assert (item.pubstatus, item.embargo_until) == ("embargoed", None)


@pytest.mark.parametrize(
    ("sent", "signal"),
    [
        ('<signal qcode="sig:update"/>', "update"),
        ('<signal qcode="sig:correction"/>', "correction"),
        ('<signal qcode="edStat:C"/>', "correction"),
    ],
)
def test_signals_are_read(sent, signal):
    assert signal in told(sent=sent).signals


def test_identity_leaves_the_version_out():
    first, second = (told(version=version) for version in ("9", "10"))

    assert first.guid == second.guid
    assert (first.version, second.version) == ("9", "10")


def test_times_are_instants_in_utc_and_the_language_is_a_tag():
    item = told()

    assert item.version_created == datetime(2031, 5, 2, 8, 30, tzinfo=UTC)
    assert item.first_created == datetime(2031, 5, 1, 8, 0, tzinfo=UTC)
    assert item.language == "en-GB"


# --- What is no story ---


@pytest.mark.parametrize("tag", ["knowledgeItem", "conceptItem", "planningItem"])
def test_what_is_no_story_is_skipped_with_a_reason(tag):
    [found] = parse_g2(g2.message(g2.item(tag=tag)), NOON)
    assert isinstance(found, Skip)
    assert found.reason


# --- Damage and hostility ---


@settings(max_examples=60, deadline=None)
@given(g2.damaged())
def test_whatever_is_damaged_it_is_items_or_a_reason(source):
    try:
        found = parse_g2(source, NOON)
    except WireError:
        return
    assert all(isinstance(each, (WireItem, Skip)) for each in found)


@pytest.mark.parametrize(
    "source",
    [
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><newsItem guid="x">&e;</newsItem>',
        b'<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><newsItem guid="x">&b;</newsItem>',
        b"<newsMessage>" + b"<itemSet>" * 10_000,
        b'<newsItem guid="' + b"x" * 100,
    ],
    ids=["external entity", "entities in entities", "deep", "cut off"],
)
def test_hostile_files_are_refused(source):
    with pytest.raises(WireError):
        parse_g2(source, NOON)


def test_escaped_markup_stays_words():
    item = only(g2.item(g2.content_set(g2.xhtml("<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"))))
    assert "<script" not in item.body_html


# --- The agencies' own files ---

# By file, read from the files: guid, version, type, status, urgency, language.
FACTS = {
    "newsmlg2_agency/ansa_culture.xml": (
        "tag:ansa.it,2019-07-01:fd66854b6f8fcf6e0", "2", "text", "usable", "it",
    ),
    "newsmlg2_agency/picture.xml": ("tag:reuters.com,0000:newsml_GM1E9341HD701", "", "picture",
                                    "usable", "en"),
    "newsmlg2_agency/snep.xml": ("tag:reuters.com,0000:newsml_TRE7AA2CP", "", "package", "usable",
                                 "en"),
    "newsmlg2_dpa_pairs/embargoed.xml": (
        "urn:newsml:dpa.com:20090101:250123-930-3", "1", "text", "embargoed", "de",
    ),
    "newsmlg2_dpa_pairs/with_dateline.xml": (
        "urn:newsml:dpa.com:20090101:250128-930-357319", "2", "text", "usable", "de",
    ),
    "newsmlg2_stt/stt_newsml_test.xml": ("urn:newsml:stt.fi:20171219:101801633", "4", "text",
                                         "usable", ""),
    "newsmlg2_iptc_examples/LISTING_2_NewsML-G2_Text_Document.xml": (
        "urn:newsml:acmenews.com:20161121:US-FINA", "11", "text", "usable", "en",
    ),
    "newsmlg2_reuters/tag_reuters.com_2014_newsml_KBN0FL0NN_version_5": (
        "tag_reuters.com_2014_newsml_KBN0FL0NN", "5", "text", "usable", "en",
    ),
}  # fmt: skip


@pytest.mark.needs_samples
@pytest.mark.parametrize("name", FACTS)
def test_the_agencies_files_say_what_they_say(name):
    data = (SHARED / "wire" / "samples" / name).read_bytes()
    guid, version, kind, status, language = FACTS[name]

    [item] = parse(data)

    assert item.guid.startswith(guid)
    assert not version or item.version == version
    assert (item.type, item.pubstatus) == (kind, status)
    assert item.language.startswith(language)
    assert item.body_html == clean_html(item.body_html)


@pytest.mark.needs_samples
def test_the_embargo_of_the_real_file_is_its_instant():
    path = SHARED / "wire" / "samples" / "newsmlg2_dpa_pairs" / "embargoed.xml"
    [item] = parse(path.read_bytes())
    assert item.embargo_until == datetime(2025, 1, 23, 18, 0, tzinfo=UTC)


@pytest.mark.needs_samples
def test_no_word_of_the_agencies_texts_is_lost():
    read = 0
    for path in sorted((SHARED / "wire" / "samples").glob("newsmlg2_*/*")):
        data = path.read_bytes()
        try:
            items = parse(data)
        except WireError:
            continue
        missing = g2.lost(data, items)
        assert sum(missing.values()) <= 0.02 * sum(g2.seen(data).values()), (path.name, missing)
        read += 1
    assert read >= 16


# --- Agencies' habits ---


def test_when_the_content_was_made_stands_for_when_the_item_was():
    made = "<contentCreated>2031-05-01T09:00:00Z</contentCreated>"
    both = g2.item(g2.content_set(g2.xhtml(P)), meta=made)
    alone = both.replace("<firstCreated>2031-05-01T08:00:00.000Z</firstCreated>", "")

    assert only(both).first_created == datetime(2031, 5, 1, 8, 0, tzinfo=UTC)
    assert only(alone).first_created == datetime(2031, 5, 1, 9, 0, tzinfo=UTC)
    assert only(alone.replace("T09:00:00Z", "")).first_created is None


def test_what_is_said_of_a_part_of_the_item_is_set_apart():
    part = "<partMeta><headline>Scene one</headline><description>The wall</description></partMeta>"
    assert only(g2.item(part + g2.content_set(g2.xhtml(P)))).set_apart == ("Scene one", "The wall")


def test_tts_signal_and_subjects_are_understood():
    item = told(
        sent='<signal qcode="tt_sig:replace"/>',
        meta='<headline>Wall</headline><subject literal="TT:06000000:MIL"/><subject literal="x"/>',
    )

    assert item.signals == ("update",)
    assert [(each.scheme, each.code) for each in item.subjects] == [("subj", "06000000"), ("", "x")]

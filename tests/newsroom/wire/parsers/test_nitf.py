"""NITF: the dialects of the agencies, which story it is, and no word lost."""

from dataclasses import asdict
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom.wire.parsers.item import Skip, WireItem
from tests.newsroom.wire.parsers.nitf_copy import DIALECTS, LEAD, MORE, NAMESPACE, nitf, nitf_copy
from tests.newsroom.wire.parsers.nitf_reading import KARACHI, NOON, at, body, lost, one, parse


@given(
    seed=st.integers(0, 10_000),
    dialect=st.sampled_from(DIALECTS),
    count=st.integers(2, 12),
    marks=st.booleans(),
    extras=st.booleans(),
    namespaced=st.booleans(),
    wrapped=st.booleans(),
)
@settings(max_examples=150, deadline=None)
def test_no_word_is_lost_and_the_same_file_gives_the_same_item(
    seed, dialect, count, marks, extras, namespaced, wrapped
):
    data, _expected = nitf_copy(
        seed,
        dialect=dialect,
        paragraphs=count,
        marks=marks,
        extras=extras,
        namespaced=namespaced,
        wrapped=wrapped,
    )

    items = parse(data)

    assert not lost(data, items)
    assert parse(data) == items


SHAPES = {
    "as it comes": {},
    "inline marks": {"marks": True},
    "pictures, tables and lists": {"extras": True},
    "a name space": {"namespaced": True},
    "in other XML": {"wrapped": True, "marks": True},
    "a DOCTYPE": {"doctype": True, "extras": True},
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize("dialect", DIALECTS)
def test_copy_of_every_dialect_comes_in_right(dialect, shape):
    data, expected = nitf_copy(11, dialect=dialect, **shape)

    item = one(data)

    place, date = (item.dateline.place, item.dateline.date) if item.dateline else ("", "")
    assert asdict(expected) == {
        "guid": item.guid,
        "version": item.version,
        "headline": item.headline,
        "byline": item.byline,
        "place": place,
        "date": date,
        "credit": item.credit,
        "slugline": item.slugline,
        "category": item.category,
        "language": item.language,
        "paragraphs": tuple(body(item)),
        "notes": tuple(item.ednote.split("\n")) if item.ednote else (),
        "set_apart": item.set_apart,
        "codes": tuple(subject.code for subject in item.subjects),
        "captions": tuple(each.caption for each in item.media),
    }
    assert (item.pubstatus, item.signals, item.urgency) == ("usable", (), 5)
    assert item.version_created == datetime(2031, 5, 3, 5, 15, tzinfo=UTC)


# --- Which story, which version ---

URN = "urn:newsml:hbr.example:20310503:wall"


@pytest.mark.parametrize(
    ("ident", "docdata", "guid", "version"),
    [
        ("hbr:1", "", "hbr:1", "1"),
        ("hbr:1", '<du-key key="Wall" version="3"/>', "hbr:1", "3"),
        ("hbr:1", '<du-key key="Wall" generation="14" version="1"/>', "hbr:1", "14.1"),
        ("hbr:1", '<du-key key="Wall" generation="5"/>', "hbr:1", "5"),
        ("wall_47", '<du-key key="wall" version="48"/>', "wall", "48"),
        ("wall_47", '<du-key key="wall"/>', "wall", "47"),
        ("wall_b", '<du-key key="wall" version="2"/>', "wall_b", "2"),
        ("wall2", '<du-key key="wall" version="2"/>', "wall2", "2"),
        ("", '<doc-id regsrc="AP"/><du-key key="Wall" version="2"/>', "Wall", "2"),
        (f"{URN}:7", "", URN, "7"),
        (f"{URN}:2N", "", URN, "2"),
        ("urn:newsml:hbr.example:20310503:42", "", "urn:newsml:hbr.example:20310503:42", "1"),
    ],
)
def test_the_id_of_a_story_is_without_the_version(ident, docdata, guid, version):
    item = one(nitf(ident=ident, docdata=docdata))

    assert (item.guid, item.version) == (guid, version)


def test_copy_without_any_id_is_known_by_its_bytes():
    first, again, other = (
        one(nitf(ident="", content=f"<p>{text}</p>")).guid for text in (LEAD, LEAD, MORE)
    )

    assert first == again
    assert first != other
    assert first.startswith("sha256:")


# --- Facts about it ---


def test_a_reference_number_stands_for_three_levels_each_once():
    head = (
        '<tobject><tobject.subject tobject.subject.refnum="04005004" tobject.subject.type="Economy"'
        ' tobject.subject.matter="Transport" tobject.subject.detail="Waterways"/>'
        '<tobject.subject tobject.subject.refnum="04005000"/>'
        '<tobject.subject tobject.subject.ipr="HBR" tobject.subject.refnum="W1"'
        ' tobject.subject.matter="Walls"/>'
        '<tobject.subject tobject.subject.type="Ferries"/></tobject>'
    )

    found = [(each.code, each.scheme, each.name) for each in one(nitf(head=head)).subjects]

    assert found == [
        ("04000000", "IPTC", "Economy"),
        ("04005000", "IPTC", "Transport"),
        ("04005004", "IPTC", "Waterways"),
        ("W1", "HBR", "Walls"),
        ("", "", "Ferries"),
    ]


@pytest.mark.parametrize(
    ("said", "urgency"),
    [("1", 1), ("8", 8), ("04", 4), ("0", 5), ("x", 5), ("9" * 5000, 5), ("٣", 5)],
)
def test_urgency(said, urgency):
    assert one(nitf(docdata=f'<urgency ed-urg="{said}"/>')).urgency == urgency


def test_times_without_a_zone_are_the_feeds():
    data = nitf(issue="2031-05-03T10:15:00")

    assert one(data, zone=KARACHI).version_created == at(3, 5, 15)
    assert one(data).version_created == at(3, 10, 15)


@pytest.mark.parametrize(
    ("issue", "lines", "head", "created"),
    [
        ("", '<dateline><story.date norm="20310503T101500Z"/></dateline>', "", at(3, 10, 15)),
        ("", "", '<pubdata date.publication="20310503T101500Z"/>', at(3, 10, 15)),
        ("", "", "", NOON),
    ],
)
def test_without_a_date_of_issue_another_is_taken(issue, lines, head, created):
    item = one(nitf(issue=issue, lines=lines, head=head), received_at=NOON)

    assert item.version_created == created


def test_a_date_that_cannot_be_read_is_told():
    assert "date: “soon” cannot be read." in one(nitf(issue="soon")).warnings


def test_how_long_a_story_may_be_used_is_in_the_rights():
    docdata = (
        '<date.expire norm="20310603T101500+0500"/><doc.copyright holder="HBR" year="2031"/>'
        '<doc.rights type="All media" limitations="online"/>'
    )

    item = one(nitf(docdata=docdata, lines="<rights><rights.owner>Harbour</rights.owner></rights>"))

    assert item.rights == (
        "© 2031 HBR\nAll media\nonline\nHarbour\nNot to be used after 2031-06-03 05:15 UTC."
    )


def test_an_agency_named_above_a_text_that_signs_otherwise_is_in_the_rights():
    content = f"<p>QUETTA, May 3 (AFP) - {LEAD}</p><p>{MORE}</p>"
    lines = "<distributor>Harbour Wire</distributor>"

    signed, unsigned = one(nitf(lines=lines, content=content)), one(nitf(lines=lines))

    assert (signed.credit, signed.rights) == ("AFP", "Harbour Wire")
    assert (unsigned.credit, unsigned.rights) == ("Harbour Wire", "")


# --- Where NITF stands ---


def test_stories_in_one_envelope_are_each_an_item_in_order():
    stories = b"".join(nitf(ident=f"hbr:{n}").split(b"\n", 1)[1] for n in (1, 2))
    empty = b"<nitf><head/><body/></nitf>"

    found = parse(b"<stories>" + stories + empty + b"</stories>")

    assert [each.guid for each in found[:2] if isinstance(each, WireItem)] == ["hbr:1", "hbr:2"]
    assert isinstance(found[2], Skip)
    assert "neither a headline nor a text" in found[2].reason


@pytest.mark.parametrize("prefix", ["", "n:"])
def test_name_spaces_make_no_difference(prefix):
    data = nitf(attributes=f' xmlns="{NAMESPACE}"')
    if prefix:
        text = nitf().decode().replace("</", "</n:").replace("<", "<n:").replace("<n:/n:", "</n:")
        data = (
            text.replace("<n:?", "<?").replace("<n:nitf", f'<n:nitf xmlns:n="{NAMESPACE}"').encode()
        )

    assert one(data) == one(nitf())


def test_ansas_subject_stands_for_one_where_there_is_no_other():
    meta = '<meta name="category_iptc" content="04005000"/>'
    own = '<tobject><tobject.subject tobject.subject.refnum="06000000"/></tobject>'

    assert [each.code for each in one(nitf(head=meta)).subjects] == ["04000000", "04005000"]
    assert [each.code for each in one(nitf(head=meta + own)).subjects] == ["06000000"]

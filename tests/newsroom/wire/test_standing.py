"""Where versions come, and how a story stands, in whatever order they arrive."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.wire.identity import content_sha256, guid_of, version_key
from newsroom.wire.standing import KILL_NOTICE, NO_TIME, WITHHELD, Place, Version, place, standing

NOON = datetime(2031, 8, 11, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=6)


def version(
    number: str, text: str = "", pubstatus: str = "usable", embargo: datetime | None = None
) -> Version:
    return Version(version_key(number, None, text or number), pubstatus, embargo)


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        (("1.9", None, "a"), ("1.10", None, "a")),
        (("9", None, "a"), ("10", None, "a")),
        (("", None, "a"), ("1", None, "a")),
        (("2024-01-02T10:00", None, "a"), ("2024-01-02T11:00", None, "a")),
        # Of equal numbers the later, then the larger SHA-256.
        (("2", NOON, "b"), ("2.0", LATER, "a")),
        (("2", NOON, "a"), ("2", NOON, "b")),
        (("2", None, "b"), ("2", NOON, "a")),
    ],
)
def test_versions_go_by_number_then_time_then_sha256(older, newer):
    assert version_key(*older) < version_key(*newer)


def test_a_trailing_zero_makes_no_newer_version():
    assert version_key("1.0", NOON, "a") == version_key("1", NOON, "a")


def test_copy_without_an_id_is_known_by_its_bytes():
    assert guid_of({"guid": ""}, "ab12", 0) == "sha256:ab12"
    assert guid_of({"guid": ""}, "ab12", 2) == "sha256:ab12#2"


def test_a_monstrous_id_fits_and_stays_distinct():
    first, second = guid_of({"guid": "x" * 900 + "1"}, "", 0), guid_of({"guid": "x" * 900}, "", 0)
    assert len(first) <= 500
    assert first != second


def test_the_same_words_on_another_way_are_the_same_content():
    item = {"headline": "Ferry stops", "body_html": "<p>It blew.</p>", "pubstatus": "usable"}
    other_way = {**item, "set_apart": ["ZCZC"], "version": "2", "warnings": ["dateline"]}
    assert content_sha256(item) == content_sha256(other_way)
    assert content_sha256(item) != content_sha256({**item, "pubstatus": "withheld"})
    assert content_sha256(item) != content_sha256({**item, "headline": "Ferry sails"})


@pytest.mark.parametrize(
    ("here", "comes", "expected"),
    [
        ([], version("1"), Place.FIRST),
        ([version("1")], version("2"), Place.NEWER),
        ([version("2")], version("1"), Place.STALE),
        ([version("1"), version("2")], version("1"), Place.REPEAT),
        # A new number on the same words brings nothing new.
        ([version("1", "words")], version("2", "words"), Place.REPEAT),
        # Back to the words before: that is a change.
        ([version("1", "words"), version("2", "others")], version("3", "words"), Place.NEWER),
        # A notice that it was killed is no text of it.
        ([version("1", pubstatus="canceled")], version("1", "words"), Place.FIRST),
    ],
)
def test_where_a_version_comes(here, comes, expected):
    assert place(comes, here) is expected


@pytest.mark.parametrize(
    ("versions", "until", "hold"),
    [
        ([version("1")], None, ""),
        ([version("1", embargo=NOON)], NOON, ""),
        # A later version that says nothing of the embargo does not lift it.
        ([version("1", embargo=NOON), version("2")], NOON, ""),
        ([version("1", embargo=NOON), version("2", embargo=LATER), version("3")], LATER, ""),
        ([version("1", pubstatus="embargoed"), version("2")], None, NO_TIME),
        ([version("1", pubstatus="embargoed"), version("2", embargo=NOON)], NOON, ""),
        ([version("1"), version("2", pubstatus="withheld")], None, WITHHELD),
        ([version("1", pubstatus="withheld"), version("2")], None, ""),
        ([version("1"), version("2", pubstatus="canceled"), version("3")], None, KILL_NOTICE),
    ],
)
def test_how_a_story_stands(versions, until, hold):
    for order in itertools.permutations(versions):
        assert (standing(order).embargo_until, standing(order).hold) == (until, hold)


def test_only_an_embargo_to_come_or_a_hold_bars():
    assert standing([version("1", embargo=LATER)]).bars(NOON)
    assert not standing([version("1", embargo=NOON)]).bars(LATER)
    assert not standing([version("1", embargo=NOON)]).bars(NOON)
    assert standing([version("1", pubstatus="withheld")]).bars(NOON)


VERSIONS = st.builds(
    version,
    st.sampled_from(["1", "1.9", "1.10", "2"]),
    st.sampled_from(["a", "b", "c"]),
    st.sampled_from(["usable", "embargoed", "withheld", "canceled"]),
    st.sampled_from([None, NOON, LATER]),
)


@given(st.lists(VERSIONS, max_size=5, unique_by=lambda each: each.key), st.randoms())
def test_the_order_of_arrival_does_not_matter(versions, random):
    shuffled = list(versions)
    random.shuffle(shuffled)
    assert _newest(versions) == _newest(shuffled)
    assert standing(versions) == standing(shuffled)


def _newest(arriving):
    """The words that the story has in the end, as the inbox follows them."""
    current = None
    here = []
    for each in arriving:
        if not each.is_kill and place(each, here) in {Place.FIRST, Place.NEWER}:
            current = each.key[-1]
        here.append(each)
    return current

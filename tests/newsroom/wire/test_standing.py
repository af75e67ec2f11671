"""Where versions come, and how a story stands, in whatever order they arrive."""

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.wire.identity import content_sha256, guid_of, version_key
from newsroom.wire.standing import (
    KILL_NOTICE,
    NO_TIME,
    WITHHELD,
    Place,
    Standing,
    Version,
    owed_additions,
    place,
    standing,
    stands,
)

NOON = datetime(2031, 8, 11, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=6)


def version(
    number: str,
    text: str = "",
    pubstatus: str = "usable",
    embargo: datetime | None = None,
    **said: Any,
) -> Version:
    return Version(version_key(number, None, text or number), pubstatus, embargo, **said)


def addition(number: str, words: int = 20, text: str = "") -> Version:
    return version(number, text or f"more in {number}", words=words, is_addition=True)


def story(number: str, words: int = 100) -> Version:
    return version(number, words=words)


def line(number: str, pubstatus: str = "usable") -> Version:
    """A headline and no text."""
    return version(number, f"line {number}", pubstatus, words=0)


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
        # What brings no text buries none, whichever comes first.
        ([version("1")], line("3", "withheld"), Place.NOTICE),
        ([line("3", "withheld")], version("1"), Place.FIRST),
        ([version("1")], line("3"), Place.NOTICE),
        ([line("3")], version("1"), Place.NEWER),
        ([line("3", "withheld")], line("3", "withheld"), Place.REPEAT),
        ([line("3", "withheld")], line("2", "withheld"), Place.STALE),
        # An alert is a story until its text comes; a second alert follows the first.
        ([], line("1"), Place.FIRST),
        ([line("1")], line("2"), Place.NEWER),
        ([line("2")], line("1"), Place.STALE),
        ([], version("1", type="package", words=0), Place.NOTICE),
        ([version("1", type="package", words=0)], version("1", "words"), Place.FIRST),
    ],
)
def test_where_a_version_comes(here, comes, expected):
    assert place(comes, here) is expected


@pytest.mark.parametrize(
    ("here", "comes", "expected"),
    [
        ([], addition("2"), Place.FIRST),
        ([story("1")], addition("2"), Place.ADDITION),
        ([addition("2")], story("1"), Place.NEWER),
        ([story("3")], addition("2"), Place.STALE),
        ([story("1"), addition("2")], addition("2"), Place.REPEAT),
        ([story("1"), addition("2", text="more")], addition("3", text="more"), Place.REPEAT),
        ([addition("2")], addition("3"), Place.ADDITION),
        ([addition("3")], addition("2"), Place.NEWER),
        # Written anew with more in it: by its length it is no paragraph.
        ([story("1")], addition("2", words=60), Place.NEWER),
        ([story("1")], addition("2", words=59), Place.ADDITION),
        ([addition("2", words=60)], story("1"), Place.STALE),
    ],
)
def test_where_an_addition_comes(here, comes, expected):
    assert place(comes, here) is expected


@pytest.mark.parametrize(
    ("versions", "stands_for_it", "are_owed"),
    [
        ([], None, []),
        ([story("1")], "1", []),
        ([line("1"), story("2"), line("3")], "2", []),
        ([line("1"), line("2")], "line 2", []),
        ([story("1"), addition("2")], "1", ["more in 2"]),
        ([story("1"), addition("2"), story("3")], "3", []),
        ([story("1"), addition("2"), addition("3")], "1", ["more in 2", "more in 3"]),
        ([story("1"), addition("2", words=80)], "more in 2", []),
        ([addition("2"), addition("3")], "more in 2", ["more in 3"]),
    ],
)
def test_which_words_are_the_story_and_what_is_owed_to_it(versions, stands_for_it, are_owed):
    for order in itertools.permutations(versions):
        found = stands(order)
        assert (found and found.key[-1]) == stands_for_it
        assert [each.key[-1] for each in owed_additions(order)] == are_owed


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


def test_what_forbids_the_whole_forbids_each_part():
    held, embargoed = (
        standing([version("1", pubstatus="withheld")]),
        standing([version("1", embargo=NOON)]),
    )
    free = standing([version("1")])
    assert free.under(held) == held
    assert held.under(free) == held
    assert embargoed.under(held) == Standing(NOON, WITHHELD, is_withheld=True)
    assert embargoed.under(standing([version("1", embargo=LATER)])).embargo_until == LATER


def test_a_kill_in_words_does_not_hide_that_the_story_is_withheld():
    notice = version("1", "KILL", pubstatus="canceled")
    assert standing([notice, version("2", pubstatus="withheld")]).is_withheld
    assert not standing([notice, version("2")]).is_withheld


def test_only_an_embargo_to_come_or_a_hold_bars():
    assert standing([version("1", embargo=LATER)]).bars(NOON)
    assert not standing([version("1", embargo=NOON)]).bars(LATER)
    assert not standing([version("1", embargo=NOON)]).bars(NOON)
    assert standing([version("1", pubstatus="withheld")]).bars(NOON)


# The same words are as long, and call themselves an addition or not, whenever they come.
TEXTS: dict[str, dict[str, Any]] = {
    "a": {"words": 100},
    "b": {"words": 50},
    "c": {"words": 0},
    "d": {"words": 5, "is_addition": True},
    "e": {"words": 40, "is_addition": True},
}
VERSIONS = st.builds(
    lambda number, text, pubstatus, embargo: version(
        number, text, pubstatus, embargo, **TEXTS[text]
    ),
    st.sampled_from(["1", "1.9", "1.10", "2"]),
    st.sampled_from(sorted(TEXTS)),
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
        before = stands(here)
        if place(each, here) in {Place.FIRST, Place.NEWER}:
            current = each.key[-1]
        here.append(each)
        now = stands(here)
        if before and now.key[-1] not in {before.key[-1], each.key[-1]}:
            current = now.key[-1]
    return current

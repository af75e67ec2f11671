"""The stamp rules R1-R16 as a table, and as laws over random histories."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.publishing.stamps import (
    GRACE,
    Kind,
    Pressed,
    StampError,
    check_reclassify,
    is_in_news_sitemap,
    is_old,
    kind_for,
    stamps,
    suggested_kind,
)

NINE = datetime(2024, 5, 7, 9, 0, tzinfo=UTC)


def minutes(number: float) -> datetime:
    return NINE + timedelta(minutes=number)


@pytest.mark.parametrize(
    ("history", "updated"),
    [
        pytest.param([("first", 0)], None, id="published once"),
        pytest.param([("first", 0), ("minor", 600)], None, id="a typo fixed hours later"),
        pytest.param([("first", 0), ("minor", 1), ("minor", 2)], None, id="many typos"),
        pytest.param([("first", 0), ("update", 5)], None, id="an update within the grace"),
        pytest.param([("first", 0), ("update", 10)], None, id="the grace's last instant"),
        pytest.param([("first", 0), ("update", 10.001)], 10.001, id="just after the grace"),
        pytest.param([("first", 0), ("correction", 1)], 1, id="a correction in the grace"),
        pytest.param([("first", 0), ("clarification", 1)], 1, id="a clarification in the grace"),
        pytest.param([("first", 0), ("retraction", 1)], 1, id="a retraction in the grace"),
        pytest.param([("first", 0), ("update", 60), ("minor", 90)], 60, id="a typo in an update"),
        pytest.param([("first", 0), ("update", 60), ("update", 90)], 90, id="updated twice"),
        pytest.param([("first", 0), ("update", 60), ("correction", 70)], 70, id="then corrected"),
        pytest.param([("first", 0), ("update", 60), ("first", 99)], None, id="relaunched"),
        pytest.param([("first", 0), ("first", 99), ("update", 105)], None, id="grace of relaunch"),
        pytest.param([("first", 0), ("first", 99), ("update", 120)], 120, id="relaunch, updated"),
    ],
)
def test_updated_moves_only_with_what_readers_are_owed(history, updated):
    pressed = [Pressed(Kind(kind), minutes(at)) for kind, at in history]

    expected = None if updated is None else minutes(updated)
    assert stamps(pressed).updated_at == expected


def test_a_relaunch_has_a_new_first_date_and_keeps_the_original_one():
    dates = stamps([Pressed(Kind.FIRST, minutes(0)), Pressed(Kind.FIRST, minutes(99))])

    assert dates.first_published_at == minutes(99)
    assert dates.originally_published_at == minutes(0)


def test_what_was_launched_once_has_no_original_date():
    assert stamps([Pressed(Kind.FIRST, NINE)]).originally_published_at is None


@pytest.mark.parametrize("history", [[], [("minor", 0)], [("update", 0), ("first", 1)]])
def test_a_history_begins_with_a_first_publication(history):
    with pytest.raises(StampError):
        stamps([Pressed(Kind(kind), minutes(at)) for kind, at in history])


@pytest.mark.parametrize(
    ("asked", "note", "published", "kind"),
    [
        (None, "", False, Kind.FIRST),
        ("first", "", False, Kind.FIRST),
        (None, "", True, Kind.MINOR),
        ("update", "", True, Kind.UPDATE),
        ("update", "More voices.", True, Kind.UPDATE),
        ("correction", "It was six, not five.", True, Kind.CORRECTION),
    ],
)
def test_a_publish_gets_the_kind_asked_for_or_the_modest_one(asked, note, published, kind):
    assert kind_for(asked, note, published=published) is kind


@pytest.mark.parametrize(
    ("asked", "note", "published", "says"),
    [
        ("first", "", True, "published before"),
        ("update", "", False, "never been published"),
        ("correction", "  ", True, "needs a note"),
        ("clarification", "", True, "needs a note"),
        ("retraction", "", True, "needs a note"),
        ("rewrite", "", True, "choose one of"),
    ],
)
def test_a_kind_that_does_not_fit_is_refused_in_words(asked, note, published, says):
    with pytest.raises(StampError, match=says):
        kind_for(asked, note, published=published)


@pytest.mark.parametrize(
    ("changed", "agency", "kind"),
    [
        (False, False, "minor"),
        (False, True, "minor"),
        (True, False, "update"),
        (True, True, "correction"),
    ],
)
def test_the_suggestion_follows_what_readers_would_read(changed, agency, kind):
    assert suggested_kind(readers_text_changed=changed, agency_correction=agency) == kind


@pytest.mark.parametrize(
    ("was", "becomes", "note", "hours"),
    [("update", "minor", "", 1), ("minor", "update", "", 24), ("minor", "correction", "Six.", 1)],
)
def test_the_last_change_may_be_classed_anew_within_a_day(was, becomes, note, hours):
    last = Pressed(Kind(was), NINE)

    check_reclassify(last, Kind(becomes), note, now=NINE + timedelta(hours=hours))


@pytest.mark.parametrize(
    ("was", "becomes", "note", "hours"),
    [
        ("update", "minor", "", 24.1),
        ("first", "update", "", 1),
        ("update", "first", "", 1),
        ("minor", "correction", "", 1),
        ("correction", "minor", "", 1),
        ("retraction", "update", "", 1),
    ],
)
def test_what_readers_were_told_is_not_taken_back(was, becomes, note, hours):
    last = Pressed(Kind(was), NINE)

    with pytest.raises(StampError):
        check_reclassify(last, Kind(becomes), note, now=NINE + timedelta(hours=hours))


def test_a_story_says_its_age_from_the_thirtieth_day_unless_it_is_evergreen():
    assert not is_old(NINE, NINE + timedelta(days=29, hours=23))
    assert is_old(NINE, NINE + timedelta(days=30))
    assert not is_old(NINE, NINE + timedelta(days=400), evergreen=True)


def test_the_news_sitemap_counts_from_first_publication():
    assert is_in_news_sitemap(NINE, NINE + timedelta(days=2))
    assert not is_in_news_sitemap(NINE, NINE + timedelta(days=2, seconds=1))


steps = st.lists(st.tuples(st.sampled_from(list(Kind)), st.integers(1, 5_000_000)), max_size=30)


@given(steps)
def test_over_any_history_modified_is_never_before_published(history):
    pressed, at = [Pressed(Kind.FIRST, NINE)], NINE
    for kind, seconds in history:
        at += timedelta(seconds=seconds)
        pressed.append(Pressed(kind, at))

    dates = stamps(pressed)

    assert dates.modified_at >= dates.first_published_at
    assert dates.updated_at is None or dates.updated_at > dates.first_published_at
    assert dates.modified_at <= at
    assert dates.originally_published_at is None or dates.originally_published_at == NINE


@given(steps, st.integers(1, 1000))
def test_over_any_history_a_minor_fix_changes_no_date(history, seconds):
    pressed, at = [Pressed(Kind.FIRST, NINE)], NINE
    for kind, step in history:
        at += timedelta(seconds=step)
        pressed.append(Pressed(kind, at))
    fix = Pressed(Kind.MINOR, at + timedelta(seconds=seconds))

    assert stamps([*pressed, fix]) == stamps(pressed)


@given(st.timedeltas(min_value=timedelta(microseconds=1), max_value=timedelta(days=3)))
def test_an_update_stamps_exactly_when_the_grace_is_over(after):
    updated = stamps([Pressed(Kind.FIRST, NINE), Pressed(Kind.UPDATE, NINE + after)]).updated_at

    assert (updated is not None) == (after > GRACE)

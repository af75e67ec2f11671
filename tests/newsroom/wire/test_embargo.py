"""Embargo lines resolved to an instant, or held."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.wire.embargo import find_embargo

# A Wednesday.
RECEIVED = datetime(2026, 9, 30, 10, 0, tzinfo=UTC)
KARACHI = ZoneInfo("Asia/Karachi")


def until(*lines, zone=KARACHI):
    embargo = find_embargo(lines, zone=zone, received=RECEIVED)
    assert embargo is not None
    return embargo.until


@pytest.mark.parametrize(
    ("line", "instant"),
    [
        ("STRICTLY EMBARGOED TO 0001 BST FRIDAY", "2026-10-01T23:01"),
        ("EMBARGOED UNTIL 2026-10-02T06:00:00Z", "2026-10-02T06:00"),
        ("EMBARGOED UNTIL 2026-10-02T06:00:00+05:00", "2026-10-02T01:00"),
        ("EMBARGOED UNTIL 2026-10-02 06:00", "2026-10-02T01:00"),
        ("Not for public release until 12noon on Friday, October 2", "2026-10-02T07:00"),
        ("EMBARGOED UNTIL 6 pm, October 2", "2026-10-02T13:00"),
        ("EMBARGO: 3 October 2026, 18:30 GMT", "2026-10-03T18:30"),
        ("EMBARGOED FOR 0001 GMT OCT 3", "2026-10-03T00:01"),
        ("SPERRFRIST: 2. Oktober 2026, 10:00 Uhr MESZ", "2026-10-02T08:00"),
        ("EMBARGOED UNTIL 10:00 PKT OCT 2", "2026-10-02T05:00"),
        ("NOT FOR RELEASE BEFORE 9.30 a.m. EST, Oct. 2, 2026", "2026-10-02T14:30"),
        ("EMBARGOED UNTIL 10:00 GMT+5 OCT 2", "2026-10-02T05:00"),
        ("EMBARGOED UNTIL 10:00 London time, 2 October", "2026-10-02T09:00"),
        ("EMBARGO UNTIL 0001 HOURS (+0500) 2 OCT 2026", "2026-10-01T19:01"),
        ("Embargoed until 1800 hrs on October 2", "2026-10-02T13:00"),
        # Words beside the time that stand for a clock.
        ("EMBARGOED UNTIL 6 pm ET, October 2", "2026-10-02T22:00"),
        ("EMBARGOED UNTIL 18:00 Pacific, October 2", "2026-10-03T01:00"),
        ("EMBARGOED UNTIL 18:00 (UK) October 2", "2026-10-02T17:00"),
        ("EMBARGOED UNTIL 10:00 cest, 2 October", "2026-10-02T08:00"),
        # The line may be a sentence.
        ("This story is under strict embargo until 0600 GMT October 2", "2026-10-02T06:00"),
        # Months and orders in the languages of other services.
        ("EMBARGO HASTA LAS 18:00 GMT DEL 2 DE DICIEMBRE DE 2026", "2026-12-02T18:00"),
        ("EMBARGADO HASTA 18:00 GMT, 2 dic 2026", "2026-12-02T18:00"),
        ("EMBARGO FINO ALLE 18:00 GMT, 2 ott", "2026-10-02T18:00"),
        ("SOTTO EMBARGO: 2 lug 2027, 18:00 GMT", "2027-07-02T18:00"),
        ("SOUS EMBARGO JUSQU'AU 2 aou 2027, 18h00 GMT", "2027-08-02T18:00"),
        ("EMBARGO JUSQU'AU 2 DECEMBRE 18h00 GMT", "2026-12-02T18:00"),
        ("EMBARGO ATÉ 2 de dezembro, 18:00 GMT", "2026-12-02T18:00"),
        ("ONDER EMBARGO TOT 2 mrt 2027 18:00 CET", "2027-03-02T17:00"),
        ("SPERRFRIST: 2. Jän 2027, 10:00 MEZ", "2027-01-02T09:00"),
        ("EMBARGO TIL 2. desember 2026, 10:00 CET", "2026-12-02T09:00"),
        # The year is the nearest.
        ("EMBARGOED UNTIL 0600 GMT JAN 2", "2027-01-02T06:00"),
    ],
)
def test_a_clear_embargo_is_an_instant(line, instant):
    assert until(line) == datetime.fromisoformat(instant).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "line",
    [
        "EMBARGOED UNTIL FRIDAY",
        "EMBARGOED UNTIL OCTOBER 2",
        "EMBARGOED",
        "Adv13",
        "HOLD FOR RELEASE",
        "For Release MON AMs Aug. 3",
        # India, Ireland or Israel?
        "EMBARGOED UNTIL 10:00 IST OCT 2",
        "EMBARGOED UNTIL 10:00 local time OCT 2",
        "EMBARGOED UNTIL 10:00 Ruritanian OCT 2",
        "EMBARGOED UNTIL 10:00 31 February",
        "EMBARGOED UNTIL 99:99 October 2",
        # Which midnight?
        "EMBARGOED UNTIL MIDNIGHT FRIDAY",
        # October 2 is a Friday.
        "EMBARGOED UNTIL Thursday October 2 10:00",
        # Today, or in a week?
        "EMBARGOED UNTIL 10:00 WEDNESDAY",
        "EMBARGOED UNTIL 10:00 or 11:00 October 2",
        "EMBARGOED UNTIL 10:00 2 October or 3 October",
        # Morning or evening?
        "EMBARGOED UNTIL 8:30 October 2",
    ],
)
def test_an_unclear_embargo_is_held(line):
    assert until(line) is None


def test_a_time_that_the_clock_skips_is_held_and_of_two_the_later_counts():
    berlin = ZoneInfo("Europe/Berlin")

    assert until("EMBARGOED UNTIL 2027-03-28 02:30", zone=berlin) is None
    assert until("EMBARGOED UNTIL 2026-10-25 02:30", zone=berlin) == datetime(
        2026, 10, 25, 1, 30, tzinfo=UTC
    )


def test_date_and_time_may_stand_on_the_next_line():
    assert until("EMBARGOED UNTIL", "0600 GMT, 2 October 2026") == datetime(
        2026, 10, 2, 6, 0, tzinfo=UTC
    )


@pytest.mark.parametrize("line", ["", "The grain embargo ended on Friday.", "Flood wall opens"])
def test_other_lines_are_no_embargo(line):
    assert find_embargo([line], zone=KARACHI, received=RECEIVED) is None


@given(st.text(max_size=120))
def test_whatever_follows_the_word_nothing_breaks(text):
    embargo = find_embargo([f"EMBARGOED UNTIL {text}"], zone=KARACHI, received=RECEIVED)

    assert embargo is None or embargo.until is None or embargo.until.tzinfo is UTC

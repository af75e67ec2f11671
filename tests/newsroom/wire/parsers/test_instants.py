"""Points in time, as agencies write them."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.wire.parsers.instants import day_in, instant, is_date_alone, zone_in

OSLO = ZoneInfo("Europe/Oslo")


def at(year, month, day, hour=0, minute=0, second=0, micro=0) -> datetime:
    return datetime(year, month, day, hour, minute, second, micro, UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # ISO 8601, long and short
        ("2031-05-03T10:15:30Z", at(2031, 5, 3, 10, 15, 30)),
        ("20310503T101530Z", at(2031, 5, 3, 10, 15, 30)),
        ("20310503T101530+0500", at(2031, 5, 3, 5, 15, 30)),
        ("2031-05-03T10:15:30-05:30", at(2031, 5, 3, 15, 45, 30)),
        ("2031-05-03 10:15:30 +05", at(2031, 5, 3, 5, 15, 30)),
        ("20310503T1015Z", at(2031, 5, 3, 10, 15)),
        ("20310503101530Z", at(2031, 5, 3, 10, 15, 30)),
        ("2031-05-03T10:15:30.25Z", at(2031, 5, 3, 10, 15, 30, 250_000)),
        ("2031-05-03T10:15:30,1234567Z", at(2031, 5, 3, 10, 15, 30, 123_456)),
        ("2031-05-03 10:15:30 GMT+05:00", at(2031, 5, 3, 5, 15, 30)),
        ("2031-05-03 10:15 UTC", at(2031, 5, 3, 10, 15)),
        ("2031-05-03T10:15:30z", at(2031, 5, 3, 10, 15, 30)),
        (" 2031-05-03T10:15:30Z\n", at(2031, 5, 3, 10, 15, 30)),
        ("20310503T240000Z", at(2031, 5, 4)),
        ("20301231T235960Z", at(2031, 1, 1)),
        # no zone: the feed's
        ("20310503T101530", at(2031, 5, 3, 8, 15, 30)),
        ("20310103T101530", at(2031, 1, 3, 9, 15, 30)),
        ("2031-05-03", at(2031, 5, 2, 22)),
        ("20310503", at(2031, 5, 2, 22)),
        # where the clocks go back, the later; where they jump, the moment all the same
        ("20311026T023000", at(2031, 10, 26, 1, 30)),
        ("20310330T023000", at(2031, 3, 30, 1, 30)),
        # RFC 822 and what feeds make of it
        ("Sat, 03 May 2031 10:15:30 GMT", at(2031, 5, 3, 10, 15, 30)),
        ("Sat, 3 May 2031 10:15:30 +0500", at(2031, 5, 3, 5, 15, 30)),
        ("Sat, 03 May 2031 10:15:30 +05:00", at(2031, 5, 3, 5, 15, 30)),
        ("Sat, 03 May 2031 10:15:30 GMT+5", at(2031, 5, 3, 5, 15, 30)),
        ("Sat, 03 May 2031 10:15:30 EST", at(2031, 5, 3, 15, 15, 30)),
        ("Sat, 03 May 2031 10:15:30 CEST", at(2031, 5, 3, 8, 15, 30)),
        ("Sat, 03 May 2031 10:15:30 PKT", at(2031, 5, 3, 5, 15, 30)),
        ("Sat, 03 May 2031 10:15:30 -0000", at(2031, 5, 3, 10, 15, 30)),
        ("03 May 31 10:15 Z", at(2031, 5, 3, 10, 15)),
        ("Sat, 03 May 2031 10:15:30", at(2031, 5, 3, 8, 15, 30)),
        # India's or Israel's: nobody can tell, so the feed's
        ("Sat, 03 May 2031 10:15:30 IST", at(2031, 5, 3, 8, 15, 30)),
    ],
)
def test_an_instant_is_read_in_every_way_that_it_is_written(text, expected):
    found = instant(text, OSLO)

    assert found == expected
    assert found.tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    [
        None, "", "  ", "soon", "20310503T990000Z", "20311303", "2031-02-30", "24:00", "99999999",
        "20310503T240001Z", "2031-05-03T10:15:30+99:00", "0001-01-01T00:00:00+10:00",
        "Sat, 99 May 2031 10:15:30 GMT", "4/4/2018", "x" * 1_000_000, "٢٠٣١-99-٠٣",
    ],
)  # fmt: skip
def test_what_names_no_instant_gives_none(text):
    assert instant(text, OSLO) is None


@given(
    st.datetimes(min_value=datetime(1900, 1, 2), max_value=datetime(2200, 1, 1)),  # noqa: DTZ001
    st.integers(-14 * 60, 14 * 60),
)
def test_an_instant_written_out_is_read_back(local, minutes):
    moment = local.replace(tzinfo=timezone(timedelta(minutes=minutes)), microsecond=0)

    for text in (moment.isoformat(), moment.strftime("%Y%m%dT%H%M%S%z")):
        assert instant(text, OSLO) == moment
    assert instant(moment.strftime("%a, %d %b %Y %H:%M:%S %z"), OSLO) == moment


@given(st.text(max_size=80) | st.from_regex(r"[0-9T:+ .Z-]{0,30}", fullmatch=True))
def test_any_text_gives_an_instant_in_utc_or_none(text):
    found = instant(text, OSLO)

    assert found is None or found.tzinfo is UTC
    assert isinstance(is_date_alone(text), bool)
    assert day_in(text) is None or isinstance(day_in(text), date)
    zone_in(text)


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("2031-05-03", True), ("20310503", True), ("20310503T1015", False), ("soon", False),
        ("", False), (None, False),
    ],
)  # fmt: skip
def test_a_date_alone_names_no_time(text, alone):
    assert is_date_alone(text) is alone


def test_the_day_is_the_one_that_is_written_whatever_the_zone():
    assert day_in("20310503T235900-1100") == date(2031, 5, 3)
    assert day_in("2031-05-03") == date(2031, 5, 3)
    assert day_in("Sat, 03 May 2031 10:15:30 GMT") is None
    assert day_in("20311399") is None


def test_a_zone_is_told_by_a_shift_and_greenwich_tells_none():
    assert zone_in("20310503T101530+0500") == timezone(timedelta(hours=5))
    for text in (
        "20310503T101530Z",
        "20310503T101530+0000",
        "20310503T101530",
        "20310503T10+99",
        "",
    ):
        assert zone_in(text) is None

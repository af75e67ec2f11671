"""Times as editors type them: gaps refused, doubled hours asked about, zones named."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from newsroom.publishing.admin.times import ZonedTimeField


@pytest.mark.parametrize(
    ("zone", "typed", "instant"),
    [
        ("Asia/Karachi", "2026-05-07T14:05", datetime(2026, 5, 7, 9, 5, tzinfo=UTC)),
        ("Asia/Karachi", "2026-05-07 14:05:33", datetime(2026, 5, 7, 9, 5, 33, tzinfo=UTC)),
        # Set before the clocks change for after it: the hour on the wall is what counts.
        ("Europe/Berlin", "2026-03-30T09:00", datetime(2026, 3, 30, 7, 0, tzinfo=UTC)),
        ("America/New_York", "2026-11-02T09:00", datetime(2026, 11, 2, 14, 0, tzinfo=UTC)),
    ],
)
def test_an_hour_that_exists_once_is_that_instant(zone: str, typed: str, instant: Any) -> None:
    with timezone.override(zone):
        assert ZonedTimeField().clean([typed, ""]) == instant


@pytest.mark.parametrize(
    ("zone", "typed"),
    [
        ("Europe/Berlin", "2026-03-29T02:30"),
        ("America/New_York", "2026-03-08T02:30"),
        ("Australia/Lord_Howe", "2026-10-04T02:15"),
    ],
)
def test_an_hour_that_does_not_exist_is_refused(zone: str, typed: str) -> None:
    with timezone.override(zone), pytest.raises(ValidationError, match="clocks go forward"):
        ZonedTimeField().clean([typed, ""])


@pytest.mark.parametrize(
    ("zone", "typed", "earlier", "later"),
    [
        ("Europe/Berlin", "2026-10-25T02:30", (0, 30), (1, 30)),
        ("America/New_York", "2026-11-01T01:30", (5, 30), (6, 30)),
        ("Australia/Lord_Howe", "2026-04-05T01:45", (14, 45), (15, 15)),
    ],
)
def test_a_doubled_hour_is_asked_about_and_kept(
    zone: str, typed: str, earlier: tuple[int, int], later: tuple[int, int]
) -> None:
    field = ZonedTimeField()
    with timezone.override(zone):
        with pytest.raises(ValidationError, match="comes twice"):
            field.clean([typed, ""])
        instants = [field.clean([typed, which]).astimezone(UTC) for which in "01"]
        assert [(at.hour, at.minute) for at in instants] == [earlier, later]
        # What was chosen is what the form shows and saves again.
        widget: Any = field.widget
        for at in instants:
            assert field.clean(widget.decompress(at)).astimezone(UTC) == at
            assert not field.has_changed(at, widget.decompress(at))


def test_the_zone_stands_beside_the_time_and_both_hours_are_offered() -> None:
    widget = ZonedTimeField().widget
    with timezone.override("Europe/Berlin"):
        once = widget.render("at", datetime(2026, 7, 1, 12, 0, tzinfo=UTC), {"id": "id_at"})
        twice = widget.render("at", datetime(2026, 10, 25, 1, 30, tzinfo=UTC), {"id": "id_at"})
    assert "CEST" in once
    assert "Europe/Berlin" in once
    assert "<select" not in once
    assert '<option value="1" selected>CET</option>' in twice


@pytest.mark.parametrize("typed", ["soon", "2026-13-40T25:00", "9999-12-31T23:59", "-1"])
def test_nonsense_is_refused_in_words(typed: str) -> None:
    with pytest.raises(ValidationError, match="Write a date and a time"):
        ZonedTimeField().clean([typed, ""])


def test_a_leap_day_is_a_day_like_others() -> None:
    assert ZonedTimeField().clean(["2028-02-29T23:59:59", ""]).day == 29

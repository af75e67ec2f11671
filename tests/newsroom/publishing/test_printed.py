"""Dates, ages and names as readers see them in print."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from newsroom.publishing.printed import age, byline_lines, day, iso, moment, names


def test_the_sites_clock_decides_the_day():
    at = datetime(2024, 5, 6, 23, 30, tzinfo=UTC)

    assert day(at) == "07 May, 2024"
    assert moment(at) == "07 May, 2024 04:30 PKT"
    assert iso(at) == "2024-05-07T04:30:00+05:00"


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Europe/Berlin", "27 Oct, 2024 02:30 CEST"),
        ("Asia/Tashkent", "27 Oct, 2024 05:30 UTC+05"),
        ("UTC", "27 Oct, 2024 00:30 UTC"),
    ],
)
def test_the_zone_is_named(zone: str, words: str):
    with timezone.override(zone):
        assert moment(datetime(2024, 10, 27, 0, 30, tzinfo=UTC)) == words


@pytest.mark.parametrize(
    ("first", "now", "words"),
    [
        ("2024-01-31", "2024-03-01", "1 month"),
        ("2024-01-15", "2024-02-14", "1 month"),
        ("2024-01-15", "2024-03-15", "2 months"),
        ("2023-03-15", "2024-03-14", "11 months"),
        ("2023-03-15", "2024-03-15", "1 year"),
        ("2012-08-11", "2024-08-12", "12 years"),
    ],
)
def test_an_age_is_told_in_whole_months_or_years(first: str, now: str, words: str):
    at = [datetime.fromisoformat(f"{on}T12:00:00+00:00") for on in (first, now)]

    assert age(*at) == words


@pytest.mark.parametrize(
    ("printed", "line"),
    [([], ""), (["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "C"], "A, B and C")],
)
def test_names_are_joined_as_in_print(printed: list[str], line: str):
    assert names(printed) == line


def test_lines_come_in_the_order_of_the_roles():
    bylines = [
        {"name": "Lens", "role": "photographs"},
        {"name": "Second", "role": "writer"},
        {"name": "", "role": "editing"},
    ]

    assert byline_lines(bylines) == [("By", "Second"), ("Photographs by", "Lens")]

"""The lines that tell the desk when no worker is at work, or the cache in front not told."""

from datetime import UTC, datetime, timedelta

import pytest

from newsroom.delivery.purging.backlog import Waiting
from newsroom.delivery.templatetags.pulse_line import unpurged_warning, warning

NOW = datetime(2024, 5, 7, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("silent_for", "words"),
    [
        (timedelta(0), ""),
        (timedelta(seconds=30), ""),
        (timedelta(seconds=31), "not been heard of for 31 seconds"),
        (timedelta(seconds=60), "not been heard of for 1 minute:"),
        (timedelta(minutes=3, seconds=20), "not been heard of for 3 minutes:"),
        (timedelta(hours=1), "not been heard of for 1 hour:"),
        (timedelta(days=3), "not been heard of for 3 days:"),
    ],
)
def test_the_warning_says_how_long_the_worker_was_silent(silent_for: timedelta, words: str) -> None:
    said = warning(NOW - silent_for, NOW)
    assert words in said
    assert bool(words) == bool(said)


def test_without_any_worker_the_warning_says_so() -> None:
    assert warning(None, NOW).startswith("No worker is running")


@pytest.mark.parametrize(
    ("waits", "words"),
    [
        (Waiting(), ""),
        (Waiting(3, 29), ""),
        (Waiting(1, 30), "told of 1 change for 30 seconds:"),
        (Waiting(2, 150), "told of 2 changes for 2 minutes:"),
    ],
)
def test_the_warning_says_of_how_much_readers_see_the_former(waits: Waiting, words: str) -> None:
    said = unpurged_warning(waits)
    assert words in said
    assert bool(words) == bool(said)

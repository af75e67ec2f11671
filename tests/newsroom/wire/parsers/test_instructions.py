"""Notes to editors: what they say about a story, and until when they embargo it."""

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.wire.parsers.instructions import embargo_in, is_grave, line_instructs, signals_in

NOON = datetime(2031, 5, 3, 12, 0, tzinfo=UTC)
SIX = datetime(2031, 5, 5, 6, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("notes", "until", "is_embargoed"),
    [
        ([], None, False),
        (["With photos"], None, False),
        (["EMBARGOED UNTIL 0600 GMT MAY 5"], SIX, True),
        (["EMBARGOED", "until 0600 GMT May 5"], SIX, True),
        (["x", "(y) Embargoed until 0600 GMT May 5", "z"], SIX, True),
        (["Embargoed until 0600 GMT May 4", "Embargoed until 0600 GMT May 5"], SIX, True),
        (["Embargoed", "Embargoed until 0600 GMT May 5"], None, True),
        (["The embargo on wheat was lifted."], None, False),
    ],
)
def test_of_several_embargoes_the_last_to_end_holds(notes, until, is_embargoed):
    assert embargo_in(notes, zone=UTC, received=NOON) == (until, is_embargoed)


@given(st.lists(st.text(max_size=60), max_size=5))
def test_more_notes_never_shorten_an_embargo(notes):
    until, is_embargoed = embargo_in(
        ["EMBARGOED UNTIL 0600 GMT MAY 5", "z", *notes], zone=UTC, received=NOON
    )

    assert is_embargoed
    assert until is None or until >= SIX


@pytest.mark.parametrize(
    ("line", "signals"),
    [
        ("KILL KILL KILL", {"kill"}),
        ("(Adds reaction)", {"addition"}),
        ("Embargoed until after the speech", {"embargo"}),
        ("Embargoed goods were seized.", set()),
        ("EMBARGOED UNTIL 0600 GMT. " + "x" * 200, set()),
        ("The wall stands.", set()),
    ],
)
def test_a_line_above_the_story_instructs_or_is_the_story(line, signals):
    assert line_instructs(line) == signals
    assert is_grave(signals) == bool(signals & {"kill", "hold", "embargo"})


def test_long_notes_take_no_longer_than_they_may():
    notes = ["Eds: x. (y) z; " * 5_000] * 1_000
    start = time.process_time()

    assert signals_in(notes) == set()
    assert embargo_in(notes, zone=UTC, received=NOON) == (None, False)

    assert time.process_time() - start < 2

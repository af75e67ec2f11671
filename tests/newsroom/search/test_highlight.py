"""What was asked for is set apart in what is shown, whatever stands around it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.search.asked import wanted
from newsroom.search.highlight import Marker, Run, is_form_of


def bracketed(runs: list[Run]) -> str:
    return "".join(f"[{run.text}]" if run.is_match else run.text for run in runs)


MARKED = [
    ("ferry", "Ferries stop: ferry, ferret.", "[Ferries] stop: [ferry], ferret."),
    ("run", "Running runs rung", "[Running] [runs] rung"),
    ("vote", "Voting: the voters voted", "[Voting]: the voters [voted]"),
    ("zurich", "In ZÜRICH’s harbour", "In [ZÜRICH]’s harbour"),
    ("o'brien", "M. O’Brien and Co.", "M. [O]’[Brien] and Co."),
    ("کراچی", "كراچي میں", "[كراچي] میں"),
    ("東京", "今日、東京で", "今日、[東][京]で"),
    ("strasse", "Die Straße", "Die [Straße]"),
    ('"state of" -war', "A state of war", "A [state] [of] war"),
    ("<b>", "a <b> & <script>", "a <[b]> & <script>"),
    ("हिन्दी", "वह हिन्दी है", "वह [हिन्दी] है"),
    ("nothing", "of this", "of this"),
]


@pytest.mark.parametrize(("typed", "text", "expected"), MARKED)
def test_words_asked_for_are_set_apart(typed, text, expected):
    assert bracketed(Marker(wanted(typed)).marked(text)) == expected


@given(st.text(max_size=80), st.text(max_size=200))
def test_nothing_of_the_text_is_lost_or_added(typed, text):
    runs = Marker(wanted(typed)).marked(text)

    assert "".join(run.text for run in runs) == text


@given(st.text(max_size=40), st.text(max_size=600))
def test_a_snippet_is_a_part_of_the_text_around_a_match(typed, text):
    runs = Marker(wanted(typed)).snippet(text, length=8)

    shown = "".join(run.text for run in runs if run.text not in {"… ", " …"} or run.is_match)
    assert shown in text
    assert not runs or any(run.is_match for run in runs)


def test_a_snippet_shows_where_most_of_the_words_stand_together():
    text = f"The ferry left. {'Sea and sky. ' * 20}The ferry met the harbour master. {'End. ' * 40}"

    shown = bracketed(Marker(["ferry", "harbour", "master"]).snippet(text, length=14))

    assert "[ferry] met the [harbour] [master]." in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")


def test_a_short_text_is_its_own_snippet():
    assert bracketed(Marker(["ferry"]).snippet("One ferry.")) == "One [ferry]."


def test_where_no_word_stands_there_is_no_snippet():
    assert Marker(["ferry"]).snippet("One boat.") == []


@pytest.mark.parametrize(
    ("word", "asked", "expected"),
    [
        ("ferries", "ferry", True),
        ("organisation", "organise", True),
        ("walked", "walking", True),
        ("stopped", "stop", True),
        ("cats", "cat", True),
        ("catalogue", "cat", False),
        ("ferret", "ferry", False),
        ("as", "a", False),
        ("wall", "walls", True),
    ],
)
def test_forms_of_a_word_are_alike(word, asked, expected):
    assert is_form_of(word, asked) is expected
    assert is_form_of(asked, word) is expected

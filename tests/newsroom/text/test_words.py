"""Words: found, counted, compared."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.text.words import Run, diff, word_count, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Don’t stop.—AFP", ["Don’t", "stop", "AFP"]),
        ("a 10-year ‘war’", ["a", "10", "year", "war"]),
        ("وزیرِ اعظم", ["وزیرِ", "اعظم"]),
        ("so\u00adft", ["soft"]),
        ("— … !", []),
    ],
)
def test_words(text, expected):
    assert words(text) == expected


@pytest.mark.parametrize(
    ("html", "count"),
    [("", 0), ("<p>One, two — three.</p><p>four</p>", 4), ("<p>日本 x</p>", 3), ("<p>---</p>", 0)],
)
def test_word_count(html, count):
    assert word_count(html) == count


def test_a_changed_word_is_shown_within_its_paragraph():
    assert diff("One two three.\nSame.", "One two four.\nSame.") == [
        (Run("kept", "One two "), Run("removed", "three"), Run("added", "four"), Run("kept", ".")),
        (Run("kept", "Same."),),
    ]


def test_new_and_dropped_paragraphs_stand_alone():
    assert diff("Same.\nGone now.", "New here.\nSame.") == [
        (Run("added", "New here."),),
        (Run("kept", "Same."),),
        (Run("removed", "Gone now."),),
    ]


LINES = st.lists(st.text("ab c.", min_size=1).map(lambda line: f"x{line}"), max_size=8)


@given(LINES, LINES)
def test_both_versions_can_be_read_back(old, new):
    changes = diff("\n".join(old), "\n".join(new))

    def version(other):
        texts = ["".join(run.text for run in runs if run.kind != other) for runs in changes]
        return [text for text in texts if text]

    assert version("added") == old
    assert version("removed") == new


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\n".join(f"a{n}" for n in range(50_000)), "\n".join(f"b{n}" for n in range(50_000))),
        ("x " * 200_000, "y x " * 200_000),
        ("a b " * 2_000 + "\n" + "c\n" * 5_000, "b a " * 2_000 + "\n" + "c d\n" * 5_000),
    ],
)
def test_hostile_texts_are_compared_in_bounded_time(old, new):
    start = time.process_time()
    assert diff(old, new)

    assert time.process_time() - start < 3

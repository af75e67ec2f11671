"""Teasers: whole words, 120 characters, three full stops."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.text.excerpt import teaser


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", ""),
        ("<p>Short.</p>", "Short."),
        ("<p>One.</p><p>Two &amp; three.</p>", "One. Two & three."),
        ("<p>" + "x" * 120, "x" * 120),
        ("<p>" + "x" * 121, "x" * 120 + "..."),
        ("<p>" + "word " * 30, ("word " * 24).strip() + "..."),
        # Exactly 120 characters, then a space: the last word is whole.
        ("<p>" + "abcde " * 19 + "abcdef rest", ("abcde " * 19 + "abcdef") + "..."),
        ("<p>" + "a" * 116 + ", – next", "a" * 116 + "..."),
        ("<p>" + "a" * 115 + " don’t go", "a" * 115 + "..."),
        ("<p>" + "日本語" * 50, "日本語" * 40 + "..."),
    ],
)
def test_the_start_of_the_body(body, expected):
    assert teaser(body) == expected


def test_the_editors_own_teaser_stands_uncut():
    assert teaser("<p>Body.</p>", own="x" * 300) == "x" * 300
    assert teaser("<p>Body.</p>", own="  ") == "Body."


@given(st.lists(st.text("ab’.,—\u0627\u0644 ", min_size=1), min_size=1, max_size=60))
def test_whole_words_of_the_text_and_never_more(parts):
    text = " ".join(" ".join(parts).split())
    result = teaser(f"<p>{text}</p>")

    if len(text) <= 120:
        assert result == text
        return
    assert result.endswith("...")
    assert len(result) <= 123
    start = result.removesuffix("...")
    assert text.startswith(start)
    if " " in text[:120]:
        assert not (text[len(start)].isalnum() and start[-1:].isalnum())


@pytest.mark.parametrize("body", ["<p>" + "word " * 200_000, "<p>" * 340_000, "<" * 1_000_000])
def test_of_a_long_body_only_the_start_is_read(body):
    start = time.process_time()
    teaser(body)

    assert time.process_time() - start < 1

"""Datelines open the first paragraph, credits close the last."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.publishing.fragment import dateline_text, set_body
from newsroom.text.sanitize import clean_html, paragraphs


@pytest.mark.parametrize(
    ("place", "date", "text"),
    [
        ("ISLAMABAD", "Aug 11", "ISLAMABAD, Aug 11:"),
        ("LAHORE", "", "LAHORE:"),
        ("", "Jan 30", "Jan 30:"),
        (" ", "", ""),
        ("کراچی", "", "کراچی:"),
    ],
)
def test_a_dateline_reads_as_the_copy_wrote_it(place, date, text):
    assert dateline_text(place, date) == text


@pytest.mark.parametrize(
    ("body", "read"),
    [
        pytest.param("<p>One.</p><p>Two.</p>", ["OSLO: One.", "Two.—AFP"], id="two paragraphs"),
        pytest.param("<p>Only.</p>", ["OSLO: Only.—AFP"], id="one paragraph is first and last"),
        pytest.param(
            '<p dir="ltr">One.</p>', ["OSLO: One.—AFP"], id="a paragraph with a direction"
        ),
        pytest.param("<h2>Head</h2><p>One.</p>", ["Head", "OSLO: One.—AFP"], id="after a heading"),
        pytest.param("<p>One. </p>\n", ["OSLO: One.—AFP"], id="no space before the credit"),
        pytest.param(
            "<p>One.</p><ul><li>A</li></ul>", ["OSLO: One.", "A", "—AFP"], id="a list last"
        ),
        pytest.param("<ul><li>A</li></ul>", ["OSLO:", "A", "—AFP"], id="no paragraph at all"),
        pytest.param("", ["OSLO:—AFP"], id="no text at all"),
    ],
)
def test_dateline_and_credit_are_set_into_the_text(body, read):
    fragment = set_body(body, place="OSLO", date="", credit="AFP")

    assert paragraphs(fragment) == read


def test_letters_that_mean_something_to_html_are_escaped():
    fragment = set_body("<p>One.</p>", place="<b>A&B", date="", credit="<script>")

    assert "<b>" not in fragment
    assert "<script>" not in fragment
    assert paragraphs(fragment) == ["<b>A&B: One.—<script>"]


def test_without_dateline_and_credit_the_body_is_as_it_was():
    assert set_body("<p>One.</p>", place="", date="", credit="") == "<p>One.</p>"


@given(st.lists(st.text("ab <>&é\u0627", min_size=1), max_size=5))
def test_no_word_of_the_body_is_lost(texts):
    body = clean_html("".join(f"<p>{text}</p>" for text in texts))

    plain = "".join(paragraphs(body))
    assert plain in "".join(paragraphs(set_body(body, place="X", date="", credit=""))) or not plain

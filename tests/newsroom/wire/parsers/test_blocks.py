"""Cutting a paragraph at its start or its end, through whatever marks it holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.text.sanitize import clean_html, paragraphs
from newsroom.wire.parsers.blocks import Block, Body, add_rule, without_end, without_rules_at_end
from newsroom.wire.parsers.blocks import without_start as cut_start


def block(inner: str) -> Block:
    html = f"<p>{inner}</p>"
    return Block(html, " ".join(paragraphs(html)), is_paragraph=True)


@pytest.mark.parametrize(
    ("inner", "rest", "html"),
    [
        ("LAHORE, May 3 (APP): The wall", "The wall", "<p>The wall</p>"),
        ("<strong>LAHORE</strong>, May 3 (APP): The wall", "The wall", "<p>The wall</p>"),
        ("<strong>LAHORE, May 3 (APP): The</strong> wall", "The wall",
         "<p><strong>The</strong> wall</p>"),
        ("<strong><em>LAHORE</em></strong><br>: The wall", "The wall", "<p>The wall</p>"),
        ('<a href="/lahore">LAHORE</a>: The wall', "The wall", "<p>The wall</p>"),
        ("L&amp;H: The &lt;wall&gt; &amp; more", "The <wall> & more",
         "<p>The &lt;wall&gt; &amp; more</p>"),
        ("LAHORE:\u00a0The\u00a0wall", "The wall", "<p>The\u00a0wall</p>"),
        ("اسلام آباد (<em>اے ایف پی</em>) — دیوار", "دیوار", "<p>دیوار</p>"),
        ("The wall", "The wall", "<p>The wall</p>"),
    ],
)  # fmt: skip
def test_the_start_of_a_paragraph_is_cut_through_its_marks(inner, rest, html):
    cut = cut_start(block(inner), rest)

    assert cut == Block(html, rest, is_paragraph=True)


@pytest.mark.parametrize(
    ("inner", "kept", "html"),
    [
        ("the wall.—AFP", "the wall.", "<p>the wall.</p>"),
        ("the wall. <em>—AFP</em>", "the wall.", "<p>the wall.</p>"),
        ("the wall<em>.—AFP</em>", "the wall.", "<p>the wall<em>.</em></p>"),
        ("the <strong>wall. <em>(AFP)</em></strong>", "the wall.",
         "<p>the <strong>wall.</strong></p>"),
        ("the wall.<br>(AFP)", "the wall.", "<p>the wall.</p>"),
        ("R&amp;D &amp; more —AFP", "R&D & more", "<p>R&amp;D &amp; more</p>"),
        ("دیوار۔<em>—اے ایف پی</em>", "دیوار۔", "<p>دیوار۔</p>"),
    ],
)  # fmt: skip
def test_the_end_of_a_paragraph_is_cut_through_its_marks(inner, kept, html):
    cut = without_end(block(inner), kept)

    assert cut == Block(html, kept, is_paragraph=True)


@pytest.mark.parametrize("cut", [cut_start, without_end])
def test_of_a_paragraph_that_is_all_cut_nothing_remains(cut):
    assert cut(block("<em>AFP</em>"), " ") is None


PIECES = st.sampled_from(
    [
        "wall ", "The", " ", "<em>", "</em>", "<br>", "&amp;", "&lt;b&gt;", "é", "\u00a0", "—",
        "<strong>x</strong>", "x. ",
    ]
)  # fmt: skip


@given(st.lists(PIECES, min_size=1, max_size=12).map("".join), st.integers(0, 40))
def test_what_is_kept_is_the_same_text_and_clean(inner, length):
    whole = block(clean_html(f"<p>{inner}</p>").removeprefix("<p>").removesuffix("</p>"))
    at = min(length, len(whole.text))
    start, end = whole.text[:at].strip(), whole.text[at:].strip()

    for cut, kept in ((without_end(whole, start), start), (cut_start(whole, end), end)):
        assert (cut is None) == (not kept)
        if cut is not None:
            assert "".join(" ".join(paragraphs(cut.html)).split()) == "".join(kept.split())
            assert paragraphs(clean_html(cut.html)) == paragraphs(cut.html)


def test_a_rule_stands_between_words_and_once():
    body = Body()
    for each in ("rule", "one", "rule", "rule", "two", "rule"):
        if each == "rule":
            add_rule(body)
        else:
            body.blocks.append(block(each))

    assert [each.html for each in without_rules_at_end(body).blocks] == [
        "<p>one</p>",
        "<hr>",
        "<p>two</p>",
    ]

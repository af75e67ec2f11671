"""HTML made into a tree, and what slips in it would swallow."""

import time

import pytest

from newsroom.wire.parsers.html_tree import html_tree
from newsroom.wire.parsers.markup import text_of


@pytest.mark.parametrize(
    ("html", "links"),
    [
        ('<p><a href="/x">one</a> two</p>', ["/x"]),
        # Another's markup in an attribute is no slip.
        ('<p title="a > b, <i>c</i>"><a href="/x">one</a> two</p>', ["/x"]),
        ("<object><svg>x</svg></object><p><a href='/x'>one</a> two</p>", ["/x"]),
        # After a slip the words count, and links are lost.
        ('<p><a href="/x>one</a> two</p>', []),
        ("<p><a href='/x'>one</a> two</p><!-- three", []),
    ],
)
def test_a_slip_costs_the_attributes_and_no_word(html, links):
    root = html_tree(html)

    assert root is not None
    text = text_of(root.find(".//p"))
    assert text == "one two"
    assert [each.get("href") for each in root.iter("a") if each.get("href")] == links


def test_scripts_that_are_closed_never_become_text():
    root = html_tree("<script>if (a < b) run('<svg>')</script><p>one</p><!-- x --><svg><b>two")

    assert root is not None
    words = " ".join(root.itertext())
    assert "run" not in words
    assert words.split() == ["one", "two"]


@pytest.mark.parametrize(
    "html",
    ["<script>" * 60_000, "<!--" * 120_000, "<svg>" * 80_000, '<a href="' * 60_000, "<" * 500_000],
)
def test_html_full_of_slips_takes_no_longer_than_it_may(html):
    start = time.process_time()
    html_tree(html)

    assert time.process_time() - start < 2

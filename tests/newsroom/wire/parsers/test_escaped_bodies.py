"""Bodies that stand escaped in a file's XML (Ritzau, press releases): no word of them is lost."""

import re
from collections import Counter
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom.text.words import words
from newsroom.wire.parsers import parse
from newsroom.wire.parsers.item import WireItem

# Long enough to be no initials, which close a story and are set apart once however often they come.
WORD = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyzåäöéøß"), min_size=5, max_size=9)
WRAPPED = st.builds(
    lambda word, tag: f"<{tag}>{word}</{tag}>" if tag else word,
    WORD,
    st.sampled_from(["", "", "b", "em", "a", "span", "font", "x-y"]),
)
BLOCK = st.builds(
    lambda inside, tag: f"<{tag}>{' '.join(inside)}</{tag}>",
    st.lists(WRAPPED, min_size=1, max_size=7),
    st.sampled_from(["p", "h2", "blockquote", "div", "pre", "section", "center"]),
)
BODY = st.lists(st.one_of(BLOCK, WORD), min_size=1, max_size=7).map("\n".join)

FILES = {
    "release": (
        '<release id="1"><title>Wall</title><publisher><name>Board</name></publisher>'
        "<body>{}</body></release>"
    ),
    "ritzau": "<RBNews><NewsID>a-1</NewsID><headline>Wall</headline><content>{}</content></RBNews>",
}


def seen(html: str) -> list[str]:
    return words(re.sub(r"<[^>]*>", " ", html))


def kept(item: WireItem) -> Counter[str]:
    """All words of the item but for its headline, which stands in the file beside the body."""
    place = (item.dateline.text, item.dateline.place) if item.dateline else ()
    said = (item.body_html, item.slugline, item.byline, item.credit, item.abstract, item.ednote)
    return Counter(word for text in (*said, *item.set_apart, *place) for word in seen(text or ""))


@pytest.mark.parametrize("name", FILES)
@given(body=BODY)
@settings(max_examples=150, deadline=None)
def test_every_word_of_the_body_stands_in_the_item(name, body):
    [item] = parse(FILES[name].format(escape(body)).encode())
    assert isinstance(item, WireItem)
    assert Counter(seen(body)) <= kept(item)

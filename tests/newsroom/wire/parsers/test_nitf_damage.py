"""NITF that is hostile, heavy or damaged: sound items or a reason, in short time."""

import time
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from newsroom.text.sanitize import clean_html
from newsroom.wire.parsers.item import WireError, WireItem
from tests.newsroom.wire.parsers.nitf_copy import DIALECTS, nitf, nitf_copy
from tests.newsroom.wire.parsers.nitf_reading import (
    MACHINE,
    kept_words,
    one,
    parse,
    source_words,
    tree,
)

LAUGHS = (
    '<!DOCTYPE nitf [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    "<nitf><body><body.content><p>&b;</p></body.content></body></nitf>"
)
HOSTILE = {
    "no NITF": b"<html><p>x</p></html>",
    "empty": b"<nitf/>",
    "no text": b"<nitf><head/><body><body.content/></body></nitf>",
    "billion laughs": LAUGHS.encode(),
    "a file to read": b'<!DOCTYPE nitf [<!ENTITY x SYSTEM "file:///etc/passwd">]><nitf>&x;</nitf>',
    "an entity nobody defined": nitf(content="&such; x"),
    "10,000 deep": b"<nitf>" + b"<p>" * 10_000,
    "200 deep": nitf(content="<em>" * 200 + "x" + "</em>" * 200),
    "cut off": nitf()[:-40],
    "half a character": nitf().decode().replace("wall", "\ud800").encode("utf-16", "surrogatepass"),
    "many notes": nitf(docdata='<ed-msg info="x"/>' * 2_000 + '<ed-msg info="y"/>'),
    "a million stories": b"<x>" + b"<nitf/>" * 1_000_000 + b"</x>",
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_story_is_refused_in_short_time(data):
    start = time.process_time()
    with pytest.raises(WireError, match=r"\.$"):
        parse(data)

    assert time.process_time() - start < 2


HEAVY = {
    "1 MB attribute": nitf(docdata=f'<doc-id id-string="{"x" * 1_000_000}"/>'),
    "1 MB of notes": nitf(docdata=f'<ed-msg info="{"Eds: x. " * 120_000}"/>'),
    "many keywords": nitf(docdata="<key-list>" + '<keyword key="a"/>' * 100_000 + "</key-list>"),
    "many subjects": nitf(
        head=f"<tobject>{'<tobject.subject tobject.subject.refnum="01001001"/>' * 20_000}</tobject>"
    ),
    "long bylines": nitf(lines="<byline>By x</byline>" * 20_000),
    "nested and wide": nitf(content="<em>" * 90 + "<i/>" * 200_000 + "<p>x</p>" + "</em>" * 90),
    "NULs": nitf().replace(b"wall", b"wa\x00ll"),
    "controls": nitf().replace(b"wall", b"w\x0ba\x1bl\x7fl"),
}  # fmt: skip


@pytest.mark.parametrize("data", HEAVY.values(), ids=HEAVY)
def test_heavy_files_give_an_item_in_short_time(data):
    start = time.process_time()
    item = one(data)

    assert item.pubstatus == "usable"
    assert time.process_time() - start < 2


@given(data=st.data(), dialect=st.sampled_from(DIALECTS), seed=st.integers(0, 50))
@settings(max_examples=200, deadline=None)
def test_a_damaged_file_gives_sound_items_or_a_reason(data, dialect, seed):
    copy, _expected = nitf_copy(seed, dialect=dialect, extras=True, paragraphs=3)
    root = tree(copy)
    for _ in range(data.draw(st.integers(1, 4))):
        _damage(root, data)
    damaged = ET.tostring(root)
    cut = data.draw(st.integers(0, 60))
    damaged = damaged[: len(damaged) - cut] if cut > 50 else damaged

    try:
        items = parse(damaged)
    except WireError:
        return

    for item in items:
        if isinstance(item, WireItem):
            assert clean_html(item.body_html) == item.body_html
            assert item.as_json()["guid"]
    if cut <= 50:
        # Of a part that stands there twice, once is enough.
        assert source_words(damaged).keys() - kept_words(items).keys() <= MACHINE


WRONG = st.sampled_from(["", "x", "99", "-1", "٣", "20310504", "T", "a" * 300, "canceled", "\n"])


def _damage(root, data) -> None:
    """Delete, double, swap or spoil something anywhere below ``root``."""
    parents = [each for each in root.iter() if len(each)]
    if not parents:
        return
    parent = data.draw(st.sampled_from(parents))
    child = data.draw(st.sampled_from(list(parent)))
    match data.draw(st.sampled_from(["delete", "double", "swap", "spoil", "text"])):
        case "delete":
            parent.remove(child)
        case "double":
            parent.append(child)
        case "swap":
            parent.remove(child)
            parent.insert(0, child)
        case "spoil":
            for name in child.attrib:
                child.set(name, data.draw(WRONG))
        case "text":
            child.text = data.draw(WRONG)


@given(st.binary(max_size=300))
@example(b"<nitf><body><body.content>\xff</body.content></body></nitf>")
@settings(max_examples=200, deadline=None)
def test_any_bytes_give_items_or_a_reason(tail):
    for data in (tail, nitf()[:300] + tail, b"<nitf>" + tail + b"</nitf>"):
        try:
            assert parse(data)
        except WireError:
            continue

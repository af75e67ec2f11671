"""JSON of any agency: whose dialect it is, told from the bytes."""

import json
import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsroom.wire.parsers import json_copy, web_feed
from newsroom.wire.parsers.draft import Reception
from newsroom.wire.parsers.item import Skip, WireError, WireItem
from tests.newsroom.wire.parsers.ap_media_copy import ap_item, ap_picture, envelope, feed
from tests.newsroom.wire.parsers.dpa_wires_copy import dpa_entry, dpa_picture
from tests.newsroom.wire.parsers.ninjs_copy import as_bytes, damaged, lost, ninjs_copy
from tests.paths import SHARED

NOON = datetime(2031, 5, 3, 12, 0, tzinfo=UTC)
RECEPTION = Reception(received_at=NOON)
JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Harbour Post",
    "items": [{"id": "1", "content_html": "<p>It held.</p>"}],
}


def formats(value: Any) -> list[str]:
    """The formats of the items, and ``-`` for what was skipped."""
    found = json_copy.parse(as_bytes(value), RECEPTION)
    return [each.format if isinstance(each, WireItem) else "-" for each in found]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (ninjs_copy(1), ["ninjs"]),
        (ninjs_copy(1, generation=2), ["ninjs"]),
        (ninjs_copy(1, generation=3), ["ninjs"]),
        ({"guid": "urn:x:1", "pubStatus": "canceled"}, ["ninjs"]),
        ({"uri": "urn:x:1", "type": "event"}, ["-"]),
        ({"total": 2, "item": [ninjs_copy(1), ninjs_copy(2)]}, ["ninjs", "ninjs"]),
        ({"items": [ninjs_copy(1)]}, ["ninjs"]),
        ({"data": [ninjs_copy(1)]}, ["ninjs"]),
        (ninjs_copy(1) | {"items": [{"of": "its own"}]}, ["ninjs"]),
        (ap_item(1), ["ap-media"]),
        (envelope(ap_item(1)), ["ap-media"]),
        (feed(ap_item(1), ap_picture()), ["ap-media", "ap-media"]),
        (dpa_entry(1), ["dpa-wires"]),
        (dpa_entry(1, format=...), ["dpa-wires"]),
        (dpa_picture(), ["dpa-wires"]),
        ({"entries": [dpa_entry(1), dpa_entry(2)]}, ["dpa-wires", "dpa-wires"]),
        ([ninjs_copy(1), dpa_entry(1), ap_item(1)], ["ninjs", "dpa-wires", "ap-media"]),
        ([], ["-"]),
        ({"entries": []}, ["-"]),
    ],
)
def test_the_dialect_is_told_from_the_copy(value, expected):
    assert formats(value) == expected


def test_a_json_feed_is_handed_to_those_who_read_feeds(monkeypatch):
    seen = []

    def parse_json(value, warnings, reception):
        seen.append((value, tuple(warnings), reception))
        return [Skip("for a test")]

    monkeypatch.setattr(web_feed, "parse_json", parse_json)
    without_version = {name: JSON_FEED[name] for name in ("title", "items")}

    for value in (JSON_FEED, without_version):
        assert formats(value) == ["-"]

    assert seen == [(JSON_FEED, (), RECEPTION), (without_version, (), RECEPTION)]


def test_json_of_no_known_kind_is_refused_and_says_what_is_missing():
    with pytest.raises(WireError) as refusal:
        formats({"id": 7, "text": "It held.", "lang": "en"})

    reason = str(refusal.value)
    for word in ("“uri”", "“altids”", "“urn”", "“version”", "It has “id”, “text”, “lang”."):
        assert word in reason


@pytest.mark.parametrize("value", [{}, {"a": {}}, [1, 2], ["x"], [[]], "text", 7, None, True])
def test_json_without_a_story_is_refused(value):
    with pytest.raises(WireError):
        formats(value)


def test_in_a_list_what_cannot_be_read_is_named_and_does_not_keep_out_the_others():
    listed = [ninjs_copy(1), {"id": 7}, "x", ninjs_copy(2) | {"body_html": "<div>" * 5_000}]

    found = json_copy.parse(as_bytes(listed), RECEPTION)

    assert [isinstance(each, WireItem) for each in found] == [True, False, False, False]
    for number, skip in enumerate(found[1:], start=2):
        assert isinstance(skip, Skip)
        assert skip.reason.startswith(f"Part {number} of the file could not be read: ")
    assert [each.guid for each in found] == ["urn:ninjs:harbour:1", "", "", "urn:ninjs:harbour:2"]


FRAGMENTS = (
    "<p>The wall <b>held</b>, says <a href='https://port.example'>Port <i>Trust</i></a> today.</p>",
    "<ul><li>One ferry</li><li>Two silos<ol><li>full</li><li>empty</li></ol></li></ul>",
    "<table><caption>Tides</caption><tr><th>Day</th><td>Low</td></tr><tr><td>Mon</td></tr></table>",
    "<h2>What next</h2>loose words<br>after a break",
    "<blockquote><p>Nobody paid.</p><p>— A reader</p></blockquote>",
    "<div><section><p>Deep <span>inside</span> it</p></section> and after</div>",
    "<pre>Port   3\nStar   4</pre>",
    "<figure><img src='https://pictures.example/1.jpg'><figcaption>Low tide</figcaption></figure>",
    "<p>Fish &amp; chips, 5 &lt; 6, caf&eacute;</p>",
    "<p>KARACHI, May 3 (AFP) - It was Monday.</p>",
    "<p>It was Friday.—AFP</p>",
)
PLACES = {
    "ninjs": lambda html: {"uri": "urn:x:1", "headline": "Wall", "body_html": html},
    "ninjs 3": lambda html: {
        "uri": "urn:x:1",
        "headlines": [{"value": "Wall"}],
        "bodies": [{"contentType": "text/html", "value": html}],
    },
    "AP": lambda html: envelope(ap_item(), nitf={"body_html": html}),
    "dpa": lambda html: dpa_entry(article_html=html),
    "dpa's box": lambda html: dpa_entry(infobox_html=html),
    "dpa's notepad": lambda html: dpa_entry(notepad={"public_html": html}),
}


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
@given(parts=st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=6, unique=True))
@settings(max_examples=30, deadline=None)
def test_no_word_of_a_text_is_lost_however_it_is_marked_up(place, parts):
    html = "".join(parts)

    [item] = json_copy.parse(as_bytes(place(html)), RECEPTION)

    assert isinstance(item, WireItem)
    assert not lost([html], [item])


def test_the_same_bytes_give_the_same_items():
    data = as_bytes([ninjs_copy(1), dpa_entry(1), ap_item(1)])

    assert json_copy.parse(data, RECEPTION) == json_copy.parse(data, RECEPTION)


def test_what_was_wrong_with_the_encoding_is_told_with_every_item():
    stories = [{"uri": f"urn:x:{n}", "headline": "Café", "body_text": "Zoë."} for n in (1, 2)]
    data = json.dumps(stories, ensure_ascii=False).encode("cp1252")

    for item in json_copy.parse(data, RECEPTION):
        assert isinstance(item, WireItem)
        assert item.headline == "Café"
        assert any(warning.startswith("encoding: ") for warning in item.warnings)


BROKEN = {
    "nothing": b"{",
    "cut off": as_bytes(ninjs_copy(1))[:-200],
    "two objects": b'{"uri": "a"}{"uri": "b"}',
    "a name twice": b'{"uri": "urn:x:1", "pubstatus": "canceled", "pubstatus": "usable"}',
    "a name twice, deep inside": b'{"uri": "urn:x:1", "bodies": [{"value": "a", "value": "b"}]}',
    "half characters": b'{"uri": "urn:x:1", "headline": "\\ud83d"}',
    "ten thousand deep": b'{"uri": ' + b"[" * 10_000 + b"]" * 10_000 + b"}",
    "a hundred deep": b'{"uri": "x", "a": ' + b"[" * 100 + b"]" * 100 + b"}",
    "a number of a million digits": b'{"uri": "urn:x:1", "version": ' + b"9" * 1_000_000 + b"}",
    "not JSON at all": b"\x00\x01\x02",
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN)
def test_broken_json_is_refused_within_two_seconds(data):
    start = time.process_time()
    with pytest.raises(WireError):
        json_copy.parse(data, RECEPTION)

    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    "data",
    [
        b'{"uri": "urn:x:1", "headline": "Wall\\u0000", "body_text": "a\\u0000b \\u202e c"}',
        b'{"uri": "urn:x:1", "headline": "Wall", "urgency": NaN, "body_text": "b"}',
        b'\xef\xbb\xbf{"uri": "urn:x:1", "headline": "Wall", "body_text": "b"}',
        '{"uri": "urn:x:1", "headline": "Wall", "body_text": "b"}'.encode("utf-16"),
    ],
    ids=["control characters", "no number", "a mark before", "two bytes a letter"],
)
def test_odd_but_sound_json_is_read(data):
    [item] = json_copy.parse(data, RECEPTION)

    assert isinstance(item, WireItem)
    assert (item.headline, item.urgency) == ("Wall", 5)
    assert "\x00" not in str(item)


@given(st.data())
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_damaged_copy_gives_items_or_a_reason(data):
    whole = {"items": [ninjs_copy(1), dpa_entry(1), ap_item(1), envelope(ap_picture())]}
    with suppress(WireError):
        assert json_copy.parse(as_bytes(data.draw(damaged(whole))), RECEPTION)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["uri", "urn", "altids", "itemid", "data", "item", "items", "type", "headline",
                 "bodies", "value", "pubstatus", "associations", "categories", "format"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)  # fmt: skip


@given(VALUES)
@settings(max_examples=300, deadline=None)
def test_any_json_gives_items_or_a_reason(value):
    with suppress(WireError):
        assert json_copy.parse(as_bytes(value), RECEPTION)


@pytest.mark.needs_samples
def test_real_files_are_known_by_their_dialect():
    folders = {"ninjs": "ninjs", "ninjs_iptc_examples": "ninjs", "ap_media_json": "ap-media"}
    read = 0
    for folder, expected in folders.items():
        for path in sorted((SHARED / "wire" / "samples" / folder).iterdir()):
            [item] = json_copy.parse(path.read_bytes(), RECEPTION)
            assert isinstance(item, WireItem)
            assert item.format == expected, path.name
            read += 1
    assert read == 9

"""Large files are cut between their items, wherever the chunks that are read happen to end."""

import io
import json
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.wire.parsers import Skip, WireError, WireItem, cutting, stream_all
from newsroom.wire.parsers.cutting import cut
from newsroom.wire.parsers.draft import Reception
from tests.newsroom.wire.framed import framed

LIMIT = 10_000
CHUNKS = [1, 7, 64, 1 << 20]
ENVELOPE = b'<?xml version="1.0"?><!-- <newsItem> --><m:newsMessage xmlns:m="x"><m:itemSet>'
NEWS = [
    b'<newsItem guid="a>b"><p>One</p></newsItem>',
    b"<newsItem guid='c'><p><![CDATA[</newsItem>]]></p><!-- </newsItem> --></newsItem>",
    b"<packageItem/>",
]
AFTER = b"</m:itemSet></m:newsMessage>"


@pytest.fixture(params=CHUNKS)
def chunk(request, monkeypatch):
    monkeypatch.setattr(cutting, "CHUNK", request.param)


@pytest.mark.usefixtures("chunk")
def test_each_element_comes_in_the_envelope_that_stood_around_all():
    file = io.BytesIO(ENVELOPE + b"\n".join(NEWS) + AFTER)

    found = list(cut(file, "newsml-g2", LIMIT))

    assert found[0] == ENVELOPE + NEWS[0] + AFTER
    assert [each.removeprefix(ENVELOPE).removesuffix(AFTER) for each in found[:1]] == NEWS[:1]
    assert [NEWS[n] in each for n, each in enumerate(found)] == [True] * 3


@pytest.mark.usefixtures("chunk")
def test_an_element_within_one_of_its_own_name_belongs_to_it():
    inner = b"<NewsItem><NewsComponent><NewsItem>x</NewsItem></NewsComponent></NewsItem>"

    found = list(cut(io.BytesIO(b"<NewsML>" + inner * 2 + b"</NewsML>"), "newsml", LIMIT))

    assert found == [b"<NewsML>" + inner + b"</NewsML>"] * 2


@pytest.mark.usefixtures("chunk")
@pytest.mark.parametrize(
    "text",
    [
        b'[{"a": "}{"}, {"b": [{"c": 1}]}, {"d": "\\"]"}]',
        b'{"a": "}{"}\n{"b": [{"c": 1}]}\n{"d": "\\"]"}',
        b'\xef\xbb\xbf [{"a": "}{"},{"b": [{"c": 1}]},{"d": "\\"]"}]',
    ],
    ids=["a list", "one a line", "with a mark"],
)
def test_json_is_cut_between_objects(text):
    found = [json.loads(each) for each in cut(io.BytesIO(text), "json", LIMIT)]

    assert found == [{"a": "}{"}, {"b": [{"c": 1}]}, {"d": '"]'}]


@given(
    st.lists(
        st.dictionaries(
            st.text(max_size=5),
            st.recursive(st.text(max_size=9), lambda inner: st.lists(inner, max_size=3)),
            max_size=3,
        ),
        max_size=6,
    ),
    st.integers(1, 40),
)
def test_any_list_of_objects_is_cut_into_its_objects(objects, size):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cutting, "CHUNK", size)
        file = io.BytesIO(json.dumps(objects).encode())
        assert [json.loads(each) for each in cut(file, "json", LIMIT)] == objects


@pytest.mark.usefixtures("chunk")
def test_text_is_cut_before_each_frame():
    file = io.BytesIO(b"ZCZC one\nNNNN\nZCZC two\nNNNN\nZCZC three\nNNNN\n")

    found = list(cut(file, "text", LIMIT))

    assert found == [b"ZCZC one\nNNNN", b"ZCZC two\nNNNN", b"ZCZC three\nNNNN"]


@pytest.mark.parametrize(
    ("format", "text", "says"),
    [
        ("newsml-g2", ENVELOPE + b"<newsItem><p>cut o", "breaks off"),
        ("newsml-g2", ENVELOPE + b"<newsItem><!-- never closed", "breaks off"),
        ("newsml-g2", b"<newsMessage></newsMessage>", "no item"),
        ("newsml-g2", ENVELOPE + b"<newsItem>" + b"x" * 4_000_000, "longer than"),
        ("json", b'[{"a": "b"', "breaks off"),
        ("text", b"ZCZC" + b"x" * 4_000_000, "longer than"),
        ("photo", b"\xff\xd8", "read whole"),
    ],
)
def test_what_cannot_be_cut_says_why(format, text, says):  # noqa: A002
    with pytest.raises(WireError, match=says):
        list(cut(io.BytesIO(text), format, LIMIT))


def test_one_item_that_cannot_be_read_stops_none_of_the_others():
    nitf = "<nitf><body><body.head><hl1>{}</hl1></body.head></body></nitf>"
    text = f"<all>{nitf.format('One')}{nitf.format('&unheard;')}{nitf.format('Three')}</all>"

    found = list(stream_all(io.BytesIO(text.encode()), Reception(), format="nitf"))

    assert [type(each) for each in found] == [WireItem, Skip, WireItem]
    assert "Item 2" in found[1].reason
    assert "unheard" in found[1].reason


def test_memory_holds_one_item_and_not_the_file(tmp_path):
    path = tmp_path / "large.txt"
    with path.open("wb") as large:
        for number in range(1_000):
            large.write(framed(f"ferry-{number}", body="The ferry waits for the tide. " * 700))
            large.write(b"\n")
    assert path.stat().st_size > 20_000_000

    with path.open("rb") as file:
        tracemalloc.start()
        count = sum(1 for _ in cut(file, "text", 1_000_000))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()

    assert count == 1_000
    assert peak < 8_000_000

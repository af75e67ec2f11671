"""JSON, read strictly, and asked for values whose types nobody can be sure of."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.wire.parsers.item import WireError
from newsroom.wire.parsers.json_text import (
    loaded,
    object_in,
    objects_in,
    text_in,
    texts_in,
    whole_number,
)


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b'{"a": [1, "x", null]}', {"a": [1, "x", None]}),
        (b'\xef\xbb\xbf{"a": 1}', {"a": 1}),
        ('{"a": "é"}'.encode("utf-16"), {"a": "é"}),
        ('{"a": "Жить"}'.encode("cp1251"), {"a": "Жить"}),
        (b'{"a": "caf\\u0065\\u0301"}', {"a": "café"}),
        (b'{"a": "w\\u0000o\\u200brd\\r\\nx"}', {"a": "word\nx"}),
        (b'{"a": NaN, "b": Infinity}', {"a": None, "b": None}),
        (b'{"a": {"a": 1}}', {"a": {"a": 1}}),
        (b"[]", []),
    ],
)
def test_sound_json_is_read_and_its_texts_are_tidy(data, value):
    assert loaded(data, encoding="windows-1251")[0] == value


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'{"a": 1, "a": 2}', "“a” twice in one place"),
        (b'{"x": {"a": 1, "b": 2, "b": 2}}', "“b” twice in one place"),
        (b'{"\\ud800": 1, "\\ud800": 2}', "twice in one place"),
        (b'{"a": 1', "The JSON is broken (line 1)"),
        (b'{"a":\n x}', "The JSON is broken (line 2)"),
        (b'{"a": 1} {"b": 2}', "Extra data"),
        (b"", "The JSON is broken"),
        (b'{"a": "\\ud800"}', "half characters"),
        (b"[" * 10_000 + b"]" * 10_000, "nested too deep"),
        (b'{"a":' * 100 + b"1" + b"}" * 100, "nested too deep"),
        (b"[" * 1_000_000, "nested too deep"),
        (b'{"a": ' + b"9" * 10_000 + b"}", "cannot be read"),
        (b"\xff\xfea", "damaged"),
    ],
)
def test_json_that_can_be_read_in_two_ways_or_not_at_all_is_refused(data, reason):
    with pytest.raises(WireError) as refusal:
        loaded(data)

    assert reason in str(refusal.value)
    assert str(refusal.value).encode()


def test_an_encoding_that_was_found_out_is_told():
    assert "Windows-1252" in " ".join(loaded('{"a": "“é”"}'.encode("cp1252"))[1])


@pytest.mark.parametrize(
    "data",
    [
        b"{" + b",".join(b'"k%d": 1' % n for n in range(300_000)) + b', "k299999": 2}',
        b"[" + b"0," * 1_000_000 + b"0]",
        b'{"a": "' + b"\\u0301" * 300_000 + b'"}',
    ],
)
def test_large_json_takes_no_longer_than_it_may(data):
    start = time.process_time()
    try:
        loaded(data)
    except WireError as reason:
        assert "k299999" in str(reason)  # noqa: PT017  (the others are sound)

    assert time.process_time() - start < 2


@given(st.binary(max_size=80) | st.text('{}[]":,0a\\u d', max_size=40).map(str.encode))
def test_any_bytes_give_a_value_or_a_reason(data):
    try:
        json.dumps(loaded(data)[0]).encode()
    except WireError:
        return


# --- Asking ---

VALUE = {
    "text": " x ", "empty": " ", "number": 4, "real": 1.5, "yes": True, "none": None,
    "list": ["a", 1, " ", " b ", {"c": 1}], "object": {"text": "y", "list": [{"d": 1}]},
}  # fmt: skip


def test_a_text_is_asked_for_under_several_names():
    assert text_in(VALUE, "missing", "empty", "none", "yes", "list", "text") == "x"
    assert (text_in(VALUE, "number"), text_in(VALUE, "real"), text_in(VALUE, "yes")) == (
        "4",
        "1.5",
        "",
    )
    assert text_in(VALUE, "object") == text_in(None, "x") == text_in([], "x") == ""


def test_lists_and_single_values_are_asked_for_alike():
    assert texts_in(VALUE, "list") == ["a", "b"]
    assert texts_in(VALUE, "text") == ["x"]
    assert texts_in(VALUE, "number") == texts_in("x", "y") == []
    assert objects_in(VALUE, "list") == [{"c": 1}]
    assert objects_in(VALUE, "object") == [VALUE["object"]]
    assert objects_in(VALUE, "text") == objects_in(None, "x") == []


def test_an_object_is_asked_for_by_its_path():
    assert object_in(VALUE, "object") == VALUE["object"]
    assert (
        object_in(VALUE, "object", "text") == object_in(VALUE, "x", "y") == object_in(4, "x") == {}
    )


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (3, 3), ("4", 4), (" 04 ", 4), (4.9, 4), (True, 7), ("x", 7), ("-4", 7), (None, 7), ([], 7),
        (float("nan"), 7), (float("inf"), 7), (1e300, 7), ("9" * 400, 7), ("", 7),
    ],
)  # fmt: skip
def test_a_whole_number_is_one_however_it_is_written(value, number):
    assert whole_number(value, 7) == number


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab"), inner),
)


@given(JSON)
def test_whatever_stands_where_something_was_expected_nothing_breaks(value):
    assert isinstance(text_in(value, "a", "b"), str)
    assert all(isinstance(text, str) for text in texts_in(value, "a"))
    assert all(isinstance(each, dict) for each in objects_in(value, "a"))
    assert isinstance(object_in(value, "a", "b"), dict)
    assert isinstance(whole_number(value), int)

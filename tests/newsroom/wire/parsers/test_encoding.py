"""Bytes to text: every rung of the ladder, told when it isn't plain UTF-8."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.wire.parsers.encoding import EncodingError, decoded

TEXT = "The “café” isn’t — résumé, اسلام آباد, Łódź."
WESTERN = "The “café” isn’t — résumé."


def twice(text, wrong):
    return text.encode().decode(wrong).encode()


@pytest.mark.parametrize(
    ("data", "text", "name", "told"),
    [
        (TEXT.encode(), TEXT, "utf-8", ""),
        (TEXT.encode("utf-8-sig"), TEXT, "utf-8", ""),
        (TEXT.encode("utf-16"), TEXT, "utf-16", ""),
        (WESTERN.encode("utf-16-le"), WESTERN, "utf-16-le", "without a mark"),
        (WESTERN.encode("utf-16-be"), WESTERN, "utf-16-be", "without a mark"),
        (WESTERN.encode("cp1252"), WESTERN, "cp1252", "Windows-1252"),
        (twice(WESTERN, "latin-1"), WESTERN, "utf-8", "encoded twice"),
        (twice("It’s a café", "cp1252"), "It’s a café", "utf-8", "encoded twice"),
        (twice(TEXT, "latin-1"), TEXT, "utf-8", "encoded twice"),
        (TEXT.encode() + b" caf\xe9 x", f"{TEXT} café x", "utf-8", "stray"),
        ("lost \ufffd".encode(), "lost \ufffd", "utf-8", "lost"),
    ],
)
def test_decoded(data, text, name, told):
    assert decoded(data)[:2] == (text, name)
    assert bool(decoded(data)[2]) == bool(told)
    assert told in " ".join(decoded(data)[2])


def test_the_feeds_encoding_comes_before_windows():
    data = "Жить".encode("cp1251")

    assert decoded(data, "windows-1251")[:2] == ("Жить", "cp1251")
    assert decoded(data, "no such encoding")[1] == "cp1252"


def test_damaged_utf_16_is_refused():
    with pytest.raises(EncodingError, match="damaged"):
        decoded(b"\xff\xfea")


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_utf_8_is_never_changed_silently(text):
    found, _name, told = decoded(text.encode())

    assert found == text.removeprefix("\ufeff") or told


@given(st.binary(), st.sampled_from(["", "cp1251", "rot13", "utf-16", "idna"]))
def test_any_bytes_give_text_or_an_encoding_error(data, hint):
    try:
        assert isinstance(decoded(data, hint)[0], str)
    except EncodingError:
        return

"""Bytes to text: every rung of the ladder, told when it isn't plain UTF-8."""

import time

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


URDU = "اسلام آباد میں بندرگاہ کے نگران نے کہا کہ نئی دیوار کا کام مکمل ہو جائے گا۔"


@pytest.mark.parametrize("name", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_known_by_its_spaces_too(name):
    assert decoded(URDU.encode(name))[:2] == (URDU, name)


@pytest.mark.parametrize(
    ("data", "declared", "text", "name", "told"),
    [
        # A declaration that is right, one that lies, and one that means Windows-1252.
        ("Łódź".encode("iso-8859-2"), "iso-8859-2", "Łódź", "iso8859-2", ""),
        ("Łódź".encode(), "iso-8859-1", "Łódź", "utf-8", "says iso-8859-1, but is UTF-8"),
        (b"Lodz", "iso-8859-1", "Lodz", "utf-8", ""),
        ("“é”".encode("cp1252"), "ISO-8859-1", "“é”", "cp1252", ""),
        ("日本".encode("iso-2022-jp"), "iso-2022-jp", "日本", "iso2022_jp", ""),
        ("日本".encode("shift_jis"), "Shift_JIS", "日本", "shift_jis", ""),
        # What Python calls encodings and nobody else does.
        (rb"caf\xe9 \u0041", "unicode_escape", r"caf\xe9 \u0041", "utf-8", ""),
        (b"+AGEAYg-", "utf-7", "+AGEAYg-", "utf-8", ""),
        (b"x\xe9", "rot13", "xé", "cp1252", "Windows-1252"),
        (b"x\xe9", "no such thing", "xé", "cp1252", "Windows-1252"),
    ],
)
def test_what_a_file_says_of_itself_is_believed_if_it_can_be_true(data, declared, text, name, told):
    found, called, warnings = decoded(data, declared=declared)

    assert (found, called) == (text, name)
    assert told in " ".join(warnings)
    assert bool(warnings) == bool(told)


@pytest.mark.parametrize(
    "text", ["Ærø, Øster Ås", "São Paulo, Â minha", "Ûber ÀÉÎ «à»", "TÊTE À TÊTE", "SÃO “PAULO”"]
)
def test_accents_that_look_odd_are_left_alone(text):
    assert decoded(text.encode()) == (text, "utf-8", ())


@pytest.mark.parametrize(
    "data",
    [
        "ہ ".encode() * 1_500_000 + b"\xe9",
        "Ã©".encode() * 1_000_000,
        b"\xe9" * 5_000_000,
        b"\x00a" * 2_000_000,
        b"xn--" * 500_000 + b"\xe9",
    ],
)
def test_large_files_take_no_longer_than_they_may(data):
    start = time.process_time()
    for declared in ("", "idna", "punycode"):
        decoded(data, declared, declared=declared)

    assert time.process_time() - start < 6


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

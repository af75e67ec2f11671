"""Characters that have no place in copy, and the quick look that spares most copy the search."""

import unicodedata

import pytest

from newsroom.text.characters import composed, is_plain, without_junk

_ALL = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]


def _joining() -> set[str]:
    """What may be composed with a character that stands before it."""
    found = {chr(code) for code in range(0x1160, 0x1200)}
    for character in _ALL:
        parts = unicodedata.decomposition(character).split()
        if len(parts) > 1 and not parts[0].startswith("<"):
            found.update(chr(int(part, 16)) for part in parts[1:])
    return found


def test_what_is_plain_needs_neither_cleaning_nor_composing():
    plain = [character for character in _ALL if is_plain(character)]
    assert without_junk("".join(plain)) == "".join(plain)
    # Each by itself is composed, is no mark, and never joins what stands before it.
    assert [each for each in plain if not unicodedata.is_normalized("NFC", each)] == []
    assert [each for each in plain if unicodedata.combining(each)] == []
    assert _joining().isdisjoint(plain)


@pytest.mark.parametrize(
    "text",
    [
        "Ferries wait — “twice” — at the café’s quay.\n",
        "ٹھٹھہ میں کشتیاں",
        "Паром ждёт",
        "渡船等潮",
    ],
)
def test_copy_as_it_comes_is_plain(text: str):
    assert is_plain(text)


@pytest.mark.parametrize(
    "text",
    ["a\u200bb", "a\rb", "a\x00", "a\x85b", "e\u0301", "\u212b", "\ud800", "\u2028", "\u202e"],
)
def test_what_may_have_to_be_mended_is_not_plain(text: str):
    assert not is_plain(text)


def test_junk_goes_and_marks_are_composed():
    assert without_junk("a\u200bb\r\nc\u2028d\x00") == "ab\nc\nd"
    assert composed("e\u0301") == "é"

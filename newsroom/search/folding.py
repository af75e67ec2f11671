"""Words as they are compared: without case, accents, and ways of writing that mean the same.

Both what is searched and what is asked for goes through here; so what a reader types need only
be the same word, not the same characters.
"""

import unicodedata

from newsroom.text.characters import composed, without_junk

# Letters that no form of Unicode takes apart, though readers type them without what they wear.
_SAME = {
    "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h",
    # Arabic, Persian and Urdu keyboards write these letters each in their own way.
    "ي": "ی", "ى": "ی", "ك": "ک", "ه": "ہ", "ة": "ہ", "ۃ": "ہ", "ە": "ہ", "ۀ": "ہ", "ٱ": "ا",
    # A letter of its own in Russian, which its stemmer knows.
    "й": "й",
}  # fmt: skip
# Accents of Latin, Greek and Cyrillic; points of Hebrew; vowels that Arabic script may leave out.
_ACCENTS = [(0x300, 0x36F), (0x591, 0x5C7), (0x610, 0x61A), (0x64B, 0x65F), (0x6D6, 0x6ED)]
_LEFT_OUT = {"\u200d", "\u200e", "\u200f", "\u0640", "\u0670", "\u00ad"}
# Scripts that set no spaces between words: each character is a word, and words are phrases.
_UNSPACED = [(0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x2E80, 0x9FFF)]
_UNSPACED += [(0xF900, 0xFAFF), (0x20000, 0x3FFFF)]


def folded(text: str) -> str:
    """The words of plain ``text`` in comparable form, with one space between each two.

    Nothing but letters, digits and marks of vowels is left of it.
    """
    return " ".join(composed(without_junk(text)).translate(_FOLD).split())


class _Fold(dict[int, str]):
    """What becomes of each character, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        found = self[code] = "".join(_character(each) for each in _parts(chr(code)))
        return found


def _parts(character: str) -> str:
    if character in _SAME:
        return character
    return unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())


def _character(character: str) -> str:
    code = ord(character)
    if character in _SAME:
        return _SAME[character]
    if character in _LEFT_OUT or _is_among(code, _ACCENTS):
        return ""
    if (digit := unicodedata.decimal(character, None)) is not None:
        return str(digit)
    category = unicodedata.category(character)
    if category[0] == "M":
        return character
    if category[0] not in "LN":
        return " "
    if not _is_among(code, _UNSPACED):
        return character
    # Vowels and tones of the south-east are written after their letter, and stay with it.
    return f" {character} " if code >= 0x2E80 else f" {character}"


def _is_among(code: int, ranges: list[tuple[int, int]]) -> bool:
    return any(first <= code <= last for first, last in ranges)


_FOLD = _Fold()

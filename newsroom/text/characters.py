"""Characters that have no place in copy, taken out before anything else is done with a text."""

import re
import unicodedata

# What a keyboard or a bad converter leaves behind: controls, soft hyphens, zero-width spaces,
# byte order marks, direction overrides (they can make a text read differently from what it
# says), noncharacters. Joiners (U+200C, U+200D) and bidi marks stay: Urdu, Persian and Arabic
# copy needs them.
_JUNK = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u180e\u200b\u2060-\u2064\u206a-\u206f"
    "\u202d\u202e\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
_LINE_BREAK = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SUSPECT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u180e\u200b\u2028\u2029\u202d\u202e\u2060-\u2064"
    "\u206a-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
# The Stream-Safe Text Format of Unicode (UAX #15) allows 30; normalising longer runs takes
# time that grows with their square.
MARKS_IN_A_ROW = 30
_PERHAPS_A_PILE = re.compile(rf"[^\w\s]{{{MARKS_IN_A_ROW + 1}}}")


def without_junk(text: str) -> str:
    """``text`` with line breaks as ``\\n`` and without characters that nobody typed on purpose."""
    if _SUSPECT.search(text) is None:
        return text
    return _JUNK.sub("", _LINE_BREAK.sub("\n", text))


def composed(text: str) -> str:
    """``text`` in Unicode's form NFC; of piles of combining marks the first 30 remain."""
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        return text
    if _PERHAPS_A_PILE.search(text):
        text = _without_piles(text)
    return unicodedata.normalize("NFC", text)


def _without_piles(text: str) -> str:
    kept: list[str] = []
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= MARKS_IN_A_ROW:
            kept.append(character)
    return "".join(kept)

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
# Most copy is made of these alone: no junk, no half characters, and nothing that a form of
# Unicode would compose, whatever stands beside it (quick check "yes" for NFC, no marks, no
# conjoining Jamo). To match all of a text costs a third of what it costs to search it for others.
# As a set of a regular expression, without its brackets and without what markup is made of.
PLAIN_WORDS = (
    "\t\n -%'-;=?-~\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0373\u0375-\u037d\u037f-\u0386\u0388-\u0482"
    "\u048a-\u0590\u05d0-\u05ea\u061b-\u064a\u0660-\u066f\u0671-\u06d5\u06ee-\u0710"
    "\u1e00-\u1f70\u2002-\u200a\u200c-\u2027\u202f-\u205f\u2070-\u20cf\u20f1-\u2125"
    "\u212c-\u2328\u232b-\u2adb\u309b-\u9fff\uac00-\ud7a3\uff00-\uff9d"
)
_PLAIN = re.compile(f"[{PLAIN_WORDS}<>&\u00a0]*+")
# The Stream-Safe Text Format of Unicode (UAX #15) allows 30; normalising longer runs takes
# time that grows with their square.
MARKS_IN_A_ROW = 30
_PERHAPS_A_PILE = re.compile(rf"[^\w\s]{{{MARKS_IN_A_ROW + 1}}}")


def is_plain(text: str) -> bool:
    """Whether ``without_junk`` and ``composed`` surely leave ``text`` as it is.

    A quick look that errs on the side of no; neither does it hold lone surrogates then.
    """
    return _PLAIN.fullmatch(text) is not None


def without_junk(text: str) -> str:
    """``text`` with line breaks as ``\\n`` and without characters that nobody typed on purpose."""
    if is_plain(text) or _SUSPECT.search(text) is None:
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

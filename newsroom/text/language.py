"""Languages as BCP 47 tags, and the direction they are written in."""

import re
import unicodedata


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TAG = re.compile(
    r"(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4,8})(?:-[a-z]{4})?(?:-(?:[a-z]{2}|[0-9]{3}))?"
    r"(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*(?:-[0-9a-wy-z](?:-[a-z0-9]{2,8})+)*"
    r"(?:-x(?:-[a-z0-9]{1,8})+)?",
    re.IGNORECASE,
)
_RIGHT_TO_LEFT_LANGUAGES = _names(
    "ar arc aeb acm apc arq ary arz azb bal bgn bqi brh ckb dv fa glk he iw khw ks lki lrc luz mzn "
    "nqo pes pnb prs ps pus rhg sd sdh skr syr trw ug ur urd wbl yi ydd ji"
)
_RIGHT_TO_LEFT_SCRIPTS = _names(
    "adlm arab aran hebr mand mend nkoo rohg samr syrc syre syrj syrn thaa yezi"
)
_DIRECTIONS = {"L": "ltr", "R": "rtl", "AL": "rtl"}


def is_language_tag(tag: str) -> bool:
    """Whether ``tag`` is a well-formed BCP 47 language tag, such as ``en``, ``ur-PK``."""
    return len(tag) <= 35 and _TAG.fullmatch(tag) is not None


def direction(language: str) -> str:
    """``"rtl"`` for languages written from right to left, ``"ltr"`` for all others.

    A script in the tag decides (``ku-Arab``, ``ur-Latn``), else the language does.
    """
    subtags = language.replace("_", "-").lower().split("-")
    for subtag in subtags[1:]:
        if len(subtag) == 1:
            break
        if len(subtag) == 4 and subtag.isalpha():
            return "rtl" if subtag in _RIGHT_TO_LEFT_SCRIPTS else "ltr"
    return "rtl" if subtags[0] in _RIGHT_TO_LEFT_LANGUAGES else "ltr"


def guess_script_direction(text: str) -> str:
    """The direction in which most letters of the first 500 characters are written."""
    counts = {"ltr": 0, "rtl": 0}
    for character in text[:500]:
        way = _DIRECTIONS.get(unicodedata.bidirectional(character))
        if way:
            counts[way] += 1
    return "rtl" if counts["rtl"] > counts["ltr"] else "ltr"

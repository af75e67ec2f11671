"""What a slug line says of the version: leads, updates, takes."""

import re

_VERSION = re.compile(
    r"\b(\d{1,2})(?:st|nd|rd|th)?[ -]?(?:ld|lead|net)\b|\b(?:update|wrapup) (\d{1,2})\b",
    re.IGNORECASE,
)
_SLUG_VERSION = re.compile(
    r"[ ,]*(?:\b\d{1,2}(?:st|nd|rd|th)?[ -]?(?:ld|lead|net)\b(?:-?\w+)?"
    r"|\bwritethr\w+|\((?:UPDATE)[^()]*\)|,\s*\d+$)",
    re.IGNORECASE,
)


def version_in(*lines: str) -> str:
    """``2`` for a first lead, ``3`` for a second lead or update 2; empty if no line says."""
    for line in lines:
        match = _VERSION.search(line[:300])
        if match:
            return str(int(match[1] or match[2]) + 1)
    return ""


def slug_without_version(slugline: str) -> str:
    """The slug that all versions of a story share, in small letters."""
    return " ".join(_SLUG_VERSION.sub(" ", slugline).split()).strip(" ,").casefold()

"""NewsML-G2's coded values: qcodes, and the subjects, places and category made of them."""

import re

from newsroom.wire.parsers.item import Subject
from newsroom.wire.parsers.markup import Element, folded, found_at, text_at, texts_at

# The IPTC's vocabularies by the last part of their address, and the alias agencies give them.
_ALIASES = {"mediatopic": "medtop", "subjectcode": "subj", "genre": "genre", "ninature": "ninat"}
_IPTC = "cv.iptc.org/newscodes/"
# TT writes the IPTC's old subject codes as a literal, its own letters after them.
_TT = re.compile(r"TT:(\d{8})(?::[A-ZÅÄÖ]{2,4})?")
# What agencies call the desk that a story is for: AP, Reuters, dpa, ANSA.
_CATEGORIES = frozenset({"apcategorycode", "a1312cat", "dpacat", "fieg_categories"})
_PLACES = frozenset(
    {"geoarea", "geo", "poi", "city", "country", "statprov", "region"} | {"5"}  # Reuters: cptType:5
)


def local(qcode: str | None) -> str:
    """The code without its scheme, for comparing: ``usable`` of ``stat:usable``."""
    return folded(qcode).rpartition(":")[2].casefold()


def code_of(element: Element) -> tuple[str, str]:
    """The scheme and the code of ``element``.

    A literal comes from no scheme; what kind of thing it is (``cpnat:poi``) stands for one.
    """
    qcode, uri = folded(element.get("qcode")), folded(element.get("uri"))
    if qcode:
        scheme, colon, code = qcode.partition(":")
        return (scheme, code) if colon else ("", qcode)
    if uri:
        return _code_of_uri(uri)
    if match := _TT.fullmatch(folded(element.get("literal"))):
        return "subj", match[1]
    return folded(element.get("type")), folded(element.get("literal"))


def _code_of_uri(uri: str) -> tuple[str, str]:
    head, _, code = uri.rstrip("/").rpartition("/")
    if _IPTC in f"{head}/":
        name = head.rpartition("/")[2]
        return _ALIASES.get(name, name), code
    return head, code


def names_of(element: Element | None) -> str:
    """The first name in ``element``, else its literal."""
    if element is None:
        return ""
    return text_at(element, "name") or folded(element.get("literal"))


def subjects_of(meta: Element | None, asserts: dict[str, str]) -> list[Subject]:
    """The subjects in ``meta``; what one does not call by name, ``asserts`` may."""
    found = []
    for each in found_at(meta, "subject"):
        scheme, code = code_of(each)
        name = text_at(each, "name") or asserts.get(_key(each), "")
        if code or name:
            found.append(Subject(code, scheme, name))
    return found


def asserts_of(item: Element) -> dict[str, str]:
    """The names that the item's ``assert`` elements give to qcodes and literals."""
    found: dict[str, str] = {}
    for each in item.iterfind("assert"):
        if name := text_at(each, "name"):
            found.setdefault(_key(each), name)
    return found


def _key(element: Element) -> str:
    return folded(element.get("qcode")) or folded(element.get("literal"))


def category_of(meta: Element | None) -> str:
    """The code of the desk that the story is for, as the agency has it."""
    for each in found_at(meta, "subject"):
        scheme, code = code_of(each)
        if code and (scheme.casefold() in _CATEGORIES or local(each.get("type")) == "category"):
            return code
    return ""


def places_of(meta: Element | None) -> list[str]:
    """Where the story was written, and the places that it is about, by name."""
    about = [each for each in found_at(meta, "subject") if local(each.get("type")) in _PLACES]
    written = [names_of(each) for each in found_at(meta, "located")]
    return [name for name in (*written, *(text_at(each, "name") for each in about)) if name]


def genre_of(meta: Element | None) -> str:
    """The first genre by its name, or else by its code."""
    for each in found_at(meta, "genre"):
        if said := text_at(each, "name") or code_of(each)[1]:
            return said
    return ""


def keywords_of(meta: Element | None) -> list[str]:
    return texts_at(meta, "keyword")

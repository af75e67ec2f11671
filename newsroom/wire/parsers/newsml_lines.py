"""The lines that introduce a NewsML story to people: headline, byline, dateline, advisory …"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from newsroom.wire.dateline import Dateline, parse_dateline
from newsroom.wire.parsers.markup import XML_LANG, Element, attribute_at, folded, text_of
from newsroom.wire.parsers.newsml_component import Component

# What the lines are for, by their names without "Line" (small letters, no signs between).
_KINDS = {
    "head": "headline", "subhead": "subheadline", "by": "byline", "bylinetitle": "byline title",
    "date": "dateline", "credit": "credit", "copyright": "rights", "rights": "rights",
    "slug": "slugline", "keyword": "keywords", "catchword": "keywords", "storytype": "keywords",
    "advisory": "note", "product": "note", "note": "note", "editorsnote": "note",
    "editorialnote": "note", "instruction": "note", "correction": "note", "update": "note",
    "kill": "note", "embargo": "embargo", "summary": "abstract", "abstract": "abstract",
    "caption": "abstract", "morelink": "link", "clickthruurl": "link",
}  # fmt: skip
_LIST = re.compile(r"\s*;\s*")

# A date that only machines would write, and one that nobody can tell the place of.
_STAMP = re.compile(r"[\d\W]*(?:GMT|UTC|T\d|Z)?[\d\W]*")
_PLACE = re.compile(r"(?:[^\W\d_]|[.'’ʼ/,-]|(?<=\S) (?=\S)|[\u064b-\u065f]){2,60}")


@dataclass(slots=True)
class Lines:
    """The lines of one component by their kind, each with the language it names, if any."""

    kinds: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))

    def texts(self, kind: str) -> list[str]:
        return [text for text, _language in self.kinds.get(kind, ())]


@dataclass(slots=True)
class Heading:
    """The lines that stand for a story; ``others`` were written for it and have no place."""

    headline: str = ""
    subheadlines: list[str] = field(default_factory=list)
    abstracts: list[str] = field(default_factory=list)
    byline: str = ""
    dateline: str = ""
    credit: str = ""
    slugline: str = ""
    keywords: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    embargoes: list[str] = field(default_factory=list)
    rights: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)


def lines_of(component: Component) -> Lines:
    """The lines of ``component`` itself, with text in them."""
    lines = Lines()
    for element in component.element.iterfind("NewsLines/*"):
        for name, line in _named(element):
            text = text_of(line)
            if text:
                language = folded(line.get(XML_LANG)) or folded(element.get(XML_LANG))
                lines.kinds[_KINDS.get(name, "other")].append((text, language))
    return lines


def _named(element: Element) -> Iterator[tuple[str, Element]]:
    if element.tag == "NewsLine":
        said = attribute_at(element, "NewsLineType", "FormalName")
        for line in element.iterfind("NewsLineText"):
            yield _name(said), line
    elif isinstance(element.tag, str):
        yield _name(element.tag), element


def _name(said: str) -> str:
    return "".join(c for c in said.casefold() if c.isalnum()).removesuffix("line")


def heading_of(path: Sequence[Component], language: str) -> Heading:
    """The lines for a story whose component is the first of ``path``; those around it come
    after. A headline in the story's ``language`` goes before others."""
    levels = [lines_of(component) for component in path]
    heading = Heading()
    heading.headline = _headline(levels, language, heading.others)
    heading.byline = ", ".join(_nearest(levels, "byline", heading.others))
    title = ", ".join(_nearest(levels, "byline title", heading.others))
    if title and title not in heading.byline:
        heading.byline = f"{heading.byline}, {title}" if heading.byline else title
    heading.dateline = _only(levels, "dateline", heading.others)
    heading.credit = _only(levels, "credit", heading.others)
    heading.slugline = _only(levels, "slugline", heading.others)
    heading.subheadlines = _all(levels, "subheadline")
    heading.abstracts = _all(levels, "abstract")
    heading.notes = _all(levels, "note")
    heading.embargoes = _all(levels, "embargo")
    heading.rights = _all(levels, "rights")
    heading.keywords = [word for line in _all(levels, "keywords") for word in _LIST.split(line)]
    heading.others += _all(levels, "other")
    return heading


def _headline(levels: Sequence[Lines], language: str, others: list[str]) -> str:
    lines = [line for level in levels for line in level.kinds.get("headline", ())]
    primary = language.partition("-")[0].casefold()

    def is_foreign(line: tuple[str, str]) -> bool:
        said = line[1].partition("-")[0].casefold()
        return bool(primary and said not in {"", "x", primary})

    ranked = sorted(lines, key=is_foreign)
    others += [text for text, _language in ranked[1:]]
    return ranked[0][0] if ranked else ""


def _nearest(levels: Sequence[Lines], kind: str, others: list[str]) -> list[str]:
    found = [texts for level in levels if (texts := level.texts(kind))]
    others += [text for texts in found[1:] for text in texts]
    return list(dict.fromkeys(found[0])) if found else []


def _only(levels: Sequence[Lines], kind: str, others: list[str]) -> str:
    """The first of the nearest; if there are more, they are others."""
    first, *more = _nearest(levels, kind, others) or [""]
    others += more
    return first


def _all(levels: Sequence[Lines], kind: str) -> list[str]:
    return list(dict.fromkeys(text for level in levels for text in level.texts(kind)))


def dateline_of(line: str, agencies: Collection[str]) -> Dateline | None:
    """The dateline in a ``DateLine``. A place there needs no date or agency to be one, as it
    would need at the top of a text; a stamp for machines is none."""
    if not line or _STAMP.fullmatch(line):
        return None
    if (found := parse_dateline(line, agencies=agencies)) is not None:
        return found
    place = line.rstrip(" -–—:")
    if _PLACE.fullmatch(place) and len(place.split()) <= 3 and not place[0].islower():
        return Dateline(place, "", "", line)
    return None

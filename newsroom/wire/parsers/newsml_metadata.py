"""What a NewsML component says about its story: subjects, places, genre, keywords, parties."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from newsroom.wire.agencies import is_agency
from newsroom.wire.parsers.item import Subject
from newsroom.wire.parsers.markup import (
    XML_LANG,
    Element,
    attribute_at,
    attributes_at,
    folded,
    text_at,
    text_of,
    texts_at,
)
from newsroom.wire.parsers.newsml_component import Component

_IPTC_CODE = re.compile(r"\d{8}")
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_LIST = re.compile(r"\s*;\s*")
# AFP's code for a place that is in no country.
_NOWHERE = "ZZZ"
_PLACE_PARTS = ("city", "sublocation", "countryarea", "country")


@dataclass(slots=True)
class Metadata:
    """What the components of ``path`` say, the nearest first; names and values in order.

    ``properties`` are in small letters, with all their values.
    """

    subjects: list[Subject] = field(default_factory=list)
    category: str = ""
    places: list[str] = field(default_factory=list)
    genres: list[str] = field(default_factory=list)
    keywords: list[str] = field(default_factory=list)
    properties: dict[str, list[str]] = field(default_factory=dict)
    usage: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    provider: str = ""
    source: str = ""


def metadata_of(path: Sequence[Component], language: str) -> Metadata:
    """All that ``path`` says; names of subjects in ``language``, else in English."""
    found = Metadata()
    names, categories = _topics(path, language)
    for component in path:
        for metadata in component.element:
            tag = str(metadata.tag)
            # One agency writes DescriptiveMetada.
            if tag.startswith("DescriptiveMetada"):
                _describe(found, metadata, names)
            elif tag in {"AdministrativeMetadata", "Metadata"}:
                _add_properties(found, metadata)
            elif tag == "RightsMetadata":
                found.usage += _usage(metadata)
            elif tag == "Comment" and not metadata.get("FormalName"):
                found.comments.append(text_of(metadata))
            elif tag == "item_keywords":
                found.keywords += texts_at(metadata, "*")
    if not found.category:
        found.category = _category(found, categories)
    found.provider, found.source = _party(path, "Provider"), _party(path, "Source")
    return found


def _describe(found: Metadata, described: Element, names: dict[str, str]) -> None:
    locations: list[Element] = []
    for each in described:
        if each.tag == "SubjectCode":
            for subject in each:
                _add_subject(found, subject, names)
            _add_subject(found, each, names)
        elif each.tag == "Genre":
            found.genres.append(folded(each.get("FormalName")) or text_of(each))
        elif each.tag == "Location":
            locations.append(each)
        elif each.tag == "Property":
            _add_property(found, each)
    locations.sort(key=lambda each: each.get("HowPresent") != "Origin")
    found.places += [_place(each) for each in locations or [described]]


def _add_subject(found: Metadata, subject: Element, names: dict[str, str]) -> None:
    code = folded(subject.get("FormalName"))
    if not code:
        return
    scheme = folded(subject.get("Scheme")) or folded(subject.get("Vocabulary"))
    if not scheme and _IPTC_CODE.fullmatch(code):
        scheme = "IPTC"
    found.subjects.append(Subject(code, scheme, names.get(code, "")))
    found.category = found.category or folded(subject.get("cat"))


def _place(location: Element) -> str:
    parts = {
        folded(part.get("FormalName")).casefold(): folded(part.get("Value"))
        for part in location.iterchildren("Property")
    }
    known = [parts.get(name, "") for name in _PLACE_PARTS]
    return ", ".join(part for part in known if part and part != _NOWHERE)


def _add_properties(found: Metadata, metadata: Element) -> None:
    for each in metadata.iterchildren("Property"):
        _add_property(found, each)


def _add_property(found: Metadata, each: Element) -> None:
    """Groups of properties count for what stands in them."""
    name = folded(each.get("FormalName")).casefold()
    value = folded(each.get("Value")) or folded(each.text)
    if value:
        found.properties.setdefault(name, []).append(value)
        if name.endswith(("keyword", "keywords")) or name == "topic":
            found.keywords += _LIST.split(value)
    for inner in each if len(each) else ():
        if inner.tag == "Property":
            _add_property(found, inner)


def _category(found: Metadata, categories: dict[str, str]) -> str:
    """A letter code among the subjects; Belga has it as the product, ANA with the topics."""
    for subject in found.subjects:
        if code := categories.get(subject.code):
            return code
        if not _IPTC_CODE.fullmatch(subject.code) and len(subject.code) <= 8:
            return subject.code
    # PA has its three letters among the properties.
    said = [*found.properties.get("category", ()), *found.properties.get("newsproduct", ())]
    return next(iter(said), "")


def _topics(path: Sequence[Component], language: str) -> tuple[dict[str, str], dict[str, str]]:
    """The names and the categories that the file itself gives to the codes it uses."""
    names: dict[str, str] = {}
    categories: dict[str, str] = {}
    for component in path:
        for topic in component.element.iterfind("TopicSet/Topic"):
            code = text_at(topic, "FormalName")
            descriptions = list(topic.iterfind("Description"))
            names.setdefault(code, _name(descriptions, language))
            category = (text_of(each) for each in descriptions if _is(each, "category"))
            categories.setdefault(code, next(category, ""))
    return names, categories


def _name(descriptions: Sequence[Element], language: str) -> str:
    """The name in ``language``, in English, or in whatever language there is."""
    named = [each for each in descriptions if not _is(each, "category")]
    for wanted in (language, "en"):
        for each in named:
            said = folded(each.get(XML_LANG)).partition("-")[0].casefold()
            if said and said == wanted.partition("-")[0].casefold():
                return text_of(each)
    return text_of(named[0]) if named else ""


def _is(description: Element, variant: str) -> bool:
    return folded(description.get("Variant")).casefold() == variant


# --- Rights and parties ---


def _usage(rights: Element) -> list[str]:
    lines = []
    for path in ("Copyright", "UsageRights"):
        for each in rights.iterfind(path):
            parts = [*texts_at(each, "*"), *attributes_at(each, ".//Party", "FormalName")]
            lines.append(", ".join(parts) or text_of(each))
    return [line for line in lines if line]


def _party(path: Sequence[Component], role: str) -> str:
    """The name of who provides the story, or of its source."""
    for component in path:
        admin = component.element.find("AdministrativeMetadata")
        if (name := attribute_at(admin, f"{role}/Party", "FormalName")) and not is_host(name):
            return name
    return ""


def is_host(name: str) -> bool:
    """Whether ``name`` is an address in the net, which no paper would print as a credit."""
    return _HOST.fullmatch(name) is not None


def agency_at(host: str, agencies: Collection[str]) -> str:
    """The agency that an address in the net belongs to: ``AFP`` for ``afp.com``; or nothing."""
    label = host.rpartition(".")[0].rpartition(".")[2]
    return label.upper() if is_agency(label, agencies) else ""

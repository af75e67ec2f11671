"""NewsML's tree of components, and what each of them holds (NewsML 1.2 §5.6)."""

from dataclasses import dataclass, field

from newsroom.text.language import is_language_tag
from newsroom.wire.parsers.markup import XML_LANG, Element, attribute_at, folded, text_of

# What a component is to its neighbours, by its role (small letters, no signs between).
_PARTS = {
    "title": "title", "headline": "title",
    "lead": "lead", "lede": "lead", "intro": "lead",
    "abstract": "abstract", "summary": "abstract", "standfirst": "abstract",
    "subheadline": "abstract", "subtitle": "abstract", "teaser": "abstract",
    "caption": "caption", "legend": "caption", "cutline": "caption",
    "note": "note", "editornote": "note", "editorsnote": "note", "editorialnote": "note",
    "main": "body", "body": "body", "text": "body", "story": "body", "article": "body",
    "stylesheet": "style",
}  # fmt: skip
PICTURES = frozenset(
    "picture photo image graphic infographic video audio sound clip logo gallery slideshow cartoon"
    " animation component".split()
)
# The same picture again, in another size.
RENDITIONS = frozenset(
    "highdef highres hires original lowdef lowres preview quicklook viewimage medium square"
    " thumbnail thumb icon".split()
)
COPY_PARTS = frozenset({"lead", "body", "other"})
_TEXT_TYPES = frozenset({"", "text", "complexdata", "article", "story"})
_PICTURE_TYPES = frozenset(
    "photo picture image graphic graphics video audio animation picturesequence logo".split()
)


@dataclass(slots=True)
class Component:
    """A ``NewsComponent``: its role, its own contents, and the components inside it.

    Several texts in one component are one text in several forms: the best comes first.
    ``holds_copy`` and ``holds_pictures`` are about the whole branch.
    """

    element: Element
    role: str
    language: str
    texts: list[Element] = field(default_factory=list)
    pictures: list[Element] = field(default_factory=list)
    children: list["Component"] = field(default_factory=list)
    holds_copy: bool = False
    holds_pictures: bool = False

    @property
    def part(self) -> str:
        """What the words in it are: ``body``, ``caption`` …; ``other`` if nobody can tell."""
        if self.role in PICTURES or self.role in RENDITIONS:
            return "caption"
        return _PARTS.get(self.role, "other" if self.role else "body")

    @property
    def is_picture(self) -> bool:
        """Whether all of it is one picture or several, with captions; films count as pictures."""
        return (self.holds_pictures and not self.holds_copy) or (
            self.role in PICTURES and (self.holds_pictures or bool(self.children))
        )

    @property
    def has_headline(self) -> bool:
        lines = self.element.find("NewsLines")
        found = lines.iterfind("HeadLine") if lines is not None else ()
        return any(text_of(line) for line in found)


def top_of(item: Element) -> Component | None:
    """All that a ``NewsItem`` holds, in one component; None if it holds nothing."""
    found = item.findall("NewsComponent")
    if len(found) == 1 and item.find("ContentItem") is None:
        return component_of(found[0])
    # By the book there is but one; where there are more, the item is their frame.
    return component_of(item) if found or item.find("ContentItem") is not None else None


def strays_in(item: Element) -> list[Element]:
    """The contents of ``item`` that stand where no component holds them."""
    return [data for data in item.iter("DataContent") if _is_stray(data)]


def _is_stray(data: Element) -> bool:
    expected = {"Encoding", "ContentItem"}
    is_stray = False
    for outer in data.iterancestors():
        if outer.tag in {"NewsItem", "DataContent"}:
            return is_stray and outer.tag == "NewsItem"
        is_stray = is_stray or outer.tag not in expected
        if outer.tag == "ContentItem":
            expected = {"NewsComponent"}
    return False


def component_of(element: Element) -> Component:
    """The component ``element`` with all inside it; items inside items stand for themselves."""
    component = Component(element, "", "")
    for child in element:
        if child.tag == "ContentItem":
            _sort(component, child)
        elif child.tag == "NewsComponent":
            component.children.append(component_of(child))
        elif child.tag == "Role":
            component.role = _squeezed(folded(child.get("FormalName")) or text_of(child))
        elif child.tag in {"DescriptiveMetadata", "DescriptiveMetada"}:
            component.language = _tag(attribute_at(child, "Language", "FormalName"))
    component.language = component.language or language_of(element)
    component.texts.sort(key=plainness)
    if component.role not in PICTURES:
        component.holds_copy = (bool(component.texts) and component.part in COPY_PARTS) or any(
            child.holds_copy for child in component.children
        )
    component.holds_pictures = bool(component.pictures) or any(
        child.holds_pictures for child in component.children
    )
    return component


def _squeezed(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())


def language_of(element: Element) -> str:
    """The language of ``element`` (``xml:lang``); nothing if that is none."""
    return _tag(folded(element.get(XML_LANG)))


def _tag(said: str) -> str:
    return said if is_language_tag(said) and said[:2].lower() != "x-" else ""


def _sort(component: Component, content: Element) -> None:
    """Whether a content item is words or a picture: by what it says, else by what it holds."""
    said = {str(each.tag): folded(each.get("FormalName")).casefold() for each in content}
    kind, mime = _squeezed(said.get("MediaType", "")), said.get("MimeType", "")
    is_picture = kind in _PICTURE_TYPES or mime.startswith(("image/", "video/", "audio/"))
    has_words = any(
        not text.isspace() for data in content.iter("DataContent") for text in data.itertext()
    )
    if folded(content.get("Href")) and (is_picture or not (kind or mime or has_words)):
        component.pictures.append(content)
    elif has_words and not (is_picture and _is_encoded(content)):
        component.texts.append(content)
    elif is_picture or (folded(content.get("Href")) and kind not in _TEXT_TYPES):
        component.pictures.append(content)


def _is_encoded(content: Element) -> bool:
    return "64" in attribute_at(content, "Encoding", "Notation")


def plainness(content: Element) -> int:
    """NITF says most of a text, plain lines say least."""
    if content.find("DataContent/nitf") is not None:
        return 0
    data = content.find("DataContent")
    if data is not None and len(data):
        return 1
    said = attribute_at(content, "Format", "FormalName") + attribute_at(
        content, "MimeType", "FormalName"
    )
    return 2 if "html" in said.casefold() else 3

"""Pictures and films of a NewsML story: one for all the sizes that it was sent in."""

from collections.abc import Iterator, Sequence

from newsroom.wire.parsers.body import Body
from newsroom.wire.parsers.item import Media
from newsroom.wire.parsers.markup import Element, attribute_at, folded, text_at
from newsroom.wire.parsers.newsml_component import RENDITIONS, Component
from newsroom.wire.parsers.newsml_identity import story_id
from newsroom.wire.parsers.newsml_text import text_body

# From the largest to the smallest, for pictures whose size is not told.
_RANKS = (
    "original highdef highres hires main image photo picture clip viewimage medium lowres lowdef"
    " preview quicklook square thumb thumbnail icon"
).split()
_SMALL = frozenset({"thumbnail", "thumb", "icon", "quicklook", "square"})
_MIME = {
    "jpg": "image/jpeg", "jpeg": "image/jpeg", "jpegbaseline": "image/jpeg", "png": "image/png",
    "gif": "image/gif", "tif": "image/tiff", "tiff": "image/tiff", "webp": "image/webp",
    "svg": "image/svg+xml", "mp4": "video/mp4", "mpeg4": "video/mp4", "mpeg": "video/mpeg",
    "mov": "video/quicktime", "flv": "video/x-flv", "webm": "video/webm", "mp3": "audio/mpeg",
    "wav": "audio/wav", "ogg": "audio/ogg",
}  # fmt: skip


def media_of(
    pictures: Sequence[Component], captions: Sequence[Element], headline: str
) -> list[Media]:
    """A medium for each of ``pictures``: the largest size, with caption and credit.

    A component with a picture in it begins a medium; one that is but a size belongs to the
    medium before it. ``captions`` are texts that stand beside the pictures, in their order.
    A picture's title opens its caption, unless it is the story's ``headline``.
    """
    found = _media(pictures, [text_body([caption]) for caption in captions], headline)
    return [medium for medium in found if medium.href or medium.caption]


def caption_body(pictures: Sequence[Component], captions: Sequence[Element]) -> Body:
    """The captions as the text of an item that is nothing but pictures."""
    contents = [*captions, *(text for each in pictures for text in _texts(each))]
    return text_body(contents)


def picture_credit(component: Component) -> str:
    """Who took the picture and for whom: ``A. Name / AFP``."""
    lines = component.element.find("NewsLines")
    admin = component.element.find("AdministrativeMetadata")
    name = text_at(lines, "ByLine") or attribute_at(admin, "Creator/Party", "FormalName")
    agency = (
        text_at(lines, "CreditLine")
        or attribute_at(admin, "Source/Party", "FormalName")
        or attribute_at(admin, "Provider/Party", "FormalName")
    )
    return " / ".join(dict.fromkeys(part for part in (name, agency) if part))


def _media(pictures: Sequence[Component], captions: list[Body], headline: str) -> Iterator[Media]:
    groups: list[list[Component]] = []
    for picture in pictures:
        if picture.children:
            yield from _framed(picture, headline)
        elif groups and picture.role in RENDITIONS:
            groups[-1].append(picture)
        else:
            groups.append([picture])
    for number, group in enumerate(groups):
        # What is left over goes with the last: no caption is lost.
        own = captions[number:] if group is groups[-1] else captions[number : number + 1]
        yield _medium(group, group[0], own, headline)
    if not groups and captions:
        yield Media("", " ".join(text for caption in captions for text in caption.texts))


def _framed(frame: Component, headline: str) -> Iterator[Media]:
    """The media of a component that frames a picture, its sizes and its captions."""
    inner = [child for child in frame.children if child.children]
    leaves = [child for child in frame.children if not child.children]
    groups: list[list[Component]] = [[frame]] if frame.pictures else []
    for leaf in leaves:
        if leaf.pictures and (not groups or leaf.role not in RENDITIONS):
            groups.append([leaf])
        elif leaf.pictures:
            groups[-1].append(leaf)
    captions = [text_body(leaf.texts) for leaf in (frame, *leaves) if leaf.part != "style"]
    for number, group in enumerate(groups):
        yield _medium(group, frame, captions if number == 0 else [], headline)
    if not groups and any(caption.blocks for caption in captions):
        yield _medium([], frame, captions, headline)
    for child in inner:
        yield from _framed(child, headline)


def _medium(
    group: Sequence[Component], frame: Component, captions: Sequence[Body], headline: str
) -> Media:
    largest = _largest(group)
    caption = _caption(frame, captions, headline) or _property(largest, "caption")
    if largest is None:
        return Media("", caption, picture_credit(frame))
    width, height = _size(largest)
    return Media(
        href=folded(largest.get("Href")),
        caption=caption,
        credit=picture_credit(frame),
        mime=_mime(largest),
        width=width,
        height=height,
        guid=_guid(frame),
    )


def _guid(frame: Component) -> str:
    """The id of the picture's own item, which its component refers to or is called by.

    ``photo0`` and the like are the names of components within this one file.
    """
    reference = attribute_at(frame.element, "NewsItemRef", "NewsItem")
    duid = folded(frame.element.get("Duid"))
    named = reference or (duid if duid.casefold().startswith("urn:newsml:") else "")
    return story_id(named) if named else ""


def _largest(group: Sequence[Component]) -> Element | None:
    sizes = [(each.role, content) for each in group for content in each.pictures]
    large = [(role, content) for role, content in sizes if role not in _SMALL] or sizes
    if len(large) > 1:
        large.sort(key=lambda size: _weight(*size), reverse=True)
    return large[0][1] if large else None


def _weight(role: str, content: Element) -> tuple[bool, int, int, int]:
    width, height = _size(content)
    rank = _RANKS.index(role) if role in _RANKS else 4
    return bool(content.get("Href")), width * height, _bytes(content), -rank


def _size(content: Element) -> tuple[int, int]:
    sizes = {"width": 0, "height": 0}
    for each in content.iterfind("Characteristics/Property"):
        name = folded(each.get("FormalName")).casefold().removeprefix("pixel")
        if name in sizes:
            sizes[name] = _number(each.get("Value"))
    return sizes["width"], sizes["height"]


def _bytes(content: Element) -> int:
    return _number(text_at(content, "Characteristics/SizeInBytes"))


def _number(said: str | None) -> int:
    digits = folded(said).removesuffix("px").strip()
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) <= 12 else 0


def _property(content: Element | None, wanted: str) -> str:
    """What a content item's own property says; the ABC tells captions so."""
    for each in content.iter("Property") if content is not None else ():
        if folded(each.get("FormalName")).casefold() == wanted:
            return folded(each.get("Value") or each.get("value"))
    return ""


def _mime(content: Element) -> str:
    said = attribute_at(content, "MimeType", "FormalName").casefold()
    form = attribute_at(content, "Format", "FormalName").casefold()
    for name in (said, form):
        if name.partition("/")[0] in {"image", "video", "audio"} and "/" in name:
            return name
    ending = folded(content.get("Href")).rpartition(".")[2].casefold()
    return _MIME.get("".join(c for c in form if c.isalnum())) or _MIME.get(ending, "")


def _caption(frame: Component, captions: Sequence[Body], headline: str) -> str:
    texts = [text for caption in captions for text in caption.texts if text != headline]
    title = text_at(frame.element.find("NewsLines"), "HeadLine")
    if title and title != headline:
        texts.insert(0, title)
    lines = list(dict.fromkeys(texts))
    return " ".join([*map(_closed, lines[:-1]), *lines[-1:]])


def _closed(line: str) -> str:
    return line if line[-1:] in ".!?:…؟۔。" else f"{line}."


def _texts(picture: Component) -> Iterator[Element]:
    if picture.part != "title":
        yield from picture.texts[:1]
    for child in picture.children:
        yield from _texts(child)

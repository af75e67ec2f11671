"""Pictures and films that stand in a body, with their captions: NITF's and HTML's."""

from collections.abc import Iterator

from newsroom.text.nesting import names
from newsroom.wire.parsers.item import Media
from newsroom.wire.parsers.markup import Element, folded, text_of, texts_at

MEDIA = names("media figure img picture video audio")
_SHOWN = ("img", "video", "audio", "source")
_LONGEST_ADDRESS = 2_048
_NO_CAPTION = frozenset({"media-producer", "media-object"})


def is_frame(element: Element) -> bool:
    """Whether a ``figure`` frames a table, a quotation or other figures, and no one picture."""
    if element.tag != "figure":
        return False
    return (
        next(element.iter(*_SHOWN), None) is None
        or next(element.iterdescendants("figure"), None) is not None
    )


def media_in(element: Element) -> Iterator[Media]:
    """What ``element``, one of ``MEDIA``, shows; all words in it are the caption's."""
    if element.tag == "media":
        yield from _of_nitf(element)
        return
    shown = [each for each in element.iter(*_SHOWN) if _address(each)]
    # The sources of one picture or film are the same thing in other forms.
    if element.tag != "figure" or any(each.tag == "source" for each in shown):
        shown = shown[-1:] if element.tag == "picture" else shown[:1]
    caption = text_of(element) if element.tag == "figure" else ""
    if not shown and caption:
        yield Media("", caption)
    for each in shown:
        other = folded(each.get("alt") or each.get("title"))
        yield Media(
            _address(each),
            caption or other,
            mime=folded(each.get("type")),
            width=_pixels(each, "width"),
            height=_pixels(each, "height"),
        )
        caption = ""


def _address(element: Element) -> str:
    # ANSA writes NITF's name for it.
    address = folded(element.get("src") or element.get("source"))
    return "" if address[:5].lower() == "data:" or len(address) > _LONGEST_ADDRESS else address


def _of_nitf(element: Element) -> Iterator[Media]:
    """NITF 3.x: one caption and producer for all the references (renditions) of a medium."""
    references = element.findall("media-reference")
    caption = " ".join(_said(element))
    credit = ", ".join(texts_at(element, "media-producer"))
    largest = max(references, key=lambda each: _pixels(each, "width"), default=None)
    if largest is None:
        if caption or credit:
            yield Media("", caption, credit)
        return
    address = largest.get("source") or largest.get("name") or largest.get("data-location")
    yield Media(
        href=folded(address)[:_LONGEST_ADDRESS],
        caption=caption or folded(largest.get("alternate-text")),
        credit=credit,
        mime=folded(largest.get("mime-type")),
        width=_pixels(largest, "width"),
        height=_pixels(largest, "height"),
    )


def _said(element: Element) -> Iterator[str]:
    """The words in a medium, but for its producer's name and the medium itself as letters."""
    texts = [folded(element.text)]
    for child in element:
        texts += [text_of(child) if child.tag not in _NO_CAPTION else "", folded(child.tail)]
    return filter(None, texts)


def _pixels(element: Element, name: str) -> int:
    digits = (element.get(name) or "").strip().removesuffix("px")
    return int(digits) if digits.isdecimal() and len(digits) <= 6 else 0

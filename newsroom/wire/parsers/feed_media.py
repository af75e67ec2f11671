"""Pictures, films and sound that a feed's entry brings: enclosures, links, Media RSS."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from mimetypes import guess_type

from newsroom.wire.parsers.feed_xml import Parts, called, joined, line_at, parts_of
from newsroom.wire.parsers.item import Media
from newsroom.wire.parsers.markup import Element, folded, text_of

# What counts the visits of readers, and shows nothing.
_PIXEL = 3
_LONGEST_CAPTION = 5_000


def media_of(parts: Parts) -> list[Media]:
    """All that an entry brings, each once; thumbnails only where there is nothing larger."""
    found = [_enclosure(each) for each in parts.get("enclosure", ())]
    found += [
        _enclosure(each)
        for name in ("link", "content")
        for each in parts.get(name, ())
        if _is_enclosed(each)
    ]
    whole = _Captions.of(parts)
    for group in parts.get("media:group", ()):
        found += _largest(parts_of(group), whole)
    found += [_content(each, whole) for each in parts.get("media:content", ())]
    if not any(is_picture(medium) for medium in found):
        found += _thumbnails(parts, whole)
    return one_each(found)


def one_each(media: Sequence[Media]) -> list[Media]:
    """``media`` without those named before and those that nobody sees; no caption gets lost."""
    found: dict[tuple[str, str], Media] = {}
    for each in media:
        medium = replace(each, href="") if each.href.startswith("data:") else each
        first = found.get((medium.href, ""))
        if is_pixel(medium):
            continue
        if not medium.href or (first and not _says_the_same(first, medium)):
            found.setdefault((medium.href, medium.caption or "-"), medium)
        else:
            found[medium.href, ""] = _both(first, medium) if first else medium
    return [medium for medium in found.values() if medium.href or medium.caption]


def is_picture(medium: Media) -> bool:
    """Whether a medium is a picture, as far as anybody says."""
    return medium.mime.startswith("image/") or not medium.mime


def is_pixel(medium: Media) -> bool:
    """Whether a picture is too small to be seen."""
    return 0 < medium.width <= _PIXEL or 0 < medium.height <= _PIXEL


def _says_the_same(one: Media, other: Media) -> bool:
    """Whether one caption holds the other; long ones are not searched."""
    if len(one.caption) + len(other.caption) > _LONGEST_CAPTION:
        return one.caption == other.caption
    return other.caption in one.caption or one.caption in other.caption


def _both(one: Media, other: Media) -> Media:
    return replace(
        one,
        caption=max(one.caption, other.caption, key=len),
        credit=one.credit or other.credit,
        mime=one.mime or other.mime,
        width=one.width or other.width,
        height=one.height or other.height,
    )


def _is_enclosed(element: Element) -> bool:
    if called(element) == "link":
        return bool(element.get("rel") == "enclosure")
    kind = element.get("type") or ""
    return bool(element.get("src") and kind.startswith(("image/", "video/", "audio/")))


def _enclosure(element: Element) -> Media:
    href = element.get("url") or element.get("href") or element.get("src")
    return Media(
        joined(element.base or "", folded(href)),
        caption=folded(element.get("title")),
        mime=_mime(element, folded(href)),
    )


# --- Media RSS 1.5 ---


class _Captions:
    """What Media RSS says at one of its levels; what it leaves out holds from the level above."""

    def __init__(self, caption: str, credit: str) -> None:
        self.caption = caption
        self.credit = credit

    @classmethod
    def of(cls, parts: Parts, above: "_Captions | None" = None) -> "_Captions":
        said = [
            line_at(each)
            for name in ("media:title", "media:description", "media:text")
            for each in parts.get(name, ())
        ]
        credit = ", ".join(dict.fromkeys(text_of(each) for each in parts.get("media:credit", ())))
        caption = " ".join(dict.fromkeys(words for words in said if words))
        return cls(
            caption or (above.caption if above else ""), credit or (above.credit if above else "")
        )


def _own(element: Element, above: _Captions) -> _Captions:
    return _Captions.of(parts_of(element), above) if len(element) else above


def _content(element: Element, above: _Captions) -> Media:
    own = _own(element, above)
    href = folded(element.get("url"))
    return Media(
        joined(element.base or "", href),
        caption=own.caption,
        credit=own.credit,
        mime=_mime(element, href),
        width=_pixels(element, "width"),
        height=_pixels(element, "height"),
    )


def _thumbnails(parts: Parts, above: _Captions) -> Iterator[Media]:
    inside = [
        thumbnail
        for name in ("media:group", "media:content")
        for each in parts.get(name, ())
        for thumbnail in parts_of(each).get("media:thumbnail", ())
    ]
    for each in [*parts.get("media:thumbnail", ()), *inside]:
        yield Media(
            joined(each.base or "", folded(each.get("url")) or text_of(each)),
            caption=above.caption,
            credit=above.credit,
            width=_pixels(each, "width"),
            height=_pixels(each, "height"),
        )


def _largest(group: Parts, above: _Captions) -> list[Media]:
    """A group holds one medium in several sizes: the widest, with all that is said of it."""
    sizes = group.get("media:content", ())
    if not sizes:
        return []
    shared = _Captions.of(group, above)
    said = dict.fromkeys(_own(each, shared).caption for each in sizes)
    # The others are not read further: there may be many, and readers get one.
    best = max(sizes, key=lambda each: _pixels(each, "width"))
    return [replace(_content(best, shared), caption=" ".join(filter(None, said)))]


def _mime(element: Element, href: str) -> str:
    said = folded(element.get("type")).casefold()
    if "/" in said:
        return said
    kind = folded(element.get("medium")).casefold()
    guessed = guess_type(href.partition("?")[0])[0] or ""
    if kind in {"video", "audio"}:
        return guessed if guessed.startswith(kind) else f"{kind}/*"
    return guessed


def _pixels(element: Element, name: str) -> int:
    digits = folded(element.get(name)).removesuffix("px")
    return int(digits) if digits.isdecimal() and len(digits) <= 6 else 0

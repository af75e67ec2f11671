"""NewsML-G2's pictures: of the renditions of each, the largest that a web page can show."""

from collections.abc import Sequence
from dataclasses import dataclass

from newsroom.wire.parsers.item import Media
from newsroom.wire.parsers.markup import Element, folded, found_at
from newsroom.wire.parsers.newsml_g2_codes import local

_FOR_THE_WEB = frozenset(
    f"image/{kind}" for kind in ("jpeg", "jpg", "pjpeg", "png", "gif", "webp", "avif")
)
_MOVING = ("video/", "audio/")
_ENDINGS = {
    "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "gif": "image/gif",
    "webp": "image/webp", "mp4": "video/mp4", "mp3": "audio/mpeg",
}  # fmt: skip
# Where no size is given, what a rendition is called says which is the larger.
_BY_NAME = ("thumb", "preview", "quicklook", "view", "web", "base", "highres", "filed")


@dataclass(frozen=True, slots=True)
class _Rendition:
    media: Media
    role: str
    size: int

    @property
    def rank(self) -> tuple[int, int, int, int]:
        """What makes one rendition better than another: reach, then kind, then size."""
        scheme = self.media.href.partition(":")[0].casefold() if ":" in self.media.href else ""
        reach = {"https": 2, "http": 2, "": 1}.get(scheme, 0)
        named = next((n for n, name in enumerate(_BY_NAME) if name in self.role), len(_BY_NAME))
        pixels = self.media.width * self.media.height
        return (reach > 0) * 2 + (self.media.mime in _FOR_THE_WEB), pixels, self.size, named


def media_of(
    content: Element | None, *, caption: str, credit: str, is_one: bool
) -> tuple[list[Media], list[str]]:
    """The pictures and films in a ``contentSet``, and the addresses of what is neither.

    With ``is_one`` all of them are renditions of one picture; else a new one begins where a
    rendition's name comes again, or where none is given.
    """
    elements = found_at(content, "remoteContent")
    renditions = [_rendition(each, caption, credit) for each in elements]
    shown = [each for each in renditions if _is_shown(each.media) and each.media.href]
    others = [each.media.href for each in renditions if not _is_shown(each.media)]
    return [_best(group) for group in _groups(shown, is_one=is_one)], [o for o in others if o]


def _rendition(element: Element, caption: str, credit: str) -> _Rendition:
    href = folded(element.get("href")) or folded(element.get("residref"))
    mime = folded(element.get("contenttype")).partition(";")[0].casefold().strip()
    return _Rendition(
        Media(
            href=href,
            caption=caption,
            credit=credit,
            mime=mime or _ENDINGS.get(href.partition("?")[0].rpartition(".")[2].casefold(), ""),
            width=_number(element.get("width")),
            height=_number(element.get("height")),
            guid=folded(element.get("residref")),
        ),
        role=local(element.get("rendition")),
        size=_number(element.get("size")),
    )


def _number(text: str | None) -> int:
    text = folded(text)
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 12 else 0


def _is_shown(media: Media) -> bool:
    return not media.mime or media.mime.startswith(("image/", *_MOVING))


def _groups(renditions: Sequence[_Rendition], *, is_one: bool) -> list[list[_Rendition]]:
    groups: list[list[_Rendition]] = []
    roles: set[str] = set()
    for each in renditions:
        if not groups or (not is_one and (not each.role or each.role in roles)):
            groups.append([])
            roles = set()
        groups[-1].append(each)
        roles.add(each.role)
    return groups


def _best(group: Sequence[_Rendition]) -> Media:
    """The first of the highest rank, so that the same file gives the same picture."""
    return max(group, key=lambda each: each.rank).media

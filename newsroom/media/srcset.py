"""Choosing among a picture's renditions: what a page offers, and what others ask for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from newsroom.media.models import Rendition

# The browser takes the first format that it knows.
_BEST_FIRST = ("avif", "webp")
# What a browser takes that knows no srcset.
_PLAIN = 1280


@dataclass(frozen=True, slots=True)
class Source:
    """One ``<source>``: a media type and the files of it, smallest first."""

    mime: str
    srcset: str


@dataclass(frozen=True, slots=True)
class Choice:
    """What ``<picture>`` needs: better formats first, then the JPEG that everybody can show."""

    sources: list[Source]
    srcset: str
    src: str
    width: int
    height: int


def choice(renditions: Sequence[Rendition], crop: str, url: Callable[[str], str]) -> Choice | None:
    """The files of that crop (the whole picture for an unknown one), or None if there are none.

    ``url``: from a rendition's name to its address.
    """
    plain = best(renditions, crop, at_most=_PLAIN)
    if plain is None:
        return None
    same = [each for each in renditions if each["crop"] == plain["crop"]]
    sources = [
        Source(f"image/{kind}", srcset)
        for kind in _BEST_FIRST
        if (srcset := _srcset(same, kind, url))
    ]
    return Choice(
        sources=sources,
        srcset=_srcset(same, "jpeg", url),
        src=url(plain["name"]),
        width=plain["width"],
        height=plain["height"],
    )


def best(
    renditions: Sequence[Rendition], crop: str, *, at_most: int, kind: str = "jpeg"
) -> Rendition | None:
    """The widest file of that crop and format that is no wider than ``at_most`` pixels.

    The whole picture if there is no such crop, the narrowest file if all are wider, None if
    there is none. For structured data and social cards as for pages.
    """
    for wanted in (crop, "full"):
        found = sorted(
            (each for each in renditions if each["crop"] == wanted and each["format"] == kind),
            key=lambda each: each["width"],
        )
        if found:
            return next((each for each in reversed(found) if each["width"] <= at_most), found[0])
    return None


def _srcset(renditions: Sequence[Rendition], kind: str, url: Callable[[str], str]) -> str:
    files = sorted(
        (each["width"], url(each["name"])) for each in renditions if each["format"] == kind
    )
    return ", ".join(f"{address} {width}w" for width, address in files)

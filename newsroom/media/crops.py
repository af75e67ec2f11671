"""Which part of a picture a crop keeps, and in which sizes readers are offered it."""

from collections.abc import Iterable
from typing import NamedTuple

# Width to height; None is the whole picture.
RATIOS: dict[str, tuple[int, int] | None] = {
    "full": None,
    "wide": (16, 9),
    "classic": (4, 3),
    "square": (1, 1),
}
# A tower of a picture would fill several screens of a narrow column.
TALLEST = 2


class Box(NamedTuple):
    """A part of a picture in its pixels; right and bottom are the first that it leaves out."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top


def crop_box(width: int, height: int, crop: str, focal: tuple[float, float] = (0.5, 0.5)) -> Box:
    """The largest part of that ratio, as close around the focal point as the edges allow.

    ``focal``: shares of width and height, (0, 0) is the top left. Raises KeyError for an
    unknown ``crop``.
    """
    ratio = RATIOS[crop]
    if ratio is None:
        return Box(0, 0, width, height)
    wide, high = ratio
    kept_width = max(1, min(width, round(height * wide / high)))
    kept_height = max(1, min(height, round(width * high / wide)))
    left = _start(width, kept_width, focal[0])
    top = _start(height, kept_height, focal[1])
    return Box(left, top, left + kept_width, top + kept_height)


def _start(available: int, kept: int, focal: float) -> int:
    """Where a stretch of ``kept`` begins so that the focal point is in its middle, if it can be."""
    return min(max(round(available * focal - kept / 2), 0), available - kept)


def sizes(width: int, height: int, wanted: Iterable[int]) -> list[tuple[int, int]]:
    """The sizes in which a part of ``width`` × ``height`` is offered, smallest first.

    Of the wanted widths those that it has; what is smaller than the largest of them comes in
    its own width too. Nothing is made larger than it is.
    """
    offered = {_fitted(width, height, min(each, width)) for each in wanted}
    return sorted(offered)


def _fitted(width: int, height: int, target: int) -> tuple[int, int]:
    """Its size at ``target`` wide, or narrower if it would stand taller than a tower."""
    highest = target * TALLEST
    if height * target > highest * width:
        return max(1, round(width * highest / height)), highest
    return target, max(1, round(height * target / width))

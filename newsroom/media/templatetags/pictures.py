"""``{% picture %}``: a picture in the sizes and formats that browsers can choose from."""

from collections.abc import Callable
from typing import Any

from django import template
from django.core.files.storage import storages

from newsroom.media.models import Image
from newsroom.media.srcset import choice

register = template.Library()

_ONE_COLUMN = "100vw"


@register.inclusion_tag("media/_picture.html")
def picture(
    use: Any, sizes: str = _ONE_COLUMN, crop: str = "", lazy: bool = True
) -> dict[str, Any]:
    """A picture on a page (or a bare ``Image``); nothing if it has no renditions. Asks no database.

    ``sizes``: how wide it stands, in the words of HTML's attribute of that name. ``crop``:
    wide, classic, square or full, default the use's own. ``lazy=False`` for the one picture
    that stands at the top.
    """
    return _context(use, sizes, crop, lazy, storages["default"].url)


@register.inclusion_tag("media/_picture.html")
def private_picture(
    use: Any, prefix: str, sizes: str = _ONE_COLUMN, crop: str = "", lazy: bool = True
) -> dict[str, Any]:
    """The same for the desk, published or not; ``prefix`` is the address up to the file's name."""
    return _context(use, sizes, crop, lazy, lambda name: f"{prefix}{name}")


def _context(
    use: Any, sizes: str, crop: str, lazy: bool, url: Callable[[str], str]
) -> dict[str, Any]:
    image: Image | None = use if isinstance(use, Image) else getattr(use, "image", None)
    if image is None or not image.is_ready:
        return {}
    return {
        "chosen": choice(image.renditions, crop or getattr(use, "crop", "") or "full", url),
        "alt": use.alt,
        "sizes": sizes,
        "lazy": lazy,
    }

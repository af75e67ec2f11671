"""``{% picture %}``: a picture in the sizes and formats that browsers can choose from."""

from typing import Any

from django import template
from django.core.files.storage import storages
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from newsroom.media.models import Image, Rendition
from newsroom.media.srcset import choice

register = template.Library()

_ONE_COLUMN = "100vw"
_MOST_KEPT = 4_000


@register.simple_tag
def picture(use: Any, sizes: str = _ONE_COLUMN, crop: str = "", lazy: bool = True) -> SafeString:
    """A picture on a page (or a bare ``Image``); nothing if it has no renditions. Asks no database.

    ``sizes``: how wide it stands, in the words of HTML's attribute of that name. ``crop``:
    wide, classic, square or full, default the use's own. ``lazy=False`` for the one picture
    that stands at the top.
    """
    return _element(use, sizes, crop, lazy, storages["default"].url(""))


@register.simple_tag
def private_picture(
    use: Any, prefix: str, sizes: str = _ONE_COLUMN, crop: str = "", lazy: bool = True
) -> SafeString:
    """The same for the desk, published or not; ``prefix`` is the address up to the file's name."""
    return _element(use, sizes, crop, lazy, prefix)


def _element(use: Any, sizes: str, crop: str, lazy: bool, prefix: str) -> SafeString:
    image: Image | None = use if isinstance(use, Image) else getattr(use, "image", None)
    if image is None or not image.is_ready:
        return mark_safe("")
    crop = crop or getattr(use, "crop", "") or "full"
    # Files never change under their names, so neither does what is made of these alone.
    key = (prefix, crop, sizes, lazy, *(each["name"] for each in image.renditions))
    if (made := _kept.get(key)) is None:
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        made = _kept[key] = _halves(image.renditions, crop, sizes, lazy, prefix)
    before_alt, after_alt = made
    alt = conditional_escape(use.alt) if after_alt else ""
    # Both halves are made by format_html.
    return mark_safe(f"{before_alt}{alt}{after_alt}")  # noqa: S308


_kept: dict[tuple[Any, ...], tuple[str, str]] = {}


def _halves(
    renditions: list[Rendition], crop: str, sizes: str, lazy: bool, prefix: str
) -> tuple[str, str]:
    """The element up to its words for those who cannot see, and what follows them."""
    chosen = choice(renditions, crop, lambda name: f"{prefix}{name}")
    if chosen is None:
        return "", ""
    sources = format_html_join(
        "",
        '\n  <source type="{}" srcset="{}" sizes="{}">',
        ((source.mime, source.srcset, sizes) for source in chosen.sources),
    )
    before_alt = format_html(
        '<picture>{}\n  <img src="{}" srcset="{}" sizes="{}" width="{}" height="{}" alt="',
        sources, chosen.src, chosen.srcset, sizes, chosen.width, chosen.height,
    )  # fmt: skip
    loading = 'loading="lazy"' if lazy else 'fetchpriority="high"'
    return before_alt, f'" decoding="async" {loading}>\n</picture>'

"""The body of a page with its pictures set in, and its bylines."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from newsroom.media.models import PictureUse
from newsroom.publishing.fragment import set_pictures
from newsroom.publishing.models import Page, PagePicture
from newsroom.publishing.printed import byline_lines

register = template.Library()


@register.simple_tag
def body(page: Page, pictures: Iterable[PagePicture]) -> SafeString:
    """The page's text; a figure whose picture may not be shown is left out, caption and all."""
    by_uid = {use.image.uid.hex: use for use in pictures}

    def figure(uid: str, inside: str) -> str:
        use = by_uid.get(uid)
        if use is None:
            return ""
        # It was cleaned on its way into the story.
        context = {"use": use, "inside": mark_safe(inside), "lazy": True}  # noqa: S308
        return render_to_string("publishing/figure.html", context)

    # The press writes clean HTML only.
    return mark_safe(set_pictures(page.body, figure))  # noqa: S308


@register.filter
def lead(pictures: Iterable[PagePicture]) -> PagePicture | None:
    """The picture above the text."""
    return next((use for use in pictures if use.role == PictureUse.Role.LEAD), None)


@register.filter
def gallery(pictures: Iterable[PagePicture]) -> list[PagePicture]:
    """The pictures under the text."""
    return [use for use in pictures if use.role == PictureUse.Role.GALLERY]


@register.filter
def byline(page: Page) -> list[tuple[str, SafeString]]:
    """Lines such as ``("By", "A and B")``; who has a page of their own is a link to it."""
    lines = byline_lines(page.bylines, name=_name)
    # Each name is escaped, and between them stand words of ours.
    return [(words, mark_safe(people)) for words, people in lines]  # noqa: S308


def _name(line: Mapping[str, Any]) -> SafeString:
    if not line.get("slug"):
        return conditional_escape(line["name"])
    # A former slug leads on to the present one.
    path = reverse("articles:author", args=[line["slug"]])
    return format_html('<a href="{}" rel="author">{}</a>', path, line["name"])

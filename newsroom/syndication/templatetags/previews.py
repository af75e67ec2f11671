"""What a page's head tells search engines and those who show a preview of a link."""

import json
from collections.abc import Iterable
from typing import Any

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from newsroom.publishing import printed
from newsroom.publishing.menu import MenuSection
from newsroom.publishing.models import Page, PagePicture
from newsroom.syndication.structured_data import author_profile, image_urls, structured_data

register = template.Library()

# Neither the end of the script element nor a comment can be written with these.
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.simple_tag
def json_ld(
    page: Page, pictures: Iterable[PagePicture], section: MenuSection | None = None
) -> SafeString:
    """The page's structured data as a script element that no browser runs."""
    data = structured_data(
        page,
        pictures,
        base_url=settings.NEWSROOM_BASE_URL,
        site_name=settings.NEWSROOM_SITE_NAME,
        section_name=section.name if section else "",
    )
    return _script(data)


@register.simple_tag
def profile(name: str, path: str, bio: str = "") -> SafeString:
    """The structured data of an author's page, likewise."""
    base_url, site = settings.NEWSROOM_BASE_URL, settings.NEWSROOM_SITE_NAME
    return _script(author_profile(name, path, bio, base_url=base_url, site_name=site))


@register.inclusion_tag("publishing/previews.html")
def previews(
    page: Page, pictures: Iterable[PagePicture], section: MenuSection | None = None
) -> dict[str, Any]:
    """The elements that previews of links are made of."""
    assert page.first_published_at is not None
    images = image_urls(pictures, settings.NEWSROOM_BASE_URL)
    return {
        "page": page,
        "section": section,
        "description": page.standfirst or page.teaser,
        "image": images[0] if images else "",
        "published": printed.iso(page.first_published_at),
        "modified": printed.iso(page.updated_at) if page.updated_at else "",
    }


def _script(data: dict[str, Any]) -> SafeString:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308

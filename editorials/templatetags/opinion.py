"""The opinion sidebar: asked for when a page is shown, never stored with a story."""

from typing import Any

from django import template

from newsroom.publishing.models import Page
from newsroom.publishing.reading import Latest

register = template.Library()

SIX = 6
_ALL = Latest(lambda: Page.objects.of_genre("editorial"), SIX)
_OTHERS = Latest(lambda page: Page.objects.of_genre("editorial").exclude(pk=page), SIX, int)


@register.inclusion_tag("editorials/sidebar.html")
def opinion_sidebar(page: Page | None = None) -> dict[str, Any]:
    """The six latest editorials by first publication, but for ``page`` itself; one query."""
    if page is not None and page.kind == "editorial":
        return {"editorials": _OTHERS.rows(page.pk)}
    return {"editorials": _ALL.rows()}

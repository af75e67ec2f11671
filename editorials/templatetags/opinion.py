"""The opinion sidebar: asked for when a page is shown, never stored with a story."""

from typing import Any

from django import template

from newsroom.publishing.models import Page
from newsroom.publishing.reading import latest

register = template.Library()

SIX = 6


@register.inclusion_tag("editorials/sidebar.html")
def opinion_sidebar(page: Page | None = None) -> dict[str, Any]:
    """The six latest editorials by first publication, but for ``page`` itself; one query."""
    editorials = Page.objects.of_genre("editorial")
    if page is not None and page.kind == "editorial":
        editorials = editorials.exclude(pk=page.pk)
    return {"editorials": latest(editorials, SIX)}

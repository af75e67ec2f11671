"""The opinion sidebar: asked for when a page is shown, never stored with a story.

Set in Python, as cards are: it stands on every page, and an engine takes several times as long.
"""

from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from newsroom.publishing.models import Page
from newsroom.publishing.reading import Latest
from newsroom.publishing.templatetags.cards import headline_and_stamp

register = template.Library()

SIX = 6
_ALL = Latest(lambda: Page.objects.of_genre("editorial"), SIX)
_OTHERS = Latest(lambda page: Page.objects.of_genre("editorial").exclude(pk=page), SIX, int)


@register.simple_tag
def opinion_sidebar(page: Page | None = None) -> SafeString:
    """The six latest editorials by first publication, but for ``page`` itself; one query."""
    if page is not None and page.kind == "editorial":
        editorials = _OTHERS.rows(page.pk)
    else:
        editorials = _ALL.rows()
    if not editorials:
        return mark_safe("")
    return mark_safe(  # noqa: S308  (whatever is not ours is escaped)
        '<aside class="opinion" aria-labelledby="opinion">\n'
        '<h2 class="opinion__heading" id="opinion">Opinion</h2>\n'
        '<h3 class="opinion__genre">Editorial</h3>\n'
        f'<ul class="opinion__cards">\n{"".join(map(_card, editorials))}</ul>\n</aside>\n'
    )


def _card(page: Page) -> str:
    return (
        f'<li class="card" lang="{escape(page.language)}" dir="{escape(page.direction)}">\n'
        f"{headline_and_stamp(page, 4)}"
        f'<div class="card__teaser">{escape(page.teaser)}</div>\n</li>\n'
    )

"""Where a page's feeds are, for readers' programs to find."""

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from newsroom.syndication import atom, json_feed, rss

register = template.Library()

_FORMS = (("rss", "RSS", rss.MIME), ("atom", "Atom", atom.MIME), ("json", "JSON", json_feed.MIME))


@register.simple_tag
def feeds(route: str, name: str, **named: str) -> SafeString:
    """Links to a list in each form, as in ``{% feeds "section_feed" "World" section="world" %}``.

    ``name`` is what the list is called, empty for the whole paper; ``named`` are the words of its
    address.
    """
    address = reverse(f"syndication:{route}", kwargs={**named, "form": "rss"}).removesuffix("rss")
    title = f"{settings.NEWSROOM_SITE_NAME}: {name}" if name else settings.NEWSROOM_SITE_NAME
    return format_html_join(
        "",
        '<link rel="alternate" type="{}" title="{} ({})" href="{}">\n',
        ((mime, title, label, address + form) for form, label, mime in _FORMS),
    )

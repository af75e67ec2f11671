"""What templates say of the site itself."""

from functools import lru_cache

from django import template
from django.conf import settings
from django.urls import get_script_prefix, reverse
from django.utils.encoding import iri_to_uri

from newsroom.text.language import direction

register = template.Library()


@register.simple_tag
def site_name() -> str:
    return str(settings.NEWSROOM_SITE_NAME)


@register.simple_tag
def site_language() -> str:
    return str(settings.LANGUAGE_CODE)


@register.simple_tag
def site_direction() -> str:
    return direction(settings.LANGUAGE_CODE)


@register.simple_tag
def address(path: str) -> str:
    """The full public address of ``path``; never made from what a request says its host is."""
    return f"{settings.NEWSROOM_BASE_URL}{iri_to_uri(path)}"


@register.simple_tag
def route(name: str) -> str:
    """The path of a page whose address is always the same: every page names several."""
    return _route(name, get_script_prefix())


@lru_cache(maxsize=64)
def _route(name: str, prefix: str) -> str:
    return reverse(name)

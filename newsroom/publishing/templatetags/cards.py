"""``{% card %}``: a page as lists show it.

Set in Python and not by a template: a list has twenty and a front thirty of them, and an engine
takes six times as long for one, longer than all else that such a page costs.
"""

from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from newsroom.media.templatetags.pictures import picture
from newsroom.publishing.models import Page
from newsroom.publishing.reading import Card
from newsroom.publishing.templatetags.stamps import card_stamp

register = template.Library()


@register.simple_tag
def card(
    card: Card, level: int, *, css: str = "", sizes: str = "", lazy: bool = True,
    brief: bool = False, unlabelled: bool = False,
) -> SafeString:  # fmt: skip
    """The card with its headline as a heading of that ``level``.

    ``css``: a class of its own. ``sizes``: how wide its picture stands, which is left out without.
    ``brief`` leaves out the teaser, ``unlabelled`` what kind of page it is.
    """
    page = card.page
    shown = card.picture if sizes else None
    pictured = " card--pictured" if shown else ""
    return mark_safe(  # noqa: S308  (whatever is not ours is escaped)
        f'<div class="card{pictured}{f" {css}" if css else ""}" lang="{escape(page.language)}"'
        f' dir="{escape(page.direction)}">\n'
        f"{_picture(card, sizes, lazy=lazy) if shown else ''}"
        '<div class="card__words">\n'
        f"{'' if unlabelled else _label(card)}"
        f"{headline_and_stamp(page, level)}"
        f"{'' if brief else _teaser(page.teaser)}</div>\n</div>"
    )


def headline_and_stamp(page: Page, level: int) -> str:
    """What every card has, the opinion sidebar's too: its linked headline, then its date."""
    return (
        f'<h{level} class="card__headline"><a href="{escape(page.path)}">{escape(page.headline)}'
        f"</a></h{level}>\n"
        f'<div class="card__stamp">{card_stamp(page)}</div>\n'
    )


def _picture(card: Card, sizes: str, *, lazy: bool) -> str:
    element = picture(card.picture, sizes=sizes, crop="wide", lazy=lazy)
    return f'<div class="card__picture" aria-hidden="true">{element}</div>\n'


def _label(card: Card) -> str:
    if not card.label:
        return ""
    opinion = " kicker--opinion" if card.is_opinion else ""
    return f'<div class="kicker{opinion}">{escape(card.label)}</div>\n'


def _teaser(teaser: str) -> str:
    return f'<div class="card__teaser">{escape(teaser)}</div>\n' if teaser else ""

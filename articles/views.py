"""The reader's pages of the news desk: the paper's front, section fronts, articles."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from newsroom.delivery.addresses import before_of, elsewhere, former_address, moved_section
from newsroom.delivery.headers import for_readers
from newsroom.publishing.menu import Menu, MenuSection
from newsroom.publishing.models import Page, Section
from newsroom.publishing.models.page import PageQuerySet
from newsroom.publishing.reading import (
    cards,
    latest,
    latest_of_each,
    newest,
    page_at,
    pictures_of,
)

# How pages name this desk; readers' pages never ask its own table.
DESK = "articles.article"
LATEST = 8
IN_A_BLOCK = 4


@for_readers
def front_page(request: HttpRequest) -> HttpResponse:
    """The lead story, the latest, a block for each section, and the opinion column."""
    if answer := former_address(request):
        return answer
    menu = Menu.read()
    news = Page.objects.of_desk(DESK)
    top = latest(news, LATEST)
    blocks = _blocks(menu, news, besides=top)
    pages = [*top, *(page for _, of_section in blocks for page in of_section)]
    card = {card.page.pk: card for card in cards(pages, menu)}
    top_cards = [card[page.pk] for page in top]
    lead = next((each for each in top_cards if each.picture), top_cards[0] if top_cards else None)
    return render(
        request,
        "articles/front.html",
        {
            "menu": menu,
            "lead": lead,
            "latest": [each for each in top_cards if each is not lead],
            "blocks": [(section, [card[page.pk] for page in of]) for section, of in blocks],
        },
    )


def _blocks(
    menu: Menu, news: PageQuerySet, *, besides: list[Page]
) -> list[tuple[MenuSection, list[Page]]]:
    """The latest of each top section that are not among ``besides``; empty ones are left out."""
    shown = {page.pk for page in besides}
    # As many more as the top of the page may have taken away.
    of_sections = (news.filter(top_section=section.pk) for section in menu.tops)
    candidates = latest_of_each(of_sections, IN_A_BLOCK + LATEST)
    found = [page for page in candidates if page.pk not in shown]
    blocks = [
        (section, [page for page in found if page.top_section_id == section.pk][:IN_A_BLOCK])
        for section in menu.tops
    ]
    return [block for block in blocks if block[1]]


@for_readers
def section_front(request: HttpRequest, section: str, subsection: str = "") -> HttpResponse:
    """A section's stories, the newest first; ``?before=`` goes on where a page ended."""
    menu = Menu.read()
    path = f"/{section}/{subsection}/" if subsection else f"/{section}/"
    here = menu.at(path)
    if here is None:
        return moved_section(menu, path)
    before = before_of(request)
    parent = here.parent.pk if here.parent else None
    pages = Page.objects.in_section(Section(pk=here.pk, parent_id=parent))
    return render(
        request,
        "articles/section.html",
        {
            "menu": menu,
            "section": here,
            "subsections": menu.under(here),
            "list": newest(pages, menu, before=before),
            "before": before,
        },
    )


@for_readers
def article(request: HttpRequest) -> HttpResponse:
    """One article: its page and the menu, its pictures; the template asks for the sidebar."""
    return show_page(request, "articles/article.html")


def show_page(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    """The live page at the address asked for, else where it went; raises 404."""
    found = page_at(request.get_full_path(), request.path_info)
    if found is None:
        raise Http404
    page, menu = found
    if page.state != Page.State.LIVE:
        return elsewhere(request, page)
    return render(
        request,
        template,
        {
            "page": page,
            "menu": menu,
            "section": menu.get(page.section_id),
            "pictures": pictures_of(page),
            **context,
        },
    )

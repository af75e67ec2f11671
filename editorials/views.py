"""The reader's pages of the opinion desk: opinion front, genre fronts, pieces."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from articles.views import show_page
from newsroom.delivery.addresses import before_of
from newsroom.delivery.headers import for_readers
from newsroom.publishing.genres import GENRES, Genre
from newsroom.publishing.menu import Menu
from newsroom.publishing.models import Page
from newsroom.publishing.reading import Card, cards, latest_of_each, newest

IN_A_GENRE = 6


@for_readers
def opinion_front(request: HttpRequest) -> HttpResponse:
    """The latest of each genre."""
    menu = Menu.read()
    pages = latest_of_each((Page.objects.of_genre(genre.kind) for genre in GENRES), IN_A_GENRE)
    listed = cards(pages, menu)
    blocks = [(genre, _of(genre, listed)) for genre in GENRES]
    return render(
        request,
        "editorials/opinion.html",
        {"menu": menu, "genres": GENRES, "blocks": [block for block in blocks if block[1]]},
    )


@for_readers
def genre_front(request: HttpRequest, genre: str) -> HttpResponse:
    """One genre, the newest first; ``?before=`` goes on where a page ended."""
    here = _genre(genre)
    if here is None:
        raise Http404
    menu = Menu.read()
    before = before_of(request)
    pieces = newest(Page.objects.of_genre(here.kind), menu, before=before)
    return render(
        request,
        "editorials/genre.html",
        {"menu": menu, "genres": GENRES, "genre": here, "list": pieces, "before": before},
    )


@for_readers
def piece(request: HttpRequest) -> HttpResponse:
    """One piece of opinion."""
    slug = request.path_info.split("/")[2]
    return show_page(request, "editorials/piece.html", genre=_genre(slug))


def _genre(slug: str) -> Genre | None:
    return next((genre for genre in GENRES if genre.slug == slug), None)


def _of(genre: Genre, listed: list[Card]) -> list[Card]:
    return [card for card in listed if card.page.kind == genre.kind]

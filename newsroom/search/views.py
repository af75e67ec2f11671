"""The search page: a form, and what is found."""

import re
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst

from newsroom.delivery.errors import too_dear
from newsroom.delivery.headers import for_readers
from newsroom.publishing import shown
from newsroom.publishing.menu import Menu
from newsroom.publishing.printed import number
from newsroom.publishing.reading import PAGE_LENGTH, Before
from newsroom.search.asked import LONGEST, alternatives, wanted
from newsroom.search.form import SearchForm
from newsroom.search.hits_shown import hits_shown
from newsroom.search.query import CUT_SHORT, MOST_RANKED, SearchTimeoutError, best, newest

_LAST_PAGE = MOST_RANKED // PAGE_LENGTH
_NUMBER = re.compile(r"[1-9][0-9]{0,3}")


@for_readers
def search(request: HttpRequest) -> HttpResponse:
    """The pages that hold the words of ``?q=``, those that fit best or the newest first."""
    menu = Menu.read()
    form = SearchForm(request.GET, menu)
    is_by_date = request.GET.get("order") == "newest"
    context: dict[str, Any] = {
        "menu": menu,
        "form": form,
        "longest": LONGEST,
        "is_by_date": is_by_date,
        "best": f"?{form.query()}",
        "newest": f"?{form.query(order='newest')}",
    }
    if form.is_given:
        # Any page may be found, and be the first of somebody whom nobody knew.
        shown.show(shown.EVERY_PAGE)
    if form.is_given and form.is_right:
        try:
            page_ids, more = (_by_date if is_by_date else _by_fitness)(request, form)
        except SearchTimeoutError:
            context["fault"] = _TOOK_TOO_LONG
        else:
            context |= more
            context["hits"] = hits_shown(page_ids, wanted(form.words), menu)
            context["empty"] = _nothing_found(form)
    response = render(request, "search/search.html", context)
    return too_dear(response) if "fault" in context else response


_TOOK_TOO_LONG = (
    "This search took too long, so it was given up. Try again in a minute, or narrow it: by more"
    " words, a section, or days."
)


def _by_fitness(request: HttpRequest, form: SearchForm) -> tuple[list[int], dict[str, Any]]:
    """One page of the best: their ids, and what the page says of all of them."""
    place = request.GET.get("page", "1")
    if not _NUMBER.fullmatch(place) or int(place) > _LAST_PAGE:
        raise Http404
    page = int(place)
    found = best(form.words, form.narrowing)
    least = "At least " if found.is_cut else "More than " if found.is_more else ""
    more = {"count": f"{least}{_stories(found.total)}", "is_first": page == 1}
    if found.is_cut:
        more["of"] = CUT_SHORT
    elif found.is_more:
        more["of"] = f"of the newest {number(found.total)} those that fit best come first"
    if found.total > page * PAGE_LENGTH:
        more["next"] = f"?{form.query(page=str(page + 1))}"
    return found.ids[(page - 1) * PAGE_LENGTH :][:PAGE_LENGTH], more


def _by_date(request: HttpRequest, form: SearchForm) -> tuple[list[int], dict[str, Any]]:
    """One page of the newest: their ids, and where the list goes on."""
    key = request.GET.get("before")
    before = Before.read(key) if key else None
    if key and before is None:
        raise Http404
    found = newest(form.words, form.narrowing, before=before, count=PAGE_LENGTH)
    more: dict[str, Any] = {"is_first": before is None}
    if older := found.older(PAGE_LENGTH):
        more["next"] = f"?{form.query(order='newest', before=older)}"
    if found.is_cut:
        more["count"] = capfirst(CUT_SHORT)
    return found.ids, more


def _stories(count: int) -> str:
    return "1 story" if count == 1 else f"{number(count)} stories" if count else ""


def _nothing_found(form: SearchForm) -> str:
    """What to try where nothing was found."""
    if form.words and not alternatives(form.words):
        return (
            "There is no word in this to look for. Write at least one that the story should have."
        )
    ways = ["take other words, or fewer of them"] if form.words else []
    ways += ["leave out what narrows the search"] if form.given else []
    return f"Nothing was found. You might {', or '.join(ways)}."

"""The archive: every live page of the paper, narrowed by what readers type, or day by day."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst

from newsroom.delivery.addresses import before_of
from newsroom.delivery.errors import too_dear
from newsroom.delivery.headers import for_readers
from newsroom.publishing import days, filter_fields, shown
from newsroom.publishing.filters import PageFilter, a_word
from newsroom.publishing.menu import Menu
from newsroom.publishing.models import Page
from newsroom.publishing.models.page import PageQuerySet
from newsroom.publishing.printed import number
from newsroom.publishing.reading import PAGE_LENGTH, Before, CardList, count_to, newest
from newsroom.search import query as search
from newsroom.search.asked import LONGEST
from newsroom.search.form import narrowing_of

COUNTED = 1000
# What can be asked for, in the order of the form.
LABELS = {"words": "Words", **filter_fields.LABELS}


class ArchiveFilter(PageFilter):
    """Pages by their words too: these, and several things at once, are for search to find."""

    words = a_word("with_words", LONGEST)

    def with_words(self, pages: PageQuerySet, name: str, words: str) -> PageQuerySet:
        # No column holds them: see ``listed``.
        return pages

    def listed(self, menu: Menu, before: Before | None) -> tuple[CardList, str]:
        """One page of what was asked for, and how many there are, as far as it is worth counting.

        Of a list that nothing narrows, and of further pages of any, nobody asks how many.
        """
        asked = self.form.cleaned_data
        narrowing = [name for name in asked if asked[name]]
        is_counted = bool(narrowing) and before is None
        if not asked["words"] and len(set(narrowing) - filter_fields.DAYS) <= 1:
            count = count_to(self.qs, COUNTED + 1) if is_counted else 0
            told = _so_many(min(count, COUNTED), is_more=count > COUNTED)
            return newest(self.qs, menu, before=before), told
        most = COUNTED if is_counted else PAGE_LENGTH
        found = search.newest(asked["words"], narrowing_of(asked), before=before, count=most)
        pages = Page.objects.filter(pk__in=found.ids[:PAGE_LENGTH])
        listed = replace(newest(pages, menu), older=found.older(PAGE_LENGTH))
        if found.is_cut:
            return listed, capfirst(search.CUT_SHORT)
        return listed, _so_many(found.total, is_more=found.is_more) if is_counted else ""


@for_readers
def archive(request: HttpRequest) -> HttpResponse:
    """The newest pages that match; nothing but the faults if what was typed names nothing."""
    menu = Menu.read()
    before = before_of(request)
    typed = {name: request.GET.get(name, "").replace("\x00", "") for name in LABELS}
    given = {name: value for name, value in typed.items() if value.strip()}
    narrowed = ArchiveFilter(typed, menu=menu)
    context: dict[str, Any] = {
        "menu": menu,
        "before": before,
        "given": given,
        "query": urlencode(given),
        "is_right": narrowed.is_valid(),
        "took_too_long": False,
        "fields": filter_fields.fields(LABELS, typed, menu, narrowed.errors),
        "empty": wider(given),
    }
    if context["is_right"]:
        try:
            context["list"], context["found"] = narrowed.listed(menu, before)
        except search.SearchTimeoutError:
            context["took_too_long"] = True
    else:
        # Of whom nobody knew, the next page may be.
        shown.show(shown.EVERY_PAGE)
    response = render(request, "articles/archive.html", context)
    return too_dear(response) if context["took_too_long"] else response


def _so_many(count: int, *, is_more: bool) -> str:
    """How many there are; nothing of none."""
    if not count:
        return ""
    told = f"{number(count)} {'story' if count == 1 else 'stories'}"
    return f"More than {told}" if is_more else told


def wider(given: Mapping[str, str]) -> str:
    """What to try where nothing was found."""
    if not given:
        return "Nothing has been published yet."
    left_out = [f"the {LABELS[name].lower()}" for name in given if name not in filter_fields.DAYS]
    ways = [f"leave out {' or '.join(left_out)}"] if left_out else []
    ways += ["take more days"] if filter_fields.DAYS & set(given) else []
    return f"No story matches this. To find more, {', or '.join(ways)}."


@for_readers
def day(request: HttpRequest, year: str, month: str, day: str) -> HttpResponse:
    """What was first published on a day of the paper; on to the nearest days that have pages."""
    try:
        on = date(int(year), int(month), int(day))
    except ValueError:
        raise Http404 from None
    if not days.FIRST <= on <= days.LAST:
        raise Http404
    menu = Menu.read()
    before = before_of(request)
    pages = Page.objects.from_instant(days.start_of(on)).before_instant(days.end_of(on))
    earlier, later = _beside(on)
    return render(
        request,
        "articles/day.html",
        {
            "menu": menu,
            "day": on,
            "list": newest(pages, menu, before=before),
            "before": before,
            "earlier": earlier,
            "later": later,
        },
    )


def _beside(on: date) -> tuple[date | None, date | None]:
    """The last day before ``on`` and the first after it that have pages; one query."""
    live = Page.objects.live()
    earlier = live.before_instant(days.start_of(on)).newest_first()
    later = live.from_instant(days.end_of(on)).order_by("first_published_at", "id")
    either = Page.objects.filter(
        Q(pk=Subquery(earlier.values("pk")[:1])) | Q(pk=Subquery(later.values("pk")[:1]))
    )
    instants = either.values_list("first_published_at", flat=True)
    found = [days.day_of(instant) for instant in instants if instant]
    return (
        next((each for each in found if each < on), None),
        next((each for each in found if each > on), None),
    )

"""The archive: every live page of the paper, narrowed by what readers type, or day by day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from newsroom.delivery.addresses import before_of
from newsroom.delivery.headers import for_readers
from newsroom.publishing import days
from newsroom.publishing.filters import GENRES, PageFilter, a_word
from newsroom.publishing.menu import Menu
from newsroom.publishing.models import Page
from newsroom.publishing.models.page import PageQuerySet
from newsroom.publishing.printed import number
from newsroom.publishing.reading import PAGE_LENGTH, Before, CardList, count_to, newest
from newsroom.search import query as search
from newsroom.search.asked import LONGEST

COUNTED = 1000
# What can be asked for, in the order of the form.
LABELS = {
    "words": "Words",
    "section": "Section",
    "genre": "Kind",
    "author": "Author",
    "topic": "Topic",
    "agency": "Agency",
    "from": "From",
    "to": "To",
}
_DAYS = {"from", "to"}
_SELECTED = mark_safe(" selected")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the form as it is shown: what was typed stays, and its fault stands by it."""

    name: str
    label: str
    typed: str
    error: str = ""
    options: SafeString | None = None

    @property
    def type(self) -> str:
        # A browser's own field for dates would drop what is none.
        return "date" if self.name in _DAYS and not self.error else "text"


class ArchiveFilter(PageFilter):
    """Pages by their words too: these, and several things at once, are for search to find."""

    words = a_word("with_words", LONGEST)

    def with_words(self, pages: PageQuerySet, name: str, words: str) -> PageQuerySet:
        # No column holds them: see ``listed``.
        return pages

    def listed(self, menu: Menu, before: Before | None) -> tuple[CardList, int]:
        """One page of what was asked for, and how many there are up to one more than are counted.

        Of a list that nothing narrows, and of further pages of any, nobody asks how many: 0.
        """
        asked = self.form.cleaned_data
        narrowing = [name for name in asked if asked[name]]
        is_counted = bool(narrowing) and before is None
        if not asked["words"] and len(set(narrowing) - _DAYS) <= 1:
            count = count_to(self.qs, COUNTED + 1) if is_counted else 0
            return newest(self.qs, menu, before=before), count
        most = COUNTED + 1 if is_counted else PAGE_LENGTH + 1
        found = search.newest(asked["words"], _narrowing(asked), before=before, count=most)
        pages = Page.objects.filter(pk__in=found[: PAGE_LENGTH + 1])
        return newest(pages, menu), len(found) if is_counted else 0


def _narrowing(asked: Mapping[str, Any]) -> search.Narrowing:
    """What was asked for beside the words, as search takes it."""
    pk = {name: asked[name].pk for name in ("section", "author", "topic") if asked[name]}
    return search.Narrowing(
        section=pk.get("section"),
        kind=asked["genre"],
        contributor=pk.get("author"),
        topic=pk.get("topic"),
        agency=asked["agency"],
        since=days.start_of(asked["from"]) if asked["from"] else None,
        until=days.end_of(asked["to"]) if asked["to"] else None,
    )


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
        "fields": _fields(typed, menu, narrowed.errors),
        "empty": wider(given),
    }
    if context["is_right"]:
        try:
            context["list"], count = narrowed.listed(menu, before)
        except search.SearchTimeoutError:
            context["took_too_long"] = True
        else:
            context["found"] = _so_many(count) if count else ""
    status = 503 if context["took_too_long"] else 200
    return render(request, "articles/archive.html", context, status=status)


def _so_many(count: int) -> str:
    """How many there are, as far as it is worth counting."""
    if count > COUNTED:
        return f"More than {number(COUNTED)} stories"
    return f"{number(count)} {'story' if count == 1 else 'stories'}"


def wider(given: Mapping[str, str]) -> str:
    """What to try where nothing was found."""
    if not given:
        return "Nothing has been published yet."
    left_out = [f"the {LABELS[name].lower()}" for name in given if name not in _DAYS]
    ways = [f"leave out {' or '.join(left_out)}"] if left_out else []
    ways += ["take more days"] if _DAYS & set(given) else []
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


# --- The form ---


def _fields(typed: Mapping[str, str], menu: Menu, errors: Mapping[str, list[str]]) -> list[Field]:
    options = {"section": _sections, "genre": _genres}
    return [
        Field(
            name,
            label,
            typed[name],
            " ".join(errors.get(name, ())),
            options[name](menu, typed[name]) if name in options else None,
        )
        for name, label in LABELS.items()
    ]


def _sections(menu: Menu, chosen: str) -> SafeString:
    """Top sections, each followed by its own; made here since a paper may have hundreds."""
    order = {section.pk: place for place, section in enumerate(menu.sections.values())}
    listed = sorted(
        menu.sections.values(),
        key=lambda each: (order[each.top.pk], each.parent is not None, order[each.pk]),
    )
    names = [
        (each.slug, f"{each.parent.name}: {each.name}" if each.parent else each.name)
        for each in listed
    ]
    return _options(names, chosen)


def _genres(menu: Menu, chosen: str) -> SafeString:
    return _options(list(GENRES.items()), chosen)


def _options(names: list[tuple[str, str]], chosen: str) -> SafeString:
    rows = ((value, _SELECTED if value == chosen else "", name) for value, name in names)
    return format_html_join("\n", '<option value="{}"{}>{}</option>', rows)

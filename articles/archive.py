"""The archive: every live page of the paper, narrowed by what readers type, or day by day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Q, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from newsroom.delivery.addresses import before_of
from newsroom.delivery.headers import for_readers
from newsroom.publishing import days
from newsroom.publishing.filters import GENRES, PageFilter
from newsroom.publishing.menu import Menu
from newsroom.publishing.models import Page
from newsroom.publishing.printed import number
from newsroom.publishing.reading import count_to, newest

COUNTED = 1000
# What can be asked for, in the order of the form.
LABELS = {
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
        return "date" if self.name in _DAYS else "text"


@for_readers
def archive(request: HttpRequest) -> HttpResponse:
    """The newest pages that match; nothing but the faults if what was typed names nothing."""
    menu = Menu.read()
    before = before_of(request)
    typed = {name: request.GET.get(name, "").replace("\x00", "") for name in LABELS}
    given = {name: value for name, value in typed.items() if value.strip()}
    narrowed = PageFilter(typed, menu=menu)
    context = {
        "menu": menu,
        "before": before,
        "given": given,
        "query": urlencode(given),
        "is_right": narrowed.is_valid(),
        "fields": _fields(typed, menu, narrowed.errors),
    }
    if context["is_right"]:
        context["list"] = newest(narrowed.qs, menu, before=before)
        context["found"] = _found(narrowed) if given and not before else ""
        context["empty"] = wider(given)
    return render(request, "articles/archive.html", context)


def _found(narrowed: PageFilter) -> str:
    """How many there are, as far as it is worth counting."""
    count = count_to(narrowed.qs, COUNTED + 1)
    if count > COUNTED:
        return f"More than {number(COUNTED)} stories"
    return f"{number(count)} {'story' if count == 1 else 'stories'}" if count else ""


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

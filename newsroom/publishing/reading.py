"""What readers' pages ask of the table of pages: each list a small, fixed number of queries."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache, reduce
from itertools import batched
from operator import attrgetter, or_
from typing import Any, NamedTuple, Protocol, Self
from uuid import UUID

from django.db.models import FETCH_RAISE, Q, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.utils import timezone

from newsroom.media.jpegs import Jpegs
from newsroom.media.models import PictureUse, Rendition, may_be_shown
from newsroom.publishing import shown
from newsroom.publishing.compiled import Compiled
from newsroom.publishing.days import FIRST
from newsroom.publishing.genres import OPINION_KINDS
from newsroom.publishing.menu import Menu, MenuSection, menu_column
from newsroom.publishing.models import OldSlug, Page, PagePicture
from newsroom.publishing.models.page import PageQuerySet

PAGE_LENGTH = 20

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
# Microseconds and id in hexadecimal, neither longer than a date or a row's number can be; papers
# are older than the epoch.
_KEY = re.compile(r"(-?[0-9a-f]{1,14})-([0-9a-f]{1,15})")

_PAGES_AT_ONCE = 50
_CARDS_AT_ONCE = 40


@dataclass(frozen=True, slots=True)
class Card:
    """A page as lists show it."""

    page: Page
    section: MenuSection | None
    picture: PagePicture | None = None

    @property
    def label(self) -> str:
        """The words above the headline: what kind of opinion it is, else the kicker."""
        return self.page.kind.capitalize() if self.is_opinion else self.page.kicker

    @property
    def is_opinion(self) -> bool:
        return self.page.kind in OPINION_KINDS


@dataclass(frozen=True, slots=True)
class CardList:
    """One page of a list; ``older`` is the key of the next one, empty on the last."""

    cards: list[Card]
    older: str = ""


@dataclass(frozen=True, slots=True)
class Before:
    """Where a list goes on: after this place, when the newest come first.

    The instant is that of the first publication, or whatever else the list goes by.
    """

    first_published_at: datetime
    pk: int

    @classmethod
    def read(cls, key: str) -> Self | None:
        """The place that ``key`` names, or None if it is no key of ours."""
        parts = _KEY.fullmatch(key)
        if parts is None:
            return None
        try:
            instant = _EPOCH + int(parts[1], 16) * _MICROSECOND
        except OverflowError:
            return None
        # A year of fewer digits is no date that every database can compare.
        return cls(instant, int(parts[2], 16)) if instant.year >= FIRST.year else None

    @property
    def key(self) -> str:
        return f"{(self.first_published_at - _EPOCH) // _MICROSECOND:x}-{self.pk:x}"


def page_at(*addresses: str) -> tuple[Page, Menu] | None:
    """The page at the first of these addresses that has one, and the menu; one query.

    Live, moved or gone: it is the caller's to look at its state.
    """
    asked = list(dict.fromkeys(address for address in addresses if "\x00" not in address))
    if not asked:
        return None
    found = {page.path: page for page in _AT_ADDRESSES[len(asked) - 1].rows(*asked)}
    for address in asked:
        if page := found.get(address):
            shown.show(shown.page(page.pk))
            return page, Menu.from_column(vars(page)["menu"])
    return None


def current_page(moved: Page) -> Page | None:
    """Where the story of a former address is now; None if it is gone."""
    return Page.objects.live().cards().of_story(moved.story_uid).first()


def pictures_of(page: Page) -> list[PagePicture]:
    """The page's pictures in order, without those that were killed or whose rights ran out."""
    return _usable(_PICTURES.rows(page.pk), _IMAGE)


class PrintedPicture(NamedTuple):
    """A picture on a page as it is printed, and what tells whether it may be."""

    page_id: int
    uid: UUID
    jpegs: Sequence[Rendition]
    role: str
    crop: str
    caption: str
    alt: str
    credit: str
    image_id: int
    state: str
    rights_expire_at: datetime | None


def pictures_of_each(pages: Iterable[int]) -> dict[int, list[PrintedPicture]]:
    """The pictures of all ``pages`` (their ids) by the page's id, such as ``pictures_of`` gives.

    One query for every fifty pages.
    """
    found: dict[int, list[PrintedPicture]] = {page: [] for page in pages}
    for some in batched(found, _PAGES_AT_ONCE, strict=False):
        rows = map(PrintedPicture._make, _JPEGS_OF_EACH.rows(*_filled_up(some, _PAGES_AT_ONCE)))
        for each in _usable(list(rows), lambda each: each):
            found[each.page_id].append(each)
    return found


def newest(pages: PageQuerySet, menu: Menu, *, before: Before | None = None) -> CardList:
    """One page of a list of live ``pages``: the cards and their pictures, two queries."""
    rows, older = newest_rows(pages, before=before)
    return CardList(cards(rows, menu), older)


def newest_rows(pages: PageQuerySet, *, before: Before | None = None) -> tuple[list[Page], str]:
    """One page of a list of live ``pages``, and the key of the next one; one query."""
    if before is not None:
        pages = pages.older_than(before.first_published_at, before.pk)
    rows = _declared(_as_cards(pages.live()).newest_first()[: PAGE_LENGTH + 1], pages)
    listed = rows[:PAGE_LENGTH]
    if len(rows) <= PAGE_LENGTH:
        return listed, ""
    return listed, Before(getattr(listed[-1], pages.key[0]), listed[-1].pk).key


def labelled(pages: Iterable[Page], menu: Menu) -> list[Card]:
    """The pages with their sections and without pictures; no query."""
    return [Card(page, menu.get(page.section_id)) for page in pages]


def count_to(pages: PageQuerySet, most: int) -> int:
    """How many of ``pages`` are live, or ``most`` if there are that many; one query."""
    # In the order of the list, so that it is had from the same index.
    return pages.live().newest_first()[:most].count()


def latest(pages: PageQuerySet, count: int) -> list[Page]:
    """The ``count`` newest live ``pages``, one query."""
    return _declared(_as_cards(pages.live()).newest_first()[:count], pages)


class Latest:
    """The newest live pages of a list that is asked for on every page: compiled once.

    ``pages`` builds the list, from one value for each of ``kinds``.
    """

    def __init__(self, pages: Callable[..., PageQuerySet], count: int, *kinds: type[int]) -> None:
        def newest_of(*values: int) -> PageQuerySet:
            return _as_cards(pages(*values).live()).newest_first()[:count]

        self.compiled = Compiled(Page, newest_of, *kinds)
        # To build the list for them would cost as much as to ask for it.
        self.tags = lru_cache(maxsize=1024)(lambda *values: pages(*values).tags)

    def rows(self, *values: int) -> list[Page]:
        """One query."""
        found = _declared(self.compiled.rows(*values))
        shown.show(*self.tags(*values))
        return found


def latest_of_each(lists: Iterable[PageQuerySet], count: int) -> list[Page]:
    """The ``count`` newest live pages of each of ``lists``, newest first, in one query."""
    lists = list(lists)
    parts = [
        _as_cards(Page.objects.filter(pk__in=each.live().newest_first().values("pk")[:count]))
        for each in lists
    ]
    if not parts:
        return []
    union = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    rows = _declared(union, *lists)
    return sorted(rows, key=lambda page: (page.first_published_at, page.pk), reverse=True)


def cards(pages: Sequence[Page], menu: Menu) -> list[Card]:
    """The pages with their sections and lead pictures, one query for every forty."""
    leads: dict[int, PagePicture] = {}
    for some in batched((page.pk for page in pages), _CARDS_AT_ONCE, strict=False):
        for use in _usable(_LEADS_OF_EACH.rows(*_filled_up(some, _CARDS_AT_ONCE)), _IMAGE):
            leads.setdefault(use.page_id, use)
    return [Card(page, menu.get(page.section_id), leads.get(page.pk)) for page in pages]


def _filled_up(pks: Sequence[int], count: int) -> list[int]:
    """Asked for one of them again and again, it is the same query for any number."""
    return [*pks, *[pks[0]] * (count - len(pks))]


def section_now_called(menu: Menu, path: str) -> MenuSection | None:
    """The section that once had this address: by its last segment's former slug; one query."""
    slug = path.strip("/").rpartition("/")[2]
    if not slug or "\x00" in slug:
        return None
    # A sub-section that kept its slug under a parent that did not.
    for section in menu.sections.values():
        if section.slug == slug and section.parent and path.count("/") == 3:
            return section
    former = OldSlug.objects.filter(kind=OldSlug.Kind.SECTION, slug=slug)
    return menu.get(former.values_list("object_id", flat=True).first())


def agency_called(typed: str) -> str | None:
    """The credit as live pages print it, in whatever case it was typed; one query."""
    variants = (typed, typed.upper(), typed.lower(), typed.title())
    printed = {page.credit for page in _OF_AGENCIES.rows(*variants)}
    return next((credit for credit in variants if credit in printed), None)


def _as_cards(pages: PageQuerySet) -> PageQuerySet:
    return pages.cards().fetch_mode(FETCH_RAISE)


def _declared(rows: Iterable[Page], *lists: PageQuerySet) -> list[Page]:
    """The rows, having declared that each is shown, and what lists they are the newest of."""
    found = list(rows)
    shown.show(*(shown.page(page.pk) for page in found))
    shown.show(*(tag for each in lists for tag in each.tags))
    return found


class _Shown(Protocol):
    @property
    def image_id(self) -> int: ...


class _Rights(Protocol):
    @property
    def state(self) -> str: ...
    @property
    def rights_expire_at(self) -> datetime | None: ...


_IMAGE = attrgetter("image")


def _usable[P: _Shown](found: Sequence[P], image: Callable[[P], _Rights]) -> list[P]:
    """Those whose picture may be shown now; of the others, too, a change is to be noticed."""
    now, usable = timezone.now(), []
    shown.show(*(shown.picture(each.image_id) for each in found))
    for each in found:
        rights = image(each)
        if may_be_shown(rights.state, rights.rights_expire_at, now):
            shown.show_until(rights.rights_expire_at)
            usable.append(each)
    return usable


def _pictures(page_ids: list[int]) -> QuerySet[PagePicture]:
    return (
        PagePicture.objects.filter(page__in=page_ids, is_live=True)
        .select_related("image")
        .defer("image__photo_metadata", "image__rights")
        .order_by("order", "pk")
    )


def _at_addresses(*addresses: str) -> QuerySet[Page]:
    rows = Page.objects.filter(path__in=addresses)
    return rows.fetch_mode(FETCH_RAISE).annotate(menu=menu_column())


def _of_agencies(*printed: str) -> QuerySet[Page]:
    """One live page of each."""
    newest = (Page.objects.live().of_agency(each).newest_first() for each in printed)
    one_of_each = (Q(pk=Subquery(pages.values("pk")[:1])) for pages in newest)
    return Page.objects.filter(reduce(or_, one_of_each)).only("credit")


# By how many addresses are asked for: as they came, without the query, with a last slash.
_AT_ADDRESSES = [Compiled(Page, _at_addresses, *[str] * count) for count in (1, 2, 3)]
_OF_AGENCIES = Compiled(Page, _of_agencies, str, str, str, str)
# In the order of ``PrintedPicture``.
_AS_PRINTED: tuple[str | Combinable, ...] = (
    "page_id",
    "image__uid",
    Jpegs("image__renditions"),
    *"role crop caption alt credit image_id image__state image__rights_expire_at".split(),
)
# As pictures of the models they would take twice the time.
_JPEGS_OF_EACH: Compiled[Any] = Compiled(
    PagePicture,
    lambda *pages: _pictures(list(pages)).values_list(*_AS_PRINTED),
    *[int] * _PAGES_AT_ONCE,
)
_LEADS_OF_EACH = Compiled(
    PagePicture,
    lambda *pages: _pictures(list(pages)).filter(role=PictureUse.Role.LEAD),
    *[int] * _CARDS_AT_ONCE,
)
_PICTURES = Compiled(PagePicture, lambda page: _pictures([page]), int)

"""Sitemaps: what there is, for search engines; the index names the others.

A month is given in four parts, by its days, so that no file grows beyond what the format allows
and nothing need be counted to know how many there are: a part holds what 6,000 stories a day
fill.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import NamedTuple, Self

from django.conf import settings
from django.db import connections, router
from django.db.models import FETCH_RAISE
from django.utils import timezone

from newsroom.publishing import printed, shown
from newsroom.publishing.genres import GENRES, OPINION_FRONT
from newsroom.publishing.menu import Menu
from newsroom.publishing.models import Page
from newsroom.publishing.stamps import IN_NEWS_SITEMAP
from newsroom.syndication.addresses import full
from newsroom.syndication.markup import document, text

MIME = "application/xml"
# What the protocols allow in one file.
LARGEST, LARGEST_NEWS = 50_000, 1_000

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
# The first days of the parts of a month.
_FIRST_DAYS = (1, 9, 17, 25)
_IN_TWO_LETTERS_AND_MORE = ("zh-cn", "zh-tw")


class Part(NamedTuple):
    """A part of a month, by the site's clock; ``number`` counts from 1."""

    year: int
    month: int
    number: int

    @classmethod
    def of(cls, at: datetime) -> Self:
        day = timezone.localdate(at)
        return cls(day.year, day.month, sum(first <= day.day for first in _FIRST_DAYS))

    @property
    def next(self) -> "Part":
        if self.number < len(_FIRST_DAYS):
            return Part(self.year, self.month, self.number + 1)
        return Part(self.year + self.month // 12, self.month % 12 + 1, 1)

    @property
    def begins(self) -> datetime:
        first = date(self.year, self.month, _FIRST_DAYS[self.number - 1])
        return datetime.combine(first, time.min, timezone.get_default_timezone())

    @property
    def path(self) -> str:
        """No section can have it: no slug has a dot."""
        return f"/sitemap-{self.year}-{self.month:02}-{self.number}.xml"


# --- The index ---


def index() -> bytes:
    """The index of all sitemaps; of months those parts in which something was published.

    When each was last changed is left out: to know that would mean to read them.
    """
    paths = ["/sitemap-news.xml", "/sitemap-sections.xml", *(part.path for part in parts())]
    lines = [f"<sitemap><loc>{_loc(path)}</loc></sitemap>" for path in paths[:LARGEST]]
    return _file("sitemapindex", lines)


def parts() -> list[Part]:
    """The parts that hold a live page, the newest first; three queries.

    Between the first page and the last each part is looked up once, so that this grows with the
    age of the paper and not with what it has published.
    """
    live = Page.objects.live().values_list("first_published_at", flat=True)
    ends = [
        live.order_by(*(f"{sign}{name}" for name in ("first_published_at", "id"))).first()
        for sign in ("", "-")
    ]
    first, last = ends
    shown.show(shown.EVERY_PAGE)
    if first is None or last is None:
        return []
    part, candidates = Part.of(first), []
    while part.begins <= last:
        candidates.append(part)
        part = part.next
    candidates = candidates[-LARGEST:]
    return [candidates[number] for number in _with_pages(candidates)]


def _with_pages(candidates: list[Part]) -> list[int]:
    """Places of those among ``candidates`` that hold a live page, the last first."""
    connection = connections[router.db_for_read(Page)]
    adapted = connection.ops.adapt_datetimefield_value
    found: list[int] = []
    for start in range(0, len(candidates), _LOOK_UPS):
        some = candidates[start : start + _LOOK_UPS]
        values = [
            value
            for number, part in enumerate(some, start)
            for value in (number, adapted(part.begins), adapted(part.next.begins))
        ]
        with connection.cursor() as cursor:
            cursor.execute(_HAS_PAGES.format(", ".join(["(%s, %s, %s)"] * len(some))), values)
            found += [number for (number,) in cursor.fetchall()]
    return sorted(found, reverse=True)


# Parts that are looked up in one query: SQLite takes 32,766 values.
_LOOK_UPS = 10_000
# Each look-up reads one entry of the index of live pages.
_HAS_PAGES = (
    "WITH part (number, begins, ends) AS (VALUES {})"
    " SELECT number FROM part WHERE EXISTS (SELECT 1 FROM publishing_page WHERE state = 'live'"
    " AND first_published_at >= part.begins AND first_published_at < part.ends"
    " ORDER BY first_published_at DESC LIMIT 1)"
)


# --- Its files ---


def month(part: Part) -> bytes | None:
    """The live pages of a part of a month, the newest first; None if there are none.

    It declares that it shows any page and not which, since they may be fifty thousand; and that
    nobody may see it any longer once one was taken down, as of the lists that declare theirs.
    """
    pages = Page.objects.live().filter(
        first_published_at__gte=part.begins, first_published_at__lt=part.next.begins
    )
    shown.show(shown.EVERY_PAGE, shown.TAKEN_DOWN)
    rows = pages.newest_first().values_list("path", "first_published_at", "updated_at")
    lines = [
        f"<url><loc>{_loc(path)}</loc><lastmod>{printed.iso(updated or first)}</lastmod></url>"
        for path, first, updated in rows[:LARGEST]
        if first is not None
    ]
    return _file("urlset", lines) if lines else None


def sections() -> bytes:
    """The fronts: the paper's, those of sections and sub-sections, of opinion and its genres."""
    sections = [section.path for section in Menu.read().sections.values()]
    paths = ["/", *sections, OPINION_FRONT, *(genre.path for genre in GENRES)]
    return _file("urlset", [f"<url><loc>{_loc(path)}</loc></url>" for path in paths])


def news(now: datetime) -> bytes:
    """What came out first in the two days before ``now``; an update brings nothing back (R14)."""
    pages = Page.objects.live().filter(
        first_published_at__gte=now - IN_NEWS_SITEMAP, first_published_at__lte=now
    )
    fields = ("path", "headline", "language", "first_published_at", "updated_at")
    rows = list(pages.newest_first().only(*fields).fetch_mode(FETCH_RAISE)[:LARGEST_NEWS])
    shown.show(shown.EVERY_PAGE, *(shown.page(page.pk) for page in rows))
    if rows and rows[-1].first_published_at:
        shown.show_until(rows[-1].first_published_at + IN_NEWS_SITEMAP + timedelta.resolution)
    return _file("urlset", _news_lines(rows), f' xmlns:news="{_NEWS}"')


def _news_lines(rows: Iterable[Page]) -> Iterator[str]:
    name = text(settings.NEWSROOM_SITE_NAME)
    for page in rows:
        assert page.first_published_at is not None
        yield (
            f"<url><loc>{_loc(page.path)}</loc>"
            f"<lastmod>{printed.iso(page.updated_at or page.first_published_at)}</lastmod>"
            f"<news:news><news:publication><news:name>{name}</news:name>"
            f"<news:language>{text(_language(page.language))}</news:language></news:publication>"
            f"<news:publication_date>{printed.iso(page.first_published_at)}"
            f"</news:publication_date><news:title>{text(page.headline)}</news:title></news:news>"
            "</url>"
        )


def _language(tag: str) -> str:
    """As the protocol has it: the language alone, but for the two scripts of Chinese."""
    tag = (tag or settings.LANGUAGE_CODE).lower()
    return tag if tag in _IN_TWO_LETTERS_AND_MORE else tag.partition("-")[0]


def _loc(path: str) -> str:
    return text(full(path, settings.NEWSROOM_BASE_URL))


def _file(root: str, lines: Iterable[str], more: str = "") -> bytes:
    body = "\n".join(lines)
    return document(f'{_DECLARATION}<{root} xmlns="{_SITEMAP}"{more}>\n{body}\n</{root}>\n')

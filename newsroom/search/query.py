"""Searching: which live pages hold the words, narrowed by what they belong to.

Nothing here costs more on a larger archive: what is found is the newest so many, and no list is
counted further than somebody would read.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import BoundedSemaphore

from django.db import DEFAULT_DB_ALIAS, connections, router
from django.db.models import Max, Min

from newsroom.publishing.models import Page
from newsroom.publishing.reading import Before
from newsroom.search import found_by, postgresql, sqlite
from newsroom.search.asked import alternatives, has_phrase
from newsroom.search.blocks import day_of, name_of, newest_first
from newsroom.search.looking import CUT_SHORT, Hit, Look, Looked, SearchTimeoutError
from newsroom.search.models import SearchRow

__all__ = [
    "CUT_SHORT",
    "MOST_RANKED",
    "Found",
    "Narrowing",
    "SearchTimeoutError",
    "best",
    "count_to",
    "newest",
]

# Of more hits only the newest so many are weighed against each other: fewer for phrases, for which
# the database has to look into each page that has the words.
MOST_RANKED, MOST_RANKED_OF_PHRASES = 1000, 200
# A search may take the database for two seconds: whoever sends many gets no more of it than this.
MOST_AT_ONCE, PLACE_SECONDS = 3, 1.0
_PLACES = BoundedSemaphore(MOST_AT_ONCE)
# After so many days a page has half the advantage of a new one.
_FADES_IN_DAYS = 180
_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What else pages have to be, beside holding the words.

    ``agency`` is the credit as it is printed, whatever the case of its letters; pages were first
    published at ``since`` or later and earlier than ``until``.
    """

    section: int | None = None
    kind: str = ""
    contributor: int | None = None
    topic: int | None = None
    agency: str = ""
    since: datetime | None = None
    until: datetime | None = None

    @property
    def facets(self) -> tuple[str, ...]:
        """The names under which the index knows these."""
        named = [
            found_by.section(self.section) if self.section else "",
            found_by.genre(self.kind) if self.kind else "",
            found_by.contributor(self.contributor) if self.contributor else "",
            found_by.topic(self.topic) if self.topic else "",
            found_by.agency(self.agency) if self.agency else "",
        ]
        return tuple(name for name in named if name)


ANYTHING = Narrowing()


@dataclass(frozen=True, slots=True)
class Found:
    """Pages, those asked for first coming first.

    ``is_more``: older ones were left out; ``is_cut``: there was no time to look for older ones.
    """

    hits: Sequence[Hit]
    is_more: bool = False
    is_cut: bool = False

    @property
    def ids(self) -> list[int]:
        return [hit.page_id for hit in self.hits]

    @property
    def total(self) -> int:
        """How many there are, as far as they were looked for."""
        return len(self.hits)

    def older(self, length: int) -> str:
        """The key of what follows the first ``length`` of the newest; empty if nothing may."""
        listed = self.hits[:length]
        if not listed or not (self.is_more or self.is_cut or self.total > length):
            return ""
        return Before(listed[-1].first_published_at, listed[-1].page_id).key


def newest(
    words: str, narrowing: Narrowing = ANYTHING, *, before: Before | None = None, count: int
) -> Found:
    """The ``count`` newest live pages that hold ``words`` (none: all do), newest first."""
    hits, is_cut = _hits(words, narrowing, count=count + 1, before=before)
    return Found(hits[:count], len(hits) > count, is_cut)


def count_to(words: str, narrowing: Narrowing = ANYTHING, *, most: int) -> int:
    """How many live pages hold ``words``, or ``most`` if that many or more do."""
    return len(_hits(words, narrowing, count=most).hits)


def best(words: str, narrowing: Narrowing = ANYTHING) -> Found:
    """Of the newest thousand live pages that hold ``words``, those first that fit best.

    Of the newest two hundred, where phrases are asked for.
    """
    most = MOST_RANKED_OF_PHRASES if has_phrase(words) else MOST_RANKED
    hits, is_cut = _hits(words, narrowing, count=most + 1, is_ranked=True)
    return Found(by_fitness(hits[:most]), len(hits) > most, is_cut)


def by_fitness(hits: Sequence[Hit]) -> list[Hit]:
    """The hits, those first that fit best; of two that fit alike the newer one.

    ``hits`` come newest first. A new page counts up to half as much again as an old one.
    """
    if not hits:
        return []
    now = hits[0].first_published_at

    def fitness(hit: Hit) -> float:
        days = (now - hit.first_published_at) / timedelta(days=1)
        return hit.rank * (1 + 0.5 * float(0.5 ** (days / _FADES_IN_DAYS)))

    return sorted(hits, key=fitness, reverse=True)


def _hits(
    words: str, narrowing: Narrowing, *, count: int, before: Before | None = None,
    is_ranked: bool = False,
) -> Looked:  # fmt: skip
    """The newest that are found, newest first."""
    asked = alternatives(words)
    if words.strip() and not asked:
        return Looked([])
    using = router.db_for_read(SearchRow) or DEFAULT_DB_ALIAS
    blocks = _blocks(using, narrowing, before)
    if not blocks:
        return Looked([])
    look = Look(
        asked, narrowing.facets, blocks, count, narrowing.since, narrowing.until, before, is_ranked
    )
    connection = connections[using]
    asking = postgresql if connection.vendor == "postgresql" else sqlite
    with _place():
        found, is_cut = asking.hits(connection, look)
    return Looked(sorted(found, key=lambda hit: hit[1::-1], reverse=True), is_cut)


@contextmanager
def _place() -> Iterator[None]:
    """One of the few searches that a process has under way; raises ``SearchTimeoutError``."""
    if not _PLACES.acquire(timeout=PLACE_SECONDS):
        raise SearchTimeoutError
    try:
        yield
    finally:
        _PLACES.release()


def _blocks(using: str, narrowing: Narrowing, before: Before | None) -> list[str]:
    """The blocks of time that pages may be found in, from the newest back."""
    pages = Page.objects.using(using).live()
    ends = pages.aggregate(first=Min("first_published_at"), last=Max("first_published_at"))
    if ends["first"] is None:
        return []
    first = max(filter(None, [ends["first"], narrowing.since]))
    last = min(
        filter(
            None,
            [
                ends["last"],
                narrowing.until and narrowing.until - _TICK,
                before and before.first_published_at,
            ],
        )
    )
    return [name_of(block) for block in newest_first(day_of(first), day_of(last))]

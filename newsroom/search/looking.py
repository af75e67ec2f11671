"""One look into the index: what is asked of whichever database there is."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from newsroom.publishing.reading import Before
from newsroom.search.asked import Alternative


class SearchTimeoutError(Exception):
    """The database was told to give up, so that one reader's search holds up nobody else's."""


# What readers are told of a search that could not be finished.
CUT_SHORT = "to look further back took too long: narrow this to some days, or ask for more words"


class Hit(NamedTuple):
    """A live page that was found; ``rank`` is higher the better it fits, 0 where nobody asks."""

    page_id: int
    first_published_at: datetime
    rank: float


class Looked(NamedTuple):
    """What was found, in no order; ``is_cut``: the time was up before all was looked through."""

    hits: list[Hit]
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """Finds the newest ``count`` pages of ``alternatives`` and ``facets`` in these bounds.

    ``blocks`` are those of time that lie in the bounds, the newest first.
    """

    alternatives: tuple[Alternative, ...]
    facets: tuple[str, ...]
    blocks: list[str]
    count: int
    since: datetime | None = None
    until: datetime | None = None
    before: Before | None = None
    is_ranked: bool = False

"""The index of search: a row for each live page, written in the transaction that changes it."""

from collections.abc import Collection, Iterable, Sequence

from django.db import connections, router, transaction
from django.db.models import Exists, OuterRef

from newsroom.publishing.models import Page
from newsroom.search import postgresql, sqlite
from newsroom.search.found_by import FoundBy
from newsroom.search.models import SearchRow

# For as long as a batch takes, no editor can publish a page that is in it.
BATCH = 50


def put(pages: Sequence[Page]) -> None:
    """Writes the search rows of these live pages, in few statements however many they are.

    To be called in the transaction that writes the pages.
    """
    if not pages:
        return
    # In one order, so that no two presses wait for each other.
    rows = [(page, FoundBy.of(page)) for page in sorted(pages, key=lambda page: page.pk)]
    connection = connections[router.db_for_write(SearchRow)]
    writing = postgresql if connection.vendor == "postgresql" else sqlite
    writing.put(connection, rows)


def drop(page_ids: Collection[int]) -> None:
    """Takes the search rows of these pages out, where they have any."""
    connection = connections[router.db_for_write(SearchRow)]
    SearchRow.objects.using(connection.alias).filter(page__in=page_ids).delete()
    if connection.vendor == "sqlite":
        sqlite.drop(connection, list(page_ids))


def put_again(page_ids: Iterable[int]) -> int:
    """Writes anew the rows of those of these pages that are live; how many it wrote.

    The pages are locked meanwhile, so that a press can never be undone by what was read before
    it. Those being pressed now are left alone: the press writes their rows itself.
    """
    with transaction.atomic():
        live = Page.objects.live().filter(pk__in=list(page_ids))
        pages = list(live.select_for_update(skip_locked=True, no_key=True))
        put(pages)
    return len(pages)


def drop_if_not_live(page_ids: Iterable[int]) -> int:
    """Takes out the rows of those of these pages that are not live; how many those were."""
    with transaction.atomic():
        gone = Page.objects.filter(pk__in=list(page_ids)).exclude(state=Page.State.LIVE)
        pages = list(gone.select_for_update(no_key=True).values_list("pk", flat=True))
        drop(pages)
    return len(pages)


def live_after(pk: int, count: int) -> list[int]:
    """Ids of the next ``count`` live pages, by their ids."""
    pages = Page.objects.live().filter(pk__gt=pk).order_by("pk")
    return list(pages.values_list("pk", flat=True)[:count])


def without_row(page_ids: Collection[int]) -> list[int]:
    """Those of these pages that have no search row."""
    have = SearchRow.objects.filter(page__in=page_ids).values_list("page_id", flat=True)
    return sorted(set(page_ids) - set(have))


def strays_after(pk: int, count: int) -> tuple[list[int], int | None]:
    """Of the next ``count`` search rows those whose page is not live, and the last row's page."""
    is_live = Exists(Page.objects.live().filter(pk=OuterRef("page_id")))
    rows = SearchRow.objects.filter(page__gt=pk).order_by("page_id").annotate(is_live=is_live)
    found = list(rows.values_list("page_id", "is_live")[:count])
    strays = [page_id for page_id, is_live in found if not is_live]
    return strays, found[-1][0] if found else None

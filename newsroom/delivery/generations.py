"""Generations: the number of the last change of each tag, written with the change itself."""

from collections.abc import Collection, Iterable

from django.db import connection
from django.db.models import F

from newsroom.delivery.models import Counter, Generation


def bump(tags: Iterable[str], at_once: Collection[str] = ()) -> None:
    """Numbers a change of ``tags``; to be called last in the transaction that makes it.

    One counter row is locked until that transaction ends, so that numbers become visible in
    their order and a reader of new ones can skip none. What showed a tag that is among
    ``at_once`` may not be shown any longer, not even while it is made anew.
    """
    hard = sorted(set(at_once))
    soft = sorted(set(tags) - set(at_once))
    if not (soft or hard):
        return
    number = _next_number()
    rows = [Generation(tag=tag, number=number) for tag in soft]
    _store(rows, "number")
    rows = [Generation(tag=tag, number=number, hard_number=number) for tag in hard]
    _store(rows, "number", "hard_number")


def _store(rows: list[Generation], *fields: str) -> None:
    if rows:
        Generation.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["tag"], update_fields=list(fields)
        )


# One statement on both databases, and it makes the row where there is none.
_COUNT_ON = (
    "INSERT INTO delivery_counter (id, number) VALUES (1, 1)"
    " ON CONFLICT (id) DO UPDATE SET number = delivery_counter.number + 1 RETURNING number"
)


def _next_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_ON)
        return int(cursor.fetchone()[0])


def last_number(using: str | None = None) -> int:
    """The number of the last change that is committed, as the database ``using`` knows."""
    return Counter.objects.using(using).values_list("number", flat=True).first() or 0


def bumped_since(
    number: int, using: str | None = None, most: int | None = None
) -> list[tuple[str, int, bool]]:
    """Tags with a later number, in the order of those, and whether they changed at once.

    No more than ``most``: the first of them.
    """
    rows = Generation.objects.using(using).filter(number__gt=number).order_by("number", "tag")
    changed_at_once = F("hard_number")
    found = rows.values_list("tag", "number", changed_at_once)
    return [(tag, new, hard > number) for tag, new, hard in found[:most]]

"""What the cache in front is yet to be told: noted with the change, told by the workers.

Nothing is told to it while something is published, so that no press waits for it or fails by it.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, F, Min, QuerySet

from newsroom.delivery.models import Purge
from newsroom.delivery.purging.choice import front
from newsroom.delivery.purging.front import (
    EVERYTHING,
    LIFE_SECONDS,
    MANY,
    STALE_IF_ERROR_SECONDS,
    Front,
    PurgeError,
)
from newsroom.publishing.clock import database_now

log = logging.getLogger("newsroom.delivery")

# It is told at once, and again these seconds later: a page that was made from before the change,
# or sent by a web process that had not heard of it, may reach the cache after it dropped the
# former. All processes have heard after a quarter of a second; the last time is for what hung.
AGAIN_AFTER = (1.0, 10.0)
# A worker that took something and is not heard of again has lost it after this.
LEASE = timedelta(seconds=30)
LONGEST_PAUSE = 60.0
LONGEST_PAUSE_AT_ONCE = 5.0
# No copy of before the change can be sent any longer then.
GIVEN_UP_AFTER = timedelta(seconds=LIFE_SECONDS + STALE_IF_ERROR_SECONDS + 60)
# What changes more is told as everything.
_MOST_TAGS = 1000
_MOST_ROWS = 200


def note(tags: set[str], at_once: set[str]) -> None:
    """Hears of every change, in its transaction; where nothing stands in front, notes nothing."""
    if front() is None:
        return
    # The pages themselves first, so that whoever reads the row sees what it is about.
    named = [*sorted(at_once), *sorted(tags - at_once)]
    Purge.objects.create(
        tags=named if len(named) <= _MOST_TAGS else [EVERYTHING], is_at_once=bool(at_once)
    )


def work_off(front: Front) -> bool:
    """Tells ``front`` what is due; returns whether anything was."""
    rows = take()
    if not rows:
        return False
    tags = {MANY, *(tag for row in rows for tag in row.tags)}
    try:
        if EVERYTHING in tags or len(tags) > _MOST_TAGS:
            front.purge_everything()
        else:
            front.purge(tags)
    except PurgeError as error:
        refused(rows, error)
    else:
        accepted(rows)
    return True


def take() -> list[Purge]:
    """What is due, for this worker alone while its lease lasts; first what must go at once."""
    now = database_now()
    due = Purge.objects.filter(due_at__lte=now)
    if not due.exists():
        return []
    with transaction.atomic():
        locked = due.select_for_update(skip_locked=True).order_by("-is_at_once", "due_at")
        rows = list(locked[:_MOST_ROWS])
        rows = [row for row in rows if row.is_at_once] or rows
        _rows(rows).update(due_at=now + LEASE)
    return rows


def accepted(rows: Sequence[Purge]) -> None:
    """Was told: what was told often enough goes, the rest is told again."""
    now = database_now()
    done = [row for row in rows if row.accepted >= len(AGAIN_AFTER)]
    _rows(done).delete()
    for times, pause in enumerate(AGAIN_AFTER):
        again = _rows(row for row in rows if row.accepted == times)
        # Another worker may have told it, too, if this one took longer than its lease.
        again.filter(accepted=times).update(
            accepted=times + 1, tries=0, error="", due_at=now + timedelta(seconds=pause)
        )
    # It works again: what was refused before does not sit out its pause.
    Purge.objects.filter(tries__gt=0, due_at__gt=now).update(due_at=now)


def refused(rows: Sequence[Purge], error: PurgeError) -> None:
    """Was not taken: it is told again after a pause that grows, for as long as it matters."""
    now, said = database_now(), str(error)
    if lost := [row for row in rows if now - row.since > GIVEN_UP_AFTER]:
        log.error("The cache in front was never told of %s: %s", _names(lost), said)
        _rows(lost).delete()
    kept = [row for row in rows if row not in lost]
    if any(row.tries == 0 for row in kept):
        log.warning("The cache in front was not told of %s: %s; trying again", _names(kept), said)
    for pause in {_pause(row, error) for row in kept}:
        again = _rows(row for row in kept if _pause(row, error) == pause)
        again.update(tries=F("tries") + 1, error=said[:300], due_at=now + timedelta(seconds=pause))


def _pause(row: Purge, error: PurgeError) -> float:
    longest = LONGEST_PAUSE_AT_ONCE if row.is_at_once else LONGEST_PAUSE
    return max(min(2.0 ** min(row.tries, 10), longest), error.after)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many changes the cache in front has not been told of, and for how long the oldest."""

    count: int = 0
    seconds: int = 0


def waiting(now: datetime) -> Waiting:
    """What waits at ``now``, by the database's clock; one query.

    What was noted when there still was a cache in front is nobody's to tell, and waits no longer.
    """
    if front() is None:
        return Waiting()
    rows = Purge.objects.filter(accepted=0)
    found = rows.aggregate(count=Count("pk"), since=Min("since"))
    if not found["count"]:
        return Waiting()
    return Waiting(found["count"], int((now - found["since"]).total_seconds()))


def _rows(rows: Iterable[Purge]) -> QuerySet[Purge]:
    return Purge.objects.filter(pk__in=[row.pk for row in rows])


def _names(rows: Sequence[Purge]) -> str:
    return "; ".join(str(row)[:100] for row in rows[:3])

"""Whether this server lives, and whether the site is ready to serve and to publish."""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse

from newsroom.delivery.deadline import statements_limited
from newsroom.delivery.headers import never_kept
from newsroom.delivery.pulse import is_alive, last_beat
from newsroom.delivery.purging.backlog import waiting
from newsroom.delivery.version import own_version
from newsroom.publishing.clock import database_now
from newsroom.publishing.models import Edition


def live(request: HttpRequest) -> JsonResponse:
    """The process answers; it asks nobody else."""
    return _answer({"status": "ok"})


def serving(request: HttpRequest) -> JsonResponse:
    """503 from when this server was told to stop; it asks nobody else.

    For who sends visitors to it: without the database it has warm pages for them all the same.
    """
    return _stopping() or _answer({"status": "ok"})


def ready(request: HttpRequest) -> JsonResponse:
    """503 without a database that answers in time, and shortly before this server stops.

    Degraded without a worker, with late editions or purges.
    """
    if stopping := _stopping():
        return stopping
    try:
        with statements_limited(ANSWERS_WITHIN_SECONDS):
            now = database_now()
            alive, late, unpurged = worker_is_alive(now), seconds_late(now), waiting(now)
    except DatabaseError:
        return _answer({"status": "unavailable", "database": False}, status=503)
    is_well = alive and max(late, unpurged.seconds) <= LATE_AFTER_SECONDS
    return _answer(
        {
            "status": "ok" if is_well else "degraded",
            "version": own_version(),
            "database": True,
            "worker": alive,
            "seconds_late": late,
            "purges_waiting": unpurged.count,
            "purges_waiting_seconds": unpurged.seconds,
        }
    )


# Of each question to the database; whoever asks for this gives up soon.
ANSWERS_WITHIN_SECONDS = 2
# A due edition is pressed within 2 s of its time; a minute is what readers may notice.
LATE_AFTER_SECONDS = 60


def worker_is_alive(now: datetime) -> bool:
    """Whether any worker gave a sign of life lately; ``now`` is by the database's clock."""
    return is_alive(last_beat(), now)


def seconds_late(now: datetime) -> int:
    """For how long the oldest due edition has been waiting, 0 if none is due.

    One that was refused at its time is the desk's to look at and does not count.
    """
    overdue = Edition.objects.waiting().filter(due_at__lte=now, failure="")
    due_at = overdue.order_by("due_at").values_list("due_at", flat=True).first()
    return int((now - due_at).total_seconds()) if due_at else 0


def _stopping() -> JsonResponse | None:
    if settings.STOPPING_FILE and Path(settings.STOPPING_FILE).exists():
        return _answer({"status": "stopping"}, status=503)
    return None


def _answer(words: dict[str, object], *, status: int = 200) -> JsonResponse:
    response = JsonResponse(words, status=status)
    never_kept(response)
    return response

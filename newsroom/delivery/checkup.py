"""For the doctor: are workers at work, does anything wait too long."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, Min
from django.tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from newsroom.checkup import Finding, check, fault, ok, warning
from newsroom.delivery.health import LATE_AFTER_SECONDS, seconds_late
from newsroom.delivery.models import Heartbeat
from newsroom.delivery.pulse import ALIVE_WITHIN
from newsroom.delivery.purging.backlog import waiting
from newsroom.delivery.purging.choice import front
from newsroom.publishing.clock import database_now
from newsroom.publishing.models import Edition

_TASKS_WAIT = timedelta(minutes=10)
_LATELY = timedelta(days=1)


@check("Workers")
def workers_are_alive() -> Iterator[Finding]:
    since = database_now() - ALIVE_WITHIN
    names = Heartbeat.objects.filter(at__gte=since).order_by("worker")
    alive = list(names.values_list("worker", flat=True))
    if alive:
        yield ok(f"At work: {', '.join(alive)}.")
    else:
        yield fault(
            "No worker is at work: scheduled stories do not go out, and no feed is read.",
            "Start serve, which has one, or: manage.py worker",
        )


@check("Scheduled stories")
def editions_are_in_time() -> Iterator[Finding]:
    late = seconds_late(database_now())
    if late > LATE_AFTER_SECONDS:
        yield fault(f"A scheduled story is {late} s late.", "The worker's log says why.")
    else:
        yield ok("No scheduled story is late.")
    refused = Edition.objects.waiting().exclude(failure="").count()
    if refused:
        yield warning(
            f"{_many(refused, 'scheduled story', 'scheduled stories')} could not go out.",
            "The desk's front page in the admin says which, and why.",
        )


@check("Cache in front")
def cache_in_front_is_told() -> Iterator[Finding]:
    if (purged := front()) is None:
        yield ok("No cache in front needs to be told of changes.")
        return
    waits = waiting(database_now())
    if waits.seconds > LATE_AFTER_SECONDS:
        changes = "a change" if waits.count == 1 else f"{waits.count} changes"
        yield fault(
            f"{purged.name} has not been told of {changes} for {waits.seconds} s:"
            " readers may still see the former pages.",
            "The worker's log says what it answers; the workers need NEWSROOM_PURGE, too.",
        )
    else:
        yield ok(f"{purged.name} is told of what changes.")


@check("Background tasks")
def tasks_are_done() -> Iterator[Finding]:
    now = database_now()
    ready = DBTaskResult.objects.filter(status=TaskResultStatus.READY).order_by()
    told = ready.aggregate(count=Count("pk"), oldest=Min("enqueued_at"))
    is_slow = told["oldest"] is not None and told["oldest"] < now - _TASKS_WAIT
    if is_slow:
        waiting = _many(told["count"], "background task", "background tasks")
        verb = "has" if told["count"] == 1 else "wait, and some have"
        yield warning(
            f"{waiting} {verb} waited for more than ten minutes.", "Start another worker."
        )
    failed = DBTaskResult.objects.filter(status=TaskResultStatus.FAILED)
    count = failed.filter(finished_at__gte=now - _LATELY).order_by().count()
    if count:
        yield warning(
            f"{_many(count, 'background task', 'background tasks')} failed in the last day.",
            "Look at /admin/django_tasks_db/dbtaskresult/?status__exact=FAILED",
        )
    if not count and not is_slow:
        yield ok("No background task failed or waits for long.")


def _many(count: int, one: str, many: str) -> str:
    return f"One {one}" if count == 1 else f"{count} {many}"

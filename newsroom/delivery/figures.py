"""The site's own figures: is the database there, are the workers, is anything late."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Max, Min, Q
from django.tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from newsroom.delivery.generations import last_number
from newsroom.delivery.health import seconds_late
from newsroom.delivery.models import Heartbeat
from newsroom.delivery.pulse import ALIVE_WITHIN
from newsroom.delivery.purging.backlog import waiting
from newsroom.figures import Sample, counter, gauge, source
from newsroom.publishing.clock import database_now
from newsroom.publishing.models import Edition

WORKERS = gauge("newsroom_workers_alive", "Workers heard of within half a minute.")
HEARTBEAT = gauge(
    "newsroom_worker_heartbeat_age_seconds", "Since any worker was last heard of; -1: never."
)
LATE = gauge(
    "newsroom_editions_late_seconds", "For how long the oldest edition that is due has waited."
)
WAITING = gauge("newsroom_editions_waiting", "Editions that wait for their time.")
GENERATION = gauge("newsroom_generation", "The number of the last change for readers.")
PURGES_WAITING = gauge(
    "newsroom_purges_waiting", "Changes that the cache in front has not been told of."
)
PURGES_OLDEST = gauge(
    "newsroom_purges_oldest_seconds", "For how long the oldest of them has waited."
)
TASKS_WAITING = gauge("newsroom_tasks_waiting", "Background tasks that wait for a worker.")
TASKS_OLDEST = gauge(
    "newsroom_tasks_oldest_seconds", "For how long the oldest background task has waited."
)
TASKS_ENDED = counter(
    "newsroom_tasks_ended_total", "Background tasks that ended, by how.", "task", "status"
)
CHORES_FAILED = counter(
    "newsroom_chores_failed_total", "Chores of the worker that failed.", "chore"
)


@source("workers")
def workers() -> Iterator[Sample]:
    now = database_now()
    told = Heartbeat.objects.aggregate(
        alive=Count("pk", filter=Q(at__gte=now - ALIVE_WITHIN)), last=Max("at")
    )
    yield Sample(WORKERS, told["alive"])
    yield Sample(HEARTBEAT, _age(told["last"], now, never=-1.0))


@source("editions")
def editions() -> Iterator[Sample]:
    yield Sample(LATE, seconds_late(database_now()))
    yield Sample(WAITING, Edition.objects.waiting().count())
    yield Sample(GENERATION, last_number())


@source("purges")
def purges() -> Iterator[Sample]:
    waits = waiting(database_now())
    yield Sample(PURGES_WAITING, waits.count)
    yield Sample(PURGES_OLDEST, waits.seconds)


@source("tasks")
def tasks() -> Iterator[Sample]:
    now = database_now()
    ready = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    told = ready.order_by().aggregate(count=Count("pk"), oldest=Min("enqueued_at"))
    yield Sample(TASKS_WAITING, told["count"])
    yield Sample(TASKS_OLDEST, _age(told["oldest"], now))


def _age(at: datetime | None, now: datetime, *, never: float = 0.0) -> float:
    return max(0.0, (now - at).total_seconds()) if at else never

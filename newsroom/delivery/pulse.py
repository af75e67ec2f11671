"""The workers' pulse: each says every few seconds that it is alive, by the database's clock."""

from datetime import datetime, timedelta

from newsroom.delivery.models import Heartbeat
from newsroom.publishing.clock import database_now

ALIVE_WITHIN = timedelta(seconds=30)


def beat(worker: str) -> None:
    """Records that ``worker`` is at work now."""
    Heartbeat.objects.update_or_create(worker=worker, defaults={"at": database_now()})


def stop(worker: str) -> None:
    """A worker that ends in good order takes its name off."""
    Heartbeat.objects.filter(worker=worker).delete()


def last_beat() -> datetime | None:
    """When any worker was last heard of."""
    return Heartbeat.objects.order_by("-at").values_list("at", flat=True).first()


def is_alive(last: datetime | None, now: datetime) -> bool:
    """Whether a worker last heard of at ``last`` counts as at work at ``now``."""
    return last is not None and now - last <= ALIVE_WITHIN


def forget_old() -> None:
    """Names of processes long dead are of no use to anybody."""
    Heartbeat.objects.filter(at__lt=database_now() - timedelta(days=1)).delete()

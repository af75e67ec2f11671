"""The replicas that readers' pages may come from: whether they answer, and follow."""

import time
from collections.abc import Iterator

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS
from django.db import Error as DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler

from newsroom.checkup import Finding, check, fault, ok, warning
from newsroom.databases import Database, alone
from newsroom.delivery.generations import last_number

# What a replica that follows has at once.
_FOLLOWS_WITHIN_SECONDS = 1.0
_ASK = "SELECT pg_is_in_recovery(), coalesce((SELECT max(number) FROM delivery_counter), 0)"
_UNUSED = "Until then readers' pages come from the primary alone."


@check("Replicas", seconds=5.0)
def replicas_follow() -> Iterator[Finding]:
    last = last_number()
    for number, database in enumerate(settings.DATABASE_REPLICAS, start=1):
        yield _looked_at(f"Replica {number}", database, last)


def _looked_at(name: str, database: Database, last: int) -> Finding:
    asked = alone(database)
    asked["OPTIONS"]["connect_timeout"] = 2
    connection = ConnectionHandler({DEFAULT_DB_ALIAS: asked})[DEFAULT_DB_ALIAS]
    try:
        is_replica, behind = _asked(connection, last)
    except DatabaseError as reason:
        first = next(iter(str(reason).splitlines()), "").rstrip(".")
        return warning(
            f"{name} does not answer: {first}.",
            f"Start it, and see that DATABASE_REPLICA_URLS has its address. {_UNUSED}",
        )
    finally:
        connection.close()
    if not is_replica:
        return fault(
            f"{name} is a server of its own, which follows no other.",
            "Take its address out of DATABASE_REPLICA_URLS, or make it a streaming replica.",
        )
    if behind:
        changes = "a change" if behind == 1 else f"{behind:,} changes"
        return warning(
            f"{name} is {changes} behind the primary.",
            f"See whether replication is paused or what else it is at. {_UNUSED}",
        )
    return ok(f"{name} answers and follows the primary.")


def _asked(connection: BaseDatabaseWrapper, last: int) -> tuple[bool, int]:
    """Whether it is a replica, and how many changes it lacks that it should have by now."""
    until = time.monotonic() + _FOLLOWS_WITHIN_SECONDS
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_ASK)
            is_replica, number = cursor.fetchone()
        if number >= last or not is_replica or time.monotonic() > until:
            return is_replica, max(0, last - number)
        time.sleep(0.05)

"""Goes through all checks; one that fails or hangs stops no other."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import Error as DatabaseError
from django.utils.module_loading import autodiscover_modules

from newsroom import checkup
from newsroom.checkup import Check, Finding, fault, warning
from newsroom.delivery.deadline import TooLongError, statements_limited, within

# They register themselves.
from newsroom.management.doctor import front, installation, replicas  # noqa: F401
from newsroom.publishing.clock import database_now

_DATABASE = "Database"


@dataclass(frozen=True, slots=True)
class Found:
    """A finding and the check that it is of."""

    check: str
    finding: Finding


def all_checks() -> list[Check]:
    """The building's checks in their order, and then those of the apps."""
    autodiscover_modules("checkup")
    return list(checkup.checks.values())


def go_round(checks: list[Check]) -> Iterator[Found]:
    """What the checks find, as they find it; those that ask a database that is away are left."""
    away = _why_away()
    if away:
        yield Found(_DATABASE, away)
    for check in checks:
        if away and check.asks_database:
            continue
        for finding in _looked(check):
            yield Found(check.name, finding)


def _why_away(seconds: float = 3.0) -> Finding | None:
    try:
        within(seconds, database_now)
    except (DatabaseError, TooLongError) as reason:
        first = next(iter(str(reason).splitlines()), "")
        return fault(
            f"The database does not answer: {first.rstrip('.')}.",
            "Start it, and see that DATABASE_URL is its address; all that asks it was left out.",
        )
    return None


def _looked(check: Check) -> list[Finding]:
    def look() -> list[Finding]:
        if not check.asks_database:
            return list(check.look())
        with statements_limited(check.seconds):
            return list(check.look())

    try:
        return within(check.seconds, look)
    except TooLongError:
        advice = "Run the doctor again; if it stays so, what it asks is overloaded or hangs."
        return [warning(f"{check.name}: no answer in {check.seconds:.0f} s.", advice)]
    except Exception as reason:  # noqa: BLE001  (one check must not stop the others)
        told = f"{check.name} could not be looked at: {type(reason).__name__}: {reason}"
        told = told.splitlines()[0].rstrip(".")
        return [warning(f"{told}.", "The other findings may say why.")]

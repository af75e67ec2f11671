"""What workers counted, kept in the database: a worker may be on a machine that nobody asks.

Each adds what it counted since; whoever is asked for figures tells the sum of all workers there
ever were, so that it never goes back when one of them ends.
"""

import json
from collections.abc import Iterator

from django.db.models import F

from newsroom.delivery.figures import CHORES_FAILED, TASKS_ENDED
from newsroom.delivery.models import WorkCount
from newsroom.figures import Labels, Sample, source

KEPT = {figure.name: figure for figure in (CHORES_FAILED, TASKS_ENDED)}


class Account:
    """Of one worker: what it has added so far."""

    def __init__(self) -> None:
        self._added: dict[tuple[str, Labels], int] = {}

    def add_new(self) -> None:
        """Adds what was counted since the last time; what cannot be added now is the next time."""
        for name, figure in KEPT.items():
            for labels, cell in list(figure.cells.items()):
                value = cell.value
                if more := value - self._added.get((name, labels), 0):
                    _add(name, labels, more)
                    self._added[name, labels] = value


def _add(name: str, labels: Labels, more: int) -> None:
    row, _ = WorkCount.objects.get_or_create(figure=name, labels=json.dumps(labels))
    # In one statement: other workers add to it, too.
    WorkCount.objects.filter(pk=row.pk).update(value=F("value") + more)


@source("work")
def told() -> Iterator[Sample]:
    for row in WorkCount.objects.filter(figure__in=KEPT):
        yield Sample(KEPT[row.figure], row.value, tuple(json.loads(row.labels)))

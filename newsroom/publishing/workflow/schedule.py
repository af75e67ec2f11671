"""Scheduling: a frozen edition waits for its time, and is pressed when it comes."""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Q, QuerySet

from newsroom.media import public
from newsroom.publishing.clock import database_now
from newsroom.publishing.content import SCHEMA, digest
from newsroom.publishing.gate import refusals
from newsroom.publishing.models import Edition, Section, Story
from newsroom.publishing.rights import Rights
from newsroom.publishing.stamps import Kind
from newsroom.publishing.workflow.act import (
    WorkflowError,
    aware,
    end_wait,
    locked,
    name_of,
    record,
    require,
    tell,
)
from newsroom.publishing.workflow.publish import last_edition
from newsroom.publishing.workflow.run import (
    kind_of,
    next_instant,
    press_now,
    propose_slug,
    refused_without_storage,
)

log = logging.getLogger("newsroom.publishing")

# A due edition that was refused is asked about again: at once after a second, since what forbade
# it may be lifted just then, and ever less often the longer it has waited.
RETRY_SOONEST, RETRY_LATEST = timedelta(seconds=1), timedelta(seconds=10)
_BATCH = 100


@transaction.atomic
def schedule(
    story: Story, at: datetime, *, by: Any, kind: str | None = None, note: str = ""
) -> Edition:
    """Freezes the stored working copy as an edition that goes live at ``at`` (aware, to come).

    What was scheduled before for this story is replaced. Returns the waiting edition.
    """
    row = locked(story)
    require("schedule", row, by)
    now = database_now()
    if aware(at, "The time to publish") <= now:
        raise WorkflowError("That time has passed; publish the story, or choose a time to come.")
    last = last_edition(row)
    asked = kind_of(kind, note, published=last is not None)
    if not row.slug:
        propose_slug(row)
        type(row)._base_manager.filter(pk=row.pk).update(slug=row.slug)
    content = row.content()
    if reasons := refusals(row, content, at):
        raise WorkflowError(" ".join(reasons))
    end_wait(row, f"{name_of(by)} scheduled it anew.", at=now)
    edition = Edition.objects.create(
        desk=row.desk, story_uid=row.uid, state=Edition.State.WAITING, kind=asked,
        note=note.strip(), schema=SCHEMA, content=content, digest=digest(content), by=by,
        by_name=name_of(by), due_at=at, stands_on=last.number if last else 0,
    )  # fmt: skip
    record("schedule", row, by=by, at=now, after={"due_at": at.isoformat(), "kind": asked})
    tell(story, row)
    return edition


@transaction.atomic
def unschedule(story: Story, *, by: Any, reason: str = "") -> None:
    """Ends the wait of the story's scheduled edition."""
    row = locked(story)
    require("unschedule", row, by)
    if row.waiting_edition is None:
        raise WorkflowError("It is not scheduled.")
    now = database_now()
    end_wait(row, reason.strip() or f"{name_of(by)} took it off the schedule.", at=now)
    record("unschedule", row, by=by, at=now, reason=reason)


def press_due(now: datetime | None = None, *, has_pictures: bool | None = None) -> int:
    """Presses every edition that is due, in order of its time, and returns how many.

    ``now`` defaults to the database's clock. ``has_pictures``: only those with pictures, which
    wait for storage, or only those without. Each is its own transaction: one that cannot be
    pressed keeps its place with the reason, and holds up no other. Any number of workers may run.
    """
    pressed = 0
    after: tuple[datetime | None, int] = (None, 0)
    while True:
        at = now or database_now()
        due = list(_due(at, has_pictures=has_pictures, after=after)[:_BATCH])
        for edition in due:
            pressed += _press_one(edition, at)
            after = (edition.due_at, edition.pk)
        if len(due) < _BATCH:
            return pressed


def is_due_with_pictures() -> bool:
    """Whether there is work for ``press_due(has_pictures=True)``."""
    return _due(database_now(), has_pictures=True).exists()


def _due(
    at: datetime, *, has_pictures: bool | None, after: tuple[datetime | None, int] = (None, 0)
) -> QuerySet[Edition]:
    rows = (
        Edition.objects.waiting()
        .filter(due_at__lte=at)
        .filter(Q(retry_at__isnull=True) | Q(retry_at__lte=at))
        .order_by("due_at", "pk")
    )
    if has_pictures is not None:
        none = Q(content__pictures=[])
        rows = rows.exclude(none) if has_pictures else rows.filter(none)
    if after[0] is not None:
        rows = rows.filter(Q(due_at__gt=after[0]) | Q(due_at=after[0], pk__gt=after[1]))
    return rows


def _press_one(edition: Edition, at: datetime) -> int:
    try:
        if edition.content["pictures"]:
            with refused_without_storage():
                public.ask_storage()
        return _press_waiting(edition, at)
    except WorkflowError as refusal:
        _keep_waiting(edition, str(refusal), at)
    except (OperationalError, InterfaceError) as passing:
        # Nothing is wrong with the edition: the next round, half a second on, tries again.
        log.warning("Edition %s was due; the database did not let it be: %s", edition.pk, passing)
    except Exception:
        log.exception("Edition %s was due and could not be pressed", edition.pk)
        _keep_waiting(edition, "Something went wrong; the log of the worker says what.", at)
    return 0


@transaction.atomic
def _press_waiting(edition: Edition, at: datetime) -> int:
    model = apps.get_model(edition.desk)
    story = model._base_manager.select_for_update(of=("self",), skip_locked=True)
    row = story.filter(uid=edition.story_uid).first()
    if row is None:
        return 0  # another worker has it, or an editor is acting on it: the next round sees
    waiting = Edition.objects.waiting().filter(pk=edition.pk).first()
    last = last_edition(row)
    if waiting is None or waiting.stands_on != (last.number if last else 0):
        return 0
    _check_author(waiting, row)
    _check_section(waiting)
    press_now(
        row, by=waiting.by, kind=Kind(waiting.kind), note=waiting.note,
        at=next_instant(at, last.at if last else None), waiting=waiting,
    )  # fmt: skip
    return 1


def _check_author(waiting: Edition, row: Story) -> None:
    if waiting.by is not None and not Rights(waiting.by).may("publish", row):
        raise WorkflowError(f"{waiting.by_name} may no longer publish it; schedule it anew.")


def _check_section(waiting: Edition) -> None:
    section = waiting.content["section"]
    if section and not Section.objects.filter(pk=section).exists():
        raise WorkflowError("The section that it was to stand in is no more; schedule it anew.")


def _keep_waiting(edition: Edition, failure: str, at: datetime) -> None:
    assert edition.due_at is not None
    pause = min(max(RETRY_SOONEST, (at - edition.due_at) / 10), RETRY_LATEST)
    Edition.objects.waiting().filter(pk=edition.pk).update(failure=failure, retry_at=at + pause)

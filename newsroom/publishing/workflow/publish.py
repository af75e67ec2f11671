"""Publishing: a story's words are given to readers now."""

from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import transaction
from django.utils import timezone

from newsroom.publishing import press
from newsroom.publishing.models import Edition, Page, Story
from newsroom.publishing.stamps import Kind, Pressed, StampError, check_reclassify
from newsroom.publishing.workflow.act import (
    WorkflowError,
    locked,
    record,
    require,
    send_to_readers,
    store,
    tell,
)
from newsroom.publishing.workflow.run import Job, instant, press_many, press_now


def publish(
    story: Story, *, by: Any, kind: str | None = None, note: str = "",
    at: datetime | None = None, feed: str = "",
) -> Edition:  # fmt: skip
    """Presses the stored working copy and returns its edition.

    ``kind``: minor, update, correction, clarification or retraction; None is first, then minor.
    ``note``: for readers; corrections and their like must have one. ``at``: the clock, default
    now; an earlier instant is for imports. ``feed``: whose copy it is when ``by`` is None.
    """
    return press_many([Job(story, kind, note, at)], by=by, feed=feed)[0]


@transaction.atomic
def relaunch(story: Story, *, by: Any, note: str = "", at: datetime | None = None) -> Edition:
    """Publishes the story as new: a new first date, the original one stays visible (R10)."""
    row = locked(story)
    last = last_edition(row)
    if last is None:
        raise WorkflowError("It has never been published; publish it.")
    require("relaunch", row, by)
    edition = press_now(
        row,
        by=by,
        kind=Kind.FIRST,
        note=note,
        at=instant(at, last.at, now=timezone.now()),
        verb="relaunch",
    )
    tell(story, row)
    return edition


def last_edition(row: Story) -> Edition | None:
    return Edition.objects.pressed().of(row.uid).order_by("-number").first()


@transaction.atomic
def reclassify(
    edition: Edition, kind: str, note: str = "", *, by: Any, at: datetime | None = None
) -> Edition:
    """Calls the story's last change something else within 24 hours (R9); stamps are derived anew.

    The one amendment that an edition can have; the audit keeps what it was.
    """
    model = apps.get_model(edition.desk)
    row = locked(model._base_manager.get(uid=edition.story_uid))
    require("reclassify", row, by)
    last = last_edition(row)
    if last is None or last.pk != edition.pk:
        raise WorkflowError("Only a story's last change can be classed anew.")
    now = at or timezone.now()
    before = {"kind": last.kind, "note": last.note}
    last.kind, last.note = _reclassified(last, kind, note, now=now), note.strip()
    last.save()
    page = Page.objects.of_story(row.uid).get()
    press.restamp(page)
    store(row, updated_at=page.updated_at, first_published_at=page.first_published_at)
    after = {"kind": last.kind, "note": last.note, "edition": last.number}
    record("reclassify", row, by=by, at=now, before=before, after=after)
    send_to_readers("reclassify", page, last, at=now)
    edition.kind, edition.note = last.kind, last.note
    return last


def _reclassified(last: Edition, kind: str, note: str, *, now: datetime) -> Kind:
    assert last.at is not None
    try:
        check_reclassify(Pressed(Kind(last.kind), last.at), Kind(kind), note, now=now)
    except StampError as refusal:
        raise WorkflowError(str(refusal)) from refusal
    except ValueError as unknown:
        raise WorkflowError(f"There is no kind {kind!r}.") from unknown
    return Kind(kind)

"""Publishing: a story's words are given to readers now."""

from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import transaction
from django.utils import timezone

from newsroom.media import public
from newsroom.media.errors import ImageError
from newsroom.publishing import press
from newsroom.publishing.gate import refusals
from newsroom.publishing.models import Edition, Page, Story
from newsroom.publishing.stamps import Kind, Pressed, StampError, check_reclassify, kind_for
from newsroom.publishing.workflow.act import (
    WorkflowError,
    aware,
    end_wait,
    locked,
    name_of,
    record,
    require,
    send_to_readers,
    store,
    tell,
)
from newsroom.text.slug import proposed_slug

_TICK = timedelta(microseconds=1)


@transaction.atomic
def publish(
    story: Story, *, by: Any, kind: str | None = None, note: str = "",
    at: datetime | None = None, feed: str = "",
) -> Edition:  # fmt: skip
    """Presses the stored working copy and returns its edition.

    ``kind``: minor, update, correction, clarification or retraction; None is first, then minor.
    ``note``: for readers; corrections and their like must have one. ``at``: the clock, default
    now; an earlier instant is for imports. ``feed``: whose copy it is when ``by`` is None.
    """
    row = locked(story)
    last = last_edition(row)
    instant = _instant(at, last)
    asked = _kind(kind, note, published=last is not None)
    # To bring back what was taken down is no minor fix, whatever the words are.
    is_fix = asked is Kind.MINOR and row.is_live
    require("publish_minor" if is_fix else "publish", row, by)
    edition = press_now(row, by=by, kind=asked, note=note, at=instant, feed=feed)
    tell(story, row)
    return edition


@transaction.atomic
def relaunch(story: Story, *, by: Any, note: str = "", at: datetime | None = None) -> Edition:
    """Publishes the story as new: a new first date, the original one stays visible (R10)."""
    row = locked(story)
    last = last_edition(row)
    if last is None:
        raise WorkflowError("It has never been published; publish it.")
    require("relaunch", row, by)
    edition = press_now(
        row, by=by, kind=Kind.FIRST, note=note, at=_instant(at, last), verb="relaunch"
    )
    tell(story, row)
    return edition


def press_now(
    row: Story, *, by: Any, kind: Kind, note: str, at: datetime, feed: str = "",
    waiting: Edition | None = None, verb: str = "publish",
) -> Edition:  # fmt: skip
    """Presses the locked ``row`` (or the frozen edition that waited) after asking the gate."""
    if waiting is None:
        propose_slug(row)
    content = waiting.content if waiting else row.content()
    if reasons := refusals(row, content, at):
        raise WorkflowError(" ".join(reasons))
    if waiting is None:
        end_wait(row, f"it was published by {name_of(by, feed)}.", at=at)
    edition = press.write_edition(
        row, content, kind=kind, note=note, at=at, by=by, by_name=name_of(by, feed),
        waiting=waiting,
    )  # fmt: skip
    _give_to_readers(row, edition, by=by, feed=feed, verb=verb)
    return edition


def _give_to_readers(row: Story, edition: Edition, *, by: Any, feed: str, verb: str) -> None:
    assert edition.at is not None
    shown_before = _shown_pictures(row)
    page = press.bring_page_up_to_date(row, edition)
    before = row.updated_at
    store(
        row,
        slug=row.slug,
        first_published_at=page.first_published_at,
        updated_at=page.updated_at,
        withdrawn_at=None,
        desk_state=Story.DeskState.READY,
    )
    now_shown = [use["image"] for use in edition.content["pictures"]]
    try:
        public.show(now_shown)
    except ImageError as reason:
        raise WorkflowError(str(reason)) from reason
    public.hide([image for image in shown_before if image not in now_shown])
    record(
        verb, row, by=by, feed=feed, at=edition.at, reason=edition.note,
        before={"updated_at": before.isoformat() if before else None},
        after={"edition": edition.number, "kind": edition.kind, "path": page.path},
    )  # fmt: skip
    send_to_readers(verb, page, edition, at=edition.at)
    edition.page = page  # type: ignore[attr-defined]  # for the caller's confirmation
    edition.path_was_taken = not page.path.endswith(f"/{row.slug}/")  # type: ignore[attr-defined]


def _shown_pictures(row: Story) -> list[int]:
    page = row.page
    return press.image_ids(page) if page else []


def propose_slug(row: Story) -> None:
    """Gives the story its slug from the headline, if no editor wrote one."""
    if not row.slug:
        row.slug = proposed_slug(row.headline, row.uid.hex)
        type(row)._base_manager.filter(pk=row.pk).update(slug=row.slug)


def last_edition(row: Story) -> Edition | None:
    return Edition.objects.pressed().of(row.uid).order_by("-number").first()


def next_instant(at: datetime, last: Edition | None) -> datetime:
    """``at``, or the instant after the last edition if the clock stands still or went back."""
    return max(at, last.at + _TICK) if last and last.at else at


def _instant(at: datetime | None, last: Edition | None) -> datetime:
    now = timezone.now()
    if at is None:
        return next_instant(now, last)
    aware(at, "The time of publication")
    if at > now:
        raise WorkflowError("That time has not come yet; schedule the story instead.")
    if last and last.at and at < last.at:
        raise WorkflowError("That is before the story's last edition; history is not rewritten.")
    return next_instant(at, last)


def _kind(kind: str | None, note: str, *, published: bool) -> Kind:
    try:
        return kind_for(kind, note, published=published)
    except StampError as refusal:
        raise WorkflowError(str(refusal)) from refusal


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

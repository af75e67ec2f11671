"""A press run: any number of editions are given to readers in one transaction."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from newsroom.media import public
from newsroom.media.errors import ImageError
from newsroom.publishing import press
from newsroom.publishing.gate import refusals
from newsroom.publishing.models import AuditEntry, Edition, Page, Story
from newsroom.publishing.press import Past, Sheet
from newsroom.publishing.signals import Press
from newsroom.publishing.stamps import Kind, StampError, kind_for
from newsroom.publishing.workflow.act import (
    WorkflowError,
    aware,
    end_waits,
    entry,
    locked_many,
    name_of,
    require,
    send_many_to_readers,
    store_many,
    tell,
)
from newsroom.text.slug import proposed_slug

_TICK = timedelta(microseconds=1)

log = logging.getLogger("newsroom.publishing")


@dataclass(frozen=True, slots=True)
class Job:
    """A story to be published, as ``publish`` takes it.

    ``content``: what readers are given, if not the stored working copy; for archives that bring
    several versions of a story.
    """

    story: Story
    kind: str | None = None
    note: str = ""
    at: datetime | None = None
    content: dict[str, Any] | None = None


@transaction.atomic
def press_many(jobs: Sequence[Job], *, by: Any, feed: str = "") -> list[Edition]:
    """Publishes all of ``jobs`` or, if one is refused, none; returns their editions in order.

    A story may be there more than once, its versions in the order of their time. ``feed``: whose
    copy it is when ``by`` is None. Costs the same number of queries for any number of new stories.
    """
    rows = locked_many(job.story for job in jobs)
    past = press.pasts(rows)
    order = _Order(past, by=by)
    sheets = [order.sheet(job, rows[job.story.uid]) for job in jobs]
    editions = run(sheets, past, by=by, feed=feed)
    for job in jobs:
        tell(job.story, rows[job.story.uid])
    return editions


class _Order:
    """Makes sheets of jobs, each checked against what was pressed of its story before it."""

    def __init__(self, past: dict[UUID, Past], *, by: Any) -> None:
        self.by, self.now = by, timezone.now()
        self.last_at = {uid: each.last_at for uid, each in past.items()}
        self.in_this_run: set[UUID] = set()

    def sheet(self, job: Job, row: Story) -> Sheet:
        last_at = self.last_at[row.uid]
        at = instant(job.at, last_at, now=self.now)
        kind = kind_of(job.kind, job.note, published=last_at is not None)
        # To bring back what was taken down is no minor fix, whatever the words are.
        is_fix = kind is Kind.MINOR and (row.is_live or row.uid in self.in_this_run)
        require("publish_minor" if is_fix else "publish", row, self.by)
        propose_slug(row)
        self.last_at[row.uid] = at
        self.in_this_run.add(row.uid)
        content = job.content or row.content()
        # Content that was taken before anybody gave the story a slug gets the story's own.
        content = {**content, "slug": content["slug"] or row.slug}
        return Sheet(row, content, kind, job.note, at)


def press_now(
    row: Story, *, by: Any, kind: Kind, note: str, at: datetime, feed: str = "",
    waiting: Edition | None = None, verb: str = "publish",
) -> Edition:  # fmt: skip
    """Presses the locked ``row`` (or the frozen edition that waited) after asking the gate."""
    if waiting is None:
        propose_slug(row)
    content = waiting.content if waiting else row.content()
    sheet = Sheet(row, content, kind, note, at, waiting)
    return run([sheet], press.pasts([row.uid]), by=by, feed=feed, verb=verb)[0]


def run(
    sheets: Sequence[Sheet], past: dict[UUID, Past], *, by: Any, feed: str = "",
    verb: str = "publish",
) -> list[Edition]:  # fmt: skip
    """Gives the editions that ``sheets`` describe to readers; their rows are locked.

    ``past`` is what was pressed of their stories before.
    """
    rows = {sheet.row.uid: sheet.row for sheet in sheets}
    _ask_the_gate(sheets, is_one=len(rows) == 1)
    replaced = [row for uid, row in rows.items() if past[uid].waits]
    if replaced and not any(sheet.waiting for sheet in sheets):
        end_waits(replaced, f"it was published by {name_of(by, feed)}.", at=sheets[0].at)
    editions = press.write_editions(sheets, past, by=by, by_name=name_of(by, feed))
    last = {edition.story_uid: edition for edition in editions}
    pages, replaced_pictures = press.bring_up_to_date(list(rows.values()), last, past)
    _show_pictures(last)
    public.hide(replaced_pictures)
    before = {uid: row.updated_at for uid, row in rows.items()}
    _store(rows, pages)
    _record(sheets, editions, pages, before, by=by, feed=feed, verb=verb)
    send_many_to_readers([_press(page, last[page.story_uid], verb) for page in pages])
    for page in pages:  # for the caller's confirmation
        edition, slug = last[page.story_uid], rows[page.story_uid].slug
        edition.page = page  # type: ignore[attr-defined]
        edition.path_was_taken = not page.path.endswith(f"/{slug}/")  # type: ignore[attr-defined]
    return editions


def _ask_the_gate(sheets: Sequence[Sheet], *, is_one: bool) -> None:
    for sheet in sheets:
        if reasons := refusals(sheet.row, sheet.content, sheet.at):
            words = " ".join(reasons)
            raise WorkflowError(words if is_one else f"“{sheet.row}”: {words}")


def _show_pictures(last: dict[UUID, Edition]) -> None:
    shown = {use["image"] for edition in last.values() for use in edition.content["pictures"]}
    with refused_without_storage():
        if shown:
            public.show(shown)


@contextmanager
def refused_without_storage() -> Iterator[None]:
    """What storage has against it, in words for the editor."""
    try:
        yield
    except ImageError as reason:
        raise WorkflowError(str(reason)) from reason
    except OSError as reason:
        log.warning("Pictures could not be put where readers fetch them: %s", reason)
        raise WorkflowError(
            "Its pictures cannot be put where readers fetch them, for the storage of pictures does"
            " not answer. Nothing was published; try again in a while, or publish it without them."
        ) from reason


def _store(rows: dict[UUID, Story], pages: Sequence[Page]) -> None:
    for page in pages:
        row = rows[page.story_uid]
        row.first_published_at, row.updated_at = page.first_published_at, page.updated_at
        row.withdrawn_at, row.desk_state = None, Story.DeskState.READY
    fields = "slug first_published_at updated_at withdrawn_at desk_state".split()
    store_many(list(rows.values()), fields)


def _record(
    sheets: Sequence[Sheet], editions: Sequence[Edition], pages: Sequence[Page],
    before: dict[UUID, datetime | None], *, by: Any, feed: str, verb: str,
) -> None:  # fmt: skip
    paths = {page.story_uid: page.path for page in pages}
    AuditEntry.objects.bulk_create(
        entry(
            verb, sheet.row, by=by, feed=feed, at=sheet.at, reason=edition.note,
            before={"updated_at": stamp.isoformat() if (stamp := before[sheet.row.uid]) else None},
            after={
                "edition": edition.number, "kind": edition.kind, "path": paths[sheet.row.uid]
            },
        )
        for sheet, edition in zip(sheets, editions, strict=True)
    )  # fmt: skip


def _press(page: Page, edition: Edition, verb: str) -> Press:
    assert edition.at is not None
    return Press(page, verb, edition, edition.at)


def propose_slug(row: Story) -> None:
    """Gives the row its slug from the headline, if no editor wrote one; it is yet to be stored."""
    row.slug = row.slug or proposed_slug(row.headline, row.uid.hex)


def next_instant(at: datetime, last_at: datetime | None) -> datetime:
    """``at``, or the instant after the last edition if the clock stands still or went back."""
    return max(at, last_at + _TICK) if last_at else at


def instant(at: datetime | None, last_at: datetime | None, *, now: datetime) -> datetime:
    """When an edition is given to readers: ``at`` if the clock and the history allow it."""
    if at is None:
        return next_instant(now, last_at)
    if aware(at, "The time of publication") > now:
        raise WorkflowError("That time has not come yet; schedule the story instead.")
    if last_at and at < last_at:
        raise WorkflowError("That is before the story's last edition; history is not rewritten.")
    return next_instant(at, last_at)


def kind_of(kind: str | None, note: str, *, published: bool) -> Kind:
    """The kind that a publish gets; refused in the editor's words."""
    try:
        return kind_for(kind, note, published=published)
    except StampError as refusal:
        raise WorkflowError(str(refusal)) from refusal

"""Taking down: withdraw, kill, and the way back."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from newsroom.publishing import press
from newsroom.publishing.models import Page, Story
from newsroom.publishing.workflow.act import (
    WorkflowError,
    end_wait,
    locked,
    record,
    require,
    require_reason,
    send_to_readers,
    store,
    tell,
)


@transaction.atomic
def withdraw(story: Story, *, by: Any, reason: str, feed: str = "") -> None:
    """Takes the live page down (410); the story is a draft again and may be published anew."""
    row = locked(story)
    require("withdraw", row, by)
    reason = require_reason(reason, "withdrawn")
    page = Page.objects.live().select_for_update().of_story(row.uid).first()
    if page is None:
        raise WorkflowError("It is not live, so there is nothing to withdraw.")
    now = timezone.now()
    end_wait(row, f"it was withdrawn: {reason}", at=now)
    press.take_page_down(page, killed=False)
    store(row, withdrawn_at=now, desk_state=Story.DeskState.DRAFT)
    record("withdraw", row, by=by, feed=feed, at=now, reason=reason, after={"path": page.path})
    send_to_readers("withdraw", page, None, at=now)
    tell(story, row)


@transaction.atomic
def kill(story: Story, *, by: Any, reason: str, feed: str = "") -> None:
    """Kills the story: gone for readers at once if live, and not to be published until restored.

    Writes no edition. An embargo, a hold or a schedule does not stand in its way.
    """
    row = locked(story)
    require("kill", row, by)
    reason = require_reason(reason, "killed")
    if row.is_killed:
        raise WorkflowError("It was killed already.")
    now = timezone.now()
    end_wait(row, f"it was killed: {reason}", at=now)
    page = Page.objects.select_for_update().of_story(row.uid).first()
    if page is not None:
        press.take_page_down(page, killed=True)
    store(row, killed_at=now, kill_reason=reason, desk_state=Story.DeskState.DRAFT)
    record("kill", row, by=by, feed=feed, at=now, reason=reason)
    if page is not None:
        send_to_readers("kill", page, None, at=now)
    tell(story, row)


@transaction.atomic
def restore(story: Story, *, by: Any, reason: str = "") -> None:
    """Makes a killed story a draft again; its page stays gone until the next publish."""
    row = locked(story)
    require("restore", row, by)
    if not row.is_killed:
        raise WorkflowError("It was not killed, so there is nothing to restore.")
    now = timezone.now()
    before = {"killed_at": str(row.killed_at), "reason": row.kill_reason}
    has_page = Page.objects.of_story(row.uid).exists()
    store(
        row,
        killed_at=None,
        kill_reason="",
        withdrawn_at=now if has_page else None,
        desk_state=Story.DeskState.DRAFT,
    )
    record("restore", row, by=by, at=now, reason=reason, before=before)
    tell(story, row)

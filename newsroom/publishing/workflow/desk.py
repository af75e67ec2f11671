"""The desk's own verbs: review, hold and spike; readers see nothing of them."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from newsroom.publishing.models import Edition, Story
from newsroom.publishing.rights import Rights
from newsroom.publishing.workflow.act import (
    WorkflowError,
    end_wait,
    locked,
    name_of,
    record,
    require,
    require_reason,
    store,
    tell,
)


@transaction.atomic
def submit(story: Story, *, by: Any) -> None:
    """Hands the story in for review."""
    row = locked(story)
    require("submit", row, by)
    if not Rights(by).may_edit(row):
        raise WorkflowError("You may hand in your own stories only.")
    _refuse_dead(row)
    _set_desk_state("submit", story, row, Story.DeskState.IN_REVIEW, by=by)


@transaction.atomic
def approve(story: Story, *, by: Any) -> None:
    """Marks the story as ready to be published."""
    row = locked(story)
    require("approve", row, by)
    _refuse_dead(row)
    _set_desk_state("approve", story, row, Story.DeskState.READY, by=by)


@transaction.atomic
def send_back(story: Story, *, by: Any, reason: str = "") -> None:
    """Gives the story back to its writer."""
    row = locked(story)
    require("send_back", row, by)
    _set_desk_state("send_back", story, row, Story.DeskState.DRAFT, by=by, reason=reason)


@transaction.atomic
def hold(story: Story, *, by: Any, reason: str, origin: str = "desk", feed: str = "") -> None:
    """Forbids publication until it is released; ``origin`` is desk, wire or rule.

    A story has one hold, which names every reason for it. It belongs to the desk if one of them
    is the desk's, else to a rule if one is a rule's; the agency lifts only what is its own alone.
    """
    row = locked(story)
    require("hold", row, by)
    now, reason = timezone.now(), require_reason(reason, "held")
    reasons = {**_reasons(row), origin: reason}
    store(row, hold_since=now, hold_by=name_of(by, feed), **_hold_for(reasons))
    record("hold", row, by=by, feed=feed, at=now, reason=reason)
    tell(story, row)


@transaction.atomic
def release(story: Story, *, by: Any, reason: str = "", feed: str = "", origin: str = "") -> None:
    """Lifts the hold; with ``origin`` only what that one holds it for, if others do too."""
    row = locked(story)
    require("release", row, by)
    reasons = _reasons(row)
    if row.hold_since is None or (origin and origin not in reasons):
        raise WorkflowError("It is not held.")
    before = {"origin": row.hold_origin, "reason": row.hold_reason, "by": row.hold_by}
    left = {name: why for name, why in reasons.items() if origin and name != origin}
    if left:
        store(row, **_hold_for(left))
    else:
        store(row, hold_since=None, hold_by="", **_hold_for({}))
        Edition.objects.waiting().of(row.uid).update(retry_at=None)  # if it is due, then now
    record("release", row, by=by, feed=feed, at=timezone.now(), reason=reason, before=before)
    tell(story, row)


_STRONGEST_FIRST = (Story.HoldOrigin.DESK, Story.HoldOrigin.RULE, Story.HoldOrigin.WIRE)


def _reasons(row: Story) -> dict[str, str]:
    """Why each that holds it does so; rows of the last release have one reason and no more."""
    if row.hold_since is None:
        return {}
    return row.hold_reasons or {row.hold_origin: row.hold_reason}


def _hold_for(reasons: dict[str, str]) -> dict[str, Any]:
    """The fields of a hold: it is the strongest's, and says every reason once."""
    named = [str(each) for each in _STRONGEST_FIRST if each in reasons]
    return {
        "hold_origin": named[0] if named else "",
        "hold_reason": " ".join(dict.fromkeys(reasons[name] for name in named)),
        "hold_reasons": reasons,
    }


@transaction.atomic
def spike(story: Story, *, by: Any, reason: str = "") -> None:
    """Puts a story that is not live on the spike, out of the desk's way."""
    row = locked(story)
    require("spike", row, by)
    page = row.page
    if page is not None and page.state == page.State.LIVE:
        raise WorkflowError("It is live; withdraw it first.")
    now = timezone.now()
    end_wait(row, "it was spiked.", at=now)
    store(row, spiked_at=now)
    record("spike", row, by=by, at=now, reason=reason)
    tell(story, row)


@transaction.atomic
def unspike(story: Story, *, by: Any) -> None:
    """Takes a story off the spike."""
    row = locked(story)
    require("unspike", row, by)
    if row.spiked_at is None:
        raise WorkflowError("It is not on the spike.")
    store(row, spiked_at=None)
    record("unspike", row, by=by, at=timezone.now())
    tell(story, row)


def _refuse_dead(row: Story) -> None:
    if row.is_killed or row.spiked_at:
        raise WorkflowError("It was killed or spiked; it has to be brought back first.")


def _set_desk_state(
    verb: str, story: Story, row: Story, state: str, *, by: Any, reason: str = ""
) -> None:
    before = {"desk_state": row.desk_state}
    store(row, desk_state=state)
    record(verb, row, by=by, at=timezone.now(), reason=reason, before=before)
    tell(story, row)

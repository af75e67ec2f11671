"""What all verbs share: the locked row, the right to act, and the record of the act."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from newsroom.publishing import signals
from newsroom.publishing.models import AuditEntry, Edition, Notice, OutboxMessage, Page, Story
from newsroom.publishing.rights import Rights

# What a caller's copy is told after a verb.
_TOLD = (
    "slug first_published_at updated_at killed_at kill_reason withdrawn_at hold_origin"
    " hold_reason hold_reasons hold_by hold_since spiked_at desk_state lock_version"
).split()

VERB_WORDS = {
    "publish_minor": "publish minor fixes of",
    "send_back": "send back",
    "hold": "hold",
    "release": "release",
    "unspike": "take off the spike",
}


class WorkflowError(Exception):
    """The verb was refused; the text is a sentence for the editor."""


def locked[S: Story](story: S, *, skip_locked: bool = False) -> S:
    """The story's row as stored, locked until the transaction ends."""
    if story.pk is None:
        raise WorkflowError("Save the story first.")
    rows = type(story)._base_manager.select_related("section__parent")
    row = rows.select_for_update(of=("self",), skip_locked=skip_locked).filter(pk=story.pk).first()
    if row is None:
        raise WorkflowError("This story no longer exists.")
    return row


def require(verb: str, story: Story, by: Any) -> None:
    """Raises ``WorkflowError`` unless ``by`` may do ``verb`` to ``story``."""
    if not Rights(by).may(verb, story):
        words = VERB_WORDS.get(verb, verb)
        where = f" in {story.section}" if story.section else ""
        raise WorkflowError(f"You may not {words} stories{where}; ask an editor who may.")


def require_reason(reason: str, act: str) -> str:
    if not reason.strip():
        raise WorkflowError(f"Say why it is to be {act}; the reason is kept.")
    return reason.strip()


def name_of(by: Any, feed: str = "") -> str:
    """The printed name that records keep: the person's, else the feed's, else the newsroom's."""
    return by.name_in_records if by is not None else feed or "Newsroom"


def aware(instant: datetime, what: str) -> datetime:
    if timezone.is_naive(instant):
        raise WorkflowError(f"{what} needs a time zone.")
    return instant


def store(story: Story, **fields: Any) -> None:
    """Writes the verb's own fields and makes forms that were opened before stale."""
    fields["lock_version"] = story.lock_version + 1
    for name, value in fields.items():
        setattr(story, name, value)
    type(story)._base_manager.filter(pk=story.pk).update(**fields)


def tell(caller: Story, row: Story) -> None:
    """The copy that the verb was called with shows what the verb did."""
    for name in _TOLD:
        setattr(caller, name, getattr(row, name))


def record(
    verb: str, story: Story, *, by: Any, at: datetime, feed: str = "", reason: str = "",
    before: dict[str, Any] | None = None, after: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    """One audit row for one act."""
    AuditEntry.objects.create(
        at=at, verb=verb, by=by, by_name=name_of(by, feed), desk=story.desk,
        story_uid=story.uid, subject=story.headline, reason=reason,
        before=before or {}, after=after or {},
    )  # fmt: skip


def send_to_readers(verb: str, page: Page, edition: Edition | None, *, at: datetime) -> None:
    """The outbox row and the signals: what truth needs now, what only wakes workers later."""
    OutboxMessage.objects.create(
        at=at, topic=f"page.{verb}", page_uid=page.uid, story_uid=page.story_uid,
        payload={"path": page.path, "state": page.state},
    )  # fmt: skip
    signals.pressing.send(Page, page=page, verb=verb, edition=edition)
    transaction.on_commit(
        lambda: signals.pressed.send_robust(Page, page=page, verb=verb, edition=edition)
    )


def end_wait(story: Story, because: str, *, at: datetime) -> None:
    """Ends the wait of the story's scheduled edition, if there is one, and tells its author."""
    waiting = Edition.objects.waiting().of(story.uid).first()
    if waiting is None:
        return
    waiting.state, waiting.ended_because = Edition.State.ENDED, because
    waiting.save()
    if waiting.by_id:
        Notice.objects.create(
            to_id=waiting.by_id, at=at, desk=story.desk, story_uid=story.uid,
            text=f"“{story}” will not be published as you scheduled it: {because}",
        )  # fmt: skip

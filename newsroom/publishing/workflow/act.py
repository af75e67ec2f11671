"""What all verbs share: the locked row, the right to act, and the record of the act."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone

from newsroom.publishing import signals
from newsroom.publishing.compiled import update_each
from newsroom.publishing.models import AuditEntry, Edition, Notice, OutboxMessage, Page, Story
from newsroom.publishing.rights import Rights
from newsroom.publishing.signals import Press

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


NO_LONGER = "This story no longer exists."


class WorkflowError(Exception):
    """The verb was refused; the text is a sentence for the editor."""


def locked[S: Story](story: S, *, skip_locked: bool = False) -> S:
    """The story's row as stored, locked until the transaction ends."""
    if story.pk is None:
        raise WorkflowError("Save the story first.")
    rows = type(story)._base_manager.select_related("section__parent")
    row = rows.select_for_update(of=("self",), skip_locked=skip_locked).filter(pk=story.pk).first()
    if row is None:
        raise WorkflowError(NO_LONGER)
    return row


def locked_many(stories: Iterable[Story]) -> dict[UUID, Story]:
    """The rows of these stories as stored, by uid, locked in one order until the end."""
    pks: dict[type[Story], set[int]] = {}
    for story in stories:
        if story.pk is None:
            raise WorkflowError("Save the story first.")
        pks.setdefault(type(story), set()).add(story.pk)
    found: dict[UUID, Story] = {}
    for model in sorted(pks, key=lambda model: model.desk):
        rows = model._base_manager.select_for_update(of=("self",)).filter(pk__in=pks[model])
        rows = rows.select_related("section__parent").order_by("pk")
        found |= {row.uid: row for row in rows.prefetch_related("topics", *_whole(model))}
    if len(found) < sum(map(len, pks.values())):
        raise WorkflowError(NO_LONGER)
    return found


def _whole(model: type[Story]) -> Iterator[Prefetch]:
    """What a story's content is made of, beside its topics: a query each."""
    for name, related in (("bylines", "contributor"), ("pictures", "image")):
        rows = model._meta.get_field(name).related_model._default_manager  # type: ignore[union-attr]
        yield Prefetch(name, rows.select_related(related))


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
    for name, value in fields.items():
        setattr(story, name, value)
    store_many([story], fields)


def store_many(rows: Sequence[Story], fields: Iterable[str]) -> None:
    """Writes these fields of the rows, and makes forms that were opened before stale."""
    names = [*fields, "lock_version"]
    for row in rows:
        row.lock_version += 1
    for model in {type(row) for row in rows}:
        update_each(model, [row for row in rows if type(row) is model], names)


def tell(caller: Story, row: Story) -> None:
    """The copy that the verb was called with shows what the verb did."""
    for name in _TOLD:
        setattr(caller, name, getattr(row, name))


def record(
    verb: str, story: Story, *, by: Any, at: datetime, feed: str = "", reason: str = "",
    before: dict[str, Any] | None = None, after: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    """One audit row for one act."""
    entry(
        verb, story, by=by, at=at, feed=feed, reason=reason, before=before, after=after
    ).save()  # fmt: skip


def entry(
    verb: str, story: Story, *, by: Any, at: datetime, feed: str = "", reason: str = "",
    before: dict[str, Any] | None = None, after: dict[str, Any] | None = None,
) -> AuditEntry:  # fmt: skip
    """The audit row of one act, to be stored."""
    return AuditEntry(
        at=at, verb=verb, by=by, by_name=name_of(by, feed), desk=story.desk,
        story_uid=story.uid, subject=story.headline, reason=reason,
        before=before or {}, after=after or {},
    )  # fmt: skip


def send_to_readers(verb: str, page: Page, edition: Edition | None, *, at: datetime) -> None:
    """The outbox row and the signals: what truth needs now, what only wakes workers later."""
    send_many_to_readers([Press(page, verb, edition, at)])


def send_many_to_readers(presses: Sequence[Press]) -> None:
    """The same for many at once."""
    OutboxMessage.objects.bulk_create(
        OutboxMessage(
            at=press.at, topic=f"page.{press.verb}", page_uid=press.page.uid,
            story_uid=press.page.story_uid,
            payload={"path": press.page.path, "state": press.page.state},
        )
        for press in presses
    )  # fmt: skip
    for press in presses:
        signals.pressing.send(Page, page=press.page, verb=press.verb, edition=press.edition)
    # Last, since what is numbered there makes other presses wait.
    signals.pressing_run.send(Page, presses=presses)
    transaction.on_commit(lambda: _wake(presses))


def _wake(presses: Sequence[Press]) -> None:
    for press in presses:
        signals.pressed.send_robust(Page, page=press.page, verb=press.verb, edition=press.edition)


def end_wait(story: Story, because: str, *, at: datetime) -> None:
    """Ends the wait of the story's scheduled edition, if there is one, and tells its author."""
    end_waits([story], because, at=at)


def end_waits(rows: Sequence[Story], because: str, *, at: datetime) -> None:
    """The same for many stories, with one query where nothing waits."""
    stories = {row.uid: row for row in rows}
    for waiting in Edition.objects.waiting().filter(story_uid__in=list(stories)):
        story = stories[waiting.story_uid]
        waiting.state, waiting.ended_because = Edition.State.ENDED, because
        waiting.save()
        if waiting.by_id:
            Notice.objects.create(
                to_id=waiting.by_id, at=at, desk=story.desk, story_uid=story.uid,
                text=f"“{story}” will not be published as you scheduled it: {because}",
            )  # fmt: skip

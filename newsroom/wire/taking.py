"""Taking a story out of the inbox, dismissing it, following it: one person's act each."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from newsroom.publishing.models import AuditEntry
from newsroom.publishing.rights import Rights
from newsroom.wire import outcomes, taker
from newsroom.wire.known import owed_items, standing_of
from newsroom.wire.models import Follow, WireItem, WireStory
from newsroom.wire.pictures import images_of
from newsroom.wire.routing import route
from newsroom.wire.rules import rules_in_force


class InboxError(Exception):
    """It cannot be done; the text is a sentence for the editor."""


class TakenError(InboxError):
    """Somebody has it already; ``article`` is its primary key, or None."""

    def __init__(self, sentence: str, article: int | None) -> None:
        super().__init__(sentence)
        self.article = article


@transaction.atomic
def take(story: WireStory, *, by: Any) -> int:
    """Makes a draft of the story's newest version; the article's primary key.

    Of two people who take it at the same time the second is told who was first.
    """
    if not Rights(by).may("create"):
        raise InboxError("You may not write stories, so there is nothing to take it for.")
    row = _locked(story)
    desk = taker.registered()
    if row.taken_at is not None:
        raise TakenError(_taken(row), desk.taken([row.pk]).get(row.pk))
    _refuse_killed(row)
    item = _newest(row)
    [article] = desk.take([item], by=by)
    _mark(row, taken_at=timezone.now(), taken_by=by.name_in_records, dismissed_at=None)
    _hold(desk, row, item)
    if owed := owed_items(row):
        desk.propose(owed[-1], outcomes.ONLY_ADDITION)
    desk.illustrate(row, images_of([item]))
    _record("take", row, by)
    return article


@transaction.atomic
def dismiss(story: WireStory, *, by: Any) -> None:
    """Takes the story out of everybody's way; a newer version does not bring it back."""
    row = _locked(story)
    if row.taken_at is not None:
        raise InboxError(_taken(row))
    if row.dismissed_at is None:
        _mark(row, dismissed_at=timezone.now(), dismissed_by=by.name_in_records)
        _record("dismiss", row, by)


@transaction.atomic
def bring_back(story: WireStory, *, by: Any) -> None:
    """Puts a dismissed story back into the inbox."""
    row = _locked(story)
    if row.dismissed_at is not None:
        _mark(row, dismissed_at=None, dismissed_by="")
        _record("bring_back", row, by)


def follow(story: WireStory, *, by: Any) -> None:
    """Tells ``by`` of each newer version from now on."""
    Follow.objects.get_or_create(user=by, story=story)


def unfollow(story: WireStory, *, by: Any) -> None:
    Follow.objects.filter(user=by, story=story).delete()


def _locked(story: WireStory) -> WireStory:
    return WireStory.objects.select_for_update(of=("self",)).get(pk=story.pk)


def _hold(desk: taker.Taker, row: WireStory, item: WireItem) -> None:
    """What rules and the agency forbid is forbidden to whoever takes it, too."""
    feed = item.delivery.feed
    rule = route(rules_in_force(), item.data, feed=feed.pk).hold
    for origin, why in (("rule", rule), ("wire", standing_of(row).hold)):
        if why:
            desk.hold(row, why, feed=feed.name, origin=origin, withdraw=False)


def _refuse_killed(row: WireStory) -> None:
    if row.state == WireStory.State.KILLED:
        raise InboxError(f"The agency killed it: {row.kill_reason}")


def _newest(row: WireStory) -> WireItem:
    item = (
        WireItem.objects.select_related("story", "delivery__feed__source")
        .filter(pk=row.current_id or 0)
        .first()
    )
    if item is None or item.type != "text":
        raise InboxError("There is no text in it that a story could be made of.")
    return item


def _taken(row: WireStory) -> str:
    assert row.taken_at is not None
    when = timezone.localtime(row.taken_at)
    return f"{row.taken_by} took it on {date_format(when, 'j M, H:i')} {when.tzname()}."


def _mark(row: WireStory, **fields: Any) -> None:
    WireStory.objects.filter(pk=row.pk).update(**fields)


def _record(verb: str, row: WireStory, by: Any) -> None:
    AuditEntry.objects.create(
        at=timezone.now(),
        verb=f"wire_{verb}",
        by=by,
        by_name=by.name_in_records,
        subject=(row.headline or row.guid)[:300],
        after={"wire_story": str(row.uid)},
    )

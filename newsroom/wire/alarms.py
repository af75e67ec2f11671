"""Sentences to the people who look after the wire: alarms, kills, newer versions of what they

follow.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.db.models import Model

from newsroom.publishing.models import Membership, Notice, Role, Story
from newsroom.wire import taker
from newsroom.wire.models import Feed, Follow, WireItem, WireStory

# How a notice ends that waits for an act, and is put away by itself once that was done.
DECIDE = "Decide on it."
_LOOK_AFTER_THE_WIRE = (Role.WIRE_OPERATOR, Role.CHIEF_EDITOR)
_TEXT_LENGTH = 600
_MOST_NAMED = 20


def alarm(text: str, *, now: datetime, about: Model | None = None) -> None:
    """Tells everyone who looks after the wire."""
    notify(people(_LOOK_AFTER_THE_WIRE), text, now=now, about=about)


def tell_of_kill(story: WireStory, reason: str, *, feed: Feed, now: datetime) -> None:
    """Tells the desk and those who follow the story that the agency killed it."""
    what, ours = story.headline or story.guid, taker.registered().headline_of(story)
    called = f" (here “{ours}”)" if ours not in {"", what} else ""
    text = f"{feed} killed “{what}”{called}: {reason}{_derived(story)}"
    roles = (*_LOOK_AFTER_THE_WIRE, Role.DESK_EDITOR)
    hands = taker.registered().people_of(story)
    notify({*people(roles), *hands, *_followers(story.pk)}, text, now=now, about=story)


def tell_followers(items: Sequence[WireItem], *, now: datetime) -> None:
    """Tells those who follow the stories of ``items`` that a newer version is here."""
    if not items:
        return
    newest = {item.story_id: item for item in items}
    rows = Follow.objects.filter(story__in=newest).values_list("story_id", "user_id")
    for story, user in rows:
        text = f"A newer version of “{newest[story].headline}” came from the wire."
        notify([user], text, now=now, about=newest[story].story)


def tell_followers_of_hold(story: WireStory, reason: str, *, now: datetime) -> None:
    """Tells those who follow the story that the agency forbids to publish it."""
    text = f"The agency forbids to publish “{story.headline or story.guid}”: {reason}"
    notify(_followers(story.pk), text, now=now, about=story)


def people(roles: Iterable[str]) -> set[int]:
    """Primary keys of the active users who have one of ``roles``."""
    members = Membership.objects.filter(role__in=list(roles), user__is_active=True)
    return set(members.values_list("user_id", flat=True))


def notify(users: Collection[int], text: str, *, now: datetime, about: Model | None = None) -> None:
    """One notice each, with ``text``; it leads to ``about``, which has a ``uid``."""
    text = text if len(text) <= _TEXT_LENGTH else f"{text[: _TEXT_LENGTH - 1]}…"
    desk, uid = (about._meta.label_lower, getattr(about, "uid", None)) if about else ("", None)
    Notice.objects.bulk_create(
        Notice(to_id=user, at=now, text=text, desk=desk, story_uid=uid) for user in sorted(users)
    )


def decided(about: Story, *, now: datetime) -> None:
    """Nobody has to decide on ``about`` any more: the notices that asked for it are read."""
    asked = Notice.objects.filter(desk=about._meta.label_lower, story_uid=about.uid)
    asked.filter(read_at=None, text__endswith=DECIDE).update(read_at=now)


def _followers(story: int) -> list[int]:
    return list(Follow.objects.filter(story=story).values_list("user_id", flat=True))


def _derived(story: WireStory) -> str:
    """Other copy of the source that says it was made from this story."""
    others = WireStory.objects.filter(
        source=story.source_id, derived_from__guid=story.guid
    ).exclude(pk=story.pk)
    found = [other.headline or other.guid for other in others.order_by("-pk")[:_MOST_NAMED]]
    return f" Copy made from it: {'; '.join(found)}." if found else ""

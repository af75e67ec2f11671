"""What is here already of agency stories, asked in few queries."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from newsroom.wire import outcomes
from newsroom.wire.identity import version_key
from newsroom.wire.models import WireItem, WireStory
from newsroom.wire.parcels import Entry
from newsroom.wire.signals import has_words_alone, is_addition
from newsroom.wire.standing import Version

# An addition that is much shorter than what it adds to cannot be the whole text.
_WHOLE = 0.6
_NOTICE_LENGTH = 400


def known_versions(stories: Sequence[int]) -> dict[int, list[Version]]:
    """What is here of each of these stories (primary keys), for the rules of standing."""
    columns = "story_id version version_created sha256 pubstatus data__embargo_until".split()
    rows = WireItem.objects.filter(story__in=stories).exclude(outcome=WireItem.Outcome.KILLED)
    found: dict[int, list[Version]] = defaultdict(list)
    for story, version, created, sha256, pubstatus, embargo in rows.values_list(*columns):
        key = version_key(version, created, sha256)
        found[story].append(Version(key, pubstatus, instant_of(embargo)))
    return found


def not_filed_before(entries: list[Entry]) -> list[Entry]:
    """Without those of a large delivery that a stopped process had filed."""
    parts = {entry.parcel.delivery.pk for entry in entries if not entry.parcel.is_whole}
    if not parts:
        return entries
    filed = set(WireItem.objects.filter(delivery__in=parts).values_list("delivery_id", "position"))
    return [e for e in entries if (e.parcel.delivery.pk, e.row.position) not in filed]


def kill_refusal(story: WireStory) -> str:
    """Why it may not be killed: another source has a story of this id, where ours sent none.

    Whoever may push to one feed has no say over another agency's copy.
    """
    if story.current_id is not None:
        return ""
    others = WireStory.objects.filter(guid=story.guid, current__isnull=False)
    found = others.exclude(source=story.source_id).select_related("source").first()
    return outcomes.KILL_REFUSED.format(source=found.source) if found else ""


def kills_of(row: WireItem) -> Sequence[str]:
    """The ids of other stories that the item kills; words alone kill nothing."""
    kills = row.data.get("kills") or ()
    return [] if has_words_alone(row.data) else [str(guid) for guid in kills]


def instant_of(value: Any) -> datetime | None:
    """The instant in a field of an item's JSON data."""
    if not value:
        return None
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)


def parts_of(story: WireStory) -> list[WireStory]:
    """Stories that came in one item with ``story``: its other languages, ``guid#fr``; locked."""
    rows = WireStory.objects.filter(source=story.source_id, guid__startswith=f"{story.guid}#")
    return list(rows.select_for_update(of=("self",)).order_by("guid"))


def is_whole(row: WireItem) -> bool:
    """Whether the item can stand for the story: an addition may be a paragraph or a rewrite."""
    if not is_addition(row.data):
        return True
    stories = WireStory.objects.filter(pk=row.story_id or 0, current__isnull=False)
    current = stories.values_list("current__data", flat=True).first() or {}
    return int(row.data.get("word_count", 0)) >= _WHOLE * int(current.get("word_count", 0))


def notice_of(row: WireItem) -> str:
    """What the item says to the desk, on one line."""
    notice = row.data.get("ednote") or row.headline
    return " ".join(str(notice).split())[:_NOTICE_LENGTH]

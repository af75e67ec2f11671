"""What is here already of agency stories, asked in few queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from newsroom.wire import outcomes
from newsroom.wire.identity import fitting_guid, version_key
from newsroom.wire.models import Derivation, WireItem, WireStory
from newsroom.wire.parcels import Entry
from newsroom.wire.signals import has_words_alone, is_addition
from newsroom.wire.standing import Standing, Version, owed_additions, standing, whole_texts

_NOTICE_LENGTH = 400


def known_versions(stories: Sequence[int]) -> dict[int, list[Version]]:
    """What is here of each of these stories (primary keys), for the rules of standing."""
    columns = (
        "story_id version version_created sha256 pubstatus data__embargo_until type"
        " data__word_count data__signals"
    ).split()
    rows = WireItem.objects.filter(story__in=stories).exclude(outcome=WireItem.Outcome.KILLED)
    found: dict[int, list[Version]] = defaultdict(list)
    for (
        story,
        number,
        created,
        sha256,
        pubstatus,
        embargo,
        kind,
        count,
        signals,
    ) in rows.values_list(*columns):
        found[story].append(
            Version(
                version_key(number, created, sha256), pubstatus, instant_of(embargo), kind,
                int(count or 0), is_addition({"signals": signals or ()}),
            )
        )  # fmt: skip
    return found


def version_of(row: WireItem) -> Version:
    """An item that is not stored yet, for the rules of standing."""
    return Version(
        version_key(row.version, row.version_created, row.sha256),
        row.pubstatus,
        instant_of(row.data.get("embargo_until")),
        row.type,
        int(row.data.get("word_count") or 0),
        is_addition(row.data),
    )


def standing_of(story: WireStory) -> Standing:
    """How a stored story stands, by all that the agency said of it and of what it is part of."""
    root = WireStory.objects.filter(source=story.source_id, guid=root_of(story.guid)).first()
    keys = [each.pk for each in (story, root) if each]
    versions = known_versions(keys)
    own = standing(versions[story.pk])
    return own.under(standing(versions[root.pk])) if root else own


def not_filed_before(entries: list[Entry]) -> list[Entry]:
    """Without those of a large delivery that a stopped process had filed."""
    parts = {entry.parcel.delivery.pk for entry in entries if not entry.parcel.is_whole}
    if not parts:
        return entries
    filed = set(WireItem.objects.filter(delivery__in=parts).values_list("delivery_id", "position"))
    return [e for e in entries if (e.parcel.delivery.pk, e.row.position) not in filed]


def kill_refusal(story: WireStory, versions: Sequence[Version]) -> str:
    """Why it may not be killed: another source has a story of this id, where ours sent none.

    Whoever may push to one feed has no say over another agency's copy. ``versions`` are those
    that are here of ``story``.
    """
    if any(not version.is_kill for version in versions):
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


def root_of(guid: str) -> str:
    """The id of the item that the story of this id came in as a part: ``guid#fr`` in ``guid``.

    Empty if it is no part; ids made from content number what merely came in one file.
    """
    return "" if guid.startswith("sha256:") else guid.rpartition("#")[0]


def is_whole(row: WireItem) -> bool:
    """Whether a stored item can stand for its story: an addition may be a paragraph, or all."""
    if row.story_id is None or not is_addition(row.data):
        return True
    return version_of(row) in whole_texts(known_versions([row.story_id])[row.story_id])


def owed_items(story: WireStory) -> list[WireItem]:
    """Additions that the newest whole text of ``story`` does not have yet, the oldest first."""
    owed = owed_additions(known_versions([story.pk])[story.pk])
    return [item for each in owed if (item := item_of(story, each))]


def item_of(story: WireStory, version: Version) -> WireItem | None:
    """The stored item of that version, with its story, feed and source."""
    rows = WireItem.objects.filter(story=story, sha256=version.key[-1])
    return rows.select_related("story", "delivery__feed__source").order_by("-pk").first()


def keep_derivations(items: Iterable[WireItem]) -> None:
    """Notes what the items say that they were made from, to be asked when that is killed."""
    found = [
        Derivation(story=item.story, guid=fitting_guid(str(guid)))
        for item in items
        if item.story is not None
        for guid in item.data.get("derived_from") or ()
    ]
    if found:
        Derivation.objects.bulk_create(found, ignore_conflicts=True)


def notice_of(row: WireItem) -> str:
    """What the item says to the desk, on one line."""
    notice = row.data.get("ednote") or row.headline
    return " ".join(str(notice).split())[:_NOTICE_LENGTH]

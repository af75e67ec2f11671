"""The stories that one batch of items touches: made, locked, and what is here of each."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from newsroom.wire import in_bulk
from newsroom.wire.identity import fitting_guid
from newsroom.wire.known import kills_of, known_versions, root_of
from newsroom.wire.models import Feed, WireStory
from newsroom.wire.parcels import Entry
from newsroom.wire.routing import Rule, route
from newsroom.wire.standing import Standing, Version, standing
from newsroom.wire.taker import Taker


@dataclass
class Holdings:
    """Agency stories of one source by their ids; ``taken`` maps their keys to the desk's stories.

    ``versions`` are those of each story by its primary key, in the order in which they came.
    """

    feed: Feed
    taker: Taker
    now: datetime
    rules: Sequence[Rule]
    stories: dict[str, WireStory] = field(default_factory=dict)
    versions: dict[int, list[Version]] = field(default_factory=lambda: defaultdict(list))
    taken: dict[int, int] = field(default_factory=dict)

    def lock(self, entries: Sequence[Entry]) -> None:
        """Reads, makes and locks the stories in the order of their ids, so that no two wait on

        each other; with them what is known of those that were here before.
        """
        firsts: dict[str, Entry] = {}
        for entry in entries:
            if entry.is_story:
                firsts.setdefault(entry.guid, entry)
        named = {fitting_guid(guid) for entry in entries for guid in kills_of(entry.row)}
        wanted = sorted(firsts.keys() | named)
        # What came as parts is locked with its whole, so that no kill of that can miss one.
        roots = {root_of(guid) for guid in wanted} - {""}
        ours = WireStory.objects.filter(source=self.feed.source, guid__in={*wanted, *roots})
        before = set(ours.values_list("guid", flat=True))
        made = [self.story_of(guid, firsts.get(guid)) for guid in wanted if guid not in before]
        if in_bulk.insert_missing(made):
            # What nobody else can see yet needs no lock.
            self.stories.update((story.guid, story) for story in made)
            made, ours = [], ours.filter(guid__in=before)
        locked = ours.select_for_update().order_by("guid").values_list("uid", "pk")
        keys = dict(locked)
        for story in made:
            if (key := keys.pop(story.uid, None)) is not None:
                story.pk, story._state.adding = key, False
                self.stories[story.guid] = story
            elif story.guid in firsts:
                firsts[story.guid].is_shown = False  # another process made it from its own
        # What was not here a moment ago has versions only if another process made it.
        if known := list(keys.values()):
            self.learn(ours.filter(pk__in=known))

    def learn(self, stories: Iterable[WireStory]) -> None:
        """Adds stories that are stored and locked."""
        found = {story.guid: story for story in stories}
        self.stories.update(found)
        keys = [story.pk for story in found.values()]
        if keys:
            self.versions.update(known_versions(keys))
            self.taken.update(self.taker.taken(keys))

    def story_of(self, guid: str, entry: Entry | None) -> WireStory:
        shown: dict[str, Any] = {"feed": self.feed}
        if entry is not None:
            entry.route = route(self.rules, entry.row.data, feed=self.feed.pk)
            entry.is_shown = True
            shown = self.shown(entry)
        return WireStory(source=self.feed.source, guid=guid, **shown)

    def shown(self, entry: Entry) -> dict[str, Any]:
        """What the inbox shows of a story, when this is its newest version."""
        data = entry.row.data
        return {
            "feed": self.feed,
            "received_at": self.now,
            "headline": entry.row.headline,
            "slugline": str(data.get("slugline") or "")[:200],
            "category": str(data.get("category") or "")[:60],
            "language": str(data.get("language") or self.feed.language)[:35],
            "urgency": int(data.get("urgency") or 5),
            "priority": entry.route.priority,
            "section_id": entry.route.section or self.feed.section_id,
        }

    def is_taken(self, story: WireStory) -> bool:
        return story.pk in self.taken

    def root(self, story: WireStory) -> WireStory | None:
        """The story that ``story`` is a part of, such as another language."""
        return self.stories.get(root_of(story.guid))

    def parts(self, story: WireStory) -> list[WireStory]:
        """Stories that came as parts of the item ``story``: its other languages, ``guid#fr``."""
        rows = WireStory.objects.filter(source=story.source_id, guid__startswith=f"{story.guid}#")
        rows = rows.select_for_update(of=("self",)).order_by("guid")
        # Asked again, since SQLite finds them whatever the case of their letters.
        found = [row for row in rows if root_of(row.guid) == story.guid]
        self.learn([row for row in found if row.guid not in self.stories])
        return [self.stories[row.guid] for row in found]

    def standing(self, story: WireStory) -> Standing:
        """How it stands by all that is here of it, and of what it is a part of."""
        own, root = standing(self.versions[story.pk]), self.root(story)
        return own.under(standing(self.versions[root.pk])) if root else own

"""Files what was read: items into their stories, stories to the desk, in one transaction."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery

from newsroom.wire import outcomes
from newsroom.wire.identity import content_sha256, guid_of, version_key
from newsroom.wire.models import Delivery, Feed, WireItem, WireStory
from newsroom.wire.outcomes import Outcome
from newsroom.wire.standing import WITHHELD, Place, Standing, Version, place, standing
from newsroom.wire.taker import Answer, Taker

_PLAIN_TEXT = ("text", "plain")
_SAID = WireItem.Outcome
_VERSION_LENGTH, _HEADLINE_LENGTH, _NOTICE_LENGTH = 80, 300, 400
# An addition that is much shorter than what it adds to cannot be the whole text.
_WHOLE = 0.6


@dataclass(slots=True)
class Parcel:
    """A delivery and the items found in it, as JSON data (design: the wire item as JSON)."""

    delivery: Delivery
    file: str
    found: Sequence[dict[str, Any]]
    to_inbox: bool = False


@dataclass(slots=True)
class Entry:
    """One item on its way into the records."""

    parcel: Parcel
    row: WireItem
    guid: str
    is_first: bool = False
    is_draft: bool = False
    hold: str = ""
    article: int | None = None

    def say(self, outcome: str, reason: str = "") -> None:
        self.row.outcome, self.row.reason = outcome, reason

    def as_outcome(self) -> Outcome:
        row = self.row
        return Outcome(
            self.parcel.file, self.guid, row.version, row.outcome, row.reason, self.article
        )


@transaction.atomic
def file_parcels(
    parcels: Sequence[Parcel], feed: Feed, taker: Taker, now: datetime
) -> dict[int, list[Outcome]]:
    """Files all ``parcels`` of ``feed`` or, if anything fails, none.

    Returns the outcomes by primary key of the delivery; a delivery that another process finished
    meanwhile is left out.
    """
    ids = [parcel.delivery.pk for parcel in parcels]
    rows = Delivery.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    received = {row.pk for row in rows if row.state == Delivery.State.RECEIVED}
    mine = [parcel for parcel in parcels if parcel.delivery.pk in received]
    if not mine:
        return {}
    entries = Filing(feed, taker, now).run(mine)
    _finish(mine)
    filed = defaultdict(list)
    for entry in entries:
        filed[entry.parcel.delivery.pk].append(entry.as_outcome())
    return filed


def _finish(parcels: Sequence[Parcel]) -> None:
    by_format = defaultdict(list)
    for parcel in parcels:
        by_format[str(parcel.found[0].get("format") or "")[:30]].append(parcel.delivery.pk)
    for name, ids in by_format.items():
        Delivery.objects.filter(pk__in=ids).update(
            state=Delivery.State.DONE, reason="", format=name
        )


@dataclass
class Filing:
    """One transaction's work on the items of one feed.

    Rows of the same kind are written together: ``queued`` waits for ``flush``.
    """

    feed: Feed
    taker: Taker
    now: datetime
    stories: dict[str, WireStory] = field(default_factory=dict)
    versions: dict[int, list[Version]] = field(default_factory=lambda: defaultdict(list))
    taken: dict[int, int] = field(default_factory=dict)
    queued: list[Entry] = field(default_factory=list)

    def run(self, parcels: Sequence[Parcel]) -> list[Entry]:
        """The entries of all items in order, filed."""
        entries = [
            self.entry(parcel, position, item)
            for parcel in parcels
            for position, item in enumerate(parcel.found)
        ]
        self.lock_stories([entry for entry in entries if entry.row.pubstatus != "advisory"])
        for entry in entries:
            self.file(entry)
        self.flush()
        for entry in entries:
            entry.article = self.taken.get(entry.row.story_id or 0)
        return entries

    def entry(self, parcel: Parcel, position: int, item: dict[str, Any]) -> Entry:
        row = WireItem(
            delivery=parcel.delivery,
            position=position,
            version=str(item.get("version") or "")[:_VERSION_LENGTH],
            version_created=_instant(item.get("version_created")),
            sha256=content_sha256(item),
            pubstatus=item.get("pubstatus") or "usable",
            headline=str(item.get("headline") or "")[:_HEADLINE_LENGTH],
            data=item,
            received_at=self.now,
        )
        return Entry(parcel, row, guid_of(item, parcel.delivery.sha256, position))

    def lock_stories(self, entries: Sequence[Entry]) -> None:
        """Reads, makes and locks the stories in the order of their ids, so that no two wait on

        each other; with them what is known of those that were here before.
        """
        guids = sorted({entry.guid for entry in entries})
        ours = WireStory.objects.filter(source=self.feed.source, guid__in=guids)
        before = set(ours.values_list("guid", flat=True))
        WireStory.objects.bulk_create(
            [WireStory(source=self.feed.source, guid=g) for g in guids if g not in before],
            ignore_conflicts=True,
        )
        rows = list(ours.select_for_update().order_by("guid"))
        self.stories = {story.guid: story for story in rows}
        # A story that was not here a moment ago has versions only if another process made it.
        known = [story.pk for story in rows if story.guid in before or story.current_id]
        if known:
            self.read_versions(known)
            self.taken = self.taker.taken(known)

    def read_versions(self, stories: Sequence[int]) -> None:
        columns = "story_id version version_created sha256 pubstatus data__embargo_until".split()
        rows = WireItem.objects.filter(story__in=stories).exclude(outcome=_SAID.KILLED)
        for story, version, created, sha256, pubstatus, embargo in rows.values_list(*columns):
            key = version_key(version, created, sha256)
            self.versions[story].append(Version(key, pubstatus, _instant(embargo)))

    # --- One item ---

    def file(self, entry: Entry) -> None:
        row = entry.row
        if row.pubstatus == "advisory":
            entry.say(_SAID.SKIPPED, outcomes.ADVISORY)
            self.queued.append(entry)
            return
        story = row.story = self.stories[entry.guid]
        version = Version(
            version_key(row.version, row.version_created, row.sha256),
            row.pubstatus,
            _instant(row.data.get("embargo_until")),
        )
        if version.is_kill:
            self.kill(entry, version)
        elif story.state == WireStory.State.KILLED:
            entry.say(_SAID.KILLED, outcomes.KILLED_BEFORE)
            self.queued.append(entry)
        else:
            self.place(entry, version)

    def place(self, entry: Entry, version: Version) -> None:
        assert entry.row.story is not None
        known = self.versions[entry.row.story.pk]
        where, before = place(version, known), standing(known)
        known.append(version)
        after = standing(known)
        if where is Place.FIRST:
            self.first(entry, after)
            return
        if where is Place.NEWER:
            self.newer(entry, before, after)
            return
        if where is Place.REPEAT:
            entry.say(_SAID.DUPLICATE, outcomes.SAME_TEXT)
        else:
            entry.say(_SAID.STALE, outcomes.OLDER)
        if before == after:
            self.queued.append(entry)
        else:
            # An older version comes late, and says what the newer ones had not said.
            self.store(entry)
            self.stand(entry, before, after)

    def first(self, entry: Entry, after: Standing) -> None:
        entry.is_first = True
        self.stand_anew(entry.row.story, after)
        if entry.parcel.to_inbox:
            entry.say(_SAID.CREATED, outcomes.WAITS)
        else:
            entry.is_draft, entry.hold = True, after.hold
            if after.bars(self.now):
                entry.say(_SAID.HELD, _why(after))
            else:
                no_headline = "headline" in entry.row.data.get("warnings", ())
                entry.say(_SAID.CREATED, outcomes.NO_HEADLINE if no_headline else "")
        self.queued.append(entry)

    def newer(self, entry: Entry, before: Standing, after: Standing) -> None:
        entry.say(_SAID.UPDATED)
        self.store(entry)
        story = entry.row.story
        assert story is not None
        is_whole = self.is_whole(entry.row)
        WireStory.objects.filter(pk=story.pk).update(current=entry.row)
        self.stand(entry, before, after)
        answer = self.ask(entry) if is_whole else Answer(_SAID.PROPOSED, outcomes.ONLY_ADDITION)
        if answer.outcome == _SAID.UPDATED and before != after and after.bars(self.now):
            answer = Answer(_SAID.HELD, _why(after))
        entry.say(answer.outcome, answer.reason)
        entry.row.save(update_fields=["outcome", "reason"])

    def is_whole(self, row: WireItem) -> bool:
        """Whether the item can stand for the story: an addition may be a paragraph or a rewrite."""
        if "addition" not in row.data.get("signals", ()):
            return True
        stories = WireStory.objects.filter(pk=row.story_id or 0, current__isnull=False)
        current = stories.values_list("current__data", flat=True).first() or {}
        return int(row.data.get("word_count", 0)) >= _WHOLE * int(current.get("word_count", 0))

    def ask(self, entry: Entry) -> Answer:
        """What becomes of a newer version."""
        if entry.row.story_id not in self.taken:
            return Answer(_SAID.UPDATED, outcomes.WAITING_REPLACED)
        if self.feed.policy == Feed.Policy.IGNORE:
            return Answer(_SAID.SKIPPED, outcomes.IGNORED)
        if self.feed.policy == Feed.Policy.PROPOSE:
            return Answer(_SAID.PROPOSED, outcomes.PROPOSED_BY_POLICY)
        return self.taker.follow(entry.row)

    def kill(self, entry: Entry, version: Version) -> None:
        """A kill in a format that names the story by its id kills; plain text is for a person."""
        row = entry.row
        assert row.story is not None
        self.flush()
        if str(row.data.get("format", "")).startswith(_PLAIN_TEXT):
            known = self.versions[row.story.pk]
            before = standing(known)
            known.append(version)
            is_ours = row.story_id in self.taken
            text = outcomes.KILL_OF_STORY if is_ours else outcomes.KILL_TO_BE_CHECKED
            entry.say(_SAID.HELD, text.format(notice=_notice(row)))
            self.store(entry)
            if is_ours:
                self.stand(entry, before, standing(known))
            return
        entry.say(_SAID.KILLED, outcomes.KILLED)
        self.store(entry)
        if row.story.state != WireStory.State.KILLED:
            row.story.state, row.story.killed_at = WireStory.State.KILLED, self.now
            row.story.kill_reason = row.data.get("ednote") or outcomes.KILLED
            row.story.save(update_fields=["state", "killed_at", "kill_reason"])
        if row.story_id in self.taken:
            self.taker.kill(row, row.story.kill_reason)

    # --- How the story stands ---

    def stand_anew(self, story: WireStory | None, after: Standing) -> None:
        assert story is not None
        state = WireStory.State.WITHHELD if after.hold == WITHHELD else WireStory.State.USABLE
        if (story.embargo_until, story.state) != (after.embargo_until, state):
            story.embargo_until, story.state = after.embargo_until, state
            story.save(update_fields=["embargo_until", "state"])

    def stand(self, entry: Entry, before: Standing, after: Standing) -> None:
        """Tells the desk what changed; what an editor released stays released."""
        story = entry.row.story
        assert story is not None
        self.stand_anew(story, after)
        if story.pk not in self.taken or before == after:
            return
        if before.embargo_until != after.embargo_until:
            self.taker.set_embargo(story, after.embargo_until)
        if after.hold and after.hold != before.hold:
            self.taker.hold(entry.row, after.hold, withdraw=after.hold == WITHHELD)
        elif before.hold and not after.hold:
            self.taker.release(entry.row)

    # --- Writing ---

    def store(self, entry: Entry) -> None:
        """Stores one item at once, after those before it."""
        self.flush()
        entry.row.save()

    def flush(self) -> None:
        """Stores what is queued, and hands the new stories to the desk."""
        queued, self.queued = self.queued, []
        if not queued:
            return
        WireItem.objects.bulk_create([entry.row for entry in queued])
        firsts = [entry.row.story_id or 0 for entry in queued if entry.is_first]
        taken = WireItem.objects.filter(story=OuterRef("pk"), outcome__in=("created", "held"))
        newest = taken.exclude(pubstatus="canceled").order_by("-id").values("pk")[:1]
        if firsts:
            WireStory.objects.filter(pk__in=firsts).update(current=Subquery(newest))
        drafts = [entry for entry in queued if entry.is_draft]
        if not drafts:
            return
        articles = self.taker.take([entry.row for entry in drafts])
        for entry, article in zip(drafts, articles, strict=True):
            assert entry.row.story_id is not None
            self.taken[entry.row.story_id] = article
            if entry.hold:
                self.taker.hold(entry.row, entry.hold, withdraw=False)


def _why(after: Standing) -> str:
    if after.hold:
        return after.hold
    assert after.embargo_until is not None
    return outcomes.embargoed_until(after.embargo_until)


def _notice(row: WireItem) -> str:
    notice = row.data.get("ednote") or row.headline
    return " ".join(str(notice).split())[:_NOTICE_LENGTH]


def _instant(value: Any) -> datetime | None:
    if not value:
        return None
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)

"""Files what was read: items into their stories, stories to the desk, in one transaction."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery

from newsroom.wire import in_bulk, outcomes
from newsroom.wire.alarms import alarm, tell_followers, tell_of_kill
from newsroom.wire.identity import content_sha256, fitting_guid, guid_of, version_key
from newsroom.wire.known import (
    instant_of,
    is_whole,
    kill_refusal,
    kills_of,
    known_versions,
    not_filed_before,
    notice_of,
    parts_of,
)
from newsroom.wire.models import Delivery, Feed, WireItem, WireStory
from newsroom.wire.outcomes import Outcome
from newsroom.wire.parcels import Entry, Parcel
from newsroom.wire.pictures import keep_pictures, kill_pictures
from newsroom.wire.routing import Rule, route
from newsroom.wire.rules import rules_in_force
from newsroom.wire.signals import is_in_words
from newsroom.wire.standing import WITHHELD, Place, Standing, Version, place, standing
from newsroom.wire.taker import Answer, Taker

_SAID = WireItem.Outcome
_VERSION_LENGTH, _HEADLINE_LENGTH = 80, 300


@transaction.atomic
def file_parcels(
    parcels: Sequence[Parcel], feed: Feed, taker: Taker, now: datetime
) -> dict[int, list[Outcome]]:
    """Files all ``parcels`` of ``feed`` or, if anything fails, none.

    Returns the outcomes by primary key of the delivery; a delivery that another process finished
    meanwhile is left out. A parcel may be a part of a large delivery: what of it was filed
    before is left out too.
    """
    ids = [parcel.delivery.pk for parcel in parcels]
    rows = Delivery.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    states = rows.values_list("pk", "state")
    received = {pk for pk, state in states if state == Delivery.State.RECEIVED}
    mine = [parcel for parcel in parcels if parcel.delivery.pk in received]
    if not mine:
        return {}
    in_bulk.prefer_quick_compression()
    entries = Filing(feed, taker, now).run(mine)
    _finish([parcel for parcel in mine if parcel.is_last])
    filed: dict[int, list[Outcome]] = {parcel.delivery.pk: [] for parcel in mine}
    for entry in entries:
        filed[entry.parcel.delivery.pk].append(entry.as_outcome())
    return filed


def _finish(parcels: Sequence[Parcel]) -> None:
    by_format = defaultdict(list)
    for parcel in parcels:
        name = next((str(item["format"]) for item in parcel.found if item.get("format")), "")
        by_format[name[:30]].append(parcel.delivery.pk)
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
    rules: Sequence[Rule] = ()
    stories: dict[str, WireStory] = field(default_factory=dict)
    versions: dict[int, list[Version]] = field(default_factory=lambda: defaultdict(list))
    taken: dict[int, int] = field(default_factory=dict)
    queued: list[Entry] = field(default_factory=list)
    newer_ones: list[WireItem] = field(default_factory=list)

    def run(self, parcels: Sequence[Parcel]) -> list[Entry]:
        """The entries of all items in order, filed."""
        entries = [
            self.entry(parcel, parcel.start + position, item)
            for parcel in parcels
            for position, item in enumerate(parcel.found)
        ]
        entries = not_filed_before(entries)
        self.rules = rules_in_force()
        self.lock_stories(entries)
        for entry in entries:
            self.file(entry)
        self.flush()
        keep_pictures([entry.row for entry in entries])
        tell_followers(self.newer_ones, now=self.now)
        for entry in entries:
            entry.article = self.taken.get(entry.row.story_id or 0)
        return entries

    def entry(self, parcel: Parcel, position: int, item: dict[str, Any]) -> Entry:
        skipped = "skipped" in item
        row = WireItem(
            delivery=parcel.delivery,
            position=position,
            type=str(item.get("type") or "text")[:10],
            version=str(item.get("version") or "")[:_VERSION_LENGTH],
            version_created=instant_of(item.get("version_created")),
            sha256=content_sha256(item),
            pubstatus="" if skipped else item.get("pubstatus") or "usable",
            headline=str(item.get("headline") or "")[:_HEADLINE_LENGTH],
            data=item,
            received_at=self.now,
        )
        return Entry(parcel, row, guid_of(item, parcel.delivery.sha256, position))

    def lock_stories(self, entries: Sequence[Entry]) -> None:
        """Reads, makes and locks the stories in the order of their ids, so that no two wait on

        each other; with them what is known of those that were here before.
        """
        firsts: dict[str, Entry] = {}
        for entry in entries:
            if entry.is_story:
                firsts.setdefault(entry.guid, entry)
        others = {fitting_guid(guid) for entry in entries for guid in kills_of(entry.row)}
        guids = sorted(firsts.keys() | others)
        ours = WireStory.objects.filter(source=self.feed.source, guid__in=guids)
        before = set(ours.values_list("guid", flat=True))
        made = [self.story_of(guid, firsts.get(guid)) for guid in guids if guid not in before]
        WireStory.objects.bulk_create(made, ignore_conflicts=True)
        locked = ours.select_for_update().order_by("guid").values_list("uid", "pk")
        keys = dict(locked)
        for story in made:
            if (key := keys.pop(story.uid, None)) is not None:
                story.pk, story._state.adding = key, False
                self.stories[story.guid] = story
        # What was not here a moment ago has versions only if another process made it.
        if known := list(keys.values()):
            self.stories.update((story.guid, story) for story in ours.filter(pk__in=known))
            self.versions.update(known_versions(known))
            self.taken = self.taker.taken(known)

    def story_of(self, guid: str, entry: Entry | None) -> WireStory:
        story = WireStory(source=self.feed.source, guid=guid, feed=self.feed, section=None)
        if entry is not None:
            entry.route = route(self.rules, entry.row.data, feed=self.feed.pk)
            for name, value in self.shown(entry).items():
                setattr(story, name, value)
        return story

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

    # --- One item ---

    def file(self, entry: Entry) -> None:
        row = entry.row
        for guid in kills_of(row):
            self.kill_other(self.stories[fitting_guid(guid)], entry)
        if not entry.is_story:
            entry.say(_SAID.SKIPPED, row.data.get("skipped") or outcomes.ADVISORY)
            self.queued.append(entry)
            return
        story = row.story = self.stories[entry.guid]
        version = Version(
            version_key(row.version, row.version_created, row.sha256),
            row.pubstatus,
            instant_of(row.data.get("embargo_until")),
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
        if entry.row.type != "text":
            entry.say(_SAID.SKIPPED, outcomes.NO_TEXT[entry.row.type])
        elif entry.parcel.to_inbox:
            entry.say(_SAID.CREATED, outcomes.WAITS)
        else:
            entry.is_draft, entry.hold = True, after.hold or entry.route.hold
            if after.bars(self.now):
                entry.say(_SAID.HELD, _why(after))
            else:
                no_headline = "headline" in entry.row.data.get("warnings", ())
                entry.say(_SAID.CREATED, outcomes.NO_HEADLINE if no_headline else "")
        self.queued.append(entry)

    def newer(self, entry: Entry, before: Standing, after: Standing) -> None:
        has_body = bool(entry.row.data.get("body_html"))
        entry.say(_SAID.UPDATED, "" if has_body else outcomes.NO_BODY)
        self.store(entry)
        story = entry.row.story
        assert story is not None
        if not has_body:
            # A word on how the story stands; its text is the one that is here.
            self.stand(entry, before, after)
            return
        whole = is_whole(entry.row)
        self.newer_ones.append(entry.row)
        entry.route = route(self.rules, entry.row.data, feed=self.feed.pk)
        if whole:
            WireStory.objects.filter(pk=story.pk).update(current=entry.row, **self.shown(entry))
        self.stand(entry, before, after)
        answer = self.ask(entry, after, whole=whole)
        if answer.outcome == _SAID.UPDATED and before != after and after.bars(self.now):
            answer = Answer(_SAID.HELD, _why(after))
        entry.say(answer.outcome, answer.reason)
        entry.row.save(update_fields=["outcome", "reason"])

    def ask(self, entry: Entry, after: Standing, *, whole: bool) -> Answer:
        """What becomes of a newer version."""
        if entry.row.story_id not in self.taken:
            waits = outcomes.WAITING_REPLACED if whole else outcomes.WAITING_ADDITION
            return Answer(_SAID.UPDATED, waits)
        if self.feed.policy == Feed.Policy.IGNORE:
            return Answer(_SAID.SKIPPED, outcomes.IGNORED)
        if not whole:
            return self.taker.propose(entry.row, outcomes.ONLY_ADDITION)
        if self.feed.policy == Feed.Policy.PROPOSE:
            return self.taker.propose(entry.row, outcomes.PROPOSED_BY_POLICY)
        return self.taker.follow(entry.row, to_readers=not after.bars(self.now))

    def kill(self, entry: Entry, version: Version) -> None:
        """A kill in a format that names the story by its id kills; one in words is for a person."""
        row = entry.row
        assert row.story is not None
        self.flush()
        known = self.versions[row.story.pk]
        if is_in_words(row.data):
            before = standing(known)
            known.append(version)
            is_ours = row.story_id in self.taken
            text = outcomes.KILL_OF_STORY if is_ours else outcomes.KILL_TO_BE_CHECKED
            entry.say(_SAID.HELD, text.format(notice=notice_of(row)))
            self.store(entry)
            if is_ours and before == (after := standing(known)):
                # An editor may have released what the notice before held.
                self.taker.hold(row, after.hold, withdraw=False)
            elif is_ours:
                self.stand(entry, before, after)
            alarm(f"{self.feed}: {row.reason}", now=self.now, about=row.story)
            return
        if not known and (refusal := kill_refusal(row.story)):
            entry.say(_SAID.HELD, refusal)
            self.store(entry)
            alarm(f"{self.feed}: {row.reason} {notice_of(row)}", now=self.now, about=row.story)
            return
        entry.say(_SAID.KILLED, outcomes.KILLED)
        self.store(entry)
        reason = row.data.get("ednote") or outcomes.KILLED
        self.kill_story(row.story, row, reason)
        for part in parts_of(row.story):
            self.taken.update(self.taker.taken([part.pk]))
            self.kill_story(part, row, reason)

    def kill_other(self, story: WireStory, entry: Entry) -> None:
        """A notice kills a story of the same source that it names, whatever it is itself."""
        self.flush()
        if refusal := kill_refusal(story):
            alarm(f"{self.feed}: {refusal} {story.guid}", now=self.now, about=story)
            return
        reason = entry.row.data.get("ednote") or entry.row.headline or outcomes.KILLED
        self.kill_story(story, entry.row, reason)

    def kill_story(self, story: WireStory, row: WireItem, reason: str) -> None:
        is_new = story.state != WireStory.State.KILLED
        if is_new:
            story.state, story.killed_at = WireStory.State.KILLED, self.now
            story.kill_reason = reason
            story.save(update_fields=["state", "killed_at", "kill_reason"])
        # What was killed before may have been restored by the desk since.
        is_ours = story.pk in self.taken
        was_alive = is_ours and self.taker.kill(story, reason, feed=self.feed.name)
        if is_new or was_alive:
            kill_pictures(story, reason, feed=self.feed.name)
            tell_of_kill(story, reason, feed=self.feed, now=self.now)

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
        in_bulk.insert([entry.row for entry in queued])
        waiting = [entry for entry in queued if entry.is_first and not entry.is_draft]
        if waiting:
            self.show(waiting)
        if drafts := [entry for entry in queued if entry.is_draft]:
            self.draft(drafts)

    def show(self, entries: Sequence[Entry], **values: Any) -> None:
        """Sets the current version of new stories, and what else is new about them."""
        taken = WireItem.objects.filter(story=OuterRef("pk"), outcome__in=("created", "held"))
        newest = taken.exclude(pubstatus="canceled").order_by("-id").values("pk")[:1]
        WireStory.objects.filter(pk__in=[entry.row.story_id for entry in entries]).update(
            current=Subquery(newest), **values
        )

    def draft(self, entries: Sequence[Entry]) -> None:
        """Hands new stories to the desk, to lie there as drafts."""
        self.show(entries, taken_at=self.now, taken_by=self.feed.name)
        articles = self.taker.take([entry.row for entry in entries])
        for entry, article in zip(entries, articles, strict=True):
            assert entry.row.story_id is not None
            self.taken[entry.row.story_id] = article
            if entry.hold:
                self.taker.hold(entry.row, entry.hold, withdraw=False)
            elif entry.may_be_published:
                # Neither embargoed nor held; the desk's own gate has the last word.
                answer = self.taker.publish(entry.row)
                entry.say(answer.outcome, answer.reason)
                entry.row.save(update_fields=["outcome", "reason"])


def _why(after: Standing) -> str:
    if after.hold:
        return after.hold
    assert after.embargo_until is not None
    return outcomes.embargoed_until(after.embargo_until)

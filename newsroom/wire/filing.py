"""Files what was read: items into their stories, stories to the desk, in one transaction."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery

from newsroom.publishing.changes import told_together
from newsroom.wire import in_bulk, outcomes
from newsroom.wire.alarms import alarm, tell_followers
from newsroom.wire.enforcing import Enforcer
from newsroom.wire.holdings import Holdings
from newsroom.wire.identity import content_sha256, fitting_guid, guid_of
from newsroom.wire.known import (
    instant_of,
    item_of,
    keep_derivations,
    kill_refusal,
    kills_of,
    not_filed_before,
    notice_of,
    version_of,
)
from newsroom.wire.models import Delivery, Feed, WireItem, WireStory
from newsroom.wire.outcomes import Outcome
from newsroom.wire.parcels import Entry, Parcel
from newsroom.wire.pictures import keep_pictures
from newsroom.wire.routing import Route, route
from newsroom.wire.rules import rules_in_force
from newsroom.wire.signals import is_in_words
from newsroom.wire.standing import Place, Standing, Version, is_newest, place, stands
from newsroom.wire.taker import Answer, Taker

_SAID = WireItem.Outcome
_VERSION_LENGTH, _HEADLINE_LENGTH = 80, 300


@transaction.atomic
def file_parcels(
    parcels: Sequence[Parcel], feed: Feed, taker: Taker, now: datetime, *, gives_way: bool = False
) -> dict[int, list[Outcome]]:
    """Files all ``parcels`` of ``feed`` or, if anything fails, none.

    Returns the outcomes by primary key of the delivery; a delivery that another process finished
    meanwhile is left out. A parcel may be a part of a large delivery: what of it was filed
    before is left out too. With ``gives_way`` it breaks off (``OperationalError``) rather than
    wait for an editor, who may be waiting for it.
    """
    ids = [parcel.delivery.pk for parcel in parcels]
    rows = Delivery.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    states = rows.values_list("pk", "state")
    received = {pk for pk, state in states if state == Delivery.State.RECEIVED}
    mine = [parcel for parcel in parcels if parcel.delivery.pk in received]
    if not mine:
        return {}
    in_bulk.prefer_quick_compression()
    with told_together():
        entries = Filing(feed, taker, now, gives_way).run(mine)
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
    gives_way: bool = False
    queued: list[Entry] = field(default_factory=list)
    newer_ones: list[WireItem] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.holdings = Holdings(self.feed, self.taker, self.now, rules_in_force())
        self.enforcer = Enforcer(self.feed, self.taker, self.now, self.holdings)

    def run(self, parcels: Sequence[Parcel]) -> list[Entry]:
        """The entries of all items in order, filed."""
        entries = [
            self.entry(parcel, parcel.start + position, item)
            for parcel in parcels
            for position, item in enumerate(parcel.found)
        ]
        entries = not_filed_before(entries)
        self.holdings.lock(entries)
        if self.gives_way:
            in_bulk.wait_briefly()
        for entry in entries:
            self.file(entry)
        self.flush()
        keep_pictures([entry.row for entry in entries])
        keep_derivations([entry.row for entry in entries])
        tell_followers(self.newer_ones, now=self.now)
        for entry in entries:
            entry.article = self.holdings.taken.get(entry.row.story_id or 0)
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

    # --- One item ---

    def file(self, entry: Entry) -> None:
        row = entry.row
        for guid in kills_of(row):
            self.kill_other(self.holdings.stories[fitting_guid(guid)], entry)
        if not entry.is_story:
            entry.say(_SAID.SKIPPED, row.data.get("skipped") or outcomes.ADVISORY)
            self.queued.append(entry)
            return
        story = row.story = self.holdings.stories[entry.guid]
        version = version_of(row)
        if version.is_kill:
            self.kill(story, entry, version)
        elif self.enforcer.killed_with(story):
            entry.say(_SAID.KILLED, outcomes.KILLED_BEFORE)
            self.queued.append(entry)
        else:
            self.place(story, entry, version)

    def place(self, story: WireStory, entry: Entry, version: Version) -> None:
        known = self.holdings.versions[story.pk]
        where, before = place(version, known), self.holdings.standing(story)
        stood = stands(known)
        # To say again what an editor lifted is to insist; to send old words late is not.
        insists = version.pubstatus == "withheld" and is_newest(version, known)
        known.append(version)
        after = self.holdings.standing(story)
        if where is Place.FIRST:
            self.first(story, entry, after)
        elif where in {Place.NEWER, Place.ADDITION}:
            entry.is_whole = where is Place.NEWER
            self.newer(story, entry, before, after, insists=insists)
        else:
            entry.say(*_aside(where, entry.row))
            self.aside(story, entry, before, after, insists=insists)
        now_stands = stands(known)
        if stood and now_stands and not _same_words(now_stands, stood, version):
            self.promote(story, entry, now_stands)

    def first(self, story: WireStory, entry: Entry, after: Standing) -> None:
        entry.is_first = True
        if not entry.is_shown:
            # A notice without text had come before, or another process made the story.
            entry.route = self.route(entry)
            shown = self.holdings.shown(entry)
            seen = {"dismissed_at": None, "dismissed_by": ""}  # nobody has seen the text
            WireStory.objects.filter(pk=story.pk).update(**shown, **seen)
            story.section_id = shown["section_id"]
        self.enforcer.show(story, after)
        if entry.parcel.to_inbox:
            entry.say(_SAID.CREATED, outcomes.WAITS)
        else:
            entry.is_draft, entry.hold = True, after.hold
            if why := after.hold or entry.route.hold:
                entry.say(_SAID.HELD, why)
            elif after.bars(self.now):
                entry.say(_SAID.HELD, _why(after))
            else:
                no_headline = "headline" in entry.row.data.get("warnings", ())
                entry.say(_SAID.CREATED, outcomes.NO_HEADLINE if no_headline else "")
        self.queued.append(entry)

    def aside(
        self, story: WireStory, entry: Entry, before: Standing, after: Standing, *, insists: bool
    ) -> None:
        """What brings no text for the story may yet say how it stands."""
        if before == after and not insists:
            self.queued.append(entry)
            return
        if after.bars(self.now):
            entry.row.reason += " " + outcomes.STANDS_NOW.format(why=_why(after))
        self.store(entry)
        if self.enforcer.stand(story, before, after, insists=insists):
            self.taker.bring_back(story, feed=self.feed.name)

    def newer(
        self, story: WireStory, entry: Entry, before: Standing, after: Standing, *, insists: bool
    ) -> None:
        row = entry.row
        entry.say(_SAID.UPDATED)
        self.store(entry)
        self.newer_ones.append(row)
        is_lifted = self.enforcer.stand(story, before, after, insists=insists)
        answer = self.succeed(story, entry)
        is_barred = after.bars(self.now) and (before != after or insists)
        if answer.outcome == _SAID.UPDATED and is_barred:
            answer = Answer(_SAID.HELD, _why(after))
        entry.say(answer.outcome, answer.reason)
        if is_lifted:
            self.taker.bring_back(story, feed=self.feed.name)
        row.save(update_fields=["outcome", "reason"])

    def succeed(self, story: WireStory, entry: Entry) -> Answer:
        """A stored version takes the place of the one that stood for the story, or adds to it."""
        rule = self.rule_against(story, entry)
        if entry.is_whole:
            shown = self.holdings.shown(entry)
            WireStory.objects.filter(pk=story.pk).update(current=entry.row, **shown)
        if rule and self.holdings.is_taken(story):
            self.taker.hold(story, rule, feed=self.feed.name, origin="rule", withdraw=False)
        answer = self.ask(story, entry)
        return Answer(_SAID.HELD, rule) if rule and answer.outcome == _SAID.UPDATED else answer

    def promote(self, story: WireStory, entry: Entry, version: Version) -> None:
        """What came late made an addition that was here one that stands for the story."""
        self.flush()
        row = item_of(story, version)
        if row is not None:
            answer = self.succeed(story, Entry(entry.parcel, row, entry.guid))
            WireItem.objects.filter(pk=row.pk).update(outcome=answer.outcome, reason=answer.reason)

    def rule_against(self, story: WireStory, entry: Entry) -> str:
        """Why a rule holds this version, which the one before did not give it reason to."""
        entry.route = self.route(entry)
        if not (why := entry.route.hold):
            return ""
        rows = WireStory.objects.filter(pk=story.pk, current__isnull=False)
        before = rows.values_list("current__data", "current__delivery__feed").first()
        if before and route(self.holdings.rules, before[0], feed=before[1]).hold == why:
            return ""  # a person has looked at that, or will
        return why

    def route(self, entry: Entry) -> Route:
        return route(self.holdings.rules, entry.row.data, feed=self.feed.pk)

    def ask(self, story: WireStory, entry: Entry) -> Answer:
        """What becomes of a newer version."""
        if not self.holdings.is_taken(story):
            waits = outcomes.WAITING_REPLACED if entry.is_whole else outcomes.WAITING_ADDITION
            return Answer(_SAID.UPDATED, waits)
        if self.feed.policy == Feed.Policy.IGNORE:
            return Answer(_SAID.SKIPPED, outcomes.IGNORED)
        if not entry.is_whole:
            return self.taker.propose(entry.row, outcomes.ONLY_ADDITION)
        if self.feed.policy == Feed.Policy.PROPOSE:
            return self.taker.propose(entry.row, outcomes.PROPOSED_BY_POLICY)
        return self.taker.follow(entry.row)

    def kill(self, story: WireStory, entry: Entry, version: Version) -> None:
        """A kill in a format that names the story by its id kills; one in words is for a person."""
        self.flush()
        row, known = entry.row, self.holdings.versions[story.pk]
        if is_in_words(row.data):
            before = self.holdings.standing(story)
            known.append(version)
            is_ours = self.holdings.is_taken(story)
            text = outcomes.KILL_OF_STORY if is_ours else outcomes.KILL_TO_BE_CHECKED
            entry.say(_SAID.HELD, text.format(notice=notice_of(row)))
            self.store(entry)
            # An editor may have released what the notice before held.
            self.enforcer.stand(story, before, self.holdings.standing(story), insists=True)
            alarm(f"{self.feed}: {row.reason}", now=self.now, about=story)
            return
        refusal = kill_refusal(story, known)
        entry.say(*((_SAID.HELD, refusal) if refusal else (_SAID.KILLED, outcomes.KILLED)))
        self.store(entry)
        # Of its own source alone, whoever else has a story of that id.
        self.enforcer.kill(story, row.data.get("ednote") or outcomes.KILLED, tells=not refusal)
        if refusal:
            alarm(f"{self.feed}: {refusal} {notice_of(row)}", now=self.now, about=story)

    def kill_other(self, story: WireStory, entry: Entry) -> None:
        """A notice kills a story of the same source that it names, whatever it is itself."""
        self.flush()
        refusal = kill_refusal(story, self.holdings.versions[story.pk])
        reason = entry.row.data.get("ednote") or entry.row.headline or outcomes.KILLED
        self.enforcer.kill(story, reason, tells=not refusal)
        if refusal:
            alarm(f"{self.feed}: {refusal} {story.guid}", now=self.now, about=story)

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
            story = entry.row.story
            assert story is not None
            self.holdings.taken[story.pk] = article
            for origin, why in (("rule", entry.route.hold), ("wire", entry.hold)):
                if why:
                    self.taker.hold(story, why, feed=self.feed.name, origin=origin, withdraw=False)
            if entry.may_be_published:
                # Neither embargoed nor held; the desk's own gate has the last word.
                answer = self.taker.publish(entry.row)
                entry.say(answer.outcome, answer.reason)
                entry.row.save(update_fields=["outcome", "reason"])


def _same_words(version: Version, *others: Version) -> bool:
    return any(version.key[-1] == other.key[-1] for other in others)


def _aside(where: Place, row: WireItem) -> tuple[str, str]:
    """What is said of an item that brings no text for its story."""
    if where is Place.REPEAT:
        return _SAID.DUPLICATE, outcomes.SAME_TEXT
    if where is Place.STALE:
        return _SAID.STALE, outcomes.OLDER
    if row.type != "text":
        return _SAID.SKIPPED, outcomes.NO_TEXT[row.type]
    return _SAID.UPDATED, outcomes.NO_BODY


def _why(after: Standing) -> str:
    if after.hold:
        return after.hold
    assert after.embargo_until is not None
    return outcomes.embargoed_until(after.embargo_until)

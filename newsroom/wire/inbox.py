"""The way in for wire copy: bytes are kept, read, filed, and each item gets an outcome."""

import logging
import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import (
    InterfaceError,
    OperationalError,
    close_old_connections,
    connection,
)
from django.db.models import Q
from django.utils import timezone

from newsroom.wire import deliveries, outcomes, taker
from newsroom.wire.deliveries import Payload
from newsroom.wire.filing import file_parcels
from newsroom.wire.models import Delivery, Feed, Source, WireItem
from newsroom.wire.outcomes import Outcome
from newsroom.wire.parcels import Parcel
from newsroom.wire.parsers import MAX_BYTES, WireError
from newsroom.wire.reading import read, read_large

__all__ = ["Intake", "Outcome", "UnknownFeedError", "desk_feed", "finish_unfinished", "receive"]

log = logging.getLogger("newsroom.wire")

DESK = "desk"
MAX_BATCH = 100
# Below this the work around a batch outweighs it, and a busy machine would only grow busier.
MIN_BATCH = 10
FIRST_BATCH = 50
# Two batches are in memory at a time, and a single file may have 10 MB.
BATCH_BYTES = 8_000_000
# Where one writer makes all others wait, they shall not wait long.
BATCH_SECONDS = {"sqlite": 0.1}
LONGEST_BATCH_SECONDS = 0.5
MAX_ATTEMPTS = 3
# So long a delivery may be in another process's hands before it counts as left behind.
LEFT_BEHIND = timedelta(seconds=60)
HALF_WRITTEN = timedelta(hours=6)
_TRIES = 6


class UnknownFeedError(LookupError):
    """There is no such feed; the message names those that there are."""


def desk_feed() -> Feed:
    """The feed of copy that comes from no agency's connection; made when first asked for."""
    feed = Feed.objects.select_related("source", "section").filter(slug=DESK).first()
    if feed is None:
        source, _ = Source.objects.get_or_create(slug=DESK, defaults={"name": "Desk"})
        feed, _ = Feed.objects.get_or_create(slug=DESK, defaults={"name": "Desk", "source": source})
    return feed


def feed_named(name: str) -> Feed:
    """The feed with that slug or name; ``UnknownFeedError`` if there is none."""
    feeds = Feed.objects.select_related("source", "section")
    feed = feeds.filter(Q(slug=name) | Q(name=name)).first()
    if feed is None and name == DESK:
        return desk_feed()
    if feed is None:
        names = sorted({DESK, *Feed.objects.values_list("slug", flat=True)})
        raise UnknownFeedError(f"There is no feed “{name}”; there is {', '.join(names)}.")
    return feed


def receive(
    data: bytes, *, feed: Feed | str, filename: str = "", to_inbox: bool = False
) -> list[Outcome]:
    """Takes in one file or payload of ``feed`` (or of the feed with that slug or name).

    When this returns, bytes and records are stored: an agency may be told so. The same bytes
    again change nothing. With ``to_inbox`` no article is made of new stories.
    """
    feed = feed_named(feed) if isinstance(feed, str) else feed
    intake = Intake(feed, to_inbox=to_inbox)
    payload = deliveries.payload_of(data, deliveries.printable(filename))
    return [outcome for file in intake.all([payload]) for outcome in file]


@dataclass
class Intake:
    """Takes in many payloads of one feed; several importers may work on the same files.

    With ``keeps`` off the bytes are not stored, for trying out in a transaction that is undone.
    """

    feed: Feed
    asked_format: str = ""
    to_inbox: bool = False
    keeps: bool = True
    batch_size: int = FIRST_BATCH
    left_behind: list[tuple[Payload, Delivery]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.to_inbox = self.to_inbox or self.feed.intake == Feed.Intake.INBOX

    def all(self, payloads: Iterable[Payload]) -> Iterator[list[Outcome]]:
        """The outcomes of each payload; what an earlier, stopped run left comes last."""
        before: tuple[list[Payload], Future[None]] | None = None
        # While the disk takes in one batch, the one before it is read and filed.
        with ThreadPoolExecutor(1) as disk:
            for batch in self.batches(payloads):
                kept = disk.submit(self.keep, batch)
                if before is not None:
                    yield from self.take(*before)
                before = batch, kept
            if before is not None:
                yield from self.take(*before)
        yield from self.take_left_behind()

    def batches(self, payloads: Iterable[Payload]) -> Iterator[list[Payload]]:
        """``payloads`` in batches, whose size may change on the way."""
        batch: list[Payload] = []
        size = 0
        for payload in payloads:
            batch.append(payload)
            size += len(payload.data or b"")
            if len(batch) >= self.batch_size or size >= BATCH_BYTES:
                yield batch
                batch, size = [], 0
        if batch:
            yield batch

    def keep(self, batch: Sequence[Payload]) -> None:
        small = [payload for payload in batch if payload.data is not None]
        if self.keeps and small:
            deliveries.keep(*small)

    def take(self, batch: Sequence[Payload], kept: Future[None]) -> Iterator[list[Outcome]]:
        """Enters, reads and files a batch, once its bytes are kept."""
        kept.result()
        rows = _patiently(
            lambda: deliveries.enter(
                batch, self.feed, asked_format=self.asked_format, to_inbox=self.to_inbox
            )
        )
        fresh: list[tuple[Payload, Delivery]] = []
        known: list[tuple[str, Delivery]] = []
        seen: set[str] = set()
        for payload in batch:
            row = rows[payload.sha256]
            if payload.sha256 in seen or row.state == Delivery.State.DONE:
                known.append((payload.file, row))
            elif row.state == Delivery.State.RECEIVED and not getattr(row, "is_new", False):
                self.left_behind.append((payload, row))
            else:
                fresh.append((payload, row))
            seen.add(payload.sha256)
        yield from self.read_and_file(fresh)
        yield from self.known(known)

    def take_left_behind(self) -> Iterator[list[Outcome]]:
        """One by one, the least tried first: a file that stops the program stops no other."""
        left, self.left_behind = self.left_behind, []
        for payload, row in sorted(left, key=lambda pair: (pair[1].attempts, pair[1].pk)):
            row.refresh_from_db(fields=["state", "attempts", "reason"])
            if row.state == Delivery.State.DONE:
                yield from self.known([(payload.file, row)])
            elif _is_given_up(row):
                yield from self.quarantine(payload.file, row, outcomes.GIVEN_UP)
            else:
                yield from self.read_and_file([(payload, row)], again=True)

    def read_and_file(
        self, pairs: Sequence[tuple[Payload, Delivery]], *, again: bool = False
    ) -> Iterator[list[Outcome]]:
        parcels: list[Parcel] = []
        for payload, row in pairs:
            if again or row.state == Delivery.State.QUARANTINED:
                deliveries.try_again(row)
            if payload.data is None and self.keeps:
                yield self.file_large(payload, row)
                continue
            try:
                found = read(payload, **self.how(row))
            except WireError as reason:
                yield from self.quarantine(payload.file, row, str(reason))
            else:
                parcels.append(Parcel(row, payload.file, found, self.to_inbox))
        yield from self.file(parcels)

    def how(self, row: Delivery) -> dict[str, Any]:
        return {
            "received_at": row.received_at,
            "asked_format": self.asked_format,
            "feed": self.feed,
        }

    def file_large(self, payload: Payload, row: Delivery) -> list[Outcome]:
        """Reads a large delivery item by item and files it part by part; each part is kept."""
        outcomes_of: list[Outcome] = []
        start = 0
        try:
            with deliveries.opened(row) as file:
                items = read_large(payload, file, **self.how(row))
                for part, is_last in _parts(items, FIRST_BATCH):
                    parcel = Parcel(row, payload.file, part, self.to_inbox, start, is_last)
                    start += len(part)
                    for found in self.file([parcel]):
                        outcomes_of += found
        except WireError as reason:
            for found in self.quarantine(payload.file, row, str(reason)):
                outcomes_of += found
        return outcomes_of

    def file(self, parcels: Sequence[Parcel]) -> Iterator[list[Outcome]]:
        """Files the parcels together; if one of them makes that impossible, each by itself."""
        if not parcels:
            return
        began = time.monotonic()
        try:
            filed = _patiently(
                lambda: self.filed(parcels, gives_way=True),
                at_last=lambda: self.filed(parcels, gives_way=False),
            )
        except (OperationalError, InterfaceError):
            raise  # the database is away: nothing is wrong with the copy
        except Exception as fault:  # noqa: BLE001  (one file's trouble; the sentence logs it)
            if len(parcels) > 1:
                for parcel in parcels:
                    yield from self.file([parcel])
                return
            yield from self.quarantine(parcels[0].file, parcels[0].delivery, _sentence(fault))
            return
        self.adapt(len(parcels), time.monotonic() - began)
        for parcel in parcels:
            if (found := filed.get(parcel.delivery.pk)) is not None:
                yield found
            else:
                yield from self.known([(parcel.file, parcel.delivery)])

    def filed(self, parcels: Sequence[Parcel], *, gives_way: bool) -> dict[int, list[Outcome]]:
        desk, now = taker.registered(), timezone.now()
        return file_parcels(parcels, self.feed, desk, now, gives_way=gives_way)

    def adapt(self, size: int, seconds: float) -> None:
        """Batches are as large as can be filed in the time that others may have to wait."""
        allowed = BATCH_SECONDS.get(connection.vendor, LONGEST_BATCH_SECONDS)
        fitting = int(size * allowed / max(seconds, 0.001))
        self.batch_size = max(MIN_BATCH, min(MAX_BATCH, fitting, self.batch_size * 2))

    def quarantine(self, file: str, row: Delivery, reason: str) -> Iterator[list[Outcome]]:
        if _patiently(lambda: deliveries.quarantine(row, reason)):
            yield [Outcome(file, "", "", "quarantined", reason)]
        else:
            yield from self.known([(file, row)])

    def known(self, files: Sequence[tuple[str, Delivery]]) -> Iterator[list[Outcome]]:
        """What is said of files that were read before: nothing changes."""
        if not files:
            return
        ids = {row.pk for _, row in files}
        items = defaultdict(list)
        rows = WireItem.objects.filter(delivery__in=ids).select_related("story").defer("data")
        for item in rows.order_by("position"):
            items[item.delivery_id].append(item)
        stories = {item.story_id for found in items.values() for item in found if item.story_id}
        taken = taker.registered().taken(stories)
        states = dict(Delivery.objects.filter(pk__in=ids).values_list("pk", "state"))
        reasons = dict(Delivery.objects.filter(pk__in=ids).values_list("pk", "reason"))
        for file, row in files:
            if states.get(row.pk) == Delivery.State.QUARANTINED:
                yield [Outcome(file, "", "", "quarantined", reasons[row.pk])]
                continue
            yield [
                Outcome(
                    file, item.story.guid if item.story else "", item.version, "duplicate",
                    outcomes.RECEIVED_BEFORE, taken.get(item.story_id or 0),
                )
                for item in items[row.pk]
            ]  # fmt: skip


def finish_unfinished(limit: int = 100) -> int:
    """Reads and files deliveries that a stopped process left behind; returns how many it finished.

    For the worker. Any number may run; one delivery that cannot be finished stops no other.
    """
    before = timezone.now() - LEFT_BEHIND
    rows = Delivery.objects.unfinished().filter(received_at__lt=before)
    rows = rows.select_related("feed__source", "feed__section").order_by("attempts", "pk")
    finished = 0
    for row in rows[:limit]:
        intake = Intake(row.feed, asked_format=row.format, to_inbox=row.to_inbox)
        try:
            payload = Payload(row.filename, row.sha256, row.size, _bytes_of(row))
        except OSError:
            finished += len(list(intake.quarantine(row.filename, row, outcomes.BYTES_GONE)))
            continue
        intake.left_behind = [(payload, row)]
        finished += len(list(intake.take_left_behind()))
    return finished


def retry(row: Delivery) -> list[Outcome]:
    """Reads a delivery in quarantine again: a fault may be mended, a feed's settings corrected."""
    row.feed = Feed.objects.select_related("source", "section").get(pk=row.feed_id)
    intake = Intake(row.feed, to_inbox=row.to_inbox)
    try:
        payload = Payload(row.filename, row.sha256, row.size, _bytes_of(row))
    except OSError:
        found = intake.quarantine(row.filename, row, outcomes.BYTES_GONE)
    else:
        found = intake.read_and_file([(payload, row)], again=True)
    return [outcome for each in found for outcome in each]


def sweep_half_written() -> int:
    """For the worker: files that no import can still be writing."""
    return deliveries.sweep(timezone.now() - HALF_WRITTEN)


def _parts[T](items: Iterator[T], size: int) -> Iterator[tuple[list[T], bool]]:
    """``items`` in lists of ``size``, and of each whether it is the last."""
    part: list[T] = []
    for item in items:
        if len(part) == size:
            yield part, False
            part = []
        part.append(item)
    if part:
        yield part, True


def _bytes_of(row: Delivery) -> bytes | None:
    return deliveries.raw_bytes(row) if row.size <= MAX_BYTES else None


def _is_given_up(row: Delivery) -> bool:
    """Whether reading it ended the process again and again (not: another process is at it)."""
    old = row.received_at < timezone.now() - LEFT_BEHIND
    return row.state == Delivery.State.RECEIVED and row.attempts >= MAX_ATTEMPTS and old


def _sentence(fault: Exception) -> str:
    if isinstance(fault, taker.TakingError):
        return str(fault)
    log.error("A delivery could not be filed", exc_info=fault)
    return outcomes.FAULT


def _patiently[T](work: Callable[[], T], *, at_last: Callable[[], T] | None = None) -> T:
    """Does ``work`` again if the database was busy or broke off; other errors pass through.

    ``at_last``: what is done instead the last time.
    """
    for tried in range(1, _TRIES):
        try:
            return work()
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block:
                raise  # only who began the transaction can begin it again
            close_old_connections()
            time.sleep(0.05 * 2**tried * random.uniform(0.5, 1))  # noqa: S311  (spreads retries)
    return (at_last or work)()

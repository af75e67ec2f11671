"""What has changed, as far as this process knows: read from the primary four times a second."""

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from typing import Self

from django.conf import settings

from newsroom.delivery.generations import bumped_since, last_number
from newsroom.delivery.page_cache.copies import Copy
from newsroom.delivery.page_cache.lines import Lines
from newsroom.delivery.waking import Bell

log = logging.getLogger("newsroom.delivery")

EVERY_SECONDS = 0.25
# With these a change is on every page within a second: it is read a quarter of one after it was
# made at the latest, and the former page is then sent for half a second at most. What stands in
# front may keep a page for a second more.
STALE_SECONDS = 0.75
# A reading takes milliseconds; a thread that says nothing for so long hangs, and is replaced.
HANGS_SECONDS = 10.0
# Whoever comes as a process begins waits so long for its first reading: a crowd then has each
# page made once, too.
FIRST_SECONDS = 1.0
# Three readings missed: the database does not answer.
BLIND_SECONDS = 2.0
# So long the last copies are sent then; and the former page, where it cannot be made anew.
LONGEST_BLIND_SECONDS = 600.0
# A copy of which nothing changed is yet made anew after this, against what nobody declared.
OLD_SECONDS = 300.0
_MOST_TAGS = 100_000


class Judgement(Enum):
    """What may be done with a copy."""

    RIGHT = "it is what readers shall see"
    STALE = "it may be sent while it is made anew"
    OUTDATED = "it may be sent only if no newer one can be made"
    WRONG = "nobody may see it"


@dataclass(frozen=True, slots=True)
class Reading:
    """The last change known of at a time of the monotonic clock."""

    number: int
    at: float


class Watch:
    """Follows the generations; ``judge`` says what a copy is worth now. For many threads."""

    def __init__(
        self,
        *,
        clock: Callable[[], float] = time.monotonic,
        since: Callable[[int], list[tuple[str, int, bool]]] = bumped_since,
        last: Callable[[], int] = last_number,
        forget: Callable[[], None] = lambda: None,
        hang_up: Callable[[bool], None] = lambda has_failed: None,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self.clock, self.since, self.last, self.forget = clock, since, last, forget
        self.hang_up, self.wait = hang_up, wait
        self.now_known: Reading | None = None
        # The reading before the last change: what was right then was right at its time.
        self.before_change = Reading(-1, float("-inf"))
        self._numbers: dict[str, int] = {}
        self._hard: dict[str, int] = {}
        self._counts_from = -1
        self._thread: threading.Thread | None = None
        self._beat = float("-inf")
        self._began = float("-inf")
        self._has_read = threading.Event()
        self._starting = threading.Lock()
        self._noting = threading.Lock()

    @classmethod
    def of_the_primary(cls) -> Self:
        """One that reads from the primary, by a line of its own where the settings give it one."""
        lines = Lines()
        return cls(
            last=lambda: last_number(using=lines.using),
            since=lambda number: bumped_since(number, using=lines.using, most=_MOST_TAGS + 1),
            hang_up=lines.hang_up,
            wait=Bell().wait if settings.REDIS_URL else time.sleep,
        )

    @property
    def number(self) -> int:
        """The last change that is known of; what is read from now on shows it."""
        return self.now_known.number if self.now_known else -1

    def is_ready(self) -> bool:
        """Whether copies can be judged: not before the first reading, nor long after the last."""
        known = self.now_known
        return known is not None and self.clock() - known.at < LONGEST_BLIND_SECONDS

    def is_blind(self) -> bool:
        known = self.now_known
        return known is None or self.clock() - known.at > BLIND_SECONDS

    def blind_seconds(self) -> float:
        """Since the last reading, if that is too long ago; 0 before the first."""
        known = self.now_known
        return self.clock() - known.at if known and self.is_blind() else 0.0

    def read(self) -> None:
        """Reads what has changed since the last reading."""
        at, known, last = self.clock(), self.now_known, self.last()
        changes = self.since(known.number) if known and last > known.number else []
        with self._noting:
            if self.now_known is not known:
                return  # this thread hung, and another has read on: what it asked for is old
            if known is None or last < known.number:
                # At the start, or the database is one of an earlier day: nothing here counts there.
                self._forget_all(last)
                self.now_known = Reading(last, at)
            else:
                self._note(changes, known, Reading(last, at))
        self._has_read.set()

    def _note(self, changes: list[tuple[str, int, bool]], known: Reading, reading: Reading) -> None:
        if len(changes) > _MOST_TAGS:
            # They are not all, nor need they be: of what is kept hardly anything would be left.
            self._forget_all(reading.number)
            self.now_known = reading
            return
        for tag, number, at_once in changes:
            self._numbers[tag] = number
            if at_once:
                self._hard[tag] = number
        if changes:
            self.before_change = known
        newest = max((number for _, number, _ in changes), default=known.number)
        self.now_known = Reading(newest, reading.at)
        if len(self._numbers) > _MOST_TAGS:
            self._forget_all(newest)

    def _forget_all(self, number: int) -> None:
        """The copies go, too, that the numbers are kept for; so do those that are being made."""
        self._counts_from = number
        self.forget()
        self._numbers, self._hard = {}, {}

    def judge(self, copy: Copy) -> Judgement:
        """What ``copy`` is worth now; remembers with it that nothing of it has changed."""
        now, number = self.clock(), self.number
        if now >= copy.until or copy.as_of < self._counts_from:
            return Judgement.WRONG
        if copy.verified != number:
            moved = [tag for tag in copy.tags if self._numbers.get(tag, 0) > copy.as_of]
            if moved:
                return self._judge_moved(copy, moved, now)
            copy.verified = number
        if now - copy.made_at > OLD_SECONDS and not self.is_blind():
            return Judgement.STALE
        return Judgement.RIGHT

    def _judge_moved(self, copy: Copy, moved: list[str], now: float) -> Judgement:
        if any(self._hard.get(tag, 0) > copy.as_of for tag in moved):
            return Judgement.WRONG
        copy.moved_at = min(copy.moved_at, now)
        if now - copy.moved_at > LONGEST_BLIND_SECONDS:
            return Judgement.WRONG
        was_right = copy.verified == self.before_change.number
        if was_right and now - self.before_change.at < STALE_SECONDS:
            return Judgement.STALE
        return Judgement.OUTDATED

    # --- Its thread ---

    def start(self) -> None:
        """Sees to it that a thread reads: one in each process, and another if that one hangs."""
        with self._starting:
            thread = self._thread
            is_at_work = thread is not None and thread.is_alive()
            if is_at_work and self.clock() - self._beat < HANGS_SECONDS:
                return
            self._beat = self.clock()
            if thread is None:
                self._began = self._beat
            self._thread = threading.Thread(target=self._run, name="generations", daemon=True)
            self._thread.start()

    def wait_for_first(self) -> None:
        """Returns after the first reading, or when it has been waited for long enough."""
        left = self._began + FIRST_SECONDS - self.clock()
        if left > 0:
            self._has_read.wait(left)

    def _run(self) -> None:
        was_told = False
        while self._thread is threading.current_thread():  # else another has taken its place
            self._beat = self.clock()
            has_failed = False
            try:
                self.read()
            except Exception as reason:  # noqa: BLE001  (it must go on reading, whatever happens)
                has_failed = True
                if not was_told:
                    log.warning("What has changed cannot be read (%s); trying again", reason)
            was_told = has_failed
            with suppress(Exception):
                self.hang_up(has_failed)
            self.wait(EVERY_SECONDS)

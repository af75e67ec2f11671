"""A visit to an agency's server or folder: what it brought, and what could not be had."""

import fnmatch
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain

from newsroom.wire.deliveries import Payload
from newsroom.wire.inbox import Intake
from newsroom.wire.models import Feed
from newsroom.wire.outcomes import NEWS
from newsroom.wire.transports.payload import storing


@dataclass
class Visit:
    """One visit to ``feed`` at ``now``; each transport fills it in as it goes.

    ``problems`` are remarks on single files, ``alarms`` those that a person is told of, once.
    A ``failure`` is the whole visit's. ``again_in`` asks to come back sooner than usual.
    """

    feed: Feed
    now: datetime
    files: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    alarms: list[str] = field(default_factory=list)
    failure: str = ""
    again_in: float | None = None
    etag: str = ""
    last_modified: str = ""

    @property
    def has_news(self) -> bool:
        return any(self.counts[outcome] for outcome in NEWS)

    def take_in(self, payloads: Sequence[Payload]) -> dict[str, str]:
        """Files ``payloads``; of those that went into quarantine the reason, by file.

        When this returns, all are stored.
        """
        quarantined: dict[str, str] = {}
        with storing():
            found = list(chain.from_iterable(Intake(self.feed).all(payloads)))
        for outcome in found:
            self.counts[outcome.outcome] += 1
            if outcome.outcome == "quarantined":
                quarantined[outcome.file] = outcome.reason
        self.files += len(payloads)
        return quarantined

    def report(self, problem: str) -> None:
        """A remark on a file that this visit finds and no later one will find again."""
        self.problems.append(problem)
        self.alarms.append(problem)

    def __str__(self) -> str:
        """One line for whoever looks on."""
        if self.failure:
            return f"{self.feed.slug}: failed. {self.failure}"
        files = f"{self.files} file{'' if self.files == 1 else 's'}"
        counts = "".join(f", {number} {name}" for name, number in self.counts.items() if number)
        problems = "".join(f" {problem}" for problem in self.problems)
        return f"{self.feed.slug}: {files}{counts}.{problems}"


def matches(name: str, pattern: str) -> bool:
    """Whether a file of that name is wanted; letters' case makes no difference."""
    return not pattern or fnmatch.fnmatchcase(name.casefold(), pattern.casefold())


def newest_and_oldest[T](files: Sequence[T], most: int) -> list[T]:
    """``most`` of ``files``, which come oldest first: half from either end, in their order.

    So a kill does not wait behind a backlog, and the backlog shrinks all the same.
    """
    if len(files) <= most:
        return list(files)
    oldest = most - most // 2
    return [*files[:oldest], *files[len(files) - most // 2 :]]

"""Files on an agency's server: which of them are new and at rest, and each fetched once."""

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet

from newsroom.fetch import FetchError
from newsroom.wire.deliveries import Payload, printable
from newsroom.wire.files import MAX_FILE_BYTES, too_large
from newsroom.wire.models import Feed, RemoteFile
from newsroom.wire.parsers import MAX_BYTES
from newsroom.wire.transports.payload import Read, ShortError, TooLargeError, payload_from
from newsroom.wire.transports.visit import Visit, matches, newest_and_oldest

MOST_FILES = 500
MOST_LISTED = 100_000
_TOGETHER = 25
# Names of what is not a file there; no file's name has a slash.
OURS = "/"
_WAITING = "waiting "
_SOON = 5.0
_NAME_LENGTH = 500
_NOTED_AFTER, _FORGOTTEN_AFTER = timedelta(days=1), timedelta(days=8)


class GoneError(Exception):
    """The file was listed and cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Remote:
    """A file as the server lists it; ``time`` in the server's own spelling, or empty.

    ``sort`` puts older files first.
    """

    name: str
    size: int
    time: str
    sort: str = ""

    @property
    def mark(self) -> str:
        return f"{self.size} {self.time}"[:180]


type Open = Callable[[Remote], AbstractContextManager[Read]]


def wanted(files: Iterable[Remote], pattern: str, problems: list[str]) -> list[Remote]:
    """Those that match the pattern, oldest first; names that are no plain names are refused."""
    found = []
    for file in files:
        if not matches(file.name, pattern):
            continue
        if _is_plain(file.name):
            found.append(file)
        else:
            shown = ascii(printable(file.name[:80]))
            problems.append(f"The name {shown} is not a plain file name, so it was not fetched.")
    return sorted(found, key=lambda file: (file.sort or file.time, file.name))


def _is_plain(name: str) -> bool:
    return (
        0 < len(name) <= _NAME_LENGTH
        and name not in {".", ".."}
        and not any(c in "/\\" or unicodedata.category(c) in {"Cc", "Cs"} for c in name)
    )


def fetch_new(
    visit: Visit, files: Sequence[Remote], opened: Open, left: Callable[[], float]
) -> None:
    """Files those of ``files`` that are new and looked the same on the last visit.

    What time does not suffice for comes with the next visit.
    """
    known = dict(_rows(visit.feed).values_list("name", "mark"))
    _keep_noted(visit, [file.name for file in files if file.name in known])
    fresh = [file for file in files if known.get(file.name) != file.mark]
    rested = [file for file in fresh if known.get(file.name) == _WAITING + file.mark]
    restless = [file for file in fresh if known.get(file.name) != _WAITING + file.mark]
    _note(visit, restless, _WAITING)
    now = newest_and_oldest(rested, MOST_FILES)
    if restless or len(now) < len(rested):
        visit.again_in = _SOON if len(now) == len(rested) else 0.0
    _Fetching(visit, opened, left).run(now)


@dataclass
class _Fetching:
    """Files are filed a few at a time, and known only when they are stored."""

    visit: Visit
    opened: Open
    left: Callable[[], float]

    def run(self, files: Sequence[Remote]) -> None:
        got: list[tuple[Remote, Payload]] = []
        try:
            for file in files:
                self.left()
                if (payload := self.fetched(file)) is not None:
                    got.append((file, payload))
                held = sum(payload.size for _, payload in got if payload.data is not None)
                if len(got) >= _TOGETHER or held > 2 * MAX_BYTES:
                    got = self.filed(got)
        except FetchError as reason:
            self.filed(got)
            if not self.visit.files or not reason.is_temporary:
                raise
            # Much was there and time was up: that is no fault of the server's.
            self.visit.again_in = 0.0
        else:
            self.filed(got)

    def fetched(self, file: Remote) -> Payload | None:
        visit = self.visit
        if file.size > MAX_FILE_BYTES:
            self.refuse(file, too_large(file.size))
            return None
        size = file.size if file.size >= 0 else None
        try:
            with self.opened(file) as read:
                return payload_from(read, file.name, size=size)
        except TooLargeError:
            self.refuse(file, too_large(MAX_FILE_BYTES + 1))
        except ShortError:
            visit.problems.append(f"{file.name}: it came short, and is fetched again.")
        except GoneError as reason:
            visit.problems.append(f"{file.name}: {reason}")
        return None

    def refuse(self, file: Remote, why: str) -> None:
        self.visit.report(f"{file.name}: {why} It was not fetched.")
        _note(self.visit, [file])

    def filed(self, got: list[tuple[Remote, Payload]]) -> list[tuple[Remote, Payload]]:
        if got:
            self.visit.take_in([payload for _, payload in got])
            _note(self.visit, [file for file, _ in got])
        return []


def _rows(feed: Feed) -> QuerySet[RemoteFile]:
    return RemoteFile.objects.filter(feed=feed)


def _note(visit: Visit, files: Sequence[Remote], before: str = "") -> None:
    RemoteFile.objects.bulk_create(
        [
            RemoteFile(feed=visit.feed, name=file.name, mark=before + file.mark, seen_at=visit.now)
            for file in files
        ],
        update_conflicts=True,
        unique_fields=["feed", "name"],
        update_fields=["mark", "seen_at"],
        batch_size=500,
    )


def _keep_noted(visit: Visit, names: Sequence[str]) -> None:
    """What is still there stays known; what is long gone is forgotten."""
    noted = _rows(visit.feed).filter(seen_at__lt=visit.now - _NOTED_AFTER)
    for start in range(0, len(names), 500):
        noted.filter(name__in=names[start : start + 500]).update(seen_at=visit.now)
    gone = _rows(visit.feed).filter(seen_at__lt=visit.now - _FORGOTTEN_AFTER)
    gone.exclude(name__startswith=OURS).delete()


def in_words(files: Sequence[Remote], pattern: str) -> str:
    """What the test of a connection says of the files there."""
    number = len(files)
    there = f"{number or 'no'} file{'' if number == 1 else 's'}"
    return f"There {'is' if number == 1 else 'are'} {there}{f' like {pattern}' if pattern else ''}."

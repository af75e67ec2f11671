"""``manage.py watch_wire``: watches hot folders, and files what is laid into them."""

import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from newsroom.fetch import FetchError
from newsroom.wire.alarms import alarm
from newsroom.wire.connections import came_by_itself
from newsroom.wire.inbox import DESK, UnknownFeedError, feed_named
from newsroom.wire.models import Feed
from newsroom.wire.transports.address import permitted_folder
from newsroom.wire.transports.folder import REST_SECONDS, HotFolder
from newsroom.wire.transports.visit import Visit

TICK_SECONDS = 0.5
# So soon a new feed is watched, and one that was switched off is not.
FEEDS_EVERY_SECONDS = 10.0


@dataclass
class Watched:
    """A hot folder and whose it is; what cannot be read is said once."""

    feed: Feed
    hot: HotFolder
    trouble: str = ""


class Command(BaseCommand):
    help = "Watches hot folders and files what is laid into them, until it is told to stop."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "folder", nargs="?", default="", metavar="FOLDER",
            help="Instead of the folders of all feeds that have one.",
        )  # fmt: skip
        parser.add_argument("--feed", default="", metavar="NAME", help="Whose copy it is.")
        parser.add_argument("--once", action="store_true", help="Take what is there, and end.")

    def handle(self, *args: Any, folder: str, feed: str, once: bool, **options: Any) -> None:
        self.stopping = threading.Event()
        self.asked_folder, self.asked_feed = folder, feed
        self.watched: dict[tuple[int, str], Watched] = {}
        self.find_folders()
        if once:
            self.once()
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)
        self.watch()

    def stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping.set()

    # --- Which folders ---

    def find_folders(self) -> None:
        """Begins to watch what is new, forgets what is no longer to be watched."""
        found = {(feed.pk, str(path)): (feed, path) for feed, path in self.folders()}
        for key in self.watched.keys() - found.keys():
            del self.watched[key]
        for key, (feed, path) in found.items():
            pattern = "" if self.asked_folder else feed.pattern
            if key in self.watched:
                self.watched[key].feed = feed
                self.watched[key].hot.pattern = pattern
            else:
                self.watched[key] = Watched(feed, HotFolder(path, pattern))

    def folders(self) -> Iterator[tuple[Feed, Path]]:
        if self.asked_folder:
            # Whoever may run commands may name any folder.
            path = Path(self.asked_folder).absolute()
            if not path.is_dir():
                raise CommandError(f"There is no folder {path}.", returncode=2)
            yield self.feed_named(self.asked_feed or DESK), path
            return
        feeds = Feed.objects.filter(is_active=True, transport=Feed.Transport.FOLDER)
        if self.asked_feed:
            feeds = feeds.filter(pk=self.feed_named(self.asked_feed).pk)
        for feed in feeds.select_related("source", "section"):
            try:
                yield feed, permitted_folder(feed.address)
            except FetchError as reason:
                self.stderr.write(f"{feed.slug}: {reason}")

    def feed_named(self, name: str) -> Feed:
        try:
            return feed_named(name)
        except UnknownFeedError as reason:
            raise CommandError(str(reason), returncode=2) from reason

    # --- Watching ---

    def once(self) -> None:
        """Two looks, then what was at rest; what is not stays for the next time."""
        if not self.watched:
            raise CommandError("No feed has a hot folder; name one.", returncode=2)
        for each in self.watched.values():
            self.look(each)
        time.sleep(REST_SECONDS)
        for each in self.watched.values():
            self.look(each)
            while self.take(each):
                self.look(each)
        if any(each.trouble for each in self.watched.values()):
            raise CommandError("Not every folder could be read; the reasons are above.")

    def watch(self) -> None:
        paths = ", ".join(str(each.hot.path) for each in self.watched.values())
        self.stdout.write(f"Watching {paths or 'for feeds with a hot folder'}.")
        self.stdout.flush()
        found_at = time.monotonic()
        while not self.stopping.wait(TICK_SECONDS):
            close_old_connections()
            try:
                if not self.asked_folder and time.monotonic() - found_at >= FEEDS_EVERY_SECONDS:
                    found_at = time.monotonic()
                    self.find_folders()
                for each in list(self.watched.values()):
                    self.look(each)
                    if not self.stopping.is_set():
                        self.take(each)
            except DatabaseError as reason:
                # The files wait where they lie.
                self.stderr.write(f"The database does not answer ({reason}); trying again.")
        self.stdout.write("Stopped.")

    def look(self, each: Watched) -> None:
        try:
            each.hot.look(time.monotonic())
        except FetchError as reason:
            self.say_once(each, str(reason))
        else:
            each.trouble = ""

    def take(self, each: Watched) -> bool:
        """Files what is at rest, and says what became of it; whether there was anything."""
        result = Visit(each.feed, timezone.now())
        try:
            each.hot.take(result)
        except FetchError as reason:
            self.say_once(each, str(reason))
            return False
        if result.files or result.problems:
            came_by_itself(each.feed, result.now, has_news=result.has_news)
            self.stdout.write(str(result))
            self.stdout.flush()
        for problem in result.alarms:
            alarm(f"{each.feed}: {problem}", now=result.now)
        return bool(result.files)

    def say_once(self, each: Watched, reason: str) -> None:
        if reason != each.trouble:
            self.stderr.write(f"{each.feed.slug}: {reason}")
        each.trouble = reason

"""``manage.py import_wire``: files and folders of wire copy in, an outcome for each item out."""

import gc
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from newsroom.wire import deliveries, files
from newsroom.wire.connections import came_by_itself
from newsroom.wire.deliveries import Payload
from newsroom.wire.inbox import DESK, Intake, UnknownFeedError, feed_named
from newsroom.wire.management.progress import Progress, existing, known_format
from newsroom.wire.management.stopping import told_to_stop
from newsroom.wire.outcomes import NEWS, OUTCOMES, Outcome

# As many objects as a batch is made of, a few times over.
_OBJECTS = 50_000


@contextmanager
def _collecting_seldom() -> Iterator[None]:
    """What a batch makes lives until it is filed; to look for garbage in it again and again, and

    in all that the program consists of, is a seventh of an import's work.
    """
    first, *later = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(max(first, _OBJECTS), *later)
    try:
        yield
    finally:
        gc.set_threshold(first, *later)
        gc.unfreeze()


class Command(BaseCommand):
    help = "Takes in wire copy from files and folders; each story becomes a draft article."
    # They read every page's address, which takes longer than hundreds of stories.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="PATH", help="A file, or a folder of them.")
        parser.add_argument("--feed", default=DESK, metavar="NAME", help="Whose copy it is.")
        parser.add_argument("--format", default="", metavar="F", help="Instead of finding it out.")
        parser.add_argument("--inbox", action="store_true", help="Make no articles yet.")
        parser.add_argument("--json", action="store_true", help="One line of JSON for each item.")
        parser.add_argument("--dry-run", action="store_true", help="Only say what would happen.")

    def handle(self, *args: Any, paths: list[str], **options: Any) -> None:
        self.as_json: bool = options["json"]
        self.counts = dict.fromkeys(OUTCOMES, 0)
        self.left = 0
        self.is_trial: bool = options["dry_run"]
        existing(paths)
        options["format"] = known_format(options["format"])
        with told_to_stop() as self.stopping:
            if self.is_trial:
                with transaction.atomic():
                    self.take_in(paths, options)
                    transaction.set_rollback(True)
            else:
                self.take_in(paths, options)
        self.sum_up()

    def take_in(self, paths: list[str], options: dict[str, Any]) -> None:
        try:
            feed = feed_named(options["feed"])
        except UnknownFeedError as reason:
            raise CommandError(str(reason), returncode=2) from reason
        intake = Intake(feed, options["format"], options["inbox"], keeps=not self.is_trial)
        with _collecting_seldom():
            for outcomes in intake.all(self.payloads(paths)):
                self.tell(outcomes)
        self.progress.end()
        if not self.is_trial:
            news = any(self.counts[outcome] for outcome in NEWS)
            came_by_itself(intake.feed, timezone.now(), has_news=news)

    def payloads(self, paths: list[str]) -> Iterator[Payload]:
        found = files.urgent_first(files.find(paths))
        self.progress = Progress(self.stderr, len(found))
        keep_large = deliveries.measure if self.is_trial else deliveries.keep_large
        for number, path in enumerate(found):
            if self.stopping.is_set():
                # What was read is filed; the rest lies where it lay.
                self.left = len(found) - number
                return
            got = files.read(path, keep_large)
            if isinstance(got, Payload):
                yield got
            else:
                self.tell([Outcome(got.file, "", "", "unread", got.reason)])

    def tell(self, outcomes: list[Outcome]) -> None:
        for outcome in outcomes:
            self.counts[outcome.outcome] += 1
            if self.as_json:
                self.stdout.write(json.dumps(outcome.as_json(), ensure_ascii=False))
            elif outcome.reason:
                self.progress.clear()
                self.stdout.write(f"{outcome.file}: {outcome.outcome}. {outcome.reason}")
        self.progress.step()

    def sum_up(self) -> None:
        if self.as_json:
            self.stdout.write(json.dumps({"summary": self.counts}))
        else:
            counts = ", ".join(f"{number} {name}" for name, number in self.counts.items() if number)
            would = "Nothing was written; it would be: " if self.is_trial else ""
            self.stdout.write(f"{would}{counts or 'no files'}")
        if self.left:
            what = "file was" if self.left == 1 else "files were"
            raise CommandError(
                f"Stopped as asked: {self.left} {what} not looked at. Run it again for the rest."
            )
        if number := self.counts["quarantined"]:
            what = "file is" if number == 1 else "files are"
            raise CommandError(f"{number} {what} in quarantine; the reasons are given above.")

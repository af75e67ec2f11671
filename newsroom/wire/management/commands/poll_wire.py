"""``manage.py poll_wire``: visits the feeds that are due, once."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from newsroom.wire.connections import visit_due, visit_once
from newsroom.wire.inbox import UnknownFeedError, feed_named
from newsroom.wire.models import Feed
from newsroom.wire.transports import VISITED, Visit


class Command(BaseCommand):
    help = "Visits the feeds that are due, once, and files what is new there."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--feed", default="", metavar="NAME", help="This feed, due or not.")

    def handle(self, *args: Any, feed: str, **options: Any) -> None:
        visits = self.one(feed) if feed else visit_due()
        for each in visits:
            self.stdout.write(str(each))
        if not visits:
            self.stdout.write("No feed is due.")
        failed = sum(1 for each in visits if each.failure)
        if failed:
            what = "visit" if failed == 1 else "visits"
            raise CommandError(f"{failed} {what} of {len(visits)} failed; the reasons are above.")

    def one(self, name: str) -> list[Visit]:
        try:
            feed: Feed = feed_named(name)
        except UnknownFeedError as reason:
            raise CommandError(str(reason), returncode=2) from reason
        if feed.transport not in VISITED:
            raise CommandError(f"{feed} is not visited: its copy is brought here.", returncode=2)
        result = visit_once(feed, also_early=True)
        if result is None:
            raise CommandError(f"{feed} is being visited by another process.")
        return [result]

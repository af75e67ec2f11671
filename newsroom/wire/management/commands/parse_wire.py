"""``manage.py parse_wire``: what the parsers make of files, without a database."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from newsroom.wire import deliveries, files
from newsroom.wire.management.progress import existing, known_format
from newsroom.wire.parsers import WireError
from newsroom.wire.reading import read, read_large


class Command(BaseCommand):
    help = "Shows what the parsers make of wire copy. Touches no database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="PATH", help="A file, or a folder of them.")
        parser.add_argument("--format", default="", metavar="F", help="Instead of finding it out.")
        parser.add_argument("--json", action="store_true", help="One line of JSON for each item.")

    def handle(self, *args: Any, paths: list[str], **options: Any) -> None:
        existing(paths)
        asked_format = known_format(options["format"])
        indent = None if options["json"] else 2
        failed = 0
        for path in files.find(paths):
            for shown in self.items(path, asked_format):
                failed += "error" in shown
                self.stdout.write(json.dumps(shown, ensure_ascii=False, indent=indent))
        if failed:
            what = "file was" if failed == 1 else "files were"
            raise CommandError(f"{failed} {what} not read; the reasons are given above.")

    def items(self, path: Path, asked_format: str) -> list[dict[str, Any]]:
        """One object for each item, or one that says why there is none."""
        got = files.read(path, deliveries.measure)
        if isinstance(got, files.Unread):
            return [{"file": got.file, "error": got.reason}]
        now = timezone.now()
        shown: list[dict[str, Any]] = []
        try:
            if got.data is not None:
                found = read(got, received_at=now, asked_format=asked_format)
                return [{"file": got.file, **item} for item in found]
            with path.open("rb") as file:
                found_later = read_large(got, file, received_at=now, asked_format=asked_format)
                shown.extend({"file": got.file, **item} for item in found_later)
        except (WireError, OSError) as reason:
            shown.append({"file": got.file, "error": str(reason)})
        return shown

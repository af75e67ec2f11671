"""``manage.py doctor``: looks at a running installation and says what to do."""

import json
import sys
from argparse import ArgumentParser
from collections import Counter
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from newsroom.checkup import Mark
from newsroom.management.doctor.rounds import Found, all_checks, go_round


class Command(BaseCommand):
    help = "Looks at a running installation and says what to do; exit 1 if anything is at fault."
    # What they would refuse to start for is what the doctor is asked about.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="One JSON object instead of lines.")

    def handle(self, *args: Any, **options: Any) -> None:
        found = []
        for each in go_round(all_checks()):
            found.append(each)
            if not options["json"]:
                self.tell(each)
        counts = Counter(each.finding.mark for each in found)
        if options["json"]:
            self.stdout.write(as_json(found, counts))
        else:
            self.stdout.write(summary(counts))
        if counts[Mark.FAULT]:
            sys.exit(1)

    def tell(self, found: Found) -> None:
        finding = found.finding
        style = {
            Mark.OK: self.style.SUCCESS,
            Mark.WARNING: self.style.WARNING,
            Mark.FAULT: self.style.ERROR,
        }[finding.mark]
        mark = style(f"{finding.mark.value:<8}")
        self.stdout.write(f"{mark}{finding.sentence} {finding.advice}".rstrip())


def as_json(found: list[Found], counts: Counter[Mark]) -> str:
    told = [{"check": each.check, **asdict(each.finding)} for each in found]
    return json.dumps({"findings": told, "summary": {mark.value: counts[mark] for mark in Mark}})


def summary(counts: Counter[Mark]) -> str:
    """All in one sentence."""
    if not counts[Mark.FAULT] and not counts[Mark.WARNING]:
        return "All is well."
    faults, warnings = counts[Mark.FAULT], counts[Mark.WARNING]
    return (
        f"{faults} {'fault' if faults == 1 else 'faults'},"
        f" {warnings} {'warning' if warnings == 1 else 'warnings'}."
    )

"""``manage.py demo``: from an empty checkout to a running newsroom with stories in every state."""

import os
import secrets
import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from django.utils import timezone

from newsroom.management.sample import paper
from newsroom.management.showcase import Showcase, make_paper, make_people, make_pictures
from newsroom.publishing.models import AuditEntry, Section
from newsroom.staff.models import User

MADE_BY_DEMO = "demo"
SIGN_INS = "demo-sign-ins.txt"


class Command(BaseCommand):
    help = "Makes a sample newsroom in an empty database and serves it."
    last_told = ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--no-serve", action="store_true", help="stop before serving")
        parser.add_argument("--bind", default="127.0.0.1:8000", metavar="HOST:PORT")

    def handle(self, *args: Any, no_serve: bool, bind: str, **options: Any) -> None:
        refuse_foreign_tables()
        call_command("migrate", verbosity=0, interactive=False)
        if AuditEntry.objects.filter(verb=MADE_BY_DEMO).exists():
            self.stdout.write("The sample newsroom is here already; nothing was changed.")
        else:
            refuse_foreign_rows()
            self.make()
        self.stdout.write(sign_ins(bind))
        self.stdout.flush()
        if not no_serve:
            os.environ.setdefault("NEWSROOM_SITE_NAME", paper.SITE_NAME)
            call_command("serve", bind=bind)

    def make(self) -> None:
        """All of it or nothing: a demo that was stopped half-way is made anew."""
        now = timezone.now()
        images = make_pictures(self.tell)
        password = secrets.token_urlsafe(9)
        with transaction.atomic():
            make_paper()
            people = make_people(password)
            Showcase(people, images, now).run(self.tell)
            AuditEntry.objects.create(at=now, verb=MADE_BY_DEMO, by_name="manage.py demo")
        self.tell("The sample newsroom is made.")
        if sys.stderr.isatty():
            self.stderr.write("")
        keep_sign_ins(password)

    def tell(self, words: str) -> None:
        """One line that changes on a terminal; in a log, a line for each kind of work."""
        if sys.stderr.isatty():
            self.stderr.write(f"\r\033[K{words}", ending="")
        elif (work := words.partition(":")[0]) != self.last_told:
            self.last_told = work
            self.stdout.write(work)


def refuse_foreign_tables() -> None:
    tables = set(connection.introspection.table_names())
    if tables and "publishing_auditentry" not in tables:
        raise CommandError(
            f"The database {connection.settings_dict['NAME']} holds tables of something else."
            " Give the demo an empty one in DATABASE_URL."
        )


def refuse_foreign_rows() -> None:
    if User.objects.exists() or Section.objects.exists():
        raise CommandError(
            f"The database {connection.settings_dict['NAME']} holds a newsroom that the demo did"
            " not make. Give the demo an empty one in DATABASE_URL."
        )


def keep_sign_ins(password: str) -> None:
    """Kept with the data, so that they can be printed again; readable by this user only."""
    path = settings.NEWSROOM_DATA / SIGN_INS
    path.touch(mode=0o600)
    path.write_text("".join(f"{person.username} {password}\n" for person in paper.STAFF))


def sign_ins(bind: str) -> str:
    """What to type at the sign-in page, one line a role."""
    path = settings.NEWSROOM_DATA / SIGN_INS
    if not path.exists():
        return (
            "The sign-ins were printed when the demo was made; set new passwords with:"
            " manage.py changepassword USER"
        )
    rows = [line.split() for line in path.read_text().splitlines()]
    lines = [f"  {user:<15} {password}" for user, password in rows]
    return "\n".join([f"Sign in at http://{bind}/admin/ as:", *lines])

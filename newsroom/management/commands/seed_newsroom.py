"""``manage.py seed_newsroom``: bulk content of realistic shape, pressed by the real press."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone
from django.utils.text import capfirst

from newsroom.management.sample import paper as sample
from newsroom.management.seeding.pressing import Paper, press_all
from newsroom.management.seeding.stories import GENRES, KINDS, Bulk, Sizes
from newsroom.management.seeding.words import COMMON, vocabulary
from newsroom.management.showcase import make_pictures
from newsroom.publishing.models import Contributor, Section, Topic

TOPICS, WRITERS = 300, 120
_SECONDS_BETWEEN = 5.0


class Command(BaseCommand):
    help = "Fills the newsroom with stories for load tests, the same for the same seed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--articles", type=int, required=True, metavar="N")
        parser.add_argument("--editorials", type=int, default=0, metavar="N")
        parser.add_argument("--seed", type=int, default=1, metavar="N")
        parser.add_argument("--no-pictures", action="store_true", help="without lead pictures")

    def handle(
        self, *args: Any, articles: int, editorials: int, seed: int, no_pictures: bool,
        **options: Any,
    ) -> None:  # fmt: skip
        if min(articles, editorials, seed) < 0:
            raise CommandError("Numbers of stories cannot be less than 0.")
        self.began, self.done, self.told = time.monotonic(), 0, 0.0
        self.total = articles + editorials
        paper = make_paper(pictured=not no_pictures)
        sizes = Sizes(
            len(paper.sections), len(paper.topics), len(paper.writers), len(paper.pictures)
        )
        # The same all day long, so that what was stopped goes on.
        until = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        pressed = 0
        for desk, count, kinds in (
            ("articles", articles, KINDS),
            ("editorials", editorials, GENRES),
        ):
            bulk = Bulk(desk, seed=seed, count=count, kinds=kinds, sizes=sizes, until=until)
            pressed += press_all(bulk, paper, tell=self.step)
        self.tell(pressed)
        with connection.cursor() as cursor:  # else the database plans for tables that were empty
            cursor.execute("ANALYZE")

    def step(self, count: int) -> None:
        self.done += count
        now = time.monotonic()
        if now - self.told >= _SECONDS_BETWEEN:
            self.told = now
            rate = self.done / (now - self.began)
            left = round((self.total - self.done) / rate)
            self.stderr.write(
                f"{self.done:,} of {self.total:,}, {rate:,.0f} a second,"
                f" {left // 60}:{left % 60:02d} to go"
            )

    def tell(self, pressed: int) -> None:
        seconds = time.monotonic() - self.began
        there = self.total - pressed
        before = f"; {there:,} were there before" if there else ""
        self.stdout.write(f"Pressed {pressed:,} stories in {seconds:,.0f} s{before}.")


def make_paper(*, pictured: bool) -> Paper:
    """Sections, topics, contributors and pictures, made where they are not there yet."""
    for position, section in enumerate(sample.SECTIONS):
        Section.objects.get_or_create(
            slug=section.slug,
            defaults={
                "name": section.name,
                "position": position,
                "parent": Section.objects.filter(slug=section.parent).first(),
            },
        )
    rare = vocabulary()[len(COMMON) + 500 :]
    topics, names = rare[:TOPICS], rare[TOPICS : TOPICS + 2 * WRITERS]
    Topic.objects.bulk_create(
        (Topic(name=capfirst(word), slug=f"seeded-{word}") for word in topics),
        ignore_conflicts=True,
    )
    Contributor.objects.bulk_create(
        (
            Contributor(name=f"{capfirst(first)} {capfirst(last)}", slug=f"seeded-{first}-{last}")
            for first, last in zip(names[:WRITERS], names[WRITERS:], strict=True)
        ),
        ignore_conflicts=True,
    )
    pictures = make_pictures(lambda words: None) if pictured else {}
    return Paper(
        sections=list(Section.objects.select_related("parent").order_by("slug")),
        topics=list(Topic.objects.filter(slug__startswith="seeded-").order_by("slug")),
        writers=list(Contributor.objects.filter(slug__startswith="seeded-").order_by("slug")),
        pictures=sorted(pictures.values(), key=lambda image: image.pk),
    )

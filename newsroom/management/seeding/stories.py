"""Stories in bulk: what each says, where and when, told by its number and the seed alone."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from newsroom.management.seeding.words import Speech
from newsroom.publishing.stamps import Kind

YEARS = timedelta(days=3652)
AGENCIES = ("AFP", "AFP", "AFP", "Reuters", "Reuters", "AP", "")
PLACES = ("ISLAMABAD", "KARACHI", "LAHORE", "PARIS", "GENEVA", "NAIROBI", "NEW DELHI", "LIMA")
KINDS = ("news",) * 12 + ("analysis", "feature", "interview", "live")
GENRES = ("editorial", "editorial", "column", "column", "column", "letter", "cartoon")
# How many editions a story has: three on average.
EDITIONS = (1, 2, 2, 3, 3, 3, 4, 6)
_LATER = (Kind.MINOR, Kind.MINOR, Kind.UPDATE, Kind.UPDATE, Kind.UPDATE, Kind.CORRECTION)


@dataclass(slots=True)
class Version:
    """One edition of a story: how many of its paragraphs it has, and what kind of change it is."""

    kind: Kind | None
    at: datetime
    paragraphs: int
    note: str = ""


@dataclass(slots=True)
class SeededStory:
    """A story of the bulk; sections, topics and the like are indexes into what the paper has."""

    uid: UUID
    headline: str
    standfirst: str
    paragraphs: list[str]
    kind: str
    section: int
    credit: str
    place: str
    topics: list[int]
    writers: list[int]
    picture: int | None
    versions: list[Version] = field(default_factory=list)

    def body(self, paragraphs: int) -> str:
        return "\n".join(self.paragraphs[:paragraphs])


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much the paper has of what stories point to."""

    sections: int
    topics: int
    writers: int
    pictures: int


class Bulk:
    """Makes the stories of one kind: ``desk`` names it, ``until`` is where its ten years end."""

    def __init__(
        self, desk: str, *, seed: int, count: int, kinds: Sequence[str], sizes: Sizes,
        until: datetime,
    ) -> None:  # fmt: skip
        self.desk, self.seed, self.count = desk, seed, count
        self.kinds, self.sizes, self.until = kinds, sizes, until
        self.speech = Speech()

    def uid(self, number: int) -> UUID:
        """The same for the same seed and number, and sorting by number."""
        chance = Random(f"{self.seed} {self.desk} {number} uid")
        value = (1_700_000_000_000 + number) << 80 | chance.getrandbits(80)
        value = value & ~(0xF << 76) | 0x7 << 76
        return UUID(int=value & ~(0x3 << 62) | 0x2 << 62)

    def story(self, number: int) -> SeededStory:
        """The story of that number, from 0, the oldest, to ``count`` - 1."""
        chance = Random(f"{self.seed} {self.desk} {number}")
        length = min(60, max(3, round(chance.lognormvariate(2.0, 0.6))))
        sizes = self.sizes
        credit = chance.choice(AGENCIES) if self.desk == "articles" else ""
        own = [] if credit else [chance.randrange(sizes.writers)]
        story = SeededStory(
            uid=self.uid(number),
            headline=self.speech.headline(chance),
            standfirst=self.speech.sentence(chance, 14) if chance.random() < 0.5 else "",
            paragraphs=[self.speech.paragraph(chance) for _ in range(length)],
            kind=chance.choice(self.kinds),
            section=chance.randrange(sizes.sections),
            credit=credit,
            place=chance.choice(PLACES) if credit else "",
            topics=chance.sample(range(sizes.topics), chance.randint(0, 4)),
            writers=own,
            picture=chance.randrange(sizes.pictures)
            if sizes.pictures and chance.random() < 0.4
            else None,
        )
        story.versions = self._versions(number, length, chance)
        return story

    def _versions(self, number: int, length: int, chance: Random) -> list[Version]:
        first = self.until - YEARS * (self.count - number) / self.count
        count = chance.choice(EDITIONS)
        short = max(1, length - count)
        versions = [Version(None, first, length if count == 1 else short)]
        room = self.until - first
        steps = sorted(chance.random() for _ in range(count - 1))
        for step, share in enumerate(steps, start=2):
            kind = chance.choice(_LATER)
            at = first + min(timedelta(hours=30), room) * share
            note = "An earlier version gave a wrong figure." if kind is Kind.CORRECTION else ""
            paragraphs = length if step == count else min(length, short + step)
            versions.append(Version(kind, at, paragraphs, note))
        return versions

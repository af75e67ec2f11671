"""Every kind of page that a reader can ask for, with addresses drawn by chance from a newsroom."""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import psycopg

from newsroom.management.seeding.words import COMMON, vocabulary


@dataclass(frozen=True)
class Kind:
    """A kind of page; ``bar``: what the web process may spend on one, in ms."""

    name: str
    paths: Sequence[str]
    bar: float | None = None


def kinds_of(database: str, count: int) -> list[Kind]:
    """All kinds, with ``count`` addresses each, the same ones for the same newsroom."""
    with psycopg.connect(database) as connection:
        return list(_Chance(connection, count).kinds())


# Path, when it was first published, id.
type Found = tuple[str, datetime, int]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _key(at: datetime, pk: int) -> str:
    """Where a list goes on after that page, as ``?before=`` has it."""
    return f"{(at - _EPOCH) // timedelta(microseconds=1):x}-{pk:x}"


class _Chance:
    def __init__(self, connection: psycopg.Connection, count: int) -> None:
        self.connection, self.count = connection, count
        self.chance = random.Random(1)
        [(self.largest,)] = self._rows("SELECT max(id) FROM publishing_page")

    def kinds(self) -> Iterator[Kind]:
        pages = self._pages("AND desk = 'articles.article'")
        keys = [_key(at, pk) for _, at, pk in pages]
        yield Kind("article", [path for path, *_ in pages], bar=2.5)
        opinion = self._pages("AND top_section_id IS NULL")
        yield Kind("opinion piece", [path for path, *_ in opinion])
        yield from self._fronts(keys)
        yield from self._archive(pages, keys)
        authors = self._slugs(
            "contributor", "id IN (SELECT contributor_id FROM publishing_pagebyline)"
        )
        yield Kind("author", self._some(f"/authors/{slug}/" for slug in authors))
        topics = self._slugs("topic", "id IN (SELECT topic_id FROM publishing_pagetopic)")
        yield Kind("topic", self._some(f"/topics/{slug}/" for slug in topics))
        yield Kind("corrections", ["/corrections/"] * self.count)
        yield from self._searches()
        for form in ("rss", "atom", "json"):
            yield Kind(f"feed of 50, {form}", [f"/feeds/latest.{form}"] * self.count, bar=4)
        yield Kind("feed of a topic", self._some(f"/feeds/topics/{slug}.rss" for slug in topics))
        yield Kind("index of sitemaps", ["/sitemap.xml"] * self.count)
        yield Kind("news sitemap", ["/sitemap-news.xml"] * self.count)
        yield Kind("robots.txt", ["/robots.txt"] * self.count)

    def _fronts(self, keys: Sequence[str]) -> Iterator[Kind]:
        fronts = self._some(f"/{slug}/" for slug in self._slugs("section", "parent_id IS NULL"))
        yield Kind("section front", fronts, bar=4)
        deep = zip(fronts, keys, strict=True)
        yield Kind("section front, far back", [f"{front}?before={key}" for front, key in deep])
        yield Kind("front page", ["/"] * self.count)
        yield Kind("opinion front", ["/opinion/"] * self.count)
        yield Kind("genre front", self._some(["/opinion/editorial/", "/opinion/columns/"]))

    def _archive(self, pages: Sequence[Found], keys: Sequence[str]) -> Iterator[Kind]:
        yield Kind("archive", ["/archive/"] * self.count, bar=8)
        yield Kind("archive, far back", [f"/archive/?before={key}" for key in keys])
        sections = self._some(self._slugs("section"))
        narrowed = [f"/archive/?section={slug}" for slug in sections]
        yield Kind("archive of a section", narrowed, bar=8)
        both = self._some(self._sections_with_topics())
        yield Kind("archive, section and topic", [f"/archive/?{query}" for query in both])
        yield Kind("archive, words", [f"/archive/?words={word}" for word in self._words(40, 400)])
        yield Kind("day", [f"/archive/{at.astimezone(UTC):%Y/%m/%d}/" for _, at, _ in pages])

    def _searches(self) -> Iterator[Kind]:
        common, rare = self._words(0, 10), self._words(2000, 9000)
        yield Kind("search, a common word", [f"/search/?q={word}" for word in common])
        yield Kind("search, a rare word", [f"/search/?q={word}" for word in rare])
        two = zip(self._words(5, 100), self._words(100, 2000), strict=True)
        yield Kind("search, two words", [f"/search/?q={quote(f'{a} {b}')}" for a, b in two])

    def _words(self, commonest: int, rarest: int) -> list[str]:
        """Words of these ranks, the ten that are in every sentence left out."""
        words = vocabulary()[len(COMMON) :]
        return self._some(words[commonest:rarest])

    def _pages(self, where: str) -> list[Found]:
        """Live pages by chance, wherever in the archive they stand."""
        found: list[Found] = []
        while len(found) < self.count:
            found += self._rows(
                "SELECT path, first_published_at, id FROM publishing_page"
                f" WHERE id >= {self.chance.randrange(self.largest)} AND state = 'live' {where}"
                " ORDER BY id LIMIT 1"
            )
        return found

    def _sections_with_topics(self) -> list[str]:
        """Queries for a section and a topic that have a story in common."""
        rows = self._rows(
            "SELECT DISTINCT section.slug, topic.slug FROM publishing_pagetopic AS link"
            " JOIN publishing_page AS page ON page.id = link.page_id"
            " JOIN publishing_section AS section ON section.id = page.section_id"
            " JOIN publishing_topic AS topic ON topic.id = link.topic_id"
            " WHERE page.id < 1000 ORDER BY 1, 2"
        )
        return [f"section={section}&topic={topic}" for section, topic in rows]

    def _slugs(self, table: str, where: str = "true") -> list[str]:
        rows = self._rows(f"SELECT slug FROM publishing_{table} WHERE {where} ORDER BY slug")
        return [row[0] for row in rows]

    def _some(self, values: Iterable[str]) -> list[str]:
        return self.chance.choices(list(values), k=self.count)

    def _rows(self, sql: str) -> list:
        return self.connection.execute(sql.encode()).fetchall()

"""What a search takes: ``uv run --group dev python -m tests.bench.search [pages]`` (300,000).

Makes pages of 300 words each, common and rare as in any language, on PostgreSQL, has them put
into the index by the newsroom's own code, and prints the times of 50 named searches: the ten
commonest words, rarer ones, several at once, phrases, without a word, narrowed.
"""

import itertools
import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from tests import postgres
from tests.bench.wire import machine

PAGES, YEARS, WORDS_A_PAGE = 300_000, 20, 300
ONE_BY_ONE = 2_000
BAR_MS = 50
ROUNDS = 5
_STOP = "the of and to in a is that for it as was with be by on not he his but at are this".split()
_NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


def words_by_rank(count: int = 60_000) -> list[str]:
    """Made-up words, the commonest first; the first and 21st to 33rd are in every text."""
    pick = random.Random(4)
    sounds = [a + b for a in "b ch d f g k l m n p r s t v z".split() for b in "a e i o u".split()]
    made: dict[str, None] = {}
    while len(made) < count:
        made["".join(pick.choice(sounds) for _ in range(pick.choice((2, 3, 3, 4)))) + "n"] = None
    content = list(made)
    return [*_STOP[:10], *content[:10], *_STOP[10:], *content[10:]]


RANKED = words_by_rank()
CONTENT = [word for word in RANKED if word not in _STOP]


def main() -> None:
    pages = int(sys.argv[1].replace(",", "")) if len(sys.argv) > 1 else PAGES
    machine()
    server = postgres.start()
    name = f"bench_search_{os.getpid()}"
    try:
        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        os.environ["DATABASE_URL"] = (
            urlsplit(server.url)._replace(path=f"/{name}").geturl() + "&pool=0"
        )
        os.environ["DJANGO_SETTINGS_MODULE"] = "newsroom.settings"
        measure(pages)
    finally:
        server.stop()


def measure(pages: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    told("made", pages, make_pages(pages))
    put_all()
    print(sizes())
    from newsroom.search.query import best, count_to, newest

    asked = dict(named_searches())
    assert len(asked) == 50
    report("the best of", asked, best)
    report("the newest of", asked, lambda words, narrowing: newest(words, narrowing, count=20))
    report("the number of", asked, lambda words, narrowing: count_to(words, narrowing, most=1001))
    report("the page of", asked, search_page)


def search_page(words: str, narrowing: object) -> None:
    """The whole page without its narrowing, whose slugs the made pages lack."""
    from django.test import Client

    assert Client(headers={"host": "localhost"}).get("/search/", {"q": words}).status_code == 200


def told(what: str, pages: int, seconds: float) -> None:
    print(f"{pages:,} pages {what} in {seconds:.0f} s, {pages / seconds:,.0f} a second", flush=True)


def make_pages(count: int) -> float:
    """Live pages over the years, each under one of many sections, topics and people."""
    from newsroom.publishing.models import Edition, Page, Section
    from newsroom.text.identity import new_uid

    began = time.monotonic()
    pick = random.Random(7)
    weights = list(itertools.accumulate(1 / rank for rank in range(1, len(RANKED) + 1)))
    sections = [Section.objects.create(slug=f"s{n}", name=f"Section {n}") for n in range(12)]
    edition = Edition.objects.create(
        desk="articles.article", story_uid=new_uid(), content={}, schema=1, digest="", number=1,
        kind="first", state=Edition.State.PRESSED, at=_NOW, by_name="Bench",
    )  # fmt: skip
    step = timedelta(days=365 * YEARS) / count

    def page(number: int) -> Page:
        words = pick.choices(RANKED, cum_weights=weights, k=WORDS_A_PAGE)
        section = pick.choice(sections)
        return Page(
            path=f"/s/{number}/", state=Page.State.LIVE, desk="articles.article",
            story_uid=new_uid(), edition=edition, kind=pick.choice(["news", "analysis", "column"]),
            headline=" ".join(pick.choices(RANKED, cum_weights=weights, k=8)),
            standfirst=" ".join(words[:20]), teaser=" ".join(words[20:40]), language="en",
            body="".join(f"<p>{' '.join(words[at : at + 50])}.</p>" for at in range(0, 300, 50)),
            section=section, top_section=section, credit=pick.choice(["", "AFP", "Reuters"]),
            bylines=[{"contributor": pick.randrange(500) + 1, "name": "A. Name", "role": "by"}],
            topics=[{"id": pick.randrange(2000) + 1, "name": "Topic", "slug": "topic"}],
            first_published_at=_NOW - (count - number) * step,
        )  # fmt: skip

    for start in range(0, count, 2000):
        Page.objects.bulk_create(map(page, range(start, min(start + 2000, count))))
    return time.monotonic() - began


def put_all() -> None:
    """All but the last pages without the index of words, which is then built at once.

    The last ones tell what it takes to put pages while the site runs.
    """
    from django.db import connection

    from newsroom.publishing.models import Page
    from newsroom.search import index

    last = Page.objects.latest("pk").pk
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_indexdef('search_row_words'::regclass)")
        (definition,) = cursor.fetchone()
        cursor.execute("DROP INDEX search_row_words")
        _put(Page.objects.filter(pk__lte=last - ONE_BY_ONE), 500)
        cursor.execute("SET maintenance_work_mem = '256MB'")
        cursor.execute(definition)
        newest = Page.objects.filter(pk__gt=last - ONE_BY_ONE)
        told("put into the index", newest.count(), _put(newest, index.BATCH))
        cursor.execute("VACUUM ANALYZE search_row")
        cursor.execute("VACUUM ANALYZE publishing_page")


def _put(pages, batch: int) -> float:
    from newsroom.search import index

    began = time.monotonic()
    for some in itertools.batched(
        pages.order_by("pk").iterator(chunk_size=batch), batch, strict=False
    ):
        index.put(some)
    return time.monotonic() - began


def sizes() -> str:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_size_pretty(pg_relation_size('search_row')),"
            " pg_size_pretty(pg_table_size('search_row')),"
            " pg_size_pretty(pg_relation_size('search_row_words'))"
        )
        rows, with_words, index = cursor.fetchone()
    return f"the table takes {rows}, with its words {with_words}; the index of words {index}"


def named_searches() -> Iterator[tuple[str, tuple[str, object]]]:
    from newsroom.search.query import Narrowing

    year = Narrowing(since=_NOW - timedelta(days=4000), until=_NOW - timedelta(days=3635))
    for rank in range(1, 11):
        yield f"commonest word {rank}", (CONTENT[rank - 1], Narrowing())
    for rank in (20, 50, 100, 200, 300, 500, 700, 1000, 1500, 2000):
        yield f"word of rank {rank}", (CONTENT[rank], Narrowing())
    for rank in (5_000, 10_000, 20_000, 30_000, 40_000, 50_000):
        yield f"rare word of rank {rank}", (CONTENT[rank], Narrowing())
    yield "a word that is nowhere", ("nowhereatall", Narrowing())
    for one, other in ((0, 1), (2, 5), (0, 100), (3, 1000), (1, 10_000), (50, 60), (300, 400)):
        yield f"words of rank {one} and {other}", (f"{CONTENT[one]} {CONTENT[other]}", Narrowing())
    yield "five common words", (" ".join(CONTENT[:5]), Narrowing())
    yield "common or rare", (f"{CONTENT[0]} or {CONTENT[20_000]}", Narrowing())
    yield "rare or rarer", (f"{CONTENT[9_000]} or {CONTENT[20_000]}", Narrowing())
    yield "common without common", (f"{CONTENT[0]} -{CONTENT[1]}", Narrowing())
    yield "common without rare", (f"{CONTENT[0]} -{CONTENT[9_000]}", Narrowing())
    yield "a common phrase", (f'"{CONTENT[0]} {CONTENT[1]}"', Narrowing())
    yield "a phrase of rank 2 and 50", (f'"{CONTENT[2]} {CONTENT[50]}"', Narrowing())
    yield "a rare phrase", (f'"{CONTENT[4000]} {CONTENT[5000]}"', Narrowing())
    yield "only words of every text", ("the of and", Narrowing())
    yield "common in a section", (CONTENT[0], Narrowing(section=3))
    yield "common of a kind", (CONTENT[1], Narrowing(kind="column"))
    yield "common by an author", (CONTENT[2], Narrowing(contributor=7))
    yield "common under a topic", (CONTENT[3], Narrowing(topic=70))
    yield (
        "common of an agency, section, kind",
        (
            CONTENT[0],
            Narrowing(section=2, kind="news", agency="afp"),
        ),
    )
    yield "common of one year", (CONTENT[4], year)
    yield "rare of one year", (CONTENT[5_000], year)


def report(what: str, asked: dict, ask: Callable[..., object]) -> None:
    """The times in the order of the searches, then the whole of them.

    Of CPU are counted this process and the database's that answers it: on a machine that is busy
    with other things too this is what a search takes.
    """
    walls: list[float] = []
    cpus: list[float] = []
    slowest: list[tuple[float, str]] = []
    for name, (words, narrowing) in asked.items():
        ask(words, narrowing)
        for _ in range(ROUNDS):
            began, spent = time.perf_counter(), cpu_seconds()
            ask(words, narrowing)
            cpus.append(1000 * (cpu_seconds() - spent))
            walls.append(1000 * (time.perf_counter() - began))
        wall, cpu = (statistics.median(each[-ROUNDS:]) for each in (walls, cpus))
        slowest.append((cpu, name))
        if "-v" in sys.argv:
            print(f"  {name:<36}{wall:7.1f} ms, {cpu:6.1f} ms of CPU")
    for kind, times in (("", walls), (" of CPU", cpus)):
        cuts = statistics.quantiles(times, n=100)
        print(f"{what:<14} p50 {cuts[49]:5.1f} ms, p95 {cuts[94]:5.1f} ms{kind} (bar: {BAR_MS})")
    worst, name = max(slowest)
    print(f"{'':<14} most of CPU: {worst:.1f} ms: {name}", flush=True)


def cpu_seconds() -> float:
    """What this process and its process of the database spent so far."""
    from django.db import connection

    connection.ensure_connection()
    backend = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    return time.process_time() + int(backend.read_text().split()[0]) / 1e9


if __name__ == "__main__":
    main()

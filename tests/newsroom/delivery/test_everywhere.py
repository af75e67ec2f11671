"""A correction is everywhere in two seconds: on each surface, of each server, in the same words."""

import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from functools import partial

import httpx
import pytest
from django.utils import timezone

from articles.models import Article
from newsroom.publishing import workflow
from newsroom.syndication.sitemaps import Part
from tests.factories import a_contributor, a_section, a_topic, an_article, page_of, published
from tests.servers import free_port
from tests.sites import status, until

pytestmark = pytest.mark.trial


@pytest.fixture
def readers(scratch_database, manage) -> Iterator[list[httpx.Client]]:
    """One of each of two servers, which know of each other by the database alone."""
    with ExitStack() as stack:
        found = []
        for _ in range(2):
            port = free_port()
            bind = ("--bind", f"127.0.0.1:{port}", "--workers", 1, "--no-worker")
            manage.start("serve", *bind, output=subprocess.DEVNULL)
            reader = httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False)
            found.append(stack.enter_context(reader))
            until(partial(is_up, reader), seconds=60)
        yield found


def is_up(reader: httpx.Client) -> bool:
    return status(reader, "/health/live") == 200


def a_story() -> Article:
    return published(
        an_article(
            section=a_section("world"),
            headline="Ferry 0",
            topics=[a_topic("harbours")],
            bylines=[a_contributor("Ayesha Khan")],
        )
    )


def surfaces(path: str) -> dict[str, str]:
    """Where its headline stands, and as what."""
    headline = "Ferry {n}<"
    lists = (
        "/", "/world/", "/archive/", "/archive/?section=world", "/authors/ayesha-khan/",
        "/topics/harbours/", "/corrections/", f"/archive/{timezone.localdate():%Y/%m/%d}/",
    )  # fmt: skip
    feeds = ("latest.rss", "world.atom", "topics/harbours.rss", "authors/ayesha-khan.atom")
    return {
        **dict.fromkeys(lists, headline),
        **{f"/feeds/{feed}": headline for feed in feeds},
        "/feeds/latest.json": '"Ferry {n}"',
        "/sitemap-news.xml": headline,
        "/search/?q=ferry": "</mark> {n}<",
        path: headline,
        f"{path}#social card": '<meta property="og:title" content="Ferry {n}">',
        f"{path}#structured data": '"headline":"Ferry {n}"',
        f"{path}#note": "Note {n}.",
    }


def modified(words: str) -> datetime:
    [at] = re.findall(r'"dateModified":"([^"]+)"', words)
    return datetime.fromisoformat(at)


def last_change(reader: httpx.Client, path: str) -> datetime:
    """Of the page, as the month's sitemap tells it."""
    words = reader.get(Part.of(timezone.now()).path).text
    [at] = re.findall(rf"{path}</loc><lastmod>([^<]+)<", words)
    return datetime.fromisoformat(at)


def test_a_correction_is_on_every_surface_of_every_server_in_two_seconds(
    readers, trials, record_property
):
    story = a_story()
    path = page_of(story).path
    asked = surfaces(path)
    for reader in readers:
        for each, words in asked.items():
            if "note" not in each and each != "/corrections/":
                assert words.format(n=0) in reader.get(each).text, each
    before = readers[0].get(path)
    took: list[float] = []
    for n in range(1, 1 + trials(5, 50)):
        story.headline = f"Ferry {n}"
        story.save()
        time.sleep(1.1)  # sitemaps name seconds
        workflow.publish(story, by=None, kind="correction", note=f"Note {n}.")
        began = time.monotonic()
        missing = {(reader, each) for reader in readers for each in asked}
        while missing:
            seen = {
                (reader, each)
                for reader, each in missing
                if asked[each].format(n=n) in reader.get(each).text
            }
            took += [time.monotonic() - began] * len(seen)
            missing -= seen
            assert time.monotonic() - began < 5, [each for _, each in missing]
        for reader in readers:
            page = reader.get(path)
            stamp = modified(page.text)
            assert last_change(reader, path) == stamp
            assert stamp > modified(before.text)
            assert page.headers["ETag"] != before.headers["ETag"]
        before = page
    took.sort()
    record_property(
        "measured",
        f"{len(took)} sightings on {len(asked)} surfaces of two servers: half within"
        f" {took[len(took) // 2]:.2f} s, 99 of 100 within {took[len(took) * 99 // 100]:.2f} s",
    )
    assert took[len(took) * 99 // 100] < 2.5, "two seconds, and what this machine is busy with"

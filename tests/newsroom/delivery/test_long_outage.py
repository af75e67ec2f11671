"""The database is stopped for a minute while readers go round two hundred warm pages."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import httpx
import pytest
from django.db import connection
from django.utils import timezone

from newsroom.publishing import workflow
from tests.cluster import Node, a_primary
from tests.crowd import Crowd
from tests.databases import migrate
from tests.factories import an_article, page_of, published
from tests.sites import until

pytestmark = pytest.mark.trial


@pytest.fixture
def primary(django_db_blocker: Any) -> Iterator[Node]:
    with a_primary() as node, django_db_blocker.unblock():
        migrate(node.url)
        yield node


@pytest.fixture
def site(primary: Node, a_site: Callable[..., httpx.Client]) -> httpx.Client:
    return a_site(has_worker=True, DATABASE_URL=primary.url)


class Paper:
    """Two hundred pages that the server has in its memory, and some that are not."""

    def __init__(self, site: httpx.Client) -> None:
        self.stories = [published(an_article(headline=f"Warm {n} story")) for n in range(200)]
        self.warm = ["/", "/world/", *(page_of(story).path for story in self.stories)]
        self.cold = [page_of(published(an_article())).path for _ in range(20)]
        self.killed = published(an_article(headline="The ferry that never was"))
        self.killed_path = page_of(self.killed).path
        time.sleep(2)  # until nothing that was published is news to the server
        for path in (*self.warm, self.killed_path):
            assert site.get(path).status_code == 200


def test_a_minute_without_the_database_costs_readers_nothing_and_is_over_soon(
    site, primary, trials, record_property
):
    paper = Paper(site)
    port = site.base_url.port
    warm = Crowd(port, paper.warm, readers=8, pause=0.04, words="never was")
    cold = Crowd(port, paper.cold[:5], readers=2, pause=0.2)
    killed = Crowd(port, [paper.killed_path], readers=1, pause=0.1)
    due = published(an_article(headline="Due while it is away"))
    due.headline = "It was due"
    due.save()
    with ExitStack() as reading:
        reading.enter_context(warm)
        time.sleep(1)
        workflow.schedule(due, timezone.now() + timedelta(seconds=5), by=None)
        workflow.kill(paper.killed, by=None, reason="It is wrong.")
        time.sleep(1)  # nobody asks for the page meanwhile: its copy is there
        primary.stop()
        connection.close()  # the test's own line is cut, too
        stopped = time.monotonic()
        reading.enter_context(killed)
        reading.enter_context(cold)
        time.sleep(trials(8, 60))
        primary.start()
        started = time.monotonic()
        # A page that nobody asked for before, nor while the database was away.
        back = until(lambda: site.get(paper.cold[-1]).status_code == 200, seconds=30)
        late = until(lambda: "It was due" in site.get(page_of(due).path).text, seconds=30)
        workflow.kill(paper.stories[0], by=None, reason="It is wrong, too.")
        gone = until(lambda: site.get(paper.warm[2]).status_code == 410, seconds=10)
        time.sleep(1)

    statuses = warm.statuses(paper.warm[:2] + paper.warm[3:])
    away = cold.statuses()
    record_property(
        "measured",
        f"{started - stopped:.0f} s without the database: warm pages {dict(statuses)}, 99 % within"
        f" {1000 * warm.percentile(0.99):.0f} ms; uncached {dict(away)}; the killed one"
        f" {dict(killed.statuses())}; an uncached page again after {back:.1f} s, what was due"
        f" {late:.1f} s later",
    )
    assert statuses.total() > 100 * (started - stopped)
    assert statuses[200] >= 0.99 * statuses.total()
    assert warm.percentile(0.99) < 1
    assert killed.statuses()[200] == 0
    assert not [each for each in warm.answers if each.has_words and each.at > stopped]
    assert away[503] > 0, "those whom nothing can be made for are told so"
    assert back < 10
    assert late < 10
    assert gone < 3

"""Readers' pages from a streaming replica that lags, stops, hangs and comes back; all real."""

import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from newsroom import databases
from newsroom.checkup import Finding, Mark, ok
from newsroom.management.doctor.replicas import replicas_follow
from newsroom.publishing import workflow
from newsroom.publishing.models import Page
from tests.cluster import Cluster, a_cluster
from tests.databases import migrate
from tests.factories import an_article, page_of, published
from tests.sites import until, warm

pytestmark = pytest.mark.trial


@pytest.fixture(scope="module")
def cluster(django_db_blocker: Any) -> Iterator[Cluster]:
    with a_cluster() as cluster, django_db_blocker.unblock():
        migrate(cluster.primary.url)
        cluster.catch_up()
        yield cluster


@pytest.fixture
def site(cluster: Cluster, a_site: Callable[..., httpx.Client]) -> httpx.Client:
    """A reader of a ``serve`` that knows primary and replica."""
    return a_site(DATABASE_URL=cluster.primary.url, DATABASE_REPLICA_URLS=cluster.replica.url)


@pytest.fixture
def held_back(cluster: Cluster) -> Iterator[Cluster]:
    """The cluster; should the replica be held back, it is let go at the end."""
    yield cluster
    cluster.let_go()


def reads(cluster: Cluster) -> tuple[int, int]:
    """How often each server was asked for pages."""
    nodes = cluster.primary, cluster.replica
    primary, replica = (node.log.read_text().count('FROM "publishing_page"') for node in nodes)
    return primary, replica


def is_asked(site: httpx.Client, cluster: Cluster) -> bool:
    """Whether the site makes pages from the replica now."""
    before = reads(cluster)[1]
    for n in range(5):
        site.get(f"/world/2012/aug/11/back-{n}/")
    return reads(cluster)[1] > before


def test_pages_are_made_from_the_replica_and_seen_in_two_seconds(site, cluster):
    story = published(an_article(headline="The night ferry"))
    path = page_of(story).path
    until(lambda: "The night ferry" in site.get(path).text, seconds=5)
    cluster.catch_up()
    # Where the first line to it is slow to open, it is left alone for some seconds.
    until(lambda: is_asked(site, cluster), seconds=30)
    before = reads(cluster)
    for n in range(30):
        assert site.get(f"/world/2012/aug/11/cold-{n}/").status_code == 404
    after = reads(cluster)
    assert after[1] - before[1] >= 30
    assert after[0] - before[0] < 10

    for n in range(3):
        story.headline = f"Ferry {n}"
        story.save()
        workflow.publish(story, by=None, kind="minor")
        assert until(lambda n=n: f"Ferry {n}" in site.get(path).text, seconds=10) < 2.5


def test_with_the_replica_held_back_nothing_old_is_shown(site, held_back):
    story = published(an_article(headline="Barley rises"))
    path = page_of(story).path
    until(lambda: "Barley rises" in site.get(path).text, seconds=5)
    held_back.catch_up()
    held_back.hold_back()

    story.headline = "Barley falls"
    story.save()
    workflow.publish(story, by=None, kind="minor")
    assert until(lambda: "Barley falls" in site.get(path).text, seconds=10) < 2.5
    assert "Barley falls" in site.get("/").text

    workflow.kill(story, by=None, reason="It is wrong.")
    assert until(lambda: site.get(path).status_code == 410, seconds=10) < 2.5
    for _ in range(20):
        assert site.get(path).status_code == 410
        assert "Barley" not in site.get("/").text
        time.sleep(0.05)
    known_to_the_replica = f"SELECT state FROM publishing_page WHERE path = '{path}'"
    assert held_back.replica.ask(known_to_the_replica) == "live"


def test_a_page_that_is_new_on_the_primary_alone_is_found(site, held_back):
    warm(site)
    held_back.catch_up()
    held_back.hold_back()
    path = page_of(published(an_article(headline="The early ferry"))).path
    assert until(lambda: site.get(path).status_code == 200, seconds=10) < 2.5


def test_without_the_replica_pages_go_on_and_it_is_used_again_when_it_is_back(site, cluster):
    path = warm(site)
    cluster.replica.stop()
    try:
        statuses = {site.get(f"/world/2012/aug/11/gone-{n}/").status_code for n in range(20)}
        began = time.monotonic()
        page_of(published(an_article(headline="Another")))
        assert site.get("/").status_code == 200
        assert site.get(path).status_code == 200
        took = time.monotonic() - began
    finally:
        cluster.replica.start()
    assert statuses == {404}
    assert took < 3
    cluster.catch_up()
    until(lambda: is_asked(site, cluster), seconds=30)


def test_a_replica_that_hangs_costs_no_page(site, cluster):
    path = warm(site)
    cluster.catch_up()
    with httpx.Client(base_url=site.base_url, timeout=6, trust_env=False) as patient:
        cluster.replica.pause()
        try:
            lost = 0
            began = time.monotonic()
            for n in range(20):
                try:
                    assert patient.get(f"/world/2012/aug/11/hung-{n}/").status_code == 404
                except httpx.TimeoutException:
                    lost += 1  # in the hands of the replica: so many and no more
                assert patient.get(path).status_code == 200
            took = time.monotonic() - began
        finally:
            cluster.replica.wake()
    assert lost <= 4
    assert took < 4 * 6 + 5


def test_without_the_primary_pages_are_yet_made_from_the_replica(site, cluster):
    page = page_of(published(an_article(headline="The late ferry")))
    warm(site)
    cluster.catch_up()
    assert Page.objects.live().filter(pk=page.pk).exists()
    cluster.primary.stop()
    try:
        time.sleep(3)
        answer = site.get(page.path)
    finally:
        cluster.primary.start()
    assert (answer.status_code, "The late ferry" in answer.text) == (200, True)


# --- What the doctor says of it ---


def examined(settings: Any, *urls: str) -> list[Finding]:
    settings.DATABASE_REPLICAS = [databases.database(url) for url in urls]
    return list(replicas_follow())


def test_the_doctor_sees_whether_each_replica_follows(site, held_back, settings):
    replica, primary = held_back.replica.url, held_back.primary.url
    published(an_article())
    [follows, is_none, is_away] = examined(
        settings, replica, primary, "postgres://127.0.0.1:1/none"
    )
    assert follows == ok("Replica 1 answers and follows the primary.")
    assert is_none.sentence == "Replica 2 is a server of its own, which follows no other."
    assert is_none.mark is Mark.FAULT
    assert is_away.mark is Mark.WARNING
    assert "Replica 3 does not answer" in is_away.sentence
    assert "refused" in is_away.sentence

    held_back.hold_back()
    published(an_article())
    [lags] = examined(settings, replica)
    assert lags.mark is Mark.WARNING
    assert re.match(r"Replica 1 is (a change|\d+ changes) behind the primary\.", lags.sentence)


def test_where_there_are_no_replicas_the_doctor_has_nothing_to_say(db, settings):
    assert examined(settings) == []

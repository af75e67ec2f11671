"""A web server whose database is slow, hangs, or is not there, all of it real."""

import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import httpx
import psycopg
import pytest

from newsroom.delivery.generations import bump
from newsroom.publishing import shown
from tests.cluster import Node, a_primary
from tests.databases import migrate
from tests.factories import an_article, page_of, published
from tests.sites import status, until, warm

pytestmark = pytest.mark.trial


@pytest.fixture(scope="module")
def primary(django_db_blocker: Any) -> Iterator[Node]:
    """A server of this module's own, since it is stopped, paused and locked."""
    with a_primary() as node, django_db_blocker.unblock():
        migrate(node.url)
        yield node


@pytest.fixture
def site(primary: Node, a_site: Callable[..., httpx.Client]) -> httpx.Client:
    """A reader of a ``serve`` on that database, which the test's own ORM uses, too."""
    return a_site(DATABASE_URL=primary.url)


@contextmanager
def locked(primary: Node, table: str) -> Iterator[None]:
    """Nobody gets at the table within the block, and who asks has to wait."""
    with psycopg.connect(
        host=str(primary.folder), port=primary.port, user="postgres", dbname="newsroom"
    ) as line:
        line.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE".encode())
        yield


def test_a_page_that_takes_too_long_is_given_up_in_words(site, primary):
    with locked(primary, "publishing_page"):
        began = time.monotonic()
        answer = site.get("/world/2012/aug/11/cold/")
        took = time.monotonic() - began
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "It took too long" in answer.text
    assert 4 < took < 8
    assert site.get("/world/2012/aug/11/cold/").status_code == 404


def test_a_crowd_at_cold_pages_takes_neither_the_warm_ones_nor_the_eye_for_changes(site, primary):
    path = warm(site)
    other = page_of(published(an_article(headline="The day ferry")))
    until(lambda: "The day ferry" in site.get(other.path).text, seconds=5)

    def cold(n: int) -> int:
        return status(site, f"/world/2012/aug/11/cold-{n}/")

    with ThreadPoolExecutor(30) as crowd, locked(primary, "publishing_page"):
        asked = [crowd.submit(cold, n) for n in range(30)]
        time.sleep(0.5)
        began = time.monotonic()
        statuses = [site.get(path).status_code for _ in range(20)]
        took = time.monotonic() - began
        # All of the readers' lines are taken now; that something is gone is yet noticed.
        bump((), at_once={shown.page(other.pk)})
        noticed = until(lambda: site.get(other.path).status_code == 503, seconds=8)
        answered = [each.result() for each in asked]
    assert set(statuses) == {200}
    # Three seconds until the crowd is known to wait in vain; a busy machine gets two more.
    assert took < 5
    assert noticed < 5
    assert set(answered) == {503}


def test_without_its_database_the_site_says_so_and_is_itself_again_soon_after(site, primary):
    path = warm(site)
    primary.stop()
    try:
        began = time.monotonic()
        cold, desk = site.get("/world/2012/aug/11/cold/"), site.get("/admin/login/")
        token = re.findall(r'csrfmiddlewaretoken" value="(\w+)"', desk.text)[0]
        form = {"username": "a", "password": "b", "csrfmiddlewaretoken": token}
        sent = site.post("/admin/login/", data=form)
        took = time.monotonic() - began
        assert site.get(path).status_code == 200
        assert site.get("/health/live").status_code == 200
        assert site.get("/health/ready").status_code == 503
    finally:
        primary.start()
    back = until(lambda: site.get("/world/2012/aug/11/cold/").status_code == 404, seconds=15)
    ready = until(lambda: site.get("/health/ready").status_code == 200, seconds=15)

    assert (cold.status_code, sent.status_code) == (503, 503)
    assert "Please try again in a minute" in cold.text
    assert "still stands in the form" in sent.text
    assert "still stands in the form" not in cold.text
    assert took < 20
    assert back + ready < 10
    assert "The night ferry" in site.get(path).text


def test_a_database_that_was_started_anew_costs_no_reader_a_page(site, primary):
    """The lines that lay ready are cut, and nobody has noticed yet."""
    for n in range(8):
        assert site.get(f"/world/2012/aug/11/cold-{n}/").status_code == 404
    primary.stop()
    primary.start()
    statuses = [site.get(f"/world/2012/aug/11/cold-{n}/").status_code for n in range(8)]
    assert statuses == [404] * 8


def test_while_the_database_only_reads_the_desk_is_told_so_and_readers_notice_nothing(
    site, primary
):
    """As when another machine takes over, and lines yet lead to the one before."""
    path = warm(site)

    def try_to_sign_in() -> httpx.Response:
        """Who fails is noted, so as not to let him try for ever; then the form comes again."""
        token = "a" * 32
        form = {"username": "nobody", "password": "x", "csrfmiddlewaretoken": token}
        cookie = {"Cookie": f"csrftoken={token}"}
        answer: httpx.Response = site.post("/admin/login/", data=form, headers=cookie)
        return answer

    only_reads = "ALTER DATABASE newsroom SET default_transaction_read_only TO on"
    primary.ask(only_reads, database="postgres")
    primary.stop()
    primary.start()  # lines that are opened from now on only read
    told = try_to_sign_in()
    pages = [site.get(each).status_code for each in (path, "/world/", "/archive/?genre=news")]
    primary.ask("ALTER DATABASE newsroom RESET default_transaction_read_only", database="postgres")
    # No line to the former server is kept for longer than until somebody has met it.
    until(lambda: try_to_sign_in().status_code == 200, seconds=10)

    assert (told.status_code, told.headers["Retry-After"]) == (503, "5")
    assert "Please try again in a minute" in told.text
    assert pages == [200, 200, 200]


def test_a_database_that_hangs_does_not_hang_the_warm_pages(site, primary):
    path = warm(site)
    primary.pause()
    try:
        with ThreadPoolExecutor(30) as crowd:
            asked = [crowd.submit(status, site, f"/world/2012/aug/11/cold-{n}/") for n in range(24)]
            time.sleep(4)
            began = time.monotonic()
            statuses = {site.get(path).status_code for _ in range(20)}
            took = time.monotonic() - began
            primary.wake()
            answered = {each.result() for each in asked}
    finally:
        primary.wake()
    assert statuses == {200}
    assert took < 2
    assert answered <= {404, 503}
    assert until(lambda: status(site, "/world/2012/aug/11/cold/") == 404, seconds=12) < 12

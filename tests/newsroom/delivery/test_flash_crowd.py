"""A crowd comes all at once, as fast as its lines go, to a server that has just been started."""

import subprocess
import time

import pytest

from newsroom.publishing import workflow
from tests.crowd import Crowd
from tests.factories import an_article, an_editorial, page_of, published
from tests.newsroom.management.test_serve import get, wait_for
from tests.newsroom.management.test_serve_figures import Figures, figures
from tests.servers import free_port

pytestmark = pytest.mark.trial

NOT_PAGES = ("delivery:", "wire:")


@pytest.fixture
def port(manage) -> int:
    """Of a server that nobody has asked for a page yet."""
    port = free_port()
    bind = ("--bind", f"127.0.0.1:{port}", "--workers", 1, "--no-worker")
    manage.start("serve", *bind, output=subprocess.DEVNULL)
    assert wait_for(lambda: get(port, "/health/live")[0] == 200, seconds=60)[0]
    return port


def renders(told: Figures) -> float:
    """How many pages were made, whether they could be kept or not."""
    return sum(
        value
        for (name, *labels), value in told.items()
        if name == "newsroom_render_seconds_count" and not labels[0].startswith(NOT_PAGES)
    )


def settled(port: int) -> float:
    """How many pages were made, once all who count have told of it."""
    time.sleep(2.5)
    return renders(figures(port))


def test_a_crowd_has_each_page_made_once_and_once_more_for_each_change(
    scratch_database, port, trials, record_property
):
    beside = published(an_editorial(headline="Count the boats"))
    stories = [published(an_article()) for _ in range(29)]
    paths = ["/", *(page_of(story).path for story in stories)]
    with Crowd(port, paths, readers=90) as cold:  # three at each page from the first moment
        time.sleep(trials(3, 5))
    made = settled(port)

    changes = trials(3, 5)
    with Crowd(port, paths, readers=30) as crowd:
        time.sleep(1)
        for number in range(changes):
            beside.headline = f"Count the boats again, {number}"
            beside.save()
            workflow.publish(beside, by=None, kind="minor")
            time.sleep(2)
    remade = settled(port) - made

    for what, told, count in (("cold", cold, made), (f"{changes} changes", crowd, remade)):
        record_property(
            "measured",
            f"A crowd, {what}: {len(told.answers)} answers {dict(told.statuses())} for"
            f" {len(paths)} pages, {count:.0f} made, p50 {1000 * told.percentile(0.5):.0f} ms,"
            f" p95 {1000 * told.percentile(0.95):.0f} ms",
        )
    assert set(cold.statuses()) == set(crowd.statuses()) == {200}
    assert made == len(paths)
    assert 0 < remade <= changes * len(paths)
    assert max(cold.percentile(0.95), crowd.percentile(0.95)) < 0.5
    assert all(f"again, {changes - 1}<" in get(port, path)[1] for path in paths)

"""A kill behind a backlog: it is out long before the rest is filed."""

import os
import time

import pytest

from articles.models import Article
from newsroom.publishing import workflow
from newsroom.wire.files import urgent_first
from newsroom.wire.inbox import receive
from newsroom.wire.models import Feed, Source
from tests.bench import copy
from tests.factories import a_section

ENOUGH_SECONDS = 60


def kill_of(data: bytes) -> bytes:
    return data.replace(b'management-status="usable"', b'management-status="canceled"')


@pytest.mark.trial
def test_a_kill_last_in_a_folder_of_thousands_is_out_within_a_minute(
    scratch_database, manage, tmp_path, trials
):
    source = Source.objects.create(name="Coast News", slug="coast")
    feed = Feed.objects.create(name="Coast", slug="coast", source=source, section=a_section("city"))
    story = copy.nitf(0, size=500)
    [outcome] = receive(story, feed=feed)
    article = Article.objects.get(pk=outcome.article)
    workflow.publish(article, by=None)
    folder = tmp_path / "copy"
    folder.mkdir()
    files = trials(400, 10_000)
    for number in range(1, files):
        (folder / f"{number:05d}.xml").write_bytes(copy.nitf(number, size=500))
    (folder / "99999.xml").write_bytes(kill_of(story))

    started = time.monotonic()
    process = manage.start("import_wire", folder, "--feed", "coast")
    while article.page.state == "live" and time.monotonic() - started < ENOUGH_SECONDS:
        assert process.poll() in (None, 0)
        time.sleep(0.05)
    filed = Article.objects.count()
    process.communicate(timeout=600)

    assert article.page.state == "gone"
    assert filed <= files / 2
    assert process.returncode == 0
    assert Article.objects.count() == files  # the story that was killed, and all the others


@pytest.mark.parametrize(
    "urgent",
    [
        kill_of(copy.nitf(0, size=500)),
        b'<NewsManagement><Status FormalName="Canceled"/></NewsManagement>',
        b'<pubStatus qcode="stat:canceled"/>',
        b'<pubStatus qcode="stat:withheld"/>',
        b'{"pubstatus": "x", "version":"1", "pubstatus":"canceled"}',
        b'{"pubstatus": "canceled"}',
        b"ZCZC\nKILL KILL KILL\nEditors: kill the story on ferries.\nNNNN",
    ],
)
def test_of_a_backlog_what_may_be_a_kill_is_looked_at_first(tmp_path, urgent):
    paths = [tmp_path / f"{number:03d}" for number in range(300)]
    for path in paths:
        path.write_bytes(copy.nitf(1, size=500))
    paths[-1].write_bytes(urgent)
    assert urgent_first(paths) == [paths[-1], *paths[:-1]]
    assert urgent_first(paths[200:]) == paths[200:]


def test_what_cannot_be_looked_into_keeps_its_place(tmp_path):
    paths = [tmp_path / f"{number:03d}" for number in range(300)]
    os.mkfifo(paths[3])
    paths[4].mkdir()
    assert urgent_first(paths) == paths

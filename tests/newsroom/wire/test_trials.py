"""Trials with real processes: imports killed at random instants, and many that race."""

import hashlib
import json
import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from articles.models import Article
from newsroom.wire.deliveries import raw_bytes
from newsroom.wire.models import Delivery, WireItem, WireStory
from tests.newsroom.wire.import_forks import ImportForks
from tests.newsroom.wire.mixed_copy import mixed_copy

pytestmark = pytest.mark.trial


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "copy"
    folder.mkdir()
    return folder


def write_copy(folder: Path, count: int) -> dict[str, bytes]:
    """``count`` files of different copy in four formats; their bytes by SHA-256."""
    written = {}
    for number in range(count):
        name, data = mixed_copy(number)
        (folder / name).write_bytes(data)
        written[hashlib.sha256(data).hexdigest()] = data
    assert len(written) == count
    return written


def assert_each_came_in_once(written: dict[str, bytes]) -> None:
    deliveries = {row.sha256: row for row in Delivery.objects.all()}
    assert set(deliveries) == set(written)
    assert Delivery.objects.count() == len(written)
    assert {row.state for row in deliveries.values()} == {Delivery.State.DONE}
    for sha256, data in written.items():
        assert raw_bytes(deliveries[sha256]) == data
    assert WireStory.objects.count() == WireItem.objects.count() == len(written)
    assert not WireStory.objects.filter(current__isnull=True).exists()
    taken = Article.objects.values_list("wire_story", "wire_item__delivery__sha256")
    assert len(taken) == len({story for story, _ in taken}) == len(written)
    assert {sha256 for _, sha256 in taken} == set(written)


def everything() -> list[list[dict]]:
    tables = (Delivery, WireStory, WireItem, Article)
    return [list(table.objects.order_by("pk").values()) for table in tables]


def kept(data: Path) -> int:
    return sum(1 for _ in (data / "private").rglob("*"))


def kill_at_a_random_instant(
    forks: ImportForks, data: Path, paths: list[Path], pause: float
) -> bool:
    """Starts an import and kills it soon after it begins to work; False if it was faster."""
    before = kept(data)
    pid = forks.start(paths)
    deadline = time.monotonic() + 60
    while kept(data) == before and not forks.has_ended() and time.monotonic() < deadline:
        time.sleep(0.001)
    time.sleep(pause)
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    return forks.wait() == -signal.SIGKILL


@pytest.fixture
def forks(scratch_database) -> Iterator[ImportForks]:
    with ImportForks(scratch_database.environment) as forks:
        yield forks


def test_an_import_killed_at_random_instants_loses_and_doubles_nothing(
    scratch_database, manage, forks, folder, trials
):
    files, kills = trials(40, 200), trials(10, 100)
    written = write_copy(folder, files)
    pick = random.Random(files)
    killed = 0
    everything_sent = sorted(folder.iterdir())
    for number in range(1, kills + 1):
        # Each finds copy that is new, else it would be done before the blow falls.
        paths = everything_sent[: number * files // kills]
        pick.shuffle(paths)
        pause = pick.uniform(0, 0.04)
        killed += kill_at_a_random_instant(forks, scratch_database.data, paths, pause)
    assert killed >= kills // 2
    done = manage("import_wire", folder, "--json", check=True)
    summary = json.loads(done.stdout.splitlines()[-1])["summary"]
    assert summary["created"] + summary["duplicate"] == files
    assert_each_came_in_once(written)

    before = everything()
    done = manage("import_wire", folder, "--json", check=True)
    assert json.loads(done.stdout.splitlines()[-1])["summary"]["duplicate"] == files
    assert everything() == before


def test_importers_that_race_on_the_same_files_make_each_story_once(
    scratch_database, manage, folder, trials
):
    files, importers = trials(40, 1000), trials(4, 16)
    written = write_copy(folder, files)
    pick = random.Random(files)
    running = []
    for _ in range(importers):
        paths = sorted(folder.iterdir())
        pick.shuffle(paths)
        running.append(manage.start("import_wire", *paths, "--json"))
    created = 0
    for process in running:
        told, _ = process.communicate(timeout=300)
        assert process.returncode == 0, told
        *_, last = told.splitlines()
        summary = json.loads(last)["summary"]
        assert summary["created"] + summary["duplicate"] == files, told
        created += summary["created"]
    assert created == files
    assert_each_came_in_once(written)


def test_importers_that_race_on_versions_of_the_same_stories_end_with_the_newest(
    scratch_database, manage, folder, trials
):
    from tests.newsroom.wire.framed import framed

    stories, versions, importers = trials(5, 20), 4, trials(3, 8)
    for story in range(stories):
        for number in range(1, versions + 1):
            slug = f"Race-story{story},{number}ld"
            data = framed(slug, body=f"Version {number} of story {story} was sent.")
            (folder / f"{story}-{number}.txt").write_bytes(data)
    pick = random.Random(1)
    running = []
    for _ in range(importers):
        paths = sorted(folder.iterdir())
        pick.shuffle(paths)
        running.append(manage.start("import_wire", *paths, "--json"))
    for process in running:
        told, _ = process.communicate(timeout=300)
        assert process.returncode == 0, told
    bodies = sorted(Article.objects.values_list("body", flat=True))
    assert bodies == sorted(
        f"<p>Version {versions} of story {story} was sent.</p>" for story in range(stories)
    )
    assert Delivery.objects.filter(state=Delivery.State.DONE).count() == stories * versions
    assert WireStory.objects.count() == stories

"""Trials with real processes: imports killed at random instants, and many that race."""

import hashlib
import json
import os
import random
import re
import signal
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import batched
from pathlib import Path

import pytest

from articles.models import Article
from newsroom.wire.deliveries import raw_bytes
from newsroom.wire.models import Delivery, WireItem, WireStory
from tests.newsroom.wire.framed import framed
from tests.newsroom.wire.import_forks import ImportForks
from tests.newsroom.wire.mixed_copy import mixed_copy
from tests.newsroom.wire.parsers.newsml_g2_copy import dpa, message, reuters

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


@dataclass
class Killer:
    """Kills imports at instants of their work that chance picks."""

    forks: ImportForks
    data: Path
    chance: random.Random
    killed: int = 0
    # An import's work takes so long, as far as is known; longer pauses would only miss it.
    seconds: float = 0.04

    def strike(self, paths: list[Path]) -> None:
        """Starts an import and kills it while it works, unless it is faster."""
        before = kept(self.data)
        pid = self.forks.start(paths)
        deadline = time.monotonic() + 60
        while kept(self.data) == before and not self.forks.has_ended():
            assert time.monotonic() < deadline, "the import never began"
            time.sleep(0.001)
        time.sleep(self.chance.uniform(0, self.seconds))
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        code = self.forks.wait()
        assert code in {0, -signal.SIGKILL}
        self.killed += code == -signal.SIGKILL
        self.seconds *= 1.1 if code else 0.7


@pytest.fixture
def forks(scratch_database) -> Iterator[ImportForks]:
    with ImportForks(scratch_database.environment) as forks:
        yield forks


def summary_of(told: str) -> dict[str, int]:
    found: dict[str, int] = json.loads(told.splitlines()[-1])["summary"]
    return found


def test_an_import_killed_at_random_instants_loses_and_doubles_nothing(
    scratch_database, manage, forks, folder, trials
):
    files, kills = trials(40, 200), trials(10, 100)
    written = write_copy(folder, files)
    everything_sent = sorted(folder.iterdir())
    killer = Killer(forks, scratch_database.data, random.Random(files))
    sent = 0
    while killer.killed < kills:
        assert sent < files, f"only {killer.killed} of {kills} imports could be killed at work"
        # Each finds copy that is new, else it would be done before the blow falls.
        sent += max(1, (files - sent) // (2 * (kills - killer.killed)))
        paths = everything_sent[:sent]
        killer.chance.shuffle(paths)
        killer.strike(paths)
    assert killer.killed == kills

    summary = summary_of(manage("import_wire", folder, "--json").stdout)
    # What was cut off again and again for a minute is set aside for a person, who sends it again.
    set_aside = summary["quarantined"]
    assert summary["created"] + summary["duplicate"] + set_aside == files
    summary = summary_of(manage("import_wire", folder, "--json", check=True).stdout)
    assert summary["created"] == set_aside
    assert summary["created"] + summary["duplicate"] == files
    assert_each_came_in_once(written)

    before = everything()
    summary = summary_of(manage("import_wire", folder, "--json", check=True).stdout)
    assert summary["duplicate"] == files
    assert everything() == before


# --- Races ---


def said_in_a_race(forks: ImportForks, shares: list[list[Path]]) -> list[list[dict]]:
    """What each importer says of its items; that it says nothing else, and that it adds up."""
    said = []
    for code, told in forks.race(shares):
        assert code == 0, told
        *items, last = [json.loads(line) for line in told.splitlines()]
        counts = Counter(item["outcome"] for item in items)
        assert counts == Counter(last["summary"]), told
        said.append(items)
    return said


def in_any_order(folder: Path, importers: int) -> list[list[Path]]:
    """All files of ``folder`` for each importer."""
    chance, files = random.Random(importers), sorted(folder.iterdir())
    return [chance.sample(files, len(files)) for _ in range(importers)]


def g2_items(count: int) -> dict[str, str]:
    """Items of two agencies by their ids."""
    items = [(reuters if number % 2 else dpa)(number) for number in range(count)]
    found = {re.findall('guid="([^"]+)"', item)[0]: item for item in items}
    assert len(found) == count
    return found


def write_messages(folder: Path, items: list[str], importer: int, size: int) -> list[Path]:
    """``items`` in an order and in bytes that no other importer has, ``size`` in a message."""
    shuffled = random.Random(importer).sample(items, len(items))
    paths = []
    for number, some in enumerate(batched(shuffled, size, strict=False)):
        path = folder / f"{importer:02d}-{number:03d}.xml"
        path.write_bytes(message(*some) + b"<!-- line %d -->" % importer)
        paths.append(path)
    return paths


def test_importers_that_race_on_the_same_ids_make_each_story_once(
    scratch_database, forks, folder, trials
):
    count, importers = trials(300, 1000), trials(4, 16)
    items = g2_items(count)
    size = trials(1, 4)  # few, so that each importer needs several transactions
    shares = [write_messages(folder, list(items.values()), one, size) for one in range(importers)]

    said = said_in_a_race(forks, shares)

    by_outcome = defaultdict(list)
    lucky = [told for told in said if any(item["outcome"] == "created" for item in told)]
    assert len(lucky) > 1, "it was no race"
    for told in said:
        assert sorted(item["guid"] for item in told) == sorted(items)
        for item in told:
            by_outcome[item["outcome"]].append(item["guid"])
    assert sorted(by_outcome.pop("created")) == sorted(items)
    assert Counter(by_outcome.pop("duplicate")) == dict.fromkeys(items, importers - 1)
    assert not by_outcome
    assert_all_deliveries_are_done([path.read_bytes() for paths in shares for path in paths])
    assert_one_story_and_article_each(items, versions=importers)


def assert_all_deliveries_are_done(written: list[bytes]) -> None:
    deliveries = list(Delivery.objects.all())
    assert {row.state for row in deliveries} == {Delivery.State.DONE}
    assert sorted(map(raw_bytes, deliveries)) == sorted(written)


def assert_one_story_and_article_each(guids: Iterable[str], *, versions: int) -> None:
    """``versions`` items of each story, alike to the word, of which the first made the article."""
    guids = sorted(guids)
    assert sorted(WireStory.objects.values_list("guid", flat=True)) == guids
    assert sorted(Article.objects.values_list("wire_story__guid", flat=True)) == guids
    kinds = WireItem.objects.values_list("story__guid", "sha256", "outcome")
    counts = Counter(kinds)
    assert len({(guid, sha256) for guid, sha256, _ in counts}) == len(guids)
    for (_, _, outcome), number in counts.items():
        assert number == {"created": 1, "duplicate": versions - 1}[outcome]
    assert counts.total() == versions * len(guids)
    assert not WireStory.objects.exclude(current__outcome="created").exists()
    assert not Article.objects.exclude(wire_item__outcome="created").exists()


def test_importers_that_race_on_the_same_files_keep_each_once(scratch_database, forks, folder):
    written = write_copy(folder, 40)

    said = said_in_a_race(forks, in_any_order(folder, 4))

    counts = Counter(item["outcome"] for told in said for item in told)
    assert counts == {"created": 40, "duplicate": 3 * 40}
    assert_each_came_in_once(written)


def test_importers_that_race_on_versions_of_the_same_stories_end_with_the_newest(
    scratch_database, forks, folder, trials
):
    stories, importers = range(trials(10, 50)), trials(4, 16)
    newest = importers + 1

    def version(number: int) -> list[Path]:
        paths = [folder / f"{story}-{number}.txt" for story in stories]
        for story, path in enumerate(paths):
            words = f"Version {number} of story {story} was sent."
            path.write_bytes(framed(f"Race-story{story},{number}ld", body=words))
        return random.Random(number).sample(paths, len(paths))

    said_in_a_race(forks, [version(1)])
    said_in_a_race(forks, [version(number) for number in range(2, newest + 1)])

    bodies = sorted(Article.objects.values_list("body", flat=True))
    assert bodies == sorted(
        f"<p>Version {newest} of story {story} was sent.</p>" for story in stories
    )
    done = Delivery.objects.filter(state=Delivery.State.DONE)
    assert done.count() == WireItem.objects.count() == newest * len(stories)
    assert WireStory.objects.count() == len(stories)
    assert not WireStory.objects.exclude(current__delivery__filename__endswith=f"-{newest}.txt")

"""The power fails in the middle of an import: the database opens clean, the import completes."""

import json
import random
import time
from collections.abc import Iterator

import pytest

from newsroom.wire.deliveries import raw_bytes
from newsroom.wire.models import Delivery
from tests.databases import using
from tests.newsroom.wire.import_forks import ImportForks
from tests.newsroom.wire.power_cut import Powered, faults_of_the_database, postgresql, sqlite
from tests.newsroom.wire.test_trials import assert_each_came_in_once, write_copy

pytestmark = pytest.mark.trial


@pytest.fixture
def powered(scratch_database, tmp_path) -> Iterator[Powered]:
    """The scratch database's vendor once more, where its power may be cut."""
    cuttable = (
        sqlite(scratch_database.url, tmp_path)
        if scratch_database.vendor == "sqlite"
        else postgresql()
    )
    with cuttable as powered:
        yield powered


def test_after_a_power_cut_the_database_is_sound_and_the_import_completes(
    scratch_database, manage, powered, tmp_path, trials
):
    folder = tmp_path / "copy"
    folder.mkdir()
    written = write_copy(folder, trials(120, 600))
    pick = random.Random(1)
    cut_at, url = [], powered.url
    for number in range(1, trials(1, 9) + 1):
        # SQLite's copy is of the first database each time; PostgreSQL's goes on.
        told = {**scratch_database.environment, "DATABASE_URL": powered.url}
        paths = sorted(folder.iterdir())
        with ImportForks(told) as forks, using(powered.url):
            pid = forks.start(paths)
            wait_until_some_are_done(50 * (number - 1) + 1, forks)
            time.sleep(pick.uniform(0, 0.02))
            url = powered.cut(pid)
            forks.wait()
        with using(url):
            assert not faults_of_the_database()
            cut_at.append(Delivery.objects.filter(state=Delivery.State.DONE).count())
            assert_all_bytes_are_there(written)
    assert 0 < cut_at[0] < len(written), "it was cut before it was done"

    done = manage("import_wire", folder, "--json", environment={"DATABASE_URL": url}, check=True)
    summary = json.loads(done.stdout.splitlines()[-1])["summary"]
    assert summary["created"] + summary["duplicate"] == len(written)
    with using(url):
        assert_each_came_in_once(written)
        assert not faults_of_the_database()


def wait_until_some_are_done(count: int, forks: ImportForks) -> None:
    ends = time.monotonic() + 60
    while Delivery.objects.filter(state=Delivery.State.DONE).count() < count:
        assert time.monotonic() < ends
        if forks.has_ended():
            return
        time.sleep(0.002)


def assert_all_bytes_are_there(written: dict[str, bytes]) -> None:
    for delivery in Delivery.objects.all():
        assert raw_bytes(delivery) == written[delivery.sha256]

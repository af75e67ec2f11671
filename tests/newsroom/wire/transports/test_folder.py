"""Hot folders: only files at rest, each taken by one watcher, set down and never overwritten."""

import os
import threading
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from newsroom.wire.deliveries import raw_bytes
from newsroom.wire.models import Delivery, Feed
from newsroom.wire.transports import FetchError, check_address, try_connection, visit
from newsroom.wire.transports.claims import CLAIMED, Claims, set_down
from newsroom.wire.transports.folder import HotFolder, sweep_done
from newsroom.wire.transports.visit import Visit, newest_and_oldest
from tests.newsroom.wire.framed import framed

pytestmark = pytest.mark.django_db


@pytest.fixture
def hot(tmp_path, settings):
    settings.NEWSROOM_WIRE_FOLDERS = [str(tmp_path / "incoming")]
    folder = tmp_path / "incoming" / "coast"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def feed(make_feed, hot):
    return make_feed("folder", str(hot))


@pytest.fixture
def quick(monkeypatch):
    """Files rest after a moment, where the length of the rest is not what the test is about."""
    monkeypatch.setattr("newsroom.wire.transports.folder.REST_SECONDS", 0.01)


def lay(hot, name, data=None):
    path = hot / name
    path.write_bytes(framed(f"{path.stem}-wind") if data is None else data)
    return path


def names(folder) -> list[str]:
    return (
        sorted(path.name for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []
    )


def came() -> list[str]:
    return sorted(Delivery.objects.values_list("filename", flat=True))


def test_a_file_at_rest_is_filed_and_set_down_in_done(feed, hot, clock):
    path = lay(hot, "ferry.txt")
    data = path.read_bytes()
    result = visit(feed, clock.later())

    assert (result.failure, result.counts["created"]) == ("", 1)
    assert raw_bytes(Delivery.objects.get()) == data
    assert names(hot) == []
    assert (hot / "done" / "ferry.txt").read_bytes() == data
    assert not list((hot / CLAIMED).iterdir())


def test_what_cannot_be_read_as_copy_is_set_down_in_quarantine(feed, hot, clock, quick):
    lay(hot, "noise.bin", b"\x00\x01\x02")
    lay(hot, "ferry.txt")
    result = visit(feed, clock.later())

    assert result.counts == {"created": 1, "quarantined": 1}
    assert names(hot / "quarantine") == ["noise.bin"]
    assert names(hot / "done") == ["ferry.txt"]


def test_a_file_that_grows_between_the_looks_waits(hot, feed):
    folder = HotFolder(hot)
    path = lay(hot, "ferry.txt", b"Half a ")
    folder.look(0.0)
    path.write_bytes(b"Half a story")
    folder.look(1.5)
    assert folder.at_rest() == []
    folder.look(2.0)
    assert folder.at_rest() == [], "half a second is no rest"
    folder.look(2.5)
    assert folder.at_rest() == ["ferry.txt"]


def test_a_file_that_another_took_the_name_of_begins_to_rest_anew(hot, feed):
    folder = HotFolder(hot)
    path = lay(hot, "ferry.txt")
    told = path.stat()
    folder.look(0.0)
    other = lay(hot, "other.txt", path.read_bytes())
    os.utime(other, ns=(told.st_atime_ns, told.st_mtime_ns))
    other.rename(path)
    folder.look(1.5)
    assert folder.at_rest() == []


def test_an_empty_file_has_a_minute_to_be_filled(hot, feed):
    folder = HotFolder(hot)
    path = lay(hot, "ferry.txt", b"")
    folder.look(0.0)
    folder.look(30.0)
    assert folder.at_rest() == []
    folder.look(61.0)
    assert folder.at_rest() == ["ferry.txt"]

    long_ago = time.time() - 120
    os.utime(path, (long_ago, long_ago))
    again = HotFolder(hot)
    again.look(0.0)
    again.look(1.0)
    assert again.at_rest() == ["ferry.txt"]


@pytest.mark.parametrize(
    "name",
    [".ferry.txt", "ferry.txt.tmp", "ferry.PART", "ferry.txt.filepart", "ferry.txt.lock"],
)
def test_unfinished_and_hidden_files_are_left_alone(feed, hot, clock, quick, name):
    lay(hot, name)
    assert visit(feed, clock.later()).files == 0
    assert (hot / name).exists()


@pytest.mark.parametrize("lock", ["ferry.txt.lock", "ferry.lock"])
def test_a_file_with_a_lock_beside_it_waits_for_it_to_go(feed, hot, clock, quick, lock):
    lay(hot, "ferry.txt")
    lay(hot, lock, b"")
    assert visit(feed, clock.later()).files == 0
    (hot / lock).unlink()
    assert visit(feed, clock.later()).files == 1


def test_links_folders_and_pipes_are_left_alone(feed, hot, clock, quick, tmp_path):
    secret = lay(tmp_path, "secret.txt")
    (hot / "link.txt").symlink_to(secret)
    (hot / "gone.txt").symlink_to(tmp_path / "nowhere")
    os.mkfifo(hot / "pipe.txt")
    (hot / "folder.txt").mkdir()
    result = visit(feed, clock.later())

    assert (result.failure, result.files) == ("", 0)
    assert {path.name for path in hot.iterdir()} >= {"link.txt", "gone.txt", "pipe.txt"}


def test_a_link_slipped_in_after_the_look_is_not_followed(feed, hot, clock, quick, tmp_path):
    secret = lay(tmp_path, "secret.txt")
    path = lay(hot, "ferry.txt")
    folder = HotFolder(hot)
    folder.look(0.0)
    folder.look(1.0)
    path.unlink()
    path.symlink_to(secret)
    folder.take(result := Visit(feed, clock.later()))

    assert result.files == 0
    assert not Delivery.objects.exists()
    assert path.is_symlink()


@pytest.mark.parametrize("place", ["done", "quarantine", CLAIMED])
def test_a_link_in_the_place_of_our_own_folder_leads_no_file_out(
    feed, hot, clock, quick, tmp_path, place
):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (hot / place).symlink_to(elsewhere)
    lay(hot, "ferry.txt", b"\x00\x01\x02" if place == "quarantine" else None)
    result = visit(feed, clock.later())

    assert "may not move files" in result.failure
    assert list(elsewhere.iterdir()) == []
    assert names(hot) == ["ferry.txt"]


def test_names_in_done_are_numbered_and_never_overwritten(feed, hot, clock, quick):
    for number in range(3):
        lay(hot, "ferry.txt", framed(f"Ferry{number}-wind"))
        visit(feed, clock.later())

    assert names(hot / "done") == ["ferry-2.txt", "ferry-3.txt", "ferry.txt"]
    assert len({path.read_bytes() for path in (hot / "done").iterdir()}) == 3


@pytest.mark.parametrize(
    ("name", "second"),
    [
        ("rain.tar.gz", "rain.tar-2.gz"),
        ("rain", "rain-2"),
        (".rain", ".rain-2"),
        ("r" * 251 + ".xml", "r" * 249 + "-2.xml"),
    ],
)
def test_the_second_of_a_name(tmp_path, name, second, db):
    there = tmp_path / "done"
    for _ in range(2):
        (tmp_path / name).write_bytes(b"rain")
        set_down(tmp_path / name, there)
    assert names(there) == sorted([name, second])


def test_a_file_system_without_links_overwrites_nothing_either(tmp_path, monkeypatch, db):
    def no_links(*told, **options):
        raise PermissionError

    monkeypatch.setattr(os, "link", no_links)
    for data in (b"first", b"second"):
        (tmp_path / "rain.xml").write_bytes(data)
        set_down(tmp_path / "rain.xml", tmp_path / "done")
    assert (tmp_path / "done" / "rain.xml").read_bytes() == b"first"
    assert (tmp_path / "done" / "rain-2.xml").read_bytes() == b"second"


def test_two_watchers_never_claim_the_same_file(hot, db):
    for number in range(200):
        lay(hot, f"{number}.txt", b"rain")
    claimed: list[list[str]] = [[], []]
    both = threading.Barrier(2)

    def watch(mine: list[str]) -> None:
        with Claims(hot) as claims:
            both.wait()
            mine += [
                f"{number}.txt"
                for number in range(200)
                if claims.claim(f"{number}.txt") is not None
            ]
            both.wait()

    threads = [threading.Thread(target=watch, args=(mine,)) for mine in claimed]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(claimed[0] + claimed[1]) == sorted(f"{number}.txt" for number in range(200))
    assert len(names(hot)) == 200, "what was not filed goes back"


def test_the_claims_of_the_living_are_theirs_and_those_of_the_dead_are_taken_up(
    feed, hot, clock, quick
):
    lay(hot, "ferry.txt")
    other = Claims(hot)
    other.__enter__()
    other.claim("ferry.txt")
    assert visit(feed, clock.later()).files == 0

    os.close(other._lock)  # as the system does when a process dies
    result = visit(feed, clock.later())
    assert (result.failure, result.counts["created"]) == ("", 1)
    assert names(hot / "done") == ["ferry.txt"]
    assert not list((hot / CLAIMED).iterdir())


def test_what_is_still_written_into_after_the_claim_is_read_again(
    feed, hot, clock, quick, monkeypatch
):
    path = lay(hot, "ferry.txt")
    whole = path.read_bytes()
    take_in = Visit.take_in
    with path.open("ab") as writer:

        def slowly(self, payloads):
            writer.write(b"One word more.")
            writer.flush()
            return take_in(self, payloads)

        monkeypatch.setattr(Visit, "take_in", slowly)
        visit(feed, clock.later())
    monkeypatch.setattr(Visit, "take_in", take_in)
    assert names(hot) == ["ferry.txt"]
    visit(feed, clock.later())
    assert names(hot / "done") == ["ferry.txt"]
    assert {raw_bytes(row) for row in Delivery.objects.all()} == {whole, whole + b"One word more."}


def test_a_file_that_vanishes_stops_no_other(feed, hot, clock, monkeypatch, quick):
    lay(hot, "bridge.txt")
    path = lay(hot, "ferry.txt")
    folder = HotFolder(hot)
    folder.look(0.0)
    folder.look(1.0)
    path.unlink()
    folder.take(result := Visit(feed, clock.later()))
    assert result.counts == {"created": 1}


def test_a_file_that_cannot_be_read_is_reported_once(feed, hot, clock, quick, monkeypatch):
    lay(hot, "ferry.txt")
    lay(hot, "bridge.txt")
    opened = os.open

    def refused(path, *told, **options):
        if str(path).endswith("/ferry.txt") and CLAIMED in str(path):
            raise PermissionError(13, "Permission denied")
        return opened(path, *told, **options)

    monkeypatch.setattr(os, "open", refused)
    result = visit(feed, clock.later())
    assert result.counts == {"created": 1, "unread": 1}
    assert "no permission to read" in result.alarms[0]
    assert names(hot / "quarantine") == ["ferry.txt"]
    assert visit(feed, clock.later()).alarms == []


def test_when_nothing_can_be_stored_the_files_stay(feed, hot, clock, quick, monkeypatch):
    lay(hot, "ferry.txt")

    def full(payload):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("newsroom.wire.deliveries.keep", full)
    failure = visit(feed, clock.later()).failure
    assert failure == "The newsroom cannot store files now (No space left on device)."
    assert names(hot) == ["ferry.txt"]
    assert not Delivery.objects.exists()


def test_a_file_larger_than_memory_should_hold_comes_whole(feed, hot, clock, quick, monkeypatch):
    monkeypatch.setattr("newsroom.wire.transports.folder.MAX_BYTES", 100)
    path = lay(hot, "ferry.txt")
    data = path.read_bytes()
    visit(feed, clock.later())
    assert raw_bytes(Delivery.objects.get()) == data


def test_a_file_that_grows_while_it_is_read_is_not_read_for_ever(
    feed, hot, clock, quick, monkeypatch
):
    monkeypatch.setattr("newsroom.wire.transports.folder.MAX_BYTES", 100)
    monkeypatch.setattr("newsroom.wire.transports.folder.MAX_FILE_BYTES", 5000)
    path = lay(hot, "ferry.txt", b"x" * 4000)
    looked = os.fstat

    def looked_at_and_grown(number):
        told = looked(number)
        if told.st_size == 4000:
            next((hot / CLAIMED).glob(f"*/{path.name}")).write_bytes(b"x" * 6000)
        return told

    monkeypatch.setattr("newsroom.wire.transports.folder.os.fstat", looked_at_and_grown)
    result = visit(feed, clock.later())
    assert result.counts["unread"] == 1
    assert names(hot / "quarantine") == ["ferry.txt"]
    assert not Delivery.objects.exists()


def test_only_files_like_the_pattern_are_taken(feed, hot, clock, quick):
    lay(hot, "ferry.txt")
    lay(hot, "ferry.jpg", b"pixels")
    feed.pattern = "*.txt"
    visit(feed, clock.later())
    assert came() == ["ferry.txt"]
    assert names(hot) == ["ferry.jpg"]


def test_a_backlog_is_taken_from_both_ends(feed, hot, clock, quick, monkeypatch):
    monkeypatch.setattr("newsroom.wire.transports.folder.MOST_FILES", 4)
    for number in range(10):
        os.utime(lay(hot, f"{number}.txt"), (1000 + number, 1000 + number))
    result = visit(feed, clock.later())
    assert names(hot / "done") == ["0.txt", "1.txt", "8.txt", "9.txt"]
    assert result.again_in is not None


@pytest.mark.parametrize(("files", "most"), [(0, 4), (4, 4), (10, 4), (10, 5), (10, 1)])
def test_both_ends_hold_as_many_as_asked_for_in_their_order(files, most, db):
    found = newest_and_oldest(range(files), most)
    assert len(found) == min(files, most)
    assert found == sorted(set(found))
    if files > most > 1:
        assert found[0] == 0
        assert found[-1] == files - 1


# --- Which folders ---


@pytest.mark.parametrize(
    "address",
    ["/etc", "{hot}/../../data", "{hot}/../../incoming-not", "relative", "", "/", "{link}"],
)
def test_folders_beyond_those_set_aside_are_refused(hot, tmp_path, address, db):
    (hot.parent / "link").symlink_to("/etc")
    address = address.format(hot=hot, link=hot.parent / "link")
    with pytest.raises(FetchError):
        check_address("folder", address)


def test_a_feed_cannot_empty_another_folder_of_the_machine(make_feed, hot, tmp_path, clock, quick):
    lay(tmp_path, "secret_key")
    feed = make_feed("folder", str(tmp_path))
    assert "not the wire's to empty" in visit(feed, clock.later()).failure
    assert (tmp_path / "secret_key").exists()


def test_a_folder_that_is_gone(make_feed, hot, clock):
    feed = make_feed("folder", str(hot / "nowhere"))
    assert visit(feed, clock.later()).failure == f"There is no folder {hot / 'nowhere'}."


def test_a_connection_that_is_tried_moves_nothing(feed, hot):
    lay(hot, "ferry.txt")
    assert try_connection(feed, 5) == "There is 1 file."
    assert names(hot) == ["ferry.txt"]


def test_a_feed_without_a_way_in_is_not_tried(db):
    feed = Feed.objects.create(name="Coast", slug="coast")
    with pytest.raises(FetchError, match="not visited"):
        try_connection(feed, 5)


# --- Sweeping ---


@pytest.fixture
def swept_on():
    """Sweeps as it will be so many days from now."""
    return lambda days: sweep_done(timezone.now() + timedelta(days=days))


def test_done_keeps_files_for_so_many_days_whatever_their_own_date(feed, hot, clock, swept_on):
    path = lay(hot, "ferry.txt")
    os.utime(path, (1, 1))
    visit(feed, clock.later())
    (hot / "quarantine").mkdir()
    for kept in (lay(hot, "bridge.txt"), lay(hot / "quarantine", "noise.bin")):
        os.utime(kept, (1, 1))

    assert swept_on(29) == 0
    assert names(hot / "done") == ["ferry.txt"]
    assert swept_on(31) == 1
    assert names(hot / "done") == []
    assert (names(hot), names(hot / "quarantine")) == (["bridge.txt"], ["noise.bin"])
    assert raw_bytes(Delivery.objects.get())


def test_done_keeps_files_for_ever_if_so_set(feed, hot, clock, swept_on, settings):
    settings.NEWSROOM_WIRE_DONE_DAYS = 0
    lay(hot, "ferry.txt")
    visit(feed, clock.later())
    assert swept_on(9999) == 0
    assert names(hot / "done") == ["ferry.txt"]


def test_a_sweep_follows_no_link_and_stops_at_no_folder(feed, make_feed, hot, tmp_path, swept_on):
    """One folder was replaced by a link, one is gone, and one is not the wire's to empty."""
    elsewhere = tmp_path / "elsewhere"
    for folder in (elsewhere, hot / "done" / "inner", tmp_path / "incoming" / "linked"):
        folder.mkdir(parents=True)
    (tmp_path / "incoming" / "linked" / "done").symlink_to(elsewhere)
    (hot / "done" / "link.txt").symlink_to(lay(elsewhere, "theirs.txt"))
    lay(hot / "done" / "inner", "deep.txt")
    lay(hot / "done", "ferry.txt")
    for name, address in (("linked", "linked"), ("gone", "gone"), ("out", "../elsewhere")):
        make_feed("folder", str(tmp_path / "incoming" / address), name=name, slug=name)

    assert swept_on(31) == 1
    assert names(elsewhere) == ["theirs.txt"]
    assert names(hot / "done") == ["link.txt"]
    assert names(hot / "done" / "inner") == ["deep.txt"]

"""``watch_wire`` and ``poll_wire`` as people run them, and as they are killed."""

import io
import os
import signal
import time
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from newsroom.wire.deliveries import raw_bytes
from newsroom.wire.models import Delivery, Feed, FeedState, WireItem
from newsroom.wire.transports.claims import CLAIMED
from tests.newsroom.fetch.web import HERE, Server, reply
from tests.newsroom.wire.framed import framed


@pytest.fixture
def hot(tmp_path: Path) -> Path:
    folder = tmp_path / "incoming" / "coast"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def roots(settings, tmp_path):
    settings.NEWSROOM_WIRE_FOLDERS = [str(tmp_path / "incoming")]


def a_feed(slug="coast", **fields) -> Feed:
    return Feed.objects.create(name=slug.title(), slug=slug, **fields)


def lay(folder: Path, count: int) -> dict[str, bytes]:
    """``count`` different files as a careful sender lays them down; bytes by name."""
    laid = {f"{number:03d}.txt": framed(f"Ferry{number}-wind") for number in range(count)}
    for name, data in laid.items():
        (folder / f"{name}.tmp").write_bytes(data)
        (folder / f"{name}.tmp").rename(folder / name)
    return laid


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.is_file()} if folder.is_dir() else set()


def run(*arguments) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out, stderr=out)
    return out.getvalue()


def wait_for(what, seconds: float = 60.0) -> bool:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if what():
            return True
        time.sleep(0.05)
    return False


# --- Once ---


@pytest.mark.django_db
def test_a_folder_named_on_the_command_line_is_taken_once(hot):
    a_feed("hills")
    lay(hot, 3)
    told = run("watch_wire", str(hot), "--feed", "hills", "--once")

    assert told == "hills: 3 files, 3 created.\n"
    assert {row.feed.slug for row in Delivery.objects.all()} == {"hills"}
    assert names(hot / "done") == {"000.txt", "001.txt", "002.txt"}
    assert FeedState.objects.get().received_at is not None


@pytest.mark.django_db
def test_the_folders_of_all_feeds_are_taken_once(hot, roots):
    other = hot.parent / "hills"
    other.mkdir()
    a_feed("coast", transport="folder", address=str(hot), pattern="00*.txt")
    a_feed("hills", transport="folder", address=str(other))
    a_feed("off", transport="folder", address=str(hot), is_active=False)
    lay(hot, 1)
    (hot / "other.txt").write_bytes(b"not wanted")
    lay(other, 2)
    told = run("watch_wire", "--once")

    assert "coast: 1 file, 1 created." in told
    assert "hills: 2 files, 2 created." in told
    assert names(hot) == {"other.txt"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["/no/such/folder"], "There is no folder /no/such/folder."),
        (["{hot}", "--feed", "nobody"], "There is no feed “nobody”"),
        ([], "No feed has a hot folder; name one."),
    ],
)
def test_wrong_usage(hot, arguments, sentence):
    with pytest.raises(CommandError, match=sentence) as refusal:
        run("watch_wire", *(each.format(hot=hot) for each in arguments), "--once")
    assert refusal.value.returncode == 2


@pytest.mark.django_db
def test_a_folder_that_cannot_be_read_stops_no_other(hot, roots):
    a_feed("coast", transport="folder", address=str(hot))
    a_feed("gone", transport="folder", address=str(hot.parent / "gone"))
    a_feed("astray", transport="folder", address="/etc")
    lay(hot, 1)
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("watch_wire", "--once", stdout=out, stderr=out)
    assert "coast: 1 file, 1 created." in out.getvalue()
    assert "gone: There is no folder" in out.getvalue()
    assert "astray: A hot folder lies in" in out.getvalue()


# --- On and on, as processes ---


@pytest.mark.trial
def test_a_watcher_takes_what_comes_until_it_is_told_to_stop(scratch_database, manage, hot):
    a_feed()
    process = manage.start("watch_wire", hot, "--feed", "coast")
    laid = lay(hot, 5)
    assert wait_for(lambda: names(hot / "done") == set(laid))
    more = hot / "late.txt"
    more.write_bytes(framed("Late-wind"))
    assert wait_for(lambda: "late.txt" in names(hot / "done"))

    process.send_signal(signal.SIGTERM)
    told, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    assert told.startswith(f"Watching {hot}.")
    assert told.rstrip().endswith("Stopped.")
    assert WireItem.objects.count() == 6


@pytest.mark.trial
def test_what_a_killed_watcher_had_claimed_is_taken_up_and_nothing_comes_twice(
    scratch_database, manage, hot, trials
):
    a_feed()
    kills, files = trials(3, 20), trials(60, 200)
    laid = lay(hot, files)
    killed = 0
    for number in range(kills):
        before = len(names(hot / "done"))
        process = manage.start("watch_wire", hot, "--feed", "coast")
        wait_for(lambda: any((hot / CLAIMED).rglob("*.txt")), 20)
        time.sleep(0.03 * number)
        process.send_signal(signal.SIGKILL)
        killed += process.wait(timeout=30) == -signal.SIGKILL
        assert len(names(hot / "done")) >= before
    assert killed == kills

    done = manage("watch_wire", hot, "--feed", "coast", "--once", check=True)
    assert not names(hot), done.stdout
    assert not [path for path in (hot / CLAIMED).rglob("*") if path.is_file()]
    assert {path.read_bytes() for path in (hot / "done").iterdir()} == set(laid.values())
    assert {raw_bytes(row) for row in Delivery.objects.all()} == set(laid.values())
    assert Delivery.objects.count() == WireItem.objects.count() == files


@pytest.mark.trial
def test_watchers_that_race_take_each_file_once(scratch_database, manage, hot, trials):
    a_feed()
    files = trials(60, 400)
    laid = lay(hot, files)
    running = [
        manage.start("watch_wire", hot, "--feed", "coast", "--once") for _ in range(trials(2, 6))
    ]
    for process in running:
        told, _ = process.communicate(timeout=300)
        assert process.returncode == 0, told
    assert names(hot / "done") == set(laid)
    assert not names(hot)
    assert Delivery.objects.count() == WireItem.objects.count() == files


@pytest.mark.trial
def test_files_that_are_written_slowly_come_whole(scratch_database, manage, hot):
    a_feed()
    process = manage.start("watch_wire", hot, "--feed", "coast")
    data = framed("Ferry-wind")
    with (hot / "slow.txt").open("wb") as file:
        for start in range(0, len(data), len(data) // 8 + 1):
            file.write(data[start : start + len(data) // 8 + 1])
            file.flush()
            os.fsync(file.fileno())
            time.sleep(0.4)
    assert wait_for(lambda: names(hot / "done") == {"slow.txt"})
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=30)
    assert [raw_bytes(row) for row in Delivery.objects.all()] == [data]


# --- poll_wire ---


@pytest.fixture
def server(settings):
    settings.NEWSROOM_ALLOWED_NETWORKS = HERE
    server = Server(reply(framed("Ferry-wind")))
    yield server
    server.close()


@pytest.mark.django_db
def test_poll_wire_visits_what_is_due_and_says_what_came(server):
    a_feed(transport="http", address=server.url("/ferry.txt"))
    assert run("poll_wire") == "coast: 1 file, 1 created.\n"
    assert run("poll_wire") == "No feed is due.\n"
    assert run("poll_wire", "--feed", "coast") == "coast: 1 file, 1 duplicate.\n"


@pytest.mark.django_db
def test_poll_wire_fails_when_a_visit_does(server):
    server.behaviours = (reply(b"No", status="500 Oops"),)
    a_feed(transport="http", address=server.url("/ferry.txt"))
    out = io.StringIO()
    with pytest.raises(CommandError, match="1 visit of 1 failed"):
        call_command("poll_wire", stdout=out)
    assert out.getvalue() == "coast: failed. The server is in trouble (status 500).\n"


@pytest.mark.django_db
def test_poll_wire_names_what_it_cannot_visit():
    a_feed(transport="push")
    with pytest.raises(CommandError, match="is not visited"):
        run("poll_wire", "--feed", "coast")
    with pytest.raises(CommandError, match="There is no feed"):
        run("poll_wire", "--feed", "nobody")

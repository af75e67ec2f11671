"""FTP and FTPS: new files come once, half-written ones wait, and servers' tricks fail."""

import ssl
import time

import pytest

from newsroom.wire.models import Delivery, RemoteFile
from newsroom.wire.transports import visit
from newsroom.wire.transports.ftp import _of_list
from newsroom.wire.transports.remote import Remote
from tests.newsroom.wire.framed import framed
from tests.newsroom.wire.transports.ftp_server import FtpServer, Kept
from tests.newsroom.wire.transports.server import Dripping, Silent

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(running):
    return running(FtpServer({"ferry.txt": Kept(framed("Ferry-wind"))}))


@pytest.fixture
def feed(make_feed, server):
    return make_feed("ftp", f"ftp://127.0.0.1:{server.port}/out/")


def twice(feed, clock):
    """Two visits: the second takes what rested in between."""
    visit(feed, clock.later())
    return visit(feed, clock.later())


def came() -> set[str]:
    return set(Delivery.objects.values_list("filename", flat=True))


def test_a_file_is_taken_when_two_visits_saw_it_the_same_and_then_never_again(feed, server, clock):
    first = visit(feed, clock.later())
    assert (first.failure, first.files, first.again_in) == ("", 0, 5.0)

    second = visit(feed, clock.later())
    assert (second.failure, second.files, second.counts["created"]) == ("", 1, 1)

    third = visit(feed, clock.later())
    assert (third.failure, third.files, third.again_in) == ("", 0, None)
    assert server.fetched() == ["ferry.txt"]


def test_a_file_that_still_grows_waits(feed, server, clock):
    whole = server.files["ferry.txt"].data
    server.files["ferry.txt"] = Kept(whole[:100])
    visit(feed, clock.later())
    server.files["ferry.txt"] = Kept(whole)
    assert visit(feed, clock.later()).files == 0

    assert visit(feed, clock.later()).counts["created"] == 1
    assert server.fetched() == ["ferry.txt"]


def test_a_file_that_was_replaced_comes_again(feed, server, clock):
    twice(feed, clock)
    server.files["ferry.txt"] = Kept(framed("Bridge-shut"), modified="20260811150000")

    assert twice(feed, clock).counts["created"] == 1


def test_a_file_that_comes_short_is_not_taken_and_fetched_again(feed, server, clock):
    whole = server.files["ferry.txt"].data
    server.files["ferry.txt"] = Kept(whole, sent=whole[:-30])
    short = twice(feed, clock)
    assert short.files == 0
    assert "came short" in short.problems[0]
    assert not Delivery.objects.exists()

    server.files["ferry.txt"].sent = None
    assert visit(feed, clock.later()).counts["created"] == 1


def test_only_files_like_the_pattern_are_fetched(feed, server, clock):
    server.files["picture.jpg"] = Kept(b"pixels")
    feed.pattern = "*.TXT"
    twice(feed, clock)

    assert came() == {"ferry.txt"}


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "/etc/passwd", "sub/ferry.txt", "..\\ferry.txt", "..", "fer\x01ry.txt"],
)
def test_names_that_lead_elsewhere_are_refused(feed, server, clock, name):
    server.files[name] = Kept(framed("Bridge-shut"))
    result = twice(feed, clock)

    assert server.fetched() == ["ferry.txt"]
    assert "not a plain file name" in result.problems[0]


@pytest.mark.parametrize("dos", [False, True], ids=["unix", "dos"])
def test_servers_without_machine_listings_are_read_too(make_feed, running, clock, dos):
    files = {"two words.txt": Kept(framed("Ferry-wind"))}
    server = running(FtpServer(files, knows_mlsd=False, dos=dos))
    feed = make_feed("ftp", f"ftp://127.0.0.1:{server.port}/out")

    assert twice(feed, clock).counts["created"] == 1
    assert came() == {"two words.txt"}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "-rw-r--r--   1 a  b   1234 Aug 11 14:05 rain.xml",
            Remote("rain.xml", 1234, "Aug 11 14:05"),
        ),
        (
            "-rw-r--r--+  1 a  b   1234 Aug  1  2025 rain 2.xml",
            Remote("rain 2.xml", 1234, "Aug 1 2025"),
        ),
        ("08-11-26  02:05PM   1234 rain.xml", Remote("rain.xml", 1234, "08-11-26 02:05PM")),
        ("lrwxrwxrwx   1 a  b   12 Aug 11 14:05 link -> /etc/passwd", None),
        ("drwxr-xr-x   2 a  b   4096 Aug 11 14:05 done", None),
        ("08-11-26  02:05PM  <DIR>  done", None),
        ("total 8", None),
        ("anything else", None),
    ],
)
def test_listings_for_people(line, expected):
    assert _of_list(line) == expected


def test_a_file_that_vanished_stops_no_other(feed, server, clock):
    server.files["bridge.txt"] = Kept(framed("Bridge-shut"))
    visit(feed, clock.later())
    listed = dict(server.files)

    class Forgetful(dict):
        def items(self):
            return listed.items()

    server.files = Forgetful({"bridge.txt": listed["bridge.txt"]})
    result = visit(feed, clock.later())

    assert result.counts["created"] == 1
    assert "refused it with code 550" in result.problems[0]


def test_a_file_that_is_too_large_is_reported_once(feed, server, clock, monkeypatch):
    monkeypatch.setattr("newsroom.wire.transports.remote.MAX_FILE_BYTES", 1000)
    server.files["huge.txt"] = Kept(b"x" * 1001)
    result = twice(feed, clock)
    assert "huge.txt" in result.alarms[0]
    assert visit(feed, clock.later()).alarms == []
    assert came() == {"ferry.txt"}


def test_a_wrong_password_is_said_without_repeating_it(make_feed, running, clock):
    server = running(FtpServer(password="another"))
    feed = make_feed("ftp", f"ftp://127.0.0.1:{server.port}/out", secret="my-own-secret")

    failure = visit(feed, clock.later()).failure
    assert failure == "The server does not let us in: see the user name and password."
    assert "PASS my-own-secret" in server.told


def test_a_folder_that_is_not_there(make_feed, server, clock):
    feed = make_feed("ftp", f"ftp://127.0.0.1:{server.port}/in")
    assert visit(feed, clock.later()).failure == "There is no folder in that we may read there."


@pytest.mark.parametrize("kind", [Silent, Dripping])
def test_a_server_that_hangs_at_once_is_left_at_the_deadline(make_feed, running, clock, kind):
    feed = make_feed("ftp", f"ftp://127.0.0.1:{running(kind()).port}/out")
    feed.deadline_seconds = 0.5

    began = time.monotonic()
    failure = visit(feed, clock.later()).failure
    assert time.monotonic() - began < 2
    assert "0.5 seconds" in failure


@pytest.mark.parametrize("command", ["USER", "CWD", "PASV", "MLSD", "RETR"])
def test_a_server_that_hangs_later_is_left_at_the_deadline(make_feed, running, clock, command):
    server = running(FtpServer({"ferry.txt": Kept(framed("Ferry-wind"))}))
    feed = make_feed("ftp", f"ftp://127.0.0.1:{server.port}/out")
    visit(feed, clock.later())
    server.hangs_at = command
    feed.deadline_seconds = 0.5

    began = time.monotonic()
    failure = visit(feed, clock.later()).failure
    assert time.monotonic() - began < 2
    assert "0.5 seconds" in failure


def test_what_was_fetched_before_the_server_hung_is_filed(feed, server, clock):
    for number in range(5):
        server.files[f"a{number}.txt"] = Kept(framed(f"Ferry{number}-wind"))
    visit(feed, clock.later())
    feed.deadline_seconds = 1
    retr = FtpServer.serve

    def until_the_third(line, number):
        server.hangs_at = "" if len(server.fetched()) < 3 else "RETR"
        return retr(server, line, number)

    server.serve = until_the_third
    counts = []
    for _ in range(3):
        result = visit(feed, clock.later())
        counts.append((result.failure, result.files))
        server.hangs_at = ""
    assert sum(files for _, files in counts) == 6
    assert Delivery.objects.count() == 6


@pytest.mark.parametrize("command", ["", "USER"])
def test_an_answer_without_end_is_not_kept_until_the_deadline(make_feed, running, clock, command):
    server = running(FtpServer({}))
    server.endless_at = command
    feed = make_feed("ftp", f"ftp://127.0.0.1:{server.port}/out")
    feed.deadline_seconds = 20
    began = time.monotonic()
    assert visit(feed, clock.later()).failure == "The server’s answer has no end."
    assert time.monotonic() - began < 10


def test_private_networks_are_not_asked(make_feed, server, clock, settings):
    feed = make_feed("ftp", f"ftp://127.0.0.1:{server.port}/out")
    settings.NEWSROOM_ALLOWED_NETWORKS = []

    assert "private network" in visit(feed, clock.later()).failure
    assert server.connections == 0


def test_encrypted_ftp_encrypts_the_files_too(make_feed, running, clock, tls, feeds_example):
    server = running(FtpServer({"ferry.txt": Kept(framed("Ferry-wind"))}, tls=tls))
    feed = make_feed("ftps", f"ftps://{feeds_example}:{server.port}/out")

    result = twice(feed, clock)
    assert (result.failure, result.counts["created"]) == ("", 1)
    assert server.told.index("AUTH TLS") < server.told.index("USER reader")
    assert "PROT P" in server.told


def test_a_server_without_encryption_gets_no_password(make_feed, running, clock, tls):
    server = running(FtpServer({}))
    feed = make_feed("ftps", f"ftps://feeds.example:{server.port}/out")

    assert visit(feed, clock.later()).failure == "The server refused with code 502."
    assert not [line for line in server.told if line.startswith("PASS")]


def test_a_server_that_is_another_gets_no_password(make_feed, running, clock, tls, monkeypatch):
    monkeypatch.setattr("newsroom.wire.transports.ftp.tls_context", ssl.create_default_context)
    server = running(FtpServer({}, tls=tls))
    feed = make_feed("ftps", f"ftps://feeds.example:{server.port}/out")

    assert "could not prove that it is feeds.example" in visit(feed, clock.later()).failure
    assert not [line for line in server.told if line.startswith("PASS")]


def test_what_is_long_gone_from_the_server_is_forgotten(feed, server, clock):
    twice(feed, clock)
    assert RemoteFile.objects.count() == 1
    visit(feed, clock.later(days=30))
    assert RemoteFile.objects.count() == 1, "it is still there"

    del server.files["ferry.txt"]
    visit(feed, clock.later(days=7))
    assert RemoteFile.objects.count() == 1
    visit(feed, clock.later(days=2))
    assert RemoteFile.objects.count() == 0


def test_a_backlog_comes_from_both_ends(feed, server, clock, monkeypatch):
    monkeypatch.setattr("newsroom.wire.transports.remote.MOST_FILES", 4)
    server.files.clear()
    for number in range(10):
        server.files[f"{number}.txt"] = Kept(
            framed(f"Ferry{number}-wind"), modified=f"202608111405{number:02}"
        )
    visit(feed, clock.later())
    result = visit(feed, clock.later())

    assert server.fetched() == ["0.txt", "1.txt", "8.txt", "9.txt"]
    assert result.again_in == 0.0

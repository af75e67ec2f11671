"""SFTP: new files come once; the server must be the one that it was."""

import os
import sys
import time

import paramiko
import pytest

from newsroom.wire.models import Delivery
from newsroom.wire.transports import FetchError, try_connection, visit
from tests.newsroom.wire.framed import framed
from tests.newsroom.wire.transports.server import Dripping, Silent
from tests.newsroom.wire.transports.sftp_server import SftpServer

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "agency"
    folder.mkdir()
    (folder / "ferry.txt").write_bytes(framed("Ferry-wind"))
    return folder


@pytest.fixture
def server(running, folder):
    return running(SftpServer(folder))


@pytest.fixture
def feed(make_feed, server):
    return make_feed("sftp", f"sftp://127.0.0.1:{server.port}/out/")


def twice(feed, clock):
    visit(feed, clock.later())
    return visit(feed, clock.later())


def test_a_file_is_taken_when_two_visits_saw_it_the_same_and_then_never_again(feed, server, clock):
    first = visit(feed, clock.later())
    assert (first.failure, first.files) == ("", 0)
    second = visit(feed, clock.later())
    assert (second.failure, second.counts["created"]) == ("", 1)
    assert visit(feed, clock.later()).files == 0
    assert server.opened == ["/out/ferry.txt"]


def test_links_and_folders_are_left_alone(feed, server, folder, clock, tmp_path):
    (tmp_path / "secret.txt").write_bytes(framed("Bridge-shut"))
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "done").mkdir()
    os.mkfifo(folder / "pipe.txt")
    twice(feed, clock)

    assert server.opened == ["/out/ferry.txt"]


def test_a_name_that_is_no_text_is_refused_and_stops_no_other_file(feed, server, folder, clock):
    (folder / os.fsdecode(b"caf\xe9.txt")).write_bytes(framed("Bridge-shut"))
    result = twice(feed, clock)

    assert (result.failure, result.counts["created"]) == ("", 1)
    assert any("not a plain file name" in problem for problem in result.problems)
    assert server.opened == ["/out/ferry.txt"]


def test_a_large_file_comes_whole(feed, folder, clock):
    data = framed("Ferry-wind", body="\n\n".join(f"Line {n} of the tables." for n in range(40_000)))
    (folder / "ferry.txt").write_bytes(data)
    twice(feed, clock)

    assert Delivery.objects.get().size == len(data)


def test_a_private_key_opens_the_door(make_feed, running, folder, clock):
    key = paramiko.ECDSAKey.generate()
    path = folder.parent / "key"
    key.write_private_key_file(str(path))
    server = running(SftpServer(folder, public_key=key))
    feed = make_feed("sftp", f"sftp://127.0.0.1:{server.port}/out", secret=path.read_text())

    assert twice(feed, clock).counts["created"] == 1
    assert server.passwords == []


def test_a_wrong_password_is_said_without_repeating_it(make_feed, server, clock):
    address = f"sftp://127.0.0.1:{server.port}/out"
    feed = make_feed("sftp", address, secret="my-own-secret")

    failure = visit(feed, clock.later()).failure
    assert failure == "The server does not let us in: see the user name and password."
    assert server.passwords[0] == "my-own-secret"


def test_a_server_with_another_key_gets_no_password(feed, running, folder, clock):
    visit(feed, clock.later())
    other = running(SftpServer(folder))
    feed.address = f"sftp://127.0.0.1:{other.port}/out"

    assert "another key than before" in visit(feed, clock.later()).failure
    assert other.passwords == []


def test_the_key_named_in_the_address_is_the_one_that_counts(feed, server, clock):
    named = server.host_key.fingerprint
    feed.address += f"#{named}"
    assert visit(feed, clock.later()).failure == ""
    feed.address = feed.address.replace(named, "SHA256:0000")
    assert "another key" in visit(feed, clock.later()).failure


def test_a_connection_that_is_tried_takes_nothing(feed, server):
    assert try_connection(feed, 5) == "There is 1 file."
    assert server.opened == []


def test_a_folder_that_is_not_there(make_feed, server, clock):
    feed = make_feed("sftp", f"sftp://127.0.0.1:{server.port}/in")
    assert visit(feed, clock.later()).failure == "There is no folder in that we may read there."


@pytest.mark.parametrize("kind", [Silent, Dripping])
def test_a_server_that_hangs_is_left_at_the_deadline(make_feed, running, clock, kind):
    feed = make_feed("sftp", f"sftp://127.0.0.1:{running(kind()).port}/out")
    feed.deadline_seconds = 0.5

    began = time.monotonic()
    failure = visit(feed, clock.later()).failure
    assert time.monotonic() - began < 2
    assert "0.5 seconds" in failure


def test_without_the_library_it_is_said_what_to_install(feed, clock, monkeypatch):
    monkeypatch.setitem(sys.modules, "paramiko", None)

    assert "extra “sftp”" in visit(feed, clock.later()).failure
    with pytest.raises(FetchError, match="extra “sftp”"):
        try_connection(feed, 5)

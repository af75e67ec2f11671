"""A mailbox: each letter comes once, as bytes, and nothing changes at the agency's."""

import time

import pytest

from newsroom.wire.deliveries import raw_bytes
from newsroom.wire.models import Delivery
from newsroom.wire.transports import try_connection, visit
from tests.newsroom.wire.transports.imap_server import ImapServer
from tests.newsroom.wire.transports.server import Dripping

pytestmark = pytest.mark.django_db


def letter(subject: str) -> bytes:
    return (
        f"From: wire@agency.example\r\nSubject: {subject}\r\nMessage-ID: <{subject}@a.example>\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n\r\n"
        f"COAST, Aug 11: {subject} was said at noon, and said again at night.\r\n"
        "Nobody knew more until the morning tide had come.\r\n"
    ).encode()


@pytest.fixture
def server(running, tls):
    return running(ImapServer(tls, {3: letter("Ferry"), 5: letter("Bridge")}))


@pytest.fixture
def feed(make_feed, server):
    return make_feed("imap", f"imaps://feeds.example:{server.port}/INBOX")


def test_letters_come_once_and_byte_for_byte(feed, server, clock):
    first = visit(feed, clock.later())
    assert (first.failure, first.files) == ("", 2)
    assert {raw_bytes(row) for row in Delivery.objects.all()} == {
        letter("Ferry"),
        letter("Bridge"),
    }

    server.letters[9] = letter("Tide")
    assert visit(feed, clock.later()).files == 1
    assert visit(feed, clock.later()).files == 0
    assert server.fetched() == [3, 5, 9]


def test_nothing_changes_at_the_agencys(feed, server, clock):
    visit(feed, clock.later())

    commands = {line.split(" ")[0] for line in server.told}
    assert commands == {"CAPABILITY", "LOGIN", "EXAMINE", "UID", "LOGOUT"}
    fetches = [line for line in server.told if "BODY" in line]
    assert fetches
    assert all("BODY.PEEK[]" in line for line in fetches)


def test_letters_that_got_new_ids_are_read_again_and_known(feed, server, clock):
    visit(feed, clock.later())
    server.validity = 8
    server.letters = {1: letter("Ferry"), 2: letter("Bridge"), 3: letter("Tide")}

    result = visit(feed, clock.later())
    assert result.files == 3
    assert Delivery.objects.count() == 3


def test_a_letter_that_is_too_long_is_reported_once_and_passed(feed, server, clock):
    server.announced[3] = 50_000_000
    result = visit(feed, clock.later())
    assert "Letter 3 is 50 MB long" in result.alarms[0]
    assert result.files == 1
    assert visit(feed, clock.later()).alarms == []
    assert server.fetched() == [5]


def test_a_mailbox_of_very_many_ids_is_read_from_end_to_end(feed, server, clock):
    server.letters[120_000] = letter("Tide")
    assert visit(feed, clock.later()).files == 3


def test_many_letters_come_over_several_visits(feed, server, clock, monkeypatch):
    monkeypatch.setattr("newsroom.wire.transports.imap.MOST_LETTERS", 2)
    server.letters[9] = letter("Tide")
    first = visit(feed, clock.later())
    assert (first.files, first.again_in) == (2, 0.0)
    second = visit(feed, clock.later())
    assert (second.files, second.again_in) == (1, None)


def test_a_wrong_password_is_said_without_repeating_it(make_feed, server, clock):
    address = f"imaps://feeds.example:{server.port}/INBOX"
    feed = make_feed("imap", address, secret="my-own-secret")
    failure = visit(feed, clock.later()).failure
    assert failure == "The server does not let us in: see the user name and password."
    assert any("my-own-secret" in line for line in server.told)


def test_a_mailbox_that_is_not_there(make_feed, server, clock):
    feed = make_feed("imap", f"imaps://feeds.example:{server.port}/Wire")
    assert visit(feed, clock.later()).failure == "There is no mailbox Wire there."


def test_a_name_that_would_end_the_command_stays_a_name(make_feed, server, clock):
    feed = make_feed("imap", f"imaps://feeds.example:{server.port}/Wire%22%20EXAMINE%20%22x")
    assert "There is no mailbox" in visit(feed, clock.later()).failure
    assert 'EXAMINE "Wire\\" EXAMINE \\"x"' in server.told


def test_a_connection_that_is_tried_takes_nothing(feed, server):
    assert try_connection(feed, 5) == "There are 2 new letters in INBOX."
    assert server.fetched() == []


def test_a_server_without_encryption_is_not_spoken_to(make_feed, running, clock, tls):
    server = running(Dripping())
    feed = make_feed("imap", f"imaps://feeds.example:{server.port}/INBOX")
    assert visit(feed, clock.later()).failure == "No encrypted connection to the server came about."


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("UID FETCH", b"* 1 FETCH (UID 3 BODY[] {1000000}\r\n" + b"x" * 1_000_000 + b")\r\n"),
        ("UID SEARCH", b"* SEARCH 3 5\r\n" * 1000),
        ("LOGIN", b"* OK Just a moment.\r\n" * 1000),
    ],
    ids=["letters", "ids", "words"],
)
def test_an_answer_without_end_is_not_kept_until_the_deadline(feed, server, clock, command, answer):
    server.endless = command, answer
    feed.deadline_seconds = 20
    began = time.monotonic()
    assert visit(feed, clock.later()).failure == "The server’s answer is far too long."
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("command", ["LOGIN", "EXAMINE", "UID SEARCH", "UID FETCH"])
def test_a_server_that_hangs_is_left_at_the_deadline(feed, server, clock, command):
    server.hangs_at = command
    feed.deadline_seconds = 0.5

    began = time.monotonic()
    failure = visit(feed, clock.later()).failure
    assert time.monotonic() - began < 2
    assert "0.5 seconds" in failure


def test_what_was_read_before_the_server_hung_is_filed_and_passed(feed, server, clock):
    server.hangs_at = "UID FETCH 5 (UID BODY"
    feed.deadline_seconds = 0.5
    result = visit(feed, clock.later())
    assert (result.failure, result.files) == ("", 1)

    server.hangs_at = ""
    assert visit(feed, clock.later()).files == 1
    assert server.fetched() == [3, 5, 5]

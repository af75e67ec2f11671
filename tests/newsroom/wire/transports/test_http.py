"""Copy behind a web address: what is new is taken, and pages that tell of errors are not."""

import time

import pytest

from newsroom.wire import connections
from newsroom.wire.models import Delivery
from newsroom.wire.transports import try_connection, visit
from tests.newsroom.fetch.web import Server, reply, silence
from tests.newsroom.wire.framed import framed

pytestmark = pytest.mark.django_db


@pytest.fixture
def serve(running):
    return lambda *behaviours: running(Server(*behaviours))


@pytest.fixture
def feed_of(make_feed):
    return lambda server, **fields: make_feed("http", server.url("/out/ferry.txt"), **fields)


def test_what_is_there_is_taken_and_asked_for_again_only_if_it_changed(serve, feed_of, clock):
    server = serve(
        reply(framed("Ferry-wind"), etag='"1"', last_modified="Tue, 11 Aug 2026 12:00:00 GMT"),
        reply(status="304 Not Modified"),
    )
    feed = feed_of(server)
    first = connections.visit_once(feed, clock.later())
    assert (first.failure, first.counts["created"]) == ("", 1)
    assert Delivery.objects.get().filename == "ferry.txt"

    for _ in range(2):
        again = connections.visit_once(feed, clock.later(hours=2))
        assert (again.failure, again.files) == ("", 0)
        assert server.asked[-1].headers["if-none-match"] == '"1"'
        assert server.asked[-1].headers["if-modified-since"] == "Tue, 11 Aug 2026 12:00:00 GMT"
    state = connections.state_of(feed)
    assert state.failures == 0
    assert state.succeeded_at >= clock.now
    assert state.received_at < clock.now, "an answer that nothing changed brings nothing"


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (reply(b"<!DOCTYPE html><title>Oops</title>"), "a web page instead of copy"),
        (reply(b"\xef\xbb\xbf \n<HTML><body>Login</body>"), "a web page instead of copy"),
        (reply(b'<?xml version="1.0"?>\n<!-- x --><html xmlns="x">'), "a web page instead"),
        (reply(b""), "sent nothing"),
        (reply(b" \n "), "sent nothing"),
        (reply(b"Gone fishing", status="503 Service Unavailable"), "in trouble (status 503)"),
        (reply(b"No", status="404 Not Found"), "nothing at the address any more (status 404)"),
        (reply(b"No", status="401 Unauthorized"), "does not let us in (status 401)"),
        (reply(b"No", status="429 Too Many"), "too often (status 429)"),
        (reply(b"x", status="206 Partial Content"), "answered with status 206"),
    ],
    ids=["page", "page-bom", "xhtml", "empty", "blank", "503", "404", "401", "429", "206"],
)
def test_what_is_no_copy_is_an_error_and_changes_nothing(serve, feed_of, clock, answer, sentence):
    server = serve(reply(framed("Ferry-wind"), etag='"1"'), answer)
    feed = feed_of(server)
    connections.visit_once(feed, clock.later())

    failed = connections.visit_once(feed, clock.later(hours=2))
    assert sentence in failed.failure
    assert Delivery.objects.count() == 1
    # And the next visit asks as if the error had never been.
    connections.visit_once(feed, clock.later(hours=2))
    assert server.asked[-1].headers["if-none-match"] == '"1"'


def rss(built, *items):
    entries = "".join(
        f"<item><guid>{guid}</guid><title>{title}</title><pubDate>{date}</pubDate>"
        f"<description>The tide was late at the quay.</description></item>"
        for guid, title, date in items
    )
    head = f"<title>Quay</title><lastBuildDate>{built}</lastBuildDate><pubDate>{built}</pubDate>"
    return reply(f'<rss version="2.0"><channel>{head}{entries}</channel></rss>'.encode())


NOON, ONE = "Tue, 11 Aug 2026 12:00:00 GMT", "Tue, 11 Aug 2026 13:00:00 GMT"


@pytest.mark.parametrize(
    ("second", "kept"),
    [
        (rss(ONE, ("a", "Boats wait", NOON)), 1),
        (rss(ONE, ("a", "Boats waited", NOON)), 2),
        (rss(ONE, ("a", "Boats wait", ONE)), 2),
        (rss(ONE, ("b", "Cranes stop", ONE), ("a", "Boats wait", NOON)), 2),
    ],
    ids=["stamp", "title", "date of an entry", "another entry"],
)
def test_a_feed_that_only_says_anew_when_it_was_made_is_not_kept_again(
    serve, feed_of, clock, second, kept
):
    feed = feed_of(serve(rss(NOON, ("a", "Boats wait", NOON)), second))
    connections.visit_once(feed, clock.later())

    again = connections.visit_once(feed, clock.later(hours=2))
    assert (again.failure, again.files) == ("", kept - 1)
    assert Delivery.objects.count() == kept


def test_copy_that_cannot_be_read_is_a_failure_until_it_is_mended(serve, feed_of, clock):
    server = serve(reply(b"\x00\x01\x02\x03", etag='"1"'))
    feed = feed_of(server)
    for failures in (1, 2):
        result = connections.visit_once(feed, clock.later(hours=2))
        assert "in quarantine" in result.failure
        assert connections.state_of(feed).failures == failures
    assert "if-none-match" not in server.asked[-1].headers
    assert Delivery.objects.get().state == "quarantined"


@pytest.mark.parametrize(
    ("username", "path", "header", "target"),
    [
        ("reader", "/f", "Basic cmVhZGVyOnRpZGUgJiBzYW5k", "/f"),
        ("", "/f", "Bearer tide & sand", "/f"),
        ("", "/f?key={secret}", None, "/f?key=tide%20%26%20sand"),
    ],
    ids=["basic", "bearer", "in-the-address"],
)
def test_the_password_goes_where_the_agency_wants_it(
    serve, make_feed, clock, username, path, header, target
):
    server = serve(reply(framed("Ferry-wind")))
    feed = make_feed("http", server.url(path), username=username, secret="tide & sand")
    assert visit(feed, clock.later()).failure == ""
    assert server.asked[0].headers.get("authorization") == header
    assert server.asked[0].target == target


def test_a_server_that_hangs_is_left_at_the_deadline(serve, feed_of, clock):
    feed = feed_of(serve(silence))
    feed.deadline_seconds = 0.5
    began = time.monotonic()
    assert "0.5 seconds" in visit(feed, clock.later()).failure
    assert time.monotonic() - began < 2


def test_private_networks_are_not_asked(serve, feed_of, clock, settings):
    server = serve(reply(framed("Ferry-wind")))
    feed = feed_of(server)
    settings.NEWSROOM_ALLOWED_NETWORKS = []
    assert "private network" in visit(feed, clock.later()).failure
    assert server.asked == []


def test_a_connection_that_is_tried_takes_nothing(serve, feed_of):
    feed = feed_of(serve(reply(framed("Ferry-wind"), content_type="text/plain; charset=utf-8")))
    size = len(framed("Ferry-wind"))
    assert try_connection(feed, 5) == f"The server sent {size} bytes of text/plain."
    assert not Delivery.objects.exists()

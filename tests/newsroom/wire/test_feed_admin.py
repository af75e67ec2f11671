"""A feed's form: its connection is set, tried and watched; its secrets are never shown."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone

from newsroom.wire import tokens
from newsroom.wire.models import Feed, FeedState, FeedToken
from newsroom.wire.secrets import decrypt, encrypt
from tests.newsroom.fetch.web import HERE, Server, reply
from tests.newsroom.wire.framed import framed
from tests.permission_net import admin_address, form_of

pytestmark = pytest.mark.django_db

SECRET = "the tide turns at four"


@pytest.fixture
def client(wire_operator):
    client = Client()
    client.force_login(wire_operator)
    return client


@pytest.fixture
def feed():
    return Feed.objects.create(
        name="Coast", slug="coast", transport="http", address="https://agency.example/feed.xml",
        username="reader", secret=encrypt(SECRET),
    )  # fmt: skip


def change(feed) -> str:
    return admin_address("wire_feed_change", feed.pk)


def saved(client, feed, **fields):
    """The page after the form was sent with ``fields`` changed."""
    address = change(feed) if feed else admin_address("wire_feed_add")
    form = {**form_of(client, address), **fields}
    return client.post(address, form, follow=True).content.decode()


def stored(feed) -> Feed:
    return Feed.objects.get(pk=feed.pk)


# --- The password ---


def test_a_stored_password_is_shown_nowhere(client, feed):
    saved(client, feed, new_secret="another tide", name="Coast News")
    pages = [
        change(feed), admin_address("wire_feed_history", feed.pk),
        admin_address("wire_feed_changelist"), admin_address("index"),
    ]  # fmt: skip
    for address in pages:
        page = client.get(address).content.decode()
        assert "tide" not in page
        assert stored(feed).secret not in page
    assert "tide" not in " ".join(LogEntry.objects.values_list("change_message", flat=True))
    assert "stored; nobody can read it back" in client.get(change(feed)).content.decode()


def test_a_form_that_is_refused_does_not_hand_the_password_back(client, feed):
    page = saved(client, feed, new_secret="another tide", address="nonsense")
    assert "must begin with http" in page
    assert "another tide" not in page


def test_a_password_is_replaced_kept_and_forgotten(client, feed):
    saved(client, feed, name="Coast News")
    assert decrypt(stored(feed).secret) == SECRET
    saved(client, feed, new_secret="another tide")
    assert decrypt(stored(feed).secret) == "another tide"
    saved(client, feed, forget_secret="on")
    assert stored(feed).secret == ""


@pytest.mark.parametrize(
    "fields",
    [
        {"address": "https://thief.example/feed.xml"},
        {"address": "http://agency.example/feed.xml"},
        {"address": "https://agency.example:8443/feed.xml"},
        {"transport": "ftp", "address": "ftp://agency.example/out"},
        {"transport": "push"},
    ],
    ids=["host", "scheme", "port", "transport", "push"],
)
def test_a_stored_password_goes_to_no_other_server(client, feed, fields):
    page = saved(client, feed, **fields)
    assert "leads to another server than before" in page
    assert stored(feed).address == "https://agency.example/feed.xml"

    saved(client, feed, **fields, new_secret="for the new one")
    assert decrypt(stored(feed).secret) == "for the new one"


def test_another_path_of_the_same_server_keeps_the_password(client, feed):
    feed.remote_files.create(name="a.xml", mark="1 1", seen_at=timezone.now())
    FeedState.objects.create(feed=feed, etag='"1"')
    saved(client, feed, address="https://agency.example/other.xml")

    assert stored(feed).address == "https://agency.example/other.xml"
    assert decrypt(stored(feed).secret) == SECRET
    assert FeedState.objects.get().etag == ""
    assert not feed.remote_files.exists()


def test_a_server_in_another_folder_must_still_prove_that_it_is_the_one(client, feed):
    Feed.objects.update(transport="sftp", address="sftp://agency.example/out")
    for name in ("a.xml", "/key of the server"):
        feed.remote_files.create(name=name, mark="1 1", seen_at=timezone.now())
    saved(client, feed, address="sftp://agency.example/new")
    assert feed.remote_files.get().name == "/key of the server"

    saved(client, feed, address="sftp://other.example/new", new_secret="for the new one")
    assert not feed.remote_files.exists()


# --- Addresses ---


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"transport": "http", "address": ""}, "Say where its files are."),
        ({"transport": "http", "address": "ftp://a.example/"}, "must begin with http"),
        ({"transport": "ftp", "address": "https://a.example/"}, "such as ftp://agency.example"),
        ({"transport": "folder", "address": "/etc"}, "A hot folder lies in"),
        (
            {"transport": "imap", "address": "imaps://a.example/INBOX", "username": ""},
            "needs a user name",
        ),
        ({"transport": "http", "address": "https://u:p@a.example/"}, "in their own fields"),
        (
            {"transport": "http", "address": "https://{secret}.a.example/feed"},
            "cannot be part of the server",
        ),
        ({"every_seconds": "1"}, "greater than or equal to 10"),
    ],
)
def test_what_cannot_work_is_said_before_it_is_saved(client, fields, sentence):
    fields = {"name": "Hills", "slug": "hills", **fields}
    assert sentence in saved(client, None, **fields)
    assert not Feed.objects.filter(slug="hills").exists()


def test_a_new_feed_with_its_password(client):
    saved(
        client, None, name="Hills", slug="hills", transport="sftp", username="reader",
        address="sftp://hills.example/out", new_secret="-----BEGIN X-----\r\nabc\r\n",
    )  # fmt: skip
    feed = Feed.objects.get(slug="hills")
    assert decrypt(feed.secret) == "-----BEGIN X-----\nabc"


# --- How it fares ---


def test_how_the_connection_fares(client, feed):
    now = timezone.now()
    FeedState.objects.create(
        feed=feed, failures=3, failure="The server is in trouble (status 503).",
        succeeded_at=now, received_at=now, next_at=now + timedelta(minutes=5), alarmed_at=now,
    )  # fmt: skip
    feed.deliveries.create(sha256="0" * 64, size=1, raw="x", received_at=now, state="done")
    feed.deliveries.create(
        sha256="1" * 64, size=1, raw="x", received_at=now - timedelta(days=2), state="done"
    )
    page = re.sub(r"\s+", " ", client.get(change(feed)).content.decode())

    assert "<dt>Failures in a row</dt><dd>3</dd>" in page
    assert "The server is in trouble (status 503)." in page
    assert "gone quiet" in page
    assert "<dt>Today</dt><dd>1 read</dd>" in page
    listed = client.get(admin_address("wire_feed_changelist")).content.decode()
    assert "failing, 3 in a row" in listed


def test_the_list_asks_no_more_for_more_feeds(client, feed, count_queries):
    address = admin_address("wire_feed_changelist")
    client.get(address)
    with count_queries() as one:
        client.get(address)
    for number in range(10):
        other = Feed.objects.create(name=f"Hills {number}", slug=f"hills-{number}")
        FeedState.objects.create(feed=other)
    with count_queries() as many:
        client.get(address)
    assert len(many) == len(one), many


def test_who_may_look_sees_no_way_to_change(desk_editor, feed):
    client = Client()
    client.force_login(desk_editor)
    tokens.make(feed, by=None, now=timezone.now())
    page = client.get(change(feed)).content.decode()
    assert "Tokens for agencies that push" in page
    assert "Test the connection" not in page
    assert "Make a token" not in page
    assert "new_secret" not in page


# --- Trying and visiting ---


def test_a_connection_is_tried_and_nothing_is_taken(client, feed, settings):
    settings.NEWSROOM_ALLOWED_NETWORKS = HERE
    server = Server(reply(framed("Ferry-wind"), content_type="text/plain"), reply(status="500 No"))
    try:
        Feed.objects.update(address=server.url("/"))
        for sentence in ("The connection works. The server sent", "It does not work: The server"):
            page = client.post(admin_address("wire_feed_try", feed.pk), follow=True)
            assert sentence in page.content.decode()
    finally:
        server.close()
    assert not feed.deliveries.exists()


def test_a_visit_is_asked_for(client, feed):
    FeedState.objects.create(feed=feed, next_at=timezone.now() + timedelta(hours=1), failures=9)
    client.post(admin_address("wire_feed_visit", feed.pk))
    assert FeedState.objects.get().next_at <= timezone.now()

    Feed.objects.update(transport="push")
    page = client.post(admin_address("wire_feed_visit", feed.pk), follow=True).content.decode()
    assert "It is not visited" in page


# --- Tokens ---


def test_a_token_is_shown_once_and_works(client, feed, wire_operator):
    response = client.post(admin_address("wire_feed_token", feed.pk), {"days": "30"})
    page = response.content.decode()
    text = re.search(r'<code id="token">(\S+)</code>', page)[1]

    assert tokens.feed_of(text, "coast", now=timezone.now()) == feed
    assert "no-store" in response.headers["Cache-Control"]
    row = FeedToken.objects.get()
    assert row.made_by == wire_operator
    assert timedelta(days=29) < row.expires_at - timezone.now() <= timedelta(days=30)
    for address in (change(feed), admin_address("wire_feed_history", feed.pk)):
        shown = client.get(address).content.decode()
        assert text not in shown
        assert row.hint in shown


def test_a_token_is_revoked(client, feed):
    row, text = tokens.make(feed, by=None, now=timezone.now())
    client.post(admin_address("wire_feed_revoke", feed.pk, row.pk))
    assert tokens.feed_of(text, "coast", now=timezone.now()) is None
    assert "revoked" in client.get(change(feed)).content.decode()


def test_a_token_of_another_feed_is_not_revoked_through_this_one(client, feed):
    other = Feed.objects.create(name="Hills", slug="hills")
    row, _ = tokens.make(other, by=None, now=timezone.now())
    response = client.post(admin_address("wire_feed_revoke", feed.pk, row.pk))
    assert response.status_code == 404
    assert FeedToken.objects.get().revoked_at is None


@pytest.mark.parametrize("days", ["0", "-1", "x", "99999"])
def test_days_that_are_none(client, feed, days):
    client.post(admin_address("wire_feed_token", feed.pk), {"days": days})
    assert not FeedToken.objects.exists()


@pytest.mark.parametrize("view", ["try", "visit", "token", "revoke"])
def test_what_is_done_is_done_by_post_and_by_those_who_may(client, desk_editor, feed, view):
    row, _ = tokens.make(feed, by=None, now=timezone.now())
    pks = [feed.pk, row.pk] if view == "revoke" else [feed.pk]
    address = admin_address(f"wire_feed_{view}", *pks)
    assert client.get(address).status_code == 405
    client.force_login(desk_editor)
    assert client.post(address).status_code == 403
    assert FeedToken.objects.get().revoked_at is None


def test_the_default_folder_for_hot_folders_lies_with_the_data(client, settings):
    page = saved(
        client, None, name="Hills", slug="hills", transport="folder", address="/srv/elsewhere"
    )
    assert str(Path(settings.NEWSROOM_DATA) / "incoming") in page

"""Pushes: taken from whoever has the feed's token, acknowledged when stored, and never twice."""

import gzip
import hashlib
import io
import json
import threading
import time
import tracemalloc
from functools import partial

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from newsroom.wire import tokens
from newsroom.wire.connections import state_of
from newsroom.wire.deliveries import raw_bytes
from newsroom.wire.models import Delivery, Feed, WireItem
from newsroom.wire.transports.payload import payload_from
from tests.newsroom.wire.framed import framed

pytestmark = pytest.mark.django_db

ADDRESS = "/wire/push/coast/"
COPY = framed("Ferry-wind")


@pytest.fixture
def feed() -> Feed:
    return Feed.objects.create(name="Coast", slug="coast", transport="push")


@pytest.fixture
def token(feed) -> str:
    return tokens.make(feed, by=None, now=timezone.now())[1]


@pytest.fixture
def post(token):
    """``post(COPY, X_Delivery_Id="7")`` pushes with the feed's token."""

    def send(data=COPY, *, address=ADDRESS, kind="text/plain", bearer=token, **headers):
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        if bearer is not None:
            told["Authorization"] = f"Bearer {bearer}"
        return Client().post(address, data, content_type=kind, headers=told)

    return send


# --- What comes in ---


def test_a_push_is_filed_and_answered_with_its_outcomes(post, feed):
    response = post(Content_Disposition='attachment; filename="../out/ferry.txt"')
    answer = response.json()

    assert response.status_code == 201
    delivery = Delivery.objects.get()
    assert answer["delivery"] == str(delivery.uid)
    assert raw_bytes(delivery) == COPY
    assert delivery.filename == "ferry.txt"
    [outcome] = answer["outcomes"]
    assert set(outcome) == {"file", "guid", "version", "outcome", "reason", "article"}
    assert (outcome["file"], outcome["outcome"]) == ("ferry.txt", "created")
    assert outcome["article"] is not None
    assert answer["summary"]["created"] == 1
    assert "no-store" in response.headers["Cache-Control"]


def test_the_same_bytes_again_are_a_duplicate(post):
    assert post().status_code == 201
    response = post()
    assert response.status_code == 200
    assert response.json()["outcomes"][0]["outcome"] == "duplicate"
    assert WireItem.objects.count() == 1


def test_what_is_no_copy_is_kept_and_said_to_be_in_quarantine(post):
    response = post(b"\x00\x01\x02\x03", kind="application/octet-stream")
    assert response.status_code == 422
    [outcome] = response.json()["outcomes"]
    assert outcome["outcome"] == "quarantined"
    assert outcome["reason"]
    assert raw_bytes(Delivery.objects.get()) == b"\x00\x01\x02\x03"


def test_a_push_shows_in_the_feeds_state(post, feed):
    post()
    first = state_of(feed).received_at
    assert first is not None
    post()
    assert state_of(feed).received_at == first, "a repeat brings nothing new"
    assert state_of(feed).succeeded_at > first


@pytest.mark.django_db(transaction=True)
def test_the_answer_is_made_when_all_is_committed(post, monkeypatch):
    from newsroom.wire import push

    made, seen = push.Answer.response, []

    def look() -> None:
        seen.append((Delivery.objects.get().state, WireItem.objects.count()))
        connection.close()

    def response(self):
        # Another connection sees only what would be there after a crash.
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
        return made(self)

    monkeypatch.setattr(push.Answer, "response", response)
    assert post().status_code == 201
    assert seen == [("done", 1)]


# --- The sender's own id ---


@pytest.mark.parametrize("header", ["X_Delivery_Id", "Idempotency_Key"])
def test_the_same_id_with_the_same_bytes_gets_the_same_answer(post, header):
    first = post(**{header: "sending 7"})
    again = post(**{header: "sending 7"})

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert Delivery.objects.get().transmission == "sending 7"


def test_the_same_id_with_other_bytes_is_refused_and_not_filed(post):
    post(X_Delivery_Id="7")
    response = post(framed("Bridge-shut"), X_Delivery_Id="7")

    assert response.status_code == 409
    assert Delivery.objects.count() == WireItem.objects.count() == 1


def test_a_quarantined_sending_gets_the_same_answer_too(post):
    first = post(b"\x00\x01", X_Delivery_Id="7")
    again = post(b"\x00\x01", X_Delivery_Id="7")
    assert (first.status_code, again.status_code) == (422, 422)
    assert again.json() == first.json()


def test_ids_of_other_feeds_are_no_concern(post):
    post(X_Delivery_Id="7")
    other = Feed.objects.create(name="Hills", slug="hills", transport="push")
    text = tokens.make(other, by=None, now=timezone.now())[1]
    data = framed("Bridge-shut")
    assert (
        post(data, address="/wire/push/hills/", bearer=text, X_Delivery_Id="7").status_code == 201
    )


def test_a_push_that_was_cut_off_after_it_was_kept_is_finished_when_sent_again(post, feed):
    from newsroom.wire import deliveries

    payload = deliveries.payload_of(COPY, "7")
    deliveries.keep(payload)
    row = deliveries.enter([payload], feed)[payload.sha256]
    Delivery.objects.filter(pk=row.pk).update(transmission="7")

    response = post(X_Delivery_Id="7")
    assert response.json()["outcomes"][0]["outcome"] == "created"
    assert WireItem.objects.count() == 1
    assert post(X_Delivery_Id="7").json() == response.json()


@pytest.mark.parametrize("name", ["x" * 201, "a\tb", "é"])
def test_an_id_that_cannot_be_kept_is_refused(post, name):
    assert post(X_Delivery_Id=name).status_code == 400
    assert not Delivery.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_senders_that_race_under_one_id_with_different_bytes_get_one_in(post):
    files = [framed(f"Ferry{number}-wind") for number in range(4)]
    statuses, ready = [], threading.Barrier(4)

    def send(data):
        ready.wait()
        statuses.append(post(data, X_Delivery_Id="7").status_code)
        connection.close()

    threads = [threading.Thread(target=send, args=(data,)) for data in files]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [201, 409, 409, 409]
    assert WireItem.objects.count() == Delivery.objects.count() == 1


# --- Who may ---


def test_without_a_good_token_all_are_told_the_same(post, token, feed):
    other = Feed.objects.create(name="Hills", slug="hills", transport="push")
    of_another = tokens.make(other, by=None, now=timezone.now())[1]
    now = timezone.now()
    expired = tokens.make(feed, by=None, now=now, expires_at=now)[1]
    revoked_row, revoked = tokens.make(feed, by=None, now=now)
    tokens.revoke(revoked_row, now=now)
    answers = [
        post(bearer=None),
        post(bearer="wrong"),
        post(bearer=of_another),
        post(bearer=expired),
        post(bearer=revoked),
        post(bearer=None, Authorization=f"Basic {token}"),
        post(address="/wire/push/nowhere/"),
        post(address="/wire/push/nowhere/", bearer=None),
    ]
    for answer in answers:
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == 'Bearer realm="wire"'
        assert answer.content == answers[0].content
        assert set(answer.headers) == set(answers[0].headers)
    assert not Delivery.objects.exists()


def test_who_may_not_is_told_so_before_anything_is_read(post):
    assert post(bearer=None, kind="video/mp4").status_code == 401


def test_no_token_of_a_form_is_asked_for(token):
    forger = Client(enforce_csrf_checks=True)
    headers = {"Authorization": f"Bearer {token}"}
    response = forger.post(ADDRESS, COPY, content_type="text/plain", headers=headers)
    assert response.status_code == 201


@pytest.mark.parametrize("method", ["get", "head", "put", "patch", "delete", "options"])
@pytest.mark.parametrize("address", [ADDRESS, "/wire/push/nowhere/"])
def test_other_methods_are_refused(token, method, address):
    response = getattr(Client(), method)(address)
    assert response.status_code == 405
    assert response.headers["Allow"] == "POST"
    assert "no-store" in response.headers["Cache-Control"]


# --- What it may be ---


@pytest.mark.parametrize(
    "kind",
    [
        "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/html",
        "text/javascript", "video/mp4", "application/zip", "image/svg+xml", "nonsense",
    ],
)  # fmt: skip
def test_types_that_are_no_copy(post, kind):
    assert post(kind=kind).status_code == 415
    assert not Delivery.objects.exists()


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain; charset=utf-8", "application/XML", "text/xml", "application/json",
        "application/rss+xml", "application/vnd.iptc.g2.newsitem+xml", "application/ninjs+json",
        "application/octet-stream", "message/rfc822",
    ],
)  # fmt: skip
def test_types_of_copy(post, kind):
    assert post(kind=kind).status_code == 201


# --- How much, how packed, how slow ---


class Body:
    """A body of ``size`` bytes that is made as it is read."""

    def __init__(self, size: int, pause: float = 0.0) -> None:
        self.left, self.pause, self.given = size, pause, 0

    def readline(self, most: int = -1) -> bytes:
        raise AssertionError("nobody reads copy by lines")

    def read(self, most: int = -1) -> bytes:
        time.sleep(self.pause)
        piece = b"x" * min(most if most >= 0 else self.left, self.left, 1 << 16)
        self.left -= len(piece)
        self.given += len(piece)
        return piece


def send_body(token, body, length, **headers):
    """A push as the server hands it over, with a length of the sender's choice."""
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    request = {"wsgi.input": body, "CONTENT_LENGTH": length, "CONTENT_TYPE": "text/plain"}
    return Client().generic(
        "POST", ADDRESS, headers={"Authorization": f"Bearer {token}", **told}, **request
    )


@pytest.mark.parametrize("length", ["", "many", "-1", "1e3"])
def test_a_length_that_is_not_told(token, length):
    assert send_body(token, io.BytesIO(COPY), length).status_code == 411


def test_what_is_too_large_is_refused_before_it_is_read(token):
    body = Body(200_000_000)
    response = send_body(token, body, "128000001")
    assert response.status_code == 413
    assert body.given == 0


@pytest.fixture
def peak():
    """``peak()`` is the most memory held since the test began or last called ``reset_peak``."""
    tracemalloc.start()
    yield lambda: tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()


def test_a_large_file_is_never_held_in_memory(token, feed, peak):
    size = 40_000_000
    response = send_body(token, Body(size), str(size))
    most = peak()
    assert response.status_code == 422  # it is no copy
    assert most < 30_000_000
    row = Delivery.objects.get()
    assert row.size == size
    assert row.sha256 == hashlib.sha256(b"x" * size).hexdigest()


def test_a_file_that_ends_too_early_is_not_taken(token):
    response = send_body(token, io.BytesIO(COPY), str(len(COPY) + 1))
    assert response.status_code == 400
    assert not Delivery.objects.exists()


def test_a_slow_sender_is_given_up(token, monkeypatch):
    monkeypatch.setattr("newsroom.wire.push.LEAST_SECONDS", 0.2)
    body = Body(50 * (1 << 16), pause=0.05)
    body_size = str(1 << 16)
    monkeypatch.setattr("newsroom.wire.push._BYTES_A_SECOND", 10**12)
    response = send_body(token, body, str(50 * int(body_size)))
    assert response.status_code == 408
    assert body.given < 20 * int(body_size)
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "GZIP"])
def test_packed_copy_is_unpacked(post, encoding):
    assert post(gzip.compress(COPY), Content_Encoding=encoding).status_code == 201
    assert raw_bytes(Delivery.objects.get()) == COPY


def test_packed_copy_may_come_in_several_members(post):
    data = gzip.compress(COPY[:100]) + gzip.compress(COPY[100:]) + b"\0\0"
    assert post(data, Content_Encoding="gzip").status_code == 201
    assert raw_bytes(Delivery.objects.get()) == COPY


@pytest.mark.parametrize(
    ("data", "encoding", "status"),
    [
        (gzip.compress(COPY)[:-5], "gzip", 400),
        (COPY, "gzip", 400),
        (COPY, "br", 415),
        (COPY, "gzip, gzip", 415),
    ],
    ids=["cut-off", "not-packed", "unknown", "twice"],
)
def test_packing_that_is_wrong(post, data, encoding, status):
    assert post(data, Content_Encoding=encoding).status_code == status
    assert not Delivery.objects.exists()


def test_a_bomb_is_found_before_it_has_gone_off(post, peak):
    bomb = gzip.compress(b"\0" * 120_000_000, 9)
    tracemalloc.reset_peak()
    response = post(bomb, Content_Encoding="gzip")
    assert response.status_code == 413
    assert peak() < 30_000_000
    assert not Delivery.objects.exists()


def test_what_unpacks_to_more_than_a_file_may_have_is_refused(post, monkeypatch):
    monkeypatch.setattr("newsroom.wire.push.payload_from", partial(payload_from, most=100))
    assert post(gzip.compress(COPY * 3), Content_Encoding="gzip").status_code == 413


# --- When we cannot ---


def test_without_a_database_the_sender_is_to_come_again(post, monkeypatch):
    def away(*told, **options):
        raise OperationalError("the connection was refused")

    monkeypatch.setattr("newsroom.wire.deliveries.enter", away)
    monkeypatch.setattr("newsroom.wire.inbox._TRIES", 1)
    response = post()
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "10"
    assert "refused" not in response.content.decode()


def test_without_room_on_the_disk_the_sender_is_to_come_again(post, monkeypatch):
    def full(payload):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("newsroom.wire.deliveries.keep", full)
    assert post().status_code == 503
    assert not Delivery.objects.exists()


def test_an_answer_is_json_and_names_no_secret(post, token):
    for response in (post(), post(bearer="wrong"), post(kind="video/mp4")):
        assert token not in json.dumps(response.json())

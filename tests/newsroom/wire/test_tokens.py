"""Tokens of feeds: good for one feed, while they last; only their hash is kept."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest

from newsroom.wire import tokens
from newsroom.wire.models import Feed, FeedToken

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 8, 11, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def feed() -> Feed:
    return Feed.objects.create(name="Coast", slug="coast")


@pytest.fixture
def made(feed) -> tuple[FeedToken, str]:
    return tokens.make(feed, by=None, now=NOON)


def test_a_token_opens_its_own_feed_alone(made, feed):
    _, text = made
    other = Feed.objects.create(name="Hills", slug="hills")
    assert tokens.feed_of(text, "coast", now=NOON) == feed
    assert tokens.feed_of(text, other.slug, now=NOON) is None
    assert tokens.feed_of(text, "nowhere", now=NOON) is None


@pytest.mark.parametrize("change", [str.upper, str.strip, lambda text: text[:-1] + "~"])
def test_only_the_very_letters_count(made, change):
    _, text = made
    is_same = change(text) == text
    assert (tokens.feed_of(change(text), "coast", now=NOON) is not None) == is_same


@pytest.mark.parametrize("text", ["", " ", "wire_", "x" * 10_000, "\ud800"])
def test_what_is_no_token(made, text):
    assert tokens.feed_of(text, "coast", now=NOON) is None


def test_only_the_hash_and_a_hint_are_kept(made):
    row, text = made
    kept = [str(value) for value in FeedToken.objects.values_list().get()]
    assert hashlib.sha256(text.encode()).hexdigest() in kept
    assert not any(text.removeprefix("wire_") in value for value in kept)
    assert text.removeprefix("wire_").startswith(row.hint)
    assert len(text) - len(row.hint) > 35, "what is not shown cannot be guessed"


def test_an_expired_token_opens_nothing(feed):
    _, text = tokens.make(feed, by=None, now=NOON, expires_at=NOON + MINUTE)
    assert tokens.feed_of(text, "coast", now=NOON + MINUTE - timedelta(microseconds=1)) == feed
    assert tokens.feed_of(text, "coast", now=NOON + MINUTE) is None


def test_a_revoked_token_opens_nothing_and_another_goes_on(made, feed):
    row, text = made
    _, second = tokens.make(feed, by=None, now=NOON)
    assert tokens.revoke(row, now=NOON)
    assert not tokens.revoke(row, now=NOON + MINUTE), "once is enough"
    assert tokens.feed_of(text, "coast", now=NOON) is None
    assert tokens.feed_of(second, "coast", now=NOON) == feed
    row.refresh_from_db()
    assert row.revoked_at == NOON


def test_a_feed_that_is_switched_off_is_closed(made, feed):
    Feed.objects.update(is_active=False)
    assert tokens.feed_of(made[1], "coast", now=NOON) is None


def test_the_last_use_is_noted_but_not_at_every_use(made):
    row, text = made
    for later, noted in [(0, 0), (30, 0), (60, 60), (61, 60)]:
        tokens.feed_of(text, "coast", now=NOON + timedelta(seconds=later))
        row.refresh_from_db()
        assert row.last_used_at == NOON + timedelta(seconds=noted)

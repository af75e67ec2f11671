"""Agencies' passwords: what is stored says nothing, and survives a change of the site's key."""

import logging

import pytest
from django.core import serializers
from hypothesis import given
from hypothesis import strategies as st

from newsroom.wire import secrets
from newsroom.wire.models import Feed
from newsroom.wire.secrets import Account, SecretError, account_of, decrypt, encrypt, renew_all

SECRET = "the tide turns at four"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200))
def test_what_was_encrypted_comes_back_and_is_not_to_be_seen(secret):
    stored = encrypt(secret)
    assert decrypt(stored) == secret
    assert len(secret) < 4 or secret not in stored


def test_nothing_stays_nothing():
    assert encrypt("") == decrypt("") == ""


def test_the_same_password_twice_does_not_look_the_same():
    assert encrypt(SECRET) != encrypt(SECRET)


def test_after_a_change_of_key_the_old_one_still_opens_while_it_is_a_fallback(settings):
    stored = encrypt(SECRET)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key, of the same length or so, for tests"
    assert decrypt(stored) == SECRET

    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(SecretError, match="enter it again"):
        decrypt(stored)


def test_the_key_of_sessions_and_that_of_passwords_are_not_the_same(settings):
    assert settings.SECRET_KEY.encode() not in b"".join(secrets._derived())


@pytest.mark.django_db
def test_a_rotation_is_done_when_all_are_renewed(settings):
    feeds = [
        Feed.objects.create(name=name, slug=name, secret=encrypt(name + SECRET)) for name in "ab"
    ]
    Feed.objects.create(name="none", slug="none")
    lost = Feed.objects.create(name="lost", slug="lost", secret="of a key that nobody has")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key, of the same length or so, for tests"
    assert renew_all() == 2
    assert renew_all() == 0

    settings.SECRET_KEY_FALLBACKS = []
    for feed in feeds:
        feed.refresh_from_db()
        assert account_of(feed).secret == feed.name + SECRET
    lost.refresh_from_db()
    assert lost.secret == "of a key that nobody has"


@pytest.mark.django_db
def test_a_password_is_in_no_dump_no_log_and_no_text_of_its_account(caplog):
    feed = Feed.objects.create(name="Coast", slug="coast", secret=encrypt(SECRET))
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("newsroom").info("%r %s %r", feed, feed, account_of(feed))
    shown = caplog.text + serializers.serialize("json", [feed]) + repr(Account("reader", SECRET))
    assert SECRET not in shown

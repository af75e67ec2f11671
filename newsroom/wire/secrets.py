"""Agencies' passwords: encrypted where they are kept, shown to nobody, open to the site's key."""

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from newsroom.wire.models import Feed

# The site's key serves other ends too; a key of its own gives none of them away.
_PURPOSE = b"newsroom.wire.secrets"


class SecretError(Exception):
    """A password that cannot be read any more, in a sentence for the wire desk."""


@dataclass(frozen=True, slots=True)
class Account:
    """Who the newsroom is on an agency's server; what proves it is never printed with it."""

    username: str
    secret: str = field(repr=False)


def encrypt(secret: str) -> str:
    """``secret`` as it may be stored; empty stays empty."""
    return _keys().encrypt(secret.encode()).decode() if secret else ""


def decrypt(stored: str) -> str:
    """The secret that ``encrypt`` stored; raises SecretError if the site's key was changed."""
    try:
        return _keys().decrypt(stored.encode()).decode() if stored else ""
    except InvalidToken:
        raise SecretError(
            "The password was stored under a key that the site no longer has; enter it again."
        ) from None


def account_of(feed: Feed) -> Account:
    """The user name and password of ``feed``; raises SecretError."""
    return Account(feed.username, decrypt(feed.secret))


def renew_all() -> int:
    """Encrypts every password under the newest key; how many an older key had encrypted.

    After that the older keys can leave SECRET_KEY_FALLBACKS. A password that none of the keys
    opens stays as it is.
    """
    newest = Fernet(next(_derived()))
    return sum(_renew(feed, newest) for feed in Feed.objects.exclude(secret=""))


def _renew(feed: Feed, newest: Fernet) -> bool:
    try:
        newest.extract_timestamp(feed.secret)
    except InvalidToken:
        pass
    else:
        return False
    try:
        renewed = _keys().rotate(feed.secret.encode()).decode()
    except InvalidToken:
        return False
    # Whoever replaced it meanwhile goes before.
    return bool(Feed.objects.filter(pk=feed.pk, secret=feed.secret).update(secret=renewed))


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in _derived()])


def _derived() -> Iterator[bytes]:
    """The keys that passwords are encrypted with, the newest first."""
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        derived = hashlib.blake2b(key.encode(), key=_PURPOSE, digest_size=32)
        yield base64.urlsafe_b64encode(derived.digest())

"""Tokens that agencies push copy with: made and shown once, kept as SHA-256, good for one feed."""

import hashlib
import secrets
from datetime import datetime, timedelta

from newsroom.staff.models import User
from newsroom.wire.models import Feed, FeedToken

_MARK = "wire_"  # so that a token that strays into a text is known for what it is
_HINT = 8
_LONGEST = 200
_NOTED_EVERY = timedelta(minutes=1)


def make(
    feed: Feed, *, by: User | None, now: datetime, expires_at: datetime | None = None
) -> tuple[FeedToken, str]:
    """A new token of ``feed``, and its text, which is nowhere to be had again."""
    letters = secrets.token_urlsafe(32)
    text = _MARK + letters
    row = FeedToken.objects.create(
        feed=feed,
        sha256=_sha256(text),
        hint=letters[:_HINT],
        made_at=now,
        made_by=by,
        expires_at=expires_at,
    )
    return row, text


def feed_of(text: str, slug: str, *, now: datetime) -> Feed | None:
    """The feed called ``slug``, if ``text`` is a token of it that is good at ``now``; else None.

    Why not, nobody is told: a token of another feed and a feed that there is not look the same.
    The token is looked up by its hash, so how long that takes says nothing about its letters.
    """
    if not text or len(text) > _LONGEST:
        return None
    rows = FeedToken.objects.select_related("feed__source", "feed__section")
    row = rows.filter(sha256=_sha256(text)).first()
    if row is None or not is_good(row, now=now) or row.feed.slug != slug or not row.feed.is_active:
        return None
    if row.last_used_at is None or now - row.last_used_at >= _NOTED_EVERY:
        FeedToken.objects.filter(pk=row.pk).update(last_used_at=now)
    return row.feed


def is_good(token: FeedToken, *, now: datetime) -> bool:
    """Whether it was neither revoked nor has it expired."""
    return token.revoked_at is None and (token.expires_at is None or now < token.expires_at)


def revoke(token: FeedToken, *, now: datetime) -> bool:
    """Makes the token worthless from this moment; False if it was so already."""
    rows = FeedToken.objects.filter(pk=token.pk, revoked_at=None)
    return bool(rows.update(revoked_at=now))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()

"""Signing in, slowing down who guesses, and ending the sessions of someone who left."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from ipaddress import ip_address
from typing import Any

from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.crypto import salted_hmac

from newsroom.staff.models import SignInAttempt, User

# Wrong tries that one user name from one address has; never an address alone, since a whole
# newsroom sits behind one.
TRIES = 20
WITHIN = timedelta(minutes=15)


class SignInForm(AdminAuthenticationForm):
    """Says the same whatever was wrong, so that nobody learns who works here."""

    error_messages = {
        "invalid_login": (
            "That user name and password do not belong together, or may not sign in here."
            " Capital letters count."
        ),
        "inactive": (
            "That user name and password do not belong together, or may not sign in here."
            " Capital letters count."
        ),
    }

    def clean(self) -> dict[str, Any]:
        """Asks for the password only while tries are left; a right one does not show before."""
        key = attempt_key(str(self.cleaned_data.get("username", "")), self._address())
        if is_throttled(key):
            raise self.get_invalid_login_error()
        try:
            return dict(super().clean())
        except ValidationError:
            note_failure(key)
            raise

    def _address(self) -> str:
        return address_of(self.request.META) if self.request else ""


def address_of(meta: Mapping[str, Any]) -> str:
    """Who asks: the peer or, where that is a proxy of ours, whom the proxy names last.

    What stands before that in ``X-Forwarded-For`` the client may have written itself.
    """
    peer = str(meta.get("REMOTE_ADDR", ""))
    named = str(meta.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip()
    try:
        is_ours = not peer or ip_address(peer).is_private
        return str(ip_address(named)) if is_ours and named else peer
    except ValueError:
        return peer


def attempt_key(username: str, address: str) -> str:
    """What tries are counted by."""
    return salted_hmac(
        "sign-in", f"{username.casefold()}\n{address}", algorithm="sha256"
    ).hexdigest()


def is_throttled(key: str) -> bool:
    """Whether the tries of the last quarter of an hour are used up."""
    since = timezone.now() - WITHIN
    return SignInAttempt.objects.filter(key=key, at__gt=since).count() >= TRIES


def note_failure(key: str) -> None:
    """Counts a wrong try, and forgets those that no longer count."""
    now = timezone.now()
    SignInAttempt.objects.filter(at__lte=now - WITHIN).delete()
    SignInAttempt.objects.create(key=key, at=now)


def end_sessions(user: User) -> int:
    """Signs ``user`` out everywhere; the number of sessions that were ended."""
    keys = list(_session_keys(user))
    Session.objects.filter(pk__in=keys).delete()
    return len(keys)


def _session_keys(user: User) -> Iterator[str]:
    # A session names its user inside the signed data, so each one that is open has to be read.
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if session.get_decoded().get(SESSION_KEY) == str(user.pk):
            yield session.session_key

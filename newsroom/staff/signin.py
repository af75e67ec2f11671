"""Signing in, and ending the sessions of someone who may no longer be signed in."""

from collections.abc import Iterator

from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone

from newsroom.staff.models import User


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

"""Whoever guesses passwords is slowed down, by user name and address together."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from newsroom.staff.signin import TRIES, WITHIN, address_of
from tests.factories import PASSWORD, a_user

pytestmark = pytest.mark.django_db


def sign_in(client, name, password, address="127.0.0.1"):
    return client.post(
        "/admin/login/", {"username": name, "password": password}, REMOTE_ADDR=address
    )


@pytest.fixture
def editor():
    return a_user("desk_editor", username="editor")


def test_after_twenty_wrong_tries_the_right_password_does_not_help(client, editor):
    for _ in range(TRIES):
        refused = sign_in(client, "editor", "wrong")

    locked = sign_in(client, "Editor", PASSWORD)

    assert locked.status_code == 200
    assert "do not belong together" in locked.content.decode()
    assert "do not belong together" in refused.content.decode()


def test_a_colleague_at_the_same_address_and_the_same_person_elsewhere_still_get_in(client, editor):
    a_user("reporter", username="colleague")
    for _ in range(TRIES):
        sign_in(client, "editor", "wrong")

    assert sign_in(client, "colleague", PASSWORD).status_code == 302
    assert sign_in(client, "editor", PASSWORD, address="127.0.0.2").status_code == 302


def test_a_quarter_of_an_hour_later_the_tries_are_forgotten(client, editor):
    for _ in range(TRIES):
        sign_in(client, "editor", "wrong")

    with time_machine.travel(timezone.now() + WITHIN + timedelta(seconds=1)):
        assert sign_in(client, "editor", PASSWORD).status_code == 302


def test_behind_a_proxy_it_is_whom_the_proxy_names_last_and_not_what_the_client_wrote(
    client, editor
):
    def from_afar(password, *, claiming):
        return client.post(
            "/admin/login/",
            {"username": "editor", "password": password},
            REMOTE_ADDR="10.0.0.5",
            HTTP_X_FORWARDED_FOR=f"{claiming}, 203.0.113.9",
        )

    for number in range(TRIES):
        from_afar("wrong", claiming=f"198.51.100.{number}")

    assert from_afar(PASSWORD, claiming="198.51.100.200").status_code == 200
    assert sign_in(client, "editor", PASSWORD, address="10.0.0.5").status_code == 302


@pytest.mark.parametrize(
    ("peer", "said", "counted"),
    [
        ("8.8.8.8", "198.51.100.1", "8.8.8.8"),  # nobody's proxy: it may say what it likes
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "evil\n", "127.0.0.1"),
        ("", "198.51.100.1", "198.51.100.1"),  # a socket's folder has no address
        ("fd00::1", "2001:db8::7", "2001:db8::7"),
    ],
)
def test_who_asks_is_the_peer_or_whom_our_proxy_names(peer, said, counted):
    assert address_of({"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": said}) == counted


def test_nineteen_wrong_tries_are_forgiven(client, editor):
    for _ in range(TRIES - 1):
        sign_in(client, "editor", "wrong")

    assert sign_in(client, "editor", PASSWORD).status_code == 302

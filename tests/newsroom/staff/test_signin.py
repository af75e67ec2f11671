"""The sign-in page tells nobody who works here."""

import re

import pytest
from django.test import Client

from newsroom.staff.models import User
from tests import factories

pytestmark = pytest.mark.django_db


def _told(username: str, password: str) -> str:
    response = Client().post("/admin/login/", {"username": username, "password": password})
    assert response.status_code == 200
    found = re.search(r'<p class="errornote" role="alert">(.*?)</p>', response.content.decode())
    assert found, "nothing was said"
    return found[1]


def test_a_wrong_password_and_an_unknown_name_read_the_same(reporter: User) -> None:
    factories.a_user(username="gone", is_active=False)
    factories.a_user(username="outsider", is_staff=False)

    said = {
        _told(reporter.username, "wrong"),
        _told("nobody-at-all", "wrong"),
        _told("gone", factories.PASSWORD),
        _told("outsider", factories.PASSWORD),
    }

    assert len(said) == 1, said


def test_who_works_here_comes_to_the_desks_front_page(reporter: User) -> None:
    data = {"username": reporter.username, "password": factories.PASSWORD, "next": "/admin/"}
    response = Client().post("/admin/login/", data)
    assert response.headers["Location"] == "/admin/"


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_signing_in_leads_to_no_other_site(reporter: User, address: str) -> None:
    data = {"username": reporter.username, "password": factories.PASSWORD, "next": address}
    response = Client().post("/admin/login/", data)
    assert "evil" not in response.headers["Location"]

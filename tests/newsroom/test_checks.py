"""Each wrong deployment is named, with what to do about it; a right one passes in silence."""

import pytest
from django.conf import settings as current

from newsroom.checks import production_database, public_address, shared_files


@pytest.fixture
def public_site(settings):
    settings.NEWSROOM_BASE_URL = "https://news.example"
    settings.ALLOWED_HOSTS = ["news.example"]
    return settings


def test_a_site_on_https_under_its_own_name_passes(public_site):
    assert public_address(None) == []


def test_a_port_in_the_address_is_no_part_of_the_host(public_site):
    public_site.NEWSROOM_BASE_URL = "https://news.example:8443"
    assert public_address(None) == []


@pytest.mark.parametrize(
    ("name", "value", "check", "advice"),
    [
        ("NEWSROOM_BASE_URL", "http://news.example", "newsroom.E001", "https://news.example"),
        ("ALLOWED_HOSTS", ["other.example"], "newsroom.E002", "Add news.example"),
    ],
)
def test_a_wrong_address_is_refused_with_advice(public_site, name, value, check, advice):
    setattr(public_site, name, value)

    (refusal,) = public_address(None)

    assert refusal.id == check
    assert refusal.is_serious()
    assert advice in refusal.hint


@pytest.mark.parametrize(
    ("engine", "checks"),
    [
        ("django.db.backends.postgresql", []),
        ("django.db.backends.sqlite3", ["newsroom.W003"]),
    ],
)
def test_only_sqlite_is_warned_of(monkeypatch, engine, checks):
    monkeypatch.setitem(current.DATABASES["default"], "ENGINE", engine)
    assert [warning.id for warning in production_database(None)] == checks


@pytest.mark.parametrize(
    ("shown", "hidden", "checks"),
    [
        ({"location": "/srv"}, {"location": "/srv"}, []),
        ({"bucket_name": "paper"}, {"location": "/srv"}, ["newsroom.W004"]),
        ({"bucket_name": "paper"}, {"bucket_name": "kept"}, []),
        ({"location": "/srv"}, {"bucket_name": "kept"}, []),
    ],
)
def test_pictures_for_many_machines_with_originals_on_one_are_warned_of(
    settings, shown, hidden, checks
):
    settings.STORAGES = {"default": {"OPTIONS": shown}, "private": {"OPTIONS": hidden}}
    assert [each.id for each in shared_files(None)] == checks

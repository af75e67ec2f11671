"""What pages tell the cache in front: what they show, and how long it may keep them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from newsroom.delivery.headers import FRESH_OR_STALE_IF_ERROR
from newsroom.environment import PurgeAddress
from newsroom.media.models import Image
from newsroom.publishing import shown, workflow
from newsroom.publishing.models import Page
from tests.factories import an_article, an_image, page_of, published

pytestmark = pytest.mark.django_db

KINDS = {
    "varnish": ("xkey", " ", "Surrogate-Control"),
    "fastly": ("Surrogate-Key", " ", "Surrogate-Control"),
    "cloudflare": ("Cache-Tag", ",", "Cloudflare-CDN-Cache-Control"),
}
ALL = {name for tags, _, life in KINDS.values() for name in (tags, life)}


@pytest.fixture
def page() -> Page:
    return page_of(published(an_article(lead_image=an_image())))


@pytest.fixture
def varnish(settings) -> None:
    settings.NEWSROOM_PURGE = PurgeAddress("varnish", "127.0.0.1:1")


def marks(path: str) -> dict[str, str]:
    answer = Client().get(path)
    return {name: answer[name] for name in ALL if name in answer}


def test_without_a_cache_in_front_nothing_is_told(page):
    assert marks(page.path) == {}


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_names_all_that_it_shows(page, settings, kind):
    tags_header, separator, life_header = KINDS[kind]
    settings.NEWSROOM_PURGE = PurgeAddress(kind, "a:1", "token")

    with shown.collecting() as declared:
        told = marks(page.path)

    assert set(told) == {tags_header, life_header}
    assert set(told[tags_header].split(separator)) == {"everything", *declared.tags}
    assert {shown.page(page.pk), shown.MENU} < declared.tags
    assert "max-age=600, stale-if-error=600" in told[life_header]


def test_every_other_cache_still_keeps_it_for_a_second(page, varnish):
    """One that is not told of changes must not go by what the one that is may do."""
    assert Client().get(page.path)["Cache-Control"] == FRESH_OR_STALE_IF_ERROR


def test_a_page_is_kept_no_longer_than_a_picture_may_be_shown(page, varnish):
    Image.objects.update(rights_expire_at=timezone.now() + timedelta(seconds=100))
    age = int(marks(page.path)["Surrogate-Control"].partition(",")[0].removeprefix("max-age="))
    assert 90 < age < 100


def test_what_ends_within_a_second_is_kept_for_one(page, varnish):
    Image.objects.update(rights_expire_at=timezone.now() + timedelta(seconds=0.9))
    assert set(marks(page.path)) == {"xkey"}


def test_what_is_no_page_is_kept_for_a_second(page, varnish):
    dead = published(an_article())
    path = page_of(dead).path
    workflow.kill(dead, by=None, reason="It is wrong.")
    for address in (path, "/nowhere/", "/admin/login/", "/health/ready"):
        assert marks(address) == {}

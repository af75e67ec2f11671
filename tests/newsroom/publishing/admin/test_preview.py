"""The preview: what readers would see, seen by nobody else."""

from typing import Any

import pytest
from django.test import Client

from newsroom.publishing.models import Edition, Page
from tests import factories
from tests.newsroom.publishing.admin.desk import signed_in, url_of

pytestmark = pytest.mark.django_db


def test_the_preview_is_the_page_to_be_and_writes_nothing(reporter: Any) -> None:
    story = factories.an_article(
        headline="Boats wait", dateline_place="KARACHI", dateline_date="Nov 23", credit="AFP",
        bylines=["Amna Riaz"], lead_image=factories.an_image(),
    )  # fmt: skip
    response = signed_in(reporter).get(url_of(story, "preview"))
    page = response.content.decode()
    assert "Boats wait" in page
    assert "KARACHI, Nov 23:" in page
    assert "—AFP" in page
    assert "Amna Riaz" in page
    assert "<picture" in page
    assert not Page.objects.exists()
    assert not Edition.objects.exists()
    story.refresh_from_db()
    assert story.slug == ""


def test_the_preview_is_never_cached_indexed_or_public(reporter: Any) -> None:
    address = url_of(factories.an_article(), "preview")
    response = signed_in(reporter).get(address)
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]
    assert Client().get(address).status_code == 302
    outsider = factories.a_user(is_staff=False)
    assert signed_in(outsider).get(address).status_code == 302


def test_an_administrator_without_a_desk_sees_no_copy(administrator: Any) -> None:
    story = factories.an_article()
    client = signed_in(administrator)
    for what in ("preview", "history", "change"):
        assert client.get(url_of(story, what)).status_code == 403


def test_pictures_of_a_preview_come_privately(reporter: Any, client: Client) -> None:
    image = factories.an_image()
    story = factories.an_article(lead_image=image)
    desk = signed_in(reporter)
    page = desk.get(url_of(story, "preview")).content.decode()
    prefix = f"{url_of(story, 'preview')}pictures/{image.uid}/"
    name = image.renditions[0]["name"]
    assert prefix in page
    assert f"/media/{name}" not in page
    assert desk.get(prefix + name).status_code == 200
    assert client.get(prefix + name).status_code == 302
    # A picture of another story is none of this one's business.
    other = factories.an_image()
    stranger = f"{url_of(story, 'preview')}pictures/{other.uid}/{other.renditions[0]['name']}"
    assert desk.get(stranger).status_code == 404


def test_editions_are_seen_as_readers_had_them_and_only_with_their_story(reporter: Any) -> None:
    story = factories.published(factories.an_article(headline="As it was"))
    story.headline = "As it is now"
    story.save()
    desk = signed_in(reporter)
    edition = Edition.objects.get()
    assert "As it was" in desk.get(f"{url_of(story, 'preview')}{edition.pk}/").content.decode()
    other = factories.an_article()
    assert desk.get(f"{url_of(other, 'preview')}{edition.pk}/").status_code == 404


def test_opinion_is_previewed_as_opinion(reporter: Any) -> None:
    piece = factories.an_editorial(headline="Count the trees")
    page = signed_in(reporter).get(url_of(piece, "preview")).content.decode()
    assert "Count the trees" in page
    assert "/opinion/editorial/" in page


def test_the_preview_of_a_live_story_shows_the_changes_and_leaves_the_page(reporter: Any) -> None:
    story = factories.published(factories.an_article(headline="Live words"))
    story.headline = "Coming words"
    story.save()
    assert "Coming words" in signed_in(reporter).get(url_of(story, "preview")).content.decode()
    assert factories.page_of(story).headline == "Live words"

"""The paper's front and its sections' fronts."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from newsroom.publishing.models import OldSlug, Section
from tests.factories import a_section, an_article, an_editorial, an_image, published
from tests.reader import see, text_of

pytestmark = pytest.mark.django_db


def test_the_front_page_leads_with_the_newest_picture_and_repeats_nothing():
    now = timezone.now()
    sport = a_section("sport")
    for hours in range(14):
        story = an_article(
            headline=f"Story {hours}",
            section=sport if hours % 2 else a_section(),
            lead_image=an_image() if hours in {2, 5} else None,
        )
        published(story, at=now - timedelta(hours=hours))
    published(an_editorial(headline="Trees"))

    seen = see("/")

    headlines = [text_of(each) for each in seen.all(".card__headline")]
    assert headlines[0] == "Story 2"
    assert len(headlines) == len(set(headlines))
    assert "Trees" in seen.sidebar
    sections = [text_of(each) for each in seen.all("section h2")]
    assert sections == ["Latest", "Sport", "World"]
    assert len(seen.all("h1")) == 1


def test_an_update_moves_no_card_up():
    now = timezone.now()
    older = published(an_article(headline="Older"), at=now - timedelta(hours=9))
    published(an_article(headline="Newer"), at=now - timedelta(hours=8))
    older.body += "<p>More.</p>"
    older.save()
    published(older, kind="update")

    for path in ("/", "/world/"):
        assert [text_of(each) for each in see(path).all(".card__headline")] == ["Newer", "Older"]


def test_a_section_front_pages_by_key_through_every_story_once():
    now = timezone.now()
    for number in range(45):
        # Two at each instant, also where a page ends, so that the key must break ties.
        at = now - timedelta(minutes=(number + 1) // 2)
        published(an_article(headline=f"Story {number}"), at=at)

    path, headlines = "/world/", []
    while path:
        seen = see(path)
        assert seen.status == 200
        headlines += [text_of(each) for each in seen.all(".card__headline")]
        older = seen.tree.xpath("//a[@rel='next']/@href")
        path = f"/world/{older[0]}" if older else ""

    assert len(headlines) == len(set(headlines)) == 45


@pytest.mark.parametrize("key", ["", "x", "1-", "-1", "zz-1", "fffffffffffffff-1", "1-1-1", "٣-1"])
def test_a_key_that_no_page_links_to_is_no_page(key: str):
    a_section()

    assert Client().get("/world/", {"before": key}).status_code == 404


def test_a_sub_section_has_a_front_and_belongs_to_its_parents():
    asia = a_section("asia", parent=a_section())
    published(an_article(headline="Ferry", section=asia))

    for path in ("/world/asia/", "/world/"):
        assert "Ferry" in see(path).source
    assert see("/world/").tree.xpath("//main//a[@href='/world/asia/']")
    assert Client().get("/asia/").headers.get("Location") is None


def test_a_renamed_sections_front_leads_to_the_new_one():
    section = a_section("world")
    Section.objects.filter(pk=section.pk).update(slug="planet")
    OldSlug.objects.create(kind=OldSlug.Kind.SECTION, slug="world", object_id=section.pk)

    for path in ("/world/", "/world"):
        response = Client().get(path)
        assert (response.status_code, response["Location"]) == (301, "/planet/")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("/world", "/world/"),
        ("/opinion", "/opinion/"),
        ("/opinion/letters", "/opinion/letters/"),
        ("/search?q=ferry%20stops", "/search/?q=ferry%20stops"),
        ("/admin", "/admin/"),
    ],
)
def test_a_front_is_found_without_its_last_slash(typed: str, meant: str):
    a_section()

    response = Client().get(typed)

    assert (response.status_code, response["Location"]) == (301, meant)

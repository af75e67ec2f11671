"""The list of what the paper had to put right."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from newsroom.publishing import workflow
from tests.factories import an_article, an_editorial, page_of, published
from tests.reader import lines, see, text_of

pytestmark = pytest.mark.django_db


def corrected(headline: str, *, days: int, kind: str = "correction", note: str = "It was two."):
    """An article published ``days`` ago and put right an hour later."""
    # At noon, so that two of one day are put right at one instant.
    at = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(days=days)
    story = published(an_article(headline=headline), at=at)
    return put_right(story, kind, note, at=at + timedelta(hours=1))


def put_right(story, kind, note, *, at=None):
    story.body += "<p>More.</p>"
    story.save()
    return published(story, kind=kind, note=note, at=at)


def headlines(path: str = "/corrections/") -> list[str]:
    return [text_of(each) for each in see(path).all("main .card__headline")]


def test_what_was_put_right_last_comes_first_whenever_it_was_published():
    old = corrected("Old", days=9)
    corrected("New", days=3)
    published(an_article(headline="Never wrong"))
    updated = published(an_article(headline="Updated"), at=timezone.now() - timedelta(days=2))
    put_right(updated, "update", "It is more now.")

    assert headlines() == ["New", "Old"]
    put_right(old, "clarification", "We meant the other quay.")
    assert headlines() == ["Old", "New"]


def test_an_entry_says_what_kind_of_change_it_was_and_what_was_wrong():
    story = corrected("Ferry", days=5, note="It was two boats.")
    put_right(story, "update", "It left.", at=timezone.now() - timedelta(days=3))
    put_right(story, "retraction", "There was no ferry.", at=timezone.now() - timedelta(days=1))

    [entry] = see("/corrections/").all("main .card")

    words = lines(entry)
    told = ["Ferry", "Retraction", "There was no ferry.", "Correction", "It was two boats."]
    assert [word for word in words if word in told] == told
    assert "It left." not in words
    assert entry.xpath(".//h2/a/@href") == [page_of(story).path]
    assert len(entry.xpath(".//li//time[@datetime]")) == 2


def test_opinion_is_put_right_too():
    put_right(published(an_editorial(headline="Trees")), "correction", "They were oaks.")

    assert headlines() == ["Trees"]
    assert text_of(see("/corrections/").one("main .kicker")) == "Editorial"


@pytest.mark.parametrize("verb", [workflow.withdraw, workflow.kill])
def test_what_was_taken_down_is_not_listed(verb):
    verb(corrected("Ferry", days=2), by=None, reason="Wrong boat.")

    seen = see("/corrections/")

    assert "Ferry" not in seen.source
    assert "Nothing has had to be corrected." in seen.source


def test_every_correction_stands_on_one_page_of_the_list():
    for number in range(45):
        # Two at each instant, also where a page ends, so that the key must break ties.
        corrected(f"Story {number}", days=1 + (number + 1) // 2)

    path, found = "/corrections/", []
    while path:
        found += headlines(path)
        older = see(path).tree.xpath("//a[@rel='next']/@href")
        path = f"/corrections/{older[0]}" if older else ""

    assert len(found) == len(set(found)) == 45
    assert Client().get("/corrections/", {"before": "x"}).status_code == 404

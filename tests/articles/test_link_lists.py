"""The pages of authors and topics."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from newsroom.publishing import workflow
from newsroom.publishing.models import OldSlug
from tests.factories import (
    a_contributor,
    a_topic,
    an_article,
    an_editorial,
    page_of,
    published,
)
from tests.reader import see, text_of

pytestmark = pytest.mark.django_db

KINDS = ("author", "topic")


def one_of(kind: str, **fields):
    """Someone or something with a page of that kind, and how a story names it."""
    if kind == "author":
        author = a_contributor("Ayesha Khan", **fields)
        return author, {"bylines": [author]}
    topic = a_topic("harbours", name="Harbours", **fields)
    return topic, {"topics": [topic]}


def path_of(kind: str, row) -> str:
    return f"/{kind}s/{row.slug}/"


def headlines(path: str) -> list[str]:
    return [text_of(each) for each in see(path).all("main .card__headline")]


@pytest.mark.parametrize("kind", KINDS)
def test_it_lists_its_own_pages_of_both_desks_newest_first(kind):
    row, named = one_of(kind)
    now = timezone.now()
    published(an_article(headline="Older", **named), at=now - timedelta(hours=3))
    published(an_editorial(headline="Newer", **named), at=now - timedelta(hours=2))
    published(an_article(headline="Somebody else's"), at=now - timedelta(hours=1))

    seen = see(path_of(kind, row))

    assert text_of(seen.one("h1")) == row.name
    assert headlines(path_of(kind, row)) == ["Newer", "Older"]
    assert "Editorial" in [text_of(each) for each in seen.all(".kicker")]


@pytest.mark.parametrize("kind", KINDS)
def test_every_page_stands_on_one_page_of_the_list(kind):
    row, named = one_of(kind)
    now = timezone.now()
    for number in range(45):
        # Two at each instant, also where a page ends, so that the key must break ties.
        at = now - timedelta(minutes=(number + 1) // 2)
        published(an_article(headline=f"Story {number}", **named), at=at)

    path, found = path_of(kind, row), []
    while path:
        found += headlines(path)
        older = see(path).tree.xpath("//a[@rel='next']/@href")
        path = f"{path_of(kind, row)}{older[0]}" if older else ""

    assert len(found) == len(set(found)) == 45
    assert Client().get(path_of(kind, row), {"before": "x"}).status_code == 404


def test_an_author_is_introduced_in_plain_text():
    _, named = one_of("author", bio="Covers <the> coast.\n\nLives in Kemari.")
    published(an_article(**named))

    seen = see("/authors/ayesha-khan/")

    words = [text_of(each) for each in seen.all(".list-head__words p")]
    assert words == ["Covers <the> coast.", "Lives in Kemari."]
    data = seen.structured_data
    assert (data["@type"], data["mainEntity"]["@type"]) == ("ProfilePage", "Person")
    assert data["mainEntity"]["name"] == "Ayesha Khan"
    assert data["mainEntity"]["url"].endswith("/authors/ayesha-khan/")


def test_a_topic_is_described_in_plain_text():
    _, named = one_of("topic", description="Quays & cranes.")
    published(an_article(**named))

    assert text_of(see("/topics/harbours/").one(".list-head__words")) == "Quays & cranes."


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_learns_of_what_only_the_desk_knows(kind):
    """A new writer, a topic of a planned story: readers hear of them with the first page."""
    row, named = one_of(kind)
    an_article(**named)
    OldSlug.objects.create(kind=OldSlug.Kind(row._meta.model_name), slug="was", object_id=row.pk)
    unknown = Client().get(f"/{kind}s/nobody/")

    for path in (path_of(kind, row), f"/{kind}s/was/"):
        answer = Client().get(path)
        assert (answer.status_code, answer.content) == (404, unknown.content)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("verb", [workflow.withdraw, workflow.kill])
def test_what_was_taken_down_is_gone_with_the_names_of_its_authors_and_topics(kind, verb):
    row, named = one_of(kind)
    story = published(an_article(**named))
    OldSlug.objects.create(kind=OldSlug.Kind(row._meta.model_name), slug="was", object_id=row.pk)
    verb(story, by=None, reason="It is wrong.")

    for path in (path_of(kind, row), f"/{kind}s/was/"):
        answer = Client().get(path)
        assert answer.status_code == 410
        assert row.name not in answer.content.decode()


@pytest.mark.parametrize("kind", KINDS)
def test_a_former_slug_leads_to_the_present_one(kind):
    row, named = one_of(kind)
    published(an_article(**named))
    OldSlug.objects.create(kind=OldSlug.Kind(row._meta.model_name), slug="was", object_id=row.pk)

    answer = Client().get(f"/{kind}s/was/")

    assert (answer.status_code, answer["Location"]) == (301, path_of(kind, row))


@pytest.mark.parametrize("slug", ["a\x00b", "%ED%A0%80", "x" * 2000, "خان"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_slug_that_nothing_can_have_is_not_found(kind, slug):
    assert Client().get(f"/{kind}s/{slug}/").status_code == 404


def test_a_story_leads_to_its_authors_and_topics():
    author, topic = a_contributor("Ayesha Khan"), a_topic("harbours", name="Harbours")
    story = published(an_article(bylines=[author, "A. <Guest>"], topics=[topic]))

    article = see(page_of(story).path).one("article")

    assert text_of(article.find_class("byline")[0]) == "By Ayesha Khan and A. <Guest>"
    assert article.xpath(".//*[@class='byline']//a/@href") == ["/authors/ayesha-khan/"]
    assert article.xpath(".//*[@class='topics']//a/@href") == ["/topics/harbours/"]
    for path in ("/authors/ayesha-khan/", "/topics/harbours/"):
        assert see(path).status == 200


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_found_without_its_last_slash(kind):
    row, named = one_of(kind)
    hidden = Client().get(path_of(kind, row)[:-1])
    assert hidden.status_code == 404

    published(an_article(**named))
    answer = Client().get(f"{path_of(kind, row)[:-1]}?before=5d0-1")

    assert (answer.status_code, answer["Location"]) == (301, f"{path_of(kind, row)}?before=5d0-1")

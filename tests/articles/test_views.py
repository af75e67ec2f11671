"""The reader's pages of the news desk."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from newsroom.media.models import Image
from newsroom.publishing import workflow
from newsroom.publishing.models import Page
from newsroom.publishing.press import pages
from tests.factories import (
    a_section,
    a_topic,
    an_article,
    an_editorial,
    an_image,
    page_of,
    published,
    with_picture,
)
from tests.reader import lines, see, text_of

pytestmark = pytest.mark.django_db

PUBLIC = ("/", "/world/", "/world/asia/", "/opinion/", "/opinion/editorial/", "/nowhere/")


# --- The article ---


def test_an_article_shows_its_parts_in_order():
    story = published(
        an_article(
            kicker="Islands",
            headline="Ferry stops",
            standfirst="The wind turned.",
            bylines=["Ayesha Khan", "Omar Rind"],
            lead_image=an_image(),
            topics=[a_topic("weather", name="Weather")],
        )
    )

    article = see(page_of(story).path).one("article")

    words = lines(article)
    order = ["World", "Islands", "Ferry stops", "The wind turned.", "Ayesha Khan and Omar Rind"]
    order += ["Boats at the lower quay.", "Paola Brandt", "Weather"]
    assert [word for word in words if word in order] == order
    assert len(article.xpath(".//h1")) == 1
    assert article.xpath(".//figure//img/@alt") == ["Three boats tied to a stone quay."]


def test_only_the_body_has_paragraphs():
    story = published(
        an_article(
            standfirst="S", kicker="K", bylines=["B"], lead_image=an_image(), body="<p>T</p>"
        )
    )
    story.body = "<p>Text</p>"
    story.save()
    workflow.publish(story, by=None, kind="correction", note="It was a text.")

    assert see(page_of(story).path).paragraphs == ["Text"]


def test_contributions_are_printed_by_role():
    story = an_article(bylines=["A. One", "B. Two", "C. Three"])
    story.bylines.create(name="D. Four", role="additional", order=9)
    published(story)

    bylines = [text_of(each) for each in see(page_of(story).path).all(".byline")]

    assert bylines == ["By A. One, B. Two and C. Three", "Additional reporting by D. Four"]


def test_the_date_is_the_sites_own_with_its_offset():
    story = published(an_article(), at=datetime(2024, 5, 6, 23, 30, tzinfo=UTC))

    seen = see(page_of(story).path)

    stamp = seen.one("article").xpath(".//time")[0]
    assert stamp.text == "Published 07 May, 2024 04:30 PKT"
    assert stamp.get("datetime") == "2024-05-07T04:30:00+05:00"
    assert seen.structured_data["datePublished"] == stamp.get("datetime")


def test_updated_stands_on_page_card_and_data_alike():
    story = published(an_editorial(), at=datetime(2024, 5, 6, 9, tzinfo=UTC))
    story.body += "<p>More.</p>"
    story.save()
    published(story, kind="update", at=datetime(2024, 5, 7, 9, tzinfo=UTC))
    article = published(an_article())

    seen, beside = see(page_of(story).path), see(page_of(article).path)

    assert "Updated 07 May, 2024 14:00 PKT" in lines(seen.one("article"))
    assert "Updated 07 May, 2024" in beside.sidebar
    assert seen.meta("article:modified_time") == "2024-05-07T14:00:00+05:00"
    assert seen.structured_data["dateModified"] == "2024-05-07T14:00:00+05:00"
    assert beside.one("aside").xpath(".//time/@datetime") == ["2024-05-07T14:00:00+05:00"]


def test_a_minor_fix_shows_no_update_anywhere():
    story = published(an_article(), at=timezone.now() - timedelta(days=1))
    story.headline = "Ferry stops again"
    story.save()
    published(story, kind="minor")

    seen = see(page_of(story).path)

    assert seen.one("h1").text == "Ferry stops again"
    assert "Updated" not in seen.source
    assert seen.meta("article:modified_time") is None


def test_a_correction_is_told_on_the_page_and_in_the_data():
    story = published(an_article(), at=timezone.now() - timedelta(days=1))
    story.body = story.body.replace("nineteen", "twenty")
    story.save()
    published(story, kind="correction", note="He has kept the log for twenty years.")

    seen = see(page_of(story).path)

    assert "He has kept the log for twenty years." in lines(seen.one("article .changes"))
    (correction,) = seen.structured_data["correction"]
    assert correction["text"] == "He has kept the log for twenty years."


def test_a_relaunched_story_still_says_when_it_first_came_out():
    story = published(an_article(), at=datetime(2023, 1, 2, 9, tzinfo=UTC))
    workflow.relaunch(story, by=None)

    assert "First published 02 Jan, 2023 14:00 PKT" in lines(
        see(page_of(story).path).one("article")
    )


@pytest.mark.parametrize(
    ("days", "evergreen", "note"),
    [
        (29, False, []),
        (31, False, ["This article is more than 1 month old"]),
        (800, False, ["This article is more than 2 years old"]),
        (800, True, []),
    ],
)
def test_an_old_article_says_so(days: int, evergreen: bool, note: list[str]):
    story = an_article(evergreen=evergreen)
    published(story, at=timezone.now() - timedelta(days=days))

    assert [text_of(each) for each in see(page_of(story).path).all(".age")] == note


def test_a_picture_stands_where_the_body_has_it():
    image = an_image(caption="The mole.")
    story = an_article(body=f'<p>One.</p><figure data-picture="{image.uid}"></figure><p>Two.</p>')
    with_picture(story, image)
    published(story)

    body = see(page_of(story).path).one("article .story__body")

    assert [child.tag for child in body] == ["p", "figure", "p"]
    assert "The mole." in lines(body)


@pytest.mark.parametrize("killed", [True, False])
def test_a_picture_that_may_not_be_shown_is_gone_from_every_page(killed: bool):
    image = an_image(caption="The mole.")
    story = an_article(
        teaser="One.",
        lead_image=image,
        body=f'<p>One.</p><figure data-picture="{image.uid}">The mole.</figure>',
    )
    published(story)
    names = [rendition["name"] for rendition in image.renditions]
    past = timezone.now() - timedelta(minutes=1)
    change = {"state": "killed", "killed_at": past} if killed else {"rights_expire_at": past}
    Image.objects.filter(pk=image.pk).update(**change)

    for path in (page_of(story).path, "/", "/world/"):
        seen = see(path)
        assert "The mole." not in seen.source
        assert not any(name in seen.source for name in names), path


# --- Where a page went ---


def test_a_moved_story_leads_to_its_new_address_and_no_further():
    story = published(an_article(slug="first"))
    old = page_of(story).path
    for slug in ("second", "third"):
        story.slug = slug
        story.save()
        published(story, kind="minor")

    response = Client().get(old)

    assert (response.status_code, response["Location"]) == (301, page_of(story).path)


@pytest.mark.parametrize("verb", [workflow.withdraw, workflow.kill])
def test_what_is_gone_answers_410_at_every_address_without_its_words(verb):
    story = published(an_article(headline="Zanzibar sinks", slug="first"))
    old = page_of(story).path
    story.slug = "second"
    story.save()
    published(story, kind="minor")
    verb(story, by=None, reason="It was wrong.")

    for path in (old, page_of(story).path):
        seen = see(path)
        assert seen.status == 410
        assert "Zanzibar" not in seen.source


def test_a_draft_answers_the_same_bytes_as_nothing_at_all():
    draft = an_article(slug="a-draft")
    day = timezone.localtime().strftime("%Y/%b/%d").lower()

    hidden = Client().get(f"/world/{day}/{draft.slug}/")
    slashless = Client().get(f"/world/{day}/{draft.slug}")
    nothing = Client().get("/world/1999/jan/01/nothing/")

    assert hidden.status_code == slashless.status_code == nothing.status_code == 404
    assert hidden.content == slashless.content == nothing.content
    assert dict(hidden.headers) == dict(nothing.headers) == dict(slashless.headers)


def test_a_former_sites_address_leads_to_the_story():
    story = an_article(legacy_addresses=["/story.php?id=77", "/news/77", "/?p=77"])
    published(story)

    for address in story.legacy_addresses:
        response = Client().get(address)
        assert (response.status_code, response["Location"]) == (301, page_of(story).path)
    assert Client().get("/story.php?id=78").status_code == 404


def test_two_stories_that_claim_an_address_at_the_same_moment_both_go_out(monkeypatch):
    first = page_of(published(an_article()))
    make: Callable[[Page, str], Page] = pages._moved_from

    def late(page: Page, path: str) -> Page:
        make(first, path).save()  # another took it after it was looked whether it is free
        return make(page, path)

    monkeypatch.setattr(pages, "_moved_from", late)
    second = published(an_article(legacy_addresses=["/news/78"]))

    assert Client().get(page_of(second).path).status_code == 200
    assert Client().get("/news/78")["Location"] == first.path, "who came first has it"


def test_a_unicode_address_is_served():
    story = published(an_article(headline="بندرگاہ کی خبر", language="ur"))

    assert see(page_of(story).path).one("h1").text == "بندرگاہ کی خبر"


# --- All of them ---


def test_readers_pages_ask_no_table_of_a_desk_and_no_session():
    asia = a_section("asia", parent=a_section())
    article = published(an_article(section=asia, lead_image=an_image(), topics=[a_topic()]))
    opinion = published(an_editorial())
    moved = page_of(article).path
    article.slug = "elsewhere"
    article.save()
    published(article, kind="minor")
    stories = [page_of(article).path, page_of(opinion).path]

    with CaptureQueriesContext(connection) as captured:
        for path in [*PUBLIC, *stories, moved]:
            Client().get(path)

    asked = " ".join(query["sql"] for query in captured)
    assert "publishing_page" in asked
    for table in ("articles_", "editorials_", "publishing_edition", "django_session", "staff_"):
        assert f'"{table}' not in asked, table


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_pages_are_read_only(method: str):
    path = page_of(published(an_article())).path
    strict = Client(enforce_csrf_checks=True)

    for address in (*PUBLIC, path):
        assert getattr(strict, method)(address).status_code == 405


def test_head_answers_as_get_does():
    path = page_of(published(an_article())).path

    got, asked = Client().get(path), Client().head(path)

    assert asked.status_code == 200
    assert asked["Cache-Control"] == got["Cache-Control"]
    assert asked.content == b""


def test_nothing_in_a_story_can_break_out_of_the_page():
    hostile = "</script><img src=x onerror=alert(1)>\"'&<!--"
    image = an_image()
    story = an_article(
        headline=f"Headline {hostile}",
        kicker=hostile,
        standfirst=hostile,
        teaser=hostile,
        bylines=[hostile],
        topics=[a_topic(name=hostile)],
        section=a_section(name=f"World {hostile}"),
        dateline_place=hostile,
        dateline_date=hostile[:20],
        credit=hostile,
    )
    with_picture(story, image, "lead", caption=hostile, alt=hostile, credit=hostile)
    published(story, at=timezone.now() - timedelta(days=1))
    story.body += "<p>More.</p>"
    story.save()
    published(story, kind="correction", note=hostile)
    published(an_editorial(headline=f"Opinion {hostile}", teaser=hostile, kicker=hostile))

    for path in (page_of(story).path, "/", "/world/", "/opinion/"):
        seen = see(path)
        assert not seen.tree.xpath("//@onerror"), path
        assert not seen.tree.xpath("//img[@src='x']"), path
        assert len(seen.tree.xpath("//script")) == seen.source.count("</script>") <= 1, path
    assert see(page_of(story).path).structured_data["headline"] == f"Headline {hostile}"
    assert see(page_of(story).path).one("h1").text == f"Headline {hostile}"

"""The feeds: whole stories, ids for ever, an order that updates leave alone, nothing hidden."""

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from newsroom.media import public
from newsroom.media.models import Image
from newsroom.publishing import workflow
from newsroom.publishing.models import OldSlug, Page
from tests.factories import (
    a_contributor,
    a_section,
    a_topic,
    an_article,
    an_editorial,
    an_image,
    page_of,
    published,
    with_picture,
)
from tests.newsroom.syndication import read

pytestmark = pytest.mark.django_db

FORMS = ("rss", "atom", "json")
SITE = "http://127.0.0.1:8000"


# --- What an entry says ---


@pytest.mark.parametrize("form", FORMS)
def test_an_entry_is_the_whole_story(form: str):
    image = an_image(caption="The lower quay.", credit="Paola Brandt")
    story = an_article(
        headline="Ferry & tide", teaser="It stopped.", standfirst="At noon.", credit="AFP",
        dateline_place="KARACHI", dateline_date="Aug 11", lead_image=image,
        bylines=[a_contributor("Ayla Noor")], topics=[a_topic("tides")],
        body='<p>The <a href="/world/">ferry</a> stopped.</p><p>It left at <em>six</em>.</p>',
    )  # fmt: skip
    page = page_of(published(story))

    [entry] = read.entries(f"/feeds/latest.{form}")

    assert entry.url == f"{SITE}{page.path}"
    assert (entry.headline, entry.summary) == ("Ferry & tide", "It stopped.")
    assert entry.authors == ["Ayla Noor"]
    assert entry.categories == ["World", "tides"]
    assert "<p><strong>At noon.</strong></p>" in entry.content
    assert f'<span class="dateline">KARACHI, Aug 11:</span> The <a href="{SITE}/world/"' in (
        entry.content
    )
    assert entry.content.endswith('<em>six</em>.<span class="credit">—AFP</span></p>')
    assert f'<img src="{SITE}/media/{image.renditions[0]["name"]}"' in entry.content
    assert "<figcaption>The lower quay. <small>Paola Brandt</small></figcaption>" in entry.content


@pytest.mark.parametrize("form", FORMS)
def test_an_agency_is_the_author_of_what_nobody_else_signed(form: str):
    published(an_article(credit="AFP"))

    assert read.entries(f"/feeds/latest.{form}")[0].authors == ["AFP"]


@pytest.mark.parametrize("form", FORMS)
def test_a_correction_stands_at_the_end_of_the_text(form: str):
    story = published(an_article())
    story.body += "<p>It was seven.</p>"
    story.save()
    published(story, kind="correction", note="We wrote <six>; it was seven.")

    content = read.entries(f"/feeds/latest.{form}")[0].content

    assert content.endswith("</strong> We wrote &lt;six&gt;; it was seven.</p>")
    assert "<strong>Correction, " in content


@pytest.mark.parametrize("form", FORMS)
def test_a_retraction_stands_before_the_text(form: str):
    story = published(an_article(body="<p>All of it.</p>"))
    published(story, kind="retraction", note="None of it was so.")

    content = read.entries(f"/feeds/latest.{form}")[0].content

    assert content.index("None of it was so.") < content.index("All of it.")


def test_text_from_right_to_left_says_so():
    published(an_article(language="ur", body="<p>کشتی رک گئی۔</p>"))

    [entry] = read.rss("/feeds/latest.rss")

    assert entry.content.startswith('<div lang="ur" dir="rtl">')
    assert (
        read.xml("/feeds/latest.atom")
        .find(f"{read.ATOM}entry")
        .get("{http://www.w3.org/XML/1998/namespace}lang")
        == "ur"
    )


# --- Pictures ---


def pictured() -> tuple[Any, Image, Image]:
    lead, inside = an_image(), an_image()
    story = an_article(
        lead_image=lead,
        body=f'<p>One.</p><figure data-picture="{inside.uid}"></figure><p>Two.</p>',
    )
    with_picture(story, inside, caption="Inside the wheelhouse.")
    return published(story), lead, inside


def test_the_lead_picture_comes_along_as_a_file_of_known_length():
    _story, lead, _inside = pictured()
    file = lead.renditions[0]
    url = f"{SITE}/media/{file['name']}"

    channel = read.xml("/feeds/latest.rss")
    enclosure, media = channel.find(".//enclosure"), channel.find(f".//{read.MEDIA}content")
    link = read.xml("/feeds/latest.atom").find(f".//{read.ATOM}link[@rel='enclosure']")
    item = read.get("/feeds/latest.json").json()["items"][0]

    length = str(file["size"])
    assert dict(enclosure.attrib) == {"url": url, "length": length, "type": "image/jpeg"}
    assert (media.get("url"), media.get("width"), media.get("fileSize")) == (url, "32", length)
    assert media.findtext(f"{read.MEDIA}credit") == "Paola Brandt"
    assert (link.get("href"), link.get("length")) == (url, length)
    assert item["image"] == url
    assert item["attachments"] == [
        {"url": url, "mime_type": "image/jpeg", "size_in_bytes": file["size"]}
    ]


@pytest.mark.parametrize("form", FORMS)
def test_a_killed_picture_leaves_the_feed_caption_and_all(form: str):
    _story, lead, inside = pictured()
    before = read.get(f"/feeds/latest.{form}").content.decode()
    for image in (lead, inside):
        assert image.renditions[0]["name"] in before
        public.kill(image, reason="Not ours.", at=timezone.now())

    after = read.get(f"/feeds/latest.{form}").content.decode()

    assert "Inside the wheelhouse." in before
    assert "Inside the wheelhouse." not in after
    assert "/media/" not in after
    assert "figure" not in after


# --- Identity and order ---


@pytest.mark.parametrize("form", FORMS)
def test_an_id_outlives_slug_section_correction_and_host(form: str, settings: Any):
    story = published(an_article())
    [before] = read.entries(f"/feeds/latest.{form}")

    story.slug, story.section = "another-slug", a_section("sport")
    story.save()
    published(story, kind="correction", note="It was sport.")
    settings.NEWSROOM_BASE_URL = "https://paper.example"
    [after] = read.entries(f"/feeds/latest.{form}")

    assert after.url.startswith("https://paper.example/sport/")
    assert after.url.endswith("/another-slug/")
    assert (after.id, after.published) == (before.id, before.published)
    assert after.id == f"urn:uuid:{page_of(story).uid}"


@pytest.mark.parametrize("form", FORMS)
def test_an_update_changes_neither_order_nor_date(form: str):
    old = published(an_article(), at=timezone.now() - timedelta(hours=3))
    published(an_article())
    before = read.entries(f"/feeds/latest.{form}")

    old.body += "<p>More.</p>"
    old.save()
    published(old, kind="update", note="More is known.")
    after = read.entries(f"/feeds/latest.{form}")

    assert [(entry.id, entry.published) for entry in after] == [
        (entry.id, entry.published) for entry in before
    ]
    assert "More is known." in after[1].content
    assert after[1].updated not in {"", before[1].updated}


def test_dates_are_those_of_the_page():
    story = published(an_article())
    page = page_of(story)
    first = page.first_published_at
    assert first is not None
    second = first + timedelta(hours=2)
    Page.objects.filter(pk=page.pk).update(updated_at=second)

    [rss], [atom] = read.rss("/feeds/latest.rss"), read.atom("/feeds/latest.atom")
    [item] = read.json_feed("/feeds/latest.json")

    exact = first.replace(microsecond=0), second.replace(microsecond=0)
    assert parsedate_to_datetime(rss.published) == exact[0]
    for entry in (rss, atom, item):
        assert datetime.fromisoformat(entry.updated) == exact[1]
    for entry in (atom, item):
        assert datetime.fromisoformat(entry.published) == exact[0]


# --- Lists ---


@pytest.mark.parametrize("form", FORMS)
def test_each_list_has_its_own_and_no_other(form: str):
    world, sport = a_section("world"), a_section("sport")
    asia = a_section("asia", parent=world)
    author, tides = a_contributor("Ayla Noor"), a_topic("tides")
    of = {
        "world": published(an_article(section=world, bylines=[author])),
        "asia": published(an_article(section=asia, topics=[tides])),
        "sport": published(an_article(section=sport)),
        "column": published(an_editorial(genre="column", bylines=[author], topics=[tides])),
        "cartoon": published(an_editorial(genre="cartoon")),
    }
    lists = {
        "latest": ["cartoon", "column", "sport", "asia", "world"],
        "opinion": ["cartoon", "column"],
        "world": ["asia", "world"],
        "asia": ["asia"],
        "sport": ["sport"],
        "authors/ayla-noor": ["column", "world"],
        "topics/tides": ["column", "asia"],
    }

    for name, stories in lists.items():
        found = [entry.id for entry in read.entries(f"/feeds/{name}.{form}")]
        assert found == [f"urn:uuid:{page_of(of[each]).uid}" for each in stories], name


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ["latest", "opinion", "authors/ayla-noor", "topics/tides"])
def test_older_entries_follow_page_by_page_and_each_once(form, name, monkeypatch):
    monkeypatch.setattr("newsroom.syndication.channels.IN_A_FEED", 2)
    monkeypatch.setattr("newsroom.syndication.feed_views.IN_A_FEED", 2)
    author, tides = a_contributor("Ayla Noor"), a_topic("tides")
    stories = [
        published(an_editorial(genre=genre, bylines=[author], topics=[tides]))
        for genre in ("column", "letter", "column", "editorial", "column")
    ]
    # Of the same instant, so that their ids alone tell them apart.
    Page.objects.live().update(first_published_at=timezone.now())
    for model in ("topic_links", "byline_links"):
        for page in Page.objects.live():
            getattr(page, model).update(first_published_at=page.first_published_at)

    found, address = [], f"{SITE}/feeds/{name}.{form}"
    while address:
        local = address.removeprefix(SITE)
        found += [entry.id for entry in read.entries(local)]
        address = next_of(local, form)

    assert found == [f"urn:uuid:{page_of(story).uid}" for story in reversed(stories)]


def next_of(address: str, form: str) -> str:
    if form == "json":
        data = read.get(address).json()
        assert data["feed_url"] == f"{SITE}{address}"
        return str(data.get("next_url", ""))
    links = {link.get("rel"): link.get("href") for link in feed_links(read.xml(address))}
    assert links["self"] == f"{SITE}{address}"
    assert links["first"] == f"{SITE}{address.partition('?')[0]}"
    return links.get("next") or ""


def feed_links(feed: Any) -> list[Any]:
    channel = feed.find("channel")
    return list((feed if channel is None else channel).findall(f"{read.ATOM}link"))


@pytest.mark.parametrize(
    "address",
    [
        "/feeds/latest.rss?before=canary",
        "/feeds/latest.xml",
        "/feeds/nowhere.rss",
        "/feeds/authors/nobody.rss",
        "/feeds/topics/nothing.rss",
        "/feeds/authors/a%00b.rss",
        "/feeds/a%00b.rss",
    ],
)
def test_what_never_was_answers_as_anything_that_never_was(address: str):
    answer, never = Client().get(address), Client().get("/nowhere/at/all/")

    assert (answer.status_code, answer.content) == (404, never.content)


@pytest.mark.parametrize("taken_down", [False, True])
@pytest.mark.parametrize("query", ["", "?before=1-1"])
def test_an_author_and_a_topic_without_anything_to_read_are_not_named(taken_down: bool, query: str):
    author, topic = a_contributor("Ayla Noor"), a_topic("tides")
    story = an_article(bylines=[author], topics=[topic])
    OldSlug.objects.create(kind="contributor", slug="was", object_id=author.pk)
    OldSlug.objects.create(kind="topic", slug="was", object_id=topic.pk)
    if taken_down:
        published(story)
        workflow.withdraw(story, by=None, reason="Wrong boat.")

    for name in ("authors/ayla-noor", "authors/was", "topics/tides", "topics/was"):
        answer = Client().get(f"/feeds/{name}.rss{query}")
        assert answer.status_code == (410 if taken_down else 404)
        assert "noor" not in f"{answer.content.decode()}{answer.headers}".lower()
        assert "tides" not in f"{answer.content.decode()}{answer.headers}"


def test_a_section_without_stories_has_an_empty_feed():
    a_section("sport")

    for form in FORMS:
        assert read.entries(f"/feeds/sport.{form}") == []


@pytest.mark.parametrize("form", FORMS)
def test_a_former_slug_leads_to_the_feed_of_now(form: str):
    section, author, topic = a_section("sport"), a_contributor("Ayla Noor"), a_topic("tides")
    published(an_article(section=section, bylines=[author], topics=[topic]))
    kinds = {"section": section, "contributor": author, "topic": topic}
    for kind, row in kinds.items():
        OldSlug.objects.create(kind=kind, slug=f"old-{kind}", object_id=row.pk)

    for old, new in {
        "old-section": "sport",
        "authors/old-contributor": "authors/ayla-noor",
        "topics/old-topic": "topics/tides",
    }.items():
        answer = Client().get(f"/feeds/{old}.{form}")
        assert (answer.status_code, answer["Location"]) == (301, f"/feeds/{new}.{form}")


@pytest.mark.parametrize("form", FORMS)
def test_what_is_taken_down_leaves_every_list_at_once(form: str):
    author, topic = a_contributor("Ayla Noor"), a_topic("tides")
    stays = published(an_article(bylines=[author], topics=[topic]))
    goes = published(an_article(bylines=[author], topics=[topic]))

    workflow.kill(goes, by=None, reason="It never happened.")

    for name in ("latest", "world", "authors/ayla-noor", "topics/tides"):
        [entry] = read.entries(f"/feeds/{name}.{form}")
        assert entry.id == f"urn:uuid:{page_of(stays).uid}"


# --- On the line ---


@pytest.mark.parametrize(
    ("form", "mime"),
    [
        ("rss", "application/rss+xml"),
        ("atom", "application/atom+xml"),
        ("json", "application/feed+json"),
    ],
)
def test_whoever_has_the_feed_is_not_sent_it_again(form: str, mime: str):
    published(an_article())
    address = f"/feeds/latest.{form}"
    first = read.get(address)

    again = Client().get(address, headers={"If-None-Match": first["ETag"]})
    published(an_article())
    later = Client().get(address, headers={"If-None-Match": first["ETag"]})

    assert first["Content-Type"] == f"{mime}; charset=utf-8"
    assert "public" in first["Cache-Control"]
    assert (again.status_code, again.content) == (304, b"")
    assert (again["ETag"], again["Cache-Control"]) == (first["ETag"], first["Cache-Control"])
    assert later.status_code == 200


def test_a_feed_is_read_only():
    assert Client().post("/feeds/latest.rss").status_code == 405

"""Readers' pages in a real browser: accessible, without overflow, styled, and free of faults."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.browser import accessibility_faults, keep_picture
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

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@pytest.fixture
def addresses() -> dict[str, str]:
    """A small paper; the address of each kind of page."""
    now = timezone.now()
    a_section("asia", parent=a_section())
    story = an_article(
        headline="Ferry stops when the wind turns",
        kicker="Islands",
        standfirst="The swell rose over the lower quay.",
        bylines=[a_contributor("Ayesha Khan", bio="Covers the coast."), "Omar Rind"],
        topics=[a_topic("weather", name="Weather", description="Wind and swell.")],
        lead_image=an_image(),
        dateline_place="KEMARI",
        credit="APP",
    )
    with_picture(story, an_image())
    published(story, at=now - timedelta(days=40))
    story.body += "<h2>Later</h2><p>It went.</p>"
    story.save()
    published(story, kind="correction", note="It went.")
    urdu = an_article(headline="کشتی رک گئی", language="ur", kicker="جزیرے", body="<p>ہوا چلی۔</p>")
    published(urdu, at=now - timedelta(hours=1))
    for hours in range(7):
        published(an_editorial(), at=now - timedelta(hours=hours))
    piece = published(an_editorial(genre="column", bylines=["Noor Alvi"]))
    return {
        "front page": "/",
        "section front": "/world/",
        "article": page_of(story).path,
        "article in Urdu": page_of(urdu).path,
        "opinion front": "/opinion/",
        "genre front": "/opinion/columns/",
        "piece": page_of(piece).path,
        "author": "/authors/ayesha-khan/",
        "topic": "/topics/weather/",
        "corrections": "/corrections/",
        "archive": "/archive/",
        "archive with faults": "/archive/?section=x&author=x&to=2026-02-31",
        "archive without finds": "/archive/?genre=cartoon&from=2001-01-01",
        "search": "/search/",
        "search with finds": "/search/?q=wind+-nowhere&section=world",
        "search with faults": "/search/?q=wind&section=x&to=2026-02-31",
        "search without finds": "/search/?q=nowhereatall",
        "day": f"/archive/{timezone.localtime(now):%Y/%m/%d}/",
        "not found": "/nowhere/",
    }


# A page looks alike from whatever database it came.
LOOKS: dict[str, Any] = {"sqlite": "light", "postgresql": "dark"}


def test_every_page_is_accessible_and_fits_phone_and_desk(page, live_server, addresses, database):
    page.emulate_media(color_scheme=(scheme := LOOKS[database]))
    faults = []
    for name, path in addresses.items():
        for size in (PHONE, DESKTOP):
            page.set_viewport_size(size)
            page.goto(live_server.url + path)
            faults += [f"{name}, {size['width']}: {each}" for each in accessibility_faults(page)]
            if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
                faults.append(f"{name} is wider than {size['width']} pixels")
            keep_picture(page, f"{name}-{scheme}-{size['width']}")
    assert not faults, "\n".join(faults)


def test_the_sidebar_stands_beside_the_article_or_below_it(page, live_server, addresses):
    page.goto(live_server.url + addresses["article"])
    article, aside = page.locator("article"), page.locator("aside")

    page.set_viewport_size(DESKTOP)
    beside = (article.bounding_box(), aside.bounding_box())
    page.set_viewport_size(PHONE)
    below = (article.bounding_box(), aside.bounding_box())

    assert beside[1]["x"] >= beside[0]["x"] + beside[0]["width"]
    assert below[1]["y"] >= below[0]["y"] + below[0]["height"]


def test_lines_are_of_a_readable_length(page, live_server, addresses):
    page.set_viewport_size(DESKTOP)
    page.goto(live_server.url + addresses["article"])

    width, letters = page.evaluate(
        """() => {
            const paragraph = document.querySelector("article .story__body p");
            const range = document.createRange();
            range.selectNodeContents(paragraph);
            const lines = new Set([...range.getClientRects()].map((each) => Math.round(each.top)));
            return [paragraph.clientWidth, paragraph.textContent.length / lines.size];
        }"""
    )

    assert 45 <= letters <= 80, (width, letters)


def test_a_date_in_an_urdu_article_is_set_as_everywhere_else(page, live_server, addresses):
    page.goto(live_server.url + addresses["article in Urdu"])

    fonts = [
        page.locator(each).first.evaluate("(element) => getComputedStyle(element).fontFamily")
        for each in ("body", ".story__stamps time", ".story__headline")
    ]

    assert fonts[0] == fonts[1] != fonts[2]


def test_a_keyboard_reader_reaches_the_text_first(page, live_server, addresses):
    page.goto(live_server.url + addresses["article"])

    page.keyboard.press("Tab")

    skip = page.locator(":focus")
    assert skip.text_content() == "Skip to content"
    assert skip.bounding_box()["height"] >= 24
    page.keyboard.press("Enter")
    assert page.url.endswith("#content")


def test_what_can_be_clicked_is_large_enough(page, live_server, addresses):
    page.set_viewport_size(PHONE)
    names = ("article", "archive", "corrections", "search with finds")
    for path in ("/", "/world/", *(addresses[name] for name in names)):
        page.goto(live_server.url + path)
        small = page.evaluate(
            """() => [...document.querySelectorAll("a:not(.skip), input, select, button")]
                .filter((each) => each.getBoundingClientRect().height < 24)
                .map((each) => each.outerHTML)"""
        )
        assert not small, small


def test_the_print_has_the_story_and_no_furniture(page, live_server, addresses):
    page.goto(live_server.url + addresses["article"])
    page.emulate_media(media="print")

    assert page.locator("article").is_visible()
    for furniture in ("nav", "aside", "footer"):
        assert not page.locator(furniture).first.is_visible()

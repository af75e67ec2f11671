"""robots.txt and security.txt."""

from datetime import UTC, datetime
from urllib.robotparser import RobotFileParser

import pytest
import time_machine
from django.test import Client

from newsroom.publishing import shown


def robots() -> RobotFileParser:
    answer = Client().get("/robots.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    parser = RobotFileParser()
    parser.parse(answer.content.decode().splitlines())
    return parser


@pytest.mark.parametrize(
    ("path", "may_be_asked"),
    [
        ("/", True),
        ("/world/2012/aug/11/ferry/", True),
        ("/feeds/latest.rss", True),
        ("/media/quay.jpg", True),
        ("/administration/", True),
        ("/admin/", False),
        ("/preview/token/", False),
        ("/wire/push/desk/", False),
        ("/search/?q=ferry", False),
    ],
)
def test_robots_may_ask_for_what_is_for_readers(path: str, may_be_asked: bool):
    assert robots().can_fetch("Anybot", path) is may_be_asked


def test_robots_are_told_where_the_sitemaps_are(settings):
    settings.NEWSROOM_BASE_URL = "https://paper.example"

    assert robots().site_maps() == [
        "https://paper.example/sitemap.xml",
        "https://paper.example/sitemap-news.xml",
    ]


@pytest.mark.django_db
def test_without_a_contact_there_is_no_security_txt(settings):
    settings.NEWSROOM_SECURITY_CONTACT = ""

    assert Client().get("/.well-known/security.txt").status_code == 404


@time_machine.travel(datetime(2024, 2, 29, 20, 0, tzinfo=UTC), tick=False)
def test_security_txt_names_whom_to_tell_and_is_good_for_less_than_a_year(settings):
    settings.NEWSROOM_SECURITY_CONTACT = "mailto:security@paper.example"
    settings.NEWSROOM_BASE_URL = "https://paper.example"

    with shown.collecting() as declared:
        answer = Client().get("/.well-known/security.txt")

    # By the site's clock it is March already.
    assert answer.content.decode().splitlines() == [
        "Contact: mailto:security@paper.example",
        "Expires: 2025-03-01T00:00:00+05:00",
        "Preferred-Languages: en",
        "Canonical: https://paper.example/.well-known/security.txt",
    ]
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert declared.until == datetime(2024, 3, 31, 19, 0, tzinfo=UTC)

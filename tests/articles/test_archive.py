"""The archive: its form, its lists, its days."""

import re
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlencode, urlsplit
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from articles import archive
from articles.models import Article
from editorials.models import Editorial
from newsroom.publishing import workflow
from newsroom.publishing.filters import GENRES
from newsroom.publishing.models import OldSlug, Section
from newsroom.search.looking import SearchTimeoutError
from tests.factories import (
    a_contributor,
    a_section,
    a_topic,
    an_article,
    an_editorial,
    published,
)
from tests.reader import see, text_of

pytestmark = pytest.mark.django_db

KARACHI = ZoneInfo("Asia/Karachi")


def at(day: int, hour: int = 12, minute: int = 0) -> datetime:
    """An instant in August 2012, by the paper's clock."""
    return datetime(2012, 8, day, hour, minute, tzinfo=KARACHI)


@pytest.fixture
def paper() -> None:
    """Six stories of August 2012, no two of them alike."""
    world, sport = a_section("world"), a_section("sport")
    asia = a_section("asia", parent=world)
    ayesha, harbours = a_contributor("Ayesha Khan"), a_topic("harbours")
    published(an_article(headline="Border", section=world, credit="AFP"), at=at(9))
    published(an_article(headline="Ferry", section=asia, topics=[harbours]), at=at(10))
    published(an_article(headline="Final", section=sport, bylines=[ayesha]), at=at(11))
    published(an_article(headline="Quays", section=sport, kind="feature"), at=at(11, 23, 59))
    published(an_editorial(headline="Trees", topics=[harbours]), at=at(12, 0, 0))
    published(an_editorial(headline="Salt", genre="column", bylines=[ayesha]), at=at(13))


def found(**typed: str) -> list[str]:
    return headlines(f"/archive/?{urlencode(typed)}")


def headlines(path: str) -> list[str]:
    return [text_of(each) for each in see(path).all("main .card__headline")]


def faults(**typed: str) -> dict[str, str]:
    """What is said at each field that names nothing."""
    tree = see(f"/archive/?{urlencode(typed)}").tree
    return {
        each.get("name"): text_of(tree.get_element_by_id(each.get("aria-describedby")))
        for each in tree.xpath("//form//*[@aria-invalid='true']")
    }


# --- What is found ---


@pytest.mark.parametrize(
    ("typed", "headlines"),
    [
        ({}, "Salt Trees Quays Final Ferry Border"),
        ({"section": "world"}, "Ferry Border"),
        ({"section": "asia"}, "Ferry"),
        ({"genre": "news"}, "Final Ferry Border"),
        ({"genre": "feature"}, "Quays"),
        ({"genre": "column"}, "Salt"),
        ({"author": "ayesha-khan"}, "Salt Final"),
        ({"author": " Ayesha Khan "}, "Salt Final"),
        ({"topic": "harbours"}, "Trees Ferry"),
        ({"agency": "AFP"}, "Border"),
        ({"agency": "afp"}, "Border"),
        ({"from": "2012-08-12"}, "Salt Trees"),
        ({"to": "2012-08-10"}, "Ferry Border"),
        ({"from": "2012-08-11", "to": "2012-08-11"}, "Quays Final"),
        ({"author": "ayesha-khan", "to": "2012-08-12"}, "Final"),
        ({"section": "sport", "genre": "feature"}, "Quays"),
        ({"author": "ayesha-khan", "section": "sport"}, "Final"),
        ({"topic": "harbours", "genre": "editorial", "from": "2012-08-12"}, "Trees"),
        ({"author": "ayesha-khan", "topic": "harbours"}, ""),
        ({"section": "", "genre": "", "author": "", "topic": "", "from": "", "to": ""},
         "Salt Trees Quays Final Ferry Border"),
        ({"words": "swell"}, "Quays Final Ferry Border"),
        ({"words": "trees"}, "Salt Trees"),
        ({"words": "candour", "genre": "column"}, "Salt"),
        ({"words": "swell", "to": "2012-08-10"}, "Ferry Border"),
        ({"words": "swell", "section": "world", "agency": "afp"}, "Border"),
        ({"words": "zeppelin"}, ""),
        ({"words": "..."}, ""),
        ({"p": "123", "genre": "column"}, "Salt"),
    ],
)  # fmt: skip
def test_the_archive_is_narrowed_to_what_was_asked_for(paper, typed, headlines):
    assert found(**typed) == headlines.split()


def test_it_knows_every_kind_that_a_story_can_be():
    kinds = {*Article.Kind.values, *Editorial.Genre.values}
    assert set(GENRES) == kinds


def test_a_former_slug_still_finds(paper):
    OldSlug.objects.create(
        kind=OldSlug.Kind.SECTION, slug="planet", object_id=Section.objects.get(slug="world").pk
    )
    assert found(section="planet") == ["Ferry", "Border"]


def test_what_was_taken_down_is_not_found(paper):
    workflow.kill(Article.objects.get(headline="Border"), by=None, reason="It is wrong.")

    assert "Border" not in see("/archive/").source
    assert "agency" in faults(agency="AFP")


# --- What is said of what cannot be found ---


@pytest.mark.parametrize(
    ("typed", "at_field", "words"),
    [
        ({"section": "nowhere"}, "section", "no such section"),
        ({"genre": "poem"}, "genre", "no such kind"),
        ({"author": "nobody"}, "author", "Nobody of this name"),
        ({"topic": "nothing"}, "topic", "no such topic"),
        ({"agency": "Nobody"}, "agency", "No story has this credit"),
        ({"from": "2012-02-31"}, "from", "no such day"),
        ({"to": "11 Aug"}, "to", "no such day"),
        ({"to": "0001-01-01"}, "to", "so far away"),
        ({"from": "9999-12-31"}, "from", "so far away"),
        ({"from": "2012-08-12", "to": "2012-08-11"}, "to", "before the first"),
        ({"author": "x" * 5000}, "author", "at most 150"),
        ({"words": "x" * 201}, "words", "at most 200"),
        ({"topic": "nul\x00\x00"}, "topic", "no such topic"),
    ],
)
def test_what_names_nothing_is_said_at_its_field_and_stays_typed(paper, typed, at_field, words):
    said = faults(**typed)

    assert list(said) == [at_field]
    assert words in said[at_field]
    seen = see(f"/archive/?{urlencode(typed)}")
    assert not seen.all("main .card")
    if at_field not in {"section", "genre"}:
        field = seen.tree.get_element_by_id(at_field)
        assert field.get("value") == typed[at_field].replace("\x00", "")
        assert field.get("type") == "text", "a field for dates shows none that is not one"


def test_several_faults_are_each_said(paper):
    assert set(faults(section="x", author="x", to="x")) == {"section", "author", "to"}


@pytest.mark.parametrize("field", ["author", "topic"])
def test_what_only_the_desk_knows_is_as_unknown_as_what_is_not(paper, field):
    an_article(bylines=[a_contributor("Noor Alvi")], topics=[a_topic("noor-alvi")])

    assert faults(**{field: "noor-alvi"}) == faults(**{field: "nobody"}) != {}


def test_the_form_keeps_what_was_chosen(paper):
    seen = see("/archive/?section=asia&genre=feature&from=2012-08-01")

    selected = seen.tree.xpath("//form//option[@selected]/@value")
    assert selected == ["asia", "feature"]
    assert seen.tree.get_element_by_id("from").get("value") == "2012-08-01"
    options = [text_of(each) for each in seen.tree.xpath("//select[@name='section']/option")]
    assert options == ["All", "Sport", "World", "World: Asia"]


def test_what_was_typed_cannot_end_its_place(paper):
    source = see("/archive/?author=%22%3E%3Cscript%3E").source
    assert "<script>" not in source


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"genre": "cartoon"}, "leave out the kind."),
        ({"words": "zeppelin", "genre": "news"}, "leave out the words or the kind."),
        ({"genre": "cartoon", "section": "asia"}, "leave out the section or the kind."),
        ({"from": "2020-01-01"}, "To find more, take more days."),
        ({"genre": "cartoon", "to": "2020-01-01"}, "leave out the kind, or take more days."),
    ],
)
def test_where_nothing_is_found_it_says_what_to_widen(paper, typed, words):
    assert words in text_of(see(f"/archive/?{urlencode(typed)}").one(".empty"))


def test_what_takes_too_long_to_find_is_answered_in_words(paper, monkeypatch):
    def too_long(*args, **how):
        raise SearchTimeoutError

    monkeypatch.setattr("newsroom.search.query.newest", too_long)
    seen = see("/archive/?words=swell")
    headers = Client().get("/archive/?words=swell").headers

    assert seen.status == 503
    assert (headers["Retry-After"], headers["Cache-Control"]) == ("30", "no-store")
    assert "took too long" in text_of(seen.one(".empty"))
    assert seen.tree.get_element_by_id("words").get("value") == "swell"


# --- Counting and paging ---


def test_what_was_asked_for_is_counted_as_far_as_anybody_reads(paper, monkeypatch):
    assert text_of(see("/archive/?genre=news").one(".list-found")) == "3 stories"
    assert text_of(see("/archive/?genre=column").one(".list-found")) == "1 story"
    assert not see("/archive/").all(".list-found")
    assert text_of(see("/archive/?genre=news&words=swell").one(".list-found")) == "3 stories"
    monkeypatch.setattr(archive, "COUNTED", 2)
    for path in ("/archive/?genre=news", "/archive/?genre=news&words=swell"):
        assert text_of(see(path).one(".list-found")) == "More than 2 stories"


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"section": "world"},
        {"agency": "afp"},
        {"author": "ayesha-khan", "from": "2012-01-01"},
        {"genre": "news", "author": "ayesha-khan"},
        {"words": "swell"},
    ],
)
def test_pages_of_the_list_hold_each_story_once_and_keep_what_was_asked(typed):
    author = a_contributor("Ayesha Khan")
    for number in range(45):
        # Two at each instant, also where a page ends, so that the key must break ties.
        story = an_article(headline=f"Story {number}", bylines=[author], credit="AFP")
        published(story, at=at(11) - timedelta(minutes=(number + 1) // 2))

    path, listed = f"/archive/?{urlencode(typed)}", []
    while path:
        seen = see(path)
        listed += [text_of(each) for each in seen.all("main .card__headline")]
        older = seen.tree.xpath("//a[@rel='next']/@href")
        path = f"/archive/{older[0]}" if older else ""
        if path:
            query = parse_qs(urlsplit(path).query)
            assert {name: [value] for name, value in typed.items()}.items() <= query.items()

    assert len(listed) == len(set(listed)) == 45
    assert seen.tree.xpath("//nav[@class='paging']/a[1]/@href") == [
        f"/archive/?{urlencode(typed)}".rstrip("?")
    ]


@pytest.mark.parametrize("key", ["", "x", "1-1-1"])
def test_a_key_that_no_page_links_to_is_no_page(key):
    assert Client().get("/archive/", {"before": key}).status_code == 404


# --- Days ---


def test_a_day_is_the_papers_from_midnight_to_midnight(paper):
    assert headlines("/archive/2012/08/11/") == ["Quays", "Final"]
    assert headlines("/archive/2012/08/12/") == ["Trees"]
    assert text_of(see("/archive/2012/08/11/").one("h1")) == "Saturday, 11 August 2012"


@pytest.mark.parametrize(
    ("day", "beside"),
    [
        ("2012/08/11", ["/archive/2012/08/10/", "/archive/2012/08/12/"]),
        ("2012/08/09", ["/archive/2012/08/10/"]),
        ("2012/08/13", ["/archive/2012/08/12/"]),
        ("2011/01/01", ["/archive/2012/08/09/"]),
        ("2040/01/01", ["/archive/2012/08/13/"]),
    ],
)
def test_a_day_leads_to_the_nearest_days_that_have_pages(paper, day, beside):
    nav = see(f"/archive/{day}/").tree.xpath("//nav[@aria-label='Other days']//a/@href")
    assert nav == beside


def test_the_archive_leads_to_its_newest_day(paper):
    links = see("/archive/").tree.xpath("//a[text()='Day by day']/@href")
    assert links == ["/archive/2012/08/13/"]
    assert not see("/archive/?genre=news").tree.xpath("//a[text()='Day by day']")


def test_a_day_without_pages_says_so_and_is_not_indexed():
    seen = see("/archive/2012/08/11/")

    assert text_of(seen.one(".empty")) == "Nothing was published on this day."
    assert re.match("noindex", seen.meta("robots") or "")


def test_a_full_day_is_paged_by_key():
    for number in range(25):
        published(an_article(headline=f"Story {number}"), at=at(11) + timedelta(minutes=number))

    first = see("/archive/2012/08/11/")
    [older] = first.tree.xpath("//main//nav[@class='paging']/a[@rel='next']/@href")
    rest = headlines(f"/archive/2012/08/11/{older}")

    assert rest == [f"Story {number}" for number in range(4, -1, -1)]


@pytest.mark.parametrize(
    "path",
    [
        "2012/02/30",
        "2012/13/01",
        "2012/00/01",
        "0000/01/01",
        "0001/01/01",
        "9999/12/31",
        "2012/8/1",
    ],
)
def test_a_day_that_never_is_has_no_page(path):
    assert Client().get(f"/archive/{path}/").status_code == 404


@pytest.mark.parametrize("path", ["/archive", "/archive/2012/08/11", "/corrections"])
def test_it_is_found_without_its_last_slash(path):
    answer = Client().get(path)
    assert (answer.status_code, answer["Location"]) == (301, f"{path}/")

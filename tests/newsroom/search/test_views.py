"""The search page, as readers meet it."""

import re
from datetime import timedelta
from html import unescape
from threading import BoundedSemaphore
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone

from newsroom.publishing.models import Page
from newsroom.search import index, postgresql, query
from newsroom.text.identity import new_uid
from tests.factories import a_contributor, a_section, an_article, an_editorial, page_of, published

pytestmark = pytest.mark.django_db


def ask(words: str = "", status: int = 200, **more: str) -> str:
    response = Client().get("/search/", {"q": words, **more} if words or more else {})
    assert response.status_code == status
    return response.content.decode()


def headlines(html: str) -> list[str]:
    found = re.findall(r'<h2 class="card__headline"><a href="[^"]+">(.*?)</a>', html)
    return [unescape(re.sub("<[^>]*>", "", each)) for each in found]


def said(html: str) -> str:
    """The words of the page's main part."""
    main = html.partition("</form>")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub("<[^>]*>", " ", main)).split())


def test_the_page_asks_for_words_and_searches_nothing_yet(count_queries):
    published(an_article())
    with count_queries() as queries:
        html = ask()

    assert 'role="search"' in html
    assert '<meta name="robots" content="noindex' in html
    assert headlines(html) == []
    assert len(queries) == 1, queries


def test_what_is_found_is_shown_with_the_words_set_apart():
    body = f"<p>{'Sea and sky. ' * 30}The quokkas were seen by night. {'Sand. ' * 40}</p>"
    page = page_of(published(an_article(headline="Quokka & friends", body=body)))

    html = ask("quokka")

    assert headlines(html) == ["Quokka & friends"]
    assert f'href="{page.path}"><mark>Quokka</mark> &amp; friends</a>' in html
    assert "The <mark>quokkas</mark> were seen by night." in html
    assert html.count("Sand.") < 30
    assert "1 story." in said(html)


def test_what_the_copy_says_is_never_markup():
    published(an_article(headline="<b>Quokka</b>", body="<p>&lt;script&gt; quokka &lt;/b&gt;</p>"))

    html = ask("quokka <b>")

    assert headlines(html) == ["<b>Quokka</b>"]
    assert "&lt;script&gt; <mark>quokka</mark> &lt;/<mark>b</mark>&gt;" in html


@pytest.mark.parametrize("typed", ['"><script>alert(1)</script>', "{{ words }}", "'\"&<"])
def test_what_was_typed_is_shown_again_and_never_markup(typed):
    html = ask(typed)

    value = re.search(r'name="q" type="search" value="([^"]*)"', html)
    assert value
    assert unescape(value[1]) == typed
    assert "<script>alert" not in html


def test_opinion_is_called_what_it_is():
    published(an_editorial(genre="letter", headline="Quokka"))

    assert "Letter" in said(ask("quokka"))


def test_a_search_is_narrowed_by_section_kind_author_and_days():
    asia = a_section("asia", parent=a_section("world"))
    person = a_contributor("Rukhsana Daar")
    published(an_article(headline="Quokka one", section=asia, bylines=[person]))
    published(an_article(headline="Quokka two", section=a_section("sport"), kind="analysis"))
    today = timezone.localdate()

    one, two = "Quokka one", "Quokka two"
    for narrowing, expected in [
        ({"section": "world"}, [one]),
        ({"section": "asia"}, [one]),
        ({"genre": "analysis"}, [two]),
        ({"author": "rukhsana-daar"}, [one]),
        ({"from": f"{today}", "to": f"{today}"}, [two, one]),
        ({"to": f"{today - timedelta(days=1)}"}, []),
        ({"section": "", "genre": "", "from": "", "to": ""}, [two, one]),
    ]:
        assert headlines(ask("quokka", order="newest", **narrowing)) == expected, narrowing
        assert sorted(headlines(ask("quokka", **narrowing))) == sorted(expected), narrowing


def test_narrowing_alone_finds_the_newest():
    published(an_article(headline="Quokka one"))
    published(an_article(headline="Quokka two"))

    assert headlines(ask(section="world")) == ["Quokka two", "Quokka one"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"section": "nowhere"}, "There is no such section"),
        ({"to": "2026-02-31"}, "There is no such day"),
        ({"from": "2026-02-03", "to": "2026-02-01"}, "The last day lies before the first"),
        ({"genre": "poem"}, "There is no such kind"),
        ({"author": "nobody"}, "Nobody of this name"),
    ],
)
def test_what_is_not_known_is_said_at_its_field_and_nothing_is_searched(typed, sentence):
    published(an_article(headline="Quokka"))

    html = ask("quokka", **typed)

    assert sentence in html
    assert "Nothing was searched yet" in html
    assert headlines(html) == []
    assert all(f'value="{value}"' in html for value in typed.values() if value[0] == "2")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("wombat", "Nothing was found. You might take other words, or fewer of them."),
        ("-quokka", "There is no word in this to look for."),
        ("!?", "There is no word in this to look for."),
        ("quokka " * 60, "Only the first 200 characters were looked for."),
    ],
)
def test_what_cannot_be_found_is_said_in_a_sentence(words, sentence):
    published(an_article(headline="Quokka"))

    assert sentence in said(ask(words))


def test_nul_and_broken_characters_do_no_harm():
    published(an_article(headline="Quokka"))

    for address in ("q=quokka%00", "q=%FFquokka", "q=quokka%ED%A0%80", "q=quokka&section=%00"):
        assert Client().get(f"/search/?{address}").status_code == 200, address
    assert headlines(ask("quokka\x00")) == ["Quokka"]


@pytest.fixture
def forty() -> list[str]:
    """Headlines of forty-five pages, the newest first."""
    like = page_of(published(an_article(headline="Quokka")))
    pages = []
    for number in range(45):
        page = Page.objects.get(pk=like.pk)
        page.pk = None
        page.uid = page.story_uid = new_uid()
        page.path, page.headline = f"/world/x-{number}/", f"Quokka {number}"
        page.first_published_at = timezone.now() - timedelta(days=number)
        page.save(force_insert=True)
        pages.append(page)
    index.put(pages)
    Page.objects.filter(pk=like.pk).update(state=Page.State.GONE)
    return [page.headline for page in pages]


@pytest.mark.parametrize("order", ["", "newest"])
def test_more_is_on_the_next_page(forty, order):
    address, found, pages = f"/search/?q=quokka&order={order}", [], 0
    while address:
        response = Client().get(address)
        assert response.status_code == 200
        html = response.content.decode()
        found += headlines(html)
        pages += 1
        onward = re.search(r'<a rel="next" href="([^"]*)"', html)
        address = f"/search/{unescape(onward[1])}" if onward else ""

    assert pages == 3
    assert found == forty


def test_counts_end_at_the_most_that_are_weighed(forty, monkeypatch):
    monkeypatch.setattr("newsroom.search.query.MOST_RANKED", 30)
    monkeypatch.setattr("newsroom.search.query.MOST_RANKED_OF_PHRASES", 10)

    assert "More than 30 stories; of the newest 30 those that fit best come first." in said(
        ask("quokka")
    )
    assert "More than 10 stories; of the newest 10" in said(ask('"harbour master"'))


@pytest.mark.parametrize("page", ["0", "-1", "51", "x", "1e3", "٢", "99999999999"])
def test_there_are_no_other_pages(page):
    ask("quokka", status=404, page=page)


def test_there_is_no_page_after_the_last():
    assert "There is nothing more." in said(ask("quokka", page="50"))
    ask("quokka", status=404, order="newest", before="canary")


def test_a_search_that_takes_too_long_is_given_up(monkeypatch, database):
    published(an_article(headline="Quokka"))
    if database == "sqlite":  # it knows no such limit: given up for want of a place
        monkeypatch.setattr(query, "_PLACES", BoundedSemaphore(1))
        monkeypatch.setattr(query, "PLACE_SECONDS", 0.05)
        query._PLACES.acquire()
    else:
        sleeping = postgresql._HITS.replace(
            "SELECT hit.page_id", "SELECT pg_sleep(2), hit.page_id", 1
        )
        monkeypatch.setattr(postgresql, "_HITS", sleeping)
        monkeypatch.setattr(postgresql, "TIMEOUT_MS", 50)

    response = Client().get("/search/?q=quokka")

    assert response.status_code == 503
    assert response["Cache-Control"] == "no-store"
    assert "This search took too long" in response.content.decode()
    monkeypatch.undo()
    assert headlines(ask("quokka")) == ["Quokka"]


@pytest.fixture
def with_slow_past(monkeypatch) -> None:
    """Two pages of today and one of long ago, where PostgreSQL is too slow to look in time."""
    for headline, age in {
        "Quokka seen today": 0,
        "Quokka seen now": 0,
        "Quokka seen once": 4000,
    }.items():
        page = page_of(published(an_article(headline=headline)))
        page.first_published_at = timezone.now() - timedelta(days=age)
        page.save()
        index.put([page])
    slow = "AND (first_published_at > now() - '9 years'::interval OR pg_sleep(2) IS NOT NULL)"
    monkeypatch.setattr(
        postgresql, "_HITS", postgresql._HITS.replace("{bounds}", slow + "{bounds}")
    )
    monkeypatch.setattr(postgresql, "TIMEOUT_MS", 500)


def test_what_was_found_of_a_phrase_in_time_is_shown_and_said_to_be_only_that(
    with_slow_past, database
):
    html = ask('"quokka seen"')
    if database == "sqlite":  # it knows no such limit
        assert "3 stories." in said(html)
        return
    assert sorted(headlines(html)) == ["Quokka seen now", "Quokka seen today"]
    assert "At least 2 stories; to look further back took too long" in said(html)
    # By date one can go on from there, in the archive too.
    newest = ask('"quokka seen"', order="newest")
    assert "To look further back took too long" in said(newest)
    onward = re.search(r'<a rel="next" href="([^"]*)"', newest)
    assert onward is not None
    assert Client().get(f"/search/{unescape(onward[1])}").status_code == 503
    archive = Client().get("/archive/", {"words": '"quokka seen"'}).content.decode()
    assert "To look further back took too long" in archive
    assert archive.count("Quokka seen") >= 2


def test_the_address_of_a_search_can_be_passed_on():
    published(an_article(headline="Öl & Wasser"))

    assert headlines(ask("öl & wasser")) == ["Öl & Wasser"]
    html = Client().get(f"/search/?q={quote('öl & wasser')}").content.decode()
    assert "?q=%C3%B6l+%26+wasser&amp;order=newest" in html


def test_the_front_page_leads_here():
    assert '<a href="/search/">Search</a>' in Client().get("/").content.decode()


def test_the_address_without_its_slash_leads_here():
    assert Client().get("/search")["Location"] == "/search/"

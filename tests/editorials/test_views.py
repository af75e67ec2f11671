"""The reader's pages of the opinion desk, and the sidebar beside articles."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from newsroom.publishing import workflow
from tests.factories import an_article, an_editorial, page_of, published
from tests.reader import see, text_of

pytestmark = pytest.mark.django_db


def headlines(path: str) -> list[str]:
    return [text_of(each) for each in see(path).all("main .card__headline")]


def cards_of(path: str) -> list[str]:
    return [text_of(each) for each in see(path).all("aside .card__headline")]


def editorials(count: int) -> list[str]:
    """That many editorials, the newest first; their pages' paths."""
    now = timezone.now()
    return [
        page_of(
            published(an_editorial(headline=f"Piece {number}"), at=now - timedelta(hours=number))
        ).path
        for number in range(count)
    ]


def test_the_sidebar_has_the_six_latest_editorials():
    editorials(8)
    article = published(an_article())

    assert cards_of(page_of(article).path) == [f"Piece {number}" for number in range(6)]


def test_an_editorials_own_page_shows_the_six_others():
    path, *_ = editorials(8)

    assert cards_of(path) == [f"Piece {number}" for number in range(1, 7)]


def test_other_genres_are_not_in_the_sidebar():
    for genre in ("column", "letter", "cartoon"):
        published(an_editorial(genre=genre))
    article = published(an_article())

    assert not see(page_of(article).path).all("aside")


def test_a_withdrawn_editorial_leaves_the_sidebar_at_once():
    now = timezone.now()
    stays = published(an_editorial(headline="Stays"), at=now - timedelta(hours=1))
    goes = published(an_editorial(headline="Goes"))
    article = published(an_article())
    assert cards_of(page_of(article).path) == [goes.headline, stays.headline]

    workflow.withdraw(goes, by=None, reason="Wrong figures.")

    assert cards_of(page_of(article).path) == ["Stays"]


def test_an_update_moves_no_editorial_up():
    now = timezone.now()
    older = published(an_editorial(headline="Older"), at=now - timedelta(hours=5))
    published(an_editorial(headline="Newer"), at=now - timedelta(hours=4))
    older.body += "<p>More.</p>"
    older.save()
    published(older, kind="update")
    article = published(an_article())

    assert cards_of(page_of(article).path) == ["Newer", "Older"]


def test_the_teaser_is_the_editors_own_uncut_or_the_start_of_the_text():
    own = "An own teaser of the editor stands as it is, however long it may have become. " * 2
    now = timezone.now()
    published(an_editorial(headline="Own", teaser=own))
    published(an_editorial(headline="Cut", body=f"<p>{'word ' * 60}</p>"), at=now - timedelta(1))
    article = published(an_article())

    _, _, _, _, shown, _, _, cut = see(page_of(article).path).sidebar

    assert shown == own.strip()
    assert cut == " ".join(["word"] * 24) + "..."
    assert len(cut.removesuffix("...")) <= 120


def test_a_piece_says_that_it_is_opinion():
    story = published(an_editorial(genre="column", bylines=["Noor Alvi"]))

    seen = see(page_of(story).path)

    assert page_of(story).path.startswith("/opinion/columns/")
    assert text_of(seen.one("article .story__place")) == "Columns"
    assert seen.one("title").text.endswith(" - Opinion - Newsroom")
    assert seen.structured_data["@type"] == "OpinionNewsArticle"


def test_the_opinion_front_shows_each_genre_under_its_name():
    for genre in ("editorial", "column", "letter", "cartoon"):
        published(an_editorial(genre=genre, headline=f"A {genre}"))

    seen = see("/opinion/")

    assert [text_of(each) for each in seen.all("section h2")] == [
        "Editorial",
        "Columns",
        "Letters",
        "Cartoons",
    ]
    assert headlines("/opinion/") == ["A editorial", "A column", "A letter", "A cartoon"]


def test_opinion_needs_no_section_to_be_read():
    published(an_editorial(headline="Trees"))

    assert headlines("/opinion/") == headlines("/opinion/editorial/") == ["Trees"]


@pytest.mark.parametrize("path", ["/opinion/editorials/", "/opinion/column/", "/opinion/x/y/"])
def test_a_genre_that_does_not_exist_is_not_found(path: str):
    assert Client().get(path).status_code == 404


def test_empty_fronts_say_so_and_answer():
    for path in ("/", "/opinion/", "/opinion/letters/"):
        assert see(path).status == 200

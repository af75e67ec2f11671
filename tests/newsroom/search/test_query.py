"""What is found by which words, on both databases."""

import pytest
from django.test import Client

from newsroom.search import query
from newsroom.search.query import best, newest
from tests.factories import an_article, page_of, published

pytestmark = pytest.mark.django_db

STORIES = {
    "ferry": ("Ferries stop at noon", "<p>The harbour master of Zürich kept a log.</p>"),
    "boat": ("Boats return", "<p>One ferry came back. The harbours are full of dogs.</p>"),
    "library": ("Library reopens", "<p>The state of emergency is over, says M. O’Brien.</p>"),
    "urdu": ("آم کی فصل", "<p>كراچي میں آموں کی نئی فصل آ گئی ہے۔ چاہیے</p>"),
    "cjk": ("東京2020年", "<p>ニュースは東京から届いた。</p>"),
    "who": ("The Who and the what", "<p>They were here, once.</p>"),
}


@pytest.fixture
def paper() -> dict[int, str]:
    """The pages by the names above."""
    found = {}
    for name, (headline, body) in STORIES.items():
        language = "ur" if name == "urdu" else "en"
        story = published(an_article(headline=headline, body=body, language=language))
        found[page_of(story).pk] = name
    return found


FOUND = {
    # A word in any of its forms, anywhere.
    "ferry": "ferry boat",
    "ferries": "ferry boat",
    "FERRY": "ferry boat",
    "library": "library",
    # All words have to be there.
    "ferry harbour": "ferry boat",
    "ferry dog": "boat",
    "ferry library": "",
    # Phrases, in quotation marks of all kinds.
    '"harbour master"': "ferry",
    '"master harbour"': "",
    "“harbour master”": "ferry",
    '"harbour master': "ferry",
    '"state of emergency"': "library",
    # Without a word, or one of several.
    "ferry -dogs": "ferry",
    "ferry −dogs": "ferry",
    'harbour -"came back"': "ferry",
    "library or boats": "boat library",
    "library OR dogs ferry": "boat library",
    # Accents, apostrophes, hyphens.
    "zurich": "ferry",
    "Zürich": "ferry",
    "o'brien": "library",
    "O’Brien": "library",
    "harbour-master": "ferry",
    # Letters of one's own keyboard; digits of any.
    "کراچی": "urdu",
    "كراچي": "urdu",
    "آموں": "urdu",
    "چاہیے": "urdu",
    # No spaces between words.
    "東京": "cjk",
    "ニュース": "cjk",
    "京東": "",
    "2020": "cjk",
    # What every text has is found where it is written in a headline.
    "the who": "who",
    "the ferry": "ferry boat",
    # Nothing to look for.
    "": "ferry boat library urdu cjk who",
    "   ": "ferry boat library urdu cjk who",
    "-ferry": "",
    "!!!": "",
    '"" or -""': "",
    "or": "",
    # What looks like the database's own language is words.
    "ferry & !dogs": "boat",
    "ferry:*": "ferry boat",
    "ferry' OR '1'='1": "boat ferry",
    'ferry"); DROP TABLE search_row; --': "",
    "ferry\\": "ferry boat",
    "headline : ferry": "",
    "NEAR(ferry harbour)": "",
    "days/0/20000": "",
    "%s %(match)s": "",
    "ferry\x00": "ferry boat",
    "ferry \ud800": "ferry boat",
    "\x1f ferry \ufffe": "ferry boat",
    "ferry " + "x" * 10_000: "",
    "ferry " * 500: "ferry boat",
    '"' * 1000: "",
}


def test_words_find_the_pages_that_hold_them(paper):
    found = {words: newest(words, count=100).ids for words in FOUND}

    named = {words: {paper[pk] for pk in pks} for words, pks in found.items()}
    assert named == {words: set(names.split()) for words, names in FOUND.items()}


def test_the_best_are_the_same_pages_in_another_order(paper):
    for words in FOUND:
        assert sorted(best(words).ids) == sorted(newest(words, count=100).ids), words


def test_only_a_few_searches_of_a_process_take_the_database_at_a_time(monkeypatch):
    published(an_article(headline="Ferry"))
    monkeypatch.setattr(query, "PLACE_SECONDS", 0.05)
    for _ in range(query.MOST_AT_ONCE):
        query._PLACES.acquire()
    try:
        with pytest.raises(query.SearchTimeoutError):
            query.best("ferry")
        assert Client().get("/search/?q=ferry").status_code == 503
    finally:
        for _ in range(query.MOST_AT_ONCE):
            query._PLACES.release()
    assert query.best("ferry").total == 1

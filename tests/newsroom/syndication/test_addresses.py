"""Addresses for whoever reads outside the site."""

import pytest

from newsroom.syndication.addresses import full, with_full_links
from newsroom.text.sanitize import clean_html

PAGE = "https://paper.example/world/2012/aug/11/ferry/"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("/sport/", "https://paper.example/sport/"),
        ("../", "https://paper.example/world/2012/aug/11/"),
        ("tide.html", f"{PAGE}tide.html"),
        ("#notes", f"{PAGE}#notes"),
        ("?print=1&amp;page=2", f"{PAGE}?print=1&amp;page=2"),
        ("https://other.example/?a=1&amp;b=2", "https://other.example/?a=1&amp;b=2"),
        ("HTTPS://other.example/", "HTTPS://other.example/"),
        ("mailto:desk@paper.example", "mailto:desk@paper.example"),
        ("tel:+92123", "tel:+92123"),
    ],
)
def test_a_link_leads_where_it_leads_on_the_page(written: str, meant: str):
    html = clean_html(f'<p>See <a title="a > b" href="{written}">this</a>.</p>')
    assert f'href="{meant}"' in with_full_links(html, PAGE)


def test_words_that_look_like_a_link_stay():
    html = clean_html('<p>Write &lt;a href="/x"&gt; and <a href="/y">see</a>.</p>')
    assert '&lt;a href="/x"&gt;' in with_full_links(html, PAGE)


def test_a_path_in_any_script_is_an_address():
    assert full("/دنیا/", "https://paper.example") == (
        "https://paper.example/%D8%AF%D9%86%DB%8C%D8%A7/"
    )

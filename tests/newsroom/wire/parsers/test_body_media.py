"""Pictures and films that stand in a body, with their captions."""

import pytest
from lxml import etree

from newsroom.wire.parsers.body import body_of, body_of_html
from newsroom.wire.parsers.item import Media

CAPTION = "The wall at low tide"


@pytest.mark.parametrize(
    ("html", "media", "texts"),
    [
        ('<p>one</p><img src="/a.jpg" alt="Wall" width="90" height="60px"><p>two</p>',
         [Media("/a.jpg", "Wall", width=90, height=60)], ["one", "two"]),
        ('<p>one <img src="a.jpg"> two</p>', [Media("a.jpg")], ["one two"]),
        ('<p><a href="x"><img src="a.jpg" title="Wall"></a></p>', [Media("a.jpg", "Wall")], []),
        (f'<figure><img src="a.jpg" alt="x"><figcaption>{CAPTION}</figcaption></figure>',
         [Media("a.jpg", CAPTION)], []),
        (f'<figure><a href="x"><img src="a.jpg"></a><p>{CAPTION}</p></figure>',
         [Media("a.jpg", CAPTION)], []),
        ('<figure><img src="a.jpg"><img src="b.jpg"><figcaption>Both</figcaption></figure>',
         [Media("a.jpg", "Both"), Media("b.jpg")], []),
        ('<figure><figure><img src="a.jpg"><figcaption>A</figcaption></figure>'
         '<figure><img src="b.jpg"></figure><figcaption>All</figcaption></figure>',
         [Media("a.jpg", "A"), Media("b.jpg")], ["All"]),
        ('<picture><source srcset="a.webp" type="image/webp"><img src="a.jpg"></picture>',
         [Media("a.jpg")], []),
        ('<video width="640"><source src="a.mp4" type="video/mp4"><source src="a.webm"></video>',
         [Media("a.mp4", mime="video/mp4")], []),
        ('<audio src="a.mp3">No sound here</audio>', [Media("a.mp3")], []),
        # A frame around something else
        ("<figure><table><tr><td>cell</td></tr></table><figcaption>Table 1</figcaption></figure>",
         [], ["cell", "Table 1"]),
        ("<figure><blockquote><p>said</p></blockquote></figure>", [], ["said"]),
        # Pictures as letters, and addresses that are none
        ('<img src="data:image/png;base64,AAAA" alt="x"><p>one</p>', [], ["one"]),
        (f'<img src="{"x" * 3_000}"><p>one</p>', [], ["one"]),
        ("<img><p>one</p>", [], ["one"]),
        ('<img source="a.jpg"><p>one</p>', [Media("a.jpg")], ["one"]),
        ('<img src="a.jpg" width="9999999" height="-1">', [Media("a.jpg")], []),
        ('<table><tr><td>x <img src="a.jpg"></td></tr></table>', [Media("a.jpg")], ["x"]),
    ],
)  # fmt: skip
def test_what_html_shows_is_taken_with_its_caption(html, media, texts):
    body = body_of_html(html)

    assert body.media == media
    assert body.texts == texts


REFERENCE = '<media-reference mime-type="image/jpeg" source="{0}.jpg" width="{1}" height="{2}"/>'


@pytest.mark.parametrize(
    ("parts", "media"),
    [
        ("".join(REFERENCE.format(*each) for each in (("a", 90, 60), ("b", 900, 600), ("c", 9, 6)))
         + f"<media-caption>{CAPTION}</media-caption>"
         "<media-producer><person>J. Núñez</person></media-producer>",
         [Media("b.jpg", CAPTION, "J. Núñez", "image/jpeg", 900, 600)]),
        ('<media-reference source="a"/><media-reference source="b"/>', [Media("a")]),
        ('<media-reference name="a"/>', [Media("a")]),
        ('<media-reference source="a" alternate-text="Wall"/>', [Media("a", "Wall")]),
        ("<media-caption><p>One.</p><p>Two.</p></media-caption>", [Media("", "One. Two.")]),
        ("<media-caption>One</media-caption><media-caption>Two</media-caption>",
         [Media("", "One Two")]),
        ('<media-reference source="a">Said here</media-reference>', [Media("a", "Said here")]),
        ('<media-reference source="a"/><media-object encoding="base64">AAAA</media-object>',
         [Media("a")]),
        ('<media-metadata name="x" value="y"/>', []),
    ],
)  # fmt: skip
def test_a_medium_of_nitf_is_one_picture_however_many_forms_it_has(parts, media):
    xml = f'<body><p>one</p><media media-type="image">{parts}</media><p>two</p></body>'

    body = body_of(etree.fromstring(xml))

    assert body.media == media
    assert body.texts == ["one", "two"]

"""What a NewsML story is made of: texts in many forms, pictures in many sizes."""

import pytest

from newsroom.wire.parsers.item import Media, WireError
from tests.newsroom.wire.parsers.newsml_copy import (
    LEAD,
    NEXT,
    body,
    component,
    content,
    item,
    lines,
    newsml_of,
    nitf,
    picture,
    read,
    rendition,
    role,
    told,
)

# --- Pictures ---


def test_of_a_picture_in_many_sizes_the_largest_is_kept():
    sizes = [
        rendition("Thumbnail", "t.jpg", 2000, 2000),  # larger than it can be
        rendition("Lowres", "l.jpg", 300, 200),
        rendition("Preview", "p.jpg", 512, 288),
        rendition("HighDef", "h.jpg", size=90_000),
        rendition("Main", "m.jpg", 1024, 768),
    ]
    frame = component(lines(CreditLine="AFP"), *sizes, duid="photo0")

    [first, second] = told(frame).media

    assert (first.href, second.href) == ("p.jpg", "m.jpg")
    [unsized] = told(component(*sizes[:1], sizes[3])).media
    assert (unsized.href, unsized.width) == ("h.jpg", 0)


def test_a_picture_with_its_caption_and_no_story_is_an_item_of_its_own():
    caption = component(role("Caption"), content(nitf(f"<p>{LEAD}</p>")))
    data = newsml_of(
        item(
            component(
                lines(HeadLine=""),
                '<AdministrativeMetadata><Creator><Party FormalName="A. NAME "/></Creator>'
                "</AdministrativeMetadata>",
                caption,
                rendition("main", "wall.jpg", 3780, 2394),
            )
        )
    )

    found = read(data)

    assert (found.type, body(found)) == ("picture", [LEAD])
    medium = Media("wall.jpg", LEAD, "A. NAME", "image/jpeg", 3780, 2394, found.guid)
    assert found.media == (medium,)
    assert "headline" in found.warnings


def test_a_film_with_its_shot_list_beside_a_story_is_its_medium():
    film = component(
        role("Video"),
        lines(HeadLine="The wall on film", CreditLine="HBR"),
        component(role("Title"), content("The wall on film")),
        component(role("Body"), content("00:00 The wall. 00:09 The harbour master.")),
        component(
            role("Clip"),
            '<ContentItem Href="wall.mp4"><Format FormalName="Mpeg4"/></ContentItem>',
        ),
    )

    found = told(component(lines(HeadLine="Wall"), content(LEAD)), film, body="")

    assert body(found) == [LEAD]
    [medium] = found.media
    assert (medium.href, medium.mime, medium.credit) == ("wall.mp4", "video/mp4", "HBR")
    assert medium.caption == "The wall on film. 00:00 The wall. 00:09 The harbour master."


def test_a_caption_without_its_picture_is_kept():
    caption = component(role("Caption"), content("<p>The wall, in better days.</p>"))

    assert told(caption).media == (Media("", "The wall, in better days."),)


def test_a_picture_that_stands_in_the_text_is_a_medium_too():
    inside = (
        '<media media-type="image"><media-reference source="wall.jpg" width="640"/>'
        "<media-caption>The wall.</media-caption></media>"
    )
    data = newsml_of(item(component(lines(HeadLine="W"), content(f"{inside}<p>{LEAD}</p>"))))

    [medium] = read(data).media

    assert (medium.href, medium.caption, medium.width) == ("wall.jpg", "The wall.", 640)


def test_references_from_the_text_to_its_pictures_are_no_pictures():
    reference = '<media><media-reference data-location="#photo0"/></media>'

    found = told(picture("photo0", "The wall."), body=f"{reference}<p>{LEAD}</p>")

    assert [medium.href for medium in found.media] == ["photo0.jpg"]


# --- Bodies ---


@pytest.mark.parametrize(
    ("data", "form", "expected"),
    [
        ("Gone &amp;amp; <![CDATA[<b>forgotten</b>]]>\n\n  Next", "Text", "text"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;&lt;p&gt;Gone&lt;/p&gt;", "HTML", "<p>Gone</p>"),
        ("<p>Gone <em>for</em> good</p>", "NITF", "<p>Gone <em>for</em> good</p>"),
    ],
)
def test_markup_in_characters_becomes_markup_and_nothing_becomes_a_script(data, form, expected):
    html = read(newsml_of(item(component(lines(HeadLine="W"), content(data, form=form))))).body_html

    assert "script" not in html
    if expected == "text":
        assert html == "<p>Gone &amp; <strong>forgotten</strong></p>\n<p>Next</p>"
    else:
        assert html == expected


def test_lines_with_a_mark_here_and_there_stay_paragraphs():
    data = f"\t{LEAD} {LEAD}\n\t&lt;b&gt;{NEXT}&lt;/b&gt;"

    found = read(newsml_of(item(component(lines(HeadLine="W"), content(data, form="Text")))))

    assert body(found) == [f"{LEAD} {LEAD}", NEXT]


def test_a_text_packed_in_base64_is_unpacked():
    packed = "PHA+VGhlIHdhbGwgaGVsZC48L3A+"  # <p>The wall held.</p>
    inner = (
        '<ContentItem><MediaType FormalName="Text"/><Encoding Notation="Base64">'
        f"<DataContent>{packed}</DataContent></Encoding></ContentItem>"
    )

    found = read(newsml_of(item(component(lines(HeadLine="W"), inner))))

    assert body(found) == ["The wall held."]
    with pytest.raises(WireError, match="packing is damaged"):
        read(newsml_of(item(component(lines(HeadLine="W"), inner.replace(packed, "!!!")))))


def test_of_one_text_in_several_forms_the_fullest_is_told_once():
    forms = content(LEAD, form="Text") + content(nitf(f"<p><em>{LEAD}</em></p>"))

    found = read(newsml_of(item(component(lines(HeadLine="W"), forms))))

    assert (found.body_html, found.set_apart) == (f"<p><em>{LEAD}</em></p>", ())
    more = content(f"{LEAD} And more.", form="Text") + content(nitf(f"<p>{LEAD}</p>"))
    kept = read(newsml_of(item(component(lines(HeadLine="W"), more))))
    assert kept.set_apart == (f"{LEAD} And more.",)


def test_parts_for_other_eyes_are_set_apart_and_style_sheets_dropped():
    found = told(
        component(role("Contact"), content("<p>Ask Nasreen Qadri.</p>")),
        component(role("StyleSheet"), content(".a { color: red }")),
        component(role("Abstract"), content("<p>In short.</p>")),
        component(role("EditorNote"), content("<p>ADDS quotes</p>")),
        component(role("Body"), content(f"<p>{LEAD}</p>")),
        body="",
    )

    assert (body(found), found.set_apart) == ([LEAD], ("Ask Nasreen Qadri.",))
    assert (found.abstract, found.ednote) == ("In short.", "ADDS quotes")


def test_an_instruction_above_the_text_is_taken_out_of_it():
    dutch = told(body=f"<p>N i e u w bericht, vervangt: Muur</p><p>Quetta (ANP) - {LEAD}</p>")
    assert (body(dutch), dutch.signals) == ([LEAD], ("writethru",))
    assert dutch.dateline
    assert dutch.dateline.source == "ANP"

    adds = told(body=f"<p>ADDS reaction of the union</p><p>{LEAD}</p>")
    assert (body(adds), adds.ednote) == ([LEAD], "ADDS reaction of the union")
    # Alone, it is all the text there is.
    assert body(told(body="<p>ADDS reaction of the union</p>")) == ["ADDS reaction of the union"]

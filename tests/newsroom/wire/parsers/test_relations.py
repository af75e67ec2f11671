"""What copy was made from and which picture it shows, by the ids that the others have alone."""

from typing import Any

import pytest

from newsroom.wire.parsers import WireItem, parse
from tests.newsroom.wire.parsers import newsml_copy as newsml
from tests.newsroom.wire.parsers import newsml_g2_copy as g2
from tests.newsroom.wire.parsers.ap_media_copy import ap_item, ap_picture, envelope
from tests.newsroom.wire.parsers.dpa_wires_copy import dpa_entry, dpa_image
from tests.newsroom.wire.parsers.ninjs_copy import as_bytes, ninjs_copy

P = "<p>The harbour master opened the flood wall at dawn.</p>"
FIRST, OTHER = "tag:harbour.example,2031:first", "tag:harbour.example,2031:other"
AFP = "urn:newsml:afp.com:20310502T104233Z:TX-PAR-RHO61"
PHOTO = "urn:newsml:afp.com:20310502:doc-1ab2c3"


def only(data: bytes) -> WireItem:
    [item] = parse(data)
    assert isinstance(item, WireItem), item
    return item


def linked(*links: str, **said: str) -> WireItem:
    """A NewsML-G2 story with ``links`` in its itemMeta."""
    content = g2.content_set(g2.xhtml(P))
    return only(g2.message(g2.item(content, sent="".join(links), **said)))


def link(rel: str, target: str = FIRST, more: str = "") -> str:
    return f'<link rel="{rel}" residref="{target}" {more}/>'


def ninjs(**said: Any) -> WireItem:
    return only(as_bytes(ninjs_copy(1) | said))


# --- What it was made from ---


@pytest.mark.parametrize(
    ("links", "origins"),
    [
        ([link("irel:derivedFrom")], (FIRST,)),
        ([link("irel:evolvedFrom")], (FIRST,)),
        ([link("irel:translatedFrom")], (FIRST,)),
        ([link("irel:processedFrom")], (FIRST,)),
        ([link("hbr:isDerivedFrom")], (FIRST,)),
        ([link("irel:derivedFrom"), link("irel:derivedFrom", OTHER)], (FIRST, OTHER)),
        ([link("irel:derivedFrom"), link("irel:derivedFrom")], (FIRST,)),
        # The story is named, whichever version of it.
        ([link("irel:derivedFrom", f"{FIRST}:4", 'version="4"')], (FIRST,)),
        ([link("irel:derivedFrom", FIRST, 'version="4"')], (FIRST,)),
        ([link("irel:seeAlso")], ()),
        ([link("irel:previousVersion")], ()),
        ([link("irel:derivedFrom", "tag:harbour.example,2031:wall")], ()),
        (['<link rel="irel:derivedFrom"/>'], ()),
        ([], ()),
    ],
)
def test_a_newsml_g2_item_names_what_it_was_made_from(links, origins):
    assert linked(*links).derived_from == origins


def test_what_a_newsml_g2_concept_was_derived_from_is_no_story():
    meta = '<headline>The wall</headline><derivedFrom idrefs="s1"/>'

    assert linked(meta=meta).derived_from == ()


def test_a_notice_that_kills_what_it_was_made_from_is_no_copy_of_it():
    item = linked(link("irel:derivedFrom"), link("irel:withdraws"))

    assert (item.kills, item.derived_from) == ((FIRST,), ())


@pytest.mark.parametrize(
    ("said", "origins"),
    [
        ({"evolvedfrom": FIRST}, (FIRST,)),
        ({"evolvedFrom": FIRST}, (FIRST,)),
        ({"evolvedfrom": FIRST, "translated_from": OTHER}, (FIRST, OTHER)),
        ({"replacing": [FIRST, OTHER]}, (FIRST, OTHER)),
        ({"altids": [{"role": "internal", "value": FIRST}]}, ()),
        ({}, ()),
    ],
)
def test_a_ninjs_item_names_what_it_was_made_from(said, origins):
    assert ninjs(**said).derived_from == origins


@pytest.mark.parametrize(
    ("management", "top", "origins"),
    [
        (f'<DerivedFrom NewsItem="{AFP}:2"/>', "", (AFP,)),
        (f'<AssociatedWith NewsItem="{AFP}:2"/>', "", ()),
        ("", f'<AdministrativeMetadata><Source NewsItem="{AFP}:1"><Party FormalName="AFP"/>'
         "</Source></AdministrativeMetadata>", (AFP,)),
        ("<DerivedFrom/>", "", ()),
    ],
)  # fmt: skip
def test_a_newsml_1_item_names_what_it_was_made_from(management, top, origins):
    assert newsml.told(top, management=management).derived_from == origins


def test_what_it_was_made_from_is_a_list_in_its_json():
    assert ninjs(evolvedfrom=FIRST).as_json()["derived_from"] == [FIRST]
    assert ninjs().as_json()["derived_from"] == []


# --- Which picture it shows ---


def test_a_picture_has_the_id_that_it_has_alone():
    for generation in (1, 2, 3):
        copy = ninjs_copy(1, generation=generation)
        [inside] = only(as_bytes(copy)).media
        assert inside.guid == "urn:ninjs:harbour:picture"
    with_picture = envelope(ap_item(), associations={"1": {"data": {"item": ap_picture()}}})
    [inside] = only(as_bytes(with_picture)).media
    assert inside.guid == only(as_bytes(envelope(ap_picture()))).guid
    [inside] = only(as_bytes(dpa_entry())).media
    assert inside.guid == dpa_image()["urn"]


def test_the_content_of_a_newsml_g2_story_may_refer_to_a_pictures_item():
    remote = f'<remoteContent residref="{FIRST}" href="wall.jpg" contenttype="image/jpeg"/>'

    [picture] = only(g2.message(g2.item(g2.content_set(g2.xhtml(P), remote)))).media

    assert (picture.href, picture.guid) == ("wall.jpg", FIRST)


def test_a_picture_alone_is_called_as_its_item_and_not_as_one_of_its_sizes():
    remote = '<remoteContent residref="wall-base" href="wall.jpg" contenttype="image/jpeg"/>'
    kind = '<itemClass qcode="ninat:picture"/>'

    item = only(g2.message(g2.item(g2.content_set(remote), kind=kind)))

    assert [each.guid for each in item.media] == [item.guid]


@pytest.mark.parametrize(
    ("duid", "reference", "guid"),
    [
        ("photo0", "", ""),
        (PHOTO, "", PHOTO),
        (f"{PHOTO}:3", "", PHOTO),
        ("photo0", f'<NewsItemRef NewsItem="{PHOTO}:3"/>', PHOTO),
    ],
)
def test_a_newsml_1_picture_has_an_id_if_its_component_names_an_item(duid, reference, guid):
    framed = newsml.picture("photo0", "The wall.").replace('Duid="photo0"', f'Duid="{duid}"')
    framed = framed.replace("</NewsLines>", f"</NewsLines>{reference}", 1)

    [picture] = newsml.told(framed).media

    assert picture.guid == guid

"""NewsML files and items that hold several stories: languages, sidebars, equivalents, Belga."""

import pytest

from newsroom.wire.parsers import newsml
from newsroom.wire.parsers.item import Skip, WireItem
from tests.newsroom.wire.parsers.newsml_copy import (
    KARACHI,
    LEAD,
    NEXT,
    body,
    component,
    content,
    item,
    kept_words,
    lines,
    metadata,
    newsml_of,
    nitf,
    read,
    read_all,
    rendition,
    role,
    seen_words,
)

BASE = "urn:newsml:harbour.example:20310503:HBR-1"
OTHER = "urn:newsml:afp.com:20310502T104233Z:TX-PAR-RHO61:1"
WALL = "Le mur du port sera contrôlé encore une fois avant la saison des pluies."


def told(headline: str, text: str, **said: str) -> str:
    return component(lines(HeadLine=headline), content(nitf(f"<p>{text}</p>")), **said)


def test_items_come_in_the_order_of_the_file():
    items = [item(told(f"Wall {n}", LEAD), number=f"N{n}") for n in range(5)]

    found = read_all(newsml_of(*items))

    assert [each.headline for each in found] == [f"Wall {n}" for n in range(5)]
    assert len({each.guid for each in found}) == 5


@pytest.mark.parametrize("equivalents", [True, False, None])
def test_each_language_is_a_story_and_the_items_own_keeps_its_id(equivalents):
    frame = component(
        told("Le mur", WALL, language="fr"),
        told("The wall", LEAD, language="en"),
        component(role("Caption"), content("<p>The wall.</p>")),
        rendition("Photo", "wall.jpg", 640, 480),
        equivalents=equivalents,
    )

    french, english = read_all(newsml_of(item(frame, language="en")))

    assert (french.guid, french.language, french.headline) == (f"{BASE}#fr", "fr", "Le mur")
    assert (english.guid, english.language, english.headline) == (BASE, "en", "The wall")
    assert french.media == english.media
    assert [(each.href, each.caption) for each in english.media] == [("wall.jpg", "The wall.")]


def test_texts_in_two_languages_share_the_lines_above_them():
    frame = component(
        '<NewsLines><HeadLine xml:lang="en">The wall</HeadLine>'
        '<HeadLine xml:lang="fr">Le mur</HeadLine><ByLine>Nasreen Qadri</ByLine></NewsLines>',
        component(metadata(language="en"), content(f"<p>{LEAD}</p>")),
        component(metadata(language="fr"), content(f"<p>{WALL}</p>")),
    )

    english, french = read_all(newsml_of(item(frame)))

    assert (english.headline, french.headline) == ("The wall", "Le mur")
    assert english.byline == french.byline == "Nasreen Qadri"
    assert (body(english), body(french)) == ([LEAD], [WALL])
    assert (english.guid, french.guid) == (BASE, f"{BASE}#fr")


def test_a_single_story_keeps_the_items_id_whatever_its_language():
    found = read(newsml_of(item(component(told("Le mur", WALL, language="fr")), language="nl")))

    assert (found.guid, found.language) == (BASE, "fr")


def test_main_story_and_sidebar_are_two():
    frame = component(
        told("The wall", LEAD, duid="main"),
        told("The ferry", NEXT, duid="side"),
        lines(CopyrightLine="© Harbour"),
        metadata('<SubjectCode><Subject FormalName="04000000"/></SubjectCode>'),
    )

    main, side = read_all(newsml_of(item(frame)))

    assert (main.headline, main.guid) == ("The wall", BASE)
    assert (side.headline, side.guid) == ("The ferry", f"{BASE}#side")
    assert main.subjects == side.subjects
    assert main.rights == side.rights == "© Harbour"


def test_a_sidebar_inside_a_story_is_a_story_of_its_own():
    frame = component(
        lines(HeadLine="The wall"),
        content(nitf(f"<p>{LEAD}</p>")),
        told("The ferry", NEXT, duid="box"),
    )

    main, side = read_all(newsml_of(item(frame)))

    assert (body(main), body(side)) == ([LEAD], [NEXT])
    assert (main.guid, side.guid) == (BASE, f"{BASE}#box")


def test_equivalents_in_one_language_are_told_once():
    frame = component(
        lines(HeadLine="The wall"),
        component(content(LEAD, form="Text")),
        component(content(nitf(f"<p><em>{LEAD}</em></p>"))),
        equivalents=True,
    )
    found = read(newsml_of(item(frame)))
    assert (found.body_html, found.set_apart) == (f"<p><em>{LEAD}</em></p>", ())

    headed = component(told("The wall", LEAD), told("The wall", f"{LEAD} {NEXT}"), equivalents=True)
    data = newsml_of(item(headed))
    found = read(data)
    assert body(found) == [LEAD]
    assert found.set_apart == (f"{LEAD} {NEXT}",)
    assert not seen_words(data.decode()) - kept_words([found, found])


def test_parts_of_one_text_stand_in_their_order():
    frame = component(
        lines(HeadLine="The wall"),
        component(content(f"<p>{LEAD}</p>")),
        component(content(f"<p>{NEXT}</p>")),
    )

    assert body(read(newsml_of(item(frame)))) == [LEAD, NEXT]


def belga(language: str, kind: str, duid: str, *, text: str = LEAD) -> str:
    """A text as Belga frames it, its lead and body in components of their own."""
    return component(
        role(kind),
        lines(HeadLine=f"Wall ({language})", CreditLine="BELGA", KeywordLine="HARBOUR"),
        '<AdministrativeMetadata><Property FormalName="NewsPackage">'
        '<Property FormalName="NewsProduct" Value="ALG"/></Property>'
        '<Property FormalName="Priority" Value="3"/>'
        '<Property FormalName="EditorialInfo" Value="Pictures follow"/></AdministrativeMetadata>',
        component(role("Title"), content(f"Wall ({language})", form="Text")),
        component(role("Lead"), content(f"QUETTA, May 3 (BELGA) - {text}", form="Text")),
        component(role("Body"), content(f"\t{NEXT}", form="")),
        language=language,
        duid=duid,
    )


def test_belgas_texts_in_two_languages_with_a_picture_beside_them():
    frame = component(
        lines(HeadLine="The wall, in short"),
        belga("nl", "Text", "801"),
        belga("fr", "Text", "977"),
        component(
            role("Picture"),
            lines(HeadLine="The wall", CreditLine="BELGA"),
            component(role("Title"), content("The wall", form="Text")),
            component(role("Caption"), content("In better days", form="Text")),
            rendition("Image", "wall.jpeg", 200, 100),
        ),
        language="nl",
    )

    dutch, french = read_all(newsml_of(item(frame, provider="belga.be", number="98")))

    assert (dutch.guid, french.guid) == ("urn:newsml:belga.be:98", "urn:newsml:belga.be:98#fr")
    assert body(dutch) == body(french) == [LEAD, NEXT]
    assert dutch.dateline
    assert (dutch.dateline.place, dutch.credit) == ("QUETTA", "BELGA")
    assert (dutch.urgency, dutch.category, dutch.ednote) == (3, "ALG", "Pictures follow")
    assert dutch.keywords == ("HARBOUR",)
    # Said once, where it was written.
    assert (dutch.set_apart, french.set_apart) == (("The wall, in short",), ())
    assert [medium.caption for medium in french.media] == ["The wall. In better days"]


def test_an_alert_and_a_text_in_one_language_have_ids_of_their_own():
    frame = component(belga("nl", "Alert", "1"), belga("nl", "Text", "2"), language="nl")

    alert, text = read_all(newsml_of(item(frame)))

    assert (alert.guid, text.guid) == (BASE, f"{BASE}#2")


@pytest.mark.parametrize("duid", ["", "0", "same"])
def test_no_two_stories_of_an_item_have_one_id(duid):
    frame = component(*[told(f"Wall {n}", LEAD, duid=duid) for n in range(4)])

    guids = [each.guid for each in read_all(newsml_of(item(frame)))]

    assert guids[0] == BASE
    assert len(set(guids)) == 4


def test_a_press_release_in_many_parts_is_one_story():
    def part(name: str, words: str) -> str:
        page = f"<html><head><title/></head><body><p>{words}</p></body></html>"
        return component(role(name), metadata(), content(page, form="XHTML"))

    frame = component(
        lines(CopyrightLine="© Wire 2031"),
        component(
            lines(HeadLine="Wall built", DateLine="QUETTA, Pakistan", SlugLine="wall"),
            part("Abstract", "In short."),
            part("StyleSheet", ".a { color: red }"),
            part("SubHeadLine", "And a ferry"),
            part("HeadLine", "<b>Wall built</b>"),
            rendition("Logo", "logo.jpg", 480, 280),
            part("Contact", "Ask the harbour."),
            part("Body", f"{LEAD}<br/>"),
        ),
    )

    found = read(newsml_of(item(frame)))

    assert (found.headline, body(found)) == ("Wall built", [LEAD])
    assert (found.abstract, found.set_apart) == ("In short. And a ferry", ("Ask the harbour.",))
    assert [medium.href for medium in found.media] == ["logo.jpg"]
    assert found.rights == "© Wire 2031"


def test_components_that_stand_side_by_side_in_an_item_are_all_read():
    one = item(told("The wall", LEAD, duid="a"), told("The ferry", NEXT, duid="b"))
    wall, ferry = read_all(newsml_of(one))
    assert (body(wall), body(ferry)) == ([LEAD], [NEXT])
    assert (wall.guid, ferry.guid) == (BASE, f"{BASE}#b")

    bare = read(newsml_of(item(content(nitf(f"<p>{LEAD}</p>")))))
    assert body(bare) == [LEAD]


def test_a_text_in_the_wrong_place_is_set_apart():
    astray = metadata(content(f"<p>{NEXT}</p>"))

    found = read(newsml_of(item(component(lines(HeadLine="W"), astray, content(LEAD)))))

    assert (body(found), found.set_apart) == ([LEAD], (NEXT,))


def test_items_inside_items_are_stories_after_the_package():
    inner = item(told("The wall", LEAD), number="INNER")

    package, found = newsml.parse(newsml_of(item(component(inner), number="OUTER")), KARACHI)

    assert isinstance(package, Skip)
    assert package.guid.endswith("OUTER")
    assert isinstance(found, WireItem)
    assert (found.guid[-5:], body(found)) == ("INNER", [LEAD])


def test_several_documents_in_one_envelope_are_all_read():
    one, two = (newsml_of(item(told("W", LEAD), number=n)).partition(b"\n")[2] for n in ("A", "B"))

    found = read_all(b"<feed>" + one + two + b"</feed>")

    assert [each.guid[-1] for each in found] == ["A", "B"]


# --- What is no story ---


def test_lists_of_terms_and_packages_are_skipped_with_a_reason():
    terms = newsml_of(item("<TopicSet FormalName='x'/>"))
    assert newsml.parse(terms, KARACHI) == [
        Skip("This NewsML is a list of terms, not a story.", BASE)
    ]

    package = component(
        lines(HeadLine="The day's news"),
        f'<NewsItemRef NewsItem="{OTHER}"/><NewsItemRef NewsItem="urn:newsml:a:b:c"/>',
    )
    [skip] = newsml.parse(newsml_of(item(package)), KARACHI)
    assert isinstance(skip, Skip)
    assert OTHER in skip.reason
    assert "urn:newsml:a:b:c" in skip.reason


def test_a_package_that_is_killed_is_not_skipped():
    package = component(f'<NewsItemRef NewsItem="{OTHER}"/>')

    found = read(newsml_of(item(package, status="Canceled")))

    assert (found.type, found.pubstatus, found.keywords) == ("package", "canceled", (OTHER,))


def test_an_empty_item_among_others_is_skipped_alone():
    full = item(component(lines(HeadLine="W"), content(nitf(LEAD))))

    found = newsml.parse(newsml_of(item(number="A"), full, item(component(), number="B")), KARACHI)

    assert [type(part) for part in found] == [Skip, WireItem, Skip]


def test_comments_on_the_story_are_notes_and_those_on_the_file_are_not():
    text = f"<NewsComponent><Comment>Corrects name</Comment>{content(nitf(f'<p>{LEAD}</p>'))}"
    frame = component(
        "<Comment>Embargoed to 0001 Saturday May 03</Comment>"
        '<Comment FormalName="Software">Writer 2</Comment>',
        lines(HeadLine="The wall"),
        f"{text}</NewsComponent>",
    )

    found = read(newsml_of(item(frame)))

    assert found.ednote == "Embargoed to 0001 Saturday May 03\nCorrects name"
    assert found.pubstatus == "embargoed"


def test_a_caption_at_a_reference_to_a_picture_is_kept():
    media = (
        '<media media-type="image"><media-reference source="#p1"/>'
        "<media-caption>{}</media-caption></media>"
    )
    frame = component(
        lines(HeadLine="The wall"),
        component(
            role("Body"),
            content(f"<p>{LEAD}</p>{media.format('Low tide')}{media.format('The wall.')}"),
        ),
        component(role("Caption"), content("<p>The wall.</p>")),
    )

    assert read(newsml_of(item(frame))).set_apart == ("Low tide",)


def test_a_dateline_that_the_text_contradicts_is_set_apart():
    text = content(nitf(f"<p>LAHORE, May 3 (AFP) - {LEAD}</p>"))

    found = read(
        newsml_of(item(component(lines(HeadLine="W", DateLine="QUETTA, May 2 (AFP)"), text)))
    )

    assert found.dateline
    assert (found.dateline.place, found.set_apart) == ("LAHORE", ("QUETTA, May 2 (AFP)",))


def test_the_credit_line_counts_before_a_sign_off_which_is_not_lost():
    text = content(nitf(f"<p>{LEAD}</p><p>{NEXT}</p><p>(SDA/sj)</p>"))

    said = read(newsml_of(item(component(lines(HeadLine="W", CreditLine="Keystone-SDA"), text))))

    assert (said.credit, said.set_apart) == ("Keystone-SDA", ("(SDA/sj)",))
    unsaid = read(newsml_of(item(component(lines(HeadLine="W"), text))))
    assert unsaid.credit == "SDA/sj"


def test_the_day_stands_in_the_field_where_the_text_names_the_town_alone():
    text = content(nitf(f"<p>QUETTA (AFP) - {LEAD}</p>"))

    found = read(
        newsml_of(item(component(lines(HeadLine="W", DateLine="QUETTA, May 2 (AFP) -"), text)))
    )

    assert found.dateline
    assert (found.dateline.place, found.dateline.date) == ("QUETTA", "May 2")
    assert (body(found), found.set_apart) == ([LEAD], ())


def test_the_place_in_a_dateline_of_its_own_is_known_where_the_text_repeats_it():
    text = content(nitf(f"<p>Vågø (ats) {LEAD}</p>"))

    found = read(newsml_of(item(component(lines(HeadLine="W", DateLine="Vågø"), text))))

    assert found.dateline
    assert (found.dateline.place, found.dateline.source) == ("Vågø", "ats")
    assert body(found) == [LEAD]


def test_the_press_associations_category_and_topics_are_taken():
    said = "".join(
        f'<Property FormalName="{name}" Value="{value}"/>'
        for name, value in (("Category", "HHH"), ("Topic", "ARTS"), ("Topic", "SCOTLAND"))
    )
    frame = component(lines(HeadLine="W"), metadata(said), content(nitf(f"<p>{LEAD}</p>")))

    found = read(newsml_of(item(frame)))

    assert (found.category, found.keywords) == ("HHH", ("ARTS", "SCOTLAND"))

"""NITF: the lines above the text, the text, and what stands below it."""

import pytest

from tests.newsroom.wire.parsers.nitf_copy import LEAD, MORE, nitf, nitf_copy
from tests.newsroom.wire.parsers.nitf_reading import at, body, one


@pytest.mark.parametrize(
    ("lines", "byline", "apart"),
    [
        ("<byline>By A. Name</byline>", "By A. Name", ()),
        ("<byline>By A. Name<byttl>Harbour Wire</byttl></byline>", "By A. Name, Harbour Wire", ()),
        (
            "<byline>By <person>A. Name</person>, <byttl>Harbour Wire</byttl></byline>",
            "By A. Name, Harbour Wire",
            (),
        ),
        ("<byline>By A. Name</byline><byline>B. Other</byline>", "By A. Name, B. Other", ()),
        ("<byline>gr/bp</byline>", "", ("gr/bp",)),
        ("<byline>ar</byline>", "", ("ar",)),
        ("<byline>Bo Ek</byline>", "Bo Ek", ()),
        ("<byline>Ali</byline>", "Ali", ()),
        ("<byline>علی</byline>", "علی", ()),
    ],
)  # fmt: skip
def test_a_byline_has_its_title_and_desk_marks_are_none(lines, byline, apart):
    item = one(nitf(lines=lines))

    assert (item.byline, item.set_apart) == (byline, apart)


@pytest.mark.parametrize(
    ("dateline", "opening", "place", "date", "apart"),
    [
        ("<location>Hamnøyvåg</location>", "", "Hamnøyvåg", "", ()),
        ("<location><city>Newport</city>, <state>VA</state></location>", "", "Newport, VA", "", ()),
        ("<location>QUETTA</location><story.date>May 3</story.date>", "", "QUETTA", "May 3", ()),
        ("<location>QUETTA</location> <story.date>May 3</story.date>", "", "QUETTA", "May 3", ()),
        ("<location>QUETTA</location><story.date>20310503</story.date>", "", "QUETTA", "", ()),
        ("Hamnøyvåg", "", "Hamnøyvåg", "", ()),
        ("QUETTA, May 3 (AFP) -", "", "QUETTA", "May 3", ()),
        # A text that repeats it, in a place that nobody else knows.
        ("<location>Hamnøyvåg</location>", "Hamnøyvåg — ", "Hamnøyvåg", "", ()),
        ("<location>Hamnøyvåg</location>", "HAMNØYVÅG (HBR) - ", "HAMNØYVÅG", "", ()),
        ("<location>Hamnøyvåg</location>", "Hamnøyvåg, May 3 (HBR) - ", "Hamnøyvåg", "May 3", ()),
        ("<location>Hamnøyvåg</location>", "<b>Hamnøyvåg</b>: ", "Hamnøyvåg", "", ()),
        ("<location>Newport, VA</location>", "Newport, Va. - ", "Newport, Va.", "", ()),
        # A text that has another.
        ("<location>Sydney</location>", "QUETTA, May 3 (AFP) - ", "QUETTA", "May 3", ("Sydney",)),
        # No place at all.
        ("SAID TO BE MAY 31, 2031", "", "", "", ("SAID TO BE MAY 31, 2031",)),
    ],
)  # fmt: skip
def test_a_dateline_stands_once_wherever_it_was_given(dateline, opening, place, date, apart):
    content = f"<p>{opening}{LEAD}</p><p>{MORE}</p>"

    item = one(nitf(lines=f"<dateline>{dateline}</dateline>", content=content))

    found = (item.dateline.place, item.dateline.date) if item.dateline else ("", "")
    assert found == (place, date)
    assert body(item) == [LEAD, MORE]
    assert item.set_apart == apart


def test_a_sentence_that_begins_with_the_place_is_no_dateline():
    content = "<p>Hamnøyvåg-based sailors, and Hamnøyvåg — the town itself — want the wall.</p>"

    item = one(nitf(lines="<dateline>Hamnøyvåg</dateline>", content=content))

    assert body(item)[0].startswith("Hamnøyvåg-based sailors")


def test_further_headlines_are_set_apart_unless_they_say_nothing_new():
    further = ("Ferry stays", "harbour", "FLOOD WALL TO BE INSPECTED AGAIN")
    lines = "<hedline>" + "".join(f"<hl2>{line}</hl2>" for line in further) + "</hedline>"

    item = one(nitf(lines=lines, docdata='<key-list><keyword key="Harbour"/></key-list>'))

    assert item.headline == "Flood wall to be inspected again"
    assert item.set_apart == ("Ferry stays",)


def test_a_headline_is_whole_where_it_has_marks_and_breaks():
    item = one(nitf(headline="Wall’s <em>fate</em><br/>hangs on <person>A. Name</person>’s vote"))

    assert item.headline == "Wall’s fate hangs on A. Name’s vote"


def test_without_a_headline_the_title_serves_and_without_that_a_proposal():
    titled = one(nitf(headline="", head="<title>Wall</title>"))
    bare = one(nitf(headline=""))

    assert (titled.headline, titled.warnings) == ("Wall", ())
    assert LEAD.startswith(bare.headline)
    assert "headline" in bare.warnings


# --- The text ---


def test_the_end_of_the_body_and_desk_marks_are_set_apart():
    item = one(
        nitf(
            content=f"<p>{LEAD}</p><p>{MORE}</p><p>AAP RTV ar</p>",
            below="<tagline>A. Name contributed.</tagline> And B. <bibliography>C</bibliography>",
        )
    )

    assert body(item) == [LEAD, MORE]
    assert set(item.set_apart) == {"AAP RTV ar", "A. Name contributed.", "And B.", "C"}
    assert item.credit == "AAP"


def test_notes_below_a_line_of_underscores_stay_below_a_rule():
    note = "A. Name can be reached at the harbour."

    item = one(nitf(content=f"<p>{LEAD}</p><p>___</p><p>{note}</p>"))

    assert item.body_html == f"<p>{LEAD}</p>\n<hr>\n<p>{note}</p>"


def test_a_line_of_underscores_at_the_end_parts_nothing():
    content = f"<p>{LEAD}</p><p>{MORE}</p><p>___</p><p>hh/ph/ts</p>"

    assert one(nitf(content=content)).body_html == f"<p>{LEAD}</p>\n<p>{MORE}</p>"


def test_all_blocks_are_the_story_whatever_they_are_called():
    content = f'<block id="Main"><p>{LEAD}</p></block><block id="extra"><p>{MORE}</p></block>'

    assert body(one(nitf(content=content))) == [LEAD, MORE]


def test_a_note_that_readers_must_not_see_goes_to_the_desk():
    content = (
        f'<p>{LEAD}</p><note type="npa"><body.content><p>Source asks for care.</p></body.content>'
        '</note>loose words<note type="std"><body.content><p>Published note.</p></body.content>'
        "</note>"
    )

    item = one(nitf(content=content))

    assert body(item) == [LEAD, "loose words", "Published note."]
    assert item.ednote == "Source asks for care."


@pytest.mark.parametrize(
    "top",
    [
        "<p>(Adds reaction in paragraph 2)</p>",
        "<p>URGENT</p><p>(Adds reaction in paragraph 2)</p>",
    ],
)
def test_instructions_above_the_dateline_go_to_the_desk(top):
    item = one(nitf(content=f"{top}<p>QUETTA, May 3 (AFP) - {LEAD}</p><p>{MORE}</p>"))

    assert body(item) == [LEAD, MORE]
    assert item.dateline
    assert item.dateline.place == "QUETTA"
    assert item.ednote.endswith("(Adds reaction in paragraph 2)")
    assert "addition" in item.signals


def test_an_embargo_that_stands_in_the_text_alone_is_one():
    item = one(nitf(content=f"<p>EMBARGOED UNTIL 0600 GMT MAY 5</p><p>{LEAD}</p>"))

    assert (item.pubstatus, item.embargo_until) == ("embargoed", at(5, 6))
    assert body(item) == [LEAD]


def test_lines_whose_columns_are_spaces_remain_as_they_are():
    content = (
        "<p>         W   L\nQuetta   9   1<br/>Gilgit   8   2</p><p>After <em>ten</em> games</p>"
    )

    item = one(nitf(head='<meta name="anpa-format" content="t"/>', content=content))

    assert "Quetta   9   1\nGilgit   8   2\nAfter ten games</pre>" in item.body_html


@pytest.mark.parametrize(
    "content",
    [
        f"<![CDATA[<p>{LEAD}</p><p>{MORE}</p>]]>",
        f"{LEAD}\n\n{MORE}",
        f"<p>{LEAD}</p>{MORE}",
        f"<p>{LEAD}<br/><br/>{MORE}</p>",
    ],
)
def test_a_text_without_proper_paragraphs_gets_them(content):
    assert body(one(nitf(content=content))) == [LEAD, MORE]


def test_what_is_escaped_in_a_paragraph_stays_harmless_text():
    item = one(nitf(content="<p>&lt;script&gt;alert(1)&lt;/script&gt; was on the poster.</p>"))

    assert "<script" not in item.body_html
    assert body(item) == ["<script>alert(1)</script> was on the poster."]


def test_a_medium_is_its_largest_reference_with_caption_and_producer():
    data, _expected = nitf_copy(3, extras=True)

    [picture] = one(data).media

    assert (picture.href, picture.width, picture.height) == ("wall.jpg", 900, 600)
    assert (picture.mime, picture.credit) == ("image/jpeg", "J. Núñez")

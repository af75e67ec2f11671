"""Ritzau's own XML, in copy of our own writing."""

import pytest

from newsroom.text.sanitize import paragraphs
from newsroom.wire.parsers import parse
from newsroom.wire.parsers.item import WireError

STORY = """<RBNews><NewsID>a-1</NewsID><PublishDate>2031-05-03T10:00:00.5</PublishDate>
<strapline>IND/BRIDGE</strapline><headline>The bridge holds</headline>
<subtitle>The town&amp;apos;s pride</subtitle><town>Aarhus</town><origin>/ritzau/</origin>
<section>Indland</section><version>2</version>
<content>&lt;p&gt;It held &amp;amp;quot;well&amp;amp;quot; all night. /ritzau/&lt;/p&gt;</content>
<Priority>3</Priority><IPTCList xmlns:a="urn:arrays"><a:int>04000000</a:int></IPTCList>
<Annuleret>{canceled}</Annuleret><Korrektion>{corrected}</Korrektion><InfoFlash>false</InfoFlash>
<byLine>Ida Holm</byLine><byLineEmail>ida@example.dk</byLineEmail>
<TilRedaktionen>Pictures follow.</TilRedaktionen></RBNews>"""
ANSWER = (
    '<XMLNewsQueuedResponse xmlns="http://tempuri.org/"><ListOfRBNews xmlns="">{}'
    "</ListOfRBNews></XMLNewsQueuedResponse>"
)


def story(*, canceled: str = "false", corrected: str = "false") -> str:
    return STORY.format(canceled=canceled, corrected=corrected)


def test_a_story_comes_in_with_all_that_it_says():
    [item] = parse(ANSWER.format(story()).encode())

    assert (item.format, item.guid, item.version) == ("ritzau", "a-1", "2")
    assert (item.headline, item.abstract) == ("The bridge holds", "The town's pride")
    assert paragraphs(item.body_html) == ['It held "well" all night.']
    assert (item.byline, item.credit, item.ednote) == ("Ida Holm", "ritzau", "Pictures follow.")
    assert item.dateline
    assert (item.dateline.place, item.category, item.urgency) == ("Aarhus", "Indland", 3)
    assert [subject.code for subject in item.subjects] == ["04000000"]
    assert (item.pubstatus, item.signals) == ("usable", ())
    assert "ida@example.dk" in item.set_apart


def test_withdrawn_and_corrected_stories_say_so():
    dead, corrected = parse(
        ANSWER.format(story(canceled="true") + story(corrected="true")).encode()
    )

    assert (dead.pubstatus, dead.signals) == ("canceled", ("kill",))
    assert corrected.signals == ("correction",)


def test_a_story_alone_is_read_and_one_of_nothing_is_refused():
    assert parse(story().encode())[0].guid == "a-1"
    with pytest.raises(WireError, match="neither a headline nor a text"):
        parse(b"<RBNews><NewsID>a-1</NewsID></RBNews>")


def test_notes_and_pictures_come_without_their_markup():
    pictures = (
        "<MultimedieList><Item><Id>7</Id><Url>https://x.example/a.jpg</Url>"
        "<Text>The bridge</Text></Item><Item><Text>No address</Text></Item></MultimedieList>"
    )
    note = "&lt;p&gt;Pictures&lt;br /&gt;follow.&lt;/p&gt;&lt;p&gt;More at noon.&lt;/p&gt;"
    copy = (
        story().replace("Pictures follow.", note).replace("<Annuleret>", f"{pictures}<Annuleret>")
    )

    [item] = parse(copy.encode())

    assert item.ednote == "Pictures follow.\nMore at noon."
    assert [(each.href, each.caption) for each in item.media] == [
        ("https://x.example/a.jpg", "The bridge")
    ]
    assert "No address" in item.set_apart

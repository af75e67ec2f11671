"""Press releases in the XML of the Nordic agencies, in copy of our own writing."""

from datetime import UTC, datetime

import pytest

from newsroom.text.sanitize import clean_html, paragraphs
from newsroom.wire.parsers import Skip, parse, parse_all
from newsroom.wire.parsers.draft import Reception
from newsroom.wire.parsers.item import Media, WireError

RELEASE = """<release id="{id}"><title>The bridge holds</title><leadtext>All night.</leadtext>
<publicationDate>2031-05-03T10:00:00+02:00</publicationDate>
<publisher id="77"><name>Harbour Board</name></publisher>
<body>&lt;p&gt;It held &amp;amp; it holds.&lt;/p&gt;&lt;h2&gt;Facts&lt;/h2&gt;&lt;ul&gt;&lt;li&gt;
Nine metres&lt;/li&gt;&lt;/ul&gt;&lt;script&gt;x()&lt;/script&gt;</body>
<images><image id="1"><url>https://x.example/a.jpg</url><caption>The bridge</caption></image>
</images>
<documents><document><title>Report</title><url>https://x.example/r.pdf</url></document></documents>
<contacts><contact><name>Ida Holm</name><title>Press</title><phone>+47 1</phone>
<email>ida@x.example</email></contact></contacts><longurl>https://x.example/1</longurl></release>"""


def release(name: str = "123") -> str:
    return RELEASE.replace("{id}", name)


def test_a_release_comes_in_with_all_that_it_says():
    [item] = parse(release().encode())

    assert (item.format, item.guid, item.type) == ("release", "release:123", "text")
    assert (item.headline, item.abstract) == ("The bridge holds", "All night.")
    assert (item.credit, item.genre) == ("Harbour Board", "press release")
    assert paragraphs(item.body_html) == ["It held & it holds.", "Facts", "Nine metres"]
    assert item.body_html == clean_html(item.body_html)
    assert item.first_created == datetime(2031, 5, 3, 8, tzinfo=UTC)
    assert item.media == (Media("https://x.example/a.jpg", "The bridge"),)
    assert item.set_apart == (
        "Report: https://x.example/r.pdf",
        "Ida Holm, Press, +47 1, ida@x.example",
        "https://x.example/1",
    )
    assert (item.pubstatus, item.signals) == ("usable", ())


def test_a_list_of_releases_gives_each():
    found = parse(f"<releases>{release('1')}{release('2')}</releases>".encode())
    assert [item.guid for item in found] == ["release:1", "release:2"]


def test_the_text_may_stand_there_as_elements():
    plain = '<release id="1"><title>Wall</title><leadtext/><body><p>It held.</p></body></release>'

    [item] = parse(plain.encode())

    assert paragraphs(item.body_html) == ["It held."]


def test_an_empty_release_is_skipped():
    [skip] = parse_all(b'<release id="1"><body/><publisher/></release>', Reception())

    assert isinstance(skip, Skip)
    assert skip.guid == "release:1"


def test_what_else_calls_itself_a_release_is_none():
    with pytest.raises(WireError, match="no press release"):
        parse(b"<release><version>1.2</version><body>Bugs fixed.</body></release>")

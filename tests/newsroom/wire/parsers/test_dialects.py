"""Ways of single agencies that no standard asks for, in copy of our own writing."""

from datetime import UTC, datetime

import pytest

from newsroom.text.sanitize import paragraphs
from newsroom.wire.parsers import Skip, WireItem, parse, parse_all
from newsroom.wire.parsers.draft import Reception

G2 = (
    '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:x:1" version="1"><itemMeta>'
    '<itemClass qcode="ninat:text"/><pubStatus qcode="stat:usable"/></itemMeta><contentMeta>'
    "<headline>The bridge holds</headline></contentMeta><contentSet>{}</contentSet></newsItem>"
)
TT = """<inlineXML contenttype="application/ttnitf+xml"><BODY xmlns=""><TEXT>
<RUBRIK>The bridge holds</RUBRIK><DAT><ORT>Lund</ORT><SOURCE>TT</SOURCE></DAT>
<INGRESS><P>It held all night.</P></INGRESS><BRODTEXT><CITAT>It is old, she says.</CITAT>
<MELLIS>A long night</MELLIS><P>The ferry ran.</P></BRODTEXT><BYLINE>Anna Berg/TT</BYLINE>
<BILD><BILDFIL>http://tt.example/1</BILDFIL><BILDTEXT><P>The bridge.</P></BILDTEXT>
<BILDSKAPARE>Olle Ek</BILDSKAPARE></BILD></TEXT><TEXT><RUBRIK>Facts</RUBRIK><BRODTEXT>
<UL><LI>One span</LI><LI>Two piers</LI></UL></BRODTEXT></TEXT></BODY></inlineXML>"""
ANPA = (
    "\x16\x16\x01V4644\x1f-----\nb e\x13\x11 AP-APNewsAlert     02-09 0121\n"
    "\x02^*9006< ^BC-US--APNewsAlert,17<\n\t   LAHORE (AP) _ The bridge holds.<\n\n"
    "\t   \x03AP-WF-02-10-16 0423GMT<\n\n\x0c\x04"
)


def only(data: str) -> WireItem:
    [item] = parse(data.encode())
    return item


def test_tts_own_format_keeps_its_paragraphs_headings_lists_and_picture():
    item = only(G2.format(TT))

    assert paragraphs(item.body_html) == [
        "It held all night.", "– It is old, she says.", "A long night", "The ferry ran.", "Facts",
        "One span", "Two piers",
    ]  # fmt: skip
    assert "<h2>A long night</h2>" in item.body_html.replace("h3", "h2")
    assert (item.headline, item.byline) == ("The bridge holds", "Anna Berg/TT")
    assert [(each.caption, each.credit) for each in item.media] == [("The bridge.", "Olle Ek")]


def test_ansas_paragraph_around_plain_lines_is_no_text():
    lines = (
        '<inlineData contenttype="text/plain"><![CDATA[\n<p>\n   (ANSA) - ROMA, 1 LUG - {}\n</p>]]>'
    )
    item = only(G2.format(f"{lines.format('The bridge held.')}</inlineData>"))

    assert paragraphs(item.body_html) == ["The bridge held."]
    assert item.dateline
    assert (item.dateline.place, item.dateline.date, item.credit) == ("ROMA", "1 LUG", "ANSA")


def test_a_package_that_names_nothing_is_passed_over():
    message = f'<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet><packageItem><itemRef residref="1"/></packageItem>{G2.format("<inlineData>It held.</inlineData>")}</itemSet></newsMessage>'  # noqa: E501
    first, second = parse_all(message.encode(), Reception())

    assert isinstance(first, Skip)
    assert isinstance(second, WireItem)


@pytest.mark.parametrize(
    ("inside", "byline", "abstract"),
    [
        ("By<person>Ida Holm</person>", "By Ida Holm", ""),
        ("The mayor says that all is well", "", "The mayor says that all is well"),
        ("By our own correspondent in the north", "By our own correspondent in the north", ""),
    ],
)
def test_nitfs_byline_is_a_name(inside, byline, abstract):
    item = only(
        f"<nitf><body><body.head><hedline><hl1>The bridge holds</hl1></hedline><byline>{inside}"
        "</byline></body.head><body.content><p>It held.</p></body.content></body></nitf>"
    )

    assert (item.byline, item.abstract) == (byline, abstract)


def test_newsml_without_dates_of_its_own_has_its_identifiers_and_escaped_lines_are_html():
    item = only(
        "<NewsML><NewsItem><Identification><NewsIdentifier><ProviderId>x.example</ProviderId>"
        "<DateId>2031-05-03 10:00:00</DateId><NewsItemId>X1</NewsItemId></NewsIdentifier>"
        "</Identification><NewsComponent><NewsLines><HeadLine>The bridge</HeadLine></NewsLines>"
        "<ContentItem><DataContent><body><body.content><![CDATA[It held.<BR>All night.]]>"
        "</body.content></body></DataContent></ContentItem><ContentItem Href='a.jpg'><MediaType"
        " FormalName='Picture'/><Property FormalName='caption' value='The span'/></ContentItem>"
        "</NewsComponent></NewsItem></NewsML>"
    )

    assert item.version_created == datetime(2031, 5, 3, 10, tzinfo=UTC)
    assert "&lt;" not in item.body_html
    assert [each.caption for each in item.media] == ["The span"]


@pytest.mark.parametrize("codes", [True, False])
def test_an_anpa_alert_is_one_with_its_control_codes_and_without(codes):
    data = ANPA if codes else "".join(c for c in ANPA if c >= " " or c in "\n\t")
    item = only(data)

    assert item.format == "anpa1312"
    assert paragraphs(item.body_html) == ["The bridge holds."]
    assert item.version_created == datetime(2016, 2, 10, 4, 23, tzinfo=UTC)
    assert item.signals == ("flash", "urgent")


def test_medianets_marked_lines_are_not_the_headline():
    item = only(
        "ZCZC AAP\n%MNETALL\n$J\n:\n:Coast Bridge Board\n*X\nBridges hold\n\nIt held.\n\nNNNN\n"
    )

    assert (item.headline, paragraphs(item.body_html)) == ("Bridges hold", ["It held."])


def test_an_atom_entry_may_stand_alone():
    item = only(
        '<entry xmlns="http://www.w3.org/2005/Atom"><id>urn:x:1</id><title>The bridge</title>'
        "<updated>2031-05-03T10:00:00Z</updated><content>It held.</content></entry>"
    )

    assert (item.format, item.headline) == ("atom", "The bridge")


@pytest.mark.parametrize(
    ("role", "signals"),
    [("afpitemrole:alert", ("flash",)), ("afpitemrole:urgent", ("urgent",)), ("x:hold", ())],
)
def test_afps_alerts_are_a_role_of_the_item(role, signals):
    raw = G2.format("<inlineData>It held.</inlineData>")
    item = only(raw.replace("</itemMeta>", f'<role qcode="{role}"/></itemMeta>', 1))

    assert (item.signals, item.pubstatus) == (signals, "usable")

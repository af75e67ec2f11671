"""The agencies' own NewsML-G2 files, against facts written down from reading them."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from newsroom.text.sanitize import paragraphs
from newsroom.text.words import words
from newsroom.wire.parsers import newsml_g2
from newsroom.wire.parsers.draft import Reception
from newsroom.wire.parsers.item import Skip, WireItem
from tests.paths import sample

pytestmark = pytest.mark.needs_samples

REUTERS, AP = "tag:reuters.com,", "tag:ap.org,2011:"
DPA = "urn:newsml:dpa.com:20090101:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a reader of the file finds in it; of headline and body the first or last word."""

    guid: str
    version: str
    created: str
    headline: str
    first: str
    last: str
    type: str = "text"
    pubstatus: str = "usable"
    byline: str = ""
    place: str = ""
    date: str = ""
    credit: str = ""
    language: str = ""
    urgency: int = 5
    category: str = ""
    embargo: str = ""
    signals: tuple[str, ...] = ()
    media: int = 0


FACTS = {
    "newsmlg2_agency/ansa_culture.xml": [Facts(
        guid="tag:ansa.it,2019-07-01:fd66854b6f8fcf6e0f9dd3792d86ae2e", version="2",
        created="2019-07-01T08:22:28", headline="test", first="test", last="xawes", place="ROMA",
        date="1 LUG", credit="ANSA", language="it", urgency=4, category="CRO",
        signals=("update",),
    )],
    "newsmlg2_agency/ap_ap.org_newsMessage.xml": [
        Facts(guid=f"{AP}5e565888b587889c5c8bd62b6164118c-text", version="2",
              created="2018-02-26T21:20:34", headline="nutrisystem", first="nutrisystem",
              last="ntri", place="FORT WASHINGTON, Pa.", credit="AP", language="en", urgency=4,
              category="f", signals=("update", "writethru")),
        Facts(guid=f"{AP}b6d5d4eb781939b5fe8722f3fba28ee2-text", version="2",
              created="2018-02-26T21:22:17", headline="diamondrock", first="diamondrock",
              last="drh", place="BETHESDA, Md.", credit="AP", language="en", urgency=4,
              category="f", signals=("update", "writethru")),
        Facts(guid=f"{AP}4db5f9c37aac8924db872ba5a7e287e6-text", version="1",
              created="2018-02-26T21:27:09", headline="scripps", first="scripps", last="sni",
              place="KNOXVILLE, Tenn.", credit="AP", language="en", urgency=4, category="f"),
    ],
    "newsmlg2_agency/dpa.xml": [Facts(
        guid=f"{DPA}221011-930-4303", version="1", created="2022-10-11T09:14:42",
        headline="eintracht", first="2019", last="ein", place="London", credit="dpa",
        language="de", urgency=4, category="sp",
    )],
    "newsmlg2_agency/picture.xml": [Facts(
        guid=f"{REUTERS}0000:newsml_GM1E9341HD701", version="360624134", type="picture",
        created="2013-03-04T11:14:13", headline="a", first="a", last="elections",
        byline="MARKO DJURICA", credit="REUTERS", language="en", urgency=4, media=1,
    )],
    "newsmlg2_agency/snep.xml": [Facts(
        guid=f"{REUTERS}0000:newsml_TRE7AA2CP", version="472094323", type="package",
        created="2013-03-04T11:40:31", headline="oustpm", first="at", last="nets",
        credit="Reuters", language="en-US", urgency=4, signals=("update",),
    )],
    "newsmlg2_agency/tables.newsml": [Facts(
        guid="urn:newsml:marketwired.com:20020408:202007077955771-en", version="1",
        created="2020-07-07T10:50:10", headline="brookfield", first="all", last="otherwise",
        place="BROOKFIELD, News", date="July 07, 2020", credit="GLOBE NEWSWIRE",
        language="en-US",
    )],
    "newsmlg2_agency/text.xml": [Facts(
        guid=f"{REUTERS}0000:newsml_L4N0BT5PJ", version="263518268",
        created="2013-03-01T15:09:04", headline="soccer", first="by", last="davis",
        byline="By Toby Davis", credit="Reuters", language="en", urgency=3, category="s",
    )],
    "newsmlg2_dpa_pairs/eil.xml": [Facts(
        guid=f"{DPA}240925-930-242744", version="1", created="2024-09-25T08:37:24",
        headline="grünen", first="die", last="berichtet", place="Berlin", credit="dpa",
        language="de", urgency=2, category="pl", signals=("urgent",),
    )],
    "newsmlg2_dpa_pairs/embargoed.xml": [Facts(
        guid=f"{DPA}250123-930-353124", version="1", created="2025-01-23T13:10:47",
        headline="steinmeier", first="bundespräsident", last="2026", pubstatus="embargoed",
        embargo="2025-01-23T18:00:00", place="Berlin", credit="dpa", language="de", urgency=4,
        category="ku", signals=("embargo",),
    )],
    "newsmlg2_dpa_pairs/no_content.xml": [Facts(
        guid=f"{DPA}europapress:photo-20241121130950", version="1", type="picture",
        created="2024-11-21T12:10:18", headline="archivo", first="21", last="economia",
        credit="Europa Press", language="es", urgency=4, category="wi", media=1,
    )],
    "newsmlg2_dpa_pairs/with_dateline.xml": [Facts(
        guid=f"{DPA}250128-930-357319", version="2", created="2025-01-28T08:18:34",
        headline="deepseek", first="ein", last="kursplus", byline="Von Andrej Sokolow, dpa",
        place="New York", credit="dpa", language="de", urgency=3, category="wi",
        signals=("update",),
    )],
    # Events, which are no story.
    "newsmlg2_iptc_examples/LISTING_16_A_Set_of_Events_carried_in_a_News_Item.xml": [],
    "newsmlg2_iptc_examples/LISTING_2_NewsML-G2_Text_Document.xml": [Facts(
        guid="urn:newsml:acmenews.com:20161121:US-FINANCE-FED", version="11",
        created="2018-11-21T21:25:32", headline="fed", first="new", last="si",
        byline="By Meredith Jameson, Staff Reporter", credit="Associated Press",
        language="en-US",
    )],
    "newsmlg2_iptc_examples/LISTING_3_Photo_in_NewsML-G2.xml": [Facts(
        guid="tag:gettyimages.com,2010:GYI0062134533", version="11", type="picture",
        created="2018-10-12T06:42:04", headline="variety", first="a", last="images",
        byline="Spencer Platt", credit="Getty Images", language="en-US", media=1,
    )],
    "newsmlg2_iptc_examples/LISTING_6_Simple_NewsML-G2_Package.xml": [Facts(
        guid="tag:example.com,2008:UK-NEWS-TOPTEN:UK20081220098658", version="11",
        type="package", created="2018-11-17T12:30:00", headline="uk", first="obama",
        last="présidence", signals=("update",),
    )],
    "newsmlg2_reuters/reuters_with_byline.xml": [Facts(
        guid=f"{REUTERS}2018:newsml_MT1VRT1202671839", version="159588191",
        created="2018-01-22T02:03:11", headline="sag", first="the", last="change",
        byline="Dave McNary", place="LOS ANGELES", credit="Variety Media, LLC", language="en",
        urgency=3, category="e", signals=("update",),
    )],
    "newsmlg2_reuters/tag_reuters.com_2014_newsml_KBN0FL0NN_version_5": [Facts(
        guid="tag_reuters.com_2014_newsml_KBN0FL0NN", version="5",
        created="2014-07-16T15:53:10", headline="confident", first="bashar", last="vote",
        byline="By Marwan Makdisi", place="DAMASCUS", credit="Reuters", language="en-US",
        urgency=4, signals=("update",),
    )],
    "newsmlg2_reuters/tag_reuters.com_2014_newsml_LYNXMPEA6F13M_version_1": [Facts(
        guid="tag_reuters.com_2014_newsml_LYNXMPEA6F13M", version="1", type="picture",
        created="2014-07-16T20:15:21", headline="syria's", first="syria's", last="reuters",
        byline="SANA", credit="Reuters", language="en-US", urgency=4, media=1,
    )],
    "newsmlg2_reuters/tag_reuters.com_2016_newsml_L1N14N0FF_version_978556838": [Facts(
        guid=f"{REUTERS}0000:newsml_L1N14N0FF", version="978556838",
        created="2016-01-04T15:43:34", headline="corrected", first="residents", last="it",
        date="Jan 3", credit="Reuters", language="en", urgency=3, category="a",
        signals=("update", "correction"),
    )],
    # Its times name no zone; they are the feed's.
    "newsmlg2_stt/stt_newsml_endash.xml": [Facts(
        guid="urn:newsml:stt.fi:20180401:101976596", version="1",
        created="2018-04-04T04:05:16", headline="reilu", first="sadat", last="lopettamaan",
        credit="STT–Sourcefabric", language="fi-FI", urgency=3,
    )],
    "newsmlg2_stt/stt_newsml_test.xml": [Facts(
        guid="urn:newsml:stt.fi:20171219:101801633", version="4",
        created="2017-10-18T09:16:43", headline="parliament", first="disclaimer",
        last="jälkeen", place="Helsinki", credit="STT", language="fi-FI", urgency=3,
        signals=("update",),
    )],
    "newsmlg2_stt/stt_newsml_test_no_hl.xml": [Facts(
        guid="urn:newsml:stt.fi:20171219:101801633", version="4",
        created="2017-12-19T09:16:43", headline="disclaimer", first="disclaimer",
        last="jälkeen", place="Helsinki", credit="STT", language="fi-FI", urgency=3,
        signals=("update",),
    )],
}  # fmt: skip


def read_sample(name: str) -> list[WireItem | Skip]:
    return newsml_g2.parse(sample(f"wire/samples/{name}").read_bytes(), Reception())


def facts_of(item: WireItem) -> Facts:
    found = words("\n".join(paragraphs(item.body_html)))
    assert item.version_created
    return Facts(
        guid=item.guid,
        version=item.version,
        created=_short(item.version_created),
        headline=words(item.headline)[0].casefold(),
        first=found[0].casefold(),
        last=found[-1].casefold(),
        type=item.type,
        pubstatus=item.pubstatus,
        byline=item.byline,
        place=item.dateline.place if item.dateline else "",
        date=item.dateline.date if item.dateline else "",
        credit=item.credit,
        language=item.language,
        urgency=item.urgency,
        category=item.category,
        embargo=_short(item.embargo_until) if item.embargo_until else "",
        signals=item.signals,
        media=len(item.media),
    )


def _short(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}"


@pytest.mark.parametrize("name", FACTS)
def test_a_sample_says_what_a_reader_finds_in_it(name):
    items = [each for each in read_sample(name) if isinstance(each, WireItem)]

    assert [facts_of(item) for item in items] == FACTS[name]


def test_every_sample_of_the_format_has_its_facts():
    folder = sample("wire/samples")

    assert {f"{path.parent.name}/{path.name}" for path in folder.glob("newsmlg2_*/*")} == set(FACTS)


# The links that name what an item was derived or processed from.
ORIGINS = {
    "newsmlg2_agency/picture.xml": ("tag:reuters.com,0000:newsml_GF2E9340T4U01",),
    "newsmlg2_reuters/tag_reuters.com_2014_newsml_KBN0FL0NN_version_5": (
        "tag_reuters.com_2014_newsml_L6N0PR263",
    ),
    "newsmlg2_reuters/tag_reuters.com_2014_newsml_LYNXMPEA6F13M_version_1": (
        "tag_reuters.com_0000_newsml_GM1EA7H0B7U01",
    ),
}


@pytest.mark.parametrize("name", FACTS)
def test_a_sample_says_what_it_was_made_from_and_its_picture_is_called_as_it_is(name):
    items = [each for each in read_sample(name) if isinstance(each, WireItem)]

    for item in items:
        assert item.derived_from == ORIGINS.get(name, ())
        if item.type == "picture":
            assert [each.guid for each in item.media] == [item.guid]

"""NITF: the agencies' own files give what reading them gives."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from newsroom.text.sanitize import clean_html
from newsroom.text.words import words
from newsroom.wire.parsers.item import WireItem
from tests.newsroom.wire.parsers.nitf_reading import body, lost, one, tree, visible
from tests.paths import sample

# Written down from reading the files and the format's document, before any parser did.
FACTS = {
    "nitf/aap.xml": {
        "guid": "AAP.115314987.5417374", "version": "1", "pubstatus": "usable", "urgency": 5,
        "language": "", "dateline": ("Sydney", "", ""), "credit": "AAP", "blocks": 12,
        "subjects": 4, "keywords": 0, "embargo": None, "media": 0, "apart": 1, "category": "a",
        "places": (), "genre": "Current", "created": datetime(2013, 10, 20, 8, 27, 51, tzinfo=UTC),
        "signals": (), "kills": (), "byline": True,
    },
    "nitf/ap-nitf.xml": {
        "guid": None, "version": "1", "pubstatus": "usable", "urgency": 5, "language": "",
        "dateline": ("NEW YORK", "", "AP"), "credit": "AP", "blocks": 27, "subjects": 0,
        "keywords": 0, "embargo": None, "media": 0, "apart": 0, "category": "", "places": (),
        "genre": "", "created": datetime(2015, 12, 10, 19, 10, 44, tzinfo=UTC), "signals": (),
        "kills": (), "byline": True,
    },
    "nitf/ap-table-nitf.xml": {
        "guid": None, "version": "1", "pubstatus": "usable", "urgency": 5, "language": "",
        "dateline": None, "credit": "The Associated Press", "blocks": 9, "subjects": 0,
        "keywords": 0, "embargo": None, "media": 0, "apart": 0, "category": "", "places": (),
        "genre": "", "created": datetime(2021, 7, 6, 5, 35, 42, tzinfo=UTC), "signals": (),
        "kills": (), "byline": False,
    },
    "nitf/nitf-fishing.xml": {
        "guid": "iptc.321656141.b", "version": "14.1", "pubstatus": "canceled", "urgency": 3,
        "language": "", "dateline": ("Newport News, VA", "", ""),
        "credit": "XML Team Solutions, Inc.", "blocks": 9, "subjects": 5, "keywords": 3,
        "embargo": datetime(2002, 2, 26, 14, 30, tzinfo=UTC), "media": 1, "apart": 2,
        "category": "", "places": ("Norfolk, VA, US",), "genre": "feature",
        "created": datetime(2002, 2, 25, 19, 30, tzinfo=UTC), "signals": ("kill", "embargo"),
        "kills": ("iptc.321656141.a",), "byline": True,
    },
    "nitf/nitf-ntb.xml": {
        "guid": "faktisk-d9cde75b-256e-4989-b6a3-b8ad27f43a5c", "version": "48",
        "pubstatus": "usable", "urgency": 5, "language": "nb-NO", "dateline": ("Oslo", "", ""),
        "credit": "NTB", "blocks": 51, "subjects": 0, "keywords": 0, "embargo": None, "media": 1,
        "apart": 0, "category": "Innenriks", "places": ("Norge",), "genre": "Faktasjekk",
        "created": datetime(2020, 9, 7, 12, 45, 26, tzinfo=UTC), "signals": (), "kills": (),
        "byline": True,
    },
    "nitf_efe/efe_nitf.xml": {
        "guid": "22751909", "version": "1", "pubstatus": "usable", "urgency": 5,
        "language": "en-US", "dateline": ("Tegucigalpa", "Jan 2", "EFE"), "credit": "EFE",
        "blocks": 1, "subjects": 4, "keywords": 1, "embargo": None, "media": 0, "apart": 1,
        "category": "POL", "places": ("Tegucigalpa, HND",), "genre": "",
        "created": datetime(2017, 1, 2, 22, 28, tzinfo=UTC), "signals": (), "kills": (),
        "byline": False,
    },
    "nitf_pa/pa1.xml": {
        "guid": "af1f7ad5-5619-49de-84cc-2e608538c77fSSS-3-1", "version": "1",
        "pubstatus": "usable", "urgency": 4, "language": "", "dateline": None, "credit": "PA",
        "blocks": 42, "subjects": 6, "keywords": 1, "embargo": None, "media": 0, "apart": 1,
        "category": "SSS", "places": (), "genre": "",
        "created": datetime(2015, 10, 14, 3, 30, 1, tzinfo=UTC), "signals": (), "kills": (),
        "byline": False,
    },
    "nitf_pa/pa3.xml": {
        "guid": "4a82e12e-6b39-47eb-8e59-2c616a7e32a4HHH-13-1", "version": "1",
        "pubstatus": "embargoed", "urgency": 4, "language": "", "dateline": None, "credit": "PA",
        "blocks": 1, "subjects": 2, "keywords": 1,
        "embargo": datetime(2016, 9, 8, 23, 1, tzinfo=UTC), "media": 0, "apart": 0,
        "category": "HHH", "places": (), "genre": "",
        "created": datetime(2016, 9, 8, 12, 24, 46, tzinfo=UTC), "signals": ("embargo",),
        "kills": (), "byline": True,
    },
}  # fmt: skip


def read_sample(name: str) -> tuple[bytes, WireItem]:
    data = sample(f"wire/samples/{name}").read_bytes()
    return data, one(data, zone=ZoneInfo("Europe/Oslo"))


def count_blocks(html: str) -> int:
    """The blocks at the top of a body, rules not counted."""
    for mark in ("<br>", "<hr>", "&nbsp;"):
        html = html.replace(mark, " ")
    return len(tree(f"<div>{html}</div>"))


@pytest.mark.needs_samples
@pytest.mark.parametrize("name", FACTS)
def test_a_real_file_gives_what_reading_it_gives(name):
    _data, item = read_sample(name)
    dateline = item.dateline

    assert {
        "guid": None if item.guid.startswith("sha256:") else item.guid,
        "version": item.version,
        "pubstatus": item.pubstatus,
        "urgency": item.urgency,
        "language": item.language,
        "dateline": (dateline.place, dateline.date, dateline.source) if dateline else None,
        "credit": item.credit,
        "blocks": count_blocks(item.body_html),
        "subjects": len(item.subjects),
        "keywords": len(item.keywords),
        "embargo": item.embargo_until,
        "media": len(item.media),
        "apart": len(item.set_apart),
        "category": item.category,
        "places": item.places,
        "genre": item.genre,
        "created": item.version_created,
        "signals": item.signals,
        "kills": item.kills,
        "byline": bool(item.byline),
    } == FACTS[name]


@pytest.mark.needs_samples
@pytest.mark.parametrize("name", FACTS)
def test_headline_byline_and_text_of_a_real_file_are_its_own(name):
    data, item = read_sample(name)
    root = tree(data)
    content = root.find("body/body.content")
    texts = [text for p in content.iter("p") if (text := " ".join(visible(p).split()))]

    assert item.headline == " ".join(visible(root.find(".//hl1")).split())
    byline = words(visible(root.find(".//byline"))) if item.byline else []
    assert words(item.byline) == byline
    assert texts[0].endswith(body(item)[0])
    assert any(text.endswith(body(item)[-1]) for text in texts[-2:])


@pytest.mark.needs_samples
@pytest.mark.parametrize("name", FACTS)
def test_real_files_lose_no_word_and_give_the_same_item_twice(name):
    data, item = read_sample(name)

    assert not lost(data, [item])
    assert read_sample(name)[1] == item
    assert clean_html(item.body_html) == item.body_html


@pytest.mark.needs_samples
def test_every_sample_has_its_facts():
    folder = sample("wire/samples")

    assert {f"{path.parent.name}/{path.name}" for path in folder.glob("nitf*/*")} == set(FACTS)

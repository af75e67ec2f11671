"""Items of AP's Media API of our own making: the item, its envelope, and a page of a feed.

``ap_item(1)`` is the item alone; ``envelope`` puts it into the API's answer, with its text in
one of the ways in which the text comes along. The same seed gives the same copy.
"""

import random
from typing import Any
from xml.sax.saxutils import escape

from tests.wire_copy import wire_copy

PICTURE = "ap-picture-1"
HIGH = "https://api.example/media/v/content/ap-picture-1.0/download?role=main&dt=abc"


def ap_text(seed: int = 0, *, count: int = 4) -> list[str]:
    """The paragraphs of a story, the first with AP's dateline."""
    text = wire_copy(seed, paragraphs=count, furniture="", credit=False)[1].paragraphs
    return [f"HARBOUR, Wyo. (AP) — {text[0]}", *text[1:]]


def ap_item(seed: int = 0, **said: Any) -> dict[str, Any]:
    """The metadata of a text item; members of ``said`` replace those of the item, or add to it.

    What is said to be ``...`` is left out.
    """
    pick = random.Random(seed)
    item = {
        "uri": f"https://api.example/media/v/content/harbour{seed}?qt={pick.random()}&et=0a1",
        "altids": {
            "itemid": f"harbour{seed}",
            "etag": f"harbour{seed}_0a{seed}",
            "friendlykey": str(pick.randint(10**9, 10**10)),
        },
        "version": 2,
        "type": "text",
        "urgency": 4,
        "profile": "Spot Development",
        "editorialpriority": "r",
        "language": "en",
        "versioncreated": "2031-05-02T10:30:00Z",
        "firstcreated": "2031-05-01T08:00:00Z",
        "editorialrole": "FullStory",
        "pubstatus": "usable",
        "ednote": "With AP Photos.",
        "editorialtypes": ["Lead"],
        "signals": ["newscontent"],
        "title": "EU--Flood Wall",
        "headline": "Flood wall to be inspected again",
        "headline_extended": "The wall was never paid for, the harbour master says",
        "slugline": "BC-EU--Flood Wall, 3rd Ld-Writethru",
        "bylines": [{"by": "By NASREEN QADRI", "title": "AP Harbour Writer"}],
        "located": "HARBOUR, Wyo.",
        "datelinelocation": {"city": "Harbour", "countryareaname": "Wyoming",
                             "countryname": "United States"},
        "copyrightnotice": "Copyright 2031 The Harbour Press.",
        "usageterms": ["For editorial use only.", "No use in Atlantis."],
        "keywords": ["Flood Wall"],
        "provider": "AP",
        "infosource": [{"name": "AP", "type": "AP"}],
        "subject": [
            {"code": "i", "name": "i", "rels": ["category"], "creator": "Editorial"},
            {"code": "f25a", "name": "General news", "rels": ["direct"],
             "scheme": "http://cv.ap.org/id/"},
        ],
        "organisation": [{"code": "86b5", "name": "Port Trust", "scheme": "http://cv.ap.org/id/"}],
        "place": [{"code": "3677", "name": "Harbour", "scheme": "http://cv.ap.org/id/"}],
        "associations": {
            "1": {
                "uri": f"https://api.example/media/v/content/{PICTURE}?qt={pick.random()}",
                "altids": {"itemid": PICTURE},
                "version": 0,
                "type": "picture",
                "headline": "Flood Wall",
            }
        },
        "renditions": {
            "nitf": {"rel": "Story", "format": "IIM", "type": "text", "mimetype": "text/xml",
                     "href": "https://api.example/media/v/content/x.0/download?format=NITF"}
        },
    }  # fmt: skip
    return {name: each for name, each in (item | said).items() if each is not ...}


def ap_picture(**said: Any) -> dict[str, Any]:
    """A picture item with its renditions."""
    item = {
        "uri": f"https://api.example/media/v/content/{PICTURE}?qt=1",
        "altids": {"itemid": PICTURE},
        "version": 0,
        "type": "picture",
        "pubstatus": "usable",
        "signals": ["newscontent"],
        "versioncreated": "2031-05-02T10:00:00Z",
        "headline": "Flood Wall",
        "photographer": {"code": "stf", "name": "Ömer Yıldız", "title": "STF"},
        "description_creditline": "Ömer Yıldız/AP",
        "description_caption": "The wall at low tide.",
        "ednote": "ATLANTIS OUT",
        "renditions": {
            "thumbnail": {"href": "https://api.example/t.jpg", "width": 125, "height": 83,
                          "mimetype": "image/jpeg"},
            "main": {"href": HIGH, "width": 4666, "height": 3111, "mimetype": "image/jpeg"},
            "caption_nitf": {"href": "https://api.example/c.xml", "mimetype": "text/xml"},
        },
    }  # fmt: skip
    return {name: each for name, each in (item | said).items() if each is not ...}


def envelope(item: dict[str, Any], **beside: Any) -> dict[str, Any]:
    """AP's answer that holds ``item``; ``beside`` stands next to its ``data``."""
    return {
        "api_version": "2.2",
        "id": "HyIVRoKlHF",
        "method": "/content.GET",
        "org_name": "The Harbour Post",
        "data": {"meta": {"products": [{"id": 1, "name": "Harbour Wire"}]}, "item": item},
        **beside,
    }


def feed(*items: dict[str, Any]) -> dict[str, Any]:
    """A page of a feed."""
    return {
        "api_version": "2.2",
        "method": "/content/feed.GET",
        "data": {
            "current_item_count": len(items),
            "next_page": "https://api.example/next",
            "items": [{"meta": {}, "item": item} for item in items],
        },
    }


def html_of(paragraphs: list[str]) -> str:
    """The text as HTML in AP's block."""
    return "<block>" + "".join(f"<p>{escape(each)}</p>" for each in paragraphs) + "</block>"


def nitf_of(paragraphs: list[str], *, headline: str = "Flood wall to be inspected again") -> str:
    """The text as the NITF document that AP offers for download."""
    return (
        '<?xml version="1.0" encoding="utf-8"?><nitf><head><title>x</title></head><body>'
        f'<body.head><hedline><hl1 id="headline">{escape(headline)}</hl1></hedline>'
        "<byline>By NASREEN QADRI<byttl>AP Harbour Writer</byttl></byline>"
        "<distributor>The Associated Press</distributor></body.head>"
        f'<body.content><block id="Main">{html_of(paragraphs)}</block></body.content></body></nitf>'
    )

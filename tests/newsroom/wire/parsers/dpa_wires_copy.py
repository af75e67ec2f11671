"""Entries of dpa's digital wires of our own making, with their notepad and categories.

The same seed gives the same copy.
"""

from typing import Any
from xml.sax.saxutils import escape

from tests.wire_copy import wire_copy

CONTACT = "Redaktion: Nasreen Qadri (Kiel) +49 431 0000000, desk@harbour.example"
EMBARGO = "Bitte beachten Sie die Sperrfrist bis heute Abend, 19.00 Uhr."


def dpa_text(seed: int = 0, *, count: int = 4) -> list[str]:
    """The paragraphs of a story."""
    return list(wire_copy(seed, paragraphs=count, furniture="", credit=False)[1].paragraphs)


def dpa_entry(seed: int = 0, *, count: int = 4, **said: Any) -> dict[str, Any]:
    """One entry; members of ``said`` replace those of the entry, or add to it.

    What is said to be ``...`` is left out.
    """
    paragraphs = "".join(f"<p>{escape(each)}</p>" for each in dpa_text(seed, count=count))
    entry = {
        "format": "digitalwires@0.9.1",
        "type": "composite",
        "entry_id": f"entry{seed}",
        "updated": "2031-05-02T12:00:00Z",
        "urn": f"urn:newsml:harbour.example:20310502:{seed}",
        "version_created": "2031-05-02T12:30:00+02:00",
        "version": 2,
        "pubstatus": "usable",
        "signal": None,
        "embargoed": None,
        "content_created": None,
        "language": "de",
        "urgency": 4,
        "kicker": "Küstenschutz",
        "headline": "Flutmauer wird erneut geprüft",
        "subhead": None,
        "teaser": "Bezahlt wurde die Mauer nie.",
        "byline": "Von Zoë Brontë-Hall, dpa",
        "dateline": "Kiel (dpa) - ",
        "article_html": f'<section class="main">{paragraphs}</section>',
        "infobox_html": '<section class="infobox"><h2>Die Mauer</h2><p>Elf Meter.</p></section>',
        "linkbox_html": '<section class="linkbox"><ul><li><a href="https://port.example/wall">'
        "Zur Mauer</a></li></ul></section>",
        "creditline": "dpa",
        "copyrightnotice": "Copyright 2031, Hafenagentur",
        "usageterms": "Nutzung nur nach Vereinbarung",
        "autopublishnotice": "© Hafenagentur",
        "notepad": {
            "header_html": "<header><h3>Notizblock</h3></header>",
            "public_html": '<section class="np-public"><h4>Redaktionelle Hinweise</h4><ul>'
            "<li>Die Mauer heißt amtlich Deich.</li></ul><h4>Internet</h4><ul><li>"
            '<a href="https://port.example/wall">Zur Mauer</a></li></ul></section>',
            "nonpublic_html": '<section class="np-nonpublic"><p>Nicht zur Veröffentlichung'
            f"</p><h4>Kontakte</h4><ul><li>{CONTACT}</li></ul></section>",
        },
        "ednotes": [
            {"role": "dpaednoterole:closingline", "ednote": "dpa abc yydd n1 sku",
             "is_publishable": True},
            {"role": "dpaednoterole:editorialnote", "ednote": "Die Mauer heißt amtlich Deich.",
             "is_publishable": True},
            {"role": "dpaednoterole:dpacontacts", "ednote": CONTACT, "is_publishable": False},
            {"role": "dpaednoterole:picture", "ednote": "Foto aktuell", "is_publishable": True},
        ],
        "descriptions": None,
        "associations": [dpa_image()],
        "categories": [
            {"type": "dnltype:pubstatus", "name": "usable", "qcode": "stat:usable"},
            {"type": "dnltype:wire", "name": "bdt", "qcode": "dpasrv:bdt"},
            {"type": "dnltype:rubric", "name": "weblines.kueste",
             "qcode": "dnlpath:weblines.kueste"},
            {"type": "dnltype:dpasubject", "name": "Krieg", "qcode": "medtop:20000062", "rank": 1},
            {"type": "dnltype:dpasubject", "name": "Häfen", "qcode": "dpasubject:185", "rank": 2},
            {"type": "dnltype:keyword", "name": "Deich", "qcode": None, "rank": 1},
            {"type": "dnltype:geosubject", "name": "Kiel", "qcode": "dpaarea:3", "rank": 1},
            {"type": "dnltype:desk", "name": "Vermischtes", "qcode": "dpacat:vm"},
            {"type": "dnltype:genre", "name": "Meldung", "qcode": "dpatextgenre:1"},
            {"type": "dnltype:urgency", "name": "4", "qcode": "urgency:4"},
        ],
        "rubric_names": ["weblines.kueste"],
        "keyword_names": ["Deich"],
    }  # fmt: skip
    return {name: each for name, each in (entry | said).items() if each is not ...}


def dpa_image(**said: Any) -> dict[str, Any]:
    """A picture that goes with an entry."""
    image = {
        "type": "image",
        "urn": "urn:newsml:harbour.example:20310502:image",
        "version": 1,
        "rank": 1,
        "headline": "Mauer",
        "is_featureimage": True,
        "caption": "Die Mauer bei Ebbe.",
        "creditline": "Ömer Yıldız/dpa",
        "renditions": [
            {"size": 800, "width": 800, "height": 533, "mimetype": "image/jpeg",
             "url": "https://images.example/wall-s800.jpeg"},
            {"size": 2048, "width": 2048, "height": 1365, "mimetype": "image/jpeg",
             "url": "https://images.example/wall-s2048.jpeg"},
        ],
    }  # fmt: skip
    return image | said


def dpa_picture(**said: Any) -> dict[str, Any]:
    """An entry that is a picture and nothing else."""
    no_text = dict.fromkeys(
        ("article_html", "infobox_html", "linkbox_html", "teaser", "byline", "dateline", "kicker",
         "notepad")
    )  # fmt: skip
    return dpa_entry(
        **no_text,
        headline="Mauer",
        ednotes=[{"role": None, "ednote": "FILE PHOTO", "is_publishable": False}],
        descriptions=[
            {"role": "drol:caption", "description": "Die Mauer bei Ebbe."},
            {"role": "dpadrol:caption-extended", "description": "KIEL: Die Mauer bei Ebbe. +++"},
        ],
        categories=[{"type": "dnltype:creator", "name": "Ömer Yıldız", "qcode": None}],
        **said,
    )

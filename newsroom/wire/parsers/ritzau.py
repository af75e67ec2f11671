"""Ritzau's own XML: a list of ``RBNews``, or one of them (Ritzau XML news service)."""

import re
from collections.abc import Iterator
from html import unescape

from newsroom.wire.parsers.body import body_of_html, body_of_unknown
from newsroom.wire.parsers.draft import Draft, Reception
from newsroom.wire.parsers.instants import instant
from newsroom.wire.parsers.item import Media, Skip, Subject, WireError, WireItem
from newsroom.wire.parsers.markup import Element, document, folded, found_at, text_at, texts_at
from newsroom.wire.parsers.newsml_g2_xhtml import mend

_MOST_STORIES = 5_000
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_CONTACTS = ("byLineEmail", "byLinePhone")
# What a story is, by the element that says "true".
_SIGNALS = {"Korrektion": "correction", "NyVersion": "update", "InfoFlash": "flash"}
_WITHDRAWN = "Annuleret"
_SCHEME = "IPTC"


def parse(data: bytes, reception: Reception) -> list[WireItem | Skip]:
    """The stories of an answer of Ritzau's server, in order."""
    root, warnings = document(data, encoding=reception.encoding)
    stories = [root] if root.tag == "RBNews" else list(root.iter("RBNews"))
    if not stories:
        raise WireError("The file holds no story of Ritzau's.")
    if len(stories) > _MOST_STORIES:
        raise WireError(f"The file holds more than {_MOST_STORIES:,} stories; send them apart.")
    found: list[WireItem | Skip] = []
    faults: list[WireError] = []
    for story in stories:
        try:
            found.append(_item(story, reception, warnings))
        except WireError as fault:
            faults.append(fault)
            found.append(Skip(str(fault), text_at(story, "NewsID")))
    if len(faults) == len(stories):
        raise faults[0]
    return found


def _item(story: Element, reception: Reception, warnings: tuple[str, ...]) -> WireItem:
    town, origin = text_at(story, "town"), text_at(story, "origin")
    created = instant(text_at(story, "PublishDate"), reception.zone)
    draft = Draft(
        format="ritzau",
        guid=text_at(story, "NewsID"),
        version=text_at(story, "version"),
        # Lines are escaped once more than XML asks for.
        headline=unescape(text_at(story, "headline")),
        abstract=unescape(text_at(story, "subtitle")),
        slugline=text_at(story, "strapline"),
        byline=text_at(story, "byLine"),
        dateline_line=town,
        dateline_place=town,
        # "/ritzau/", or "Via Ritzau" for what others wrote.
        credit_line=origin.strip("/ ").removeprefix("Via "),
        category=text_at(story, "section"),
        urgency=_urgency(text_at(story, "Priority")),
        notes=_notes(story),
        subjects=[Subject(code, _SCHEME) for code in texts_at(story, "IPTCList/int")],
        keywords=texts_at(story, "SubjectKeyword/string"),
        first_created=created,
        version_created=created,
        warnings=[*warnings],
        apart=[line for name in _CONTACTS for line in texts_at(story, name)],
    )
    draft.body = body_of_html(_content(story))
    _add_media(draft, story)
    mend(draft)
    draft.signals |= set(_signals(story))
    if _is_true(story, _WITHDRAWN):
        draft.pubstatus = "canceled"
    if not (draft.headline or draft.body.blocks or draft.notes or draft.pubstatus == "canceled"):
        raise WireError("There is neither a headline nor a text in this story.")
    return draft.item(reception)


def _content(story: Element) -> str:
    content = story.find("content")
    return (content.text or "") if content is not None else ""


def _notes(story: Element) -> list[str]:
    """What is said to the desk, which is marked up as the story is."""
    return [
        text for said in texts_at(story, "TilRedaktionen") for text in body_of_unknown(said).texts
    ]


def _add_media(draft: Draft, story: Element) -> None:
    """The pictures that come along: an address each, and words that are its caption."""
    for entry in found_at(story, "MultimedieList/*"):
        said = [text for each in entry.iter() if (text := folded(each.text))]
        address = next((text for text in said if _ADDRESS.match(text)), "")
        words = [text for text in said if not _ADDRESS.match(text) and not text.isdecimal()]
        if address:
            draft.media.append(Media(address, " ".join(words)))
        else:
            draft.apart += words


def _signals(story: Element) -> Iterator[str]:
    yield from (signal for name, signal in _SIGNALS.items() if _is_true(story, name))
    if text_at(story, "Replaces", "replacedID"):
        yield "update"


def _is_true(story: Element, name: str) -> bool:
    return text_at(story, name).casefold() in {"true", "1"}


def _urgency(said: str) -> int:
    return (
        int(said) if len(said) == 1 and said.isascii() and said.isdecimal() and said != "0" else 5
    )

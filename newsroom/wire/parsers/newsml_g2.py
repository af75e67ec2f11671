"""NewsML-G2 (IPTC) in the dialects of Reuters, dpa, ANSA, AP, STT and the press release wires."""

from collections.abc import Iterator
from dataclasses import replace

from newsroom.wire.parsers.body import plain_block
from newsroom.wire.parsers.draft import Draft, Reception
from newsroom.wire.parsers.instants import instant, is_date_alone
from newsroom.wire.parsers.item import Skip, WireError, WireItem
from newsroom.wire.parsers.markup import (
    XML_LANG,
    Element,
    attribute_at,
    document,
    folded,
    found_at,
    text_at,
    texts_at,
)
from newsroom.wire.parsers.newsml_g2_body import events_in, text_of_content
from newsroom.wire.parsers.newsml_g2_codes import (
    asserts_of,
    category_of,
    code_of,
    genre_of,
    keywords_of,
    places_of,
    subjects_of,
)
from newsroom.wire.parsers.newsml_g2_lines import caption_of, creator_of, set_lines
from newsroom.wire.parsers.newsml_g2_media import media_of
from newsroom.wire.parsers.newsml_g2_opening import take_opening
from newsroom.wire.parsers.newsml_g2_package import list_references
from newsroom.wire.parsers.newsml_g2_standing import merge_standing, set_standing

_FORMAT = "newsml-g2"
_NO_STORIES = {
    "conceptItem": "a concept (a person, place, event or subject), not a story.",
    "knowledgeItem": "a list of codes, not a story.",
    "planningItem": "a plan of coverage, not a story.",
    "catalogItem": "a catalogue of codes, not a story.",
    "hopDeskItem": "a note between desks, not a story.",
}
_ITEMS = ("newsItem", "packageItem", *_NO_STORIES)
# Of a part of the item, such as a scene or a picture in it, these are words for people.
_PART_LINES = ("headline", "description")
_STILLS = frozenset({"picture", "photo", "graphic", "animation"})
_FILMS = {"video": "A film", "audio": "A sound recording"}
# ANPA's category v, which AP and Reuters still write, is copy for editors, not for readers.
_ADVISORY_CATEGORY = "v"


def parse(data: bytes, reception: Reception) -> list[WireItem | Skip]:
    """The items of a NewsML-G2 message, or the one item of a file, in their order."""
    root, warnings = document(data, encoding=reception.encoding)
    items = list(_items(root))
    if not items:
        raise WireError("The file is NewsML-G2, but holds no item.")
    found: list[WireItem | Skip] = []
    faults: list[WireError] = []
    for item in items:
        try:
            found.append(_read(item, root, reception, warnings))
        except WireError as fault:
            faults.append(fault)
            found.append(Skip(str(fault), folded(item.get("guid"))))
    if faults and not any(isinstance(each, WireItem) for each in found):
        raise faults[0]
    return found


def _items(root: Element) -> Iterator[Element]:
    """The items in ``root``, itself included; not those that an item carries within it."""
    if root.tag in _ITEMS:
        yield root
        return
    for child in root:
        yield from _items(child)


def _read(
    item: Element, root: Element, reception: Reception, warnings: tuple[str, ...]
) -> WireItem | Skip:
    guid = folded(item.get("guid"))
    if item.tag in _NO_STORIES:
        return Skip(f"This is {_NO_STORIES[item.tag]}", guid)
    draft = Draft(
        format=_FORMAT, guid=guid, version=folded(item.get("version")), warnings=[*warnings]
    )
    _set_meta(draft, item, root, reception)
    if item.tag == "packageItem":
        draft.type = "package"
        set_lines(draft, item)
        list_references(draft, item)
    elif reason := _set_content(draft, item, reception):
        return Skip(reason, guid)
    if not draft.headline:
        draft.headline = text_at(item, "itemMeta/title")
    says_nothing = not (draft.headline or draft.notes or draft.body.blocks or draft.media)
    if says_nothing and (draft.pubstatus == "usable" or not guid):
        raise WireError("There is neither a headline nor a text in this item.")
    return draft.item(reception)


def _set_meta(draft: Draft, item: Element, root: Element, reception: Reception) -> None:
    meta = item.find("contentMeta")
    draft.language = attribute_at(meta, "language", "tag") or folded(item.get(XML_LANG))
    set_standing(draft, item, reception.zone)
    created = text_at(item, "itemMeta/firstCreated") or text_at(meta, "contentCreated")
    draft.first_created = None if is_date_alone(created) else instant(created, reception.zone)
    draft.version_created = instant(text_at(item, "itemMeta/versionCreated"), reception.zone)
    # How urgently the message was sent, for want of how urgent the story is.
    said = _urgency(text_at(meta, "urgency"))
    draft.urgency = said or _urgency(text_at(root, "header/priority")) or 5
    draft.subjects = subjects_of(meta, asserts_of(item))
    draft.places = places_of(meta)
    draft.category = category_of(meta)
    draft.genre = genre_of(meta)
    draft.keywords = keywords_of(meta)
    if draft.pubstatus == "usable" and draft.category.casefold() == _ADVISORY_CATEGORY:
        draft.pubstatus = "advisory"


def _urgency(said: str) -> int:
    return int(said) if len(said) == 1 and said.isascii() and said.isdecimal() else 0


def _set_content(draft: Draft, item: Element, reception: Reception) -> str:
    """Fill in lines, text and pictures; says why, if there is no story in the item."""
    content = item.find("contentSet")
    text = text_of_content(content, draft.language, reception.zone)
    kind = _kind(item)
    if not text.body.blocks:
        if count := events_in(content):
            return f"This carries events or concepts ({count}), not a story."
        if kind in _FILMS and draft.pubstatus != "canceled":
            return f"{_FILMS[kind]} without a text; films and sound are not taken."
    _set_type(draft, kind, text, content)
    set_lines(draft, item)
    _merge(draft, text)
    _set_media(draft, item, content)
    parts = [text for name in _PART_LINES for text in texts_at(item, f"partMeta/{name}")]
    draft.apart += [text for text in parts if text not in {draft.headline, *draft.body.texts}]
    draft.byline = draft.byline or creator_of(item, draft.credit_line)
    take_opening(draft, reception.agencies)
    return ""


def _set_type(draft: Draft, kind: str, text: Draft, content: Element | None) -> None:
    has_remote = content is not None and content.find("remoteContent") is not None
    if kind in _STILLS or (not kind and has_remote and not text.body.blocks):
        draft.type = "picture"


def _merge(draft: Draft, text: Draft) -> None:
    """Add what the text has of its own; where both name a thing, the item's metadata count."""
    for name in ("headline", "slugline", "byline", "abstract", "dateline_line", "credit_line"):
        ours, theirs = getattr(draft, name), getattr(text, name)
        if not ours:
            setattr(draft, name, theirs)
        elif theirs not in {"", ours}:
            draft.apart.append(theirs)
    known = {draft.headline, draft.byline, draft.abstract, draft.genre, *draft.notes}
    draft.notes += [note for note in text.notes if note not in known]
    draft.apart += [line for line in text.apart if line not in known]
    draft.apart = list(dict.fromkeys(draft.apart))
    draft.keywords += text.keywords
    draft.subjects += text.subjects
    draft.places += text.places
    draft.media += text.media
    draft.warnings += text.warnings
    draft.language = text.language or draft.language
    draft.body = text.body
    merge_standing(draft, text)


def _set_media(draft: Draft, item: Element, content: Element | None) -> None:
    """Pictures with caption and credit; a picture's own text is its caption."""
    is_picture = draft.type == "picture"
    caption = caption_of(draft, item) if is_picture else ""
    media, others = media_of(content, caption=caption, credit=draft.credit_line, is_one=is_picture)
    # What a rendition is called is not what the picture is called.
    draft.media += [replace(each, guid=draft.guid) for each in media] if is_picture else media
    # A picture of one pixel counts readers; it shows nothing.
    draft.body.media = [each for each in draft.body.media if each.width != 1 or each.height != 1]
    if is_picture and caption and not draft.body.blocks:
        draft.body.blocks.append(plain_block(caption))
    if others and not draft.body.blocks:
        draft.warnings.append(f"text: it is not in this file, but at {' '.join(others)}")


def _kind(item: Element) -> str:
    return next((code_of(each)[1].casefold() for each in found_at(item, "itemMeta/itemClass")), "")

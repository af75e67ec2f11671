"""How tests read NITF: with our parser, and without it."""

from collections import Counter
from datetime import UTC, datetime
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

from newsroom.text.sanitize import paragraphs
from newsroom.text.words import words
from newsroom.wire.parsers import nitf as module
from newsroom.wire.parsers.draft import Reception
from newsroom.wire.parsers.item import Skip, WireItem

NOON = datetime(2031, 5, 3, 12, 0, tzinfo=UTC)
KARACHI = ZoneInfo("Asia/Karachi")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment in the May of our copy."""
    return datetime(2031, 5, day, hour, minute, tzinfo=UTC)


def parse(data: bytes, **reception) -> list[WireItem | Skip]:
    return module.parse(data, Reception(**reception))


def one(data: bytes, **reception) -> WireItem:
    [item] = parse(data, **reception)
    assert isinstance(item, WireItem)
    return item


def body(item: WireItem) -> list[str]:
    return paragraphs(item.body_html)


# --- No word is lost: an independent reading of the file ---

APART = {
    "p", "br", "hl1", "hl2", "li", "td", "th", "tr", "block", "byttl", "byline", "dateline",
    "abstract", "media-caption", "media-producer", "tagline", "distributor", "rights", "note",
    "caption", "credit", "dt", "dd", "pre", "story.date", "body", "body.head", "body.content",
    "body.end", "hedline", "media", "media-reference", "ul", "table", "fn",
}  # fmt: skip


def tree(source: bytes | str) -> ET.Element:
    return ET.fromstring(source)  # noqa: S314  (our own copy, and another reader than the parser's)


def local(element) -> str:
    return str(element.tag).rpartition("}")[2]


def visible(element) -> str:
    """The text of ``element`` as a reader sees it: blocks apart, inline marks not."""
    gap = " " if local(element) in APART else ""
    inner = "".join([element.text or "", *(visible(each) + (each.tail or "") for each in element)])
    return f"{gap}{inner}{gap}"


def source_words(data: bytes) -> Counter[str]:
    root = tree(data)
    found: Counter[str] = Counter()
    for each in root.iter():
        if local(each) == "body":
            found += Counter(words(visible(each)))
    return found


def item_words(item: WireItem) -> Counter[str]:
    fields = [item.byline, item.abstract, item.ednote, item.rights, item.credit, item.slugline]
    fields += [*item.set_apart, *item.keywords]
    fields += [f"{each.caption} {each.credit}" for each in item.media]
    if "headline" not in item.warnings:
        fields.append(item.headline)
    if item.dateline:
        fields.append(item.dateline.text)
    return Counter(words("\n".join([*body(item), *fields])))


# What is sent for machines, or stands in the file a second time, need not be kept twice.
MACHINE = {"20170102T222800", "20310503T051500", "0000", "20310504"}


def kept_words(items: list[WireItem | Skip]) -> Counter[str]:
    found: Counter[str] = Counter()
    for item in items:
        found += item_words(item) if isinstance(item, WireItem) else Counter()
    return found


def lost(data: bytes, items: list[WireItem | Skip]) -> Counter[str]:
    """The words of the body that stand nowhere, or less often than in the text."""
    found = kept_words(items)
    twice = Counter(words(visible_head(data)))
    missing = source_words(data) - found
    return Counter(
        {
            word: count
            for word, count in missing.items()
            if word not in MACHINE and (word not in found or count > twice[word])
        }
    )


def visible_head(data: bytes) -> str:
    root = tree(data)
    return " ".join(visible(each) for each in root.iter() if local(each) == "body.head")

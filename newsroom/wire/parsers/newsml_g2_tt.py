"""TT's own text format (``ttnitf``), which the Swedish agency puts into NewsML-G2."""

from lxml import etree

from newsroom.wire.parsers.body import Body, body_of
from newsroom.wire.parsers.draft import Draft
from newsroom.wire.parsers.item import Media
from newsroom.wire.parsers.markup import Element, folded, found_at, text_at, text_of, texts_at

# TT's blocks by what they are called in HTML; a CITAT is somebody's words, with a dash before.
_BLOCKS = {"P": "p", "CITAT": "p", "MELLIS": "h2", "FRAGA": "p", "SVAR": "p"}
_QUOTED = "CITAT"
_LISTS = {"UL": "ul", "OL": "ol"}
_FRAMES = frozenset({"INGRESS", "BRODTEXT"})


def is_tt(inline: Element) -> bool:
    return inline.find("BODY/TEXT") is not None


def tt_text(inline: Element) -> Draft:
    """The texts in ``inline``: the story, and after it the boxes of facts that belong to it."""
    text = Draft(format="newsml-g2")
    html = etree.Element("div")
    for number, part in enumerate(found_at(inline, "BODY/TEXT")):
        _add(text, html, part, is_first=number == 0)
    text.body = body_of(html) if len(html) else Body()
    return text


def _add(text: Draft, html: Element, part: Element, *, is_first: bool) -> None:
    for child in part:
        if child.tag in _FRAMES:
            _add_blocks(html, child)
        elif child.tag == "RUBRIK" and not is_first:
            _block(html, "h2", text_of(child))
        elif child.tag == "RUBRIK":
            text.headline = text_of(child)
        elif child.tag == "DAT":
            text.dateline_line = text.dateline_line or text_at(child, "ORT")
            text.apart += texts_at(child, "SOURCE")
        elif child.tag == "BYLINE":
            text.byline = ", ".join(filter(None, (text.byline, text_of(child))))
        elif child.tag == "BILD":
            text.media.append(_picture(child))
        elif words := text_of(child):
            text.apart.append(words)


def _add_blocks(html: Element, frame: Element) -> None:
    """What TT's frame holds, in HTML; words that stand in none of its blocks are paragraphs."""
    _block(html, "p", folded(frame.text))
    for child in frame:
        if child.tag in _LISTS:
            entries = etree.SubElement(html, _LISTS[child.tag])
            for entry in texts_at(child, "LI"):
                _block(entries, "li", entry)
        elif child.tag in _FRAMES:
            _add_blocks(html, child)
        else:
            dash = "– " if child.tag == _QUOTED else ""
            _block(html, _BLOCKS.get(str(child.tag), "p"), text_of(child), before=dash)
        _block(html, "p", folded(child.tail))


def _block(html: Element, tag: str, words: str, *, before: str = "") -> None:
    if words:
        is_dashed = words[0] in "-–—"
        etree.SubElement(html, tag).text = words if is_dashed else before + words


def _picture(picture: Element) -> Media:
    return Media(
        text_at(picture, "BILDFIL"),
        text_at(picture, "BILDTEXT"),
        text_at(picture, "BILDSKAPARE"),
    )

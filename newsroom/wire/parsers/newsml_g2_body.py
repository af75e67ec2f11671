"""The text of a NewsML-G2 item: of the forms and languages it comes in, the fitting one."""

import binascii
import re
from base64 import b64decode
from collections.abc import Iterator, Sequence
from datetime import tzinfo
from html import unescape

from newsroom.text.words import words
from newsroom.wire.parsers import nitf
from newsroom.wire.parsers.body import body_of_html, body_of_unknown
from newsroom.wire.parsers.draft import Draft
from newsroom.wire.parsers.encoding import EncodingError, decoded
from newsroom.wire.parsers.item import WireError
from newsroom.wire.parsers.markup import XML_LANG, Element, folded, found_at, texts_at
from newsroom.wire.parsers.newsml_g2_tt import is_tt, tt_text
from newsroom.wire.parsers.newsml_g2_xhtml import lined_body, mend, xhtml_text

# Of forms that say the same, the one that keeps most of it comes first.
_FORMS = ("xhtml", "nitf", "html", "plain")
_WRAPPED = re.compile(r"\s*<p>([^<>]*)</p>\s*")
_SETS = frozenset({"events", "concepts", "conceptSet", "newsCoverageSet"})
_NO_STORIES = _SETS | {"event", "concept", "planning", "newsCoverage"}


def events_in(content: Element | None) -> int:
    """How many events or concepts the content carries in place of a story."""
    found = [each for each in found_at(content, "inlineXML") if _is_no_story(each)]
    return sum(len(each) if each.tag in _SETS else 1 for inline in found for each in inline)


def _is_no_story(inline: Element) -> bool:
    return len(inline) > 0 and all(each.tag in _NO_STORIES for each in inline)


def text_of_content(content: Element | None, language: str, zone: tzinfo) -> Draft:
    """What the content says of the story, as a draft: body, byline, headline, notes …

    An item may hold its text in several forms and languages. Chosen is the one in ``language``,
    and of its forms the richest; words of the others that it lacks are set apart.
    """
    texts = list(_texts(content, zone))
    if not texts:
        return Draft(format="newsml-g2")
    chosen = min(texts, key=lambda each: _fitness(each[0], each[1], language))[1]
    _set_apart(chosen, [text for _form, text in texts if text is not chosen])
    return chosen


def _fitness(form: str, text: Draft, language: str) -> tuple[bool, bool, int]:
    said = text.language.partition("-")[0].casefold()
    wanted = language.partition("-")[0].casefold()
    is_foreign = bool(said and wanted and said != wanted)
    return not text.body.blocks, is_foreign, _FORMS.index(form)


def _set_apart(chosen: Draft, others: Sequence[Draft]) -> None:
    known = set(words("\n".join(_lines(chosen)))) if others else set()
    for other in others:
        lines = [line for line in _lines(other) if not set(words(line)) <= known]
        if lines:
            language = f" ({other.language})" if other.language else ""
            chosen.warnings.append(f"text: another form of it{language} is set apart.")
            chosen.apart += lines
        chosen.body.media += other.body.media


def _lines(text: Draft) -> list[str]:
    fields = (text.headline, text.byline, text.dateline_line, text.abstract, text.credit_line)
    return [line for line in (*fields, *text.notes, *text.body.texts, *text.apart) if line]


# --- One form after the other ---


def _texts(content: Element | None, zone: tzinfo) -> Iterator[tuple[str, Draft]]:
    for inline in content if content is not None else ():
        if inline.tag == "inlineXML" and not _is_no_story(inline):
            yield _of_xml(inline, zone)
        elif inline.tag == "inlineData":
            yield _of_data(inline)


def _of_xml(inline: Element, zone: tzinfo) -> tuple[str, Draft]:
    story = inline.find("nitf")
    if story is not None:
        text = nitf.draft_of(story, zone)
        # AP writes "headline" for NITF's "hedline".
        lines = texts_at(story, "body/body.head/headline")
        text.headline = text.headline or next(iter(lines), "")
        text.apart += [line for line in lines if line != text.headline]
        mend(text)
    else:
        text = tt_text(inline) if is_tt(inline) else xhtml_text(inline)
    text.language = folded(inline.get(XML_LANG)) or text.language
    return "nitf" if story is not None else "xhtml", text


def _of_data(inline: Element) -> tuple[str, Draft]:
    kind = folded(inline.get("contenttype")).casefold()
    text = Draft(format="newsml-g2", language=folded(inline.get(XML_LANG)))
    if len(inline):
        return "xhtml", xhtml_text(inline)
    said = _unwrapped(_data(inline, kind))
    if "html" in kind:
        text.body = body_of_html(said)
        mend(text)
        return "html", text
    text.body = lined_body(said) if kind.startswith("text/plain") else body_of_unknown(said)
    return "plain", text


def _unwrapped(said: str) -> str:
    """Plain text out of the one paragraph that ANSA wraps around all its lines."""
    match = _WRAPPED.fullmatch(said)
    return unescape(match[1]).strip("\n") if match else said


def _data(inline: Element, kind: str) -> str:
    """The text of ``inlineData``, out of its base64 if it says so; pictures have none."""
    said = inline.text or ""
    if kind and not kind.startswith(("text/", "application/xhtml", "application/xml")):
        return ""
    if "base64" not in folded(inline.get("encoding")).casefold():
        return said
    try:
        return decoded(b64decode(said, validate=False))[0]
    except (binascii.Error, EncodingError, ValueError) as reason:
        raise WireError(f"The text in base64 cannot be read: {reason}") from None

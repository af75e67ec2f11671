"""dpa's digital wires: the JSON in which dpa and its partners deliver text, pictures and notes."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from typing import Any

from newsroom.text.words import words
from newsroom.wire.embargo import find_embargo
from newsroom.wire.parsers.body import Body, body_of_html, body_of_text
from newsroom.wire.parsers.draft import Draft, Reception
from newsroom.wire.parsers.instants import instant, is_date_alone
from newsroom.wire.parsers.item import Media, Skip, Subject, WireError, WireItem
from newsroom.wire.parsers.json_story import (
    associated,
    bounded,
    check_bounds,
    content_id,
    fields_of,
    leave_out_text,
    lines_of,
    medium,
    note_missing_body,
    read_each,
    rights_of,
    set_apart,
    set_embargo,
    set_status,
    stories_in,
    urgency_of,
)
from newsroom.wire.parsers.json_text import line_in, loaded, object_in, objects_in, text_in
from newsroom.wire.parsers.markup import folded

_FORMAT = re.compile(r"digitalwires\b", re.IGNORECASE)
_SIGNALS = {
    "update": "update", "updated": "update", "correction": "correction", "corrected": "correction",
    "writethru": "writethru", "addition": "addition", "kill": "kill", "withdrawal": "kill",
    "cancel": "kill", "hold": "hold", "advisory": "advisory", "flash": "flash", "urgent": "urgent",
}  # fmt: skip
# dpa's urgency: 1 is the Blitzmeldung, 2 the Eilmeldung.
_URGENT = {1: "flash", 2: "urgent"}
_NO_STORIES = {"audio": "a sound recording", "video": "a film"}
_PLACES = frozenset({"geosubject", "poi", "located", "locationcreated"})
_SUBJECTS = frozenset(
    {"dpasubject", "rubric", "person", "organisation", "flextag", "publishadvice"}
)
# What these ednotes say stands in the notepad too, in other lines.
_REPEATED = frozenset({"dpacontacts", "embargo"})
_LONGEST_NOTEPAD = 200_000
# What divides a block into the lines that an editor sees.
_LINE_ENDS = re.compile(r"</?(?:li|ul|ol|p|br|td|tr)\b[^<>]*>")
_TAG = re.compile(r"<[^<>]*>")
_LINK = re.compile(r'<a href="(?!mailto:)([^"]*)">(.*?)</a>', re.DOTALL)


def parse(data: bytes, reception: Reception) -> list[WireItem | Skip]:
    """The stories of one entry, or of the queue's list of entries."""
    value, warnings = loaded(data, encoding=reception.encoding)
    return read_each(stories_in(value), lambda each: read(each, reception, warnings))


def is_item(value: Any) -> bool:
    """Whether ``value`` is an entry of the digital wires."""
    if not isinstance(value, dict):
        return False
    return bool(_FORMAT.match(text_in(value, "format"))) or (
        bool(text_in(value, "urn")) and "article_html" in value
    )


def read(value: Any, reception: Reception, warnings: Sequence[str] = ()) -> WireItem | Skip:
    """The item of one entry; a ``Skip`` for an entry that is but film or sound."""
    fields = fields_of(value)
    guid = text_in(fields, "urn") or content_id(value)
    media = associated(fields)
    kinds = {text_in(each, "type").casefold() for each in media}
    has_text = any(text_in(fields, name) for name in ("article_html", "teaser", "infobox_html"))
    if kinds and not has_text and kinds <= set(_NO_STORIES):
        return Skip(f"This is {_NO_STORIES[min(kinds)]}, not a story.", guid)
    draft = _draft(fields, guid, reception)
    draft.warnings[:0] = warnings
    _set_status(draft, fields, reception)
    notes: list[str] = []
    try:
        notes = _notes(draft, fields)
        _set_content(draft, fields, is_picture=bool(kinds) and not has_text)
        check_bounds(draft)
    except WireError as reason:
        leave_out_text(draft, reason)
    if not (draft.headline or draft.body.blocks or draft.notes or draft.pubstatus == "canceled"):
        raise WireError("There is neither a headline nor a text in this item.")
    return _with_notes(draft.item(reception), notes)


def _draft(fields: dict[str, Any], guid: str, reception: Reception) -> Draft:
    said = _categories(fields)
    created = text_in(fields, "content_created")
    return Draft(
        format="dpa-wires",
        guid=guid,
        version=text_in(fields, "version") or "1",
        headline=line_in(fields, "headline"),
        abstract=line_in(fields, "teaser"),
        byline=folded(text_in(fields, "byline")),
        dateline_line=folded(text_in(fields, "dateline")),
        credit_line=folded(text_in(fields, "creditline")),
        is_credit_said=True,
        keywords=[each.name for kind, each in said if kind == "keyword"],
        subjects=[each for kind, each in said if kind in _SUBJECTS],
        category=next((each.code or each.name for kind, each in said if kind == "desk"), ""),
        places=[each.name for kind, each in said if kind in _PLACES],
        genre=next((each.name or each.code for kind, each in said if kind == "genre"), ""),
        urgency=urgency_of(fields.get("urgency")),
        first_created=None if is_date_alone(created) else instant(created, reception.zone),
        version_created=instant(text_in(fields, "version_created"), reception.zone),
        language=text_in(fields, "language"),
        rights="\n".join(
            line for line in (rights_of(fields), text_in(fields, "autopublishnotice")) if line
        ),
    )


def _categories(fields: dict[str, Any]) -> list[tuple[str, Subject]]:
    """What kind of concept each category is (``dnltype:desk``), and the concept."""
    found = []
    for each in objects_in(fields, "categories"):
        scheme, _, code = text_in(each, "qcode").rpartition(":")
        kind = text_in(each, "type").casefold().rpartition(":")[2]
        found.append((kind, Subject(code, scheme, text_in(each, "name"))))
    return [(kind, concept) for kind, concept in found if concept.code or concept.name]


def _set_status(draft: Draft, fields: dict[str, Any], reception: Reception) -> None:
    """The status and the signals stand twice, in fields of their own and among the categories."""
    said = _categories(fields)
    listed = [each.code or each.name for kind, each in said if kind == "pubstatus"]
    set_status(draft, fields.get("pubstatus"), *listed)
    set_embargo(draft, fields, ("embargoed",), reception.zone)
    signals = fields.get("signal")
    said_signals = [each for each in (signals if isinstance(signals, list) else [signals]) if each]
    said_signals += [each.code or each.name for kind, each in said if kind == "signal"]
    for word in said_signals:
        name = str(word).casefold().rpartition(":")[2]
        if name in _SIGNALS:
            draft.signals.add(_SIGNALS[name])
        else:
            draft.warnings.append(f"signal: “{str(word)[:40]}” is not known.")
    if "kill" in draft.signals:
        draft.pubstatus = "canceled"
    if urgent := _URGENT.get(draft.urgency):
        draft.signals.add(urgent)


# --- Text and pictures ---


def _set_content(draft: Draft, fields: dict[str, Any], *, is_picture: bool) -> None:
    if is_picture:
        _set_picture(draft, fields)
    else:
        _set_text(draft, fields)
    draft.media += [_picture(each) for each in associated(fields)]
    lines = [folded(text_in(fields, name)) for name in ("kicker", "subhead")]
    draft.apart += [line for line in lines if line]
    described = [text_in(each, "description") for each in objects_in(fields, "descriptions")]
    set_apart(draft, [lines_of(text) for text in described])


def _set_text(draft: Draft, fields: dict[str, Any]) -> None:
    """``section.main``, and the box of facts that belongs to it."""
    draft.body = _html(fields, "article_html")
    box = _html(fields, "infobox_html")
    draft.body.blocks += box.blocks
    draft.body.media += box.media
    note_missing_body(draft)


def _set_picture(draft: Draft, fields: dict[str, Any]) -> None:
    captions = {
        text_in(each, "role").rpartition(":")[2]: text_in(each, "description")
        for each in objects_in(fields, "descriptions")
    }
    shown = next((text_in(each, "caption") for each in associated(fields)), "")
    draft.type = "picture"
    draft.body = body_of_text(captions.get("caption") or shown)
    makers = [each.name for kind, each in _categories(fields) if kind == "creator"]
    draft.byline = draft.byline or ", ".join(makers)


def _picture(fields: dict[str, Any]) -> Media:
    caption = folded(text_in(fields, "caption", "headline"))
    credit = folded(text_in(fields, "creditline"))
    return medium(fields, caption, credit, text_in(fields, "urn"))


def _html(fields: dict[str, Any], name: str) -> Body:
    html = text_in(fields, name)
    return body_of_html(f"<div>{html}</div>") if html else Body()


# --- Notes to editors ---


def _notes(draft: Draft, fields: dict[str, Any]) -> list[str]:
    """Fill in the notes; returns those that only repeat an embargo whose time is known.

    The notepad's public and non-public halves are both for editors: nothing of it is text. The
    ``ednotes`` say most of it again, and the sign-off (``dpa abc yydd n1 sku``).
    """
    notepad = object_in(fields, "notepad")
    parts = [text_in(notepad, name) for name in ("header_html", "public_html", "nonpublic_html")]
    parts.append(text_in(fields, "linkbox_html"))
    lines = list(dict.fromkeys(line for part in parts for line in _lines_of_html(part)))
    known = set(words("\n".join(lines)))
    for each in objects_in(fields, "ednotes"):
        role = text_in(each, "role").casefold().rpartition(":")[2]
        said = [folded(line) for line in lines_of(text_in(each, "ednote"))]
        if role == "closingline":
            draft.apart += said
            continue
        if role == "embargo" and draft.embargo_until is None:
            draft.is_embargoed = True
        is_correction = role.startswith("correction") and draft.pubstatus == "usable"
        if is_correction and not draft.signals & {"update", "correction"}:
            # dpa heads what is new in an update so too; then the signals say that it is one.
            draft.signals.add("correction")
        lines += [line for line in said if role not in _REPEATED or set(words(line)) - known]
    notes = [(line, _is_embargo(line)) for line in bounded(list(dict.fromkeys(lines)))]
    is_known = draft.embargo_until is not None
    draft.notes += [line for line, is_embargo in notes if not (is_embargo and is_known)]
    return [line for line, is_embargo in notes if is_embargo and is_known]


def _lines_of_html(html: str) -> list[str]:
    """The lines of a notepad: its headings and the points of its lists, links spelt out."""
    if len(html) > _LONGEST_NOTEPAD:
        raise WireError("The notepad is longer than any notes to editors.")
    body = body_of_html(html) if html else Body()
    marked = "\n".join(_LINK.sub(r"\2 (\1)", each.html) for each in body.blocks)
    text = unescape(_TAG.sub("", _LINE_ENDS.sub("\n", marked)))
    lines = [*text.split("\n"), *(each.caption for each in body.media)]
    return [line for each in lines if (line := folded(each))]


def _is_embargo(line: str) -> bool:
    return find_embargo([line], zone=UTC, received=datetime(1970, 1, 1, tzinfo=UTC)) is not None


def _with_notes(item: WireItem, lines: Sequence[str]) -> WireItem:
    """``item`` with ``lines`` at the top of its note: they were not read for a second embargo."""
    if not lines:
        return item
    return replace(item, ednote="\n".join([*lines, *([item.ednote] if item.ednote else [])]))

"""AP Media API: an item's JSON, alone, in the API's envelope or in a list, with its NITF text."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import tzinfo
from typing import Any

from newsroom.wire.dateline import Dateline
from newsroom.wire.parsers.body import body_of_text
from newsroom.wire.parsers.draft import Draft, Reception
from newsroom.wire.parsers.instants import instant
from newsroom.wire.parsers.item import Media, Skip, WireError, WireItem
from newsroom.wire.parsers.json_story import (
    add_medium,
    associated,
    check_bounds,
    content_id,
    fields_of,
    leave_out_text,
    lines_of,
    medium,
    named,
    names_of,
    note_missing_body,
    read_each,
    rights_of,
    set_apart,
    set_embargo,
    set_status,
    subjects_of,
    urgency_of,
)
from newsroom.wire.parsers.json_text import (
    line_in,
    loaded,
    object_in,
    objects_in,
    text_in,
    texts_in,
)
from newsroom.wire.parsers.markup import folded
from newsroom.wire.parsers.ninjs import Form, bodies_of, paragraphs_of
from newsroom.wire.signals import KILL_IN_WORDS, find_signals

_EMBARGOES = ("embargoed", "releasedatetime", "embargountil")
_PICTURES = frozenset({"picture", "photo", "graphic"})
_NO_STORIES = {"video": "a film", "audio": "a sound recording"}
# What AP's editorialtypes do to a story, by the signal or status that we know.
_SIGNALS = {
    "add": "addition", "takes": "addition", "lead": "update", "update": "update",
    "writethru": "writethru", "clarification": "correction", "corrective": "correction",
    "correction": "correction", "kill": "kill", "elimination": "kill", "disregard": "kill",
    "withhold": "hold", "advisory": "advisory", "holdforrelease": "embargo", "advance": "embargo",
}  # fmt: skip
# AP's urgency is its old priority: 1 flash, 2 bulletin, 3 urgent, 4 routine and so on.
_URGENT = {1: "flash", 2: "urgent", 3: "urgent"}
_PRIORITIES = {"f": 1, "b": 2, "u": 3, "r": 4, "d": 5}
_ADVISORIES = frozenset({"advisory", "daybook", "digest", "budget", "news planner"})
_ADVISORY_CATEGORY = "v"
_CYCLE = re.compile(r"(?:BC|AM|PM|AP)-(?=\S)")
# "EU--Spain-Storm, 1st Ld-Writethru", "US--Fire, Adv13": the part that says which version it is.
_TAKE_KEY = re.compile(
    r"\s*,\s*((?:\d+(?:st|nd|rd|th)\b|adv\b|adv\d|add\b|ld\b|writethr|correct|kill|urgent|bulletin"
    r"|flash|newsalert|embargo|insert|sub\b|take\b|hfr\b).*)$",
    re.IGNORECASE,
)


def parse(data: bytes, reception: Reception) -> list[WireItem | Skip]:
    """The stories of one item, or of a page of search or feed results."""
    value, warnings = loaded(data, encoding=reception.encoding)
    return read_each(stories_in(value), lambda each: read(each, reception, warnings))


def stories_in(value: Any) -> list[Any]:
    """The results that ``value`` lists, or ``value`` itself; ``WireError`` if AP reports one."""
    if isinstance(value, list):
        return value
    if not isinstance(value, dict):
        return [value]
    if fault := object_in(value, "error"):
        raise WireError(f"The agency answered with an error: {text_in(fault, 'message')}")
    for holder in (object_in(value, "data"), value):
        if isinstance(holder.get("items"), list):
            return list(holder["items"])
    return [value]


def is_item(value: Any) -> bool:
    """Whether ``value`` is an item of AP's, alone or in an envelope."""
    return bool(text_in(object_in(_item_in(value), "altids"), "itemid"))


def read(value: Any, reception: Reception, warnings: Sequence[str] = ()) -> WireItem | Skip:
    """The item in ``value``, which may be its envelope; a ``Skip`` for films and sound."""
    envelope = fields_of(value)
    fields = fields_of(_item_in(envelope))
    guid = _id(fields)
    kind = text_in(fields, "type").casefold()
    if kind in _NO_STORIES:
        return Skip(f"This is {_NO_STORIES[kind]}, not a story.", guid)
    draft = _draft(fields, guid or content_id(fields), reception.zone)
    draft.warnings[:0] = warnings
    _set_status(draft, fields, reception.zone)
    _set_slugline(draft, text_in(fields, "slugline"))
    try:
        if kind in _PICTURES:
            rest = _set_picture(draft, fields)
        else:
            rest = _set_text(draft, fields, envelope, reception)
        rest += _associate(draft, fields, envelope, reception)
        set_apart(draft, rest)
        check_bounds(draft)
    except WireError as reason:
        leave_out_text(draft, reason)
    if not (draft.headline or draft.body.blocks or draft.notes or draft.pubstatus == "canceled"):
        raise WireError("There is neither a headline nor a text in this item.")
    return _with_dateline(draft.item(reception), fields)


def _item_in(value: Any) -> Any:
    for path in (("data", "item"), ("item",)):
        if found := object_in(value, *path):
            return found
    return value


def _id(fields: dict[str, Any]) -> str:
    return text_in(object_in(fields, "altids"), "itemid") or _address(fields)


def _address(fields: dict[str, Any]) -> str:
    """Where AP keeps the item, without what follows the question mark: it is never the same."""
    return text_in(fields, "uri").partition("?")[0]


def _draft(fields: dict[str, Any], guid: str, zone: tzinfo) -> Draft:
    priority = _PRIORITIES.get(text_in(fields, "editorialpriority").casefold(), 5)
    categories = [s for s in objects_in(fields, "subject") if "category" in texts_in(s, "rels")]
    concepts = named(fields, "subject", "person", "organisation", "event")
    city = text_in(object_in(fields, "datelinelocation"), "city")
    return Draft(
        format="ap-media",
        guid=guid,
        version=text_in(fields, "version") or "0",
        headline=line_in(fields, "headline", "title"),
        abstract=line_in(fields, "headline_extended", "description_summary"),
        byline=_byline(fields),
        credit_line=folded(text_in(fields, "description_creditline", "provider")),
        is_credit_said=bool(text_in(fields, "description_creditline")),
        keywords=texts_in(fields, "keywords"),
        subjects=subjects_of(concepts),
        category=next((code for each in categories if (code := text_in(each, "code"))), ""),
        places=[*names_of(fields, "place"), city],
        genre=text_in(fields, "profile", "editorialrole"),
        urgency=urgency_of(fields.get("urgency", priority)),
        first_created=instant(text_in(fields, "firstcreated"), zone),
        version_created=instant(text_in(fields, "versioncreated"), zone),
        language=text_in(fields, "language"),
        rights=rights_of(fields),
        notes=_lines_in(fields, "ednote", "description_editornotes"),
    )


def _lines_in(fields: dict[str, Any], *names: str) -> list[str]:
    return [line for name in names for line in lines_of(text_in(fields, name))]


def _byline(fields: dict[str, Any]) -> str:
    """``By A. NAME, AP Business Writer``, several joined; of a picture, who took it."""
    people = objects_in(fields, "bylines") or objects_in(fields, "photographer")
    lines = [(text_in(each, "by", "name"), text_in(each, "title")) for each in people]
    return ", ".join(part for line in lines for part in line if part)


# --- Version, status, embargo ---


def _set_slugline(draft: Draft, said: str) -> None:
    """``BC-XX--Name, 3rd Ld-Writethru``: the cycle and the version are no part of the slug."""
    slug = _CYCLE.sub("", folded(said), count=1) if _CYCLE.match(said) else folded(said)
    take = _TAKE_KEY.search(slug)
    draft.slugline = slug[: take.start()] if take else slug
    found = find_signals(slugline=take[1]) if take else []
    draft.signals.update(found)
    if "kill" in found and draft.pubstatus != "canceled":
        draft.warnings.append(KILL_IN_WORDS)


def _set_status(draft: Draft, fields: dict[str, Any], zone: tzinfo) -> None:
    set_status(draft, fields.get("pubstatus"), fields.get("publishingstatus"))
    types = {_signal(draft, said) for said in texts_in(fields, "editorialtypes")}
    if "kill" in types:
        draft.pubstatus = "canceled"
    draft.signals |= types
    set_embargo(draft, fields, _EMBARGOES, zone)
    if urgent := _URGENT.get(draft.urgency):
        draft.signals.add(urgent)
    if _is_for_editors(fields):
        draft.signals.add("advisory")
    if "Test" in texts_in(fields, "signals"):
        draft.signals.add("hold")
        draft.warnings.append("status: this is a test of AP's; the story is held.")
    if expires := text_in(fields, "expires"):
        draft.warnings.append(f"expires: {expires}")


def _signal(draft: Draft, said: str) -> str:
    signal = _SIGNALS.get(said.casefold().replace(" ", ""))
    if signal is None:
        draft.warnings.append(f"status: “{said[:40]}” is no editorial type; the story is held.")
    return signal or "hold"


def _is_for_editors(fields: dict[str, Any]) -> bool:
    """Advisories and daybooks: no ``newscontent`` among the signals (AP, Publishable Content)."""
    signals = fields.get("signals")
    kinds = {text_in(fields, name).casefold() for name in ("profile", "editorialrole")}
    categories = {
        text_in(each, "code").casefold()
        for each in objects_in(fields, "subject")
        if "category" in texts_in(each, "rels")
    }
    is_marked = isinstance(signals, list) and "newscontent" not in texts_in(fields, "signals")
    return is_marked or bool(kinds & _ADVISORIES) or _ADVISORY_CATEGORY in categories


# --- Text and pictures ---


def _set_text(
    draft: Draft, fields: dict[str, Any], envelope: dict[str, Any], reception: Reception
) -> list[Sequence[str]]:
    """The body; returns the texts that are perhaps not in it."""
    rest: list[Sequence[str]] = [_lines_in(fields, "headline_seo", "description_summary", "outcue")]
    forms = _forms(fields, envelope)
    if forms:
        draft.body, around = forms[0].read(reception)
        rest += [[line] for line in around]
    note_missing_body(draft)
    rest += [[line] for line in _lines_beside(fields, envelope)]
    return rest + [paragraphs_of(form, reception) for form in forms[1:]]


def _forms(fields: dict[str, Any], envelope: dict[str, Any]) -> list[Form]:
    """The text in every form that came along, beside the item and within it."""
    found = []
    for holder in (envelope, fields):
        text = holder.get("nitf")
        if isinstance(text, str) and text.strip():
            found.append(Form("", "nitf", text))
        elif html := text_in(text, "body_html"):
            found.append(Form("", "html", html))
    return list(dict.fromkeys(found + bodies_of(fields)))


def _lines_beside(fields: dict[str, Any], envelope: dict[str, Any]) -> list[str]:
    """What AP says with a text that it has already made HTML of."""
    return [
        folded(line)
        for holder in (envelope, fields)
        for line in _lines_in(object_in(holder, "nitf"), "headline", "abstract", "byline", "ednote")
    ]


def _set_picture(draft: Draft, fields: dict[str, Any]) -> list[Sequence[str]]:
    draft.type = "picture"
    draft.abstract = ""
    draft.body = body_of_text(text_in(fields, "description_caption"))
    draft.media.append(_picture(fields))
    return [
        [folded(text_in(fields, name))] for name in ("headline_extended", "description_summary")
    ]


def _associate(
    draft: Draft, fields: dict[str, Any], envelope: dict[str, Any], reception: Reception
) -> list[Sequence[str]]:
    """Associated items, fetched along or only referred to: pictures and films go with the story.

    Returns the texts of the others, which are perhaps set apart already.
    """
    found: dict[str, dict[str, Any]] = {}
    for each in associated(fields) + associated(envelope):
        item = {**each, **_item_in(each)}
        key = _id(item) or content_id(item)
        found[key] = {**found.get(key, {}), **item}
    rest: list[Sequence[str]] = []
    for key, item in found.items():
        if text_in(item, "type") in {"", "text"}:
            draft.apart.append(f"Associated item {key}: {_caption(item)}".rstrip(": "))
            rest += [paragraphs_of(form, reception) for form in _forms(item, {})]
            continue
        part = Draft(format="ap-media")
        set_status(part, item.get("pubstatus"), default="usable")
        set_embargo(part, item, _EMBARGOES, reception.zone)
        add_medium(draft, _picture(item), part, item, key)
    return rest


def _caption(fields: dict[str, Any]) -> str:
    return folded(text_in(fields, "description_caption", "headline", "title"))


def _picture(fields: dict[str, Any]) -> Media:
    credit = folded(text_in(fields, "description_creditline")) or _byline(fields)
    shown = medium(fields, _caption(fields), credit, _id(fields))
    if shown.href:
        return shown
    # A reference only: where AP keeps the picture's own JSON.
    return replace(shown, href=_address(fields), mime="application/json")


def _with_dateline(item: WireItem, fields: dict[str, Any]) -> WireItem:
    """``located`` is AP's dateline (Metadata mapping), for stories whose text opens without one."""
    if item.dateline is not None or item.type != "text":
        return item
    place = object_in(fields, "datelinelocation")
    parts = [text_in(place, "city"), text_in(place, "countryareaname", "countryname")]
    located = folded(text_in(fields, "located")) or ", ".join(part for part in parts if part)
    return replace(item, dateline=Dateline(located, text=located)) if located else item

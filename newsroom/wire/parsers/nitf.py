"""NITF 3.x, the News Industry Text Format (IPTC), in the dialects of AP, AAP, PA, NTB and EFE."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, tzinfo
from itertools import islice

from newsroom.wire.agencies import is_agency
from newsroom.wire.parsers.draft import STATUSES, Draft, Reception
from newsroom.wire.parsers.instants import day_in, instant, is_date_alone, zone_in
from newsroom.wire.parsers.item import Skip, Subject, WireError, WireItem
from newsroom.wire.parsers.markup import (
    XML_LANG,
    Element,
    attribute_at,
    attributes_at,
    document,
    folded,
    found_at,
    text_at,
    text_of,
    texts_at,
)
from newsroom.wire.parsers.nitf_text import lines_of, set_body, set_lines

_STATUS = "management-status"
_STATUSES = {
    "usable": "usable", "embargoed": "embargoed", "withheld": "withheld", "canceled": "canceled",
    "cancelled": "canceled", "killed": "canceled", "advisory": "advisory",
}  # fmt: skip
# What an editorial message may be (``ed-msg``): agencies have words of their own for it.
_MESSAGES = (
    (re.compile(r"kill|cancel|withdraw"), "canceled"),
    (re.compile(r"withh|hold"), "withheld"),
    (re.compile(r"embargo"), "embargoed"),
)
# ANPA's category v, and NITF's type of that name, are copy for editors, not for readers.
_ADVISORY = "v"
_TYPES = frozenset({"", "news", "data", "advisory"})
# A NewsML URN names the revision last (RFC 3085); NTB adds the version to the key.
_URN = re.compile(r"(urn:newsml:[^:]+:\d{8}(?:T\d{4,6}Z?)?:[^:]+):(\d{1,9})[NUA]?", re.IGNORECASE)
_SUFFIX = re.compile(r"[_:./-](\d{1,9})")
_URGENCY = re.compile(r"0*([1-9])")
_CODE = re.compile(r"[0-9]{8}")
_LEVELS = ("type", "matter", "detail")
_MOST_STORIES = 5_000


def parse(data: bytes, reception: Reception) -> list[WireItem | Skip]:
    """The stories of an NITF document, or of NITF that stands within other XML."""
    root, warnings = document(data, encoding=reception.encoding)
    stories = [root] if root.tag == "nitf" else list(islice(root.iter("nitf"), _MOST_STORIES + 1))
    if not stories:
        raise WireError("The file holds no NITF story.")
    if len(stories) > _MOST_STORIES:
        raise WireError(f"The file holds more than {_MOST_STORIES:,} stories; send them apart.")
    if len(stories) == 1:
        return [_item(root, stories[0], data, reception, warnings)]
    found: list[WireItem | Skip] = []
    for number, nitf in enumerate(stories, start=1):
        try:
            found.append(_item(root, nitf, data, reception, warnings, number=number))
        except WireError as reason:
            found.append(Skip(f"Story {number} of the file could not be read: {reason}"))
    if all(isinstance(each, Skip) for each in found):
        raise WireError("None of the stories in this file could be read.")
    return found


def _item(
    root: Element,
    nitf: Element,
    data: bytes,
    reception: Reception,
    warnings: Iterable[str],
    *,
    number: int = 0,
) -> WireItem:
    draft = draft_of(nitf, reception.zone)
    draft.warnings[:0] = warnings
    is_order = draft.pubstatus != "usable" and draft.guid
    if not (draft.headline or draft.body.blocks or draft.notes or draft.media or is_order):
        raise WireError("There is neither a headline nor a text in this file.")
    if not draft.guid:
        # AP names its copy nowhere in it: then it is known by its bytes.
        draft.guid = f"sha256:{hashlib.sha256(data).hexdigest()}" + (f"/{number}" if number else "")
    item = draft.item(reception)
    if draft.credit_line in {"", item.credit} or draft.credit_line in item.rights:
        return item
    # The text signs with another name; whose copy it is belongs to the rights then.
    return replace(item, rights="\n".join(filter(None, (item.rights, draft.credit_line))))


def draft_of(nitf: Element, zone: tzinfo) -> Draft:
    """What an ``nitf`` element says; NewsML carries them too."""
    head, docdata, body = _one(nitf, "head"), _one(nitf, "head/docdata"), _one(nitf, "body")
    meta = _meta(head)
    guid, version = _identity(nitf, docdata)
    draft = Draft(
        format="nitf",
        guid=guid,
        version=version,
        slugline=meta.get("anpa-keyword") or meta.get("ntbstikkord")
        or attribute_at(docdata, "du-key", "key"),
        keywords=attributes_at(docdata, "key-list/keyword", "key"),
        category=_category(head, meta),
        places=_places(docdata),
        urgency=_urgency(docdata),
        language=_language(nitf, body),
        genre=attribute_at(head, "tobject/tobject.property", "tobject.property.type"),
        subjects=_subjects(head, meta),
    )  # fmt: skip
    draft.slugline = draft.slugline or next(iter(draft.keywords), "")
    draft.rights = "\n".join(lines_of(_rights(docdata, body)))
    draft.credit_line = text_at(body, "body.head/distributor") or _sender(docdata)
    _set_status(draft, head, docdata, meta)
    _set_dates(draft, nitf, docdata, zone)
    _set_messages(draft, docdata)
    set_lines(draft, text_at(head, "title"), body)
    set_body(draft, body, is_tabular=meta.get("anpa-format", "").casefold() == "t")
    return draft


def _one(nitf: Element, path: str) -> Element | None:
    """The element at ``path``; what stands in others of the name, by mistake, is put into it."""
    first, *others = list(found_at(nitf, path)) or [None]
    for other in others:
        # Of two statuses the graver counts.
        statuses = [folded(each.get(_STATUS)).casefold() for each in (first, other)]
        first.attrib.update(other.attrib)
        if any(statuses):
            first.set(_STATUS, min(filter(None, statuses), key=_gravity))
        first.extend(other)
    return first


def _gravity(said: str) -> int:
    return STATUSES.index(_STATUSES.get(said, "withheld"))


# --- Which story ---


def _identity(nitf: Element, docdata: Element | None) -> tuple[str, str]:
    """The id of the story without its version, and the version (empty if nothing says it).

    Of an update key (``du-key``) the generation counts the sendings, the version what became
    of one of them.
    """
    said = attribute_at(docdata, "doc-id", "id-string")
    key = attribute_at(docdata, "du-key", "key")
    numbers = (attribute_at(docdata, "du-key", name) for name in ("generation", "version"))
    version = ".".join(number for number in numbers if number)
    guid, revision = _without_revision(said, key)
    # AP's doc-id may lack its string: then the update key says which story it is.
    return guid or key or folded(nitf.get("uno")), version or revision


def _without_revision(said: str, key: str) -> tuple[str, str]:
    suffix = _SUFFIX.fullmatch(said.removeprefix(key)) if key and said.startswith(key) else None
    if suffix:
        return key, suffix[1]
    urn = _URN.fullmatch(said)
    return (urn[1], urn[2]) if urn else (said, "")


# --- What it is about ---


def _meta(head: Element | None) -> dict[str, str]:
    found = found_at(head, "meta")
    return {folded(each.get("name")).casefold(): folded(each.get("content")) for each in found}


def _category(head: Element | None, meta: dict[str, str]) -> str:
    for name in ("anpa-category", "category", "categoria"):
        if meta.get(name):
            return meta[name]
    kind = attribute_at(head, "tobject", "tobject.type")
    return "" if kind.casefold() in _TYPES else kind


def _urgency(docdata: Element | None) -> int:
    match = _URGENCY.fullmatch(attribute_at(docdata, "urgency", "ed-urg"))
    return int(match[1]) if match else 5


def _language(nitf: Element, body: Element | None) -> str:
    said = nitf.get(XML_LANG) or nitf.get("baselang")
    if not said and body is not None:
        said = body.get(XML_LANG) or attribute_at(body, "body.content", XML_LANG)
    return said or ""


def _subjects(head: Element | None, meta: dict[str, str]) -> list[Subject]:
    """A reference number stands for up to three levels (IPTC Subject Reference System)."""
    found = []
    for each in found_at(head, "tobject/tobject.subject"):
        code = folded(each.get("tobject.subject.refnum") or each.get("tobject.subject.code"))
        scheme = folded(each.get("tobject.subject.ipr"))
        names = [folded(each.get(f"tobject.subject.{level}")) for level in _LEVELS]
        if _CODE.fullmatch(code):
            found += _levels(code, scheme or "IPTC", names)
        elif code or any(names):
            found.append(Subject(code, scheme, _last(names)))
    # ANSA has it beside its own category.
    code = meta.get("category_iptc", "")
    return found or (_levels(code, "IPTC", ["", "", ""]) if _CODE.fullmatch(code) else [])


def _levels(code: str, scheme: str, names: list[str]) -> list[Subject]:
    codes = (f"{code[:2]}000000", f"{code[:5]}000", code)
    named = dict(zip(codes, names, strict=True)) | {code: _last(names)}
    return [Subject(each, scheme, named[each]) for each in dict.fromkeys(codes)]


def _last(names: list[str]) -> str:
    return next((name for name in reversed(names) if name), "")


def _places(docdata: Element | None) -> list[str]:
    found = []
    for each in found_at(docdata, "evloc"):
        parts = (folded(each.get(n)) for n in ("city", "county-dist", "state-prov", "iso-cc"))
        found.append(", ".join(dict.fromkeys(part for part in parts if part)))
    return found


# --- Whose it is, and what may be done with it ---


def _sender(docdata: Element | None) -> str:
    """The agency that moved the copy, by the first of the delivery list that is one."""
    senders = attributes_at(docdata, "del-list/from-src", "src-name")
    return next((name for name in senders if is_agency(name)), "")


def _rights(docdata: Element | None, body: Element | None) -> list[str]:
    holder = attribute_at(docdata, "doc.copyright", "holder")
    year = attribute_at(docdata, "doc.copyright", "year")
    expiry = attribute_at(docdata, "date.expire", "norm")
    at = instant(expiry, UTC)
    return [
        f"© {year} {holder}".replace("  ", " ") if holder else "",
        attribute_at(docdata, "doc.rights", "type"),
        attribute_at(docdata, "doc.rights", "limitations"),
        *texts_at(body, "body.head/rights"),
        f"Not to be used after {at:%Y-%m-%d %H:%M} UTC." if at else expiry,
    ]


def _set_status(
    draft: Draft, head: Element | None, docdata: Element | None, meta: dict[str, str]
) -> None:
    said = folded(docdata.get(_STATUS)).casefold() if docdata is not None else ""
    if said and said not in _STATUSES:
        # Not understood, so not trusted: a person has a look first.
        draft.warnings.append(f"status: “{said}” is no status that NITF knows; it is held.")
    draft.pubstatus = _STATUSES.get(said, "withheld") if said else "usable"
    kind = attribute_at(head, "tobject", "tobject.type").casefold()
    if meta.get("anpa-category", "").casefold() == _ADVISORY or kind == "advisory":
        _add_status(draft, "advisory")
    if docdata is not None:
        _set_other(draft, docdata)


def _add_status(draft: Draft, status: str) -> None:
    """The graver of two holds."""
    draft.pubstatus = min(draft.pubstatus, status, key=STATUSES.index)


def _set_other(draft: Draft, docdata: Element) -> None:
    """A file may speak of another one: ``management-doc-idref`` and its status."""
    key = attribute_at(docdata, "du-key", "key")
    other, _revision = _without_revision(folded(docdata.get("management-doc-idref")), key)
    said = folded(docdata.get("management-idref-status")).casefold()
    if not other or not said or other == draft.guid:
        return
    status = _STATUSES.get(said, "withheld")
    if status == "canceled":
        draft.kills = (other,)
    elif status != "usable":
        draft.warnings.append(f"status: the agency says of “{other}” that it is {said}.")


def _set_dates(draft: Draft, nitf: Element, docdata: Element | None, zone: tzinfo) -> None:
    said = (
        attribute_at(docdata, "date.issue", "norm")
        or attribute_at(nitf, "body/body.head/dateline/story.date", "norm")
        or attribute_at(nitf, "head/pubdata", "date.publication")
    )
    issued = instant(said, zone)
    if said and issued is None:
        draft.warnings.append(f"date: “{said}” cannot be read.")
    draft.first_created = draft.version_created = issued
    draft.zone = zone_in(said)
    for release in attributes_at(docdata, "date.release", "norm"):
        _set_release(draft, release, said, zone)


def _set_release(draft: Draft, said: str, issued_on: str, zone: tzinfo) -> None:
    """``date.release`` later than the issue is an embargo (NITF 3.x: when it may be published)."""
    released, issued = instant(said, zone), draft.version_created
    draft.zone = zone_in(said) or draft.zone
    if released is not None and is_date_alone(said):
        day, today = day_in(said), day_in(issued_on)
        if draft.pubstatus != "embargoed" and day and today and day <= today:
            return
        draft.warnings.append(f"release: “{said}” names no hour; the story is held.")
    elif released is not None and (issued is None or released > issued):
        draft.embargo_until = max(released, draft.embargo_until or released)
        return
    elif released is not None and draft.pubstatus != "embargoed":
        return
    else:
        draft.warnings.append(f"release: “{said}” does not say until when; the story is held.")
    draft.is_embargoed = True


def _set_messages(draft: Draft, docdata: Element | None) -> None:
    for message in found_at(docdata, "ed-msg"):
        kind = folded(message.get("msg-type")).casefold()
        draft.notes += lines_of([folded(message.get("info")), text_of(message)])
        for pattern, status in _MESSAGES:
            if pattern.search(kind):
                _add_status(draft, status)
        if "correct" in kind:
            draft.signals.add("correction")
    for correction in found_at(docdata, "correction"):
        draft.notes += lines_of([folded(correction.get("info"))])
        draft.signals.add("correction")

"""NITF 3.x, the News Industry Text Format (IPTC), in the dialects of AP, AAP, PA, NTB and EFE."""

from datetime import datetime, tzinfo

from newsroom.wire.parsers.body import Body, body_of
from newsroom.wire.parsers.draft import Draft, Reception
from newsroom.wire.parsers.instants import instant, is_date_alone
from newsroom.wire.parsers.item import Subject, WireError, WireItem
from newsroom.wire.parsers.markup import (
    XML_LANG,
    Element,
    attribute_at,
    attributes_at,
    document,
    folded,
    text_at,
    text_of,
    texts_at,
)

_STATUSES = {
    "usable": "usable", "embargoed": "embargoed", "withheld": "withheld", "canceled": "canceled",
    "cancelled": "canceled", "killed": "canceled", "advisory": "advisory",
}  # fmt: skip
# ANPA's category v is copy for editors, not for readers.
_ADVISORY_CATEGORY = "v"


def parse(data: bytes, reception: Reception) -> list[WireItem]:
    """The one story of an NITF document."""
    root, warnings = document(data, encoding=reception.encoding)
    nitf = root if root.tag == "nitf" else root.find(".//nitf")
    if nitf is None:
        raise WireError("The file holds no NITF story.")
    draft = draft_of(nitf, reception.zone)
    draft.warnings[:0] = warnings
    if not draft.headline and not draft.body.blocks and not draft.notes:
        raise WireError("There is neither a headline nor a text in this file.")
    return [draft.item(reception)]


def draft_of(nitf: Element, zone: tzinfo) -> Draft:
    """What an ``nitf`` element says; NewsML carries them too."""
    head, docdata = nitf.find("head"), nitf.find("head/docdata")
    body = nitf.find("body")
    meta = _meta(head)
    draft = Draft(
        format="nitf",
        guid=_guid(docdata),
        version=attribute_at(docdata, "du-key", "version")
        or attribute_at(docdata, "du-key", "generation") or "1",
        slugline=meta.get("anpa-keyword") or attribute_at(docdata, "du-key", "key"),
        keywords=attributes_at(docdata, "key-list/keyword", "key"),
        category=meta.get("anpa-category") or meta.get("category") or meta.get("categoria", ""),
        places=_places(docdata),
        urgency=_urgency(docdata),
        language=nitf.get(XML_LANG) or nitf.get("baselang") or "",
        genre=attribute_at(head, "tobject/tobject.property", "tobject.property.type"),
        subjects=_subjects(head),
        rights=_rights(docdata, body),
    )  # fmt: skip
    draft.slugline = draft.slugline or next(iter(draft.keywords), "")
    _set_status(draft, docdata, meta)
    _set_dates(draft, docdata, zone)
    _set_notes(draft, docdata)
    _set_head(draft, head, body)
    draft.body = _body(body)
    draft.apart += texts_at(body, "body.end/tagline") + texts_at(body, "body.end/bibliography")
    return draft


def _meta(head: Element | None) -> dict[str, str]:
    found = head.iterfind("meta") if head is not None else ()
    return {folded(each.get("name")).casefold(): folded(each.get("content")) for each in found}


def _guid(docdata: Element | None) -> str:
    """AP's doc-id may lack its string: then the update key says which story it is."""
    return attribute_at(docdata, "doc-id", "id-string") or attribute_at(docdata, "du-key", "key")


def _urgency(docdata: Element | None) -> int:
    said = attribute_at(docdata, "urgency", "ed-urg")
    return int(said) if said.isdecimal() and int(said) else 5


def _subjects(head: Element | None) -> list[Subject]:
    """A reference number stands for up to three levels (IPTC Subject Reference System)."""
    found = []
    for each in head.iterfind("tobject/tobject.subject") if head is not None else ():
        code, scheme = (
            folded(each.get("tobject.subject.refnum")),
            folded(each.get("tobject.subject.ipr")),
        )
        names = [folded(each.get(f"tobject.subject.{level}")) for level in _LEVELS]
        if len(code) == 8 and code.isdecimal():
            found += _levels(code, scheme or "IPTC", names)
        elif code:
            found.append(Subject(code, scheme, next((n for n in reversed(names) if n), "")))
    return found


_LEVELS = ("type", "matter", "detail")


def _levels(code: str, scheme: str, names: list[str]) -> list[Subject]:
    codes = (f"{code[:2]}000000", f"{code[:5]}000", code)
    named = dict(zip(codes, names, strict=True)) | {
        code: next((name for name in reversed(names) if name), "")
    }
    return [Subject(each, scheme, named[each]) for each in dict.fromkeys(codes)]


def _places(docdata: Element | None) -> list[str]:
    found = docdata.iterfind("evloc") if docdata is not None else ()
    parts = (
        (each.get("city"), each.get("county-dist"), each.get("state-prov"), each.get("iso-cc"))
        for each in found
    )
    return [", ".join(folded(part) for part in place if part) for place in parts]


def _rights(docdata: Element | None, body: Element | None) -> str:
    holder = attribute_at(docdata, "doc.copyright", "holder")
    year = attribute_at(docdata, "doc.copyright", "year")
    said = [
        f"© {year} {holder}".replace("  ", " ") if holder else "",
        attribute_at(docdata, "doc.rights", "type"),
        attribute_at(docdata, "doc.rights", "limitations"),
        text_at(body, "body.head/rights"),
    ]
    return "\n".join(line for line in said if line)


def _set_status(draft: Draft, docdata: Element | None, meta: dict[str, str]) -> None:
    said = folded(docdata.get("management-status")).casefold() if docdata is not None else ""
    if said and said not in _STATUSES:
        # Not understood, so not trusted: a person has a look first.
        draft.warnings.append(f"status: “{said}” is no status that NITF knows; it is held.")
    draft.pubstatus = _STATUSES.get(said, "withheld") if said else "usable"
    category = (meta.get("anpa-category") or "").casefold()
    if draft.pubstatus == "usable" and category == _ADVISORY_CATEGORY:
        draft.pubstatus = "advisory"


def _set_dates(draft: Draft, docdata: Element | None, zone: tzinfo) -> None:
    """``date.release`` later than the issue is an embargo (NITF 3.x: release date)."""
    issued = instant(attribute_at(docdata, "date.issue", "norm"), zone)
    draft.first_created = draft.version_created = issued
    said = attribute_at(docdata, "date.release", "norm")
    if not said:
        return
    released = instant(said, zone)
    if released is None or (is_date_alone(said) and not _same_day(released, issued)):
        # A day without an hour, or no time at all: nobody can tell when it ends.
        draft.is_embargoed = released is None or issued is None or released > issued
    elif issued is not None and released > issued:
        draft.embargo_until = released


def _same_day(one: datetime, other: datetime | None) -> bool:
    return other is not None and abs((one - other).total_seconds()) <= 86_400


def _set_notes(draft: Draft, docdata: Element | None) -> None:
    for message in docdata.iterfind("ed-msg") if docdata is not None else ():
        kind = folded(message.get("msg-type")).casefold()
        if note := folded(message.get("info")) or text_of(message):
            draft.notes.append(note)
        if "kill" in kind or "cancel" in kind:
            draft.pubstatus = "canceled"
        elif "correct" in kind:
            draft.signals.add("correction")


def _set_head(draft: Draft, head: Element | None, body: Element | None) -> None:
    top = body.find("body.head") if body is not None else None
    title = text_at(head, "title")
    draft.headline = text_at(top, "hedline/hl1", "hl1") or title
    others = texts_at(top, "hedline/hl2") + texts_at(top, "hedline/hl3")
    draft.apart += [line for line in others if line not in {draft.headline, draft.slugline}]
    draft.byline = ", ".join(_bylines(top))
    draft.abstract = text_at(top, "abstract")
    draft.credit_line = text_at(top, "distributor/org", "distributor")
    draft.dateline_line = _dateline(top)
    draft.notes += texts_at(top, "note")


def _bylines(top: Element | None) -> list[str]:
    """``By A, Business Writer``: the name and, after a comma, what stands in ``byttl``."""
    lines = []
    for byline in top.iterfind("byline") if top is not None else ():
        title = text_at(byline, "byttl", "person/byttl")
        name = text_of(byline)
        if title and name.endswith(title):
            name = f"{name.removesuffix(title).rstrip(' ,')}, {title}"
        lines.append(name)
    return [line for line in lines if line]


def _dateline(top: Element | None) -> str:
    place = text_at(top, "dateline/location")
    date = text_at(top, "dateline/story.date")
    if place and date:
        return place if not any(c.isalpha() for c in date.strip("TZ")) else f"{place}, {date}"
    return place or date or text_at(top, "dateline")


def _body(body: Element | None) -> Body:
    contents = body.findall("body.content") if body is not None else []
    return body_of(*contents)

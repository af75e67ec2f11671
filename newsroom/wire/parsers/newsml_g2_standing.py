"""May a NewsML-G2 item be published: its status, embargo, signals, notes and links."""

from datetime import UTC, datetime, tzinfo

from newsroom.wire.embargo import find_embargo
from newsroom.wire.parsers.draft import STATUSES, Draft
from newsroom.wire.parsers.instants import instant, is_date_alone
from newsroom.wire.parsers.markup import Element, folded, text_of
from newsroom.wire.parsers.newsml_g2_codes import code_of, local
from newsroom.wire.parsers.newsml_g2_xhtml import lines_of, marked_embargo

# IPTC's publishing status, and what else is seen in its place.
_STATUSES = {
    "usable": "usable", "withheld": "withheld", "canceled": "canceled", "cancelled": "canceled",
    "embargoed": "embargoed", "killed": "canceled", "deleted": "canceled",
}  # fmt: skip
# By the code alone, whatever an agency calls its scheme.
_SIGNALS = {
    "update": "update", "updated": "update", "replaceprev": "update", "replace": "update",
    "correction": "correction", "corrected": "correction", "writethru": "writethru",
    "addition": "addition", "kill": "kill", "mandatorykill": "kill", "withdrawal": "kill",
    "hold": "hold", "advisory": "advisory", "flash": "flash", "alert": "flash", "snap": "flash",
    "urgent": "urgent", "bulletin": "urgent", "eil": "urgent", "eilmeldung": "urgent",
}  # fmt: skip
# Reuters' editorial status: new, update, correction.
_EDIT_STATUSES = {"n": "", "u": "update", "c": "correction"}
_EARLIER = frozenset({"previousversion", "replaces", "supersedes", "updates"})
_CORRECTED = frozenset({"corrects", "correctionof", "iscorrectionof"})
_LATER = frozenset({"isreplacedby", "replacedby", "issupersededby", "supersededby"})
_KILLED = frozenset({"kills", "withdraws", "cancels", "retracts"})
# IPTC's item relations to the item that this one was made from, and the forms that agencies
# make of them; "processedFrom" is Reuters'. NewsML-G2's element <derivedFrom> speaks of
# concepts, not of items, and is none of them.
_ORIGINS = frozenset(
    f"{prefix}{name}"
    for prefix in ("", "is")
    for name in ("derivedfrom", "evolvedfrom", "translatedfrom", "adaptedfrom", "processedfrom")
) | {"translationof", "istranslationof", "basedon", "isbasedon"}
# Notes that are for the desk alone, and lines that are a sign-off.
_PRIVATE_ROLES = frozenset({"closingline", "dpacontacts", "contacts", "contact"})
_RUSH = frozenset({"dpa-eilmeldung", "eilmeldung"})


def set_standing(draft: Draft, item: Element, zone: tzinfo) -> None:
    """Fill in ``draft`` what ``itemMeta`` says of the item's standing; ``zone`` is the feed's."""
    meta = item.find("itemMeta")
    if meta is None:
        draft.pubstatus = "withheld"
        draft.warnings.append("status: the item does not say what it is; it is held.")
        return
    _set_status(draft, meta)
    _set_embargo(draft, meta, zone)
    _set_signals(draft, meta)
    _set_notes(draft, meta)
    _set_links(draft, meta)


def merge_standing(draft: Draft, text: Draft) -> None:
    """Add to ``draft`` what the text itself says: the graver status, the stricter embargo."""
    draft.pubstatus = min(draft.pubstatus, text.pubstatus, key=STATUSES.index)
    draft.signals |= text.signals
    if not text.is_embargoed and text.embargo_until is None:
        return
    ends = [text.embargo_until]
    if draft.is_embargoed:
        ends.append(draft.embargo_until)
    known = [end for end in ends if end is not None]
    draft.embargo_until = max(known) if len(known) == len(ends) else None
    draft.is_embargoed = True


# --- Status and embargo ---


def _set_status(draft: Draft, meta: Element) -> None:
    """An item without a status is usable (NewsML-G2 specification, ``pubStatus``)."""
    said = [code_of(each)[1] for each in meta.iterfind("pubStatus")]
    for code in said:
        status = _STATUSES.get(code.casefold(), "withheld")
        if code.casefold() not in _STATUSES:
            draft.warnings.append(f"status: “{code}” is none that NewsML-G2 knows; it is held.")
        draft.pubstatus = min(draft.pubstatus, status, key=STATUSES.index)


def _set_embargo(draft: Draft, meta: Element, zone: tzinfo) -> None:
    """``embargoed`` is a time, or empty: then nobody knows yet when it ends."""
    said = [text_of(each) for each in meta.iterfind("embargoed")]
    if not said:
        return
    draft.is_embargoed = True
    ends = [None if is_date_alone(text) else instant(text, zone) for text in said]
    known = [end for end in ends if end is not None]
    if len(known) == len(ends):
        draft.embargo_until = max(known)
    else:
        unknown = next(text for text, end in zip(said, ends, strict=True) if end is None)
        what = f"“{unknown[:60]}” is no time" if unknown else "no time is given"
        draft.warnings.append(f"embargo: {what}; it is held.")


# --- Signals and links ---


def _set_signals(draft: Draft, meta: Element) -> None:
    for each in meta.iterfind("signal"):
        scheme, code = (part.casefold() for part in code_of(each))
        if scheme == "edstat":
            _set_edit_status(draft, code)
        elif code in _SIGNALS:
            draft.signals.add(_SIGNALS[code])
        elif scheme == "update":  # STT says how much was updated
            draft.signals.add("update")
    # AFP's alerts and urgents are a role of the item.
    roles = [_SIGNALS.get(local(each.get("qcode"))) for each in meta.iterfind("role")]
    draft.signals |= {role for role in roles if role in {"flash", "urgent"}}


def _set_edit_status(draft: Draft, code: str) -> None:
    signal = _EDIT_STATUSES.get(code)
    if signal:
        draft.signals.add(signal)
    elif signal is None:
        draft.pubstatus = min(draft.pubstatus, "withheld", key=STATUSES.index)
        draft.warnings.append(f"status: “edStat:{code.upper()}” is not understood; it is held.")


def _set_links(draft: Draft, meta: Element) -> None:
    """Links to other items; a canceled item takes what it replaced with it."""
    killed: list[str] = []
    for link in meta.iterfind("link"):
        rel = local(link.get("rel"))
        target = folded(link.get("residref") or link.get("guidref") or link.get("href"))
        if rel in _EARLIER:
            draft.signals.add("update")
            killed += [target] if draft.pubstatus == "canceled" else []
        elif rel in _CORRECTED:
            draft.signals.add("correction")
        elif rel in _LATER:
            draft.warnings.append(f"link: a newer item takes the place of this: {target}")
        elif rel in _KILLED:
            draft.signals.add("kill")
            killed.append(target)
        elif rel in _ORIGINS and target:
            draft.derived_from.append(_story_in(target, link))
    draft.kills = tuple(dict.fromkeys(guid for guid in killed if guid and guid != draft.guid))


def _story_in(target: str, link: Element) -> str:
    """The guid in ``target``, without the version that some agencies write behind it."""
    version = folded(link.get("version"))
    return target.removesuffix(f":{version}") if version else target


# --- Notes ---


def _set_notes(draft: Draft, meta: Element) -> None:
    """Notes for editors; what is not public, and mere sign-offs, are set apart."""
    pads = []
    for note in meta.iterfind("edNote"):
        role = local(note.get("role"))
        if role == "notepad":
            pads.append(note)
            continue
        for text in lines_of(note) if len(note) else [text_of(note)]:
            if role in _PRIVATE_ROLES or "nonpublic" in local(note.get("pubconstraint")):
                draft.apart += [text] if text else []
            elif text:
                _add_note(draft, role, text)
    for pad in pads:
        _set_pad(draft, pad)


def _add_note(draft: Draft, role: str, text: str) -> None:
    if role == "embargo" and not draft.is_embargoed:
        draft.is_embargoed = True
        draft.warnings.append("embargo: only a note speaks of it, so no time is known; it is held.")
    if role == "embargo" and draft.embargo_until is not None and _is_second_embargo(text):
        # The exact time is known; the note says it once more, less exactly.
        draft.apart.append(text)
        return
    if text.casefold() in _RUSH:
        draft.signals.add("urgent")
    if role == "correction" and not draft.signals & {"update", "correction"}:
        # dpa heads these notes "update" or "correction" alike: its signals know which.
        draft.signals.add("correction")
    if text not in draft.notes:
        draft.notes.append(text)


def _is_second_embargo(text: str) -> bool:
    return find_embargo([text], zone=UTC, received=datetime(1970, 1, 1, tzinfo=UTC)) is not None


def _set_pad(draft: Draft, pad: Element) -> None:
    """dpa's notepad: the notes once more, with contacts and links, laid out for people."""
    if not draft.is_embargoed and marked_embargo(pad) is not None:
        draft.is_embargoed = True
        draft.warnings.append("embargo: only the notes speak of it; it is held.")
    known = {*draft.notes, *draft.apart}
    draft.apart += [line for line in dict.fromkeys(lines_of(pad)) if line not in known]

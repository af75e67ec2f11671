"""How a NewsML item may be used: status, embargo, instructions, urgency (NewsML 1.2 §5.5.2)."""

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from newsroom.wire.parsers.draft import STATUSES, Draft, Reception
from newsroom.wire.parsers.instants import instant, is_date_alone, zone_in
from newsroom.wire.parsers.markup import Element, folded, text_at, text_of
from newsroom.wire.parsers.newsml_identity import Identity, story_id

_STATUSES = {
    "usable": "usable", "embargoed": "embargoed", "embargo": "embargoed",
    "withheld": "withheld", "withhold": "withheld", "hold": "withheld",
    "canceled": "canceled", "cancelled": "canceled", "killed": "canceled", "kill": "canceled",
    "withdrawn": "canceled", "deleted": "canceled", "advisory": "advisory",
}  # fmt: skip
# What agencies mean by the types, versions and instructions that they have names of their own
# for; the gravest is looked for first.
_MEANINGS = (
    (
        "kill",
        re.compile(r"\b(?:kill(?:ed|s)?\b|cancel|withdraw|annul|elimin|delet|retract|storno)"),
    ),
    ("hold", re.compile(r"\b(?:with ?h[eo]ld|hold\b)")),
    ("embargo", re.compile(r"embargo|sperrfrist")),
    ("advisory", re.compile(r"advisor|agenda|budget|diary|planning|planner|service ?message")),
    ("correction", re.compile(r"correct|rectif|corrig|korrekt|berichtig")),
    ("flash", re.compile(r"flash|alert|snap")),
    ("urgent", re.compile(r"urgent|bulletin")),
    ("writethru", re.compile(r"writethr|replac|refile|recast|repeat")),
    ("addition", re.compile(r"\badd|insert")),
    ("update", re.compile(r"update|lead|revis|\d ?(?:ld|net)\b")),
)
_STATUS_OF = {
    "kill": "canceled",
    "hold": "withheld",
    "embargo": "embargoed",
    "advisory": "advisory",
}
_URGENCY_OF = {"flash": 1, "urgent": 2}
# Instructions that ask for nothing but use.
_PLAIN = frozenset(
    "none new normal use usable publish release transmit store archive news standard".split()
)
_NO = frozenset({"no", "none", "false", "0", "n"})


def add_status(draft: Draft, status: str) -> None:
    """Gives ``draft`` the graver of its status and ``status``."""
    draft.pubstatus = min(draft.pubstatus, status, key=STATUSES.index)


def add_embargo(draft: Draft, until: datetime | None) -> None:
    """Lays an embargo on ``draft``, beside the one it may have; None is one without an end."""
    known = draft.embargo_until
    if not draft.is_embargoed:
        known = until
    draft.is_embargoed = True
    draft.embargo_until = max(known, until) if known is not None and until is not None else None


def manage(draft: Draft, item: Element, identity: Identity, reception: Reception) -> None:
    """Fills in what the item's management says, but for the urgency."""
    said: defaultdict[str, list[Element]] = defaultdict(list)
    for each in item.iterfind("NewsManagement/*"):
        said[str(each.tag)].append(each)
    draft.version = identity.version
    draft.first_created = _time(draft, said["FirstCreated"], reception)
    draft.version_created = _time(draft, said["ThisRevisionCreated"], reception)
    times = [text_of(each) for each in (*said["ThisRevisionCreated"], *said["FirstCreated"])]
    draft.zone = next((zone for time in times if (zone := zone_in(time))), None)
    if not (draft.first_created or draft.version_created):
        # The day in the identifier is when the item was first published (NewsML 1.2 §5.5.1).
        said_day = text_at(item, "Identification/NewsIdentifier/DateId")
        draft.first_created = instant(said_day, reception.zone)
    _set_status(draft, said["Status"])
    for each in said["NewsItemType"]:
        add_meaning(draft, meaning(_formal(each)))
    _set_changes(draft, said["StatusWillChange"], reception)
    _set_instructions(draft, said["Instruction"])
    if identity.previous and draft.pubstatus != "canceled":
        draft.signals.add("update")
    inner = [each for instruction in said["Instruction"] for each in instruction.iter("Comment")]
    for each in (*item.iterfind("Comment"), *said["Comment"], *inner):
        # Comments with a formal name are about the file, not about the story.
        if not each.get("FormalName") and (text := text_of(each)):
            draft.notes.append(text)


def stands_alone(draft: Draft) -> bool:
    """Whether what is said of the story matters even without its text: a kill, an embargo …"""
    return draft.pubstatus not in {"usable", "advisory"} or draft.is_embargoed


def meaning(said: str) -> str:
    """The signal that an agency's own name for a type, version or instruction gives; or none."""
    words = re.sub(r"[\s_-]+", " ", said.casefold())[:200]
    return next((signal for signal, pattern in _MEANINGS if pattern.search(words)), "")


def add_meaning(draft: Draft, signal: str) -> None:
    """What ``signal`` makes of ``draft``: a status, or something to tell."""
    if signal in _STATUS_OF:
        add_status(draft, _STATUS_OF[signal])
    elif signal:
        draft.signals.add(signal)


def _formal(element: Element | None) -> str:
    return "" if element is None else folded(element.get("FormalName")) or text_of(element)


def _time(draft: Draft, elements: Sequence[Element], reception: Reception) -> datetime | None:
    said = text_of(elements[0]) if elements else ""
    when = instant(said, reception.zone)
    if said and when is None:
        draft.warnings.append(f"time: “{said[:40]}” is no time that can be read.")
    return when


def _set_status(draft: Draft, statuses: Sequence[Element]) -> None:
    for name in [_formal(each) for each in statuses] or [""]:
        status = _STATUSES.get(name.casefold())
        if status is None:
            # Not understood, so not trusted: a person has a look first.
            draft.warnings.append(
                f"status: “{name[:40]}” is no status that NewsML knows; it is held."
                if name
                else "status: the file does not say whether it may be used; it is held."
            )
        add_status(draft, status or "withheld")


def _set_changes(draft: Draft, changes: Sequence[Element], reception: Reception) -> None:
    """``StatusWillChange``: an embargo ends when the item becomes usable."""
    for change in changes:
        said = text_at(change, "DateAndTime")
        when = None if is_date_alone(said) else instant(said, reception.zone)
        future = _formal(change.find("FutureStatus"))
        status = _STATUSES.get(future.casefold(), "")
        if status == "usable" or (not status and draft.pubstatus == "embargoed"):
            add_embargo(draft, when if status else None)
        elif not status or when is None:
            draft.warnings.append(
                "status: it will change, nobody can tell how or when; it is held."
            )
            add_status(draft, "withheld")
        elif reception.received_at is not None and when <= reception.received_at:
            add_status(draft, status)
        else:
            draft.warnings.append(f"status: from {when:%Y-%m-%d %H:%M} UTC on it is “{status}”.")


def _set_instructions(draft: Draft, instructions: Sequence[Element]) -> None:
    for each in instructions:
        said = folded(each.get("FormalName"))
        signal = meaning(said)
        add_meaning(draft, signal)
        if said and not signal and said.casefold() not in _PLAIN:
            draft.warnings.append(f"instruction: “{said[:40]}” is not known here; it is held.")
            add_status(draft, "withheld")


def set_urgency(draft: Draft, item: Element, priorities: Sequence[str]) -> None:
    """The item's urgency, else the first of ``priorities``, else what its type asks for."""
    for name in (_formal(item.find("NewsManagement/Urgency")), *priorities):
        if name.isascii() and name.isdecimal() and len(name) <= 2 and int(name):
            draft.urgency = int(name)
            return
    urgencies = [_URGENCY_OF[signal] for signal in draft.signals if signal in _URGENCY_OF]
    draft.urgency = min(urgencies, default=5)


# --- What it says of other revisions and other items ---


def end_without_text(draft: Draft, item: Element, identity: Identity) -> None:
    """A revision without a text of its own: what it says of the earlier ones is its point."""
    for status in item.iterfind("NewsManagement/Instruction/RevisionStatus/Status"):
        known = _STATUSES.get(_formal(status).casefold())
        if known in {"canceled", "withheld", "embargoed"}:
            add_status(draft, known)
    if identity.update == "U":
        # Whatever its type says, it is not the whole text.
        draft.signals = draft.signals - {"writethru"} | {"update", "addition"}
    if draft.pubstatus == "usable":
        # There is nothing to publish in it: it tells editors what to do with what they have.
        draft.pubstatus = "advisory"
    what = "changes to" if identity.update == "U" else "a new status for"
    which = f"revision {identity.previous}" if identity.previous else "the story"
    draft.warnings.append(f"This revision holds only {what} {which}, not the text.")


def killed_by(
    draft: Draft, item: Element, identity: Identity, *, has_text: bool
) -> tuple[str, ...]:
    """The other stories that this one says are dead.

    Named by a reference that says so; or by any reference of a notice that is dead itself,
    has no text, and no earlier revision that it could be about.
    """
    is_notice = draft.pubstatus == "canceled" and not has_text and not identity.previous
    found = []
    for name in ("DerivedFrom", "AssociatedWith"):
        for each in item.iterfind(f"NewsManagement/{name}"):
            reference, said = folded(each.get("NewsItem")), folded(each.get("FormalName"))
            if reference and (is_notice or meaning(said) == "kill"):
                found.append(story_id(reference))
    return tuple(dict.fromkeys(found))


def origins_of(item: Element) -> list[str]:
    """The stories that this one was made from: ``DerivedFrom``, and what its ``Source`` names.

    ``AssociatedWith`` says only that two items belong together (NewsML 1.2 §5.5.2).
    """
    references = [each.get("NewsItem") for each in item.iterfind("NewsManagement/DerivedFrom")]
    sources = item.iterfind(".//AdministrativeMetadata/Source")
    references += [each.get("NewsItem") for each in sources]
    return [story_id(reference) for each in references if (reference := folded(each))]


def embargo_in(draft: Draft, properties: dict[str, list[str]], reception: Reception) -> None:
    """An embargo that stands among the story's properties."""
    for name, values in properties.items():
        if "embargo" not in name and "sperrfrist" not in name:
            continue
        for value in values:
            if value.casefold() not in _NO:
                add_embargo(draft, None if is_date_alone(value) else instant(value, reception.zone))

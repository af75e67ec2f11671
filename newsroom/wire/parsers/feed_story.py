"""What makes a story of an entry, whether the feed is XML or JSON."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.utils import parseaddr
from hashlib import sha256
from html import escape, unescape

from newsroom.text.words import words
from newsroom.wire.parsers.body import Body
from newsroom.wire.parsers.draft import Draft, Reception
from newsroom.wire.parsers.feed_media import one_each
from newsroom.wire.parsers.feed_xml import joined
from newsroom.wire.parsers.instants import instant
from newsroom.wire.parsers.item import Skip, WireError, WireItem
from newsroom.wire.signals import line_signals

NOTHING = "An entry of the feed holds neither a headline nor a text."
EMPTY = "The feed is sound but lists no story; if it used to, ask the agency."
_ADDRESS = re.compile(r"[A-Za-z][\w+.-]{1,30}:\S")
_RELATIVE = re.compile(r'(?<=<a href=")(?![A-Za-z][\w+.-]*:)[^"]*')
_CUT_OFF = re.compile(r"\s*(?:\[?(?:…|\.\.\.)\]?)\s*$")
# Feeds have no field for an embargo; in capitals before the headline it is none of its words.
_EMBARGO = re.compile(r"\W*(?:STRICTLY |UNDER )?(?:EMBARGO(?:ED)?|SPERRFRIST|NOT FOR RELEASE)\b")
_LONGEST_NAME = 300
# The time to read a file grows with them; no agency comes near.
_MOST_ENTRIES = 3_000


@dataclass(slots=True)
class Times:
    """When an entry says that it was published and updated, in its own words."""

    published: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)


def identity(said: str, link: str, host: str) -> str:
    """The entry's id: alone if it is a whole address or URN, else after the feed's ``host``.

    Bare ids (``12345``, RSS's ``isPermaLink="false"``) are unique in their own feed only.
    """
    if not said:
        return link
    if _ADDRESS.match(said) or not host:
        return said
    return f"{host}/{said}"


def set_texts(draft: Draft, contents: Sequence[Body], summaries: Sequence[Body]) -> None:
    """The fullest text is the body; a summary is an abstract unless the body begins with it."""
    found = [body for body in (*contents, *summaries) if body.blocks]
    draft.body = found[0] if found else Body()
    for other in (*contents, *summaries):
        if other is draft.body:
            continue
        draft.body.media += other.media
        text = " ".join(other.texts)
        if not text or begins_with(draft.body, text):
            continue
        if not draft.abstract and any(other is summary for summary in summaries):
            draft.abstract = text
        elif text != draft.abstract:
            draft.apart += other.texts


def begins_with(body: Body, text: str) -> bool:
    """Whether the words of ``text`` stand at the beginning of ``body``."""
    said, shown = _bare(text), _bare(" ".join(body.texts)[: 2 * len(text) + 400])
    if _CUT_OFF.search(text):
        return bool(said) and f" {shown}".find(f" {said}") >= 0
    return f" {said} " in f" {shown} "


def _bare(text: str) -> str:
    return " ".join(words(text)).casefold()


def set_dates(draft: Draft, times: Times, reception: Reception) -> None:
    """The last of all updates is the version; without a time the content decides (“1”).

    What lies in the future is a clock or a zone gone wrong: it came when it came.
    """
    published = _instants(draft, times.published, reception)
    updated = _instants(draft, times.updated, reception)
    draft.first_created = min(published or updated, default=None)
    draft.version_created = max(updated or published, default=None)
    if latest := draft.version_created:
        draft.version = f"{latest.year:04}{latest:%m%dT%H%M%SZ}"


def _instants(draft: Draft, said: Sequence[str], reception: Reception) -> list[datetime]:
    found = []
    for each in said:
        moment = instant(each, reception.zone)
        if moment is None:
            draft.warnings.append(f"date: “{each[:60]}” is no time.")
        elif reception.received_at is not None and moment > reception.received_at:
            draft.warnings.append(f"date: “{each[:60]}” lies in the future.")
            found.append(reception.received_at)
        else:
            found.append(moment)
    return found


def names_in(said: Sequence[str]) -> list[str]:
    """The names in ``said``, each once; ``desk@agency.example (A. Name)`` is A. Name."""
    found = []
    for each in said:
        name = parseaddr(each)[0] if "@" in each and len(each) <= _LONGEST_NAME else ""
        found.append(" ".join(name.split()) or each)
    return list(dict.fromkeys(name for name in found if name))


def resolve(body: Body, base: str) -> Body:
    """``body`` with its links and pictures as seen from ``base``."""
    if base:
        for block in body.blocks:
            if '<a href="' in block.html:
                block.html = _RELATIVE.sub(
                    lambda m: escape(joined(base, unescape(m[0]))), block.html
                )
        body.media = [replace(each, href=joined(base, each.href)) for each in body.media]
    return body


def finished(draft: Draft, reception: Reception) -> WireItem | Skip:
    """The item, or why there is none. Raises ``WireError`` for what cannot be read."""
    if not (draft.headline or draft.body.blocks or draft.abstract or draft.media):
        return Skip(NOTHING, draft.guid)
    if _EMBARGO.match(draft.headline):
        draft.notes.append(draft.headline)
        draft.is_embargoed = draft.is_embargoed or "embargo" not in line_signals(draft.headline)
    if not draft.guid:
        content = "\n".join([draft.headline, draft.abstract, *draft.body.texts])
        draft.guid = f"sha256:{sha256(content.encode()).hexdigest()}"
    draft.media, draft.body.media = one_each([*draft.media, *draft.body.media]), []
    return draft.item(reception)


def each_read[Entry](
    entries: Sequence[Entry], read: Callable[[Entry], WireItem | Skip], guid: Callable[[Entry], str]
) -> list[WireItem | Skip]:
    """What ``read`` makes of the entries: one that can't be read does not stop the others.

    Raises ``WireError`` if none can be read, or if they are too many.
    """
    if len(entries) > _MOST_ENTRIES:
        raise WireError(f"The feed lists {len(entries):,} entries, which is more than can be read.")
    found: list[WireItem | Skip] = []
    faults: list[WireError] = []
    for entry in entries:
        try:
            found.append(read(entry))
        except WireError as reason:
            faults.append(reason)
            found.append(Skip(str(reason), guid(entry)))
    if faults and len(faults) == len(found):
        raise faults[0]
    return found or [Skip(EMPTY)]

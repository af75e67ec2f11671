"""E-mail (RFC 5322, MIME): the story in its text, and the stories and pictures attached to it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.message import Message
from hashlib import sha256

from newsroom.text.language import is_language_tag
from newsroom.wire.embargo import find_embargo
from newsroom.wire.parsers import plain
from newsroom.wire.parsers.draft import STATUSES, Reception
from newsroom.wire.parsers.instants import instant
from newsroom.wire.parsers.item import Media, Skip, WireError, WireItem
from newsroom.wire.parsers.mail_attachments import Attached, attached
from newsroom.wire.parsers.mail_parts import Parts, header, message_of, parts_of
from newsroom.wire.parsers.mail_text import Copy, copy_of
from newsroom.wire.parsers.markup import folded
from newsroom.wire.signals import SIGNALS, behind_flag, find_signals, in_order, line_signals

# What mail programs and lists set before a subject, in the languages of our agencies.
_PREFIX = re.compile(
    r"(?:(?:re|fwd?|aw|wg|tr|rv|sv|vs|vb|antw|enc|rif|i|ref|odp|pd|ynt|ilt)(?:\[\d+\])?\s?:"
    r"|\[[^\[\]]{1,40}\])\s*",
    re.IGNORECASE,
)
_MESSAGE_ID = re.compile(r"<?\s*([^\s<>]+)\s*>?")
_STATUS_OF = {
    "kill": "canceled", "hold": "withheld", "embargo": "embargoed", "advisory": "advisory",
}  # fmt: skip
_URGENCY = {"flash": 1, "urgent": 2}
_BY_CONTENT = "sha256:"
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def parse(data: bytes, reception: Reception) -> list[WireItem | Skip]:
    """The stories of a mail: its own text first, then what is attached to it, in order."""
    return read(message_of(data), reception, depth=0)


def read(message: Message, reception: Reception, *, depth: int) -> list[WireItem | Skip]:
    """The stories of ``message``, which lies ``depth`` mails deep in others."""
    mail = _Mail.of(message, reception)
    parts = parts_of(message, reception.encoding)
    stories = _stories(mail, parts)
    files = [
        each
        for part in parts.attachments
        for each in attached(part, mail.reception, read, depth=depth)
    ]
    if not stories and not files:
        raise WireError("There are no words in this mail, and nothing is attached to it.")
    return _together(stories, files)


@dataclass(frozen=True, slots=True)
class _Mail:
    """What the lines above a mail's text say; ``reception`` is as of the time it was sent."""

    guid: str
    subject: str
    sent: datetime | None
    language: str
    keywords: tuple[str, ...]
    reception: Reception

    @classmethod
    def of(cls, message: Message, reception: Reception) -> "_Mail":
        sent = instant(header(message, "date").partition("(")[0], reception.zone)
        if sent and reception.received_at:
            sent = min(sent, reception.received_at)
        match = _MESSAGE_ID.fullmatch(header(message, "message-id"))
        language = header(message, "content-language").partition(",")[0].strip()
        return cls(
            guid=match[1] if match else "",
            subject=header(message, "subject"),
            sent=sent,
            language=language if is_language_tag(language) else "",
            keywords=_listed(header(message, "keywords")),
            reception=replace(reception, received_at=sent or reception.received_at, encoding=""),
        )

    @property
    def core(self) -> str:
        """The subject without what was set before it."""
        core = self.subject
        while match := _PREFIX.match(core):
            core = core[match.end() :]
        return core or self.subject


def _listed(said: str) -> tuple[str, ...]:
    return tuple(word for part in said.split(",") if (word := part.strip()))


# --- Its own text ---


def _stories(mail: _Mail, parts: Parts) -> list[WireItem]:
    text = "\n\n".join(parts.texts)
    copy = copy_of(text)
    if not any(character.isalnum() for character in copy.text):
        if parts.attachments or not mail.core:
            return []
        copy.text = mail.core
    items = plain.parse(copy.text.encode("utf-8", "replace"), mail.reception)
    apart = [*copy.apart, *parts.apart]
    first = _labelled(items[0], copy)
    first = _with_subject(first, mail, is_text=folded(copy.text) == mail.core)
    first = _set_apart(replace(first, warnings=(*parts.warnings, *first.warnings)), apart)
    found = [first, *(_standing_as(item, first) for item in items[1:])]
    return [_dressed(item, mail, number, text) for number, item in enumerate(found)]


def _dressed(item: WireItem, mail: _Mail, number: int, text: str) -> WireItem:
    """With what the mail says of all its stories.

    Framed copy is known by its slug and day, so that a later mail can correct it.
    """
    guid = item.guid
    if guid.startswith(_BY_CONTENT):
        digest = sha256(f"{mail.core}\n{text}".encode("utf-8", "replace")).hexdigest()
        guid = mail.guid or f"{_BY_CONTENT}{digest}"
        guid = f"{guid}#{number + 1}" if number else guid
    return replace(
        item,
        format="email",
        guid=guid,
        first_created=mail.sent,
        version_created=mail.sent or item.version_created,
        language=item.language or mail.language,
        keywords=(*item.keywords, *mail.keywords),
    )


def _labelled(item: WireItem, copy: Copy) -> WireItem:
    """``item`` with the fields that were labelled; what the text said in their place stays."""
    if not copy.fields:
        return item
    said = copy.fields
    proposed = "headline" in item.warnings
    before = (item.byline, item.abstract, "" if proposed else item.headline)
    names = ("byline", "abstract", "headline")
    apart = [old for name, old in zip(names, before, strict=True) if old and name in said]
    if "slugline" in said and item.slugline:
        apart.append(item.slugline)
    notes = [*item.ednote.split("\n"), *copy.notes]
    item = replace(
        item,
        headline=said.get("headline", item.headline),
        abstract=said.get("abstract", item.abstract),
        byline=said.get("byline", item.byline),
        slugline=said.get("slugline", item.slugline),
        category=said.get("category", item.category),
        genre=said.get("genre", item.genre),
        keywords=tuple(
            word.strip() for word in said.get("keywords", "").split(",") if word.strip()
        ),
        ednote="\n".join(note for note in notes if note),
        warnings=tuple(each for each in item.warnings if each != "headline"),
    )
    return _set_apart(item, apart)


def _with_subject(item: WireItem, mail: _Mail, *, is_text: bool) -> WireItem:
    """The subject is the headline where the text has none, and an order wherever it is one."""
    core = mail.core
    if not core or is_text:
        return item
    item = _with_orders(item, core, mail.reception)
    is_order = bool(line_signals(core))
    headline = behind_flag(core) if is_order else core
    if "headline" in item.warnings and headline:
        rest = tuple(each for each in item.warnings if each != "headline")
        return replace(item, headline=headline, warnings=rest)
    if is_order or core.casefold() in (item.headline.casefold(), item.slugline.casefold()):
        return item
    return _set_apart(item, [core])


def _with_orders(item: WireItem, line: str, reception: Reception) -> WireItem:
    """``item`` with what ``line`` orders: of two statuses the graver holds, of embargoes both."""
    orders = find_signals([line], headline=line)
    if not orders:
        return item
    statuses = {item.pubstatus} | {_STATUS_OF[each] for each in orders if each in _STATUS_OF}
    until = item.embargo_until
    if "embargo" in orders:
        received = reception.received_at or _LONG_AGO
        embargo = find_embargo([line], zone=reception.zone, received=received)
        until = _later(item, embargo.until if embargo and reception.received_at else None)
    note = line if line_signals(line) else ""
    return replace(
        item,
        signals=tuple(in_order({*item.signals, *orders})),
        pubstatus=next(status for status in STATUSES if status in statuses),
        embargo_until=until,
        urgency=min(item.urgency, *(_URGENCY.get(each, 9) for each in orders)),
        ednote="\n".join(each for each in (note, item.ednote) if each),
    )


def _later(item: WireItem, until: datetime | None) -> datetime | None:
    """The later of two embargoes; None if either is without a time."""
    if "embargo" not in item.signals:
        return until
    return max(until, item.embargo_until) if until and item.embargo_until else None


def _set_apart(item: WireItem, texts: Sequence[str]) -> WireItem:
    """``item`` with ``texts`` set apart, and told so in its warnings."""
    if not texts:
        return item
    apart = (*item.set_apart, *texts)
    others = tuple(each for each in item.warnings if not each.startswith("set apart: "))
    return replace(item, set_apart=apart, warnings=(*others, "set apart: " + "\n".join(apart)))


# --- With what is attached ---


def _together(stories: list[WireItem], files: list[Attached]) -> list[WireItem | Skip]:
    """The mail's orders hold for all that it brings; its pictures belong to its first story."""
    found: list[WireItem | Skip] = []
    if stories:
        pictures = tuple(each.picture for each in files if each.picture is not None)
        stories[0] = replace(stories[0], media=(*stories[0].media, *pictures))
    for each in files:
        if each.entry is None:
            if not stories and each.picture is not None:
                found.append(Skip(_alone(each.picture)))
        elif isinstance(each.entry, WireItem) and stories:
            found.append(_standing_as(each.entry, stories[0]))
        else:
            found.append(each.entry)
    return [*stories, *found]


def _alone(picture: Media) -> str:
    return f"The picture “{picture.href}” came without a story or a caption."


def _standing_as(item: WireItem, story: WireItem) -> WireItem:
    """``item`` under the orders of the mail that brought it; whom a kill means is not clear."""
    said = "withheld" if story.pubstatus == "canceled" else story.pubstatus
    if said in {"usable", "advisory"}:
        return item
    until = item.embargo_until
    if "embargo" in story.signals:
        until = _later(item, story.embargo_until)
    status = min((item.pubstatus, said), key=STATUSES.index)
    marks = {*item.signals, *({"embargo"} if said == "embargoed" else {"hold"})}
    return replace(
        item,
        pubstatus=status,
        embargo_until=until,
        signals=tuple(each for each in SIGNALS if each in marks),
    )

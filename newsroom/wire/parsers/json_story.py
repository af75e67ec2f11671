"""What the agencies' JSON says in the same way whatever the dialect: status, embargo, rights …"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, tzinfo
from hashlib import sha256
from typing import Any

from newsroom.text.sanitize import MAX_BYTES
from newsroom.text.words import words
from newsroom.wire.parsers.body import Body
from newsroom.wire.parsers.draft import STATUSES, Draft
from newsroom.wire.parsers.instants import instant, is_date_alone
from newsroom.wire.parsers.item import Media, Skip, Subject, WireError, WireItem
from newsroom.wire.parsers.json_text import object_in, objects_in, text_in, texts_in, whole_number
from newsroom.wire.parsers.markup import folded

_STATUS_WORDS = {
    "usable": "usable", "embargoed": "embargoed", "withheld": "withheld", "canceled": "canceled",
    "cancelled": "canceled", "killed": "canceled", "withdrawn": "canceled", "deleted": "canceled",
    "advisory": "advisory",
}  # fmt: skip
_MOST_LINES = 1_000
_MOST_PARTS = 2_000
_MOST_CHARACTERS = 3 * MAX_BYTES
_LISTS = ("items", "item", "entries", "_items", "newsitems", "results", "data")


# --- Lists, and the object that a story is ---

# Read whole, a file has 10 MB at most: each would have 500 bytes.
_MOST_STORIES = 20_000


def read_each(
    stories: Sequence[Any], read: Callable[[Any], WireItem | Skip]
) -> list[WireItem | Skip]:
    """What ``read`` makes of each of ``stories``.

    In a list, one that cannot be read is skipped with the reason, and does not keep out the
    others; ``WireError`` if that is all there is.
    """
    if not stories:
        return [Skip("The list is empty: there is no story in it.")]
    if len(stories) > _MOST_STORIES:
        raise WireError(
            f"The file lists more than {_MOST_STORIES:,} things; no list of stories is so long."
        )
    found: list[WireItem | Skip] = []
    faults: list[WireError] = []
    for number, each in enumerate(stories, start=1):
        try:
            found.append(read(each))
        except WireError as fault:
            faults.append(fault)
            found.append(Skip(f"Part {number} of the file could not be read: {fault}", _id(each)))
    if len(faults) == len(stories):
        raise faults[0]
    return found


def _id(value: Any) -> str:
    inner: Any = object_in(value, "item") or value
    return text_in(object_in(inner, "altids"), "itemid") or text_in(inner, "uri", "guid", "urn")


def stories_in(value: Any) -> list[Any]:
    """The members of a list, whether it stands alone or in one of the usual envelopes."""
    if isinstance(value, list):
        return value
    if isinstance(value, dict) and not _id(value):
        for name in _LISTS:
            if isinstance(value.get(name), list):
                return list(value[name])
    return [value]


def fields_of(value: Any) -> dict[str, Any]:
    """The object ``value`` with all names in small letters: ninjs 3 writes ``pubStatus``.

    Raises ``WireError`` where ``value`` is no object, or where two names become one and say
    different things.
    """
    if not isinstance(value, dict):
        raise WireError("A part of the JSON is no object, so it can be no story.")
    return {name: each for name, each in _lowered(value).items() if each is not None}


def _lowered(value: Any) -> Any:
    if isinstance(value, (list, dict)) and len(value) > _MOST_PARTS:
        raise WireError("The JSON has more parts in one place than any story.")
    if isinstance(value, list):
        return [_lowered(each) for each in value]
    if not isinstance(value, dict):
        return value
    found: dict[str, Any] = {}
    for name, each in value.items():
        inner = _lowered(each)
        if found.setdefault(name.casefold(), inner) != inner:
            raise WireError(f"The JSON says “{name[:60]}” twice; which of them holds is unclear.")
    return found


def content_id(value: Any) -> str:
    """An id for a story that has none: the same content gives the same."""
    return f"sha256:{sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()}"


def named(fields: dict[str, Any], *names: str) -> list[dict[str, Any]]:
    """The objects under all of ``names``: ninjs 1 says ``person``, ninjs 2 says ``people``."""
    return [each for name in names for each in objects_in(fields, name)]


def names_of(fields: dict[str, Any], *names: str) -> list[str]:
    """What the objects under ``names`` are called."""
    return [said for each in named(fields, *names) if (said := text_in(each, "name", "code"))]


def lines_of(text: str) -> list[str]:
    """The lines of ``text`` that hold anything."""
    return bounded([line.strip() for line in text.split("\n") if line.strip()])


def bounded(lines: list[str]) -> list[str]:
    """``lines``, from some point on in one: each of them is looked at for signals."""
    if len(lines) <= _MOST_LINES:
        return lines
    return [*lines[: _MOST_LINES - 1], " ".join(lines[_MOST_LINES - 1 :])]


# --- What may be done with it ---


def set_status(draft: Draft, *said: Any, default: str = "withheld") -> None:
    """Take the gravest status of ``said``; what is not understood holds the story and warns.

    ``default`` is for a story of which nothing is said (None).
    """
    found = []
    for each in said:
        if each is None:
            continue
        word = each.strip().casefold().rpartition(":")[2] if isinstance(each, str) else ""
        if word not in _STATUS_WORDS:
            draft.warnings.append(f"status: “{str(each)[:40]}” is no status; the story is held.")
        found.append(_STATUS_WORDS.get(word, "withheld"))
    if not found:
        found.append(default)
        if default != "usable":
            draft.warnings.append("status: the file names none; the story is held.")
    draft.pubstatus = min(found, key=STATUSES.index)


def set_embargo(draft: Draft, fields: dict[str, Any], names: Sequence[str], zone: tzinfo) -> None:
    """Take the latest release time under ``names``; one that is no time holds the story."""
    times: list[datetime | None] = []
    for name in names:
        said = fields.get(name)
        if said is None or said is False:
            continue
        is_time = isinstance(said, str) and not is_date_alone(said)
        times.append(instant(said, zone) if is_time else None)
        if times[-1] is None:
            draft.warnings.append(f"embargo: “{str(said)[:60]}” is no time; the story is held.")
    known = [time for time in times if time is not None]
    draft.is_embargoed = draft.is_embargoed or bool(times)
    draft.embargo_until = max(known) if known and len(known) == len(times) else None


def rights_of(fields: dict[str, Any]) -> str:
    """Whose it is and how it may be used, a line each."""
    holder, notice = text_in(fields, "copyrightholder"), text_in(fields, "copyrightnotice")
    lines = [f"© {holder}" if holder and holder not in notice else "", notice]
    lines += texts_in(fields, "usageterms")
    lines += [
        text_in(each, "linkedrights", "encodedrights") for each in named(fields, "rightsinfo")
    ]
    return "\n".join(line for line in lines if line)


# --- What it is about ---


def urgency_of(value: Any) -> int:
    """1 to 9; for anything else 5, which says nothing."""
    number = whole_number(value)
    return number if 1 <= number <= 9 else 5


def subject_of(concept: dict[str, Any]) -> Subject:
    """A concept by code and scheme (ninjs 1), or by URI and literal (ninjs 2 and 3)."""
    code, scheme = text_in(concept, "code", "literal"), text_in(concept, "scheme")
    uri = text_in(concept, "uri")
    if uri and not scheme:
        stem, mark, last = uri.rpartition("#" if "#" in uri else "/")
        scheme = uri.removesuffix(code) if code and uri.endswith(code) else stem + mark
        code = code or last
    return Subject(code, scheme, text_in(concept, "name"))


def subjects_of(concepts: Iterable[dict[str, Any]]) -> list[Subject]:
    """Those of ``concepts`` that have a code or a name."""
    found = [subject_of(each) for each in concepts]
    return [subject for subject in found if subject.code or subject.name]


# --- Pictures ---


def medium(fields: dict[str, Any], caption: str, credit: str, guid: str) -> Media:
    """The picture or film that ``fields`` describe: the largest of its renditions."""
    best = _largest(renditions_of(fields))
    return Media(
        href=text_in(best, "href", "url"),
        caption=caption,
        credit=credit,
        mime=text_in(best, "mimetype", "contenttype"),
        width=_pixels(best, "width"),
        height=_pixels(best, "height"),
        guid=guid,
    )


def renditions_of(fields: dict[str, Any]) -> list[dict[str, Any]]:
    """The renditions, which stand in a list, or under their names in an object (ninjs 1)."""
    found = fields.get("renditions")
    listed = list(found.values()) if isinstance(found, dict) else found
    return [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []


def _largest(renditions: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """The largest picture or film; films before their stills, captions and scripts never."""
    usable = [
        each
        for each in renditions
        if text_in(each, "href", "url")
        and not text_in(each, "mimetype", "contenttype").startswith(("text/", "application/"))
    ]
    return max(usable, key=_size, default={})


def _size(rendition: dict[str, Any]) -> tuple[bool, int, int]:
    is_film = text_in(rendition, "mimetype", "contenttype").startswith(("video/", "audio/"))
    area = _pixels(rendition, "width") * _pixels(rendition, "height")
    return is_film, area, whole_number(rendition.get("sizeinbytes"))


def _pixels(rendition: dict[str, Any], name: str) -> int:
    number = whole_number(rendition.get(name))
    return number if 0 < number < 1_000_000 else 0


def associated(fields: dict[str, Any]) -> list[dict[str, Any]]:
    """The objects that go with a story, in a list or under their names (ninjs 1)."""
    found = fields.get("associations")
    listed = list(found.values()) if isinstance(found, dict) else found
    return [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []


def add_medium(draft: Draft, shown: Media, part: Draft, fields: dict[str, Any], guid: str) -> None:
    """Let ``shown`` go with the story unless ``part``, what is said of it, forbids that.

    What ``fields`` say of the use of the picture stands among the rights of the story.
    """
    terms = "; ".join([*lines_of(rights_of(fields)), *lines_of(text_in(fields, "ednote"))])
    if terms:
        name = text_in(fields, "headline") or shown.caption[:60] or guid
        draft.rights = "\n".join([*lines_of(draft.rights), f"Picture “{folded(name)}”: {terms}"])
    reason = ""
    if part.pubstatus != "usable":
        reason = f"is {part.pubstatus}"
    elif part.is_embargoed and not _is_over(part.embargo_until, draft):
        reason = "has an embargo of its own"
    if not reason:
        draft.media.append(shown)
        return
    draft.warnings.append(f"picture: {guid or shown.href} {reason}; it was left out.")
    draft.apart += [line for line in (shown.caption, shown.credit) if line]


def _is_over(until: datetime | None, draft: Draft) -> bool:
    """Whether an embargo ends no later than the story's own, or than the story was sent."""
    limit = draft.embargo_until or draft.version_created
    return until is not None and limit is not None and until <= limit


# --- Nothing gets lost ---


def check_bounds(draft: Draft) -> None:
    """``WireError`` for a text that is longer than any story."""
    if sum(len(block.html) for block in draft.body.blocks) > MAX_BYTES:
        raise WireError("The text is too long to be a story.")


def leave_out_text(draft: Draft, reason: WireError) -> None:
    """A kill is heard even if its text cannot be read; any other story is refused for it."""
    if draft.pubstatus != "canceled":
        raise reason
    draft.body = Body()
    draft.warnings.append(f"body: {reason} It was left out.")


def note_missing_body(draft: Draft) -> None:
    """Warn of a story without a text, unless it is but a kill."""
    if not draft.body.blocks and draft.pubstatus != "canceled":
        draft.warnings.append("body: the story's text is not in this file.")


def set_apart(draft: Draft, texts: Iterable[Sequence[str]]) -> None:
    """Set apart those paragraphs of ``texts`` that say a word which ``draft`` does not hold.

    Each of ``texts`` is one text in paragraphs: a second form of the story is no loss, another
    text is.
    """
    lines = _said(draft)
    there = {"", *lines}
    others = [text for text in texts if not there.issuperset(text)]
    said = "\n".join(lines) if others else ""
    if len(said) + sum(len(each) for text in others for each in text) > _MOST_CHARACTERS:
        raise WireError("The texts are too long, or too many, to be one story.")
    known = Counter(words(said))
    for paragraphs in others:
        missing = Counter(words("\n".join(paragraphs))) - known
        for paragraph in paragraphs if missing else ():
            if not missing.keys().isdisjoint(words(paragraph)):
                draft.apart.append(paragraph)
                known.update(words(paragraph))


def _said(draft: Draft) -> list[str]:
    lines = [draft.headline, draft.abstract, draft.byline, draft.slugline, draft.dateline_line]
    lines += [*draft.body.texts, *draft.notes, *draft.apart, draft.rights]
    for each in [*draft.media, *draft.body.media]:
        lines += [each.caption, each.credit]
    return lines

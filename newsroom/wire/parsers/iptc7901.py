"""IPTC 7901, the format of European agencies' lines (dpa, ATS, KNA, APA)."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo

from newsroom.text.characters import composed, without_junk
from newsroom.wire.months import MONTHS
from newsroom.wire.parsers.body import body_of_text
from newsroom.wire.parsers.draft import Draft, Reception
from newsroom.wire.parsers.encoding import EncodingError, decoded
from newsroom.wire.parsers.item import Skip, WireError, WireItem
from newsroom.wire.parsers.slugs import version_in

_ITEM = re.compile(
    r"(?:\x01|^)(?P<service>[a-zA-Z]{2,4})(?P<number>\d{3,5})[ \t]+(?P<urgency>[1-6])[ \t]+"
    r"(?P<category>[a-zA-Z]{1,3})[ \t]+(?P<words>\d{1,5})(?P<rest>[^\n]*)\n",
    re.MULTILINE,
)
_DATE = re.compile(
    r"(?P<day>\d\d)(?P<hour>\d\d)(?P<minute>\d\d)\s*(?P<zone>GMT|UTC|[A-Z]{3,4})?\s+"
    r"(?P<month>[^\W\d_]{3,9})\.?\s+(?P<year>\d\d)\b"
)
_SLUG = re.compile(r"/?\S[^\n=]{0,120}/")
_FLAG = re.compile(
    r"\(?(?:EXTRA|URGENTE?|ACHTUNG|FLASH|BREAKING(?: NEWS)?|EIL(?:MELDUNG)?|BLITZ(?:MELDUNG)?"
    r"|VORRANG"
    r"|\d+(?:ST|ND|RD|TH)?[ .]*(?:LEAD|NET)|LEAD|REFILE|CORRECTION|KORREKTUR|BERICHTIGUNG"
    r"|ADVISORY|EMBARGO\b.*|SPERRFRIST\b.*|KILL\b.*|STORNO\b.*)"
    r"(?:\s*/\s*\d*\w* ?\w*)?\)?[!:]*",
    re.IGNORECASE,
)
# dpa's notes to what is new, wrong or sent again.
_REMARK = re.compile(
    r"\((?:neu|berichtigung|korrektur|wiederholung|achtung|erg[äa]nzung)\b[^()]{0,150}\)",
    re.IGNORECASE,
)
# APA's line with the day, its second headline, and the number that it sets below again.
_DAY = re.compile(r"(?:Mo|Di|Mi|Do|Fr|Sa|So), \d\d\.[^\W\d_]{3,9} \d{4}")
_SECOND = re.compile(r"Utl\.: (.+)")
_NUMBER_AGAIN = re.compile(r"[A-Z]{2,4}\d{3,5} +\d{4}-\d\d-\d\d/\d\d:\d\d")
_BYLINE = re.compile(r"(?:By|Von|Par|Por|Di)\s+[^\W\d_].{2,100}", re.IGNORECASE)
_LONGEST_TOP = 14
# From here on the lines are for editors; at their end stand the initials of those who wrote it.
_NOT_FOR_PUBLICATION = re.compile(
    r"\* \* \* \*|#{1,3} (?:dpa[- ])?(?:notebook|notizblock)\b.{0,40}"
    r"|The following information is not (?:intended )?for publication.?"
    r"|Die folgenden Informationen sind nicht zur Veröffentlichung.{0,20}",
    re.IGNORECASE,
)
_SIGN_OFF = re.compile(r"[a-z]{2,4}(?: [a-z]\w{0,4}){1,6}")


def parse(data: bytes, reception: Reception) -> list[WireItem | Skip]:
    """The items of a transmission, in order."""
    try:
        text, _name, warnings = decoded(data, reception.encoding, declared="cp1252")
    except EncodingError as reason:
        raise WireError(str(reason)) from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    headers = list(_ITEM.finditer(text))
    if not headers:
        raise WireError("There is no IPTC 7901 header in this file.")
    ends = [*(match.start() for match in headers), len(text)][1:]
    return [
        _item(header, text[header.end() : end], reception, warnings)
        for header, end in zip(headers, ends, strict=True)
    ]


def _item(
    header: re.Match[str], text: str, reception: Reception, warnings: Sequence[str]
) -> WireItem | Skip:
    body, _, trailer = text.partition("\x03")
    body, date_line = (
        _without_date(body) if not trailer.strip("\x04\x7f\x00 \n") else (body, trailer)
    )
    date_line = " ".join(without_junk(date_line).split())
    created = _created(date_line, reception.zone)
    lines = composed(without_junk(body)).split("\n")
    draft = Draft(
        format="iptc7901",
        guid=_guid(header, created),
        category=header["category"],
        urgency=int(header["urgency"]),
        first_created=created,
        version_created=created,
        warnings=list(warnings),
        apart=[part for part in (" ".join(header["rest"].split()), date_line) if part],
    )
    story = _without_notes(draft, _head(draft, lines))
    draft.version = version_in(*draft.notes, draft.headline) or "1"
    draft.body = body_of_text("\n".join(story))
    if not draft.headline and not draft.body.blocks:
        return Skip("There is no text in this item.", draft.guid)
    return draft.item(reception)


def _guid(header: re.Match[str], created: datetime | None) -> str:
    """Service, number and day: the number begins anew each day (IPTC 7901 §3)."""
    number = f"{header['service']}{header['number']}".casefold()
    return f"{number}/{created:%Y-%m-%d}" if created else ""


def _without_date(body: str) -> tuple[str, str]:
    """Where the control codes were lost on the way, the date is the last line that has words."""
    text = body.rstrip("\x04\x7f\x00 \n")
    head, _, last = text.rpartition("\n")
    return (head, last) if _DATE.fullmatch(last.strip()) else (body, "")


def _created(line: str, zone: tzinfo) -> datetime | None:
    match = _DATE.search(line)
    month = MONTHS.get(match["month"].casefold()) if match else None
    if match is None or month is None:
        return None
    where = UTC if match["zone"] in {"GMT", "UTC"} else zone
    try:
        local = datetime(
            2000 + int(match["year"]), month, int(match["day"]), int(match["hour"]),
            int(match["minute"]), tzinfo=where,
        )  # fmt: skip
    except ValueError:
        return None
    return local.astimezone(UTC)


def _head(draft: Draft, lines: list[str]) -> list[str]:
    """Sorts the lines up to the one that ends in `` =``; the rest is the story."""
    end = next(
        (n for n, line in enumerate(lines[:_LONGEST_TOP]) if line.rstrip().endswith("=")), None
    )
    if end is None:
        return _without_slug(draft, lines)
    headline: list[str] = []
    for raw in lines[: end + 1]:
        line = " ".join(raw.rstrip(" =").split())
        if not line:
            continue
        if not draft.slugline and not headline and _is_slug(line):
            draft.slugline = line.strip("/ ")
        elif _DAY.fullmatch(line):
            draft.apart.append(line)
        elif (not headline and _FLAG.fullmatch(line)) or _REMARK.fullmatch(line):
            draft.notes.append(line)
        elif headline and (second := _SECOND.fullmatch(line)):
            draft.abstract = second[1]
        elif headline and _BYLINE.fullmatch(line):
            draft.byline = line
        else:
            headline.append(line)
    draft.headline = " ".join(headline)
    return lines[end + 1 :]


def _without_notes(draft: Draft, lines: list[str]) -> list[str]:
    """``lines`` up to the notes for editors below the story, which become notes."""
    said = [line.strip() for line in lines]
    again = {line for line in said if _NUMBER_AGAIN.fullmatch(line)}
    draft.apart += sorted(again)
    said = ["" if line in again else line for line in said]
    lines = ["" if line.strip() in again else line for line in lines]
    end = next((n for n, line in enumerate(said) if _NOT_FOR_PUBLICATION.fullmatch(line)), None)
    if end is None:
        return lines
    below = [line for line in said[end:] if line]
    if len(below) > 1 and _SIGN_OFF.fullmatch(below[-1]):
        draft.apart.append(below.pop())
    draft.notes += below
    return lines[:end]


def _without_slug(draft: Draft, lines: list[str]) -> list[str]:
    for number, line in enumerate(lines[:4]):
        if line.strip():
            if _SLUG.fullmatch(line.strip()):
                draft.slugline = line.strip().strip("/ ")
                return lines[number + 1 :]
            break
    return lines


def _is_slug(line: str) -> bool:
    """With strokes, or the one word (a country, a beat) that some agencies put there."""
    return bool(_SLUG.fullmatch(line)) or (" " not in line and not line.endswith((".", ":")))

"""What stands above a story in plain text: routing, slug, flags, headline, byline, embargo."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from newsroom.wire.agencies import is_agency
from newsroom.wire.dateline import read_dateline
from newsroom.wire.parsers import layout
from newsroom.wire.signals import line_signals


@dataclass(slots=True)
class Header:
    """The lines above a story, sorted; ``end`` is the number of lines that they take."""

    slugline: str = ""
    headline: str = ""
    byline: str = ""
    abstract: str = ""
    notes: list[str] = field(default_factory=list)
    routing: list[str] = field(default_factory=list)
    end: int = 0
    unsure: str = ""


_LOOK_AHEAD = 40
_ROUTING = re.compile(
    # Medianet marks its lines even where they are empty, and names the sender behind a colon.
    r"[$:]|\$[A-Z]|:(?:[A-Z][\w.&'’()-]*(?: (?:of|for|and|the)\b)?(?: |$)){2,8}"
    r"|ZCZC(?:\b|(?=\d)).{0,80}|[a-z]{2,4}\d{3,8}\b.{0,60}|[%*:~@][A-Z0-9][A-Z0-9 .]{0,20}|:\d{3,6}"
    # AP's service and number, priority and category.
    r"|[a-z]\d{4}[a-z]{0,3}(?: [a-z]{1,2}){0,3}|[fburdasz] [a-z]"
    # The header of IPTC 7901 where its codes are lost, and the two of ANSA.
    r"|[A-Z]{2,4}\d{3,5} [1-6] [A-Z]{1,3} \d{2,5}\b.{0,60}|[A-Z]{2,4}\d{6,12}_\w{2,20}"
    r"|[A-Z] [A-Z]{3} S\w{2} [A-Z]{3,5}"
    r"|~[\w ]{1,30}|[A-Z]{2} [A-Z]{2,4}|MEDIA RELEASE \w+|(?:Source|Quelle): .{2,80}|///"
)
_KEYED_SLUG = re.compile(r"#(\S.{1,80})|:([A-Z]{3,}\b.{0,80})")
_KEYED_HEADLINE = re.compile(r"\$(\S.{1,200})")
_SLUG = re.compile(
    r"(?:BC|AM|PM|AP|US|EU)-{1,2}[\w-].{0,120}"
    r"|/?[\w.&'’()]+(?:[-/][\w.&'’()]+)+/?(?:\s?,\s?(?:\d+(?:st|nd|rd|th)?[\w -]{0,20}|\d+))*"
    r"|/?[\w.&'’()]+(?:[-/][\w.&'’()]+)+/?\s\d{1,2}(?:st|nd|rd|th)[ -]?(?i:ld|lead|net|add)\b"
    r"[\w ,-]{0,40}"
    r"|/?[\w.&'’()-]+/(?:[\w.&'’()-]+/?)*(?: \([^()]{1,60}\))?"
)
_BYLINE = re.compile(
    r"(?:by|von|par|por) ((?:[^\W\d_][\w.'’-]*|&|and|und|et|y|in|at|de|van|von|bin|al|for|,|/)"
    r"(?:,? (?:[^\W\d_][\w.'’-]*|&|and|/))*(?:,? ?\w+)?)\s*=?",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"(?:The )?(?:[A-Z][\w.&-]* ){0,4}(?:Press|Writers?|Correspondents?|Editors?|Reporters?)=?"
)
_NOTE = re.compile(
    r"(?:Eds?|Editors?|EDS|With|PIX|PHOTO|AP Photo|Attention)\b[:. ].{0,200}"
    r"|\(?(?:With )?(?:AP |AFP )?(?:photos?|pix|graphics?|video)[^.]{0,60}\)?\.?"
    r"|[+*]{2,3}\s*(?:EIL(?:MELDUNG)?|BLITZ(?:MELDUNG)?|ACHTUNG|VORRANG|BREAKING(?: NEWS)?|URGENTE"
    r"|EXCLUSIVE?|EXKLUSIV|AVISO|ATTENTION|WICHTIG)\s*[+*]{2,3}"
    r"|=?\((?:Picture|Photo|Graphic|Video)s?[^()]{0,40}\)=?|\*{3}|\++",
    re.IGNORECASE,
)
_SENTENCE_ENDS = (".", "!", "?", "۔", "؟", "。", "…", ":", ";", ",")
_LONGEST_HEADLINE = 160


def read_header(lines: Sequence[str]) -> Header:
    """Sort the first of ``lines`` until the story begins; in doubt a line is the story's."""
    header = Header()
    dateline_at = _dateline(lines)
    at = 0
    limit = min(len(lines), _LOOK_AHEAD)
    while at < limit and (dateline_at is None or at < dateline_at):
        line = lines[at].strip()
        if not line or _sorted(header, line):
            at += 1
            continue
        taken = _headline(header, lines, at, dateline_at)
        if not taken:
            break
        at += taken
    header.end = at
    return header


def _dateline(lines: Sequence[str]) -> int | None:
    """The first line that opens with a dateline, among those that can belong to a header."""
    long = 0
    for number, line in enumerate(lines[:_LOOK_AHEAD]):
        text = line.strip()
        if not text:
            continue
        # "X" for the story, where the dateline has the line to itself.
        if read_dateline(f"{text[:300]} X").dateline is not None and not line_signals(text):
            return number
        long += len(text) > _LONGEST_HEADLINE
        if long > 1:
            return None
    return None


def _sorted(header: Header, line: str) -> bool:
    """Put ``line`` where it belongs, if it is plainly one of the lines above a story."""
    if len(line) > 300:
        return False
    if _keyed(header, line):
        return True
    if _ROUTING.fullmatch(line) or (line[0] in "/(" and is_agency(line.strip("/()"))):
        header.routing.append(line)
    elif not header.slugline and len(line) <= 150 and _SLUG.fullmatch(line):
        header.slugline = line
    elif line_signals(line) or _NOTE.fullmatch(line):
        header.notes.append(line)
    elif not header.byline and len(line) <= 120 and _BYLINE.fullmatch(line):
        header.byline = line
    elif header.byline and len(line) <= 60 and (_TITLE.fullmatch(line) or is_agency(line)):
        header.byline = f"{header.byline}, {line}"
    else:
        return False
    return True


def _keyed(header: Header, line: str) -> bool:
    slug = _KEYED_SLUG.fullmatch(line)
    if slug and not header.slugline:
        header.slugline = " ".join((slug[1] or slug[2]).replace(" :", " ").split())
        return True
    headline = _KEYED_HEADLINE.fullmatch(line)
    if headline and not header.headline:
        header.headline = headline[1].strip()
        return True
    return False


def _headline(header: Header, lines: Sequence[str], at: int, dateline_at: int | None) -> int:
    """Take the lines at ``at`` as headline or standfirst; 0 if they begin the story."""
    count = _together(lines, at, dateline_at)
    text = " ".join(" ".join(lines[at : at + count]).split())
    if dateline_at is not None:
        if len(text) > 400:
            return 0
        if not header.headline and len(text) <= _LONGEST_HEADLINE:
            header.headline = text
        elif not header.slugline and len(header.headline) <= 30 and header.headline.isupper():
            header.slugline, header.headline = header.headline, text
        else:
            header.abstract = f"{header.abstract} {text}".strip()
        return count
    if header.headline or not _reads_as_headline(text):
        return 0
    following = [line for line in lines[at + count : at + count + 8] if line.strip()]
    if not following:
        return 0
    apart = at + count < len(lines) and not lines[at + count].strip()
    if not apart and not following[0][:1].isspace() and not header.slugline:
        header.unsure = text
        return 0
    header.headline = text
    return count


def _together(lines: Sequence[str], at: int, dateline_at: int | None) -> int:
    """How many lines from ``at`` on are one hard-wrapped paragraph."""
    end = at + 1
    last = len(lines) if dateline_at is None else dateline_at
    while end < min(last, at + 4) and lines[end].strip():
        if len(layout.paragraphs(lines[at : end + 1])) > 1 or _is_label(lines[end].strip()):
            break
        end += 1
    return end - at


def _is_label(line: str) -> bool:
    """Whether ``line`` is a byline, an instruction or another line of the header's own kinds."""
    return len(line) <= 300 and _sorted(Header(), line)


def _reads_as_headline(text: str) -> bool:
    return (
        len(text) <= _LONGEST_HEADLINE
        and not text.endswith(_SENTENCE_ENDS[:1] + _SENTENCE_ENDS[3:])
        and text[:1] not in "-*•“\"‘'("
    )

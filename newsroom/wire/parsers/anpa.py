"""ANPA 1312, the control-code format of the North American agencies (ANPA Technical 84-2)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone

from newsroom.text.characters import composed, without_junk
from newsroom.wire.agencies import is_agency
from newsroom.wire.parsers import layout
from newsroom.wire.parsers.blocks import add_rule, without_rules_at_end
from newsroom.wire.parsers.body import Body, plain_block, preformatted_block
from newsroom.wire.parsers.draft import Draft, Reception
from newsroom.wire.parsers.encoding import EncodingError, decoded
from newsroom.wire.parsers.instructions import is_grave, line_instructs
from newsroom.wire.parsers.item import Skip, WireError, WireItem
from newsroom.wire.parsers.slugs import slug_without_version, version_in

_ITEM = re.compile(r"(?:\x16+)?\x01(?=[a-zA-Z]\d{4})")
_BARE_ITEM = re.compile(r"^(?=[a-zA-Z]\d{4}[^\n]{0,20}\n[a-z] [a-z]\b)", re.MULTILINE)
_FIRST_LINE = re.compile(r"([a-zA-Z])(\d{4})([^\x1f\n]*)(?:\x1f([^\n]*))?\n")
_SECOND_LINE = re.compile(
    r"\s*([a-z])\s+([a-z])[\x13\x14]?([\x11\x12]?)\s*(.*?)\s*(?:(\d\d)-(\d\d))?(?:\s+(\d{1,4}))?\s*\n"
)
# The clocks of North America, in hours from Greenwich; AP wrote New York's until it wrote GMT.
_CLOCKS = {
    "GMT": 0, "EDT": -4, "EST": -5, "CDT": -5, "CST": -6, "MDT": -6, "MST": -7, "PDT": -7,
    "PST": -8,
}  # fmt: skip
_TRAILER = re.compile(
    r"[A-Z]{2,4}-[A-Z]{2}-(\d\d)-(\d\d)-(\d\d)\s+(\d\d)(\d\d)\s*"
    rf"(?P<clock>{'|'.join(_CLOCKS)})"
    r"|[A-Z]{2,5}-(\d\d):(\d\d)-(\d\d)-(\d\d)-(\d\d)"
)
_TRAILER_LINE = re.compile(rf"\n[ \t]*((?:{_TRAILER.pattern})<?)\s*\Z")
_TWO_LINES = re.compile(r"<[ \t]*\^")
_NUMBER = re.compile(r"\*\d{1,6}")
_CYCLE = re.compile(r"(?:AM|PM|BC|AP)-+")
_GENERIC_SLUG = re.compile(r"(?:AP)?News ?Alert|Advisory|Bulletin", re.IGNORECASE)
_SIGNALS = {"f": "flash", "b": "urgent", "u": "urgent"}
_URGENCY = {"f": 1, "b": 1, "u": 2, "r": 5, "d": 6, "z": 7}
# Copy in advance of its day: nobody may use it before, and the code does not say which day.
_ADVANCE = frozenset("as")
_ADVISORY = "v"
_TABULAR = "\x12"
_BYLINE = re.compile(r"by\s+(.+)", re.IGNORECASE)
_TITLE = re.compile(
    r"(?:The )?(?:Associated Press|AP)(?: .{2,40})?|.{2,40}\b(?:Writer|Correspondent|Editor)"
)
_NOTE = re.compile(
    r"\(?(?:Eds?|EDITOR'?S NOTE|AP Photo|With|AP Graphic|AP Video)\b.*", re.IGNORECASE
)
# What parts a story from the notes below it.
_RULE = re.compile(r"_{2,}=?")
_WORDS_AT_END = re.compile(r",?\s*\d{1,4}\s*$")
_TABLE_CODES = str.maketrans(
    {
        "\x08": "",
        "\x10": "",
        "\x1e": " ",
        "\x1f": " ",
        "\x11": "",
        "\x12": "",
        "\x13": "",
        "\x14": "",
    }
)
_SIGNS = (
    (re.compile("``"), "“"),
    (re.compile("''"), "”"),
    (re.compile(r"(?<=\s)_(?=\s|$)"), "—"),
)
# In tables: the sign for a half, and spaces as wide as a figure (with a thin one after each).
_HALF = re.compile(r"(?<![^\s\d])\{")
_FIGURE_SPACE = re.compile(r"\x1e ?")
_FILLED = "\x1f"
_ORIGIN = re.compile(r"([A-Z]{2,5})-[A-Z]{2}-\d")
_BYLINE_WITHIN = 3


def parse(data: bytes, reception: Reception) -> list[WireItem | Skip]:
    """The items of a transmission, in order."""
    try:
        text, _name, warnings = decoded(data, reception.encoding, declared="cp1252")
    except EncodingError as reason:
        raise WireError(str(reason)) from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    pattern = _ITEM if _ITEM.search(text) else _BARE_ITEM
    starts = [match.end() for match in pattern.finditer(text)]
    if not starts:
        raise WireError("There is no ANPA header in this file.")
    ends = [*(match.start() for match in pattern.finditer(text)), len(text)][1:]
    found: list[WireItem | Skip] = []
    for start, end in zip(starts, ends, strict=True):
        found.append(_item(text[start:end], reception, warnings))
    return found


@dataclass(slots=True)
class _Top:
    """The lines between the codes and the story, sorted."""

    keyword: str = ""
    headline: str = ""
    byline: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    abstract: str = ""
    rest: list[str] = field(default_factory=list)


def _item(text: str, reception: Reception, warnings: Sequence[str]) -> WireItem | Skip:
    first = _FIRST_LINE.match(text)
    second = _SECOND_LINE.match(text, first.end()) if first else None
    if first is None or second is None:
        return Skip("The header of this item cannot be read; its bytes are kept.")
    body, trailer = _between(text[second.end() :])
    top, lines = _sorted(body)
    created = _created(trailer, second, reception.received_at)
    slug = _CYCLE.sub("", _WORDS_AT_END.sub("", top.keyword or second[4]), count=1).strip(" -<")
    draft = Draft(
        format="anpa1312",
        guid=_guid(slug, first, created),
        version=version_in(slug, *top.notes) or "1",
        slugline=slug,
        headline=top.headline,
        byline=", ".join(top.byline),
        abstract=top.abstract,
        notes=top.notes,
        category=second[2],
        urgency=_URGENCY.get(second[1], 5),
        version_created=created,
        first_created=created,
        credit_line=_origin(trailer),
        warnings=list(warnings),
        apart=[*_parts(first[3], first[4], trailer), *top.rest],
    )
    draft.body = _body(lines, is_table=second[3] == _TABULAR)
    _set_status(draft, second[1])
    if not draft.headline and not draft.body.blocks:
        return Skip("There is no text in this item.", draft.guid)
    return draft.item(reception)


def _set_status(draft: Draft, priority: str) -> None:
    if draft.category == _ADVISORY:
        draft.pubstatus = "advisory"
    if priority in _ADVANCE:
        draft.is_embargoed = True
    if signal := _SIGNALS.get(priority):
        draft.signals.add(signal)


def _origin(trailer: str) -> str:
    """The agency that the line after the text names as the origin: ``AP-WF-02-20-16 …``."""
    match = _ORIGIN.match(trailer.strip())
    return match[1] if match and is_agency(match[1]) else ""


def _guid(slug: str, first: re.Match[str], created: datetime | None) -> str:
    """By slug and day, so that a new lead is a version of what it leads; alerts share a slug."""
    day = f"{created:%Y-%m-%d}" if created else ""
    bare = slug_without_version(slug)
    if bare and day and not _GENERIC_SLUG.search(bare):
        return f"{first[1]}:{bare}/{day}".casefold()
    return f"{first[1]}{first[2]}/{day}".casefold() if day else ""


def _created(trailer: str, second: re.Match[str], received_at: datetime | None) -> datetime | None:
    """By the line after the text, which has the year and GMT, else by the header's day."""
    try:
        if match := _TRAILER.search(trailer):
            if match[1]:
                month, day, year, hour, minute = (int(match[n]) for n in range(1, 6))
                clock = timezone(timedelta(hours=_CLOCKS[match["clock"]]))
            else:
                # Kyodo writes the day before the month.
                hour, minute, day, month, year = (int(match[n]) for n in range(7, 12))
                clock = UTC
            local = datetime(2000 + year, month, day, hour, minute, tzinfo=clock)
            return local.astimezone(UTC)
        if second[5] and received_at is not None:
            return _nearest(int(second[5]), int(second[6]), received_at)
    except ValueError:
        return None
    return None


def _nearest(month: int, day: int, received_at: datetime) -> datetime:
    """Midnight of that day in the year that brings it nearest to when the copy came."""
    years = (received_at.year + shift for shift in (-1, 0, 1))
    days = [datetime(year, month, day, tzinfo=UTC) for year in years]
    return min(days, key=lambda each: abs(each - received_at) + timedelta(0))


def _between(text: str) -> tuple[str, str]:
    """The text between STX and ETX, and what follows it up to EOT."""
    start = text.find("\x02")
    body, found, trailer = text[start + 1 :].partition("\x03")
    if not found and (match := _TRAILER_LINE.search(body)):
        # The codes were lost on the way, and the line after the text was not.
        return body[: match.start()], match[1]
    return body, trailer.partition("\x04")[0].strip("\x0c\x00\x7f \n\t<")


def _parts(*texts: str | None) -> list[str]:
    return [_tidy(text).rstrip("<") for text in texts if text and _tidy(text).strip("-_ ")]


def _tidy(text: str) -> str:
    return " ".join(composed(without_junk(text.translate(_TABLE_CODES))).split())


def _sorted(body: str) -> tuple[_Top, list[str]]:
    """The lines marked by a caret at the beginning are the story's head; the rest is the story."""
    top = _Top()
    # One line may hold the ends of two: "^*9006< ^AP-Top-Headlines,0176<".
    lines = _TWO_LINES.sub("<\n^", body).split("\n")
    at = 0
    while at < len(lines):
        line = lines[at]
        if line.strip() and not (line.startswith("^") or at == 0):
            break
        if line.strip() and not _placed(top, line.strip().strip("^").rstrip("<=+ ")):
            break
        at += 1
    if not top.headline and at < len(lines) and lines[at].rstrip().endswith("+"):
        top.headline = _tidy(lines[at].rstrip(" +"))  # Kyodo's mark
        at += 1
    return top, _without_byline(top, lines[at:])


def _without_byline(top: _Top, lines: list[str]) -> list[str]:
    """``lines`` without the byline that stands below other lines set in the middle."""
    for at, line in enumerate(lines[:_BYLINE_WITHIN]):
        if top.byline or not line.startswith("^"):
            break
        if _signs(top, name := _with_signs(_tidy(_bare(line)))):
            top.byline.append(name)
            return lines[:at] + lines[at + 1 :]
    return lines


def _placed(top: _Top, raw: str) -> bool:
    """Puts a line of the head where it belongs; False if the story begins with it."""
    line = _with_signs(_tidy(raw))
    if not top.keyword and _NUMBER.fullmatch(line):
        top.rest.append(line)
    elif not top.keyword and not top.headline:
        top.keyword = line
    elif _NOTE.fullmatch(line) or is_grave(line_instructs(line)):
        top.notes.append(line)
    elif _signs(top, line):
        top.byline.append(line)
    elif not top.headline and not top.byline:
        top.headline = line
    elif not top.abstract and not top.byline and len(line) > 60:
        top.abstract = line
    else:
        return False
    return True


def _signs(top: _Top, line: str) -> bool:
    """Whether ``line`` is the byline, or the title that stands under it."""
    if not top.byline:
        return len(line) <= 120 and _BYLINE.fullmatch(line) is not None
    return len(top.byline) == 1 and _TITLE.fullmatch(line) is not None


def _with_signs(text: str) -> str:
    for pattern, sign in _SIGNS:
        text = pattern.sub(sign, text)
    return text


def _body(lines: Sequence[str], *, is_table: bool) -> Body:
    """Paragraphs begin with a tab; carets mark lines set in the middle; tables keep their lines."""
    body = Body()
    rows: list[str] = []
    text: list[str] = []

    def flush() -> None:
        if rows:
            body.blocks.append(preformatted_block(_table(rows)))
            rows.clear()
        for paragraph in _paragraphs(text):
            _add(body, paragraph)
        text.clear()

    for raw in lines:
        line = composed(without_junk(raw.translate(_TABLE_CODES)))
        if "\x08" in raw or (is_table and "\x1e" in raw):
            if text:
                flush()
            rows.append(raw)
            continue
        if rows:
            flush()
        if raw.lstrip().startswith("^") or raw.rstrip().endswith("="):
            flush()
            _add(body, _bare(line))
        else:
            # The sign that ends a paragraph, as the caret begins one.
            text.append(line.rstrip().removesuffix("<"))
    flush()
    return without_rules_at_end(body)


def _paragraphs(text: Sequence[str]) -> Iterator[str]:
    """By the tabs that begin them; agencies that set none are read by their lines' layout."""
    starts = [at for at, line in enumerate(text) if line.startswith("\t")]
    for start, end in zip([0, *starts], [*starts, len(text)], strict=True):
        lines = [line for line in text[start:end] if line.strip()]
        if start in starts:
            yield from [_tidy(" ".join(lines))] if lines else []
        else:
            yield from layout.paragraphs(lines)


def _table(rows: Sequence[str]) -> str:
    """``rows`` on one width: what stands before the sign that fills a line up is a column."""
    cells = [row.partition(_FILLED)[::2] for row in rows]
    names = [_cell(name) for name, _figures in cells]
    width = max(map(len, names))
    lines = [
        f"{name:{width}}{_cell(figures)}" if figures else name
        for name, (_name, figures) in zip(names, cells, strict=True)
    ]
    return "\n".join(line.rstrip() for line in lines)


def _cell(raw: str) -> str:
    text = _FIGURE_SPACE.sub(" ", raw).translate(_TABLE_CODES)
    text = _with_signs(composed(without_junk(text)).strip("^").rstrip())
    return _HALF.sub("½", text)


def _add(body: Body, paragraph: str) -> None:
    if _RULE.fullmatch(paragraph):
        add_rule(body)
    else:
        body.blocks.append(plain_block(_with_signs(paragraph)))


def _bare(line: str) -> str:
    """A line set in the middle, without the marks that say so."""
    return line.strip().strip("^").rstrip("<=+ ")

"""The text of a mail made into lines of wire copy: without signature, forwarding lines, labels."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from newsroom.wire.agencies import is_agency
from newsroom.wire.parsers.body import body_of_html
from newsroom.wire.parsers.item import WireError
from newsroom.wire.parsers.json_text import loaded, texts_in
from newsroom.wire.parsers.markup import folded
from newsroom.wire.signals import line_signals

# Ends of what stands on a line of its own in HTML.
_LINE_ENDS = re.compile(r"<br>|</(?:li|tr|caption|p|h\d|blockquote)>|</t[dh]>(?=<t[dh])")
_CELLS = re.compile(r"</t[dh]>\s*(?=<t[dh]\b)")
_TAG = re.compile(r"<[^<>]*>")
# RFC 3676 §4.3; many programs drop the space at its end, so it must be near the mail's end then.
_SIGNATURE = "-- "
_SIGNATURE_LINES = 12
_FORWARDED = re.compile(
    r"[ \t>]*(?:-{2,}\s*(?:original message|forwarded (?:message|by .{0,80})"
    r"|ursprüngliche nachricht|weitergeleitete nachricht|message (?:d'origine|transféré)"
    r"|mensaje (?:original|reenviado)"
    r"|messaggio (?:originale|inoltrato)|doorgestuurd bericht|videresendt (?:meddelelse|besked))"
    r"[\s-]*|begin forwarded message:?\s*|_{20,}\s*)",
    re.IGNORECASE,
)
_FORWARDED_LINE = re.compile(
    r"[ \t>*]*(?:from|sent|date|to|cc|subject|reply-to|von|gesendet|an|betreff|datum|de|envoyé|à"
    r"|objet|para|asunto|fecha|da|inviato|a|oggetto|fra|sendt|til|emne)\*?\s?:\*?\s.{0,400}",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(headline|title|abstract|summary|slug(?:line)?|by-?line|keywords?|ed(?:itor)?(?:'?s)? ?note"
    r"|category|genre)\s?:\s+(\S.{0,2000})",
    re.IGNORECASE,
)
_FIELDS = {
    "headline": "headline", "title": "headline", "abstract": "abstract", "summary": "abstract",
    "slug": "slugline", "slugline": "slugline", "byline": "byline", "by-line": "byline",
    "keyword": "keywords", "keywords": "keywords", "category": "category", "genre": "genre",
}  # fmt: skip
_LABELLED_LINES = 20
# How much a person writes above what is forwarded.
_COMMENT_LINES, _LONGEST_COMMENT = 12, 200
_DEVICE = re.compile(
    r"(?:Sent from (?:my|Outlook|Mail|Yahoo)|Get Outlook for|Von meinem|Gesendet von"
    r"|Envoyé de mon|Enviado desde mi|Inviato da|Verzonden vanaf mijn)\b.{0,60}",
    re.IGNORECASE,
)
# AAP's way to sign off, the slash after the initials; below it stand the reporter's telephones.
_SIGN_OFF = re.compile(r"(\S{2,20})((?: [A-Za-z]{1,4}){1,3})/")


@dataclass(slots=True)
class Copy:
    """The lines of a story, the fields that were labelled in it, and what was set apart."""

    text: str
    fields: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    apart: list[str] = field(default_factory=list)


def html_lines(html: str) -> tuple[str, list[str]]:
    """The words of an HTML mail, a line for each line that it shows, blank ones between blocks;

    and what stands beside its pictures.
    """
    body = body_of_html(html)
    blocks = []
    for block in body.blocks:
        lines = _LINE_ENDS.sub("\n", _CELLS.sub(" | ", block.html))
        text = unescape(_TAG.sub("", lines))
        blocks.append("\n".join(line.strip() for line in text.split("\n") if line.strip()))
    return "\n\n".join(blocks), [medium.caption for medium in body.media if medium.caption]


def unflowed(text: str, *, joins: bool = False) -> str:
    """``text`` of ``format=flowed`` (RFC 3676) with its soft line breaks undone.

    ``joins`` if the space before a break is no part of the text (``delsp=yes``).
    """
    lines: list[list[str]] = []
    goes_on = False
    for line in text.split("\n"):
        content = line.removeprefix(" ")
        if goes_on and line != _SIGNATURE:
            lines[-1].append(content)
        else:
            lines.append([content])
        goes_on = content.endswith(" ") and line != _SIGNATURE
        if goes_on and joins:
            lines[-1][-1] = content.removesuffix(" ")
    return "\n".join("".join(pieces) for pieces in lines)


def without_signature(text: str) -> tuple[str, list[str]]:
    """``text`` before the signature, and the lines of the signature."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        is_short = line == "--" and len(lines) - number <= _SIGNATURE_LINES
        if (line == _SIGNATURE or is_short) and any(each.strip() for each in lines[:number]):
            return "\n".join(lines[:number]), _words(lines[number + 1 :])
    return text, []


def copy_of(text: str) -> Copy:
    """The story in the text of a mail, and what a person or a form wrote above it."""
    form = _form(text)
    if form is not None:
        return form
    copy = Copy(text)
    _take_device(copy)
    _take_forwarding(copy)
    _take_labels(copy)
    _take_contacts(copy)
    return copy


def _words(lines: Sequence[str]) -> list[str]:
    return [words for line in lines if (words := folded(line))]


def _take_forwarding(copy: Copy) -> None:
    """The lines that a mail program sets above what it forwards, where they come first."""
    orders, lines = _below_comment(copy)
    while True:
        start = next((n for n, line in enumerate(lines) if line.strip()), len(lines))
        if start == len(lines) or not _FORWARDED.fullmatch(lines[start]):
            break
        end = start + 1
        while end < len(lines) and (
            not lines[end].strip() or _FORWARDED_LINE.fullmatch(lines[end])
        ):
            end += 1
        if not any(_FORWARDED_LINE.fullmatch(line) for line in lines[start + 1 : end]):
            break
        copy.apart += _words(lines[start:end])
        lines = lines[end:]
    copy.text = "\n".join([*orders, *lines])


def _below_comment(copy: Copy) -> tuple[list[str], list[str]]:
    """The lines from the first that says "forwarded" on, a word to the desk above it set apart;

    and what of that word is an order, which holds for the story.
    """
    lines = copy.text.split("\n")
    for number, line in enumerate(lines[:_COMMENT_LINES]):
        following = next((each for each in lines[number + 1 : number + 3] if each.strip()), "")
        if _FORWARDED.fullmatch(line) and _FORWARDED_LINE.fullmatch(following):
            comment = _words(lines[:number])
            if sum(map(len, comment)) > _LONGEST_COMMENT:
                break
            copy.apart += [each for each in comment if not line_signals(each)]
            return [each for each in comment if line_signals(each)], lines[number:]
    return [], lines


def _take_device(copy: Copy) -> None:
    """The line that a telephone sets below what is written on it."""
    lines = copy.text.rstrip().split("\n")
    if len(lines) > 1 and _DEVICE.fullmatch(lines[-1].strip()):
        copy.apart.append(folded(lines.pop()))
        copy.text = "\n".join(lines)


def _take_labels(copy: Copy) -> None:
    """``Headline: …`` and such, as correspondents write them above their copy."""
    kept: list[str] = []
    labels: list[str] = []
    lines = copy.text.split("\n")
    for line in lines[:_LABELLED_LINES]:
        match = _LABEL.fullmatch(line.strip())
        name = match[1].casefold() if match else ""
        if match is None or _FIELDS.get(name) in copy.fields:
            kept.append(line)
            continue
        labels.append(f"{match[1]}:")
        if name in _FIELDS:
            copy.fields[_FIELDS[name]] = folded(match[2])
        else:
            copy.notes.append(folded(match[2]))
    # A headline makes sure that these are labels, not a list in the story.
    if "headline" in copy.fields:
        copy.text = "\n".join([*kept, *lines[_LABELLED_LINES:]])
        copy.apart.append(" ".join(labels))
    else:
        copy.fields, copy.notes = {}, []


def _take_contacts(copy: Copy) -> None:
    lines = copy.text.split("\n")
    for number, line in enumerate(lines):
        match = _SIGN_OFF.fullmatch(line.strip())
        if match and is_agency(match[1]) and any(each.strip() for each in lines[:number]):
            copy.text = "\n".join([*lines[:number], "", f"{match[1]}{match[2]}"])
            copy.apart += _words(lines[number + 1 :])
            return


# --- Forms ---


def _form(text: str) -> Copy | None:
    """The answers of a web form as some desks mail them: an object of lists; None if it is none."""
    if not text.lstrip().startswith("{"):
        return None
    try:
        answers, _warnings = loaded(text.encode("utf-8", "replace"))
    except WireError:
        return None
    said = _answers(answers)
    if not said.get("headline") or not said.get("body"):
        return None
    dateline, body = said.pop("dateline", ""), said.pop("body")
    known = {_FIELDS[name]: said.pop(name) for name in list(said) if name in _FIELDS}
    return Copy(
        f"{dateline} - {body}" if dateline else body,
        {name: folded(value) for name, value in known.items() if value},
        apart=[f"{name}: {folded(value)}" for name, value in said.items() if value],
    )


def _answers(value: Any) -> dict[str, str]:
    names = list(value) if isinstance(value, dict) else []
    return {name.casefold(): "\n\n".join(texts_in(value, name)) for name in names}

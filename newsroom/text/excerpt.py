"""The few words of a story that stand on a card."""

import re

from newsroom.text.sanitize import paragraphs

# Enough markup for any teaser; a tag cut in two at the end is left out with the rest.
_BEGINNING = 4096
_TRAILING = " \t\n,;:.!?…-–—/\\([{«‹“‘„\"'،؛。、，"
# Scripts that set no spaces between words: a cut between any two letters is fair there.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]"
)
_MARK_FOLLOWS = re.compile(
    "[\u0300-\u036f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u200c\u200d\ufe00-\ufe0f]"
)


def teaser(body_html: str, own: str = "", limit: int = 120) -> str:
    """The editor's ``own`` teaser uncut, or else the start of the body.

    The start is whole words of the body's text, at most ``limit`` characters, and then three
    full stops with no space before them (``It is...``); a comma or dash that would stand
    before them is dropped. A body that fits stands whole and without the stops. Only the
    beginning of a long body is read.
    """
    if own.strip():
        return own.strip()
    text = _beginning(body_html, limit)
    if len(text) <= limit:
        return text
    return _cut(text, limit) + "..."


def _beginning(body_html: str, limit: int) -> str:
    """The body's text on one line, at least ``limit`` + 1 characters of it if it has them."""
    size = max(_BEGINNING, 4 * limit)
    while True:
        part = body_html[:size]
        if size < len(body_html):
            part = part[: max(part.rfind("<"), part.rfind("&"), part.rfind(">") + 1)] or part
        text = " ".join(paragraphs(part))
        if len(text) > limit or size >= len(body_html):
            return text
        size *= 4


def _cut(text: str, limit: int) -> str:
    head = text[:limit]
    if text[limit] != " ":
        head = head[: _last_boundary(text, limit)]
    shorter = head.rstrip(_TRAILING)
    return shorter or head.rstrip() or text[:limit]


def _last_boundary(text: str, limit: int) -> int:
    """Where the last whole word before ``limit`` ends; ``limit`` itself if there is none."""
    for at in range(limit, 0, -1):
        if text[at - 1] == " " or (
            (_UNSPACED.match(text[at]) or _UNSPACED.match(text[at - 1]))
            and not _MARK_FOLLOWS.match(text[at])
        ):
            return at
    return limit

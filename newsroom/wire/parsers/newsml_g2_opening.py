"""What agencies set above the first sentence in the body itself, taken into its fields."""

import re

from newsroom.wire.dateline import read_dateline
from newsroom.wire.parsers.body import Block, without_start
from newsroom.wire.parsers.draft import Draft
from newsroom.wire.signals import find_signals

_BYLINE = re.compile(
    r"By (?:[^\W\d_a-z][\w.'’-]*|de|da|van|von|der|al|bin)"
    r"(?:(?:, | and | & | )(?:[^\W\d_a-z][\w.'’-]*|de|da|van|von|der|al|bin|and|in)){1,9}"
)
_BY = re.compile(r"(?:By|Von|Par|Por|Di|Door)\s+", re.IGNORECASE)
_LONGEST_NOTE = 300
_MOST_LINES = 4


def take_opening(draft: Draft, agencies: frozenset[str]) -> None:
    """Take headline, advisory and byline off the top of the body, and a dateline below them.

    ``(Adds details in paragraph 3)`` becomes a note; the headline set once more goes; what
    stands above the dateline besides stays.
    """
    blocks = draft.body.blocks
    _drop_headline(draft, blocks)
    for _line in range(_MOST_LINES):
        if not blocks or not _take_line(draft, blocks):
            break
    _take_low_dateline(draft, blocks, agencies)


def _drop_headline(draft: Draft, blocks: list[Block]) -> None:
    said = draft.headline.casefold()
    while len(blocks) > 1 and said and blocks[0].text.casefold() == said:
        del blocks[0]


def _take_line(draft: Draft, blocks: list[Block]) -> bool:
    text = blocks[0].text
    if not blocks[0].is_paragraph or len(text) > _LONGEST_NOTE:
        return False
    if text[0] == "(" and text[-1] == ")" and find_signals([text]):
        draft.notes.append(text)
        del blocks[0]
        return True
    if not _is_byline(text, draft.byline):
        return False
    draft.byline = draft.byline or text
    if len(blocks) == 1:
        # A body of nothing would be worse than a name that stands there twice.
        return False
    if text != draft.byline:
        draft.apart.append(text)
    del blocks[0]
    return True


def _is_byline(text: str, known: str) -> bool:
    bare = _BY.sub("", text, count=1).casefold()
    if known and bare == _BY.sub("", known, count=1).casefold():
        return True
    return len(text) <= 100 and _BYLINE.fullmatch(text) is not None


def _take_low_dateline(draft: Draft, blocks: list[Block], agencies: frozenset[str]) -> None:
    """Press releases set lines above the dateline; only one that names an agency is taken."""
    for at, block in enumerate(blocks[:_MOST_LINES]):
        reading = read_dateline(block.text, agencies=agencies) if block.is_paragraph else None
        if reading is not None and reading.dateline is not None:
            if at and reading.dateline.source and not reading.before:
                draft.dateline_line = reading.dateline.text
                shortened = without_start(block, reading.rest)
                blocks[at : at + 1] = [shortened] if shortened else []
            return
        if len(block.text) > _LONGEST_NOTE:
            return

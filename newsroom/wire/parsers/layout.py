"""Lines of plain text made into paragraphs."""

import re
from collections.abc import Sequence

_INDENT = re.compile(r"(?:\t| {3,})\s*\S")
# Copy is hard-wrapped at 64 to 72 characters; up to here a line can be one of a paragraph.
_WIDEST = 100
_SHORTEST = 45
_SLACK = 8


def blocks(lines: Sequence[str]) -> list[list[str]]:
    """The lines between blank lines, white space at their ends removed."""
    found: list[list[str]] = []
    current: list[str] = []
    for line in lines:
        if line.strip():
            current.append(line.rstrip())
        elif current:
            found.append(current)
            current = []
    return [*found, current] if current else found


def paragraphs(lines: Sequence[str]) -> list[str]:
    """The paragraphs of ``lines``: by blank lines, by indents, and hard-wrapped lines joined.

    A line that could have held the first word of the next was ended on purpose, and the next
    begins a paragraph: so lists, headings and tables stay lines.
    """
    return [paragraph for block in blocks(lines) for paragraph in _paragraphs(block)]


def _paragraphs(block: Sequence[str]) -> list[str]:
    width = max(len(line) for line in block)
    indented = [_INDENT.match(line) is not None for line in block]
    starts_at_indents = any(indented) and not all(indented)
    made: list[list[str]] = []
    for index, line in enumerate(block):
        opens = index == 0 or (starts_at_indents and indented[index])
        if opens or not _wraps(block[index - 1], line, width):
            made.append([line])
        else:
            made[-1].append(line)
    return [" ".join(" ".join(part).split()) for part in made]


def _wraps(line: str, following: str, width: int) -> bool:
    if width > _WIDEST or len(line) < _SHORTEST:
        return False
    first = following.split(None, 1)[0]
    return len(line) + 1 + len(first) > width - _SLACK

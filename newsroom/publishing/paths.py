"""Public paths of stories: pure, from a prefix, the date of first publication and a slug."""

import re
from collections.abc import Container, Sequence
from datetime import date

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def story_path(prefix: Sequence[str], on: date, slug: str) -> str:
    """``/world/2012/aug/11/border-must-be-sealed/``; months are English wherever the paper is."""
    return f"/{'/'.join(prefix)}/{on.year:04}/{MONTHS[on.month - 1]}/{on.day:02}/{slug}/"


def free_path(path: str, taken: Container[str]) -> str:
    """``path``, or the first of ``…-2/``, ``…-3/`` that is not ``taken``."""
    candidate, number = path, 1
    while candidate in taken:
        number += 1
        candidate = f"{path.removesuffix('/')}-{number}/"
    return candidate


def numbered_like(path: str, other: str) -> bool:
    """Whether ``other`` is ``path`` itself or ``path`` with a number."""
    return re.fullmatch(rf"{re.escape(path.removesuffix('/'))}(-\d+)?/", other) is not None

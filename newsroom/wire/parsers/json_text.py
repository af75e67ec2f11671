"""JSON that agencies send, read strictly: what two readers could read differently is refused."""

import json
import math
from collections import Counter
from html import unescape
from typing import Any

from newsroom.text.characters import composed, without_junk
from newsroom.wire.parsers.encoding import EncodingError, decoded
from newsroom.wire.parsers.item import WireError
from newsroom.wire.parsers.markup import folded

MAX_DEPTH = 64


def loaded(data: bytes, *, encoding: str = "") -> tuple[Any, tuple[str, ...]]:
    """The value that ``data`` holds, and warnings for the desk; texts in it are composed (NFC).

    Raises ``WireError`` for broken JSON, for a name that stands twice in one object
    (RFC 8259 §4: readers differ in which they take), for half characters, and for what is
    nested deeper than any story.
    """
    try:
        text, _name, warnings = decoded(data, encoding)
    except EncodingError as reason:
        raise WireError(str(reason)) from None
    try:
        value = json.loads(text, object_pairs_hook=_once_each, parse_constant=_no_number)
    except RecursionError:
        raise WireError("The JSON is nested too deep to be a story.") from None
    except json.JSONDecodeError as fault:
        raise WireError(f"The JSON is broken (line {fault.lineno}): {fault.msg}.") from None
    except ValueError as fault:  # a number of thousands of digits
        raise WireError(f"The JSON cannot be read: {fault}.") from None
    return _tidy(value, MAX_DEPTH), warnings


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        [(twice, _)] = Counter(name for name, _ in pairs).most_common(1)
        twice = twice[:60].encode(errors="replace").decode()
        raise WireError(f"The JSON says “{twice}” twice in one place; which holds is unclear.")
    return found


def _no_number(name: str) -> None:
    """``NaN`` and the infinities are no JSON; where they stand, nothing is said."""


def _tidy(value: Any, depth: int) -> Any:
    if depth < 0:
        raise WireError("The JSON is nested too deep to be a story.")
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, list):
        return [_tidy(each, depth - 1) for each in value]
    if isinstance(value, dict):
        return {name: _tidy(each, depth - 1) for name, each in value.items()}
    return value


def _text(text: str) -> str:
    text = composed(without_junk(text))
    try:
        text.encode()
    except UnicodeEncodeError:
        raise WireError(
            "The text contains half characters; it was damaged on its way here."
        ) from None
    return text


# --- Asking it: agencies differ from their own schemas, so every type is checked ---


def text_in(value: Any, *names: str) -> str:
    """The text under the first of ``names`` in the object ``value`` that holds any."""
    for name in names:
        found = value.get(name) if isinstance(value, dict) else None
        if isinstance(found, str) and found.strip():
            return found.strip()
        if isinstance(found, (int, float)) and not isinstance(found, bool):
            return str(found)
    return ""


def line_in(value: Any, *names: str) -> str:
    """As ``text_in``, on one line; entities of HTML that were left in it are resolved."""
    return unescaped_line(text_in(value, *names))


def unescaped_line(text: str) -> str:
    """``text`` on one line, ``H &amp; M`` as people write it."""
    return folded(composed(without_junk(unescape(text)))) if "&" in text else folded(text)


def objects_in(value: Any, name: str) -> list[dict[str, Any]]:
    """The objects in the list (or the single object) under ``name``; none if it is absent."""
    found = value.get(name) if isinstance(value, dict) else None
    if isinstance(found, dict):
        return [found]
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def texts_in(value: Any, name: str) -> list[str]:
    """The texts in the list (or the single text) under ``name``."""
    found = value.get(name) if isinstance(value, dict) else None
    if isinstance(found, str):
        found = [found]
    listed = found if isinstance(found, list) else []
    return [each.strip() for each in listed if isinstance(each, str) and each.strip()]


def object_in(value: Any, *path: str) -> dict[str, Any]:
    """The object at ``path``; an empty one if there is none."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def whole_number(value: Any, default: int = 0) -> int:
    """``value`` as a whole number, whether it was written as one or as text."""
    if isinstance(value, bool):
        return default
    if isinstance(value, int):
        return value
    if isinstance(value, float) and math.isfinite(value) and abs(value) < 1e15:
        return int(value)
    if isinstance(value, str) and value.strip().isdecimal() and len(value.strip()) < 16:
        return int(value.strip())
    return default

"""Reads files, each in a process of its own, and tells what it cost and what came of it.

``python -m tests.newsroom.wire.hostile_reading`` takes paths on standard input, one a line, and
answers each with a line of JSON. The processes are forked from one that has the parsers loaded.
"""

import json
import os
import re
import resource
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from newsroom.wire.parsers import MAX_BYTES, WireError, WireItem, parse_all, stream_all
from newsroom.wire.parsers.draft import Reception

# A file that takes so long (CPU seconds) is given up; the test allows far less.
_GIVE_UP = 30
_NOON = datetime(2031, 5, 3, 12, tzinfo=UTC)
_DEAD = frozenset(
    "p h2 h3 h4 ul ol li strong em a br hr sub sup table thead tbody tfoot tr td th caption"
    " blockquote figure figcaption pre code abbr q small span".split()
)
_LINK = re.compile(r"(?i)(?:https?|mailto|tel):\S+|(?![a-z][a-z0-9+.-]*:)(?![/\\]{2})\S*")
_HREFS = ("href", "src", "cite", "action", "data", "poster", "background", "formaction")


def main() -> None:
    for line in sys.stdin:
        told = _in_a_process_of_its_own(line.rstrip("\n"))
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


def _in_a_process_of_its_own(path: str) -> dict[str, Any]:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        resource.setrlimit(resource.RLIMIT_CPU, (_GIVE_UP, _GIVE_UP))
        with os.fdopen(writing, "w") as out:
            json.dump(_outcome(path), out)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answer:
        told = answer.read()
    began = time.monotonic()
    _, status, used = os.wait4(child, 0)
    assert time.monotonic() - began < 60
    found = json.loads(told) if told else {"outcome": "died", "reason": f"status {status}"}
    found |= {"cpu": used.ru_utime + used.ru_stime, "memory": used.ru_maxrss / 1024}
    return found


def _outcome(path: str) -> dict[str, Any]:
    try:
        if path:
            found = _read(Path(path))
        else:
            found = parse_all(b"Headline\n\nIt held.\n", Reception("", UTC, _NOON, ""))
    except WireError as reason:
        return {"outcome": "refused", "reason": str(reason)}
    except BaseException as fault:  # noqa: BLE001  (whatever it is, the parser let it through)
        return {"outcome": "fault", "reason": f"{type(fault).__name__}: {str(fault)[:300]}"}
    items = [each.as_json() for each in found if isinstance(each, WireItem)]
    if not items:
        reasons = " ".join({each.reason for each in found if not isinstance(each, WireItem)})
        return {"outcome": "skipped", "reason": reasons[:500]}
    live = sorted({fault for item in items for fault in faults_of(item)})
    text = json.dumps(items, ensure_ascii=False)
    return {
        "outcome": "parsed",
        "reason": "",
        "live": live[:10],
        "told": os.environ.get("CANARY_SECRET", "\0") in text,
        "size": len(text),
    }


def _read(path: Path) -> list[Any]:
    reception = Reception(path.name, UTC, _NOON, "")
    if path.stat().st_size <= MAX_BYTES:
        return parse_all(path.read_bytes(), reception)
    with path.open("rb") as file:
        return list(stream_all(file, reception))


# --- What would live in a browser ---


class _Markup(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _DEAD:
            self.faults.append(f"<{tag}>")
        for name, value in attrs:
            if name.startswith("on") or name in {"style", "srcdoc", "srcset"}:
                self.faults.append(f"<{tag} {name}>")
            if name in _HREFS and not _LINK.fullmatch(value or ""):
                self.faults.append(f"<{tag} {name}={(value or '')[:40]!r}>")

    def handle_comment(self, data: str) -> None:
        self.faults.append("<!-->")

    def handle_decl(self, decl: str) -> None:
        self.faults.append("<!>")

    def unknown_decl(self, data: str) -> None:
        self.faults.append("<![>")


def faults_of(item: dict[str, Any]) -> Iterator[str]:
    """What stands in the fields of ``item`` that no reader's browser may get to see."""
    markup = _Markup()
    markup.feed(item["body_html"])
    markup.close()
    yield from (f"body_html {fault}" for fault in markup.faults)
    for media in item["media"]:
        if not _LINK.fullmatch(media["href"]):
            yield f"media href {media['href'][:60]!r}"
    for path, text in _texts(item, ""):
        if re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]", text):
            yield f"{path}: control or half character"


def _texts(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for name, each in value.items():
            yield from _texts(each, f"{path}.{name}".lstrip("."))
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each, path)


if __name__ == "__main__":
    main()

"""The log: a line or a JSON object for each thing that happened, and for which request."""

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any

from newsroom.delivery.asked import Asked, being_answered, chore, tellable

# Whatever begins a new line somewhere, or means something to a terminal.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def asked_of(record: logging.LogRecord) -> Asked | None:
    """The request that ``record`` is about; Django tells of some when they are over."""
    request = getattr(record, "request", None)
    asked = getattr(request, "asked", None)
    return asked if isinstance(asked, Asked) else being_answered()


class Lines(logging.Formatter):
    """One line each, to be read by people; nothing that anybody sends can begin another.

    Only what goes wrong in the program has more lines, and those are indented.
    """

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name}: {message}", style="{")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  (logging's own name)
        asked = asked_of(record)
        about = f"{asked.number} {asked.method} {asked.path}" if asked else chore()
        line = super().formatMessage(record) + (f" [{about}]" if about else "")
        return _escaped(tellable(line))

    def formatException(self, ei: Any) -> str:  # noqa: N802
        return _indented(super().formatException(ei))

    def formatStack(self, stack_info: str) -> str:  # noqa: N802
        return _indented(stack_info)


def _escaped(text: str) -> str:
    return _CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def _indented(text: str) -> str:
    return "\n".join(f"    {_escaped(line)}" for line in text.split("\n"))


class JsonLines(logging.Formatter):
    """One JSON object a line, for whatever collects logs.

    Its fields are ``time`` (UTC), ``level``, ``logger`` and ``message``; where they are known
    ``request``, ``method``, ``path`` (without the query), ``status``, ``chore`` and ``exception``.
    """

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        told: dict[str, Any] = {
            "time": at.replace("+00:00", "Z"),
            "level": record.levelname,
            "logger": record.name,
            "message": tellable(record.getMessage()),
        }
        if asked := asked_of(record):
            told |= {"request": asked.number, "method": asked.method, "path": asked.path}
        if isinstance(status := getattr(record, "status_code", None), int):
            told["status"] = status
        if name := chore():
            told["chore"] = name
        if record.exc_info:
            told["exception"] = self.formatException(record.exc_info)
        elif record.stack_info:
            told["exception"] = self.formatStack(record.stack_info)
        return json.dumps(told)

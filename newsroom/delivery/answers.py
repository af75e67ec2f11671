"""Counts what goes out, by the class of its status; outermost, so that nothing is left out."""

from collections.abc import Iterable
from typing import Any

from newsroom import figures
from newsroom.delivery.calls import Application, StartResponse
from newsroom.delivery.tallies import tallies

RESPONSES = figures.counter(
    "newsroom_responses_total", "Answers to readers and editors, by the class of status.", "status"
)
_BY_FIRST_DIGIT = {digit: RESPONSES.at(f"{digit}xx") for digit in "12345"}


class CountedAnswers:
    """``application`` with its answers counted; a cached page must not notice it."""

    def __init__(self, application: Application) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        if not tallies.is_at_work:
            tallies.start()  # at the first request, after a fork

        def start(status: str, headers: list[tuple[str, str]], *fault: Any) -> Any:
            _BY_FIRST_DIGIT[status[0]].add()
            return start_response(status, headers, *fault)

        return self.application(environ, start)

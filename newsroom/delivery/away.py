"""The database does not answer, or not in time: a plain sentence, and no traceback."""

import logging
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from newsroom.delivery.errors import unavailable
from newsroom.delivery.headers import GetResponse
from newsroom.delivery.sources import is_away

log = logging.getLogger("newsroom.delivery")

# Set by the page cache on a request that shall not wait for the database; no header can say it.
GIVEN_UP = "newsroom.given_up"


class DatabaseAway:
    """503 for whatever a view could not read, and for what the page cache gave up."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return unavailable(request) if request.META.get(GIVEN_UP) else self.get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        if not is_away(exception):
            return None
        log.warning("%s was not answered: %s", request.path, str(exception).partition("\n")[0])
        return unavailable(request, exception)


def given_up(environ: dict[str, Any]) -> dict[str, Any]:
    """The request as one that is answered without the database."""
    return {**environ, GIVEN_UP: True}

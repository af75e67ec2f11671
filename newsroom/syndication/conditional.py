"""Documents for machines, sent once and then only when they have changed."""

import hashlib

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

from newsroom.delivery.headers import FRESH_OR_STALE_IF_ERROR


def sent(request: HttpRequest, data: bytes, mime: str) -> HttpResponse:
    """``data`` with its ETag, or 304 for whoever has it.

    There is no Last-Modified: an entry that is taken away leaves no later date behind, so that a
    reader who goes by dates would keep it.
    """
    response = HttpResponse(data, content_type=f"{mime}; charset=utf-8")
    etag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = FRESH_OR_STALE_IF_ERROR
    answer = get_conditional_response(request, etag=etag, response=response)
    assert isinstance(answer, HttpResponse)
    return answer

"""Giving out rendition files, where no web server or object store does it in front of us."""

import hashlib
import re
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.core.files.storage import Storage, storages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotFound
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.http import require_safe

from newsroom.media.files import CACHED
from newsroom.media.models import Image

_NAME = re.compile(r"[0-9a-f]{32}\.(avif|webp|jpg)")
_TYPES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}


@require_safe
def media_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """The public rendition of that name; asks no database."""
    response = _file(request, storages["default"], name, name)
    if response.status_code != 404:
        response.headers["Cache-Control"] = CACHED
    return response


@require_safe
def private_rendition(
    request: HttpRequest, uid: UUID, name: str, *, may_see: Callable[[HttpRequest], bool]
) -> HttpResponseBase:
    """A rendition of a picture, published or not, for those of the desk whom ``may_see`` admits."""
    if not may_see(request):
        return _not_found()
    image = Image.objects.filter(uid=uid).only("renditions").first()
    if image is None or name not in {each["name"] for each in image.renditions}:
        return _not_found()
    response = _file(request, storages["private"], name, f"renditions/{name}")
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _file(request: HttpRequest, storage: Storage, name: str, path: str) -> HttpResponseBase:
    match = _NAME.fullmatch(name)
    content = _content(storage, path) if match else None
    if match is None or content is None:
        return _not_found()
    data, changed_at = content
    etag = quote_etag(hashlib.sha256(data).hexdigest()[:32])
    response = HttpResponse(
        b"" if request.method == "HEAD" else data,
        content_type=_TYPES[match[1]],
        headers={
            "Content-Length": str(len(data)),
            "ETag": etag,
            "Last-Modified": http_date(changed_at.timestamp()),
        },
    )
    answer = get_conditional_response(
        request, etag=etag, last_modified=int(changed_at.timestamp()), response=response
    )
    return _harmless(answer or response)


def _content(storage: Storage, path: str) -> tuple[bytes, datetime] | None:
    try:
        with storage.open(path) as file:
            return bytes(file.read()), storage.get_modified_time(path)
    except OSError:
        return None


def _not_found() -> HttpResponseBase:
    response = HttpResponseNotFound("Not found.\n", content_type="text/plain; charset=utf-8")
    # It may be published the next moment.
    response.headers["Cache-Control"] = "no-store"
    return _harmless(response)


def _harmless(response: HttpResponseBase) -> HttpResponseBase:
    """Whatever the bytes are, a browser runs none of them."""
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response

"""What an address answers that shows no live page: moved, gone, a former address, or nothing."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import resolve

from newsroom.delivery.errors import gone
from newsroom.delivery.headers import for_readers
from newsroom.publishing.linked import Linked
from newsroom.publishing.menu import Menu
from newsroom.publishing.models import Page
from newsroom.publishing.reading import Before, current_page, page_at, section_now_called


def elsewhere(request: HttpRequest, page: Page) -> HttpResponse:
    """The answer for a page that is not live: on to where its story is now, or gone."""
    if page.state == Page.State.MOVED and (current := current_page(page)):
        return HttpResponsePermanentRedirect(current.path)
    return gone(request)


@for_readers
def any_address(request: HttpRequest) -> HttpResponse:
    """Addresses of a former site, and addresses typed without their last slash; else 404."""
    path = request.path_info
    found = page_at(request.get_full_path(), path, f"{path}/")
    if found is None:
        return _without_slash(request)
    page, _menu = found
    if page.state == Page.State.LIVE:
        return HttpResponsePermanentRedirect(page.path)
    return elsewhere(request, page)


def former_address(request: HttpRequest) -> HttpResponse | None:
    """Where an address of a former site such as ``/?p=123`` leads; None if this was none."""
    if not request.GET:
        return None
    found = page_at(request.get_full_path())
    return elsewhere(request, found[0]) if found else None


def before_of(request: HttpRequest) -> Before | None:
    """Where the list asked for goes on; raises 404 for a key that no page of ours links to."""
    key = request.GET.get("before")
    if key is None:
        return None
    before = Before.read(key)
    if before is None:
        raise Http404
    return before


def moved_section(menu: Menu, path: str) -> HttpResponse:
    """To the section that once had this address; raises 404 if none had."""
    section = section_now_called(menu, path)
    if section is None or section.path == path:
        raise Http404
    return HttpResponsePermanentRedirect(section.path)


def renamed_or_gone(
    request: HttpRequest, linked: Linked[Any], slug: str, address: Callable[[str], str]
) -> HttpResponse:
    """Where nobody has this slug now: to the ``address`` of the slug that they have, or gone.

    Raises 404 if nobody ever had it, and if nothing of theirs was ever published.
    """
    renamed = linked.once_called(slug)
    if renamed is not None:
        return HttpResponsePermanentRedirect(address(renamed.slug))
    if linked.is_gone(slug):
        return gone(request)
    raise Http404


def _without_slash(request: HttpRequest) -> HttpResponse:
    """To the front or list whose address lacks but its last slash; raises 404 if there is none.

    What stands there is asked whether it has anything to show, so that an address is not said to
    lead anywhere that it does not.
    """
    path = request.path_info
    match = resolve(f"{path}/")
    if path.endswith("/") or match.func is any_address:
        raise Http404
    if getattr(match.func, "is_for_readers", False):
        answer: HttpResponse = match.func(request, *match.args, **match.kwargs)
        if answer.status_code != 200:
            return answer
    elif match.kwargs:  # such as what anybody would guess of the admin's addresses
        raise Http404
    return HttpResponsePermanentRedirect(request.get_full_path(force_append_slash=True))

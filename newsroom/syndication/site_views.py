"""What a site tells machines about itself: sitemaps, robots.txt, security.txt."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from newsroom.delivery.headers import for_readers
from newsroom.publishing import shown
from newsroom.syndication import sitemaps
from newsroom.syndication.conditional import sent
from newsroom.syndication.robots import robots, security
from newsroom.syndication.sitemaps import MIME, Part

TEXT = "text/plain"


@for_readers
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """The index of the others."""
    return sent(request, sitemaps.index(), MIME)


@for_readers
def news_sitemap(request: HttpRequest) -> HttpResponse:
    """The news of two days."""
    return sent(request, sitemaps.news(timezone.now()), MIME)


@for_readers
def sections_sitemap(request: HttpRequest) -> HttpResponse:
    """The fronts."""
    return sent(request, sitemaps.sections(), MIME)


@for_readers
def month_sitemap(request: HttpRequest, year: str, month: str, part: str) -> HttpResponse:
    """A part of a month; 404 if nothing was published in it."""
    data = sitemaps.month(Part(int(year), int(month), int(part)))
    if data is None:
        raise Http404
    return sent(request, data, MIME)


@for_readers
def robots_txt(request: HttpRequest) -> HttpResponse:
    """What robots may ask for."""
    return sent(request, robots(settings.NEWSROOM_BASE_URL).encode(), TEXT)


@for_readers
def security_txt(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a hole; 404 where nobody is named."""
    contact = settings.NEWSROOM_SECURITY_CONTACT
    if not contact:
        raise Http404
    month = timezone.localtime().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    shown.show_until((month + timedelta(days=32)).replace(day=1))
    told = security(contact, settings.NEWSROOM_BASE_URL, month, settings.LANGUAGE_CODE)
    return sent(request, told.encode(), TEXT)

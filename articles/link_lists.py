"""Lists by link rows: what an author wrote, what a topic is about."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse

from newsroom.delivery.addresses import before_of
from newsroom.delivery.errors import gone
from newsroom.delivery.headers import for_readers
from newsroom.publishing.linked import CONTRIBUTORS, TOPICS, Linked
from newsroom.publishing.menu import Menu
from newsroom.publishing.models import Page
from newsroom.publishing.models.page import PageQuerySet
from newsroom.publishing.reading import newest


@for_readers
def author(request: HttpRequest, slug: str) -> HttpResponse:
    """Who it is, and what they wrote, the newest first."""
    before = before_of(request)
    person = CONTRIBUTORS.called(slug)
    if person is None:
        return _elsewhere(request, CONTRIBUTORS, slug, "articles:author")
    pages = Page.objects.by_contributor(person.pk)
    return _list(request, "articles/author.html", pages, before=before, author=person)


@for_readers
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """What was published on a topic, the newest first."""
    before = before_of(request)
    subject = TOPICS.called(slug)
    if subject is None:
        return _elsewhere(request, TOPICS, slug, "articles:topic")
    pages = Page.objects.on_topic(subject.pk)
    return _list(request, "articles/topic.html", pages, before=before, topic=subject)


def _list(request: HttpRequest, template: str, pages: PageQuerySet, **context: Any) -> HttpResponse:
    menu = Menu.read()
    listed = newest(pages, menu, before=context["before"])
    return render(request, template, {"menu": menu, "list": listed, **context})


def _elsewhere(request: HttpRequest, linked: Linked[Any], slug: str, route: str) -> HttpResponse:
    """To the present address of the one that had this slug, or gone; raises 404 if none had."""
    renamed = linked.once_called(slug)
    if renamed is not None:
        return HttpResponsePermanentRedirect(reverse(route, args=[renamed.slug]))
    if linked.is_gone(slug):
        return gone(request)
    raise Http404

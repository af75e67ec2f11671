"""Lists by link rows: what an author wrote, what a topic is about."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from newsroom.delivery.addresses import before_of, renamed_or_gone
from newsroom.delivery.headers import for_readers
from newsroom.publishing.linked import CONTRIBUTORS, TOPICS
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
        return renamed_or_gone(request, CONTRIBUTORS, slug, author_path)
    pages = Page.objects.by_contributor(person.pk)
    return _list(request, "articles/author.html", pages, before=before, author=person)


@for_readers
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """What was published on a topic, the newest first."""
    before = before_of(request)
    subject = TOPICS.called(slug)
    if subject is None:
        return renamed_or_gone(request, TOPICS, slug, topic_path)
    pages = Page.objects.on_topic(subject.pk)
    return _list(request, "articles/topic.html", pages, before=before, topic=subject)


def author_path(slug: str) -> str:
    return reverse("articles:author", args=[slug])


def topic_path(slug: str) -> str:
    return reverse("articles:topic", args=[slug])


def _list(request: HttpRequest, template: str, pages: PageQuerySet, **context: Any) -> HttpResponse:
    menu = Menu.read()
    listed = newest(pages, menu, before=context["before"])
    return render(request, template, {"menu": menu, "list": listed, **context})

"""What the paper had to put right, the latest first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from newsroom.delivery.addresses import before_of
from newsroom.delivery.headers import for_readers
from newsroom.publishing.menu import Menu
from newsroom.publishing.models import Page
from newsroom.publishing.reading import labelled, newest_rows


@for_readers
def corrections(request: HttpRequest) -> HttpResponse:
    """Pages with a correction, clarification or retraction, each with all of its own."""
    menu = Menu.read()
    before = before_of(request)
    pages, older = newest_rows(Page.objects.corrected(), before=before)
    return render(
        request,
        "articles/corrections.html",
        {"menu": menu, "cards": labelled(pages, menu), "older": older, "before": before},
    )

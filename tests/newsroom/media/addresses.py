"""The addresses of media alone, for tests that need no page around them."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from newsroom.media import views

urlpatterns = [
    path("media/", include("newsroom.media.urls")),
    path(
        "desk/<uuid:uid>/<str:name>",
        partial(views.private_rendition, may_see=lambda request: "desk" in request.GET),
    ),
]


def handler404(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse("No page.", status=404)

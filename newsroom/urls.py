"""Which address leads to which desk; this and the settings alone know who the desks are."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path, re_path

from newsroom.delivery.addresses import any_address

# Where an object store gives out the pictures itself, this site does not.
_media = (
    [path(settings.MEDIA_URL[1:], include("newsroom.media.urls"))]
    if settings.MEDIA_URL.startswith("/")
    else []
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", admin.site.urls),
    *_media,
    path("", include("newsroom.delivery.urls")),
    path("wire/", include("newsroom.wire.urls")),
    path("", include("newsroom.syndication.urls")),
    path("", include("newsroom.search.urls")),
    path("opinion/", include("editorials.urls")),
    path("", include("articles.urls")),
    # Last: whatever else a reader may ask for, such as an address of a former site.
    re_path("", any_address, name="any_address"),
]

handler400 = "newsroom.delivery.errors.bad_request"
handler404 = "newsroom.delivery.errors.not_found"
handler500 = "newsroom.delivery.errors.server_error"

"""Addresses of rendition files; to be included at the path of ``MEDIA_URL``."""

from django.urls import path

from newsroom.media import views

app_name = "media"

urlpatterns = [
    path("<path:name>", views.media_file, name="file"),
]

"""The wire's address for agencies."""

from django.urls import path

from newsroom.wire.push import push

app_name = "wire"
urlpatterns = [path("push/<slug:feed>/", push, name="push")]

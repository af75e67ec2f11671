"""Signs of life, for whatever watches over the site."""

from django.urls import path

from newsroom.delivery import health

app_name = "delivery"
urlpatterns = [
    path("health/live", health.live, name="live"),
    path("health/ready", health.ready, name="ready"),
]

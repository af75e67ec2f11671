"""Signs of life and figures, for whatever watches over the site."""

from django.urls import path

from newsroom.delivery import health
from newsroom.delivery.metrics import metrics

app_name = "delivery"
urlpatterns = [
    path("health/live", health.live, name="live"),
    path("health/serving", health.serving, name="serving"),
    path("health/ready", health.ready, name="ready"),
    path("metrics", metrics, name="metrics"),
]

"""How pages reach readers: headers, media files, health."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "newsroom.delivery"
    label = "delivery"
    verbose_name = "Delivery"

    def ready(self) -> None:
        from newsroom.delivery import receivers  # noqa: F401  (connects them)

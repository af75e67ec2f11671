"""How pages reach readers: headers, media files, health."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "newsroom.delivery"
    label = "delivery"
    verbose_name = "Delivery"

    def ready(self) -> None:
        # They connect and declare themselves.
        from newsroom.delivery import answers, figures, receivers  # noqa: F401
        from newsroom.delivery.page_cache import gate  # noqa: F401
        from newsroom.delivery.reporting import begin

        begin()

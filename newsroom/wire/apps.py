"""Agency copy: deliveries, wire items, and what becomes of them."""

from django.apps import AppConfig


class WireConfig(AppConfig):
    name = "newsroom.wire"
    label = "wire"
    verbose_name = "Wire"

    def ready(self) -> None:
        from newsroom.wire import figures  # noqa: F401  (declares them)

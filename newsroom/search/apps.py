"""Search: what readers ask for by words, found among the live pages."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "newsroom.search"
    label = "search"
    verbose_name = "Search"

    def ready(self) -> None:
        from newsroom.search import receivers  # noqa: F401  (connects them)

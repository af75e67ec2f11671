"""The news desk."""

from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = "News desk"

    def ready(self) -> None:
        from articles import ingest

        ingest.register()

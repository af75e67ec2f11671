"""What goes out to other systems: structured data now; feeds, sitemaps and an API later."""

from django.apps import AppConfig


class SyndicationConfig(AppConfig):
    name = "newsroom.syndication"
    label = "syndication"

"""Pictures: what was received, what readers get, and how they are cropped."""

from django.apps import AppConfig


class MediaConfig(AppConfig):
    name = "newsroom.media"
    label = "media"
    verbose_name = "Pictures"

"""The opinion desk."""

from django.apps import AppConfig


class EditorialsConfig(AppConfig):
    name = "editorials"
    verbose_name = "Opinion desk"

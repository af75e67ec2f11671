"""The people of the newsroom and how they sign in."""

from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "newsroom.staff"
    verbose_name = "Staff"

"""The news desk's admin."""

from articles.admin import desk

__all__ = ["desk"]

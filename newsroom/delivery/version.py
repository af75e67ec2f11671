"""Which version of the newsroom this is."""

import tomllib
from functools import cache

from django.conf import settings


@cache
def own_version() -> str:
    """As the project's file has it; ``unknown`` where that was not brought along."""
    try:
        with (settings.BASE_DIR / "pyproject.toml").open("rb") as file:
            return str(tomllib.load(file)["project"]["version"])
    except (OSError, KeyError, ValueError):
        return "unknown"

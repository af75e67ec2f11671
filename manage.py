#!/usr/bin/env python3
"""Newsroom's command line: every command of the newsroom starts here."""

import os
import sys

if sys.version_info < (3, 13):  # noqa: UP036  (an older Python must get one clear line, not a traceback)
    sys.exit(
        f"Newsroom needs Python 3.13 or newer; this is Python {sys.version_info[0]}."
        f"{sys.version_info[1]}. Install Python 3.13, or run it with: uv run manage.py"
    )


def main() -> None:
    """Run the command that the arguments name."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        settings.INSTALLED_APPS  # noqa: B018  (reads the settings now, so that a wrong one is one line)
    except ImproperlyConfigured as reason:
        sys.exit(f"Newsroom cannot start: {reason}")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()

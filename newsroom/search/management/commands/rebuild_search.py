"""``manage.py rebuild_search``: what search finds pages by, made anew while the site runs."""

import time
from typing import Any

from django.core.management.base import BaseCommand

from newsroom.publishing.models import Page
from newsroom.search.rebuilding import rebuild, take_out_strays

_SECONDS_BETWEEN = 0.2


class Command(BaseCommand):
    help = (
        "Makes the search rows of all live pages anew, in small batches beside whatever is"
        " published meanwhile. Needed after NEWSROOM_LANGUAGE was changed, and to have search"
        " at once on a site that had none before; otherwise the worker does what is missing."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        began = shown = time.monotonic()
        total, done = Page.objects.live().count(), 0
        for batch in rebuild():
            done += batch
            now = time.monotonic()
            if self.stdout.isatty() and now - shown >= _SECONDS_BETWEEN:
                shown = now
                rate = done / (now - began)
                line = f"\r{done:,} of {total:,} pages, {rate:,.0f} a second\x1b[K"
                self.stdout.write(line, ending="")
                self.stdout.flush()
        strays = take_out_strays()
        if self.stdout.isatty():
            self.stdout.write("\r\x1b[K", ending="")
        self.stdout.write(
            f"Search knows {pages(done)}; made anew in {time.monotonic() - began:,.0f} s."
            f" {pages(strays).capitalize()} that readers no longer have went out of it."
        )


def pages(count: int) -> str:
    return "1 page" if count == 1 else f"{count:,} pages" if count else "no pages"

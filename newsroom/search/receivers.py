"""What the press changes is found, or found no longer, from the same moment on."""

from collections.abc import Sequence
from typing import Any

from django.dispatch import receiver

from newsroom.publishing import signals
from newsroom.publishing.models import Page
from newsroom.publishing.signals import Press
from newsroom.search import index


@receiver(signals.pressing_run)
def pages_pressed(sender: Any, presses: Sequence[Press], **kwargs: Any) -> None:
    """Whatever the verbs: each page is live or it is not."""
    pages = [press.page for press in presses]
    index.put([page for page in pages if page.state == Page.State.LIVE])
    if gone := [page.pk for page in pages if page.state != Page.State.LIVE]:
        index.drop(gone)

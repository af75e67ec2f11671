"""What the press changes is found, or found no longer, from the same moment on."""

from typing import Any

from django.dispatch import receiver

from newsroom.publishing import signals
from newsroom.publishing.models import Page
from newsroom.search import index


@receiver(signals.pressing)
def page_pressed(sender: Any, page: Page, **kwargs: Any) -> None:
    """Whatever the verb: the page is live or it is not."""
    if page.state == Page.State.LIVE:
        index.put([page])
    else:
        index.drop([page.pk])

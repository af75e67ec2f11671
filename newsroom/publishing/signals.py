"""What the press tells the rest of the building.

``pressing_run`` is sent once in the verb's transaction, with ``presses``: all that it pressed. Its
receivers write what readers' truth needs (cache generations, search rows, purges), and if one
fails, so does the verb. ``pressing`` says the same of each page by itself, for who does not mind
a query a page. ``pressed`` is sent after commit and only wakes workers; a receiver that fails is
logged and harms nobody. Both carry ``page`` (Page), ``verb`` (str), ``edition`` (Edition or None).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.dispatch import Signal

if TYPE_CHECKING:
    from newsroom.publishing.models import Edition, Page


@dataclass(frozen=True, slots=True)
class Press:
    """What a verb did to a page; ``edition`` is None where it took the page down."""

    page: "Page"
    verb: str
    edition: "Edition | None"
    at: datetime


pressing_run = Signal()
pressing = Signal()
pressed = Signal()

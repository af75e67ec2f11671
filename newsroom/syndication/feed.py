"""A feed of entries, before it is written in one of the three forms."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from newsroom.syndication.entry import Entry


@dataclass(frozen=True, slots=True)
class Feed:
    """A list of the newest entries; ``address`` is that of its first page, in the form asked for.

    ``page`` is the address of what is given now, ``older`` that of where it goes on (RFC 5005),
    empty at the end.
    """

    title: str
    description: str
    site_name: str
    language: str
    home: str
    address: str
    page: str
    older: str
    entries: Sequence[Entry]

    @property
    def modified(self) -> datetime | None:
        """When an entry last changed for readers; None where there is none."""
        return max((entry.modified for entry in self.entries), default=None)

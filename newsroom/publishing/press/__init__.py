"""The press: writes editions and brings the pages at their stories' public paths up to date.

Whatever is pressed is pressed as a run of many; one story is a run of one.
"""

from newsroom.publishing.press.editions import Past, Sheet, history, pasts, write_editions
from newsroom.publishing.press.pages import (
    bring_up_to_date,
    restamp,
    take_page_down,
)
from newsroom.publishing.press.placing import place
from newsroom.publishing.press.setting import fill, grace, stamp

__all__ = [
    "Past",
    "Sheet",
    "bring_up_to_date",
    "fill",
    "grace",
    "history",
    "pasts",
    "place",
    "restamp",
    "stamp",
    "take_page_down",
    "write_editions",
]

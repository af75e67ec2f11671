"""What came in for the inbox of the sample newsroom, in several formats."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).with_name("wire") / "inbox"

NAME, SLUG = "Northlight", "northlight"

# In the order in which they come; each newer version after the one that it replaces.
ARRIVALS = (
    "salt-pans.txt",
    "oysters-1.json",
    "ferry-fares-1.json",
    "chess-1.json",
    "chess-2.json",
    "dates-urdu.xml",
    "drought-index.xml",
    "cut-off.xml",  # quarantined: its line was cut
    "bridge-flash.xml",
)
WAITING = 5  # stories in the inbox, when two were taken

# Taken and edited, so that its newer version is a proposal to be merged.
EDITED = "http://northlight.example/2026/ferry-fares"
EDITS = (
    ("nine rupees more from July", "Rs9 more from July"),
    ("the harbour board decided on Tuesday", "the harbour board decided on Tuesday night"),
)
NEWER = "ferry-fares-2.json"

# Taken and published, then killed by the agency.
KILLED = "http://northlight.example/2026/oysters"
KILL = "oysters-2.json"

# Name, subject, section: where copy goes by itself.
RULES = (
    ("Fields and rain to Science", "medtop:20000152", "science"),
    ("Boards and balls to Sport", "medtop:15000000", "sport"),
)

"""What an agency says about a story in the lines above it: flash, update, correction, kill …"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from newsroom.wire.embargo import EMBARGO_LINE

SIGNALS = (
    "flash", "urgent", "update", "writethru", "addition", "correction", "kill", "hold", "embargo",
    "advisory",
)  # fmt: skip

# Lines that are an instruction as a whole. In capitals, or with the marks that agencies set
# around them: a headline about a kill order is none.
_THEN = r"(?:\s*[-:–—=*!,/(].{0,200}|\W*)"
_LINES = (
    ("flash", re.compile(rf"\W*(?:FLASH|SNAP|ALERT|NEWS ?ALERT|LEAD/NEWSALERT)(?: \d+)?{_THEN}")),
    ("urgent", re.compile(rf"\W*(?:URGENT|BULLETIN|EXTRA)(?: \d+)?{_THEN}")),
    (
        "kill",
        re.compile(r"\W*(?:MANDATORY|STORY|BODY|NEWS) (?:KILL|WITHDRAWAL|WITHDRAWN)\b.{0,200}"),
    ),
    ("kill", re.compile(r"\W*KILL(?:[\s,:!.*-]+KILL)+\b.{0,200}")),
    (
        "kill",
        re.compile(
            rf"\W*(?:KILL|WITHDRAWN|WITHDRAWAL|(?:MANDATORY )?ELIMINATION|ANNUL[EÉ]E?|ANNULATION"
            rf"|STORNO|ZURÜCKGEZOGEN){_THEN}"
        ),
    ),
    ("kill", re.compile(r"\W*(?:ADVISORY|ATTENTION)?\W*please disregard\b.{0,200}", re.IGNORECASE)),
    (
        "kill",
        re.compile(
            r"\W*(?:editors|eds|desks?)\b[^.]{0,60}\b(?:kill|disregard|withdraw)\b.{0,200}",
            re.IGNORECASE,
        ),
    ),
    ("hold", re.compile(rf"\W*HOLD(?:[\s,:!.*-]+HOLD)*{_THEN}")),
    (
        "correction",
        re.compile(
            r"\W*(?:(?:EDS?|EDITORS)\W+)?(?:CORRECT(?:ED|S|ION|ING|IVE)|C O R R E C T I O N"
            r"|RECTIFICATIF|RECTIFICATION|KORREKTUR|BERICHTIGUNG)\b(?!\s?-\S).{0,200}",
        ),
    ),
    (
        "correction",
        re.compile(r"\(?(?:eds?:\W+)?(?:corrects|rectificatif)\b.{0,200}", re.IGNORECASE),
    ),
    (
        "correction",
        re.compile(r"\(In [^()]{0,60}\bstory\b[^()]{0,60}\bcorrects\b.{0,200}", re.IGNORECASE),
    ),
    (
        "writethru",
        re.compile(
            r"\W*(?:E(?:DS?|ds?)\W+)?(?:REPLACES|RECASTS|RPT|REPEATS?|REFILES?|RESTORES|WRITETHRU)"
            r"\b(?!\s?-\S).{0,200}|\W*E(?:DS|ds)\W+(?:Restores|Recasts|Replaces)\b.{0,200}"
            r"|\((?:Recasts|Replaces|Repeats|Refiles)\b.{0,200}"
        ),
    ),
    (
        "addition",
        re.compile(r"\W*(?:ADDS?|INSERTS?|SUBS?)\b(?:\W*|.{0,200}[a-z].{0,200})|\(Adds?\b.{0,200}"),
    ),
    ("addition", re.compile(r"\W*(?:\(?more\)?|MORE)\W*|\W*Eds?\W+Adds\b.{0,200}")),
    (
        "addition",
        re.compile(r"\W*(?:\d(?:st|nd|rd|th) add|take \d+ of \d+|add \d+)\b.{0,80}", re.IGNORECASE),
    ),
    (
        "update",
        re.compile(
            r"\W*(?:E(?:DS?|ds?)\W+)(?:UPDATES?|Updates|UPDATING)\b.{0,200}"
            r"|\(Updates\b.{0,200}|UPDATES\b.{0,200}|UPDATE(?: \d+)?\W*"
        ),
    ),
    (
        "update",
        re.compile(r"\W*\d(?:ST|ND|RD|TH) ?(?:LEAD|NET|LD)\W*|(?:\d )?LEAD\W*", re.IGNORECASE),
    ),
    (
        "advisory",
        re.compile(
            rf"\W*(?:(?:MEDIA )?ADVISORY|ATTENTION EDITORS|NOTE TO EDITORS|NEWS ?PLANNER){_THEN}"
            r"|\W*(?:NEWS )?(?:BUDGET|DIGEST|DIARY)\W*"
        ),
    ),
)
# Parts of a slug line: "BC-US--Lobster, 1st Ld-Writethru", "Pakistan-blast,2ndlead".
_SLUG_PARTS = (
    ("writethru", re.compile(r"writethr(?:u|ough)", re.I)),
    (
        "update",
        re.compile(
            r"\b\d(?:st|nd|rd|th)[ -]?(?:ld|lead|net)\b"
            r"|\bUPDATE \d|\b\d+(?:LEAD|NET)\b|\bWRAPUP \d",
            re.I,
        ),
    ),
    (
        "addition",
        re.compile(r"\b(?:add|take) ?\d+\b|\b\d(?:st|nd|rd|th)[ -]?add\b|\bINSERT\b|\bSUB\b"),
    ),
    ("correction", re.compile(r"\bcorrect(?:ed|ion|ive|s)\b|\bCORRECTED-", re.I)),
    ("kill", re.compile(r"(?<![a-z] )\bKILL\b(?! (?:order|list))")),
    ("urgent", re.compile(r"\bURGENT\b|\bBULLETIN\b")),
    ("flash", re.compile(r"\b(?:NEWS)?ALERT\b|\bFLASH\b|\bSNAP\b|(?:AP|\b)NewsAlert\b")),
    ("embargo", re.compile(r"\bAdv\d{1,2}\b|\bEMBARGO(?:ED)?\b")),
)  # fmt: skip
_HEADLINE_STARTS = (
    (
        "update",
        re.compile(r"(?:UPDATE|WRAPUP) \d+-|LEAD: |\d(?:st|nd|rd|th) ?(?:lead|ld)[: -]", re.I),
    ),
    ("correction", re.compile(r"(?:\(?CORRECT(?:ED|ION)\)?|RECTIFICATIF)\s?[-:(]")),
    ("writethru", re.compile(r"(?:RPT|REPEAT|REFILE|RECASTS)\s?-")),
    ("urgent", re.compile(r"(?:URGENT|BULLETIN)\s?[-:]")),
    ("flash", re.compile(r"(?:FLASH|ALERT|SNAP|BREAKING)\s?[-:]")),
    ("kill", re.compile(r"(?:(?:MANDATORY |STORY )?KILL|WITHDRAWN|STORY WITHDRAWN)\s?[-:]")),
    ("advisory", re.compile(r"(?:ADVISORY|MEDIA ADVISORY|DIARY|NEWS PLANNER)\s?[-:]")),
)  # fmt: skip


# Kills that only words speak of (plain text, a mark in a headline) are for a person to confirm.
KILL_IN_WORDS = "kill: only the words say so; ask the agency."
_WORDS_ALONE = ("text", "email")


def is_in_words(item: Mapping[str, Any]) -> bool:
    """Whether what ``item`` (as JSON data) says of its status stands in its words alone."""
    return has_words_alone(item) or KILL_IN_WORDS in item.get("warnings", ())


def has_words_alone(item: Mapping[str, Any]) -> bool:
    """Whether its format has no other way than words to say anything."""
    return item.get("format") in _WORDS_ALONE


def is_addition(item: Mapping[str, Any]) -> bool:
    """Whether ``item`` (as JSON data) says that it adds to a story sent before."""
    return "addition" in item.get("signals", ())


def line_signals(line: str) -> list[str]:
    """The signals of one line that stands above a story; none if it is no instruction."""
    line = line.strip()
    if not line or len(line) > 400:
        return []
    if EMBARGO_LINE.match(line):
        return ["embargo"]
    return [signal for signal, pattern in _LINES if pattern.fullmatch(line)][:1]


def find_signals(lines: Sequence[str] = (), *, slugline: str = "", headline: str = "") -> list[str]:
    """The signals given for a story, in the order of ``SIGNALS``.

    ``lines`` are the flags and advisories above the story. Prose is never looked at, and of
    the headline only the mark that opens it (``UPDATE 1-``, ``CORRECTED-``).
    """
    found = {signal for line in lines for signal in line_signals(line)}
    found |= {signal for signal, pattern in _SLUG_PARTS if pattern.search(slugline[:300])}
    found |= {signal for signal, pattern in _HEADLINE_STARTS if pattern.match(headline)}
    return [signal for signal in SIGNALS if signal in found]

"""What an agency says about a story in the lines above it: flash, update, correction, kill …"""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from newsroom.wire.embargo import EMBARGO_LINE

SIGNALS = (
    "flash", "urgent", "update", "writethru", "addition", "correction", "kill", "hold", "embargo",
    "advisory",
)  # fmt: skip

# Lines that are an instruction as a whole. In capitals, or with the marks that agencies set
# around them: a headline about a kill order is none.
_THEN = r"(?:\s*[-:–—=*!,/(].{0,200}|\W*)"
# What comes first and second in other languages than English: dpa's Blitz and Eil, EFE's, Ansa's
# and Lusa's urgente, NTB's hast.
_FLASH = r"FLASH|SNAP|(?:NEWS ?)?ALERTE?|BREAKING(?: NEWS)?|BLITZ(?:MELDUNG)?|[ÚU]LTIMA HORA"
_URGENT = r"URGENTE?|BULLETIN|EIL(?:MELDUNG)?|HAST"
_BEHIND = re.compile(rf"\W*(?:{_FLASH}|{_URGENT})\s*[-:–—=*]+\s*(\w.*)")
# As it opens a headline: "EIL: ", "URGENTE.- " (Europa Press), "+++ EILMELDUNG +++ ".
_MARKED = r"(?:(?:{0})\s?(?::|\.-)|[+*]{{2,3}}\s*(?:{0})\s*(?::|[+*]{{2,3}}))"
_LINES = (
    ("flash", re.compile(rf"\W*(?:{_FLASH}|LEAD/NEWSALERT)(?: \d+)?{_THEN}")),
    ("urgent", re.compile(rf"\W*(?:{_URGENT}|EXTRA)(?: \d+)?{_THEN}")),
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
            r"|RECTIFICATIF|RECTIFICATION|KORREKTUR|BERICHTIGUNG|RECTIFICACI[ÓO]N|CORRIGE"
            r"|RETTIFICA)\b(?!\s?-\S).{0,200}",
        ),
    ),
    (
        "correction",
        re.compile(
            r"\(?(?:eds?:\W+)?(?:corrects|rectificatif)\b.{0,200}"
            r"|\(?(?:berichtigung|korrektur):.{0,200}",
            re.IGNORECASE,
        ),
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
            r"|\((?:Recasts|Replaces|Repeats|Refiles|ATTN: (?:RECASTS|REPLACES))\b.{0,200}"
        ),
    ),
    (
        "addition",
        re.compile(
            r"\W*(?:ADDS?|INSERTS?|SUBS?|AJOUTE?|AÑADE)\b(?:\W*|.{0,200}[a-z].{0,200})"
            r"|\((?:ATTN: ADDS|Adds?|Ajoute?|Añade)\b.{0,200}"
        ),
    ),
    ("addition", re.compile(r"\W*(?:\(?more\)?|MORE)\W*|\W*Eds?\W+Adds\b.{0,200}")),
    (
        "addition",
        re.compile(
            r"\W*(?:\d(?:st|nd|rd|th) add|take \d+ of \d+|(?:add|ajout) \d+)\b.{0,80}",
            re.IGNORECASE,
        ),
    ),
    (
        "update",
        re.compile(
            r"\W*(?:E(?:DS?|ds?)\W+)(?:UPDATES?|Updates|UPDATING)\b.{0,200}"
            r"|\(Updates\b.{0,200}|UPDATES\b.{0,200}|UPDATE(?: \d+)?\W*"
            # dpa: "(neu: mehr Details)"; Kyodo: "(EDS: ADDING DETAILS)"; Yonhap: "(ATTN: UPDATES".
            r"|\((?:[Nn]eu|NEU):.{0,200}|\(EDS: (?:ADDING|UPDATING|RECASTING)\b.{0,200}"
            r"|\(ATTN: (?:UPDATES|CHANGES)\b.{0,200}"
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
    ("urgent", re.compile(r"\bURGENTE?\b|\bBULLETIN\b|(?<![\w-])EIL(?:MELDUNG)?(?![\w-])")),
    (
        "flash",
        # Flash floods and the Blitz are what slugs of other words are about.
        re.compile(
            r"\b(?:NEWS)?ALERTE?\b|\bFLASH\b(?!-\w)|\bSNAP\b|(?:AP|\b)NewsAlert\b"
            r"|(?<![\w/-])(?:BREAKING|BLITZ)(?![\w/-])|\bBLITZMELDUNG\b"
        ),
    ),
    ("embargo", re.compile(r"\bAdv\d{1,2}\b|\bEMBARGO(?:ED)?\b")),
)  # fmt: skip
_HEADLINE_STARTS = (
    (
        "update",
        re.compile(r"(?:UPDATE|WRAPUP) \d+-|LEAD: |\d(?:st|nd|rd|th) ?(?:lead|ld)[: -]", re.I),
    ),
    (
        "correction",
        re.compile(r"(?:\(?CORRECT(?:ED|ION)\)?|RECTIFICATIF|RECTIFICACI[ÓO]N)\s?(?:\.-|[-:(])"),
    ),
    ("writethru", re.compile(r"(?:RPT|REPEAT|REFILE|RECASTS)\s?-")),
    # ANSA sets what is urgent between two plus signs.
    (
        "urgent",
        re.compile(rf"(?:URGENT|BULLETIN)\s?-|{_MARKED.format(_URGENT)}|\+\+ [^+]{{5,200}} \+\+$"),
    ),
    ("flash", re.compile(rf"(?:FLASH|ALERT|SNAP|BREAKING)\s?-|{_MARKED.format(_FLASH)}")),
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


def behind_flag(line: str) -> str:
    """What stands behind a flag on its own line (``URGENT: Wall gives way``), or nothing."""
    match = _BEHIND.fullmatch(line)
    return match[1] if match else ""


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
    return in_order(found)


def in_order(found: Collection[str]) -> list[str]:
    """``found`` in the order of ``SIGNALS``; a text that was sent whole again is no addition.

    AP's "Adds detail" in the note of a writethru says what is new in it.
    """
    dropped = "addition" if "writethru" in found else ""
    return [signal for signal in SIGNALS if signal in found and signal != dropped]

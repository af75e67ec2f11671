"""Plain-text wire copy of our own making, with what a correct parse of it gives.

``wire_copy(1)`` is a story as many archives hold it: no headline, a dateline with a colon,
paragraphs, a glued credit, then page furniture. The same seed gives the same copy.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

_PEOPLE = ("Nasreen Qadri", "José Núñez", "Zoë Brontë-Hall", "Ömer Yıldız", "Farooq Lashari")
_POSTS = ("the harbour master", "a spokeswoman", "the district engineer", "a union leader")
_THINGS = ("the new flood wall", "the night ferry", "the cotton exchange", "the wheat silos")
_DEEDS = ("would be inspected again", "had never been paid for", "must stay open all winter")
_TIMES = ("on Monday", "last week", "before the rains", "by the end of the month")
_PLACES = ("KARACHI", "LAHORE", "QUETTA", "GILGIT", "DERA GHAZI KHAN", "MULTAN")
_DATES = ("March 3", "Jan 27", "Oct 9", "May 30")
_AGENCIES = ("AFP", "Reuters", "Meridian", "APP", "Agencies", "Coastal Press", "dpa")
_TOPICS = ("Salt and silence", "A bridge too late", "Reading lamps", "Zia’s orchard", "Two tides")
_URDU = (
    "بندرگاہ کے نگران نے کہا کہ نئی دیوار کا کام برسات سے پہلے مکمل ہو جائے گا۔",
    "مزدور یونین کے رہنما نے اس فیصلے کو مسترد کر دیا اور کہا کہ اجرت ادا نہیں کی گئی۔",
    "ضلعی انجینئر کے مطابق گندم کے گوداموں کا دوبارہ معائنہ کیا جائے گا۔",
)


@dataclass(frozen=True, slots=True)
class Expected:
    """What the parser must make of the copy."""

    place: str
    date: str
    credit: str
    paragraphs: tuple[str, ...]
    set_apart: tuple[str, ...] = ()
    headline: str = ""


def wire_copy(
    seed: int,
    *,
    paragraphs: int = 8,
    headline: str = "",
    furniture: str = "cards",
    opinion_in_body: bool = False,
    early_credit: bool = False,
    after_credit: Sequence[str] = (),
    language: str = "en",
    credit: bool = True,
    wrapped: bool = False,
    encoding: str = "utf-8",
) -> tuple[bytes, Expected]:
    """One file of wire copy and what it says.

    ``furniture`` is ``"cards"`` (the opinion cards of a web page), ``"links"`` (another kind)
    or ``""``; ``after_credit`` are words pasted right after the credit; ``opinion_in_body``
    adds a paragraph that reads "Opinion"; ``early_credit`` ends an early paragraph with a
    second credit; ``wrapped`` breaks the lines at 68 characters.
    """
    pick = random.Random(seed)
    make = _urdu_sentence if language == "ur" else _paragraph
    body = [make(pick) for _ in range(paragraphs)]
    if opinion_in_body:
        body.insert(len(body) // 2, "Opinion")
    expected = Expected(
        place=pick.choice(_PLACES) if language == "en" else "اسلام آباد",
        date=pick.choice(_DATES) if language == "en" else "",
        credit=pick.choice(_AGENCIES) if credit else "",
        paragraphs=tuple(body),
        headline=headline,
    )
    if early_credit:
        body[1] += "—Online"
        expected = replace(expected, paragraphs=tuple(body))
    after = [*after_credit, *_furniture(pick, furniture)]
    if not credit:
        after = []
    lines = _lines(expected, after, wrapped=wrapped)
    return lines.encode(encoding), replace(expected, set_apart=tuple(after))


def _lines(expected: Expected, after: Sequence[str], *, wrapped: bool) -> str:
    opening = f"{expected.place}, {expected.date}: " if expected.date else f"{expected.place} — "
    body = list(expected.paragraphs)
    if not expected.date:
        opening = f"{expected.place} (اے ایف پی) — "
    body[0] = opening + body[0]
    if expected.credit:
        body[-1] += f"—{expected.credit}"
    if wrapped:
        body = [_wrap(paragraph) for paragraph in body]
    if expected.headline:
        body.insert(0, expected.headline)
    return "\n\n".join([*body, *after]) + "\n"


def _wrap(paragraph: str) -> str:
    lines = [""]
    for word in paragraph.split(" "):
        if len(lines[-1]) + 1 + len(word) > 68:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)


def _paragraph(pick: random.Random) -> str:
    if pick.random() < 0.3:
        return (
            f"“We were told {pick.choice(_TIMES)} that {pick.choice(_THINGS)} "
            f"{pick.choice(_DEEDS)},” said {pick.choice(_PEOPLE)}, {pick.choice(_POSTS)}, "
            f"who doesn’t expect an answer."
        )
    return (
        f"{pick.choice(_POSTS).capitalize()}, {pick.choice(_PEOPLE)}, said "
        f"{pick.choice(_TIMES)} that {pick.choice(_THINGS)} {pick.choice(_DEEDS)}, and that "
        f"{pick.choice(_THINGS)} — built {pick.randint(2, 90)} years ago — {pick.choice(_DEEDS)}."
    )


def _urdu_sentence(pick: random.Random) -> str:
    return f"{pick.choice(_URDU)} {pick.choice(_URDU)}"


def _furniture(pick: random.Random, kind: str) -> list[str]:
    if kind == "links":
        return ["Read more", "Most viewed", f"1. {pick.choice(_TOPICS)}", "© 2031 The Harbour Post"]
    if kind != "cards":
        return []
    cards = ["Opinion", "Editorial"]
    for topic in pick.sample(_TOPICS, 3):
        stamp = pick.choice(("07 May, 2031", "Updated 06 May, 2031"))
        cards += [topic, stamp, topic, "THE tide comes in twice a day and nobody has asked it..."]
    return cards

"""Where a story ends: the credit or sign-off at its end, and what was pasted along after it."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from newsroom.wire.agencies import AGENCIES, is_agency, is_signature


@dataclass(frozen=True, slots=True)
class Ending:
    """A story cut at its end.

    ``body`` are the story's own paragraphs without the credit; ``set_apart`` is everything
    after it (sign-offs, print lines, page furniture), paragraph by paragraph. ``credit`` is
    as written, ``text`` what was cut for it. ``doubt`` is a sentence for the desk, or empty.
    """

    body: tuple[str, ...]
    credit: str = ""
    text: str = ""
    set_apart: tuple[str, ...] = ()
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class _Close:
    """A paragraph that may be the story's last, or stand after its last."""

    index: int
    kept: str
    credit: str
    text: str
    glued: bool
    sure: bool = True


_TAIL = 120
_LAST_LINES = 4
_GLUED = re.compile(
    r"(?:[—–―]|--+|(?<=\s)-|(?<=[.!?”\"’')\]])\s*-|(?<=[.!?”\"’')\]\s])/)\s*([^—–―\n]{2,80})$"
)
# A name that nobody told us of, where only a credit stands: glued by a dash to the full stop.
_UNKNOWN = re.compile(
    r"(?<=[.!?…۔؟。])\s?[—–]\s?"
    r"((?:[^\W\d_a-z][\w.&'’-]*)(?: (?:[^\W\d_a-z][\w.&'’-]*|of|the|and)){0,4})$"
    # After a quotation two words may be who said it.
    r"|(?<=[.!?…۔][”\"’'])[—–]([^\W\d_a-z][\w&-]{2,30})$"
)
_BRACKETED = re.compile(r"(?<=[.!?”\"’'…۔])\s*([(\[])([^()\[\]\n]{2,60})[)\]]\.?$")
# EFE signs in capitals behind what somebody said last, with nothing between but a space. Behind
# a mere full stop it might be whom the story is about.
_AFTER_STOP = re.compile(r"(?<=[.!?…][”\"’'»])\s+([A-Z]{2,6})$")
_COURTESY = re.compile(
    r"(?:courtesy:?|with (?:additional )?inputs? from|source:)\s+(.{2,70})", re.I
)
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright)\s*(?:©\s*)?(?:\d{4},?\s*)?([^\d\n]{2,60}?)(?:\s*\d{4})?\.?", re.I
)
_PRINTED = re.compile(r"Published in ([^,\n]{2,40}), [^\n]{4,60}", re.I)
_REPORTING = re.compile(
    r"\(\s*(?:additional |added )?(?:reporting|writing|editing|compiled)\b.{0,600}\)\W{0,3}",
    re.I | re.S,
)
_MAILS = re.compile(r"\(\([^\n]{3,200}\)\)")
_NOT_FOR_READERS = re.compile(
    r"#{1,3} .{0,40}\b(?:notebook|contacts?)\b|the following information is not (?:intended )?for",
    re.IGNORECASE,
)
_MAY_BE_NOT = frozenset("#tT")
_THE_END = re.compile(
    r"(?:-\s?30\s?-|#{2,5}|ends?|-ends?-|\*{3,}|end/\w{2,3}|\(ends?\)|n{4}"
    r"|\((?:schluss|ende|fin|fim|fine|slutt?|einde)\)(?: [a-z/*]{2,15})?|enditem)\.?",
    re.I,
)
# Xinhua's, on the last line itself.
_ENDITEM = re.compile(r"(?<=[.!?”\"’'])\s+(?:Enditem|Endit)\.?$")
# An agency, and that this is its end ("Lusa/Fim"), or its number for it ("KNA - rlkmt-89-00045").
_AGENCY_ENDS = re.compile(
    r"(\S+)(?:/(?:fim|fin|fine|ende?|schluss|slutt?)| - [\w-]*\d[\w-]*)", re.I
)
# "Anna Berg/TT", as the Scandinavian agencies sign.
_WRITER_AND_AGENCY = re.compile(r"(?:[^\W\d_a-z][\w.'’-]+ ){1,3}[^\W\d_a-z][\w.'’-]+/([A-Z]{2,6})")
_CAPITAL_INITIALS = re.compile(r"[A-Z]{2,5} ?// ?[A-Z]{2,5}\.?")
# AFP sets "burs-", for bureaus, before the initials of the one who put their copy together.
_INITIALS = re.compile(
    r"\(?(?:[^\W\d_A-Z]{1,5}-)?[^\W\d_A-Z]{1,4}"
    r"(?:\\?/[^\W\d_A-Z ]{1,4}(?: [^\W\d_A-Z]{1,2})?){1,5}\)?"
)
_DESK = re.compile(r"\(?[A-Za-z]{2,4}\\?/[a-z]{1,4}(?:[-/][a-z]{1,4}){0,3}\)?")
_SIGN_OFFS = (_THE_END, _INITIALS, _DESK, _CAPITAL_INITIALS)
_AGENCY_AND_DESK = re.compile(r"(\S+)((?: (?:[A-Za-z]{1,4}(?:/[a-z]{1,4})?|[A-Z]{1,8})){1,4})/?")
_DASHES = "—–―-/"
_AROUND = "—–―-=/ \t()[].©"


def split_credit(
    paragraphs: Sequence[str],
    *,
    agencies: Collection[str] = AGENCIES,
    is_delimited: bool = False,
) -> Ending:
    """Cut ``paragraphs`` (plain text, without dateline) after the credit that closes the story.

    A credit glued to the end of a paragraph (``….—AFP``) or a line of its own (``Agencies``,
    ``(Reporting by …)``, ``ends``, desk initials) closes the story; what follows is set apart,
    whatever it is. With several credits the last one closes it that is reached through prose
    alone: between two stories run on in one file stand sentences, between a story and its
    page furniture stand headings, dates and teasers. A credit that closes nothing stays in
    its paragraph. Without any credit every paragraph is body, also one that reads "Opinion".
    Where the format itself says what the text is (``is_delimited``), only its last lines can
    close it: nothing was pasted along.
    """
    first = len(paragraphs) - _LAST_LINES if is_delimited else 0
    closes = [
        close
        for i, text in enumerate(paragraphs)
        if (i >= first or _is_not_for_readers(text)) and (close := _close(i, text, agencies))
    ]
    closes = [close for close in closes if close.index or close.kept]
    # Of an unknown name it is known only that what follows is furniture.
    closes = [close for close in closes if close.sure or not _prose_follows(paragraphs, close)]
    chosen, doubt = _choose(paragraphs, closes)
    if chosen is not None and not chosen.sure:
        doubt = f"“{chosen.credit}” was taken for the agency; check it."
    if chosen is None:
        return Ending(tuple(paragraphs), doubt=doubt)
    body = [*paragraphs[: chosen.index], *([chosen.kept] if chosen.kept else [])]
    after = list(paragraphs[chosen.index + 1 :])
    # Nothing of a line is lost because only its name fits the field.
    if chosen.text.strip(_AROUND) != chosen.credit:
        after.insert(0, chosen.text)
    return Ending(tuple(body), chosen.credit, chosen.text, tuple(after), doubt)


def _is_not_for_readers(text: str) -> bool:
    first = text[:1]
    # A quick look: most paragraphs begin with neither.
    return (first in _MAY_BE_NOT or first.isspace()) and bool(_NOT_FOR_READERS.match(text.lstrip()))


def _choose(paragraphs: Sequence[str], closes: list[_Close]) -> tuple[_Close | None, str]:
    chosen: _Close | None = None
    doubt = ""
    for close in closes:
        if chosen is None:
            if not close.glued and _goes_on(paragraphs, close.index + 1):
                doubt = f"“{close.text}” stands alone in the middle; it was left in the text."
                continue
            chosen = close
        elif _is_prose(paragraphs[chosen.index + 1 : close.index], close):
            chosen = _joined(chosen, close)
        else:
            break
    return chosen, doubt


def _prose_follows(paragraphs: Sequence[str], close: _Close) -> bool:
    return any(_is_long_sentence(text) for text in paragraphs[close.index + 1 : close.index + 3])


def _joined(first: _Close, then: _Close) -> _Close:
    """``then`` closes the story, unless it stands alone right under the line that did."""
    if then.index == first.index + 1 and not then.kept:
        return replace(first, credit=first.credit or then.credit)
    return then


def _is_prose(between: Sequence[str], close: _Close) -> bool:
    texts = [*between, close.kept] if close.kept else list(between)
    if not texts:
        return True
    long = sum(1 for text in texts if len(text) >= 80 or text.count(" ") >= 11)
    return all(_is_sentence(text) for text in texts) and 2 * long >= len(texts)


def _is_sentence(text: str) -> bool:
    text = text.rstrip("”\"’') ")
    return (
        text.count(" ") >= 2
        and text.endswith((".", "!", "?", "۔", "؟", "。", ":"))
        and not (text.endswith(("...", "…")))
    )


def _goes_on(paragraphs: Sequence[str], start: int) -> bool:
    """Whether a line that stands alone is followed by the story, which has no other end."""
    following = paragraphs[start : start + 3]
    return len(following) > 1 and all(_is_long_sentence(text) for text in following[:2])


def _is_long_sentence(text: str) -> bool:
    return len(text) >= 80 and _is_sentence(text)


def _close(index: int, text: str, agencies: Collection[str]) -> _Close | None:
    text = text.strip()
    if not text:
        return None
    alone = _alone(text, agencies) if len(text) <= _TAIL or text[0] in "(#Tt" else None
    if alone is not None:
        return _Close(index, "", alone, text, glued=False)
    start = max(0, len(text) - _TAIL)
    tail = text[start:]
    sign = _first_sign(tail)
    looks = (
        (_BRACKETED, 2, sign, text[-2:].rstrip(".")[-1:] in {")", "]"}),
        (_GLUED, 1, sign, _may_be_glued(tail)),
        (_AFTER_STOP, 1, 0, text[-1].isupper()),
    )
    for pattern, group, begin, worth in looks:
        if not worth:
            continue
        match = pattern.search(tail, begin)
        if match and (credit := _credit(match[group], agencies)) is not None:
            kept = text[: start + match.start()].rstrip()
            return _Close(index, kept, credit, tail[match.start() :].strip(), glued=True)
    if text[-1] in "mt." and (match := _ENDITEM.search(tail)):
        kept = text[: start + match.start()].rstrip()
        return _Close(index, kept, "", match[0].strip(), glued=True)
    if ("—" in tail or "–" in tail) and (match := _UNKNOWN.search(tail, sign)):
        kept = text[: start + match.start()].rstrip()
        cut = tail[match.start() :].strip()
        return _Close(index, kept, match[1] or match[2], cut, glued=True, sure=False)
    return None


def _may_be_glued(tail: str) -> bool:
    """A quick look: prose ends in a full stop, and long after its last dash."""
    last = max(map(tail.rfind, _DASHES))
    return last >= 0 and (tail[-1] not in '.!?”"’…' or len(tail) - last <= 45)


def _first_sign(tail: str) -> int:
    """Before this no credit begins: it takes a dash, a stroke or a bracket, or space before it."""
    signs = [at for sign in "—–―-/([" if (at := tail.find(sign)) >= 0]
    return len(tail[: min(signs)].rstrip()) if signs else len(tail)


def _credit(name: str, agencies: Collection[str]) -> str | None:
    """The credit in what stands after the dash; None if it is nobody's name."""
    name = name.strip().rstrip("./")
    if len(name) > 80 or name.count(" ") > 8:
        return None
    ended = _AGENCY_ENDS.fullmatch(name)
    if ended and is_agency(ended[1], agencies):
        return ended[1]
    if is_signature(name, agencies):
        return name
    match = _COURTESY.fullmatch(name)
    if match:
        return name
    head, stroke, _ = name.partition("/")
    if stroke and is_agency(head, agencies):
        return name
    return None


def _alone(text: str, agencies: Collection[str]) -> str | None:
    """The credit in a line that closes a story by itself; empty for a mere sign-off."""
    bare = text.strip(_AROUND)
    if len(text) <= _TAIL:
        if len(bare) > 1 and (credit := _credit(bare, agencies)) is not None:
            return credit
        if any(pattern.fullmatch(text) for pattern in _SIGN_OFFS):
            return ""
        signed = _WRITER_AND_AGENCY.fullmatch(text)
        if signed and is_agency(signed[1], agencies):
            return signed[1]
        desk = _AGENCY_AND_DESK.fullmatch(text)
        if desk and is_agency(desk[1], agencies):
            return desk[1]
        match = _COPYRIGHT.fullmatch(text)
        if match:
            return match[1].strip()
        if _PRINTED.fullmatch(text):
            return ""
    if len(text) > 700:
        return None
    if _NOT_FOR_READERS.match(text) or _REPORTING.fullmatch(text) or _MAILS.fullmatch(text):
        return ""
    return None

"""The body as readers get it: dateline set into the first paragraph, credit closing the last."""

import re
from collections.abc import Callable
from html import escape

_OPENING_PARAGRAPH = re.compile(r"\s*<p(?:\s[^>]*)?>")
_FIGURE = re.compile(r"<figure[ >].*?</figure>", re.DOTALL)
_PICTURED = re.compile(
    r"<figure(?=[^<>]* data-picture=\"(?P<uid>[0-9a-f-]+)\")[^<>]*>(?P<inside>.*?)</figure>",
    re.DOTALL,
)
_HEADINGS = re.compile(r"(?:\s*<h[2-6][^>]*>.*?</h[2-6]>)*", re.DOTALL)


def dateline_text(place: str, date: str) -> str:
    """``ISLAMABAD, Aug 11:``, ``LAHORE:``, ``Jan 30:`` or nothing, in the copy's own letters."""
    parts = [part.strip() for part in (place, date) if part.strip()]
    return ", ".join(parts) + ":" if parts else ""


def set_dateline(body: str, place: str, date: str) -> str:
    """``body`` (clean HTML) with the dateline opening its first paragraph."""
    dateline = dateline_text(place, date)
    if not dateline:
        return body
    mark = f'<span class="dateline">{escape(dateline, quote=False)}</span>'
    headings = _HEADINGS.match(body)
    start = headings.end() if headings else 0
    if opening := _OPENING_PARAGRAPH.match(body, start):
        return f"{body[: opening.end()]}{mark} {body[opening.end() :]}"
    return f"{body[:start]}<p>{mark}</p>{body[start:]}"


def set_credit(body: str, credit: str) -> str:
    """``body`` with ``—AFP`` closing its last paragraph, without a space before it."""
    credit = credit.strip()
    if not credit:
        return body
    mark = f'<span class="credit">—{escape(credit, quote=False)}</span>'
    trimmed = body.rstrip()
    # A paragraph inside a list or quotation ends with that block's tag, and gets a line after it.
    if trimmed.endswith("</p>"):
        return f"{trimmed[: -len('</p>')].rstrip()}{mark}</p>"
    return f"{trimmed}<p>{mark}</p>"


def without_figures(body: str) -> str:
    """``body`` without its pictures' captions: a teaser must not keep what a killed one said."""
    return _FIGURE.sub("", body)


def set_pictures(body: str, figure: Callable[[str, str], str]) -> str:
    """``body`` with each picture set in: ``figure`` makes it of its uid, as
    hexadecimal digits alone, and of what stands in the figure.

    Where ``figure`` gives nothing the picture is left out, caption and all.
    """
    if "<figure" not in body:
        return body
    return _PICTURED.sub(lambda found: figure(found["uid"].replace("-", ""), found["inside"]), body)


def set_body(body: str, *, place: str, date: str, credit: str) -> str:
    """The fragment that a page keeps."""
    return set_credit(set_dateline(body, place, date), credit)

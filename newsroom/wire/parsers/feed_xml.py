"""RSS and Atom as trees that keep their name spaces: a picture's title is not the story's."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from html import unescape
from urllib.parse import urljoin, urlsplit

from newsroom.text.characters import composed, without_junk
from newsroom.wire.parsers import markup
from newsroom.wire.parsers.body import Body, body_of, body_of_html, body_of_text
from newsroom.wire.parsers.item import WireError
from newsroom.wire.parsers.markup import Element, folded, text_of

type Parts = Mapping[str, Sequence[Element]]

# What the children of an entry are called here, whatever prefix the feed itself gives them. The
# vocabularies of RSS 0.9, 1.0, 2.0 and of Atom 0.3 and 1.0 have no prefix: feeds mix them.
_PREFIXES = {
    "http://www.w3.org/2005/Atom": "",
    "http://purl.org/atom/ns#": "",
    "http://purl.org/rss/1.0/": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://backend.userland.com/rss2": "",
    "http://backend.userland.com/RSS2": "",
    "http://blogs.law.harvard.edu/tech/rss": "",
    "http://purl.org/rss/1.0/modules/content/": "content:",
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://purl.org/dc/terms/": "dcterms:",
    "http://search.yahoo.com/mrss/": "media:",
    "http://search.yahoo.com/mrss": "media:",
    "http://www.w3.org/1999/xhtml": "xhtml:",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf:",
    "http://purl.org/atompub/tombstones/1.0": "at:",
    "http://www.w3.org/2007/app": "app:",
    "http://feed.wenn.com/xmlns/2010/03/wenn_nm": "wenn_nm:",
    "http://feed.wenn.com/xmlns/2010/03/wenn_cm": "wenn_cm:",
    "http://feed.wenn.com/xmlns/2010/03/wenn_mm": "wenn_mm:",
}
_WORDPRESS = re.compile(r"http://wordpress\.org/export/[\d.]+/(excerpt/)?")
_USUAL = {prefix.rstrip(":"): address for address, prefix in _PREFIXES.items() if prefix}
_USUAL["atom"] = "http://www.w3.org/2005/Atom"
_USED = re.compile(r"</?([A-Za-z_][\w.-]{0,40}):\w|\s([A-Za-z_][\w.-]{0,40}):\w[\w.-]*\s?=")
_DECLARED = re.compile(r"\sxmlns:([\w.-]{1,60})\s*=")
_ROOT_NAME = re.compile(r"<[^\s/>]+")
_WEB_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<!DOCTYPE html|<html\b|<head\b|<body\b)", re.IGNORECASE
)
_TAG = re.compile(
    r"</?(?:p|br|div|span|a|b|i|em|strong|u|s|img|figure|figcaption|picture|iframe|video|audio"
    r"|h[1-6]|ul|ol|li|dl|dt|dd|table|tr|td|th|blockquote|pre|code|sub|sup|small|big|font|center"
    r"|section|article|aside|hr|script|style|q|cite|abbr|time|mark)\b[^<>]*>",
    re.IGNORECASE,
)


def tree(data: bytes, *, encoding: str = "") -> tuple[Element, tuple[str, ...]]:
    """The root element of a feed, and warnings for the desk; as safe as ``markup.document``.

    Prefixes that a feed uses without saying what they mean are taken in their usual sense.
    Raises ``WireError``.
    """
    if _WEB_PAGE.match(data):
        raise WireError("This is a web page, not a feed; the server may have sent an error page.")
    source, warnings = markup.source(data, encoding)
    try:
        return markup.tree(source), warnings
    except markup.UnboundPrefixError:
        return markup.tree(_with_declarations(source)), warnings


def _with_declarations(source: str) -> str:
    used = {prefix for pair in _USED.findall(source) for prefix in pair if prefix}
    missing = used - set(_DECLARED.findall(source)) - {"xml", "xmlns"}
    name = _ROOT_NAME.match(source)
    if name is None or len(missing) > 50:
        return source
    declared = "".join(
        f' xmlns:{prefix}="{_USUAL.get(prefix, f"urn:undeclared:{prefix}")}"'
        for prefix in sorted(missing)
    )
    return source[: name.end()] + declared + source[name.end() :]


# --- What is in it ---


def called(element: Element) -> str:
    """The name of ``element``, such as ``pubdate`` or ``dc:creator``; empty for a comment."""
    tag = element.tag
    return _called(tag) if isinstance(tag, str) else ""


@lru_cache(maxsize=2000)
def _called(tag: str) -> str:
    address, _, name = tag.removeprefix("{").rpartition("}")
    prefix = _PREFIXES.get(address, "?:") if address else ""
    if prefix == "?:" and (wordpress := _WORDPRESS.fullmatch(address)):
        prefix = "excerpt:" if wordpress[1] else "wp:"
    return f"{prefix}{name.lower()}"


def parts_of(element: Element | None) -> dict[str, list[Element]]:
    """The children of ``element`` by what they are called, in order."""
    found: dict[str, list[Element]] = {}
    for child in element if element is not None else ():
        found.setdefault(called(child), []).append(child)
    return found


def texts(parts: Parts, *names: str) -> list[str]:
    """The words of all that is called one of ``names``, those with the first name first."""
    return [said for name in names for each in parts.get(name, ()) if (said := text_of(each))]


def text(parts: Parts, *names: str) -> str:
    """The first of ``texts``, or nothing."""
    return next(iter(texts(parts, *names)), "")


def link_of(parts: Parts) -> str:
    """Where the story itself, or the feed's own site, can be read; nothing if it isn't said."""
    for each in parts.get("link", ()):
        if each.get("rel", "alternate") == "alternate" and (
            href := folded(each.get("href")) or text_of(each)
        ):
            return joined(each.base or "", href)
    return ""


def joined(base: str, href: str) -> str:
    """``href`` as seen from ``base``; as it is where either makes no sense."""
    try:
        return urljoin(base, href) if base else href
    except ValueError:
        return href


def host_of(address: str) -> str:
    """The host in a web address, in small letters; nothing if it is none."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


# --- Words that may be marked up ---


def body_at(element: Element) -> Body:
    """The blocks of a ``content``, a ``description`` or such, in whatever way it carries them.

    Atom says what it is (RFC 4287 §4.1.3.1); RSS leaves it to be found out.
    """
    said = folded(element.get("type")).casefold()
    if len(element):
        return body_of(_bare(element))
    if said in {"html", "text/html"}:
        return body_of_html(element.text or "")
    return marked_up(element.text or "", is_plain=said in {"text", "text/plain"})


def marked_up(said: str, *, is_plain: bool = False) -> Body:
    """The blocks of ``said``: HTML if there are tags of it, whatever it calls itself."""
    if _TAG.search(said):
        return body_of_html(said)
    return body_of_text(said if is_plain else unescaped(said))


def line_at(element: Element) -> str:
    """The words of a ``title`` or such on one line; of HTML the words alone."""
    said = element.text or ""
    if len(element) or element.get("type") == "text":
        return text_of(element)
    return " ".join(body_of_html(said).texts) if _TAG.search(said) else folded(unescaped(said))


def unescaped(said: str) -> str:
    """``said`` with the entities of HTML resolved, which may stand for anything."""
    return composed(without_junk(unescape(said))) if "&" in said else said


def _bare(element: Element) -> Element:
    """``element`` and all in it without name spaces, as bodies are read."""
    for each in element.iter():
        tag = each.tag
        if isinstance(tag, str) and tag[0] == "{":
            each.tag = tag[tag.index("}") + 1 :]
    return element

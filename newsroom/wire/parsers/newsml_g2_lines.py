"""The lines that stand with a NewsML-G2 story: headline, byline, dateline, credit, rights …"""

import re
from html import unescape

from newsroom.wire.agencies import is_agency
from newsroom.wire.parsers.draft import Draft
from newsroom.wire.parsers.instants import instant
from newsroom.wire.parsers.markup import (
    XML_LANG,
    Element,
    attribute_at,
    folded,
    found_at,
    text_at,
    text_of,
    texts_at,
)
from newsroom.wire.parsers.newsml_g2_codes import local, names_of

_MAIN_HEADLINE = ("", "main", "headline", "title", "hl1")
_ABSTRACTS = ("summary", "abstract", "", "lead", "teaser")
_AUTHORS = frozenset({"", "author", "writer", "reporter", "photographer", "phot", "journalist"})
_TWICE = re.compile(r"&(?:#\d{1,6}|quot|apos|amp);")


def set_lines(draft: Draft, item: Element) -> None:
    """Fill in ``draft`` the lines of ``contentMeta`` and ``rightsInfo``."""
    meta = item.find("contentMeta")
    _set_headlines(draft, meta)
    _set_descriptions(draft, meta)
    draft.slugline = _slugline(meta)
    draft.byline = ", ".join(dict.fromkeys(texts_at(meta, "by")))
    draft.credit_line = credit_of(item)
    draft.is_credit_said = bool(texts_at(item, "contentMeta/creditline"))
    dateline = text_at(meta, "dateline")
    # Reuters writes the time of sending there, which is no dateline that anybody would print.
    draft.dateline_line = "" if instant(dateline) else dateline
    draft.rights = _rights(item.find("rightsInfo"))


def creator_of(item: Element, credit: str) -> str:
    """The names of the people who made it, for want of a byline; log-ins and firms are none."""
    meta = item.find("contentMeta")
    names = []
    for each in found_at(meta, "creator"):
        name = text_at(each, "name")
        is_person = " " in name and not is_agency(name) and name.casefold() != credit.casefold()
        if is_person and local(each.get("role")) in _AUTHORS:
            names.append(name)
    return ", ".join(dict.fromkeys(names))


def caption_of(draft: Draft, item: Element) -> str:
    """The caption of a picture; captions in other languages are set apart."""
    found = [
        each
        for each in found_at(item, "contentMeta/description")
        if local(each.get("role")) in {"caption", ""} and text_of(each)
    ]
    ordered = sorted(found, key=lambda each: _is_foreign(each, draft.language))
    texts = list(dict.fromkeys(text_of(each) for each in ordered))
    draft.apart += texts[1:]
    return next(iter(texts), "")


def _set_headlines(draft: Draft, meta: Element | None) -> None:
    """The main headline is the one without another role, in the story's language, ranked first."""
    found = list(found_at(meta, "headline"))
    ordered = sorted(found, key=lambda each: _headline_order(each, draft.language))
    texts = [_TWICE.sub(lambda m: unescape(m[0]), text_of(each)) for each in ordered]
    texts = [text for text in dict.fromkeys(texts) if text]
    draft.headline = next(iter(texts), "")
    draft.apart += texts[1:]


def _headline_order(headline: Element, language: str) -> tuple[bool, bool, int]:
    rank = folded(headline.get("rank"))
    return (
        local(headline.get("role")) not in _MAIN_HEADLINE,
        _is_foreign(headline, language),
        int(rank) if rank.isascii() and rank.isdecimal() and len(rank) <= 6 else 0,
    )


def _is_foreign(element: Element, language: str) -> bool:
    said = folded(element.get(XML_LANG)).partition("-")[0].casefold()
    return bool(said) and said != language.partition("-")[0].casefold()


def _set_descriptions(draft: Draft, meta: Element | None) -> None:
    """The abstract is a summary, or else a teaser; a caption is none of a text."""
    found = list(found_at(meta, "description"))
    fitting = [each for each in found if local(each.get("role")) in _ABSTRACTS and text_of(each)]
    fitting.sort(key=lambda each: _description_order(each, draft.language))
    if draft.type == "picture":
        fitting = [each for each in fitting if local(each.get("role"))]
    draft.abstract = text_of(fitting[0]) if fitting else ""
    slug = _slugline(meta)
    for each in found:
        text, role = text_of(each), local(each.get("role"))
        if text in {"", draft.abstract} or (draft.type == "picture" and role in {"caption", ""}):
            continue
        before, colon, after = text.partition(":")
        # Reuters: slug line and headline once more, the headline perhaps shortened.
        if not (colon and before == slug and draft.headline.startswith(after)):
            draft.apart.append(text)


def _description_order(description: Element, language: str) -> tuple[bool, int]:
    role = local(description.get("role"))
    return _is_foreign(description, language), _ABSTRACTS.index(role)


def _slugline(meta: Element | None) -> str:
    separator = attribute_at(meta, "slugline", "separator") or "/"
    return separator.join(dict.fromkeys(texts_at(meta, "slugline")))


def credit_of(item: Element) -> str:
    """The agency to name: the credit line, else where it comes from, else who sends it."""
    meta, sent = item.find("contentMeta"), item.find("itemMeta")
    lines = texts_at(meta, "creditline") or _names(meta, "infoSource")[:1]
    lines = lines or _names(sent, "provider")[:1]
    return ", ".join(dict.fromkeys(lines)).strip(" -–—/")


def _names(meta: Element | None, path: str) -> list[str]:
    found = [names_of(each) for each in found_at(meta, path)]
    # Not "globenewswire.com": an address is nobody's name.
    return [name for name in found if name and "." not in name]


def _rights(info: Element | None) -> str:
    """Notices and terms in every language given, then a holder whom none of them names."""
    lines = texts_at(info, "copyrightNotice") + texts_at(info, "usageTerms")
    for holder in map(names_of, found_at(info, "copyrightHolder")):
        if holder and not any(holder.casefold() in line.casefold() for line in lines):
            lines.append(f"© {holder}")
    return "\n".join(dict.fromkeys(lines))

"""HTML as feeds carry it made into a tree; slips that swallow words are mended first."""

import re

from lxml import etree

from newsroom.text.nesting import names
from newsroom.wire.parsers.item import WireError
from newsroom.wire.parsers.markup import Element

# What a reader does not see, with all that stands in it.
UNSEEN = names(
    "script style template noscript iframe object svg head title meta link colgroup col"
    " media-metadata input"
)
_END = "x-end"
_SWALLOWING = ("svg", "object", "noscript", "template")
_UNSEEN_TAG = re.compile(
    rf"</?(?:{'|'.join(sorted(UNSEEN))}|textarea|xmp|plaintext)\b[^<>]*>?", re.IGNORECASE
)
_ANY_TAG = re.compile(r"<(/?[a-zA-Z][a-zA-Z0-9]{0,15})\b[^<>]*>")
_NO_TAG = re.compile(r"<(?!/?[a-zA-Z][a-zA-Z0-9]{0,15}>)")
_HIDDEN = re.compile(r"<!--|<(script|style)\b", re.IGNORECASE)
# An address with a tag in it has an open quotation mark, which another one closed.
_has_open_quote = etree.XPath("boolean(//@href[contains(., '<')] | //@src[contains(., '<')])")


def html_tree(html: str) -> Element | None:
    """The tree of ``html``; None if there is none to be had.

    An open quotation mark, comment or script swallows all that follows, in browsers too; here
    the tags are stripped to their names then, and every word is seen.
    """
    html = html.replace("<![CDATA[", "").replace("]]>", "")
    root = _tree(html) if _is_balanced(html) else None
    return _tree(_bare(html)) if root is None else root


def _tree(html: str) -> Element | None:
    """The tree, if the mark that is set at the end here is seen in it."""
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        root = etree.HTML(f"<div>{html}<{_END}></{_END}></div>".encode(), parser)
    except UnicodeEncodeError:
        raise WireError(
            "The text contains half characters; it was damaged on its way here."
        ) from None
    end = next(root.iter(_END), None) if root is not None else None
    if end is None or any(each.tag in UNSEEN for each in end.iterancestors()):
        return None
    return None if _has_open_quote(root) else root


def _is_balanced(html: str) -> bool:
    """Whether each of the elements that hide what they hold is closed."""
    if not any(f"<{name}" in html.lower() for name in _SWALLOWING):
        return True
    lowered = _without_hidden(html).lower()
    return all(lowered.count(f"<{name}") == lowered.count(f"</{name}") for name in _SWALLOWING)


def _bare(html: str) -> str:
    """``html`` with no tags but mere names."""
    html = _without_hidden(html).replace("<!--", " ").replace("-->", " ")
    html = _UNSEEN_TAG.sub("", html)
    return _NO_TAG.sub("&lt;", _ANY_TAG.sub(r"<\1>", html))


def _without_hidden(html: str) -> str:
    """``html`` without comments, scripts and styles that are properly closed."""
    lowered = html.lower()
    kept: list[str] = []
    at = 0
    for start in _HIDDEN.finditer(html):
        if start.start() < at:
            continue
        mark = f"</{start[1].lower()}" if start[1] else "-->"
        end = lowered.find(mark, start.end())
        if end < 0:
            break
        kept.append(html[at : start.start()])
        at = end + len(mark) if not start[1] else lowered.find(">", end) + 1 or len(html)
    return "".join([*kept, html[at:]])

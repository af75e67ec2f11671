"""Clean newspaper markup out of whatever HTML was typed, pasted or sent."""

import re
from collections.abc import Sequence
from html import escape, unescape

import nh3

from newsroom.text.characters import PLAIN_WORDS, composed, is_plain, without_junk
from newsroom.text.nesting import is_deeper_than, names

MAX_BYTES = 1_048_576
MAX_DEPTH = 256
# That a character takes in UTF-8.
_MOST_BYTES = 4

_TEXT_BLOCKS = {"p", "h2", "h3", "h4", "li", "blockquote", "th", "td", "caption", "figcaption"}
_KEPT = _TEXT_BLOCKS | names(
    "ul ol strong em a br hr sub sup table thead tbody tfoot tr figure pre code abbr q small span"
)
# Blocks that a body doesn't have. The sanitiser lets them through so that their words stay
# apart, then they become what a newspaper has.
_RENAMED = dict.fromkeys(
    names(
        "div section article aside header footer main nav address center details summary dl dt dd "
        "fieldset form legend hgroup option"
    ),
    "p",
) | {"b": "strong", "i": "em", "h1": "h2", "h5": "h4", "h6": "h4"}
_DROPPED_WITH_CONTENT = {"script", "style", "template", "iframe", "noembed", "noframes", "title"}
_DROPPED_WITH_CONTENT |= {"svg", "math"}

_CELL = {"colspan", "rowspan"}
_ATTRIBUTES = {
    "*": {"lang", "dir"},
    "a": {"href", "title", "hreflang"},
    "abbr": {"title"},
    "td": _CELL,
    "th": _CELL | {"scope"},
    "figure": {"data-picture"},
}
_SCHEMES = {"http", "https", "mailto", "tel"}
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,7}")
_VALUES = {
    "lang": _LANGUAGE,
    "hreflang": _LANGUAGE,
    "dir": re.compile("ltr|rtl|auto"),
    "colspan": re.compile("[1-9][0-9]{0,2}"),
    "rowspan": re.compile("[1-9][0-9]{0,2}"),
    "scope": re.compile("row|col|rowgroup|colgroup"),
    "data-picture": re.compile(r"[0-9a-f]+(?:-[0-9a-f]+)*"),
    "rel": re.compile("noopener"),
    "title": re.compile(r"[^\n]{1,500}"),
    # A scheme that we allow, or no scheme at all and this site: "//host" and "/\host" are
    # other sites in disguise.
    "href": re.compile(
        r"(?i:https?://|mailto:|tel:)\S{1,2000}"
        r"|(?:[?#]|\.{0,2}/(?![/\\]))\S{0,2000}"
        r"|[\w.~%-]{1,500}(?:[/?#]\S{0,2000})?"
    ),
}


def _kept_value(_tag: str, name: str, value: str) -> str | None:
    value = value.strip()
    if name == "href":
        value = value.replace(" ", "%20")
    allowed = _VALUES.get(name)
    return value if allowed and allowed.fullmatch(value) else None


_cleaner = nh3.Cleaner(
    tags=_KEPT | set(_RENAMED),
    clean_content_tags=_DROPPED_WITH_CONTENT,
    attributes=_ATTRIBUTES,
    attribute_filter=_kept_value,
    url_schemes=_SCHEMES,
    link_rel="noopener",
)

_RENAME = re.compile(rf"<(/?)({'|'.join(sorted(_RENAMED))})(?=[ >])")
_EMPTY = re.compile(r"<p(?: [^<>]*)?>(?:\s|&nbsp;|<br>)*</p>\n?")
_PRE = re.compile(r"(<pre(?: [^<>]*)?>)\n+")
_LINK_TO_NOTHING = re.compile(r"<a(?![^<>]* href=)(?: [^<>]*)?>(.*?)</a>", re.DOTALL)
# What the four above look for: most copy has none of it, and one look tells.
_UNFINISHED = re.compile(
    rf"<(?:/?(?:{'|'.join(sorted(_RENAMED))})[ >]|a[ >]|pre[ >]"
    r"|p(?: [^<>]*)?>(?:\s|&nbsp;|<br>)*</p>)"
)


# Paragraphs and headings of words alone, as most copy is made of: clean as they stand.
def _only_paragraphs(words: str) -> re.Pattern[str]:
    text = rf"[{words}]*+(?:&(?:amp|lt|gt|nbsp);[{words}]*+)*+"
    return re.compile(rf"(?:<(p|h[234])>(?=[^\s<>&\xa0]){text}</\1>(?:\n|\Z))++")


# If plain characters alone are in them, one look tells that the characters are in order, too.
_PLAIN_PARAGRAPHS = _only_paragraphs(PLAIN_WORDS)
_ONLY_PARAGRAPHS = _only_paragraphs(r"^<>&\xa0")
_MARKUP = re.compile(r"(<[^<>]*>)")
# One tag as browsers read it, comments first, so that a quotation mark in one opens nothing.
_LONG_TAG = re.compile(
    r"<!--.*?(?:--!?>|\Z)|(</?[a-zA-Z][^\s/>]*+)"
    r"(?:[\s/]++|[^\s/>][^\s/>=]*+(?:=\s*+(?:\"[^\"]*+\"?|'[^']*+'?|[^\s>\"'][^\s>]*+)?)?)*+>?",
    re.DOTALL,
)
_LONGEST_TAG = 16_384
_TOO_LONG = "This text is longer than 1 MiB, which is more than a story can hold."


class CleanHtml(str):
    """What ``clean_html`` gave: cleaning it again can be spared.

    Whatever is made of it, by slicing or replacing or from a database, is plain text again.
    Nobody else makes one.
    """

    __slots__ = ()


def clean_html(html: str) -> CleanHtml:
    """The body markup of a newspaper in ``html``, and nothing else; every word of text stays.

    Cleaning what is clean changes nothing. Raises ``ValueError`` with a sentence for the
    editor if the text is longer than 1 MiB (before or after), nested more than 256 deep, or
    holds half characters (lone surrogates).
    """
    if isinstance(html, CleanHtml):
        return html
    for _attempt in range(6):
        cleaned = _cleaned_once(html)
        if cleaned == html:
            return CleanHtml(cleaned)
        html = cleaned
    # Markup that never comes to rest is no markup: the words stay, in plain paragraphs.
    return CleanHtml(text_to_html(paragraphs(html)))


def _in_our_characters(html: str) -> str:
    """``html`` in NFC and without junk; ``ValueError`` if it is too long or damaged."""
    if len(html) > MAX_BYTES:
        raise ValueError(_TOO_LONG)
    if html.isascii():
        return without_junk(html)
    is_known = is_plain(html)
    if not is_known or len(html) * _MOST_BYTES > MAX_BYTES:
        _check_bytes(html)
    return html if is_known else _composed_between_tags(without_junk(html))


def _check_bytes(html: str) -> None:
    try:
        size = len(html.encode())
    except UnicodeEncodeError:
        raise ValueError(
            "This text contains half characters (lone surrogates); it was damaged on its way here."
        ) from None
    if size > MAX_BYTES:
        raise ValueError(_TOO_LONG)


def _cleaned_once(html: str) -> str:
    if len(html) * _MOST_BYTES <= MAX_BYTES and _PLAIN_PARAGRAPHS.fullmatch(html):
        return html.strip()
    html = _in_our_characters(html)
    if _ONLY_PARAGRAPHS.fullmatch(html):
        return html.strip()
    if len(html) > _LONGEST_TAG:
        html = _LONG_TAG.sub(_without_long_attributes, html)
    if is_deeper_than(html, MAX_DEPTH):
        raise ValueError(
            f"The formatting of this text is nested more than {MAX_DEPTH} levels deep; "
            "paste it as plain text."
        )
    html = _cleaner.clean(html)
    if _UNFINISHED.search(html) is None:
        return html.strip()
    html = _RENAME.sub(lambda tag: f"<{tag[1]}{_RENAMED[tag[2]]}", html)
    html = _LINK_TO_NOTHING.sub(r"\1", html)
    return _EMPTY.sub("", _PRE.sub(r"\1", html)).strip()


def _composed_between_tags(html: str) -> str:
    """NFC text; a tag's last character is never composed with what follows it."""
    whole = composed(html)
    if whole is html:
        return html
    return "".join(composed(part) for part in _MARKUP.split(html))


def _without_long_attributes(tag: re.Match[str]) -> str:
    """Tags with thousands of attributes cost the parser a time that grows with their square."""
    if len(tag[0]) <= _LONGEST_TAG or not tag[1]:
        return tag[0]
    return tag[1] + ">"


def text_to_html(paragraphs: Sequence[str]) -> str:
    """Plain ``paragraphs`` as ``<p>`` elements, one a line."""
    return "\n".join(f"<p>{escape(text, quote=False)}</p>" for text in paragraphs if text.strip())


_BLOCK_TAG = re.compile(
    r"</?(?:p|h[1-6]|ul|ol|li|blockquote|table|thead|tbody|tfoot|tr|th|td|caption|figure"
    r"|figcaption|pre|hr|div|section|article)(?:[ />]|$)"
)


def paragraphs(html: str) -> list[str]:
    """The visible text of cleaned ``html``, one string a block element, in reading order.

    White space within a block is one space; empty blocks are left out. Takes time in
    proportion to the length, whatever the input.
    """
    blocks: list[str] = []
    current: list[str] = []
    for index, part in enumerate(_MARKUP.split(html)):
        if index % 2 == 0:
            current.append(part)
        elif part.startswith("<br"):
            current.append(" ")
        elif _BLOCK_TAG.match(part):
            blocks.append("".join(current))
            current = []
    blocks.append("".join(current))
    texts = (" ".join(unescape(block).split()) for block in blocks)
    return [text for text in texts if text]


def html_to_text(html: str) -> str:
    """The visible text of cleaned ``html``, with a blank line between paragraphs."""
    return "\n\n".join(paragraphs(html))

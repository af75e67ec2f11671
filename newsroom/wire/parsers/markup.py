"""Agency XML to a tree: nothing is fetched, nothing expands, and no word gets lost on the way."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape
from html.entities import html5

from lxml import etree

from newsroom.text.characters import composed, is_plain, without_junk
from newsroom.text.nesting import names
from newsroom.wire.parsers.encoding import EncodingError, decoded
from newsroom.wire.parsers.item import WireError

type Element = etree._Element

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_BEFORE_ROOT = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->", re.DOTALL)
_BROUGHT_IN = re.compile(
    r"""<!ENTITY\s+%\s+[\w.:-]{1,60}\s+(?:SYSTEM|PUBLIC\s+(?:"[^"]*"|'[^']*'))\s+"""
    r"""(?:"[^"]*"|'[^']*')\s*>|%[\w.:-]{1,60};"""
)
_ENTITY_DECLARED = re.compile(r"<!ENTITY|%[A-Za-z_]", re.IGNORECASE)
# What XML itself knows stays; comments and CDATA hold no references.
_REFERENCE = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)"
    r"|&(?:(amp|lt|gt|quot|apos);|([A-Za-z][A-Za-z0-9]{1,31});|#(x[0-9A-Fa-f]{1,6}|[0-9]{1,7});|)",
    re.DOTALL,
)
_MARKUP = re.compile(r"(<[^<>]*>)")
_NAME = re.compile(r"\w[\w.-]*")
_VALUE = r"""(?:"[^"<]*+"|'[^'<]*+')"""
_DEFAULT_NAMES = re.compile(
    rf"<[^\W\d][\w.-]*+(?:\s++(?!xmlns=)[\w.:-]++={_VALUE})*+\s++(xmlns={_VALUE})(?=[\s/>])"
)
# In 10 MB, fourteen bytes each with the words between them; a tree of more costs too much memory.
_MOST_TAGS = 700_000
_FOLD = re.compile(r"[ \t\r\n\f]+")
# Where one of these stands, a reader sees two words and not one.
_APART = names(
    "p br hr li dt dd td th tr hl1 hl2 hl3 h1 h2 h3 h4 h5 h6 div block blockquote bq pre caption"
    " byttl byline dateline story.date abstract note"
)


class UnboundPrefixError(WireError):
    """A prefix is used of which the file does not say what it means."""


def document(data: bytes, *, encoding: str = "") -> tuple[Element, tuple[str, ...]]:
    """The root element of ``data`` and warnings for the desk; names stand without name spaces.

    A DOCTYPE is accepted and put aside: no DTD is fetched. The entities of HTML are resolved;
    a file that defines entities of its own is refused, and so is one that uses entities which
    nobody defined (XML 1.0 §4.1): a parser would drop the words after them in silence. Stray
    ampersands and control characters, which some agencies send, are mended, and texts are
    composed (NFC). ``encoding`` is tried where the bytes are neither UTF-8 nor what they say.
    Raises ``WireError``.
    """
    text, warnings = source(data, encoding)
    text = _without_default_names(text)
    root = tree(text)
    # Only the prefix ``xml`` is bound without being declared (Namespaces in XML 1.0 §3).
    has_namespaces = "xml" in text and ("xmlns" in text or "<xml:" in text)
    return (_without_namespaces(root) if has_namespaces else root), warnings


def source(data: bytes, encoding: str = "") -> tuple[str, tuple[str, ...]]:
    """The text of ``data`` from its root element on, made safe to parse, and warnings for the desk.

    What ``document`` says of DOCTYPEs, entities and encodings is done here. Raises ``WireError``.
    """
    text, warnings = _text(data, encoding)
    # Most copy is in order as it comes: one look at its characters is enough then.
    is_in_order = is_plain(text)
    resolved = _with_entities(text if is_in_order else without_junk(text))
    bare = _without_doctype(resolved)
    return (bare if is_in_order and resolved is text else composed_markup(bare)), warnings


def tree(source: str) -> Element:
    """The root element of ``source``, as ``source()`` gives it; name spaces are kept.

    Raises ``UnboundPrefixError`` or any other ``WireError``.
    """
    if source.count("<") > _MOST_TAGS:
        raise WireError("The file has more tags than words; it was made to be a burden.")
    try:
        return etree.fromstring(source.encode("utf-8", "strict"), _parser())
    except etree.XMLSyntaxError as fault:
        refusal = UnboundPrefixError if "Namespace prefix" in str(fault.msg) else WireError
        raise refusal(_why(fault)) from None
    except UnicodeEncodeError:
        raise WireError(
            "The text contains half characters; it was damaged on its way here."
        ) from None


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        encoding="utf-8",  # whatever the declaration says: the bytes are ours by now
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        strip_cdata=True,
        collect_ids=False,
    )


def _text(data: bytes, hint: str) -> tuple[str, tuple[str, ...]]:
    declared = _DECLARED.search(data[:300])
    try:
        text, _name, warnings = decoded(
            data, hint, declared=declared[1].decode() if declared else ""
        )
    except EncodingError as reason:
        raise WireError(str(reason)) from None
    return text, warnings


def composed_markup(text: str) -> str:
    """``text`` in NFC; no tag is changed by a mark that follows it, as ``composed`` alone would."""
    whole = composed(text)
    if whole is text:
        return text
    return "".join(
        f"{composed(part[:-1])}>" if at % 2 else composed(part)
        for at, part in enumerate(_MARKUP.split(text))
    )


def _without_doctype(text: str) -> str:
    """``text`` from its root element on."""
    at = _root(text, 0)
    if not _is_doctype(text, at):
        return text[at:]
    end = _end_of_doctype(text, at)
    # Parameter entities that only bring in another DTD are never fetched, like the DTD itself.
    if _ENTITY_DECLARED.search(_BROUGHT_IN.sub("", text[at:end])):
        raise WireError("The file defines entities of its own; that is not accepted.")
    at = _root(text, end)
    if _is_doctype(text, at):
        raise WireError("The XML is broken: it has more than one DOCTYPE.")
    return text[at:]


def _root(text: str, at: int) -> int:
    while match := _BEFORE_ROOT.match(text, at):
        at = match.end()
    return at


def _is_doctype(text: str, at: int) -> bool:
    return text[at : at + 9].upper() == "<!DOCTYPE"


def _end_of_doctype(text: str, start: int) -> int:
    quote = ""
    depth = 0
    for at in range(start, min(len(text), start + 100_000)):
        character = text[at]
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'" and not depth:
            quote = character
        elif character == "[":
            depth += 1
        elif character == "]":
            depth -= 1
        elif character == ">" and depth <= 0:
            return at + 1
    raise WireError("The file's DOCTYPE does not end.")


def _with_entities(text: str) -> str:
    if "&" not in text:
        return text
    resolved = _REFERENCE.sub(_resolved, text)
    # Some write soft hyphens and the like as references.
    return resolved if resolved == text else without_junk(resolved)


def _resolved(match: re.Match[str]) -> str:
    whole, known, name, number = match[0], match[1], match[2], match[3]
    if known or whole[0] == "<":
        return whole
    if number:
        return _numbered(whole, int(number[1:], 16) if number[0] == "x" else int(number))
    if not name:
        return "&amp;"
    character = html5.get(f"{name};")
    if character is None:
        raise WireError(f"The file uses the entity “&{name};”, which nothing explains.")
    return escape(character)


def _numbered(whole: str, code: int) -> str:
    """The character of that ``code``; what may be markup remains a reference."""
    if 0x80 <= code <= 0x9F:
        # Nobody means these controls: HTML reads them as Windows-1252, and so do agencies.
        return bytes([code]).decode("cp1252", "ignore")
    if not _is_character(code):
        return ""
    return chr(code) if code > 0x9F else whole


def _is_character(code: int) -> bool:
    """XML 1.0 §2.2: what may stand in a document at all."""
    return (
        code in {9, 10, 13}
        or 0x20 <= code <= 0xD7FF
        or 0xE000 <= code <= 0xFFFD
        or (0x10000 <= code <= 0x10FFFF)
    )


def _why(fault: etree.XMLSyntaxError) -> str:
    line = fault.position[0] if fault.position else 0
    where = f" (line {line})" if line else ""
    said = str(fault.msg or "")
    if "depth" in said:
        return f"The file is nested too deep to be a story{where}."
    if "huge" in said.lower() or "too long" in said.lower():
        return f"A part of the file is far too long to be a story's{where}."
    if "Premature end" in said or "EndTag" in said or "not found" in said:
        return f"The XML breaks off or is not closed{where}; ask for the file again."
    return f"The XML is broken{where}: {said.partition(', line')[0]}."


def _without_default_names(text: str) -> str:
    """``text`` without its ``xmlns="…"``, where they surely are attributes of an element.

    Names without a prefix need no renaming in the tree then, which takes far longer.
    """
    # Past the DOCTYPE nothing but CDATA and comments begins so; each look at a text costs.
    if "xmlns=" not in text or "<!" in text:
        return text
    parts: list[str] = []
    done = 0
    while (at := text.find("xmlns=", done)) >= 0:
        declared = _DEFAULT_NAMES.match(text, max(text.rfind("<", done, at), 0))
        if declared is None or declared.start(1) != at:
            return text
        parts.append(text[done:at])
        done = declared.end(1)
    return "".join([*parts, text[done:]])


def _without_namespaces(root: Element) -> Element:
    for element in root.iter():
        tag = element.tag
        if isinstance(tag, str) and tag[0] == "{":
            element.tag = tag[tag.index("}") + 1 :]
    return root


# --- Asking the tree ---


def folded(text: str | None) -> str:
    """``text`` on one line, white space folded; no-break spaces are kept."""
    if not text:
        return ""
    # Of all white space only the plain space is printable.
    if "  " in text or not text.isprintable():
        text = _FOLD.sub(" ", text)
    return text.strip(" ")


def found_at(element: Element | None, path: str) -> Iterable[Element]:
    """The elements at ``path`` (as ``find`` takes it), in order; none below None."""
    if element is None:
        return ()
    # Steps that are mere names are walked here: that takes a fifth of the time.
    steps = _steps(path)
    if not steps:
        return element.iterfind(path)  # type: ignore[no-any-return]
    if len(steps) > 1:
        return _below(element, steps)
    return element.iterchildren(*steps)  # type: ignore[no-any-return]


@lru_cache(maxsize=512)
def _steps(path: str) -> tuple[str, ...]:
    """The names that ``path`` is made of; none if it is made of anything else."""
    steps = tuple(path.split("/"))
    return steps if all(_NAME.fullmatch(step) for step in steps) else ()


def _below(element: Element, steps: Sequence[str]) -> list[Element]:
    found = [element]
    for step in steps:
        found = [child for each in found for child in each.iterchildren(step)]
    return found


def text_of(element: Element | None) -> str:
    """All the words in ``element``, its children's too, on one line; nothing for None."""
    if element is None:
        return ""
    if not len(element):
        return folded(element.text)
    parts: list[str] = []
    _gather(element, parts)
    return folded("".join(parts))


def _gather(element: Element, parts: list[str]) -> None:
    if element.text:
        parts.append(element.text)
    for child in element:
        gap = " " if child.tag in _APART else ""
        parts.append(gap)
        _gather(child, parts)
        parts.append(gap)
        if child.tail:
            parts.append(child.tail)


def text_at(element: Element | None, *paths: str) -> str:
    """The words at the first of ``paths`` (as ``find`` takes them) that has any."""
    for path in paths:
        for found in found_at(element, path):
            if text := text_of(found):
                return text
    return ""


def texts_at(element: Element | None, path: str) -> list[str]:
    """The words of every element at ``path`` that has any, in order."""
    return [text for each in found_at(element, path) if (text := text_of(each))]


def attribute_at(element: Element | None, path: str, name: str) -> str:
    """Attribute ``name`` of the first element at ``path`` that has it, white space folded."""
    for found in found_at(element, path):
        if value := folded(found.get(name)):
            return value
    return ""


def attributes_at(element: Element | None, path: str, name: str) -> list[str]:
    """Attribute ``name`` of every element at ``path`` that has it, in order."""
    return [value for each in found_at(element, path) if (value := folded(each.get(name)))]

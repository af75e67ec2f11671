"""XML that is well-formed whatever words it carries."""

from html import escape

# The characters of ASCII that XML 1.0 has no place for; in UTF-8 they are no part of others.
_FORBIDDEN = bytes({*range(0x20)} - {0x09, 0x0A, 0x0D})
_NONCHARACTERS = ("\ufffe", "\uffff")


def text(words: str) -> str:
    """``words`` as the text of an element."""
    return escape(words, quote=False)


def attribute(words: str) -> str:
    """``words`` as the value of an attribute, between quotation marks."""
    return escape(words)


def document(xml: str) -> bytes:
    """The document in UTF-8, without characters that XML 1.0 forbids.

    They are dropped from the whole at once: to look at each word of a feed would cost more than
    to make it.
    """
    for each in _NONCHARACTERS:
        xml = xml.replace(each, "")
    # Half characters have no bytes, and are dropped with the rest.
    return xml.encode("utf-8", "ignore").translate(None, _FORBIDDEN)

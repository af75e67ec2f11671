"""Bytes to text, without guessing silently."""

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# UTF-8 that somebody read as Windows-1252 and saved as UTF-8 again: "â€™", "Ã©", "Ø§".
_SIGNS_OF_TWICE = ("â€", "Ã", "Â", "Ø", "Ù", "Û")
_TWICE = re.compile(
    "â€[\u0080-\u00bf\u0152-\u0178\u02c6\u02dc\u2013-\u2122]|[ÃÂ][\u0080-\u00bf‚-™Œ-ž]|[ØÙÛ][\u0080-\u00bf‚-™Œ-ž][ØÙÛ]"
)
# Encodings that are made of ASCII bytes and escapes, so that UTF-8 would always seem to fit.
_SHIFTING = frozenset({"iso2022_jp", "iso2022_kr", "iso2022_jp_1", "iso2022_jp_2", "hz"})
# What is called Latin-1 is read as Windows-1252 (WHATWG Encoding Standard §4.2).
_LATIN = frozenset({"iso8859-1", "cp1252"})
# Python's own notations, which nobody means: they would read a backslash as the start of an
# escape, or take a time that grows with the square of the length.
_NO_ENCODINGS = frozenset(
    {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "utf-7", "charmap", "undefined"}
)
_SAMPLE = 1_000_000


class EncodingError(ValueError):
    """These bytes are no text in any encoding that we know; the message says why."""


def decoded(data: bytes, hint: str = "", *, declared: str = "") -> tuple[str, str, tuple[str, ...]]:
    """The text of ``data``, the name of its encoding, and warnings for the desk.

    Tried in turn: byte order mark, UTF-16 without one, strict UTF-8, the encoding that the file
    ``declared`` of itself, the ``hint`` (the feed's encoding), Windows-1252. UTF-8 stands before
    the declaration since no other text of any length passes for it: a declaration that lies is
    found out. Every rung below is told in a warning, and so is text that had been encoded
    twice. Raises ``EncodingError`` if nothing fits.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _checked(_strictly(data, "utf-8-sig" if name == "utf-8" else name), name, ())
    wide = _without_mark(data)
    if wide:
        text = _strictly(data, wide)
        return _checked(text, wide, (f"encoding: read as {wide.upper()}, without a mark.",))
    said = _named(declared)
    if said in _SHIFTING and b"\x1b" in data:
        return _legacy(data, hint, said)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _legacy(data, hint, said)
    lies = said not in {"", "utf-8", "ascii"} and not text.isascii()
    warnings = (f"encoding: the file says {declared}, but is UTF-8.",) if lies else ()
    return _checked(text, "utf-8", warnings)


def _strictly(data: bytes, name: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError:
        raise EncodingError(
            f"The file says that it is {name.upper()}, but parts of it are not; "
            "it was damaged on its way here."
        ) from None


def _without_mark(data: bytes) -> str:
    """UTF-16 gives itself away: of Latin text every other byte is zero, of any text its spaces'."""
    sample = data[:2000]
    if len(sample) < 4 or b"\x00" not in sample or len(data) % 2:
        return ""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    least = len(sample) // 20
    if odd > least and even * 20 < odd:
        return "utf-16-le"
    if even > least and odd * 20 < even:
        return "utf-16-be"
    return ""


def _legacy(data: bytes, hint: str, said: str) -> tuple[str, str, tuple[str, ...]]:
    tries: tuple[tuple[str, tuple[str, ...]], ...] = (
        (said, ()),
        (_named(hint), (f"encoding: read as {hint}.",)),
    )
    for name, warnings in tries:
        if name and name not in {"utf-8", "ascii", *_LATIN}:
            try:
                return _checked(data.decode(name), name, warnings)
            except UnicodeDecodeError:
                continue
    if said not in _LATIN:
        text = _mixed(data)
        if text is not None:
            warning = "encoding: mostly UTF-8, with stray characters read as Windows-1252."
            return _checked(text, "utf-8", (warning,))
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    if said in _LATIN:
        return _checked(text, "cp1252", ())
    warning = "encoding: not UTF-8; read as Windows-1252, check accents and quotation marks."
    return _checked(text, "cp1252", (warning,))


def _named(hint: str) -> str:
    try:
        name = codecs.lookup(hint).name if hint else ""
        if not name or name in _NO_ENCODINGS:
            return ""
        return name if isinstance("x".encode(name), bytes) else ""
    except (LookupError, TypeError, ValueError):
        return ""


_SEQUENCE = re.compile(
    b"[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xef][\x80-\xbf]{2}"
    b"|[\xf0-\xf4][\x80-\xbf]{3}"
)


def _mixed(data: bytes) -> str | None:
    """UTF-8 with a few single bytes of another encoding; None unless UTF-8 clearly prevails."""
    sample = data[:_SAMPLE]
    sequences = _SEQUENCE.findall(sample)
    inside = sum(len(sequence) for sequence in sequences)
    high = len(sample.translate(None, bytes(range(128))))
    if len(sequences) < 2 or inside < 0.8 * high:
        return None
    return data.decode("utf-8", "newsroom-1252")


def _one_by_one(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    bad = error.object[error.start : error.end]
    try:
        return bad.decode("cp1252"), error.end
    except UnicodeDecodeError:
        return bad.decode("latin-1"), error.end


codecs.register_error("newsroom-1252", _one_by_one)


def _checked(text: str, name: str, warnings: tuple[str, ...]) -> tuple[str, str, tuple[str, ...]]:
    if any(sign in text for sign in _SIGNS_OF_TWICE) and _TWICE.search(text):
        repaired = _once(text)
        if repaired is None:
            warnings += ("encoding: characters look encoded twice and could not be repaired.",)
        else:
            text = repaired
            warnings += ("encoding: the text had been encoded twice; it was put right.",)
    if "\ufffd" in text:
        warnings += ("encoding: characters were lost before the file came here (�).",)
    return text, name, warnings


_RUN = re.compile(
    "[\u0080-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u2122]{2,}"
)


def _once(text: str) -> str | None:
    """``text`` with every run of twice-encoded characters put right; None if one can't be."""
    repaired = _RUN.sub(_repair, text)
    return None if _TWICE.search(repaired) else repaired


def _repair(run: re.Match[str]) -> str:
    try:
        raw = b"".join(_byte(character) for character in run[0])
        return raw.decode("utf-8")
    except UnicodeError:
        return run[0]


def _byte(character: str) -> bytes:
    return bytes([ord(character)]) if ord(character) < 0x100 else character.encode("cp1252")

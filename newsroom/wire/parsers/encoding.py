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
_TWICE = re.compile(
    "â€[\u0080-\u00bf\u0152-\u0178\u02c6\u02dc\u2013-\u2122]|[ÃÂ][\u0080-\u00bf‚-™Œ-ž]|[ØÙÛ][\u0080-\u00bf‚-™Œ-ž][ØÙÛ]"
)


class EncodingError(ValueError):
    """These bytes are no text in any encoding that we know; the message says why."""


def decoded(data: bytes, hint: str = "") -> tuple[str, str, tuple[str, ...]]:
    """The text of ``data``, the name of its encoding, and warnings for the desk.

    Tried in turn: byte order mark, UTF-16 without one, strict UTF-8, the ``hint`` (the feed's
    encoding), Windows-1252. Every rung below strict UTF-8 is told in a warning, and so is
    text that had been encoded twice. Raises ``EncodingError`` if nothing fits.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _checked(_strictly(data, "utf-8-sig" if name == "utf-8" else name), name, ())
    wide = _without_mark(data)
    if wide:
        text = _strictly(data, wide)
        return _checked(text, wide, (f"encoding: read as {wide.upper()}, without a mark.",))
    try:
        return _checked(data.decode("utf-8"), "utf-8", ())
    except UnicodeDecodeError:
        pass
    return _legacy(data, hint)


def _strictly(data: bytes, name: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError:
        raise EncodingError(
            f"The file says that it is {name.upper()}, but parts of it are not; "
            "it was damaged on its way here."
        ) from None


def _without_mark(data: bytes) -> str:
    """UTF-16 gives itself away: every other byte of Latin text and of spaces is zero."""
    sample = data[:2000]
    if len(sample) < 4 or b"\x00" not in sample or len(data) % 2:
        return ""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if odd > half * 0.4 and even < half * 0.05:
        return "utf-16-le"
    if even > half * 0.4 and odd < half * 0.05:
        return "utf-16-be"
    return ""


def _legacy(data: bytes, hint: str) -> tuple[str, str, tuple[str, ...]]:
    hinted = _named(hint)
    if hinted and hinted != "utf-8":
        try:
            return _checked(data.decode(hinted), hinted, (f"encoding: read as {hinted}.",))
        except UnicodeDecodeError:
            pass
    text = _mixed(data)
    if text is not None:
        warning = "encoding: mostly UTF-8, with stray characters read as Windows-1252."
        return _checked(text, "utf-8", (warning,))
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    warning = "encoding: not UTF-8; read as Windows-1252, check accents and quotation marks."
    return _checked(text, "cp1252", (warning,))


def _named(hint: str) -> str:
    try:
        name = codecs.lookup(hint).name if hint else ""
        return name if name and isinstance("x".encode(name), bytes) else ""
    except (LookupError, TypeError, ValueError):
        return ""


_SEQUENCE = re.compile(
    b"[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xef][\x80-\xbf]{2}"
    b"|[\xf0-\xf4][\x80-\xbf]{3}"
)


def _mixed(data: bytes) -> str | None:
    """UTF-8 with a few single bytes of another encoding; None unless UTF-8 clearly prevails."""
    sequences = _SEQUENCE.findall(data)
    inside = sum(len(sequence) for sequence in sequences)
    high = len(data.translate(None, bytes(range(128))))
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
    if _TWICE.search(text):
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

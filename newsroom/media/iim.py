"""The older photo metadata (IPTC-IIM), as agencies still write it into every JPEG."""

import re

# Data sets by record and number; IPTC-NAA Information Interchange Model 4.2.
CHARSET = (1, 90)
_HEADER = 5
_MARK = 0x1C
MAX_SETS = 2_000
_UTF_8 = {b"\x1b%G", b"\x1b%/I"}
# What cp1252 makes of accented letters from an old Macintosh: capitals and daggers in mid-word.
_MAC_ROMAN = re.compile(r"[a-z][ŠŒŽŸ‡ˆ†‰]")


def data_sets(block: bytes) -> dict[tuple[int, int], list[str]]:
    """The texts of an IIM block by (record, number), in order; what is broken ends the reading."""
    raw: dict[tuple[int, int], list[bytes]] = {}
    at, count = 0, 0
    while at + _HEADER <= len(block) and block[at] == _MARK and count < MAX_SETS:
        place = block[at + 1], block[at + 2]
        length = int.from_bytes(block[at + 3 : at + 5])
        at += _HEADER
        if length & 0x8000:  # extended: the length of the length
            digits = length & 0x7FFF
            length = int.from_bytes(block[at : at + digits]) if digits <= 4 else len(block)
            at += digits
        if at + length > len(block):
            break
        raw.setdefault(place, []).append(block[at : at + length])
        at, count = at + length, count + 1
    charset = raw.get(CHARSET, [b""])[0]
    return {
        place: [text_of(value, charset) for value in values]
        for place, values in raw.items()
        if place != CHARSET
    }


def text_of(value: bytes, charset: bytes = b"") -> str:
    """``value`` in words: UTF-8 if declared or if it reads as such, else Western or Macintosh."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        if charset in _UTF_8:
            return value.decode("utf-8", "replace")
    try:
        text = value.decode("cp1252")
    except UnicodeDecodeError:
        return value.decode("mac_roman")
    if not charset and _MAC_ROMAN.search(text):
        return value.decode("mac_roman")
    return text

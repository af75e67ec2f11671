"""A folder as agencies fill it: plain text, NITF, NewsML-G2 and ninjs, one story a file."""

from tests.newsroom.wire.parsers import newsml_g2_copy
from tests.newsroom.wire.parsers.ninjs_copy import as_bytes, ninjs_copy
from tests.newsroom.wire.parsers.nitf_copy import nitf_copy
from tests.wire_copy import wire_copy


def mixed_copy(number: int) -> tuple[str, bytes]:
    """A file's name and bytes; no two numbers give the same story."""
    kind = number % 4
    if kind == 0:
        furniture = ("cards", "links", "")[number % 3]
        return f"{number:04d}.txt", wire_copy(number, furniture=furniture)[0]
    if kind == 1:
        return f"{number:04d}.xml", nitf_copy(number)[0]
    if kind == 2:
        dialect = newsml_g2_copy.reuters if number % 8 == 2 else newsml_g2_copy.dpa
        return f"{number:04d}.xml", newsml_g2_copy.message(dialect(number))
    return f"{number:04d}.json", as_bytes(ninjs_copy(number, picture=False))

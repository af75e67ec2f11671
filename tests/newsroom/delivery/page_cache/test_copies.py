"""Finished pages: the same bytes in each encoding, and tags that tell one from another."""

import gzip

import brotli  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.delivery.page_cache.copies import Copy, best_coding
from newsroom.delivery.page_cache.keys import Key

LONG = b"<p>The harbour mouth is open again.</p>" * 50


def copy(body: bytes = LONG, path: str = "/world/", **said: object) -> Copy:
    headers = [("Content-Type", "text/html"), ("Content-Length", "7"), ("Vary", "Cookie")]
    return Copy(Key("http", path), body, headers, frozenset(), 1, 0.0, **said)


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        ("", ""),
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("br;q=0.0,gzip;q=0", ""),
        ("*", "br"),
        ("br;q=0, *", "gzip"),
        ("GZIP", "gzip"),
        ("identity", ""),
    ],
)
def test_the_encoding_is_one_that_the_reader_takes(accepted, expected):
    assert best_coding(accepted) == expected


@given(st.binary(max_size=5000))
def test_each_encoding_holds_the_same_bytes(body):
    unpack = {"": bytes, "br": brotli.decompress, "gzip": gzip.decompress}
    made = copy(body)
    for coding, unpacked in unpack.items():
        sent = made.in_coding(coding)
        assert unpacked(sent.body) == body
        headers = dict(sent.headers)
        assert headers["Content-Length"] == str(len(sent.body))
        assert headers["Vary"] == "Accept-Encoding"
        assert headers.get("Content-Encoding", "") == coding


def test_an_etag_is_of_the_bytes_that_were_sent():
    made, other = copy(), copy(LONG + b"!")
    tags = {each.etag(coding) for each in (made, other) for coding in ("", "br", "gzip")}
    assert len(tags) == 6
    assert copy().etag() == made.etag()


@pytest.mark.parametrize("coding", ["", "br", "gzip"])
def test_a_reader_who_has_the_page_is_known_by_any_of_its_etags(coding):
    made = copy()
    assert made.known_as(made.etag(coding)) == made.etag(coding)
    assert made.known_as(f'"other", W/{made.etag(coding)}') == made.etag(coding)
    assert made.known_as("*", coding) == made.etag(coding)
    assert not made.known_as(copy(b"x").etag(coding))
    assert not made.known_as("")


def test_a_short_page_is_not_packed():
    assert copy(b"short").best_coding("br, gzip") == ""
    assert copy().best_coding("br, gzip") == "br"

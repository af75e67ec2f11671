"""Which requests a finished page may answer, and what of them it is made from."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.delivery.page_cache.keys import Key, key_of, request_for


def asked(path: str = "/world/", query: str = "", method: str = "GET", **headers: str) -> Any:
    return {
        "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "SCRIPT_NAME": "",
        "wsgi.url_scheme": "http", "HTTP_HOST": "news.example", **headers,
    }  # fmt: skip


def key(**said: Any) -> Key | None:
    return key_of(asked(**said), session_cookie="sessionid", not_pages=("/static/", "/media/"))


@pytest.mark.parametrize(
    "said",
    [
        {"method": "POST"},
        {"method": "OPTIONS"},
        {"HTTP_AUTHORIZATION": "Bearer x"},
        {"HTTP_COOKIE": "a=b; sessionid=abc"},
        {"path": "/admin/"},
        {"path": "/wire/push/coast/"},
        {"path": "/preview/abc/"},
        {"path": "/health/live"},
        {"path": "/static/site.css"},
        {"path": "/media/a.avif"},
        {"SCRIPT_NAME": "/elsewhere"},
        # What a query that is not known means is for Django to say.
        {"query": "p=123"},
        {"query": "before=now"},
        {"query": "before=1-1&before=2-2"},
        {"query": "utm_source=a&p=1"},
    ],
)
def test_what_is_for_django_alone(said):
    assert key(**said) is None


@pytest.mark.parametrize(
    ("said", "query"),
    [
        ({}, ""),
        ({"method": "HEAD"}, ""),
        ({"HTTP_COOKIE": "theme=dark"}, ""),
        ({"query": "utm_source=a&fbclid=b&utm_medium="}, ""),
        ({"query": "before=62a-1f"}, "before=62a-1f"),
        ({"query": "gclid=1&before=62a-1f"}, "before=62a-1f"),
    ],
)
def test_what_a_page_is_known_by(said, query):
    found = key(**said)
    assert found is not None
    assert (found.path, found.query) == ("/world/", query)


def test_a_page_of_another_host_or_scheme_is_another_page():
    keys = {
        key(), key(HTTP_HOST="other.example"), key(HTTP_X_FORWARDED_PROTO="https"),
        key(path="/asia/"),
    }  # fmt: skip
    assert len(keys) == 4


def test_neither_port_nor_case_of_the_host_makes_another_page():
    assert key(HTTP_HOST="News.Example:8443") == key()
    assert request_for(key(), asked(HTTP_HOST="News.Example:8443"))["HTTP_HOST"] == "news.example"


def test_of_what_a_proxy_says_of_the_scheme_only_https_counts():
    odd = key(HTTP_X_FORWARDED_PROTO="gopher")
    assert odd == key()
    assert "HTTP_X_FORWARDED_PROTO" not in request_for(odd, asked(HTTP_X_FORWARDED_PROTO="gopher"))
    https = request_for(odd, asked(HTTP_X_FORWARDED_PROTO="https"))
    assert https["HTTP_X_FORWARDED_PROTO"] == "https"


HEADERS = st.dictionaries(
    st.from_regex(r"HTTP_[A-Z_]{1,20}", fullmatch=True), st.text(max_size=20), max_size=5
)


@given(HEADERS)
def test_nothing_that_a_reader_sends_reaches_what_is_kept(headers):
    for name in ("HTTP_HOST", "HTTP_X_FORWARDED_PROTO"):
        headers.pop(name, None)
    made_for = request_for(Key("http://news.example", "/world/"), asked(**headers))
    assert made_for == request_for(Key("http://news.example", "/world/"), asked())

"""Addresses of feeds: each transport's rules, in an operator's words."""

import pytest

from newsroom.wire.transports import FetchError, check_address
from newsroom.wire.transports.address import ServerAddress, server_address


@pytest.mark.parametrize(
    ("transport", "address", "expected"),
    [
        ("ftp", "ftp://agency.example/out/", ServerAddress("agency.example", 21, "out")),
        ("ftp", "ftp://agency.example//abs/out", ServerAddress("agency.example", 21, "/abs/out")),
        ("ftps", "ftps://agency.example:990", ServerAddress("agency.example", 990, "")),
        ("ftps", "ftp://agency.example/a%20b", ServerAddress("agency.example", 21, "a b")),
        (
            "sftp", "sftp://agency.example:2222/out#SHA256:x",
            ServerAddress("agency.example", 2222, "out", "SHA256:x"),
        ),
        ("imap", "imaps://mail.example/INBOX", ServerAddress("mail.example", 993, "INBOX")),
    ],
)  # fmt: skip
def test_addresses_that_are_good(transport, address, expected):
    assert server_address(transport, address) == expected
    check_address(transport, address)


@pytest.mark.parametrize(
    ("transport", "address", "sentence"),
    [
        ("ftp", "http://agency.example/", "Write an address such as ftp://agency.example/out."),
        ("ftp", "agency.example", "Write an address such as ftp://agency.example/out."),
        ("ftp", "ftp:///out", "Write an address such as"),
        ("ftp", "ftp://reader:tide@agency.example/", "in their own fields"),
        ("ftp", "ftp://agency.example:99999/", "This is no address"),
        ("ftp", "ftp://agency.example:0/", "no port 0"),
        ("ftp", "ftp://[::1/", "This is no address"),
        ("ftp", "ftp://agency.example/a%0D%0ADELE%20x", "no place there"),
        ("sftp", "sftp://agency.example/a\nb", "no place there"),
        ("imap", "imap://mail.example/INBOX", "Write an address such as imaps://"),
        ("http", "ftp://agency.example/feed.xml", "must begin with http"),
        ("http", "https://reader:tide@agency.example/feed.xml", "in their own fields"),
    ],
)
def test_addresses_that_are_none(transport, address, sentence):
    with pytest.raises(FetchError, match=sentence.replace("[", "\\[")):
        check_address(transport, address)


def test_a_web_address_may_say_where_the_password_goes():
    check_address("http", "https://agency.example/feed?key={secret}")


@pytest.mark.parametrize("transport", ["", "push"])
def test_feeds_that_are_not_visited_need_no_address(transport):
    check_address(transport, "")

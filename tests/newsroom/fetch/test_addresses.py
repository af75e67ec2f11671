"""What is asked and what is not: every way to spell an address that leads inside."""

import logging
from ipaddress import IPv4Address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.fetch import FetchError, fetch, send
from newsroom.fetch.address import read_address
from tests.newsroom.fetch.web import HERE, reply

BOOK = {
    "localhost": ["127.0.0.1"],
    "inside.example": ["127.0.0.1"],
    "inside-too.example": ["::1"],
    "two-faced.example": ["93.184.216.34", "127.0.0.1"],
    "two-faced-too.example": ["2606:2800:220:1::1", "fd00::5"],
    "mapped.example": ["::ffff:127.0.0.1"],
    "compatible.example": ["::127.0.0.1"],
    "translated.example": ["64:ff9b::127.0.0.1"],
    "six-to-four.example": ["2002:7f00:1::"],
    "teredo.example": ["2001:0:7f00:1::"],
    "nowhere.example": ["0.0.0.1"],
    "metadata.example": ["169.254.169.254"],
    "xn--caf-dma.example": ["10.0.0.1"],
}

INSIDE = [
    "http://127.0.0.1:{port}/",
    "http://127.0.0.2:{port}/",
    "http://127.255.255.254:{port}/",
    "http://0.0.0.0:{port}/",
    "http://0.0.0.1:{port}/",
    "http://10.0.0.1:{port}/",
    "http://100.64.0.1:{port}/",
    "http://100.100.100.200:{port}/",
    "http://168.63.129.16/machine",
    "http://169.254.169.254/latest/meta-data/",
    "http://172.16.0.1:{port}/",
    "http://192.0.0.8:{port}/",
    "http://192.0.0.170:{port}/",
    "http://192.0.2.1:{port}/",
    "http://192.88.99.1:{port}/",
    "http://192.168.0.1:{port}/",
    "http://198.18.0.1:{port}/",
    "http://224.0.0.1:{port}/",
    "http://239.255.255.250:{port}/",
    "http://240.0.0.1:{port}/",
    "http://255.255.255.255:{port}/",
    "http://[::1]:{port}/",
    "http://[0:0:0:0:0:0:0:1]:{port}/",
    "http://[0000:0000:0000:0000:0000:0000:0000:0001]:{port}/",
    "http://[::]:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://[::FFFF:7F00:1]:{port}/",
    "http://[0:0:0:0:0:ffff:127.0.0.1]:{port}/",
    "http://[::127.0.0.1]:{port}/",
    "http://[64:ff9b::127.0.0.1]:{port}/",
    "http://[64:ff9b::a00:1]:{port}/",
    "http://[64:ff9b:1::7f00:1]:{port}/",
    "http://[2002:7f00:0001::]:{port}/",
    "http://[2001:0:7f00:1::]:{port}/",
    "http://[2001:db8::1]:{port}/",
    "http://[3fff::1]:{port}/",
    "http://[fc00::1]:{port}/",
    "http://[fd00:ec2::254]/latest/meta-data/",
    "http://[fe80::1]:{port}/",
    "http://[fec0::1]:{port}/",
    "http://[ff02::1]:{port}/",
    "http://[4000::1]:{port}/",
    "http://127.0.0.1.:{port}/",
    "HTTP://LOCALHOST:{port}/",
    "http://localhost:{port}/",
    "http://localhost.:{port}/",
    "http://inside.example:{port}/",
    "http://INSIDE.example.:{port}/",
    "http://inside-too.example:{port}/",
    "https://inside.example:{port}/",
    "http://two-faced.example:{port}/",
    "http://two-faced-too.example:{port}/",
    "http://mapped.example:{port}/",
    "http://compatible.example:{port}/",
    "http://translated.example:{port}/",
    "http://six-to-four.example:{port}/",
    "http://teredo.example:{port}/",
    "http://nowhere.example:{port}/",
    "http://metadata.example/latest/meta-data/",
    "http://café.example:{port}/",
    "http://cafe\u0301.example:{port}/",
    "http://127\u30020\uff0e0\uff611:{port}/",
    "  http://127.0.0.1:{port}/  ",
    "http://127.0.0.1:{port}/#http://example.com",
    "http://127.0.0.1:{port}?@example.com/",
    "http://127.0.0.1:{port}#@example.com/",
]

UNCLEAR = [
    "http://127.1:{port}/",
    "http://127.0.1:{port}/",
    "http://2130706433:{port}/",
    "http://0x7f000001:{port}/",
    "http://0X7F000001:{port}/",
    "http://017700000001:{port}/",
    "http://0x7f.0.0.1:{port}/",
    "http://0177.0.0.1:{port}/",
    "http://0177.0.0.01:{port}/",
    "http://127.0.0.0x1:{port}/",
    "http://127.0.0.01:{port}/",
    "http://00000127.0.0.1:{port}/",
    "http://127.0.0.1.1:{port}/",
    "http://１２７.0.0.1:{port}/",
    "http://.127.0.0.1:{port}/",
    "http://0:{port}/",
    "http://0x:{port}/",
    "http://1.2.3.4.5:{port}/",
    "http://example.1:{port}/",
    "http://425.510.425.510:{port}/",
    "http://6425673729:{port}/",
]

MALFORMED = [
    "",
    " ",
    "http",
    "http:",
    "http://",
    "http:///",
    "http:///127.0.0.1:{port}/",
    "http:////127.0.0.1:{port}/",
    "http:/127.0.0.1:{port}/",
    "http:127.0.0.1:{port}/",
    "//127.0.0.1:{port}/",
    "/127.0.0.1",
    "127.0.0.1:{port}",
    "localhost:{port}/",
    "http://:{port}/",
    "http://.:{port}/",
    "http://..:{port}/",
    "http://127.0.0.1..:{port}/",
    "http://a..b:{port}/",
    "http://-inside.example:{port}/",
    "http://127.0.0.1:{port}:80/",
    "http://127.0.0.1:{port}x/",
    "http://127.0.0.1:-{port}/",
    "http://127.0.0.1:0{port}/",
    "http://127.0.0.1:+{port}/",
    "http://127.0.0.1:０/",
    "http://127.0.0.1:٨٠/",
    "http://127.0.0.1: {port}/",
    "http://١٢٧.٠.٠.١:{port}/",
    "http://①②⑦.⓪.⓪.①:{port}/",
    "http://ｌocalhost:{port}/",
    "http://local\u200bhost:{port}/",
    "http://local\u00adhost:{port}/",
    "http://loc\u0430lhost\u202e:{port}/",
    "http://127%2e0%2e0%2e1:{port}/",
    "http://%6c%6f%63%61%6c%68%6f%73%74:{port}/",
    "http://127.0.0.1%00.example.com:{port}/",
    "http://127.0.0.1\x00.example.com:{port}/",
    "http://127.0.0.1\t:{port}/",
    "http://127.0.0.1\r\n:{port}/",
    "http://127.0.0.1:{port}/\r\nX-Key: 1",
    "http://127.0.0.1:{port}/ HTTP/1.1\r\nHost: example.com\r\n\r\n",
    "ht\ttp://127.0.0.1:{port}/",
    "\nhttp://127.0.0.1:{port}/",
    "http://127.0.0.1\\@example.com:{port}/",
    "http:\\\\127.0.0.1:{port}/",
    "http://example.com\\.127.0.0.1:{port}/",
    "http://127.0.0.1;example.com:{port}/",
    "http://127.0.0.1,example.com:{port}/",
    "http://[127.0.0.1]:{port}/",
    "http://[::1:{port}/",
    "http://::1:{port}/",
    "http://[::1]x:{port}/",
    "http://[::1]]:{port}/",
    "http://[[::1]]:{port}/",
    "http://[::1%25lo]:{port}/",
    "http://[::1%lo]:{port}/",
    "http://[fe80::1%25lo]:{port}/",
    "http://[::ffff:127.1]:{port}/",
    "http://[v1.x]:{port}/",
    "http://127.0.0.1:{port}\ud800/",
    "http://" + "a" * 64 + ".example:{port}/",
    "http://" + "a." * 130 + "example:{port}/",
    "http://127.0.0.1:{port}/" + "a" * 8000,
    "file:///etc/passwd",
    "file://127.0.0.1:{port}/",
    "ftp://127.0.0.1:{port}/",
    "gopher://127.0.0.1:{port}/_GET",
    "dict://127.0.0.1:{port}/stat",
    "ldap://127.0.0.1:{port}/",
    "ws://127.0.0.1:{port}/",
    "jar:http://127.0.0.1:{port}!/",
    "view-source:http://127.0.0.1:{port}/",
    "javascript:alert(1)",
    "data:text/plain,words",
    "httpx://127.0.0.1:{port}/",
    "http+unix://%2fvar%2frun%2fdocker.sock/",
]

NO_PORT = [
    "http://127.0.0.1:0/",
    "http://127.0.0.1:65536/",
    "http://127.0.0.1:99999/",
]

USERINFO = [
    "http://@127.0.0.1:{port}/",
    "http://:@127.0.0.1:{port}/",
    "http://user@127.0.0.1:{port}/",
    "http://user:secret@127.0.0.1:{port}/",
    "http://example.com@127.0.0.1:{port}/",
    "http://example.com:80@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}@example.com/",
    "http://a@b@127.0.0.1:{port}/",
    "http://example.com%40127.0.0.1@127.0.0.1:{port}/",
]

OTHER_SERVICES = [
    f"http://example.com:{port}/"
    for port in (
        "21 22 23 25 53 110 143 389 445 465 587 1433 2375 2379 3306 5432 5900 6379 9042 10250"
        " 11211 27017"
    ).split()
]

LISTS = {
    "private network": INSIDE,
    "two ways": UNCLEAR,
    "must begin|not written|no place|longer": MALFORMED,
    "no port": NO_PORT,
    "user name or password": USERINFO,
    "service other than the web": OTHER_SERVICES,
}
REFUSED = [(url, why) for why, urls in LISTS.items() for url in urls]


def test_the_listener_hears_those_who_do_connect(listener):
    """Else the tables below would show nothing."""
    for host in ("127.0.0.1", "[::1]"):
        with pytest.raises(FetchError, match="did not answer"):
            fetch(
                f"http://{host}:{listener.port}/",
                deadline=0.1,
                allow=(ip_network("127.0.0.0/8"), ip_network("::1/128")),
            )
    assert listener.connections() == 2


@pytest.mark.parametrize(("url", "why"), REFUSED, ids=lambda value: ascii(value)[1:60])
def test_an_address_that_leads_inside_or_nowhere_is_not_dialled(listener, names, dialled, url, why):
    names.book.update({name: [addresses] for name, addresses in BOOK.items()})
    url = url.replace("{port}", str(listener.port))

    with pytest.raises(FetchError, match=why) as refused:
        fetch(url, deadline=0.5)
    with pytest.raises(FetchError, match=why):
        send(url, content=b"words", content_type="text/plain", deadline=0.5)

    assert listener.connections() == 0
    assert dialled == []
    assert not refused.value.is_temporary
    assert str(refused.value).isprintable()


def test_the_table_is_as_long_as_promised():
    assert len({url for url, _why in REFUSED}) == len(REFUSED) >= 80


def test_a_name_without_an_address_is_worth_another_try(names):
    names.book["nobody.example"] = [[]]
    for name in ("nobody.example", "unknown.example"):
        with pytest.raises(FetchError, match=f"No server was found by the name {name}") as told:
            fetch(f"http://{name}/")
        assert told.value.is_temporary


def test_the_desk_reads_which_network_it_was(names):
    names.book["agency.example"] = [["10.0.0.1"]]
    with pytest.raises(FetchError) as refused:
        fetch("http://agency.example/feed?key=secret")
    assert str(refused.value) == (
        "Its address leads into a private network (10.0.0.1), so it was not asked."
    )


@pytest.mark.parametrize(
    ("addresses", "first"),
    [
        (["93.184.216.34"], "93.184.216.34"),
        (["::ffff:93.184.216.34"], "93.184.216.34"),
        (["2606:2800:220:1::1"], "2606:2800:220:1::1"),
        (["64:ff9b::93.184.216.34"], "64:ff9b::5db8:d822"),
        (["192.0.1.1", "93.184.216.34"], "192.0.1.1"),
    ],
)
def test_a_public_address_is_dialled(names, dialled, addresses, first):
    names.book["agency.example"] = [addresses]
    with pytest.raises(FetchError, match="takes no connections") as told:
        fetch("http://agency.example:8080/")
    assert told.value.is_temporary
    assert dialled[0] == (first, 8080)
    assert len(dialled) == len(addresses)


def test_a_server_with_many_addresses_is_not_dialled_for_ever(names, dialled):
    names.book["agency.example"] = [[f"93.184.216.{number}" for number in range(1, 200)]]
    with pytest.raises(FetchError):
        fetch("http://agency.example/")
    assert len(dialled) == 4


# --- A name that answers otherwise the second time ---


def test_a_name_that_moves_inside_after_the_check_gains_nothing(listener, names, dialled):
    names.book["agency.example"] = [["93.184.216.34"], ["127.0.0.1"]]

    with pytest.raises(FetchError, match="takes no connections"):
        fetch(f"http://agency.example:{listener.port}/")

    assert names.asked == ["agency.example"]
    assert dialled == [("93.184.216.34", listener.port)]
    assert listener.connections() == 0


def test_the_server_that_was_checked_is_the_one_that_answers(serve, names):
    checked = serve(reply(b"right"), host="127.0.0.2")
    other = serve(reply(b"wrong"), port=checked.port)
    names.book["agency.example"] = [["127.0.0.2"], ["127.0.0.1"]]

    answer = fetch(checked.url(host="agency.example"), allow=(ip_network("127.0.0.2/32"),))

    assert answer.content == b"right"
    assert checked.asked[0].headers["host"] == f"agency.example:{checked.port}"
    assert other.connections == 0


def test_a_redirect_to_the_same_name_is_looked_up_and_checked_again(serve, names):
    checked = serve(reply(status="302 Found", location="/next"), host="127.0.0.2")
    other = serve(reply(b"wrong"), port=checked.port)
    names.book["agency.example"] = [["127.0.0.2"], ["127.0.0.1"]]

    with pytest.raises(FetchError, match=r"private network \(127\.0\.0\.1\)"):
        fetch(checked.url(host="agency.example"), allow=(ip_network("127.0.0.2/32"),))

    assert checked.connections == 1
    assert other.connections == 0


# --- What may pass ---


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("HTTPS://News.Example", "https://news.example/"),
        ("http://news.example:80/a", "http://news.example/a"),
        ("https://news.example:443/a", "https://news.example/a"),
        ("https://news.example:80/a", "https://news.example:80/a"),
        ("http://news.example:/a", "http://news.example/a"),
        ("http://news.example./a", "http://news.example/a"),
        ("http://news.example/a#top", "http://news.example/a"),
        ("http://news.example?q=1", "http://news.example/?q=1"),
        ("http://news.example/a/../b", "http://news.example/b"),
        ("http://news.example/a b", "http://news.example/a%20b"),
        ("http://news.example/%2e%2e/b?c=%26", "http://news.example/%2e%2e/b?c=%26"),
        ("http://news.example/خبر", "http://news.example/%D8%AE%D8%A8%D8%B1"),
        ("http://Bücher.example/", "http://xn--bcher-kva.example/"),
        ("http://faß.example/", "http://xn--fa-hia.example/"),
        ("http://اردو.example/", "http://xn--mgbqf7g.example/"),
        ("http://8.8.8.8/", "http://8.8.8.8/"),
        ("http://[2606:4700:0::1111]:8080/", "http://[2606:4700::1111]:8080/"),
        ("http://under_score.example/", "http://under_score.example/"),
    ],
)
def test_an_address_has_one_spelling(written, read):
    assert str(read_address(written)) == read


@given(st.text(st.sampled_from("htps:/.@[]#?%01127xa\\ \t\r\néß。１\u0301-"), max_size=40))
def test_an_address_that_was_read_is_plain_and_reads_the_same_again(text):
    for url in (text, f"http://{text}"):
        try:
            address = read_address(url)
        except FetchError:
            continue
        assert str(address).isascii()
        assert not set(str(address)) & set(" \\\r\n\t#")
        assert "@" not in address.authority
        assert read_address(str(address)) == address


@given(st.ip_addresses(v=4))
def test_a_number_in_another_spelling_is_never_read_as_a_name(address: IPv4Address):
    first, second, third, fourth = address.packed
    spellings = {
        str(int(address)),
        hex(int(address)),
        f"0{int(address):o}",
        f"{first}.{second}.{third * 256 + fourth}",
        f"{first}.{int(address) % 2**24}",
        f"0x{first:x}.{second}.{third}.{fourth}",
        f"{first}.{second}.{third}.0{fourth:o}",
    }
    for spelling in spellings:
        with pytest.raises(FetchError, match="two ways"):
            read_address(f"http://{spelling}/")


# --- What is told to nobody ---


def test_no_key_and_no_query_string_is_logged_or_said(serve, caplog):
    caplog.set_level(logging.DEBUG)
    server = serve(reply(status="302 Found", location="/next?key=hidden", set_cookie="hidden=1"))
    with pytest.raises(FetchError) as refused:
        fetch(
            server.url("/feed?key=hidden"),
            auth=("desk", "hidden"),
            headers={"X-Key": "hidden"},
            allow=HERE,
        )
    told = f"{refused.value}{refused.value!r}{caplog.text}{[r.args for r in caplog.records]}"
    assert "hidden" not in told

    server = serve(reply(b"hidden"))
    answer = fetch(server.url("/feed?key=hidden"), allow=HERE)
    assert "hidden" in answer.url
    assert "hidden" not in f"{answer!r}{caplog.text}"

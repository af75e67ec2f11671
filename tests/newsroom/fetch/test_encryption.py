"""Encrypted lines: the name is proven though an address is dialled."""

import ssl

import pytest

from newsroom.fetch import FetchError, fetch, send
from newsroom.fetch.connection import tls_context
from tests.newsroom.fetch import certificate
from tests.newsroom.fetch.certificate import NAME
from tests.newsroom.fetch.web import HERE, drip, reply, sent_on, silence


@pytest.fixture
def serve_encrypted(serve, tmp_path, names):
    """A server with a certificate for feeds.example, which stands on this machine."""
    names.book[NAME] = [["127.0.0.1"]]

    def start(*behaviours):
        server = serve(*behaviours)
        server.names_asked = []
        server.tls = certificate.of_the_server(tmp_path)
        server.tls.sni_callback = lambda _line, name, _context: server.names_asked.append(name)
        return server

    return start


@pytest.fixture
def believed(monkeypatch):
    """The newsroom believes the tests' authority."""
    monkeypatch.setattr("newsroom.fetch.exchange.tls_context", certificate.of_the_newsroom)


@pytest.mark.usefixtures("believed")
def test_the_name_is_asked_for_and_proven_though_an_address_is_dialled(serve_encrypted, dialled):
    server = serve_encrypted(reply(b"words"))
    answer = fetch(server.url("/a", host=NAME, scheme="https"), allow=HERE)
    assert answer.content == b"words"
    assert dialled == [("127.0.0.1", server.port)]
    assert server.names_asked == [NAME]
    assert server.asked[0].headers["host"] == f"{NAME}:{server.port}"


@pytest.mark.usefixtures("believed")
@pytest.mark.parametrize("host", ["other.example", "127.0.0.1"])
def test_a_certificate_for_another_name_proves_nothing(serve_encrypted, names, host):
    names.book["other.example"] = [["127.0.0.1"]]
    server = serve_encrypted(reply(b"words"))
    with pytest.raises(FetchError, match=f"could not prove that it is {host} .*mismatch") as told:
        fetch(server.url(host=host, scheme="https"), auth=("desk", "secret"), allow=HERE)
    assert not told.value.is_temporary
    assert server.asked == []


def test_an_authority_that_is_not_known_is_not_believed(serve_encrypted):
    server = serve_encrypted(reply(b"words"))
    with pytest.raises(FetchError, match=f"could not prove that it is {NAME}"):
        fetch(server.url(host=NAME, scheme="https"), allow=HERE)
    assert server.asked == []


def test_the_newsroom_itself_believes_no_environment(monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", "nowhere")
    tls_context.cache_clear()
    assert tls_context().verify_mode is ssl.CERT_REQUIRED
    assert tls_context().check_hostname
    assert tls_context().minimum_version >= ssl.TLSVersion.TLSv1_2
    assert len(tls_context().get_ca_certs()) > 50


@pytest.mark.parametrize(
    ("behaviour", "why"),
    [
        (reply(b"not encrypted"), "No encrypted connection"),
        (b"", "No encrypted connection"),
        (silence, "did not answer within 0.2 seconds"),
        (drip(b"\x16\x03\x03", b"\0"), "did not answer within 0.2 seconds|No encrypted"),
    ],
    ids=["plain", "hangs up", "silence", "drip"],
)
def test_a_server_that_does_not_encrypt_is_not_spoken_to(serve, monkeypatch, behaviour, why):
    monkeypatch.setattr(
        "tests.newsroom.fetch.web.received", lambda line: line.recv(9) and b"A / A\r\nA: b\r\n\r\n"
    )
    server = serve(behaviour)
    with pytest.raises(FetchError, match=why) as told:
        fetch(server.url(scheme="https"), deadline=0.2, allow=HERE)
    assert told.value.is_temporary


# --- From encrypted to plain ---


@pytest.mark.usefixtures("believed")
@pytest.mark.parametrize(
    "told",
    [
        {"auth": ("desk", "secret")},
        {"headers": {"Authorization": "Bearer secret"}},
        {"headers": {"Cookie": "a=secret"}},
        {"headers": {"X-Api-Key": "secret"}},
    ],
    ids=str,
)
def test_what_needs_a_password_does_not_go_on_unencrypted(serve, serve_encrypted, told):
    plain = serve(reply(b"words"))
    server = serve_encrypted(sent_on(plain.url()))
    with pytest.raises(FetchError, match="unencrypted"):
        fetch(server.url(host=NAME, scheme="https"), **told, allow=HERE)
    assert plain.connections == 0


@pytest.mark.usefixtures("believed")
def test_a_detour_over_another_server_changes_nothing(serve, serve_encrypted):
    plain = serve(reply(b"words"))
    second = serve_encrypted(sent_on(plain.url()))
    first = serve_encrypted(sent_on(second.url(host=NAME, scheme="https")))
    with pytest.raises(FetchError, match="unencrypted"):
        fetch(first.url(host=NAME, scheme="https"), auth=("desk", "secret"), allow=HERE)
    assert second.connections == 1
    assert plain.connections == 0


@pytest.mark.usefixtures("believed")
def test_a_message_does_not_go_on_unencrypted(serve, serve_encrypted):
    plain = serve(reply(b"words"))
    server = serve_encrypted(sent_on(plain.url(), "307 A"))
    with pytest.raises(FetchError, match="unencrypted"):
        send(server.url(host=NAME, scheme="https"), content=b"a", content_type="a/b", allow=HERE)
    assert plain.connections == 0


@pytest.mark.usefixtures("believed")
def test_what_is_public_anyway_does(serve, serve_encrypted):
    plain = serve(reply(b"words"))
    server = serve_encrypted(sent_on(plain.url()))
    assert fetch(server.url(host=NAME, scheme="https"), allow=HERE).content == b"words"

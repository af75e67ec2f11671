"""What the tests of the ways in share: a feed, this machine as an agency's, an end to servers."""

import socket
import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newsroom.wire.models import Feed
from newsroom.wire.secrets import encrypt
from tests.newsroom.fetch import certificate
from tests.newsroom.fetch.web import HERE
from tests.newsroom.wire.transports.server import PASSWORD, Server

NOON = datetime(2026, 8, 11, 12, tzinfo=UTC)


class Clock:
    """Instants for visits that follow each other."""

    def __init__(self) -> None:
        self.now = NOON

    def later(self, **time: float) -> datetime:
        self.now += timedelta(**(time or {"minutes": 1}))
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def running() -> Iterator[Callable[[Server], Server]]:
    """``running(server)`` is closed in the end."""
    servers: list[Server] = []

    def add(server: Server) -> Server:
        servers.append(server)
        return server

    yield add
    for server in servers:
        server.close()


@pytest.fixture
def this_machine(settings) -> None:
    """Servers on this machine may be asked, as an agency's receiver in the house may."""
    settings.NEWSROOM_ALLOWED_NETWORKS = HERE


@pytest.fixture
def feeds_example(monkeypatch: pytest.MonkeyPatch) -> str:
    """A name that leads to this machine, and is looked up nowhere else."""
    look_up = socket.getaddrinfo

    def looked_up(host, *rest, **options):
        return look_up("127.0.0.1" if host == certificate.NAME else host, *rest, **options)

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    return certificate.NAME


@pytest.fixture
def tls(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, feeds_example: str) -> ssl.SSLContext:
    """What servers called feeds.example show; the newsroom believes it."""
    believing = certificate.of_the_newsroom()
    for module in ("ftp", "imap"):
        monkeypatch.setattr(f"newsroom.wire.transports.{module}.tls_context", lambda: believing)
    return certificate.of_the_server(tmp_path)


@pytest.fixture
def make_feed(db: None, this_machine: None) -> Callable[..., Feed]:
    """``make_feed("ftp", "ftp://…")``; user and password are reader and tide."""

    def make(transport: str, address: str, *, secret: str = PASSWORD, **fields) -> Feed:
        fields = {"name": "Coast", "slug": "coast", "username": "reader"} | fields
        return Feed.objects.create(
            transport=transport, address=address, secret=encrypt(secret), **fields
        )

    return make

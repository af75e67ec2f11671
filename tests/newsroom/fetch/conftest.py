"""What the tests of the way out share: nothing of theirs leaves the machine."""

import socket
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from typing import Any

import pytest

from tests.newsroom.fetch.web import Behaviour, Listener, Names, Server


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    """``serve(behaviour, …)`` starts a server; all are stopped in the end."""
    servers: list[Server] = []

    def start(*behaviours: Behaviour, **options: Any) -> Server:
        servers.append(Server(*behaviours, **options))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


@pytest.fixture(scope="session")
def one_listener() -> Iterator[Listener]:
    listener = Listener()
    yield listener
    listener.close()


@pytest.fixture
def listener(one_listener: Listener) -> Listener:
    """Nobody has connected to it yet."""
    one_listener.connections()
    return one_listener


@pytest.fixture(autouse=True)
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    """The book in which names are looked up."""
    book = Names(socket.getaddrinfo)
    monkeypatch.setattr(socket, "getaddrinfo", book)
    return book


@pytest.fixture(autouse=True)
def dialled(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Whom the newsroom has dialled; beyond this machine nobody picks up."""
    dial = socket.socket.connect
    calls: list[tuple[str, int]] = []

    def connect(self: socket.socket, address: Any) -> None:
        calls.append(address[:2])
        if not ip_address(address[0]).is_loopback:
            raise ConnectionRefusedError
        dial(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)
    return calls

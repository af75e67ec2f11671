"""A small web of our own: servers that behave as told, a listener, a book of names."""

import socket
import ssl
import struct
from collections.abc import Callable, Iterator
from ipaddress import ip_address, ip_network
from typing import Any

from tests import servers

HERE = (ip_network("127.0.0.0/8"),)


def reply(body: bytes = b"", *, status: str = "200 OK", **headers: str) -> bytes:
    """An answer as it goes over the line; ``content_type="…"`` becomes Content-Type."""
    named = {name.replace("_", "-").title(): value for name, value in headers.items()}
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in named.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def head(*lines: str, status: str = "200 OK") -> bytes:
    """The head of an answer alone, as written."""
    return "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode("latin-1")


def sent_on(location: str, status: str = "302 Found") -> bytes:
    return reply(status=status, location=location)


class Asked:
    """A request as it came over the line."""

    def __init__(self, raw: bytes) -> None:
        start, _, rest = raw.partition(b"\r\n")
        told, _, self.content = rest.partition(b"\r\n\r\n")
        self.method, self.target, _version = start.decode().split(" ")
        pairs = [line.split(": ", 1) for line in told.decode("latin-1").split("\r\n")]
        self.headers = {name.lower(): value for name, value in pairs}


type Behaviour = bytes | Callable[[socket.socket, "Server"], None]


class Server(servers.Server):
    """Answers its first question with the first behaviour, and so on; the last one stays."""

    def __init__(self, *behaviours: Behaviour, host: str = "127.0.0.1", port: int = 0) -> None:
        self.behaviours = behaviours
        self.tls: ssl.SSLContext | None = None
        self.asked: list[Asked] = []
        super().__init__(host, port)

    def url(self, path: str = "/", *, host: str = "127.0.0.1", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"

    def serve(self, line: socket.socket, number: int) -> None:
        behaviour = self.behaviours[:number][-1]
        with self.tls.wrap_socket(line, server_side=True) if self.tls else line as spoken:
            self.asked.append(Asked(received(spoken)))
            if callable(behaviour):
                behaviour(spoken, self)
            else:
                spoken.sendall(behaviour)


def received(line: socket.socket) -> bytes:
    """A whole request."""
    raw = b""
    while b"\r\n\r\n" not in raw:
        raw += _more(line)
    told, _, content = raw.partition(b"\r\n\r\n")
    length = next(
        (int(part[16:]) for part in told.split(b"\r\n") if part.startswith(b"Content-Length: ")), 0
    )
    while len(content) < length:
        content += _more(line)
    return told + b"\r\n\r\n" + content


def _more(line: socket.socket) -> bytes:
    data = line.recv(65536)
    if not data:
        raise ConnectionAbortedError
    return data


# --- Behaviours ---


def drip(start: bytes, drop: bytes, *, pause: float = 0.02) -> Behaviour:
    """``start``, then ``drop`` after ``drop`` without an end."""

    def behave(line: socket.socket, server: Server) -> None:
        line.sendall(start)
        while not server.is_over.wait(pause):
            line.sendall(drop)

    return behave


def flood(start: bytes, wave: bytes) -> Behaviour:
    """The same as fast as the line takes it."""
    return drip(start, wave, pause=0)


def silence(line: socket.socket, server: Server) -> None:
    """Takes the question and says nothing."""
    server.is_over.wait(5)


def reset(line: socket.socket, server: Server) -> None:
    """Slams down the receiver."""
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


# --- Who listens, who is called ---


class Listener:
    """A socket for both protocols that nobody should connect to, and a count of those who did."""

    def __init__(self) -> None:
        self._socket = socket.create_server(
            ("::", 0), family=socket.AF_INET6, dualstack_ipv6=True, backlog=64
        )
        self._socket.setblocking(False)
        self.port: int = self._socket.getsockname()[1]

    def connections(self) -> int:
        """How many have connected since it was last asked."""
        count = 0
        while True:
            try:
                line, _address = self._socket.accept()
            except BlockingIOError:
                return count
            line.close()
            count += 1

    def close(self) -> None:
        self._socket.close()


class Names:
    """Stands where the system looks names up; a name's answers follow each other, the last stays.

    What is not in the book goes to the system without its network: numbers, however spelt.
    """

    def __init__(self, look_up: Callable[..., Any]) -> None:
        self._look_up = look_up
        self.book: dict[str, list[list[str]]] = {}
        self.asked: list[str] = []

    def __call__(self, host: str, port: int, **options: Any) -> Any:
        self.asked.append(host)
        if host not in self.book:
            return self._look_up(host, port, flags=socket.AI_NUMERICHOST, **options)
        answers = self.book[host]
        addresses = answers.pop(0) if len(answers) > 1 else answers[0]
        return list(_entries(addresses, port))


def _entries(addresses: list[str], port: int) -> Iterator[Any]:
    for address in addresses:
        if ip_address(address).version == 4:
            yield socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)
        else:
            yield socket.AF_INET6, socket.SOCK_STREAM, 6, "", (address, port, 0, 0)

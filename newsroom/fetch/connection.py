"""The line to a server: its name is looked up once, and only what was checked is dialled."""

import functools
import logging
import queue
import socket
import ssl
import threading
from collections.abc import Collection, Iterable
from ipaddress import IPv6Address, ip_address

import httpcore

from newsroom.fetch.address import literal
from newsroom.fetch.deadline import Deadline
from newsroom.fetch.errors import FetchError
from newsroom.fetch.networks import Address, Network, is_open, unwrapped

# At DEBUG it would log servers' headers, with cookies and the query strings of redirects.
logging.getLogger("httpcore").setLevel(logging.INFO)

_MOST_HEAD = 64 * 1024
_HEAD_PIECE = 16 * 1024
_MOST_DIALLED = 4


@functools.cache
def tls_context() -> ssl.SSLContext:
    """Who is believed to be who; read once, since that takes a while."""
    import httpx  # a fifth of a second, which only a process that fetches has to spend

    return httpx.create_ssl_context(trust_env=False)


class Line(httpcore.NetworkStream):
    """An open line that keeps the deadline and counts what comes in, whoever reads from it."""

    def __init__(self, sock: socket.socket, deadline: Deadline) -> None:
        self._socket = sock
        self._deadline = deadline
        self._received = 0
        self._most = _MOST_HEAD
        self.is_at_end = False

    @property
    def socket(self) -> socket.socket:
        """For protocols that read and write by themselves; whoever takes it keeps the deadline."""
        return self._socket

    def expect_body(self, most: int) -> None:
        """The head has come; from here on ``most`` bytes may."""
        self._deadline.is_answering = True
        self._most = self._received + most

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if self._received >= self._most:
            raise FetchError(
                "The server's answer is far longer than its content."
                if self._deadline.is_answering
                else f"The head of the server's answer is longer than {_MOST_HEAD // 1024} kB."
            )
        most = max_bytes if self._deadline.is_answering else min(max_bytes, _HEAD_PIECE)
        self._socket.settimeout(self._deadline.left())
        try:
            data = self._socket.recv(most)
        except TimeoutError:
            raise self._deadline.passed() from None
        except OSError:
            raise FetchError("The connection broke off.", is_temporary=True) from None
        self._received += len(data)
        self.is_at_end = not data
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        rest = memoryview(buffer)
        while rest:
            self._socket.settimeout(self._deadline.left())
            try:
                rest = rest[self._socket.send(rest) :]
            except TimeoutError:
                raise self._deadline.passed() from None
            except OSError as problem:
                # Not the end: the server may have answered before it had heard all.
                raise httpcore.WriteError from problem

    def close(self) -> None:
        self._socket.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> "Line":
        self._socket.settimeout(self._deadline.left())
        try:
            self._socket = ssl_context.wrap_socket(self._socket, server_hostname=server_hostname)
        except ssl.SSLCertVerificationError as problem:
            raise FetchError(
                f"The server could not prove that it is {server_hostname}"
                f" ({problem.verify_message.rstrip('.')})."
            ) from None
        except TimeoutError:
            raise self._deadline.passed() from None
        except OSError:
            raise FetchError(
                "No encrypted connection to the server came about.", is_temporary=True
            ) from None
        return self


class Dialler(httpcore.NetworkBackend):
    """Opens the one line of a question, to a checked address or not at all."""

    def __init__(self, deadline: Deadline, allow: Collection[Network]) -> None:
        self._deadline = deadline
        self._allow = allow
        self.line: Line | None = None

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> Line:
        # Checked and dialled from the same list: a name that is looked up again may have moved.
        addresses = _addresses(host, port, self._deadline)
        for address in addresses:
            if not is_open(address, self._allow):
                raise FetchError(
                    f"Its address leads into a private network ({address}), so it was not asked."
                )
        self.line = Line(_dialled(addresses[:_MOST_DIALLED], port, self._deadline), self._deadline)
        return self.line

    def close(self) -> None:
        """Hang up, if a line was opened."""
        if self.line is not None:
            self.line.close()


def _addresses(host: str, port: int, deadline: Deadline) -> list[Address]:
    """Every address of ``host``, each once, at least one."""
    address = literal(host)
    if address is not None:
        return [unwrapped(address)]
    found = dict.fromkeys(
        unwrapped(ip_address(answer)) for answer in _looked_up(host, port, deadline)
    )
    if not found:
        raise FetchError(f"No server was found by the name {host}.", is_temporary=True)
    return list(found)


def _looked_up(host: str, port: int, deadline: Deadline) -> list[str]:
    # In a thread, since the system's look-up knows no deadline.
    told: queue.SimpleQueue[list[str]] = queue.SimpleQueue()

    def look_up() -> None:
        try:
            answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            answers = []
        told.put([str(answer[4][0]) for answer in answers])

    threading.Thread(target=look_up, name="look-up", daemon=True).start()
    try:
        return told.get(timeout=deadline.left())
    except queue.Empty:
        raise deadline.passed() from None


def _dialled(addresses: list[Address], port: int, deadline: Deadline) -> socket.socket:
    """A socket that is connected to the first of ``addresses`` that picks up."""
    problem: OSError | None = None
    for number, address in enumerate(addresses):
        is_v6 = isinstance(address, IPv6Address)
        line = socket.socket(socket.AF_INET6 if is_v6 else socket.AF_INET, socket.SOCK_STREAM)
        try:
            line.settimeout(deadline.left() / (len(addresses) - number))
            line.connect((str(address), port))
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError as refusal:
            line.close()
            problem = refusal
        except FetchError:
            line.close()
            raise
        else:
            return line
    if isinstance(problem, TimeoutError):
        raise deadline.passed() from None
    if isinstance(problem, ConnectionRefusedError):
        raise FetchError("The server takes no connections.", is_temporary=True) from None
    raise FetchError("The server cannot be reached.", is_temporary=True) from None

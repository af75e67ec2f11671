"""One question to one server, and its answer within bounds."""

import re
from collections.abc import Collection, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace

import httpcore

from newsroom.fetch.address import WebAddress
from newsroom.fetch.connection import Dialler, Line, tls_context
from newsroom.fetch.deadline import Deadline
from newsroom.fetch.errors import FetchError
from newsroom.fetch.networks import Network
from newsroom.fetch.unpacking import ACCEPTED, refuse_size, unpacked

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
# We say these ourselves; another's would change where a question ends, or whom it is for.
_OURS = frozenset(
    "host content-length transfer-encoding connection keep-alive te trailer upgrade"
    " expect accept-encoding proxy-authorization proxy-connection".split()
)
# Any other header may hold a key: it stays with the server it was meant for.
_HARMLESS = frozenset(
    "accept accept-language user-agent if-none-match if-modified-since content-type".split()
)
_LONGEST_VALIDATOR = 1000


@dataclass(frozen=True)
class Fetched:
    """An answer of any status, its content unpacked; ``url`` is where it was in the end.

    ``is_unchanged`` says that there is nothing newer than what the caller has (status 304).
    What may hold a key is not shown when it is logged.
    """

    status: int
    url: str = field(repr=False)
    content: bytes = field(repr=False)
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""
    is_unchanged: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked; the server's answers of the statuses in ``follows`` send us on."""

    method: str
    headers: tuple[tuple[str, str], ...] = field(repr=False)
    content: bytes | None = field(default=None, repr=False)
    follows: frozenset[int] = frozenset()

    @property
    def is_confidential(self) -> bool:
        """Whether it may not travel unencrypted where it was to travel encrypted."""
        return self.content is not None or self.for_others() != self

    def for_others(self) -> "Question":
        """The same for a server that the headers were not meant for."""
        harmless = tuple(pair for pair in self.headers if pair[0].lower() in _HARMLESS)
        return replace(self, headers=harmless)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a whole fetch may take and where it may go."""

    deadline: Deadline
    max_bytes: int
    allow: Collection[Network]


def checked_headers(headers: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """``headers`` as they may be sent; raises FetchError for those that would break a question."""
    for name, value in headers.items():
        if not _TOKEN.fullmatch(name) or not _VALUE.fullmatch(value):
            raise FetchError(f"The header {name!a} has a character that cannot be sent.")
        if name.lower() in _OURS:
            raise FetchError(f"The header {name} cannot be set.")
    return tuple((name, value.strip()) for name, value in headers.items())


def ask(question: Question, address: WebAddress, bounds: Bounds) -> tuple[Fetched, str]:
    """The answer of ``address``, and where it sends us on to if it does; raises FetchError."""
    with closing(Dialler(bounds.deadline, bounds.allow)) as dialler:
        try:
            return _asked(question, address, bounds, dialler)
        except httpcore.RemoteProtocolError:
            if dialler.line is not None and dialler.line.is_at_end:
                raise FetchError(
                    "The server hung up before it had answered.", is_temporary=True
                ) from None
            raise FetchError("The server's answer is not that of a web server.") from None


def _asked(
    question: Question, address: WebAddress, bounds: Bounds, dialler: Dialler
) -> tuple[Fetched, str]:
    url = httpcore.URL(
        scheme=address.scheme.encode(),
        host=address.host.encode(),
        port=address.port,
        target=address.target.encode(),
    )
    connection = httpcore.HTTPConnection(
        url.origin,
        ssl_context=tls_context() if address.scheme == "https" else None,
        network_backend=dialler,
    )
    request = httpcore.Request(
        question.method, url, headers=_sent_headers(question, address), content=question.content
    )
    response = connection.handle_request(request)
    head = _Head(response)
    location = head.location() if response.status in question.follows else ""
    content = b"" if location else _content(response, head, bounds, dialler.line)
    return head.fetched(address, content), location


def _sent_headers(question: Question, address: WebAddress) -> list[tuple[bytes, bytes]]:
    pairs = [("Host", address.authority), *question.headers]
    pairs += [("Accept-Encoding", ACCEPTED), ("Connection", "close")]
    if question.content is not None:
        pairs.append(("Content-Length", str(len(question.content))))
    return [(name.encode("ascii"), value.encode("latin-1")) for name, value in pairs]


def _content(
    response: httpcore.Response, head: "_Head", bounds: Bounds, line: Line | None
) -> bytes:
    assert line is not None
    # Twice the content for the marks between its pieces, so that they cannot be all there is.
    line.expect_body(2 * bounds.max_bytes + 64 * 1024)
    length = head.value("content-length")
    if length.isdecimal() and response.status != 304:
        refuse_size(int(length[:20]), bounds.max_bytes)
    return unpacked(
        response.iter_stream(),
        head.all_values("content-encoding"),
        max_bytes=bounds.max_bytes,
        deadline=bounds.deadline,
    )


class _Head:
    """The head of an answer, by names in lower case."""

    def __init__(self, response: httpcore.Response) -> None:
        self._status = response.status
        self._pairs = [(name.lower(), value) for name, value in response.headers]

    def all_values(self, name: str) -> str:
        wanted = name.encode()
        return ",".join(value.decode("latin-1") for key, value in self._pairs if key == wanted)

    def value(self, name: str) -> str:
        """The first value of that name, or empty."""
        return self._first(name).decode("latin-1")

    def location(self) -> str:
        """Where the answer points, read as what most servers write it in."""
        location = self._first("location")
        try:
            return location.decode()
        except UnicodeDecodeError:
            return location.decode("latin-1")

    def _first(self, name: str) -> bytes:
        wanted = name.encode()
        return next((value for key, value in self._pairs if key == wanted), b"")

    def fetched(self, address: WebAddress, content: bytes) -> Fetched:
        return Fetched(
            status=self._status,
            url=str(address),
            content=content,
            content_type=self._kept("content-type"),
            etag=self._kept("etag"),
            last_modified=self._kept("last-modified"),
            is_unchanged=self._status == 304,
        )

    def _kept(self, name: str) -> str:
        """A value to be stored and sent back; one that could not be is as good as none."""
        value = self.value(name)
        return value if len(value) <= _LONGEST_VALIDATOR and _VALUE.fullmatch(value) else ""

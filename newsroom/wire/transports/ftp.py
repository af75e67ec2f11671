"""FTP, plain and with TLS: the folder is listed, and what is new in it fetched."""

import ftplib
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from typing import Any

from newsroom.fetch import FetchError
from newsroom.fetch.connection import tls_context
from newsroom.wire.models import Feed
from newsroom.wire.secrets import account_of
from newsroom.wire.transports.address import IMPLICIT_TLS, ServerAddress, server_address
from newsroom.wire.transports.line import Lines
from newsroom.wire.transports.payload import Read
from newsroom.wire.transports.remote import (
    MOST_LISTED,
    GoneError,
    Open,
    Remote,
    fetch_new,
    in_words,
    wanted,
)
from newsroom.wire.transports.visit import Visit

_UNIX = re.compile(
    r"(?P<kind>[-dlbcps])\S{9}\S?\s+\d+\s+\S+\s+\S+\s+(?P<size>\d+)\s+"
    r"(?P<time>\w{3}\s+\d{1,2}\s+(?:\d\d:\d\d|\d{4}))\s(?P<name>.+)"
)
_DOS = re.compile(
    r"(?P<time>\d\d-\d\d-\d\d(?:\d\d)?\s+\d\d:\d\d[AP]M)\s+(?:<DIR>|(?P<size>\d+))\s+(?P<name>.+)"
)
# Each byte is a letter: names come back as they were sent, in whatever encoding.
_BYTES = "latin-1"
_MOST_OF_A_LIST = 32_000_000
_MOST_OF_AN_ANSWER = 256_000
_NOT_KNOWN = ("500", "501", "502", "504")
_BROKE_OFF = "The connection broke off."
_FAULTS = (OSError, EOFError, ValueError, ftplib.Error)


class _Watched(ftplib.FTP):
    """An FTP client whose every line was dialled, and is cut, by ``lines``."""

    lines: Lines
    _answered = 0

    def putcmd(self, line: str) -> None:
        self._answered = 0
        super().putcmd(line)

    def getline(self) -> str:
        """A line of an answer, all of which is kept until its end has come."""
        line = super().getline()
        self._answered += len(line) + 1
        if self._answered > _MOST_OF_AN_ANSWER:
            raise FetchError("The server’s answer has no end.")
        return line

    def greet(self, line: socket.socket, host: str) -> None:
        """Takes ``line`` for the conversation and hears the server's greeting."""
        self.sock, self.host, self.af = line, host, line.family
        self.timeout = self.lines.left()
        self.file = line.makefile("r", encoding=self.encoding)
        self.welcome = self.getresp()

    def ntransfercmd(self, cmd: str, rest: Any = None) -> tuple[socket.socket, int | None]:
        # It goes to the address that answered, whatever another the server may name.
        self.timeout = self.lines.left()
        line, size = super().ntransfercmd(cmd, rest)
        self.lines.watch(line)
        return line, size


class _Encrypted(ftplib.FTP_TLS, _Watched):
    def ntransfercmd(self, cmd: str, rest: Any = None) -> tuple[socket.socket, int | None]:
        line, size = _Watched.ntransfercmd(self, cmd, rest)
        # Many servers take a second line only from whoever continues the first one's session.
        session = self.sock.session if isinstance(self.sock, ssl.SSLSocket) else None
        return self.context.wrap_socket(line, server_hostname=self.host, session=session), size


def visit(result: Visit, seconds: float) -> None:
    """Files what is new in the feed's folder."""
    with Lines(seconds) as lines, _client(result.feed, lines) as client:
        files = wanted(_listed(client), result.feed.pattern, result.problems)
        fetch_new(result, files, _opener(client), lines.left)


def try_connection(feed: Feed, seconds: float) -> str:
    """What is found on the server, in a sentence; raises FetchError. Nothing is fetched."""
    with Lines(seconds) as lines, _client(feed, lines) as client:
        return in_words(wanted(_listed(client), feed.pattern, []), feed.pattern)


@contextmanager
def _client(feed: Feed, lines: Lines) -> Iterator[_Watched]:
    """Signed in, and in the feed's folder; whatever goes wrong is a FetchError."""
    address = server_address(feed.transport, feed.address)
    account = account_of(feed)
    is_encrypted = feed.transport == Feed.Transport.FTPS
    client: _Watched = (
        _Encrypted(context=tls_context(), encoding=_BYTES)
        if is_encrypted
        else _Watched(encoding=_BYTES)
    )
    client.lines = lines
    try:
        with closing(client):
            _greet(client, address)
            client.login(account.username or "anonymous", account.secret)
            if isinstance(client, ftplib.FTP_TLS):
                client.prot_p()
            if address.path:
                client.cwd(_sent(address.path))
            client.voidcmd("TYPE I")
            yield client
            with suppress(OSError, EOFError, ftplib.Error):
                client.quit()
    except _FAULTS as fault:
        raise lines.why(fault, _sentence(fault, address)) from None


def _greet(client: _Watched, address: ServerAddress) -> None:
    line = client.lines.dial(address.host, address.port)
    if not isinstance(client, ftplib.FTP_TLS):
        client.greet(line, address.host)
        return
    if address.port == IMPLICIT_TLS:
        line = client.context.wrap_socket(line, server_hostname=address.host)
    client.greet(line, address.host)
    if address.port != IMPLICIT_TLS:
        client.auth()


def _sentence(fault: BaseException, address: ServerAddress) -> str:
    if isinstance(fault, ssl.SSLCertVerificationError):
        why = fault.verify_message.rstrip(".")
        return f"The server could not prove that it is {address.host} ({why})."
    if isinstance(fault, ssl.SSLError):
        return "No encrypted connection to the server came about."
    if isinstance(fault, ftplib.error_perm) and str(fault).startswith("530"):
        return "The server does not let us in: see the user name and password."
    if isinstance(fault, ftplib.error_perm) and str(fault).startswith("550"):
        return f"There is no folder {address.path or '/'} that we may read there."
    if isinstance(fault, ftplib.error_perm | ftplib.error_temp):
        return f"The server refused with code {str(fault)[:3]}."
    if isinstance(fault, ftplib.Error | ValueError):
        return "The server’s answer is not that of an FTP server."
    return _BROKE_OFF


# --- What is there ---


def _listed(client: _Watched) -> list[Remote]:
    try:
        lines, read = _lines(client, "MLSD"), _of_facts
    except ftplib.error_perm as refusal:
        if not str(refusal).startswith(_NOT_KNOWN):
            raise
        lines, read = _lines(client, "LIST"), _of_list
    if len(lines) > MOST_LISTED:
        raise FetchError(f"There are more than {MOST_LISTED:,} files in the folder.")
    return [file for line in lines if (file := read(line)) is not None]


def _lines(client: _Watched, command: str) -> list[str]:
    listed = bytearray()
    with _transfer(client, command) as read:
        while piece := read(1 << 16):
            listed += piece
            if len(listed) > _MOST_OF_A_LIST:
                raise FetchError("The server’s list of files has no end.")
    return [line.removesuffix("\r") for line in listed.decode(_BYTES).split("\n") if line.strip()]


def _of_facts(line: str) -> Remote | None:
    """``type=file;size=1234;modify=20260811140500; name``."""
    told, _, name = line.partition(" ")
    facts = {
        key.casefold(): value for key, _, value in (fact.partition("=") for fact in told.split(";"))
    }
    if facts.get("type", "").casefold() != "file":
        return None
    size = facts.get("size", "")
    return Remote(_shown(name), int(size) if size.isdecimal() else -1, facts.get("modify", ""))


def _of_list(line: str) -> Remote | None:
    """A line of ``ls -l`` or of ``dir``; folders and links are left alone."""
    if (found := _UNIX.fullmatch(line)) is not None:
        if found["kind"] != "-":
            return None
        return Remote(_shown(found["name"]), int(found["size"]), " ".join(found["time"].split()))
    if (found := _DOS.fullmatch(line)) is not None and found["size"]:
        return Remote(_shown(found["name"]), int(found["size"]), " ".join(found["time"].split()))
    return None


def _shown(name: str) -> str:
    """A name of single bytes as text; bytes that are none stay as they are, to be sent back."""
    return name.encode(_BYTES, "replace").decode("utf-8", "surrogateescape")


def _sent(name: str) -> str:
    return name.encode("utf-8", "surrogateescape").decode(_BYTES)


# --- Fetching ---


def _opener(client: _Watched) -> Open:
    """Opens one file after the other over ``client``."""

    @contextmanager
    def opened(file: Remote) -> Iterator[Read]:
        try:
            with _transfer(client, f"RETR {_sent(file.name)}") as read:
                yield read
        except ftplib.error_perm as refusal:
            raise GoneError(f"the server refused it with code {str(refusal)[:3]}.") from None
        except ftplib.error_temp:
            raise GoneError("the server broke off; it is fetched again.") from None
        except _FAULTS as fault:
            raise client.lines.why(fault, _BROKE_OFF) from None

    return opened


@contextmanager
def _transfer(client: _Watched, command: str) -> Iterator[Read]:
    line = client.transfercmd(command)
    try:
        yield _reader(line, client.lines)
    except BaseException:
        _hang_up(line)
        # Of what we broke off the server may say anything.
        with suppress(ftplib.Error):
            _hear_the_end(client)
        raise
    _hang_up(line)
    _hear_the_end(client)


def _reader(line: socket.socket, lines: Lines) -> Read:
    def read(most: int) -> bytes:
        try:
            line.settimeout(lines.left())
            return line.recv(most)
        except OSError as fault:
            raise lines.why(fault, _BROKE_OFF) from None

    return read


def _hang_up(line: socket.socket) -> None:
    with suppress(OSError):
        if isinstance(line, ssl.SSLSocket):
            line.settimeout(1)
            line.unwrap()
    line.close()


def _hear_the_end(client: _Watched) -> None:
    if client.sock is not None:
        client.sock.settimeout(client.lines.left())
    client.voidresp()

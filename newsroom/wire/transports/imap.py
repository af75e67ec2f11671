"""A mailbox that an agency writes to: each letter is read once, and left there as it was."""

import imaplib
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from newsroom.fetch import FetchError
from newsroom.fetch.connection import tls_context
from newsroom.wire.deliveries import Payload, payload_of
from newsroom.wire.models import Feed, RemoteFile
from newsroom.wire.parsers import MAX_BYTES
from newsroom.wire.secrets import account_of
from newsroom.wire.transports.address import ServerAddress, server_address
from newsroom.wire.transports.line import Lines
from newsroom.wire.transports.remote import OURS
from newsroom.wire.transports.visit import Visit

MOST_LETTERS = 500
_TOGETHER = 20
_SEARCHED = 50_000
# The longest letter, with what stands around it in the answer.
_MOST_READ = MAX_BYTES + 1_000_000
# A line that is kept costs more memory than its bytes.
_LEAST_OF_A_LINE = 100
_DIGITS = 10  # of ids, which are numbers of 32 bits
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_NOT_GIVEN = "The server does not give out its letters."
_BROKE_OFF = "The connection broke off."
_FAULTS = (OSError, EOFError, ValueError, imaplib.IMAP4.error)


class _Mailbox(imaplib.IMAP4_SSL):
    """An IMAP client on a line that was dialled, and is cut, by ``lines``.

    All that it is answered to one command it keeps, so that must have an end.
    """

    _answered = 0

    def __init__(self, address: ServerAddress, lines: Lines) -> None:
        self.lines = lines
        super().__init__(address.host, address.port, ssl_context=tls_context())

    def _create_socket(self, timeout: float | None) -> ssl.SSLSocket:
        line: socket.socket = self.lines.dial(self.host, self.port)
        context: ssl.SSLContext = self.ssl_context
        return context.wrap_socket(line, server_hostname=self.host)

    def _command(self, name: str, *told: str) -> bytes:
        self._answered = 0
        tag: bytes = super()._command(name, *told)  # type: ignore[misc]  # it carries no type
        return tag

    def read(self, size: int) -> bytes:
        self._refuse_what_has_no_end(size)
        self.sock.settimeout(self.lines.left())
        return super().read(size)

    def readline(self) -> bytes:
        self.sock.settimeout(self.lines.left())
        line = super().readline()
        self._refuse_what_has_no_end(max(len(line), _LEAST_OF_A_LINE))
        return line

    def _refuse_what_has_no_end(self, size: int) -> None:
        self._answered += size
        if self._answered > _MOST_READ:
            raise FetchError("The server’s answer is far too long.")


@dataclass(frozen=True, slots=True)
class _Place:
    """How far a mailbox was read: ids of letters count only within one validity."""

    validity: int
    uid: int

    @property
    def mark(self) -> str:
        return f"{self.validity} {self.uid}"


def visit(result: Visit, seconds: float) -> None:
    """Files the letters that came since the last visit."""
    with Lines(seconds) as lines, _opened(result.feed, lines) as (client, name):
        place = _place(client, result.feed, name)
        uids = _newer(client, place)
        if len(uids) > MOST_LETTERS:
            result.again_in = 0.0
        _read(result, client, name, place, uids[:MOST_LETTERS])


def try_connection(feed: Feed, seconds: float) -> str:
    """What is found in the mailbox, in a sentence; raises FetchError. Nothing is fetched."""
    with Lines(seconds) as lines, _opened(feed, lines) as (client, name):
        number = len(_newer(client, _place(client, feed, name)))
    new = f"{number or 'no'} new letter{'' if number == 1 else 's'}"
    return f"There {'is' if number == 1 else 'are'} {new} in {name}."


@contextmanager
def _opened(feed: Feed, lines: Lines) -> Iterator[tuple[_Mailbox, str]]:
    """Signed in, the mailbox open for reading alone; whatever goes wrong is a FetchError."""
    address = server_address(feed.transport, feed.address)
    name = address.path or "INBOX"
    try:
        client = _Mailbox(address, lines)
        try:
            _sign_in(client, feed)
            _told(client.select(_quoted(name), readonly=True), f"There is no mailbox {name} there.")
            yield client, name
            with suppress(OSError, imaplib.IMAP4.error):
                client.logout()
        finally:
            with suppress(OSError):
                client.shutdown()
    except _FAULTS as fault:
        raise lines.why(fault, _sentence(fault, address)) from None


def _sign_in(client: _Mailbox, feed: Feed) -> None:
    account = account_of(feed)
    try:
        client.login(account.username, account.secret)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error:
        raise FetchError("The server does not let us in: see the user name and password.") from None


def _sentence(fault: Exception, address: ServerAddress) -> str:
    if isinstance(fault, ssl.SSLCertVerificationError):
        why = fault.verify_message.rstrip(".")
        return f"The server could not prove that it is {address.host} ({why})."
    if isinstance(fault, ssl.SSLError):
        return "No encrypted connection to the server came about."
    if isinstance(fault, UnicodeError):
        return "The user name and the password must be of plain letters, without accents."
    if isinstance(fault, imaplib.IMAP4.abort | OSError | EOFError):
        return _BROKE_OFF
    return "The server’s answer is not that of a mail server."


def _quoted(name: str) -> str:
    # Mailboxes' names travel in a spelling of their own; those of ASCII are in it already.
    if not name.isascii():
        raise FetchError("The mailbox must have a name of plain letters.")
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _told(answer: tuple[str, list], otherwise: str) -> list:
    kind, data = answer
    if kind != "OK":
        raise FetchError(otherwise)
    return data


# --- How far it was read ---


def _place(client: _Mailbox, feed: Feed, name: str) -> _Place:
    """Where to go on; from the beginning if the server gave its letters new ids."""
    told = client.response("UIDVALIDITY")[1]
    if not told or not isinstance(told[0], bytes) or not _is_id(told[0]):
        raise FetchError("The server does not say how its letters are numbered.")
    validity = int(told[0])
    kept = RemoteFile.objects.filter(feed=feed, name=OURS + name).values_list("mark", flat=True)
    known, _, uid = (kept.first() or "").partition(" ")
    return _Place(validity, int(uid) if known == str(validity) else 0)


def _is_id(told: bytes) -> bool:
    return told.isdigit() and len(told) <= _DIGITS


def _keep_place(result: Visit, name: str, place: _Place) -> None:
    RemoteFile.objects.update_or_create(
        feed=result.feed, name=OURS + name, defaults={"mark": place.mark, "seen_at": result.now}
    )


def _newer(client: _Mailbox, place: _Place) -> list[int]:
    """Ids of letters that were not read yet, in order; of very many only the first."""
    told = client.response("UIDNEXT")[1]
    end = int(told[0]) if told and isinstance(told[0], bytes) and _is_id(told[0]) else 0
    found: list[int] = []
    first = place.uid + 1
    while len(found) <= MOST_LETTERS:
        # An answer is one line, which a client reads up to a million letters.
        last = first + _SEARCHED - 1
        found += _listed(client, first, "*" if last >= end else str(last))
        if last >= end:
            break
        first = last + 1
    return found


def _listed(client: _Mailbox, first: int, last: str) -> list[int]:
    data = _told(
        client.uid("SEARCH", "UID", f"{first}:{last}"), "The server does not list its letters."
    )
    found = {int(uid) for line in data if line for uid in line.split() if _is_id(uid)}
    # "5:*" names the last letter even if its id is less than 5.
    return sorted(uid for uid in found if uid >= first)


# --- Reading ---


def _read(result: Visit, client: _Mailbox, name: str, place: _Place, uids: list[int]) -> None:
    """Letters are filed a few at a time, and passed only when they are stored."""
    got: list[Payload] = []
    last = place.uid

    def filed() -> None:
        if got:
            result.take_in(got)
            got.clear()
        if last > place.uid:
            _keep_place(result, name, _Place(place.validity, last))

    try:
        for uid in uids:
            if len(got) >= _TOGETHER or sum(payload.size for payload in got) > 2 * MAX_BYTES:
                filed()
            letter = _letter(result, client, uid)
            last = uid
            if letter is not None:
                got.append(payload_of(letter, f"{uid}.eml"))
    except FetchError as stopped:
        filed()
        if not result.files or not stopped.is_temporary:
            raise
        result.again_in = 0.0
    else:
        filed()


def _letter(result: Visit, client: _Mailbox, uid: int) -> bytes | None:
    """The letter's bytes; None for one that is gone, or too long."""
    try:
        client.lines.left()
        asked = client.uid("FETCH", str(uid), "(UID RFC822.SIZE)")
        told = b" ".join(part for part in _told(asked, _NOT_GIVEN) if isinstance(part, bytes))
        size = _SIZE.search(told)
        if size is None:
            return None
        if int(size[1]) > MAX_BYTES:
            megabytes = int(size[1]) / 1_000_000
            result.report(f"Letter {uid} is {megabytes:.0f} MB long, so it was not fetched.")
            return None
        answer = _told(client.uid("FETCH", str(uid), "(UID BODY.PEEK[])"), _NOT_GIVEN)
    except _FAULTS as fault:
        raise client.lines.why(fault, _BROKE_OFF) from None
    letter = next((bytes(part[1]) for part in answer if isinstance(part, tuple)), None)
    if letter is None:
        result.report(f"The server did not give out letter {uid}; look for it there.")
    return letter

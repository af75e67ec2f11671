"""SFTP: the folder is listed, and what is new in it fetched; the server's key is remembered."""

import base64
import hashlib
import io
import logging
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from newsroom.fetch import FetchError
from newsroom.wire.models import Feed, RemoteFile
from newsroom.wire.secrets import Account, account_of
from newsroom.wire.transports.address import ServerAddress, server_address
from newsroom.wire.transports.line import Lines
from newsroom.wire.transports.payload import Read
from newsroom.wire.transports.remote import (
    MOST_LISTED,
    OURS,
    GoneError,
    Open,
    Remote,
    fetch_new,
    in_words,
    wanted,
)
from newsroom.wire.transports.visit import Visit

MISSING = "SFTP needs a library that is not installed: have the extra “sftp” (paramiko) installed."
_AHEAD = 32
_BROKE_OFF = "The connection broke off."
_OURS_KEY = f"{OURS}key of the server"


def visit(result: Visit, seconds: float) -> None:
    """Files what is new in the feed's folder."""
    with Lines(seconds) as lines, _session(result.feed, lines, result) as (sftp, path):
        files = wanted(_listed(sftp, path, lines), result.feed.pattern, result.problems)
        fetch_new(result, files, _opener(sftp, path, lines), lines.left)


def try_connection(feed: Feed, seconds: float) -> str:
    """What is found on the server, in a sentence; raises FetchError. Nothing is fetched."""
    with Lines(seconds) as lines, _session(feed, lines) as (sftp, path):
        return in_words(wanted(_listed(sftp, path, lines), feed.pattern, []), feed.pattern)


def _library() -> Any:
    try:
        import paramiko
    except ImportError:
        raise FetchError(MISSING) from None
    # It would log what the server says, and a traceback of each line that breaks.
    logging.getLogger("paramiko").setLevel(logging.CRITICAL)
    return paramiko


@contextmanager
def _session(feed: Feed, lines: Lines, visit: Visit | None = None) -> Iterator[tuple[Any, str]]:
    """Signed in, with the folder's path; whatever goes wrong is a FetchError."""
    paramiko = _library()
    address = server_address(feed.transport, feed.address)
    account = account_of(feed)
    line = lines.dial(address.host, address.port)
    transport = paramiko.Transport(line)
    try:
        for name in ("banner_timeout", "handshake_timeout", "auth_timeout", "channel_timeout"):
            setattr(transport, name, lines.left())
        transport.start_client(timeout=lines.left())
        key = fingerprint(transport.get_remote_server_key().asbytes())
        _check_key(feed, address, key)
        _sign_in(paramiko, transport, account)
        if visit is not None:
            _remember_key(visit, key)
        sftp = paramiko.SFTPClient.from_transport(transport)
        sftp.get_channel().settimeout(lines.left())
        yield sftp, f"/{address.path.lstrip('/')}" if address.path else "."
    except (OSError, EOFError, ValueError, paramiko.SSHException) as fault:
        raise lines.why(fault, _sentence(paramiko, fault, address)) from None
    finally:
        transport.close()


def _sentence(paramiko: Any, fault: Exception, address: ServerAddress) -> str:
    if isinstance(fault, paramiko.AuthenticationException):
        return "The server does not let us in: see the user name and password."
    if isinstance(fault, FileNotFoundError | PermissionError):
        return f"There is no folder {address.path or '/'} that we may read there."
    if isinstance(fault, paramiko.SSHException):
        return "No SFTP connection to the server came about."
    return _BROKE_OFF


def _sign_in(paramiko: Any, transport: Any, account: Account) -> None:
    if "PRIVATE KEY-----" in account.secret:
        transport.auth_publickey(account.username, _private_key(paramiko, account.secret))
    else:
        transport.auth_password(account.username, account.secret, fallback=True)


def _private_key(paramiko: Any, text: str) -> Any:
    for kind in (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey):
        try:
            return kind.from_private_key(io.StringIO(text))
        except (paramiko.SSHException, ValueError, IndexError):
            continue
    raise FetchError(
        "The private key cannot be read: it must be of type Ed25519, ECDSA or RSA, and not locked"
        " by a pass phrase."
    )


# --- Whether it is the server that it was ---


def fingerprint(key: bytes) -> str:
    """As ``ssh-keygen -l`` prints it."""
    digest = base64.b64encode(hashlib.sha256(key).digest()).decode().rstrip("=")
    return f"SHA256:{digest}"


def _check_key(feed: Feed, address: ServerAddress, key: str) -> None:
    """The key must be the one named in the address, else the one of the first visit."""
    rows = RemoteFile.objects.filter(feed=feed, name=_OURS_KEY)
    expected = address.mark or rows.values_list("mark", flat=True).first()
    if expected not in {None, key}:
        raise FetchError(
            f"The server shows another key than before ({key} instead of {expected}), so no"
            " password was sent. Ask the agency; if they changed it, write the new one behind the"
            " address, after a #."
        )


def _remember_key(visit: Visit, key: str) -> None:
    RemoteFile.objects.update_or_create(
        feed=visit.feed, name=_OURS_KEY, defaults={"mark": key, "seen_at": visit.now}
    )


# --- What is there ---


def _listed(sftp: Any, path: str, lines: Lines) -> list[Remote]:
    try:
        return _files(sftp.listdir_iter(path), lines)
    except UnicodeDecodeError:
        # The library gives up at a name that is no UTF-8; one such file must not stop the others.
        return _files(_entries(sftp, path), lines)


def _entries(sftp: Any, path: str) -> Iterator[Any]:
    """What ``listdir_iter`` gives, a question at a time, whatever bytes the names are made of."""
    from paramiko import sftp as codes
    from paramiko.sftp_attr import SFTPAttributes

    _, answer = sftp._request(codes.CMD_OPENDIR, path)
    handle = answer.get_string()
    while True:
        try:
            _, answer = sftp._request(codes.CMD_READDIR, handle)
        except EOFError:
            return
        for _ in range(answer.get_int()):
            name, listed = answer.get_string(), answer.get_string()
            yield SFTPAttributes._from_msg(answer, name.decode("utf-8", "surrogateescape"), listed)


def _files(entries: Iterable[Any], lines: Lines) -> list[Remote]:
    found: list[Remote] = []
    for each in entries:
        lines.left()
        if len(found) >= MOST_LISTED:
            raise FetchError(f"There are more than {MOST_LISTED:,} files in the folder.")
        if each.st_mode is not None and stat.S_ISREG(each.st_mode):
            size = each.st_size if each.st_size is not None else -1
            time = each.st_mtime or 0
            found.append(Remote(each.filename, size, str(time), f"{time:012}"))
    return found


def _opener(sftp: Any, path: str, lines: Lines) -> Open:
    faults = (OSError, EOFError, _library().SSHException)

    @contextmanager
    def opened(file: Remote) -> Iterator[Read]:
        try:
            sftp.get_channel().settimeout(lines.left())
            handle = sftp.open(f"{path.rstrip('/')}/{file.name}")
        except (FileNotFoundError, PermissionError):
            raise GoneError("it cannot be read any more.") from None
        except faults as fault:
            raise lines.why(fault, _BROKE_OFF) from None
        with handle:
            if file.size > 0:
                handle.prefetch(file.size, max_concurrent_requests=_AHEAD)
            yield _reader(sftp, handle, lines, faults)

    return opened


def _reader(sftp: Any, handle: Any, lines: Lines, faults: tuple[type[Exception], ...]) -> Read:
    def read(most: int) -> bytes:
        try:
            sftp.get_channel().settimeout(lines.left())
            data: bytes = handle.read(most)
        except faults as fault:
            raise lines.why(fault, _BROKE_OFF) from None
        return data

    return read

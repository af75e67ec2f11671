"""Addresses of feeds, read strictly, each by its transport's rules."""

import unicodedata
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings

from newsroom.fetch import FetchError
from newsroom.fetch.address import read_address
from newsroom.wire.models import Feed

_T = Feed.Transport
_SCHEMES: dict[str, dict[str, int]] = {
    _T.FTP: {"ftp": 21},
    _T.FTPS: {"ftps": 21, "ftp": 21},
    _T.SFTP: {"sftp": 22},
    _T.IMAP: {"imaps": 993},
}
IMPLICIT_TLS = 990


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """Where an agency's server is, and what is wanted there; ``mark`` stands after a ``#``."""

    host: str
    port: int
    path: str
    mark: str = ""

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


def check_address(transport: str, address: str) -> None:
    """Raises FetchError, in the operator's words, if ``address`` is none for ``transport``."""
    if transport == _T.FOLDER:
        permitted_folder(address)
    elif transport == _T.HTTP:
        first, second = (
            read_address(address.replace("{secret}", word)).origin for word in ("secret", "word")
        )
        if first != second:
            # Names of servers are looked up and told to the desk; neither is kept secret.
            raise FetchError("The password cannot be part of the server’s name or port.")
    elif transport in _SCHEMES:
        server_address(transport, address)


def server_address(transport: str, address: str) -> ServerAddress:
    """The server and path of an FTP, SFTP or IMAP feed; raises FetchError."""
    schemes = _SCHEMES[transport]
    example = f"{next(iter(schemes))}://agency.example/{'INBOX' if transport == _T.IMAP else 'out'}"
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in address):
        raise FetchError("There is a character in the address that has no place there.")
    try:
        parts = urlsplit(address.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise FetchError(f"This is no address; write one such as {example}.") from None
    if parts.scheme not in schemes or not host or parts.query:
        raise FetchError(f"Write an address such as {example}.")
    if parts.username is not None or parts.password is not None:
        raise FetchError(
            "There is a user name or password in the address; give them in their own fields."
        )
    if port == 0:
        raise FetchError("There is no port 0.")
    return ServerAddress(host, port or schemes[parts.scheme], _path(parts.path), parts.fragment)


def _path(quoted: str) -> str:
    """Without the slash after the server's name: what stands there begins where a sign-in ends."""
    path = unquote(quoted.removeprefix("/")).rstrip("/")
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in path):
        raise FetchError("There is a character in the address that has no place there.")
    return path


def permitted_folder(address: str) -> Path:
    """The hot folder at ``address``; raises FetchError for one that no feed may empty.

    A feed moves what it finds, and shows it: whoever writes addresses must not reach beyond
    the folders that whoever runs the machine has set aside for that.
    """
    roots = [Path(root) for root in permitted_roots()]
    named = " or ".join(str(root) for root in roots)
    if "\0" in address or not address.startswith("/"):
        raise FetchError(f"Write the whole path of a folder, such as {roots[0]}/agency.")
    folder = Path(address).resolve()
    if not any(folder.is_relative_to(root.resolve()) for root in roots):
        raise FetchError(f"A hot folder lies in {named}; others are not the wire's to empty.")
    return folder


def permitted_roots() -> list[str]:
    default = [str(Path(settings.NEWSROOM_DATA) / "incoming")]
    return [str(root) for root in settings.NEWSROOM_WIRE_FOLDERS] or default

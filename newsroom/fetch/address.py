"""Web addresses, read strictly: what two programs could read in two ways is refused."""

import re
import unicodedata
from dataclasses import dataclass, field
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from urllib.parse import urljoin

from newsroom.fetch.errors import FetchError
from newsroom.fetch.networks import Address

_LONGEST = 8000
_START = re.compile(r"(https?)://([^/?#]*)(.*)", re.IGNORECASE | re.DOTALL)
_AUTHORITY = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^:\[\]]+)(?::([0-9]{0,5}))?")
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_NAME = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})*")
# Where the last part is a number, other programs read the whole as an IPv4 address.
_NUMBER = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)")
_NO_NAME = "The name of the server is not written as in web addresses."
_NO_NUMBER = (
    "The server is given as a number that can be read in two ways; write it as four plain numbers"
    " with dots."
)
_DEFAULT_PORTS = {"http": 80, "https": 443}
# Services that are no web servers, and do harm when spoken to as if they were.
_OTHER_SERVICES = frozenset(
    int(port)
    for port in (
        "1 7 9 11 13 15 17 19 20 21 22 23 25 37 42 43 53 69 79 109 110 111 113 119 123 135 137 139"
        " 143 161 179 389 445 465 512 513 514 515 540 548 554 587 601 636 873 989 990 992 993 995"
        " 1433 1521 1719 1720 1723 2049 2375 2376 2379 2380 3306 3389 4369 5060 5061 5432 5672 5900"
        " 6000 6379 6380 6432 6667 9042 9092 9418 10250 11211 26379 27017"
    ).split()
)


@dataclass(frozen=True, slots=True)
class WebAddress:
    """A web address in its one spelling: ASCII, lower-case host, nothing of a fragment.

    An IPv6 ``host`` stands without brackets; ``target`` is the path with the query.
    """

    scheme: str
    host: str
    port: int
    target: str = field(repr=False)

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.target}"

    @property
    def origin(self) -> tuple[str, str, int]:
        """What must be the same for a password to be sent again."""
        return self.scheme, self.host, self.port

    @property
    def authority(self) -> str:
        """Host and port, as the Host header has them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    def following(self, location: str) -> "WebAddress":
        """Where ``location``, sent by this address, leads to; raises FetchError."""
        try:
            # Before it is joined, since that drops some of them without a word.
            _refuse_odd_characters(location)
            return read_address(urljoin(str(self), location))
        except FetchError as refusal:
            raise FetchError(f"The server sent us on to another address. {refusal}") from None
        except ValueError:
            raise FetchError(f"The server sent us on to another address. {_NO_NAME}") from None


def read_address(url: str) -> WebAddress:
    """The web address that ``url`` spells; raises FetchError where that is not beyond doubt."""
    url = url.strip(" ")
    _refuse_odd_characters(url)
    start = _START.fullmatch(url)
    if start is None:
        raise FetchError("The address must begin with http:// or https:// and a name.")
    scheme, authority, rest = start[1].lower(), start[2], start[3]
    authority = unicodedata.normalize("NFC", authority)
    if "@" in authority:
        raise FetchError(
            "There is a user name or password in the address; give them in their own fields."
        )
    parts = _AUTHORITY.fullmatch(authority)
    if parts is None:
        raise FetchError(_NO_NAME)
    import httpx  # a fifth of a second, which only a process that fetches has to spend

    try:
        parsed = httpx.URL(f"{scheme}://{authority}{rest}")
    except httpx.InvalidURL:
        is_number = _NUMBER.fullmatch(parts[1].lower().removesuffix("."))
        raise FetchError(_NO_NUMBER if is_number else _NO_NAME) from None
    host = _host(parsed.raw_host.decode("ascii"))
    port = int(parts[2] or _DEFAULT_PORTS[scheme])
    return WebAddress(scheme, host, _web_port(port), parsed.raw_path.decode("ascii"))


def literal(host: str) -> Address | None:
    """The address that ``host`` is, where it is an address and no name."""
    try:
        return IPv6Address(host) if ":" in host else IPv4Address(host)
    except AddressValueError:
        return None


def _refuse_odd_characters(url: str) -> None:
    if len(url) > _LONGEST:
        raise FetchError(f"The address is longer than {_LONGEST:,} characters.")
    if "\\" in url or any(unicodedata.category(character) in {"Cc", "Cs"} for character in url):
        raise FetchError("There is a character in the address that has no place there.")


def _host(host: str) -> str:
    if ":" in host:
        return str(IPv6Address(host))
    host = host.removesuffix(".")
    if _NUMBER.fullmatch(host):
        if literal(host) is None:
            raise FetchError(_NO_NUMBER)
    elif not _NAME.fullmatch(host):
        raise FetchError(_NO_NAME)
    return host


def _web_port(port: int) -> int:
    if not 0 < port < 65536:
        raise FetchError(f"There is no port {port}.")
    if port in _OTHER_SERVICES:
        raise FetchError(f"Port {port} belongs to a service other than the web; it was not asked.")
    return port

"""Which addresses may be asked: those that all the world can reach, and nothing of our own."""

from collections.abc import Collection
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_network,
)

type Address = IPv4Address | IPv6Address
type Network = IPv4Network | IPv6Network

# Python's ``is_global`` calls these global, or has done so in some version.
_CLOSED = tuple(
    ip_network(network)
    for network in (
        "0.0.0.0/8",
        "100.64.0.0/10",  # shared by the customers of a carrier; clouds keep metadata here
        "168.63.129.16/32",  # the host below an Azure machine
        "169.254.0.0/16",  # link-local; clouds keep metadata here
        "192.0.0.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",  # relays of 6to4
        "192.175.48.0/24",
        "198.18.0.0/15",
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
        "2001::/23",  # Teredo and other protocols that carry an address inside
        "2001:db8::/32",
        "2002::/16",  # 6to4 carries an address inside
        "2620:4f:8000::/48",
        "3fff::/20",
    )
)
_UNICAST = IPv6Network("2000::/3")  # all that is given out to the public
_NAT64 = IPv6Network("64:ff9b::/96")


def unwrapped(address: Address) -> Address:
    """The IPv4 address that an IPv6 one is only another spelling of; else the same."""
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


def is_open(address: Address, allow: Collection[Network] = ()) -> bool:
    """Whether ``address`` may be asked: a public one, or in a network that is allowed by name."""
    address = unwrapped(address)
    if any(address in network for network in allow):
        return True
    if address in _NAT64:
        # A machine with IPv6 alone sees the whole of IPv4 there, its private networks too.
        return is_open(IPv4Address(int(address) & 0xFFFF_FFFF))
    if isinstance(address, IPv6Address) and address not in _UNICAST:
        return False
    return address.is_global and not any(address in network for network in _CLOSED)

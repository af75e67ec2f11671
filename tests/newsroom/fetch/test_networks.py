"""Which networks are public, whatever the version of Python says."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.fetch.networks import is_open, unwrapped


@pytest.mark.parametrize(
    "address",
    "1.1.1.1 8.8.8.8 93.184.216.34 100.63.255.255 100.128.0.0 172.15.255.255 172.32.0.0"
    " 192.0.1.0 198.17.255.255 198.20.0.0 223.255.255.255 2001:200::1 2606:4700::1111"
    " 2a00:1450::1 64:ff9b::8.8.8.8 ::ffff:8.8.8.8".split(),
)
def test_the_public_may_be_asked(address):
    assert is_open(ip_address(address))


@pytest.mark.parametrize(
    "address",
    "0.0.0.0 0.255.255.255 10.0.0.0 10.255.255.255 100.64.0.0 100.127.255.255 127.0.0.1"
    " 168.63.129.16 169.254.0.0 169.254.169.254 172.16.0.0 172.31.255.255 192.0.0.0 192.0.0.9"
    " 192.0.0.255 192.0.2.1 192.31.196.1 192.52.193.1 192.88.99.1 192.168.255.255 192.175.48.1"
    " 198.18.0.0 198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.0 233.252.0.1 239.255.255.255"
    " 240.0.0.0 255.255.255.255"
    " :: ::1 ::8.8.8.8 ::ffff:0.0.0.0 ::ffff:10.0.0.1 64:ff9b::10.0.0.1 64:ff9b:1::8.8.8.8"
    " 100::1 2001::8.8.8.8 2001:2::1 2001:10::1 2001:20::1 2001:db8::1 2002:808:808::1"
    " 2620:4f:8000::1 3fff::1 4000::1 5f00::1 8000::1 fc00::1 fd00:ec2::254 fe80::1 fec0::1"
    " ff02::1 ff0e::1".split(),
)
def test_all_others_may_not(address):
    assert not is_open(ip_address(address))


@given(st.ip_addresses(v=4))
def test_an_address_inside_another_is_no_way_in(inner: IPv4Address):
    number = int(inner)
    judged_by_the_inner = [IPv6Address(0xFFFF << 32 | number)]
    judged_by_the_inner.append(IPv6Address((0x0064_FF9B << 96) | number))
    for outer in judged_by_the_inner:
        assert is_open(outer) == is_open(inner)

    never = [IPv6Address(number), IPv6Address(0x2002 << 112 | number << 80)]
    never.append(IPv6Address(0x2001_0000 << 96 | number << 64))
    never.append(IPv6Address(0x2001_0000 << 96 | (number ^ 0xFFFF_FFFF)))
    for outer in never:
        assert not is_open(outer)


@given(st.ip_addresses())
def test_nothing_is_open_that_python_calls_private(address):
    if is_open(address) and address not in ip_network("64:ff9b::/96"):
        assert unwrapped(address).is_global
        assert not unwrapped(address).is_multicast


def test_only_the_networks_that_are_allowed_by_name_open():
    allow = (ip_network("10.1.0.0/16"), ip_network("fd00::/8"))
    assert is_open(ip_address("10.1.2.3"), allow)
    assert is_open(ip_address("::ffff:10.1.2.3"), allow)
    assert is_open(ip_address("fd00::1"), allow)
    assert is_open(ip_address("8.8.8.8"), allow)
    assert not is_open(ip_address("10.2.0.1"), allow)
    assert not is_open(ip_address("64:ff9b::10.1.2.3"), allow)
    assert not is_open(ip_address("127.0.0.1"), allow)

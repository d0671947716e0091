from __future__ import annotations

import ipaddress

import httpcore
import pytest

from tests.images.web import Names, Wires
from treadle.images.network import CheckedNetwork, public, resolved, underlying
from treadle.images.refused import Refused
from treadle.images.settings import allowed

PRIVATE = [
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "192.0.0.8", "192.0.2.1", "198.18.0.1", "224.0.0.251", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "64:ff9b:1::1", "3fff::1", "192.88.99.1", "fec0::1", "ff02::1", "2001:db8::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::",
    "2002:0a00:0001::1", "2001:0:a00:1::1", "2001:0:4136:e378:8000:63bf:80ff:fffe",
]  # fmt: skip
PUBLIC = ["93.184.216.34", "8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
WRITTEN = [
    "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0x7f.0.0.1", "017700000001", "0177.0.0.1", "0", "::1",
    "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1", "::ffff:7f00:1", "169.254.169.254", "2852039166", "0xa9fea9fe", "10.0.0.1",
    "localhost",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
async def test_private_addresses_are_not_connected_to(address: str) -> None:
    wires = Wires()
    network = CheckedNetwork((), Names(a_test=[[address]]), wires)
    with pytest.raises(Refused, match="no address that images may come from") as caught:
        await network.connect_tcp("a.test", 80)
    assert wires.connections == []
    assert address not in caught.value.message


@pytest.mark.parametrize("address", PUBLIC)
async def test_public_addresses_are(address: str) -> None:
    wires = Wires()
    with pytest.raises(httpcore.ConnectError):
        await CheckedNetwork((), Names(a_test=[[address]]), wires).connect_tcp("a.test", 443)
    assert wires.connections == [(str(ipaddress.ip_address(address)), 443)]


@pytest.mark.parametrize("host", WRITTEN)
async def test_every_way_to_write_an_address(host: str) -> None:
    """The system's own resolver decides what a way of writing means."""
    wires = Wires()
    with pytest.raises(Refused):
        await CheckedNetwork((), resolved, wires).connect_tcp(host, 80)
    assert wires.connections == []


async def test_one_private_address_among_public_ones_is_too_many() -> None:
    wires = Wires()
    with pytest.raises(Refused):
        await CheckedNetwork((), Names(a_test=[["8.8.8.8", "10.0.0.1"]]), wires).connect_tcp("a.test", 80)
    assert wires.connections == []


async def test_a_name_is_resolved_once() -> None:
    names, wires = Names(a_test=[["8.8.8.8"], ["127.0.0.1"]]), Wires()
    with pytest.raises(httpcore.ConnectError):
        await CheckedNetwork((), names, wires).connect_tcp("a.test", 80)
    assert (names.asked, wires.connections) == (["a.test"], [("8.8.8.8", 80)])
    with pytest.raises(Refused):  # what it says now is checked again
        await CheckedNetwork((), names, wires).connect_tcp("a.test", 80)
    assert len(wires.connections) == 1


async def test_the_next_address_is_tried() -> None:
    wires = Wires(dead=["8.8.8.8", "8.8.4.4"])
    with pytest.raises(httpcore.ConnectError):
        await CheckedNetwork((), Names(a_test=[["8.8.8.8", "8.8.4.4"]]), wires).connect_tcp("a.test", 80)
    assert wires.connections == [("8.8.8.8", 80), ("8.8.4.4", 80)]


@pytest.mark.parametrize("answer", [None, [], ["nonsense"]])
async def test_names_without_an_address(answer: list[str] | None) -> None:
    names = Names() if answer is None else Names(a_test=[answer])
    with pytest.raises(Refused, match="no address that images may come from"):
        await CheckedNetwork((), names, Wires()).connect_tcp("a.test", 80)


@pytest.mark.parametrize(
    ("setting", "address", "port", "connects"),
    [
        ("a.test", "10.0.0.1", 80, True),
        ("a.test", "10.0.0.1", 9000, True),
        ("a.test:9000", "10.0.0.1", 9000, True),
        ("a.test:9000", "10.0.0.1", 80, False),
        ("b.test", "10.0.0.1", 80, False),
        ("10.0.0.0/8", "10.0.0.1", 9000, True),
        ("10.0.0.0/8", "11.0.0.1", 9000, False),
        ("10.0.0.1:9000", "10.0.0.1", 9000, True),
        ("10.0.0.1:9000", "10.0.0.1", 9001, False),
        ("10.0.0.0/8", "::ffff:10.0.0.1", 80, True),
        ("[fd00::]/8", "fd00::5", 80, True),
        ("[fd00::5]:81", "fd00::5", 81, True),
        ("10.0.0.0/8", "8.8.8.8", 80, True),
        ("10.0.0.0/8", "8.8.8.8", 8080, False),
    ],
)
async def test_what_the_operator_allows(setting: str, address: str, port: int, connects: bool) -> None:
    wires = Wires()
    network = CheckedNetwork(allowed([setting]), Names(a_test=[[address]]), wires)
    with pytest.raises(httpcore.ConnectError if connects else Refused):
        await network.connect_tcp("a.test", port)
    assert bool(wires.connections) is connects


async def test_other_ports_are_not_even_looked_up() -> None:
    names = Names(a_test=[["8.8.8.8"]])
    with pytest.raises(Refused, match="port 22 is not allowed"):
        await CheckedNetwork((), names, Wires()).connect_tcp("a.test", 22)
    assert names.asked == []


@pytest.mark.parametrize(
    "text",
    ["", ":80", "a.test:", "a.test:x", "a.test:0", "a.test:70000", "10.0.0.1/8", "a b", "x/y", "ä.test"],
)
def test_settings_that_mean_nothing(text: str) -> None:
    with pytest.raises(ValueError, match=r"neither a host nor a network|no port"):
        allowed([text])


def test_addresses_within_addresses() -> None:
    assert str(underlying(ipaddress.ip_address("64:ff9b::a00:1"))) == "10.0.0.1"
    assert public(ipaddress.ip_address("8.8.8.8"))

from __future__ import annotations

import base64

import pytest

from treadle.images.addresses import LONGEST, Place, embedded, place
from treadle.images.refused import Refused

CONTENT = b"\x89PNG not decoded here"
TEXT = base64.b64encode(CONTENT).decode()


@pytest.mark.parametrize(
    "address",
    [
        f"data:image/png;base64,{TEXT}",
        f"DATA:image/png;BASE64,{TEXT}",
        f"data:image/png;charset=x;base64,{TEXT}",
        f"data:;base64,{TEXT}",
        "data:image/png," + "".join(f"%{byte:02x}" for byte in CONTENT),
        f"data:image/png;base64,{TEXT.replace('=', '%3D')}",
    ],
)
def test_data_urls_hold_the_image(address: str) -> None:
    assert embedded(address, 1000) == CONTENT


@pytest.mark.parametrize("address", ["http://a.test/b.png", "file:///etc/passwd", "", "d"])
def test_other_addresses_hold_nothing(address: str) -> None:
    assert embedded(address, 1000) is None


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("data:image/png;base64", "comma"),
        ("data:text/html;base64,QQ==", "type"),
        ("data:image/png;base64,Q", "base64 encoding is invalid"),
        ("data:image/png;base64,Q!==", "base64 encoding is invalid"),
        ("data:image/png;base64,é", "base64 encoding is invalid"),
        ("data:image/png," + "a" * 11, "maximum allowed size of 10 bytes"),
        ("data:image/png," + "%41" * 11, "maximum allowed size of 10 bytes"),
        ("data:image/png;base64," + "A" * 41, "maximum allowed size of 10 bytes"),
    ],
)
def test_broken_data_urls(address: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        embedded(address, 10)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("http://a.test/b.png", Place("http", "a.test", 80, "/b.png")),
        ("HTTPS://A.Test", Place("https", "a.test", 443, "/")),
        ("http://a.test:8080/b?c=d#e", Place("http", "a.test", 8080, "/b?c=d")),
        ("http://[::1]:81/", Place("http", "::1", 81, "/")),
        ("http://b\u00fccher.test/\u00e4", Place("http", "xn--bcher-kva.test", 80, "/%C3%A4")),
        ("http://a.test/?q=\u00e4", Place("http", "a.test", 80, "/?q=%C3%A4")),
    ],
)
def test_places(address: str, expected: Place) -> None:
    assert place(address) == expected


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("file:///etc/passwd", "only http"),
        ("ftp://a.test/b", "only http"),
        ("gopher://a.test/b", "only http"),
        ("/etc/passwd", "only http"),
        ("", "only http"),
        ("http://user:secret@a.test/", "credentials"),
        ("http://@a.test/", "credentials"),
        ("http://a.test@127.0.0.1/", "credentials"),
        ("http:///b.png", "no host"),
        ("http://127.0.0.1%00.a.test/", "no host"),
        ("http://a.test:99999/", "not valid"),
        ("http://a.test:x/", "not valid"),
        ("http://[::1/", "not valid"),
        ("http://" + "a" * 70 + ".test/", "not valid"),
        ("http://a.test\\@127.0.0.1/", "backslashes"),
        ("http://127.0.0.1\t.a.test/", "control characters"),
        ("http://a.test/ b", "spaces"),
        ("http://a.test/\r\nhost: x", "control characters"),
        ("http://a.test/" + "a" * LONGEST, "longer than"),
    ],
)
def test_addresses_that_are_none(address: str, why: str) -> None:
    with pytest.raises(Refused, match=why) as caught:
        place(address)
    assert caught.value.message.startswith("Could not fetch image: ")
    assert "secret" not in caught.value.message


def test_redirects_are_read_as_strictly() -> None:
    here = place("http://a.test:8080/b/c?d")
    assert here.redirected("e") == Place("http", "a.test", 8080, "/b/e")
    assert here.redirected("//c.test/f") == Place("http", "c.test", 80, "/f")
    for location, why in [
        ("file:///etc/passwd", "only http"),
        ("http://x@y/", "credentials"),
        ("//[", "no address"),
    ]:
        with pytest.raises(Refused, match=why):
            here.redirected(location)
    assert place("http://[::1]/a").url == "http://[::1]/a"

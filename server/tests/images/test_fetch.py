from __future__ import annotations

import time
import warnings
from typing import Any

import pytest

from tests.images.web import Names, Web, Wires, data_url, png
from treadle.engine.port import InvalidImage, Picture
from treadle.images.fetch import Images
from treadle.images.settings import ImageSettings, allowed

RED, BLUE = Picture(8, 6, b"\xff\0\0" * 48), Picture(8, 6, b"\0\0\xff" * 48)


def images(**changes: Any) -> Images:
    """Whose network has loopback in it."""
    return Images(ImageSettings(**{"allowed": allowed(["127.0.0.1"])} | changes))


async def refused(some: Images, address: str) -> str:
    with pytest.raises(InvalidImage) as caught:
        await some.brought([address])
    assert caught.value.index == 0
    assert "127.0.0.1" not in caught.value.message
    return caught.value.message


async def test_by_address_and_by_value(web: Web) -> None:
    web.serve("/a.png?x=1", png(), "content-type: image/png")
    both = [web.url("/a.png?x=1"), data_url(png()), data_url(png("blue"))]
    assert await images().brought(both) == [RED, RED, BLUE]
    head = web.requests[0].lower()
    assert head.startswith(f"get /a.png?x=1 http/1.1\r\nhost: 127.0.0.1:{web.port}\r\n")
    assert not any(word in head for word in ("cookie", "authorization", "proxy"))


async def test_no_proxy_of_the_environment(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    web.serve("/a", png())
    assert await images().brought([web.url("/a")]) == [RED]


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]", "localhost"]
)
async def test_nothing_of_this_machine_without_leave(web: Web, host: str) -> None:
    web.serve("/a", png())
    assert "not allowed" in await refused(Images(ImageSettings()), web.url("/a", host))
    assert "no address" in await refused(Images(ImageSettings()), f"http://{host}/a")
    assert web.requests == []


async def test_redirects(web: Web) -> None:
    web.serve("/a", png())
    web.redirect("/1", "/a")
    web.redirect("/2", web.url("/1"), 307)
    web.redirect("/3", "2", 303)
    web.redirect("/4", "/3")
    web.redirect("/loop", "/loop")
    assert await images().brought([web.url("/3")]) == [RED]
    assert "more than 3 redirects" in await refused(images(), web.url("/4"))
    web.requests.clear()
    assert "more than 3 redirects" in await refused(images(), web.url("/loop"))
    assert len(web.requests) == 4
    assert "more than 0 redirects" in await refused(images(redirects=0), web.url("/1"))


@pytest.mark.parametrize(
    ("location", "why"),
    [
        ("http://169.254.169.254/latest/meta-data", "no address"),
        ("http://10.0.0.1/", "no address"),
        ("http://[::1]/", "no address"),
        ("http://2130706434/", "no address"),
        ("http://127.0.0.2:22/", "no address"),
        ("file:///etc/passwd", "only http"),
        ("data:image/png;base64,AAAA", "only http"),
        ("http://u:p@93.184.216.34/", "credentials"),
        ("//[", "no address"),
    ],
)
async def test_redirects_elsewhere(web: Web, location: str, why: str) -> None:
    web.redirect("/a", location)
    assert why in await refused(images(), web.url("/a"))
    assert len(web.requests) == 1


async def test_a_public_name_that_redirects_to_a_private_one(web: Web) -> None:
    web.redirect("/a", "http://inside.test/secret")
    names, wires = Names(a_test=[["8.8.8.8"]], inside_test=[["10.0.0.7"]]), Wires(web.port)
    some = Images(ImageSettings(), resolver=names, inner=wires)
    assert "10.0.0.7" not in await refused(some, "http://a.test/a")
    assert (names.asked, wires.connections) == (["a.test", "inside.test"], [("8.8.8.8", 80)])


async def test_a_name_that_changes_its_mind(web: Web) -> None:
    """Checked as public, private when asked again: there is no second time, and each redirect is checked."""
    web.serve("/a", png())
    web.redirect("/b", "/a")
    names, wires = Names(a_test=[["8.8.8.8"], ["127.0.0.1"]]), Wires(web.port)
    some = Images(ImageSettings(), resolver=names, inner=wires)
    assert await some.brought(["http://a.test/a"]) == [RED]
    assert wires.connections == [("8.8.8.8", 80)]
    names.answers["a.test"] = [["8.8.8.8"], ["127.0.0.1"]]
    await refused(some, "http://a.test/b")
    assert wires.connections == [("8.8.8.8", 80)] * 2


@pytest.mark.parametrize(
    ("headers", "status", "why"),
    [
        (("content-type: text/html",), 200, "no image"),
        (("content-type: application/json; charset=utf-8",), 200, "no image"),
        (("content-encoding: gzip",), 200, "compressed"),
        ((), 404, "status 404"),
        ((), 500, "status 500"),
        ((), 206, "status 206"),
        ((), 302, "status 302"),
    ],
)
async def test_answers_that_are_no_image(web: Web, headers: tuple[str, ...], status: int, why: str) -> None:
    web.serve("/a", b"secret", *headers, status=status)
    said = await refused(images(), web.url("/a"))
    assert why in said
    assert "secret" not in said


@pytest.mark.parametrize("kind", ["image/jpeg", "IMAGE/PNG; q=1", "application/octet-stream", ""])
async def test_the_content_decides_what_it_is(web: Web, kind: str) -> None:
    web.serve("/a", png(), f"content-type: {kind}")
    assert await images().brought([web.url("/a")]) == [RED]


async def test_too_many_bytes(web: Web) -> None:
    head = b"HTTP/1.1 200 OK\r\ncontent-length: 5000000000\r\n\r\n"
    web.answers["/told"] = [head, None]
    web.answers["/untold"] = [b"HTTP/1.1 200 OK\r\n\r\n", *[b"x" * 1000] * 20, None]
    some = images(fetch_size=10_000)
    for path in ("/told", "/untold"):
        began = time.monotonic()
        assert "maximum allowed size of 10000 bytes" in await refused(some, web.url(path))
        assert time.monotonic() - began < 10  # and not the timeout's
    web.serve("/fits", png())
    assert await images(fetch_size=len(png())).brought([web.url("/fits")]) == [RED]
    assert "maximum" in await refused(images(fetch_size=len(png()) - 1), data_url(png()))


@pytest.mark.parametrize(
    "answer",
    [[None], [b"HTTP/1.1 200 OK\r\n", None], [b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\nx", None]],
)
async def test_a_server_that_waits(web: Web, answer: list[bytes | None]) -> None:
    web.answers["/a"] = answer
    began = time.monotonic()
    assert "longer than 0.3 s" in await refused(images(timeout=0.3), web.url("/a"))
    assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    "answer", [[b""], [b"nonsense\r\n\r\n"], [b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nx"]]
)
async def test_a_server_that_breaks_off(web: Web, answer: list[bytes | None]) -> None:
    web.answers["/a"] = answer
    assert "the connection failed" in await refused(images(), web.url("/a"))


async def test_no_server(web: Web) -> None:
    assert "the connection failed" in await refused(images(), "http://127.0.0.1:9/")
    https = web.url("/a").replace("http", "https")  # which this server does not speak
    assert "longer than 0.5 s" in await refused(images(timeout=0.5), https)


async def test_points_of_a_request_are_shared(web: Web) -> None:
    some = images(points=96)
    assert await some.brought([data_url(png())] * 2) == [RED, RED]
    with pytest.raises(InvalidImage, match="too many points together") as caught:
        await some.brought([data_url(png())] * 3)
    assert caught.value.index == 2


async def test_the_first_fault_is_told(web: Web) -> None:
    with pytest.raises(InvalidImage) as caught:
        await images().brought([data_url(png()), "ftp://a.test/", "nonsense"])
    assert caught.value.index == 1


async def test_faults_of_ours_stay_such(monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(host: str, port: int) -> list[str]:
        raise KeyError(host)

    with pytest.raises(KeyError):
        await Images(ImageSettings(), resolver=broken).brought(["http://a.test/"])


async def test_nothing_is_left_open(web: Web) -> None:
    web.serve("/a", png())
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert await images().brought([web.url("/a")] * 20) == [RED] * 20

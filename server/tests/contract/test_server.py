"""The same over a socket: uvicorn on loopback, with what only a real connection can do."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import uvicorn

from tests.contract.miniature import Echo, Miniature, Token, application, contract

CHUNKED = (
    b"POST /say HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"
)


@pytest.fixture(params=["httptools", "h11"])
async def port(request: pytest.FixtureRequest, service: Miniature) -> AsyncIterator[int]:
    """The port of a uvicorn that serves the miniature in this loop."""
    config = uvicorn.Config(
        application(contract(service, keep_alive=0.1)), http=request.param, log_config=None, lifespan="off"
    )
    server = uvicorn.Server(config)
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started:
        await asyncio.sleep(0.005)
    yield listener.getsockname()[1]
    server.should_exit = True
    await asyncio.wait_for(serving, 5)
    listener.close()


async def until(condition: Callable[[], Any]) -> None:
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.002)


def post(path: str, body: bytes, *more: str) -> bytes:
    head = [f"POST {path} HTTP/1.1", "host: x", "content-type: application/json", *more]
    return "\r\n".join([*head, f"content-length: {len(body)}", "", ""]).encode() + body


async def answer(reader: asyncio.StreamReader, *, head_only: bool = False) -> tuple[bytes, bytes]:
    """One answer with a content-length."""
    head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r")[0])
    return head, b"" if head_only else await reader.readexactly(length)


@pytest.mark.parametrize("stream", [b"true", b"false"])
async def test_a_closed_socket_ends_the_handler(port: int, service: Miniature, stream: bytes) -> None:
    ended: list[float] = []
    loop = asyncio.get_running_loop()

    async def events() -> AsyncIterator[Any]:
        try:
            yield [Token("a")]
            await asyncio.Event().wait()
        finally:
            ended.append(loop.time())

    async def endless(**_: Any) -> Any:
        if stream == b"true":
            return events()
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(loop.time())

    service.on["say"] = endless
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(post("/say", b'{"text":"","stream":' + stream + b"}"))
    await until(lambda: service.calls)
    if stream == b"true":
        await reader.readuntil(b'"a"}\n\n')
    left = loop.time()
    writer.close()
    await until(lambda: ended)
    assert ended[0] - left < 0.5


async def test_keep_alive_and_pipelining_cancel_nothing(port: int, service: Miniature) -> None:
    async def slow(body: Any, **_: Any) -> Any:
        await asyncio.sleep(0.05)
        return Echo(text=body.text)

    service.on["say"] = slow
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"".join(post("/say", b'{"text":"%d"}' % number) for number in range(5)))
    for number in range(5):
        _, body = await answer(reader)
        assert body == b'{"text":"%d","score":0.5}' % number
    for number in range(3):
        writer.write(post("/say", b'{"text":"later"}'))
        _, body = await answer(reader)
        assert body == b'{"text":"later","score":0.5}'
        await asyncio.sleep(0.01 * number)
    writer.close()


async def test_a_stream_over_a_socket(port: int, service: Miniature) -> None:
    async def events() -> AsyncIterator[Any]:
        yield [Token("a")]
        await asyncio.sleep(0.15)
        yield [Token("b")]

    async def handler(**_: Any) -> Any:
        return events()

    service.on["say"] = handler
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(post("/say", b'{"text":"","stream":true}', "connection: close"))
    raw = await asyncio.wait_for(reader.read(), 5)
    head, _, body = raw.partition(b"\r\n\r\n")
    assert b"transfer-encoding: chunked" in head.lower()
    pieces = [b'data: {"token":"a"}\n\n', b":\n\n", b'data: {"token":"b"}\n\n', b"data: [DONE]\n\n"]
    positions = [body.index(piece) for piece in pieces]
    assert positions == sorted(positions)
    assert body.endswith(b"0\r\n\r\n")
    writer.close()


async def test_head_over_a_socket(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for _ in range(2):
        writer.write(b"HEAD /things/latest HTTP/1.1\r\nhost: x\r\n\r\n")
        head, _ = await answer(reader, head_only=True)
        assert head.startswith(b"HTTP/1.1 200")
        assert b"content-length: 10" in head.lower()
    writer.close()


async def test_a_chunked_body(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(CHUNKED)
    for piece in (b'{"te', b'xt":"x"}'):
        writer.write(b"%x\r\n%b\r\n" % (len(piece), piece))
        await asyncio.sleep(0.01)
    writer.write(b"0\r\n\r\n")
    assert (await answer(reader))[1] == b'{"text":"x","score":0.5}'

    # One that never ends is refused while it comes, and the connection stays in order.
    writer.write(CHUNKED)
    for _ in range(11):
        writer.write(b"2800\r\n" + b" " * 0x2800 + b"\r\n")
    assert (await answer(reader))[0].startswith(b"HTTP/1.1 413")
    writer.close()


async def test_a_go_ahead_is_given_or_refused(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    body = b'{"text":"x"}'
    request = post("/say", body, "expect: 100-continue")
    writer.write(request.removesuffix(body))
    assert await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5) == b"HTTP/1.1 100 Continue\r\n\r\n"
    writer.write(body)
    assert (await answer(reader))[1] == b'{"text":"x","score":0.5}'

    writer.write(
        b"POST /say HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
        b"expect: 100-continue\r\ncontent-length: 900000\r\n\r\n"
    )
    head, _ = await answer(reader)
    assert head.startswith(b"HTTP/1.1 413")
    assert await asyncio.wait_for(reader.read(), 5) == b""  # closed
    writer.close()


async def test_an_early_refusal_leaves_the_connection_in_order(port: int) -> None:
    """The refused body is still on its way; it must not be taken for the next request."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(post("/say", b"x" * 200_000) + post("/say", b'{"text":"next"}'))
    assert (await answer(reader))[0].startswith(b"HTTP/1.1 413")
    assert (await answer(reader))[1] == b'{"text":"next","score":0.5}'
    writer.close()


async def test_a_body_where_none_is_taken(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for _ in range(2):
        writer.write(b"GET /health HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\n\r\nhello")
        assert (await answer(reader))[0].startswith(b"HTTP/1.1 200")
    writer.close()


async def test_paths_as_they_come_over_a_socket(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for path, status in (
        (b"/things/%ff", 422),
        (b"/things/%31", 200),
        (b"/things/1%2F2", 422),
        (b"/health%0a", 404),
        (b"//health", 404),
        (b"/health?%ff=%fe&&=", 200),
        (b"/things/1?limit=%ff", 422),
    ):
        writer.write(b"GET " + path + b" HTTP/1.1\r\nhost: x\r\n\r\n")
        head, _ = await answer(reader)
        assert head.startswith(b"HTTP/1.1 %d" % status), path
    writer.close()


async def test_a_token_as_long_as_the_fabric_contract_allows(port: int, service: Miniature) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    token = "t" * 60_000
    writer.write(f"GET /health HTTP/1.1\r\nhost: x\r\nx-auth-token: {token}\r\n\r\n".encode())
    assert (await answer(reader))[0].startswith(b"HTTP/1.1 200")
    assert service.calls[0].headers["x-auth-token"] == token
    writer.close()

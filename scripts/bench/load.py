"""The client: raw sockets and a clock. Replies are collected here, and read after the measurement."""

from __future__ import annotations

import asyncio
import time
from typing import cast

END_OF_CHUNKS = b"\r\n0\r\n\r\n"
LIMIT = 60.0
"""Seconds that one reply may take."""


class Reply:
    """An answer as it came."""

    __slots__ = ("ended", "first_byte", "pieces", "sent")

    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.sent = 0.0
        self.first_byte = 0.0  # of the body
        self.ended = 0.0

    @property
    def seconds(self) -> float:
        """From the request to the last byte."""
        return self.ended - self.sent

    @property
    def seconds_to_first_byte(self) -> float:
        """From the request to the first byte of the body, which is the first token's."""
        return self.first_byte - self.sent

    def read(self) -> tuple[int, bytes]:
        """Status and body, with chunks put together."""
        head, _, body = b"".join(self.pieces).partition(b"\r\n\r\n")
        status = int(head.split(b" ", 2)[1])
        return status, unchunk(body) if b"transfer-encoding: chunked" in head.lower() else body


def unchunk(body: bytes) -> bytes:
    """The payload of a chunked body."""
    parts: list[bytes] = []
    place = 0
    while True:
        line_end = body.index(b"\r\n", place)
        size = int(body[place:line_end].split(b";")[0], 16)
        if size == 0:
            return b"".join(parts)
        parts.append(body[line_end + 2 : line_end + 2 + size])
        place = line_end + 2 + size + 2


class Connection(asyncio.Protocol):
    """A kept-alive connection that carries one request at a time."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._reply = Reply()
        self._done: asyncio.Future[None] | None = None
        self._body_at: int | None = None  # bytes before the body; None until the head is whole
        self._needed: int | None = None  # bytes in all; None for a chunked body
        self._seen = 0
        self._tail = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self._transport = cast(asyncio.Transport, transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """A reply that was under way will not come."""
        if self._done is not None and not self._done.done():
            self._done.set_exception(exc or ConnectionResetError("the server closed the connection"))

    def data_received(self, data: bytes) -> None:
        """Keep the piece; see whether it was the last."""
        reply = self._reply
        reply.pieces.append(data)
        self._seen += len(data)
        if self._body_at is None:
            self._read_head()
        if not reply.first_byte and self._body_at is not None and self._seen > self._body_at:
            reply.first_byte = time.perf_counter()
        if self._body_at is None:
            return
        if self._needed is None:
            tail = self._tail = (self._tail + data)[-len(END_OF_CHUNKS) :]
            ended = tail == END_OF_CHUNKS
        else:
            ended = self._seen >= self._needed
        if ended and self._done is not None and not self._done.done():
            reply.ended = time.perf_counter()
            self._done.set_result(None)

    def _read_head(self) -> None:
        got = b"".join(self._reply.pieces)
        end = got.find(b"\r\n\r\n")
        if end < 0:
            return
        self._body_at = end + 4
        for line in got[:end].lower().split(b"\r\n"):
            if line.startswith(b"content-length:"):
                self._needed = self._body_at + int(line.split(b":")[1])

    async def ask(self, request: bytes) -> Reply:
        """Send a whole request and wait for the whole reply."""
        assert self._transport is not None
        reply = self._reply = Reply()
        self._done = asyncio.get_running_loop().create_future()
        self._body_at = self._needed = None
        self._seen, self._tail = 0, b""
        reply.sent = time.perf_counter()
        self._transport.write(request)
        async with asyncio.timeout(LIMIT):
            await self._done
        return reply

    def close(self) -> None:
        """Close the connection."""
        if self._transport is not None:
            self._transport.close()


async def connect(port: int, count: int) -> list[Connection]:
    """`count` connections to a server on this machine."""
    loop = asyncio.get_running_loop()
    return [(await loop.create_connection(Connection, "127.0.0.1", port))[1] for _ in range(count)]


async def run(connections: list[Connection], request: bytes, each: int) -> list[Reply]:
    """Have every connection send `request` `each` times, one after the other."""

    async def one(connection: Connection) -> list[Reply]:
        return [await connection.ask(request) for _ in range(each)]

    return [reply for replies in await asyncio.gather(*map(one, connections)) for reply in replies]

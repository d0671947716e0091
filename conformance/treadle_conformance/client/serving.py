"""The reference server for clients: raw sockets, so that every byte, pause and cut is the variant's own.

The first part of the path is the variant's id, so a client needs nothing but another base URL.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field

from treadle_conformance.client.variants import Kind, Told, Variant


@dataclass(slots=True)
class Seen:
    """What a client asked for under one id."""

    requests: list[str] = field(default_factory=list)  # first line and body
    last_piece_at: float = 0.0  # time.time() before the last piece was sent


class Teller:
    """Answers every request with the variant that its path names."""

    def __init__(self, variants: Mapping[str, tuple[Variant, Kind]]) -> None:
        self.variants = variants
        self.seen: dict[str, Seen] = {}

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection; each answer closes it."""
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
                await self._answer(reader, writer)
        finally:
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        line, *fields = head.split("\r\n")
        headers = {k.strip().lower(): v.strip() for k, _, v in (f.partition(":") for f in fields) if k}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        name = line.split(" ")[1].split("/")[1]
        if name not in self.variants:
            writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            await writer.drain()
            return
        variant, kind = self.variants[name]
        seen = self.seen.setdefault(name, Seen())
        seen.requests.append(f"{line} {body[:500].decode('utf-8', 'replace')}")
        await _tell(variant.told(kind), writer, seen)


async def _tell(told: Told, writer: asyncio.StreamWriter, seen: Seen) -> None:
    chunked = told.length is None
    head = [f"HTTP/1.1 {told.status} X", *(f"{name}: {value}" for name, value in told.headers)]
    head += [
        "Transfer-Encoding: chunked" if chunked else f"Content-Length: {told.length}",
        "Connection: close",
    ]
    writer.write("\r\n".join(head).encode() + b"\r\n\r\n")
    for number, (wait, piece) in enumerate(told.pieces):
        if wait:
            await asyncio.sleep(wait)
        if number == len(told.pieces) - 1:
            seen.last_piece_at = time.time()
        if piece:
            writer.write(b"%x\r\n%b\r\n" % (len(piece), piece) if chunked else piece)
            await writer.drain()
        await asyncio.sleep(0)
    if chunked and not told.cut:
        writer.write(b"0\r\n\r\n")
    await writer.drain()


@contextlib.asynccontextmanager
async def serving(variants: Mapping[str, tuple[Variant, Kind]]) -> AsyncGenerator[tuple[str, Teller]]:
    """The server's URL, and what it saw."""
    teller = Teller(variants)
    server = await asyncio.start_server(teller, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()[:2]
    async with server:
        yield f"http://{host}:{port}", teller

"""The way to a server: one request out, its answer in pieces with their times, and an end to every answer.

Nothing raises: what went wrong stands in the exchange, as `broken`, and `endless` where the suite gave up.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import TypeAlias

import httpx

from treadle_conformance.exchange import Exchange

LONGEST_ANSWER = 64 * 2**20  # bytes; nothing that the suite asks for comes near
Reader: TypeAlias = Callable[[AsyncIterator[bytes]], Awaitable[None]]


class _Endless(Exception):
    """An answer that is longer than anything that is asked for."""


class Connection:
    """A client that follows nowhere, takes nothing from the environment, and looks at certificates."""

    def __init__(
        self,
        url: str,
        timeout: float,
        transport: httpx.AsyncBaseTransport | None = None,
        ca_file: Path | None = None,
    ) -> None:
        plain = url.lower().startswith("http:")  # never needs what `verify` loads
        self.timeout = timeout
        self._client = httpx.AsyncClient(
            timeout=timeout,
            transport=transport,
            # shorter than servers keep an idle connection: one that is being closed would look like a fault
            limits=httpx.Limits(max_connections=None, keepalive_expiry=1.0),
            follow_redirects=False,
            trust_env=False,
            verify=ssl.create_default_context(cafile=ca_file) if ca_file else not plain,
            headers={"Accept": "*/*", "Accept-Encoding": "identity", "User-Agent": "treadle-conformance"},
        )

    async def close(self) -> None:
        """Close what is open."""
        await self._client.aclose()

    async def talk(self, exchange: Exchange, read: Reader, begun: asyncio.Event | None = None) -> None:
        """Send the request, and let `read` take what it wants of the answer."""
        sent = exchange.sent
        started = time.perf_counter()

        async def pieces(response: httpx.Response) -> AsyncIterator[bytes]:
            size = 0
            async for chunk in response.aiter_raw():
                exchange.chunks.append((time.perf_counter() - started, chunk))
                size += len(chunk)
                if size > LONGEST_ANSWER:
                    raise _Endless(f"it is longer than {LONGEST_ANSWER >> 20} MiB")
                if begun:
                    begun.set()
                yield chunk

        try:
            async with (
                asyncio.timeout(self.timeout),  # of the client's own, each is of one read
                self._client.stream(
                    sent.method,
                    sent.url + sent.path,
                    headers=sent.headers,
                    content=_halves(sent.body) if exchange.chunked else sent.body,
                ) as response,
            ):
                exchange.head_at = time.perf_counter() - started
                exchange.status = response.status_code
                exchange.headers = [(name.lower(), value) for name, value in response.headers.multi_items()]
                await read(pieces(response))
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            exchange.broken = f"{type(error).__name__}: {error}"
        except TimeoutError:
            exchange.endless = exchange.status > 0
            late = "it had not ended" if exchange.endless else "nothing had come"
            exchange.broken = f"{late} after {self.timeout:g} s (--timeout)"
        except _Endless as error:
            exchange.broken, exchange.endless = str(error), True
        exchange.ended_at = time.perf_counter() - started


async def read_all(pieces: AsyncIterator[bytes]) -> None:
    """Read an answer to its end."""
    async for _ in pieces:
        pass


async def _halves(body: bytes | None) -> AsyncIterator[bytes]:
    """A body in two pieces, whose length httpx cannot tell beforehand."""
    half = len(body or b"") // 2
    for piece in ((body or b"")[:half], (body or b"")[half:]):
        yield piece

"""A web server on loopback whose answers tests write, a resolver that knows what they say, and images."""

from __future__ import annotations

import asyncio
import base64
import io
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import httpcore
from PIL import Image


def png(colour: str = "red", size: tuple[int, int] = (8, 6), **more: Any) -> bytes:
    return encoded(Image.new("RGB", size, colour), "PNG", **more)


def encoded(image: Image.Image, form: str, **more: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form, **more)
    return buffer.getvalue()


def data_url(content: bytes, kind: str = "image/png") -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


class Web:
    """Answers by path: bytes as they go over the wire, in parts; None says nothing and waits."""

    def __init__(self) -> None:
        self.answers: dict[str, Sequence[bytes | None]] = {}
        self.requests: list[str] = []
        self.port = 0

    def serve(self, path: str, body: bytes, *headers: str, status: int = 200) -> None:
        lines = [f"HTTP/1.1 {status} X", f"content-length: {len(body)}", *headers]
        self.answers[path] = ["\r\n".join([*lines, "", ""]).encode() + body]

    def redirect(self, path: str, location: str, status: int = 302) -> None:
        self.serve(path, b"", f"location: {location}", status=status)

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            self.requests.append(head)
            for part in self.answers[head.split()[1]]:
                if part is None:
                    await asyncio.sleep(30)
                else:
                    writer.write(part)
                    await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def running() -> AsyncIterator[Web]:
    web = Web()
    tasks: set[asyncio.Task[None]] = set()

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        await web.answer(reader, writer)
        tasks.discard(task)

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    web.port = server.sockets[0].getsockname()[1]
    try:
        yield web
    finally:
        server.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class Names:
    """A resolver: each host's answers in turn, the last one for ever."""

    def __init__(self, **answers: Iterable[Sequence[str]]) -> None:
        self.answers = {host.replace("_", "."): list(each) for host, each in answers.items()}
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        answers = self.answers.get(host)
        if answers is None:
            raise OSError("no such host")
        return answers.pop(0) if len(answers) > 1 else answers[0]


class Wires(httpcore.AsyncNetworkBackend):
    """Notes where connections go, and leads all of them to one port of loopback, or nowhere."""

    def __init__(self, port: int | None = None, dead: Sequence[str] = ()) -> None:
        self.connections: list[tuple[str, int]] = []
        self._port, self._dead = port, dead
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        self.connections.append((host, port))
        if self._port is None or host in self._dead:
            raise httpcore.ConnectError("nobody there")
        return await self._inner.connect_tcp("127.0.0.1", self._port, timeout=timeout)

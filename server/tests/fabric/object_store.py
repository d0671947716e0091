"""A small S3 server for tests: lists, ranges, ETags; it checks signatures by the rules of AWS's documents.

It can break connections, be slow to be found, change an object, and remembers what it was asked.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, quote, unquote
from xml.sax.saxutils import escape

import uvicorn

ACCESS, SECRET = "AKTEST", "secret/with+signs="


@dataclass
class ObjectServer:
    """Buckets of objects, and how it misbehaves."""

    objects: dict[tuple[str, str], bytes] = field(default_factory=dict)
    virtual: str | None = None  # the host whose subdomains are buckets; else they stand in the path
    token: str | None = None
    page: int = 1000
    breaks: list[int] = field(default_factory=list)  # bytes of the next bodies after which they end
    statuses: list[int] = field(default_factory=list)  # what the next requests get instead of an answer
    hold: asyncio.Event | None = None
    extra: dict[str, str] = field(default_factory=dict)  # headers of objects
    requests: list[str] = field(default_factory=list)
    sent: int = 0
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://{self.virtual or '127.0.0.1'}:{self.port}"

    def put(self, bucket: str, files: dict[str, bytes]) -> None:
        self.objects |= {(bucket, key): content for key, content in files.items()}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        path, query = scope["raw_path"].decode(), scope["query_string"].decode()
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        self.requests.append(f"{path}?{query}" if query else f"{path} {headers.get('range', '')}")
        if self.statuses:
            await self._answer(send, self.statuses.pop(0), b"<Error><Code>Told</Code></Error>")
            return
        if not self._signed(scope["method"], path, query, headers):
            await self._answer(send, 403, b"<Error><Code>SignatureDoesNotMatch</Code></Error>")
            return
        if self.virtual:
            bucket, key = headers["host"].removesuffix(f".{self.virtual}:{self.port}"), unquote(path[1:])
        else:
            bucket, _, key = unquote(path[1:]).partition("/")
        if not key:
            await self._list(send, bucket, dict(parse_qsl(query, True)))
            return
        await self._object(send, self.objects.get((bucket, key)), headers)

    def _signed(self, method: str, path: str, query: str, headers: dict[str, str]) -> bool:
        scheme, _, rest = headers.get("authorization", "").partition(" ")
        parts = dict(part.split("=", 1) for part in rest.split(",")) if rest else {}
        if scheme != "AWS4-HMAC-SHA256" or set(parts) != {"Credential", "SignedHeaders", "Signature"}:
            return False
        access, day, region, service, end = parts["Credential"].split("/")
        names = parts["SignedHeaders"].split(";")
        if access != ACCESS or headers.get("x-amz-security-token") != self.token or "host" not in names:
            return False
        pairs = sorted((quote(a, safe="-_.~"), quote(b, safe="-_.~")) for a, b in parse_qsl(query, True))
        canonical = [method, path, "&".join(f"{a}={b}" for a, b in pairs)]
        canonical += [f"{name}:{headers[name]}" for name in names]
        canonical += ["", ";".join(names), headers["x-amz-content-sha256"]]
        digest = hashlib.sha256("\n".join(canonical).encode()).hexdigest()
        text = "\n".join([scheme, headers["x-amz-date"], "/".join([day, region, service, end]), digest])
        key = ("AWS4" + SECRET).encode()
        for part in (day, region, service, end):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        return hmac.new(key, text.encode(), hashlib.sha256).hexdigest() == parts["Signature"]

    async def _list(self, send: Any, bucket: str, query: dict[str, str]) -> None:
        if all(known != bucket for known, _ in self.objects):
            await self._answer(send, 404, b"<Error><Code>NoSuchBucket</Code></Error>")
            return
        keys = sorted(key for known, key in self.objects if known == bucket)
        keys = [key for key in keys if key.startswith(query["prefix"]) and key > query.get("marker", "")]
        page = keys[: min(self.page, int(query["max-keys"]))]
        rows = "".join(
            f"<Contents><Key>{escape(key)}</Key><Size>{len(self.objects[bucket, key])}</Size>"
            f"<ETag>&quot;{self._etag(self.objects[bucket, key])}&quot;</ETag></Contents>"
            for key in page
        )
        more = "true" if len(page) < len(keys) else "false"
        body = (
            '<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
            f"<IsTruncated>{more}</IsTruncated>{rows}</ListBucketResult>"
        )
        await self._answer(send, 200, body.encode())

    async def _object(self, send: Any, content: bytes | None, headers: dict[str, str]) -> None:
        if content is None:
            await self._answer(send, 404, b"<Error><Code>NoSuchKey</Code></Error>")
            return
        if headers["if-match"] != f'"{self._etag(content)}"':
            await self._answer(send, 412, b"<Error><Code>PreconditionFailed</Code></Error>")
            return
        start, stop = headers["range"].removeprefix("bytes=").split("-")
        part = content[int(start) : int(stop) + 1]
        if self.hold is not None:
            await self.hold.wait()
        head = [(b"content-length", str(len(part)).encode())]
        head += [(name.encode(), value.encode()) for name, value in self.extra.items()]
        await send({"type": "http.response.start", "status": 206, "headers": head})
        if self.breaks and len(part) > self.breaks[0]:
            await send({"type": "http.response.body", "body": part[: self.breaks[0]], "more_body": True})
            self.sent += self.breaks.pop(0)
            raise ConnectionError("broken on purpose")
        self.sent += len(part)
        await send({"type": "http.response.body", "body": part})

    def _etag(self, content: bytes) -> str:
        return hashlib.md5(content).hexdigest()

    async def _answer(self, send: Any, status: int, body: bytes) -> None:
        head = [(b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": head})
        await send({"type": "http.response.body", "body": body})


@asynccontextmanager
async def listening(server: ObjectServer) -> AsyncIterator[ObjectServer]:
    """The server on a loopback port."""
    listener = socket.create_server(("127.0.0.1", 0))
    server.port = listener.getsockname()[1]
    config = uvicorn.Config(server, lifespan="off", log_config=None, access_log=False, ws="none")
    web = uvicorn.Server(config)
    web.capture_signals = contextlib.nullcontext  # type: ignore[method-assign]  # the test runner has them
    serving = asyncio.create_task(web.serve(sockets=[listener]))
    while not web.started:
        await asyncio.sleep(0.01)
    try:
        yield server
    finally:
        web.should_exit = True
        await serving

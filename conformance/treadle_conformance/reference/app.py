"""The reference server's ASGI side: routing, errors of HTTP, streams, and clients that leave."""

from __future__ import annotations

import asyncio
import json
import re
import uuid
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias
from urllib.parse import parse_qsl

from treadle_conformance.documents import Document, Route, load
from treadle_conformance.reference import fabric, tgi
from treadle_conformance.reference.access import Access, Forbidden, Nobody, Wire
from treadle_conformance.reference.base import Refusal, Reply, Request, Service

PAYLOAD_LIMIT = 2_000_000  # bytes, TGI's default
USABLE = re.compile("[!-~]{1,128}")
Scope: TypeAlias = dict[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[dict[str, Any]]]
Send: TypeAlias = Callable[[dict[str, Any]], Awaitable[None]]


class Gone(Exception):
    """The client left before there was an answer."""


class Reference:
    """An ASGI application that keeps both contracts.

    `delay` is the seconds per token; `api_key` and `token` are the credentials that TGI's and Fabric's
    secured operations ask for (None: open). `access` has Fabric's credentials where there are several;
    `blocked` is a text that the moderator does not allow (None: there is none).
    """

    def __init__(
        self,
        *,
        delay: float = 0.002,
        api_key: str | None = None,
        token: str | None = None,
        access: Access | None = None,
        blocked: str | None = None,
    ) -> None:
        first = fabric.Fabric(delay, blocked)
        self.contracts: tuple[tuple[Document, Service], ...] = (
            (load("tgi"), tgi.Tgi(delay)),
            (load("fabric"), first),
        )
        self.access = access
        names = dict.fromkeys(access.tokens.values()) if access else {}
        self.tenants = {
            name: fabric.Fabric(delay, blocked) if place else first for place, name in enumerate(names)
        }
        self.api_key = api_key
        self.token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        identifier = headers.get("x-request-id", "")
        if not USABLE.fullmatch(identifier):
            identifier = str(uuid.uuid4())
        common = {"x-request-id": identifier, "access-control-allow-origin": "*"}
        try:
            reply = await self._answer(scope, headers, receive)
        except Gone:
            return
        except Refusal as refusal:
            reply = Reply(json=refusal.body, status=refusal.status, headers=refusal.headers)
        reply.headers = {**common, **reply.headers}
        if reply.frames is None:
            await _send_whole(scope, reply, send)
        else:
            await _send_stream(reply, receive, send)

    async def _answer(self, scope: Scope, headers: dict[str, str], receive: Receive) -> Reply:
        method, path = scope["method"], scope["path"]
        document, service = self._contract(path)
        template = document.template(path)
        if template is None:
            raise service.unknown(path)
        if method == "OPTIONS":
            allow = ", ".join(sorted(document.methods(template) | {"OPTIONS"}))
            told = {"access-control-allow-methods": allow, "access-control-allow-headers": "content-type"}
            return Reply(text="", headers={"allow": allow, **told})
        route = document.route(method, path)
        if route is None:
            methods = document.methods(template)
            allow = ", ".join(sorted(methods | ({"HEAD"} if "GET" in methods else set())))
            raise service.wrong_method(allow)
        if route.secured and self.access and document.name == "fabric":
            body = await _read(receive)  # it may be signed
            service = self._tenant(self.access, scope, headers, body)
        else:
            if route.secured:
                service.authorize(headers, self.api_key if document.name == "tgi" else self.token)
            body = await _read(receive)
        if len(body) > PAYLOAD_LIMIT:
            raise service.too_large(len(body))
        request = Request(
            method=method,
            path=path,
            headers=headers,
            parameters=_parameters(service, route, scope, template),
            body=_decode(service, route, headers, body),
            route=route,
        )
        return await _until_gone(service.handle(request), receive)

    def _tenant(self, access: Access, scope: Scope, headers: dict[str, str], body: bytes) -> fabric.Fabric:
        query = scope["query_string"].decode("latin-1")
        target = scope["raw_path"].decode("latin-1") + (f"?{query}" if query else "")
        wire = Wire(method=scope["method"], target=target, headers=headers, body=body)
        first = next(iter(self.tenants.values()))
        try:
            return self.tenants[access.tenant(wire)]
        except Nobody:
            raise first.refusal(401, "Incorrect token or token resolution failed") from None
        except Forbidden:
            raise first.forbidden() from None

    def _contract(self, path: str) -> tuple[Document, Service]:
        for document, service in self.contracts:
            if document.template(path) is not None:
                return document, service
        return self.contracts[1 if path.startswith("/v1/workspaces") else 0]


def _parameters(service: Service, route: Route, scope: Scope, template: str) -> dict[str, Any]:
    """Path and query parameters with their defaults; raises the contract's refusal of a bad one."""
    pairs = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    given = dict(pairs)
    parts = zip(template.split("/"), scope["path"].split("/"), strict=True)
    given |= {name[1:-1]: value for name, value in parts if name.startswith("{")}
    found: dict[str, Any] = {}
    for index, node in enumerate(route.node.get("parameters", [])):
        parameter, pointer = route.document.resolve(node, f"{route.pointer}/parameters/{index}")
        schema, pointer = route.document.resolve(parameter["schema"], f"{pointer}/schema")
        name = parameter["name"]
        value: Any = given.get(name, schema.get("default"))
        if (
            name in given
            and schema.get("type") == "integer"
            and value.lstrip("-").isascii()
            and value.lstrip("-").isdigit()
        ):
            value = int(value)
        if name in given and schema.get("type") == "array":
            value = [text for key, text in pairs if key == name]
        if name in given and (complaint := route.document.complaint(pointer, value)):
            raise service.invalid(f"{name}: {complaint}")
        found[name] = value
    return found


def _decode(service: Service, route: Route, headers: dict[str, str], raw: bytes) -> Any:
    schema = route.request_schema()
    if schema is None:
        return None
    media_type = headers.get("content-type", "").split(";")[0].strip().lower()
    if media_type != "application/json" and not (
        media_type.startswith("application/") and media_type.endswith("+json")
    ):
        raise service.wrong_media_type(media_type)
    try:
        body = json.loads(raw.decode("utf-8"), parse_constant=_refuse_constant)
        json.dumps(body, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise service.malformed(str(error)[:200]) from error
    if complaint := route.document.complaint(schema, body):
        raise service.invalid(complaint)
    return body


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON number")


async def _read(receive: Receive) -> bytes:
    parts: list[bytes] = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _until_gone(work: Awaitable[Reply], receive: Receive) -> Reply:
    task = asyncio.ensure_future(work)
    gone = asyncio.ensure_future(_gone(receive))
    await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
    gone.cancel()
    if not task.done():
        task.cancel()
        await asyncio.wait({task})
        raise Gone
    return await task


async def _send_whole(scope: Scope, reply: Reply, send: Send) -> None:
    body = b""
    headers = dict(reply.headers)
    if reply.text is not None:
        body = reply.text.encode()
        if body:
            headers.setdefault("content-type", "text/plain; charset=utf-8")
    elif reply.json is not None:
        body = json.dumps(reply.json, ensure_ascii=False, separators=(",", ":")).encode()
        headers.setdefault("content-type", "application/json")
    headers["content-length"] = str(len(body))
    await send({"type": "http.response.start", "status": reply.status, "headers": encode(headers)})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


async def _send_stream(reply: Reply, receive: Receive, send: Send) -> None:
    if reply.frames is None:
        raise TypeError("no frames to send")
    headers = {"content-type": "text/event-stream", "cache-control": "no-cache", **reply.headers}
    gone = asyncio.ensure_future(_gone(receive))
    frames = reply.frames
    try:
        await send({"type": "http.response.start", "status": 200, "headers": encode(headers)})
        async for frame in frames:
            if gone.done():
                return
            await send({"type": "http.response.body", "body": frame, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    finally:
        gone.cancel()
        await frames.aclose()  # type: ignore[attr-defined]


def encode(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    """Headers as ASGI has them."""
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return

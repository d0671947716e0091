"""The ways to make a right server wrong: change its heads, its bodies, its streams, or what it is asked."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Scope: TypeAlias = dict[str, Any]
Message: TypeAlias = dict[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
App: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]
Wrap: TypeAlias = Callable[[App], App]
Frames: TypeAlias = AsyncIterator[bytes]


@dataclass(slots=True)
class Answer:
    """A whole answer that may be changed before it is sent."""

    status: int
    headers: dict[str, str]
    body: bytes
    scope: Scope
    asked: bytes = b""  # the request's body

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @json.setter
    def json(self, value: Any) -> None:
        self.body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

    @property
    def wishes(self) -> Any:
        return json.loads(self.asked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One wrong server. `collateral` are further checks that may notice it as well."""

    id: str
    module: str
    number: int  # in the list of faults that the suite was planned with; 0: not in it
    requirement: str
    kills: str
    wrap: Wrap
    collateral: frozenset[str] = field(default_factory=frozenset)
    delay: float = 0.001  # seconds per token; more where the fault shows in time only


MUTANTS: dict[str, Mutant] = {}


def mutant(
    number: int, requirement: str, kills: str, *collateral: str, delay: float = 0.001
) -> Callable[[Callable[[], Wrap]], None]:
    """Register what the decorated function returns under the function's name."""

    def register(make: Callable[[], Wrap]) -> None:
        name = make.__name__
        assert name not in MUTANTS, name
        MUTANTS[name] = Mutant(
            id=name,
            module=make.__module__.rsplit(".", 1)[-1],
            number=number,
            requirement=requirement,
            kills=kills,
            wrap=make(),
            collateral=frozenset(collateral),
            delay=delay,
        )

    return register


def wanted(scope: Scope, where: str) -> bool:
    """Whether `where` ("POST /generate", "/generate", "*") means this request."""
    if where == "*":
        return True
    method, _, path = where.rpartition(" ")
    return (not method or method == scope["method"]) and path in {scope["path"], "*"}


def answer(where: str, edit: Callable[[Answer], None], *, status: int | None = 200) -> Wrap:
    """Change whole answers (not streams) of one status."""

    def wrap(app: App) -> App:
        async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http" or not wanted(scope, where):
                await app(scope, receive, send)
                return
            asked = bytearray()
            held: list[Message] = []
            streamed = False

            async def hear() -> Message:
                message = await receive()
                asked.extend(message.get("body", b""))
                return message

            async def keep(message: Message) -> None:
                nonlocal streamed
                if message["type"] == "http.response.start":
                    headers = dict(message["headers"])
                    streamed = headers.get(b"content-type", b"").startswith(b"text/event-stream")
                if streamed:
                    await send(message)
                else:
                    held.append(message)

            await app(scope, hear, keep)
            if streamed:
                return
            headers = {name.decode(): value.decode() for name, value in held[0]["headers"]}
            changed = Answer(
                held[0]["status"],
                headers,
                b"".join(m.get("body", b"") for m in held[1:]),
                scope,
                bytes(asked),
            )
            length = str(len(changed.body))
            if status is None or changed.status == status:
                edit(changed)
            if changed.headers.get("content-length") == length and scope["method"] != "HEAD":
                changed.headers["content-length"] = str(len(changed.body))
            pairs = [(name.encode(), value.encode()) for name, value in changed.headers.items()]
            await send({"type": "http.response.start", "status": changed.status, "headers": pairs})
            await send({"type": "http.response.body", "body": changed.body})

        return wrapped

    return wrap


def stream(
    where: str, edit: Callable[[Frames], Frames], *, head: Callable[[dict[str, str]], None] | None = None
) -> Wrap:
    """Change event streams frame by frame."""

    def wrap(app: App) -> App:
        async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http" or not wanted(scope, where):
                await app(scope, receive, send)
                return
            queue: asyncio.Queue[bytes | None] = asyncio.Queue()
            writer: asyncio.Task[None] | None = None

            async def frames() -> Frames:
                while (frame := await queue.get()) is not None:
                    yield frame

            async def write() -> None:
                async for piece in edit(frames()):
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
                await send({"type": "http.response.body", "body": b""})

            async def relay(message: Message) -> None:
                nonlocal writer
                if message["type"] == "http.response.start":
                    headers = {name.decode(): value.decode() for name, value in message["headers"]}
                    if headers.get("content-type", "").startswith("text/event-stream"):
                        writer = asyncio.ensure_future(write())
                        if head:
                            head(headers)
                        message = {
                            **message,
                            "headers": [(k.encode(), v.encode()) for k, v in headers.items()],
                        }
                    await send(message)
                elif writer:
                    if message.get("body"):
                        queue.put_nowait(message["body"])
                    if not message.get("more_body"):
                        queue.put_nowait(None)
                else:
                    await send(message)

            try:
                await app(scope, receive, relay)
            finally:
                if writer:
                    queue.put_nowait(None)
                    await writer

        return wrapped

    return wrap


def events(where: str, edit: Callable[[Any, int], Any]) -> Wrap:
    """Change the JSON of each event of a stream; `edit` gets the event and its number from 1.

    It returns the changed event, a list of events, or None to leave it out.
    """

    async def change(frames: Frames) -> Frames:
        number = 0
        async for frame in frames:
            if frame == b"data: [DONE]\n\n":
                yield frame
                continue
            number += 1
            changed = edit(json.loads(frame.removeprefix(b"data: ")), number)
            for event in changed if isinstance(changed, list) else [changed]:
                if event is not None:
                    yield as_frame(event)

    return stream(where, change)


def as_frame(event: Any) -> bytes:
    return b"data: " + json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode() + b"\n\n"


def asked(where: str, edit: Callable[[Any], Any]) -> Wrap:
    """Change what the server is asked: the JSON body of requests."""

    def wrap(app: App) -> App:
        async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http" or not wanted(scope, where):
                await app(scope, receive, send)
                return
            raw = bytearray()
            more = True
            while more:
                message = await receive()
                raw.extend(message.get("body", b""))
                more = message.get("more_body", False)
            try:
                given_body = json.loads(raw)
                body = json.dumps(edit(given_body)).encode() if isinstance(given_body, dict) else bytes(raw)
            except (ValueError, RecursionError):
                body = bytes(raw)
            given = False

            async def hear() -> Message:
                nonlocal given
                if given:
                    return await receive()
                given = True
                return {"type": "http.request", "body": body, "more_body": False}

            await app(scope, hear, send)

        return wrapped

    return wrap


def before(rule: Callable[[Scope], Answer | None]) -> Wrap:
    """Answer some requests without asking the server at all."""

    def wrap(app: App) -> App:
        async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
            instead = rule(scope) if scope["type"] == "http" else None
            if instead is None:
                await app(scope, receive, send)
                return
            headers = {"content-length": str(len(instead.body)), "x-request-id": "m", **instead.headers}
            pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
            await send({"type": "http.response.start", "status": instead.status, "headers": pairs})
            await send({"type": "http.response.body", "body": instead.body})

        return wrapped

    return wrap

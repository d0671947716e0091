"""A contract in miniature: every kind of operation the runtime knows, and a client without a socket."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from fastapi import FastAPI

from treadle.contract.call import Call
from treadle.contract.contract import Contract, Cors
from treadle.contract.errors import ErrorAnswer
from treadle.contract.mount import mount
from treadle.contract.operation import Answer, Body, Header, Operation, Parameter, Stream
from treadle.contract.problem import Kind, Problem

DOCUMENT: dict[str, Any] = {
    "openapi": "3.2.0",
    "info": {"title": "miniature", "version": "1"},
    "paths": {},
    "components": {
        "parameters": {
            "thing_id": {"name": "thing_id", "in": "path", "schema": {"type": "integer", "minimum": 1}},
            "limit": {"name": "limit", "in": "query", "schema": {"$ref": "#/components/schemas/Limit"}},
            "tag": {"name": "tag", "in": "query", "schema": {"type": "array", "items": {"type": "integer"}}},
            "field": {
                "name": "field",
                "in": "query",
                "explode": False,
                "schema": {"type": "array", "items": {"enum": ["a", "b"]}},
            },
            "ratio": {"name": "ratio", "in": "query", "schema": {"type": ["number", "boolean"]}},
            "loose": {"name": "loose", "in": "query", "schema": {"type": "number"}},
            "X-Color": {
                "name": "X-Color",
                "in": "header",
                "schema": {"type": "string", "enum": ["red", "green"]},
            },
        },
        "headers": {"X-Count": {"schema": {"type": "integer", "minimum": 1}}},
        "schemas": {
            "Limit": {"anyOf": [{"type": "integer", "minimum": 1, "maximum": 10}, {"type": "null"}]},
            "Said": {
                "type": "object",
                "required": ["text"],
                "properties": {
                    "text": {"type": "string", "maxLength": 20000},
                    "times": {"type": "integer"},
                    "stream": {"type": "boolean"},
                    "parts": {
                        "type": "array",
                        "items": {
                            "oneOf": [
                                {"$ref": "#/components/schemas/Word"},
                                {"$ref": "#/components/schemas/Number"},
                            ]
                        },
                    },
                    "weights": {"type": "object", "additionalProperties": {"type": "number", "maximum": 9}},
                    "free": {},
                },
            },
            "Word": {
                "type": "object",
                "required": ["type", "word"],
                "properties": {"type": {"const": "word"}, "word": {"type": "string"}},
            },
            "Number": {
                "type": "object",
                "required": ["type", "number"],
                "properties": {"type": {"const": "number"}, "number": {"type": "integer"}},
            },
            "Echo": {
                "type": "object",
                "required": ["text"],
                "properties": {"text": {"type": "string"}, "score": {"type": "number"}},
            },
            "Event": {
                "oneOf": [
                    {"type": "object", "required": ["token"], "properties": {"token": {"type": "string"}}},
                    {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}},
                ]
            },
            "Error": {
                "type": "object",
                "required": ["error", "kind"],
                "properties": {"error": {"type": "string"}, "kind": {"type": "string"}},
            },
        },
    },
}

_SCHEMAS = "/components/schemas"


class Said(msgspec.Struct, kw_only=True):
    """A request body."""

    text: str
    times: int = 1
    stream: bool = False
    parts: list[Any] = []
    weights: dict[str, float] = {}
    free: Any = None


class Echo(msgspec.Struct, kw_only=True):
    """An answer."""

    text: str
    score: float = 0.5


class Token(msgspec.Struct):
    """An event."""

    token: str


def _errors(*statuses: int) -> dict[int, Answer]:
    return {status: Answer(status=status, json=f"{_SCHEMAS}/Error") for status in statuses}


def _parameter(
    name: str, location: Any, type_: Any, *, default: Any = None, attribute: str = ""
) -> Parameter:
    return Parameter(
        name=name,
        attribute=attribute or name,
        location=location,
        required=location == "path",
        schema=f"/components/parameters/{name}/schema",
        type=type_,
        default=default,
    )


_BODY = Body(required=True, schema=f"{_SCHEMAS}/Said", type=Said)
_BAD = (400, 401, 408, 413, 415, 422, 429, 500)
_ECHO = {200: Answer(status=200, json=f"{_SCHEMAS}/Echo"), **_errors(*_BAD)}
_EVENTS = Stream(event=f"{_SCHEMAS}/Event", done=False)
_DONE = Stream(event=f"{_SCHEMAS}/Event", done=True)


def _operation(method: str, path: str, handler: str, answers: dict[int, Answer], **more: Any) -> Operation:
    return Operation(
        id=handler, method=method, path=path, service="Miniature", handler=handler, answers=answers, **more
    )


OPERATIONS = (
    _operation("POST", "/echo", "echo", _ECHO, body=_BODY, security=(("key",),)),
    _operation(
        "POST",
        "/say",
        "say",
        {200: Answer(status=200, json=f"{_SCHEMAS}/Echo", stream=_DONE), **_errors(*_BAD)},
        body=_BODY,
        stream_member="stream",
    ),
    _operation(
        "POST",
        "/tokens",
        "tokens",
        {
            200: Answer(
                status=200,
                stream=_EVENTS,
                headers=(
                    Header(name="X-Count", required=False, schema="/components/headers/X-Count/schema"),
                ),
            ),
            **_errors(*_BAD),
        },
        body=_BODY,
    ),
    _operation(
        "GET",
        "/things/{thing_id}",
        "show_thing",
        {
            200: Answer(
                status=200,
                json=f"{_SCHEMAS}/Echo",
                headers=(Header(name="X-Count", required=True, schema="/components/headers/X-Count/schema"),),
            ),
            **_errors(404, 422, 500),
        },
        parameters=(
            _parameter("thing_id", "path", int),
            _parameter("limit", "query", int, default=5),
            _parameter("tag", "query", list[int]),
            _parameter("field", "query", list[str]),
            _parameter("ratio", "query", float | bool),
            _parameter("loose", "query", int),
            _parameter("X-Color", "header", str, attribute="color"),
        ),
    ),
    _operation(
        "DELETE",
        "/things/{thing_id}",
        "drop_thing",
        {204: Answer(status=204), **_errors(404, 422, 500)},
        parameters=(_parameter("thing_id", "path", int),),
    ),
    _operation("GET", "/things/latest", "latest", {200: Answer(status=200, text="text/plain")}),
    _operation("GET", "/health", "health", {200: Answer(status=200), **_errors(503, 500)}),
    _operation(
        "POST",
        "/optional",
        "optional",
        _ECHO,
        body=Body(required=False, schema=f"{_SCHEMAS}/Said", type=Said),
    ),
)

STATUS = {
    Kind.MALFORMED: 400,
    Kind.INVALID: 422,
    Kind.MEDIA_TYPE: 415,
    Kind.TOO_LARGE: 413,
    Kind.UNAUTHENTICATED: 401,
    Kind.NOT_FOUND: 404,
    Kind.METHOD: 405,
    Kind.OVERLOADED: 429,
    Kind.UNHEALTHY: 503,
    Kind.TIMEOUT: 408,
    Kind.INTERNAL: 500,
}


class Form:
    """The miniature's error form."""

    def answer(self, problem: Problem, operation: Operation | None, call: Call) -> ErrorAnswer:
        """An object; METHOD is a text and what no operation owns is empty."""
        status = STATUS[problem.kind]
        if problem.kind is Kind.METHOD:
            return ErrorAnswer(status, problem.message, media_type="text/plain; charset=utf-8")
        if operation is None:
            return ErrorAnswer(status)
        return ErrorAnswer(status, {"error": problem.message, "kind": problem.kind.value})

    def event(self, problem: Problem, operation: Operation, call: Call) -> object:
        """The message alone."""
        return {"error": problem.message}


class Key:
    """A guard that knows one key, and one signature over the body."""

    def needs_body(self, call: Call, operation: Operation) -> bool:
        return call.headers.get("authorization") == "Signature"

    async def check(self, call: Call, operation: Operation) -> None:
        authorization = call.headers.get("authorization")
        if authorization == "Signature" and b"signed" in call.raw_body:
            call.principal = "signer"
        elif authorization == "Bearer key":
            call.principal = "holder"
        elif authorization == "broken":
            raise RuntimeError("the guard has a fault")
        else:
            raise Problem(Kind.UNAUTHENTICATED, "no key")


Behaviour = Callable[..., Awaitable[Any]]


@dataclass
class Miniature:
    """The service. `on` replaces what a handler does."""

    on: dict[str, Behaviour] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)

    async def _do(self, name: str, default: Any, call: Call, **arguments: Any) -> Any:
        self.calls.append(call)
        behaviour = self.on.get(name)
        return default if behaviour is None else await behaviour(call=call, **arguments)

    async def echo(self, call: Call, *, body: Said) -> Any:
        return await self._do("echo", Echo(text=body.text * body.times), call, body=body)

    async def say(self, call: Call, *, body: Said) -> Any:
        answer: Any = words(body.text.split()) if body.stream else Echo(text=body.text)
        return await self._do("say", answer, call, body=body)

    async def tokens(self, call: Call, *, body: Said) -> Any:
        return await self._do("tokens", words(body.text.split()), call, body=body)

    async def show_thing(self, call: Call, **arguments: Any) -> Any:
        call.reply["X-Count"] = "3"
        shown = msgspec.json.encode(arguments).decode()
        return await self._do("show_thing", Echo(text=shown), call, **arguments)

    async def drop_thing(self, call: Call, *, thing_id: int) -> None:
        await self._do("drop_thing", None, call, thing_id=thing_id)

    async def latest(self, call: Call) -> Any:
        return await self._do("latest", "the latest", call)

    async def health(self, call: Call) -> None:
        await self._do("health", None, call)

    async def optional(self, call: Call, *, body: Said | None) -> Any:
        return await self._do("optional", Echo(text=body.text if body else "nothing"), call, body=body)


async def words(texts: Iterable[str]) -> AsyncIterator[Sequence[Token]]:
    """One batch per text."""
    for text in texts:
        yield [Token(text)]


def contract(service: object, **changes: Any) -> Contract:
    """The miniature contract, served by `service`."""
    settings: dict[str, Any] = {
        "name": "miniature",
        "document": msgspec.json.encode(DOCUMENT),
        "operations": OPERATIONS,
        "errors": Form(),
        "services": {"Miniature": service},
        "guard": Key(),
        "payload_limit": 100_000,
        "cors": Cors(),
        "headers": (("x-served-by", "miniature"),),
    }
    return Contract(**(settings | changes))


def application(*contracts: Contract, **more: Any) -> FastAPI:
    """A FastAPI application with `contracts` on it."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    mount(app, contracts, **more)
    return app


@dataclass
class Reply:
    """What came back."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    chunks: list[bytes] = field(default_factory=list)

    @property
    def body(self) -> bytes:
        return b"".join(self.chunks)

    def json(self) -> Any:
        return msgspec.json.decode(self.body)


class Client:
    """Calls an ASGI application in process. `leave` set means that the client has gone."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.leave = asyncio.Event()
        self.messages: list[Any] = []

    async def call(
        self,
        method: str,
        path: str,
        *,
        body: Any = None,
        chunks: Sequence[bytes] | None = None,
        headers: dict[str, str] | None = None,
        query: bytes = b"",
        raw_path: bytes | None = None,
        reply: Reply | None = None,
        **scope: Any,
    ) -> Reply:
        """One request; `body` that is no bytes is sent as JSON, `chunks` as they are."""
        given = {"content-type": "application/json"} if body is not None else {}
        payload = body if isinstance(body, bytes) else msgspec.json.encode(body) if body is not None else b""
        if payload:
            given["content-length"] = str(len(payload))
        given |= headers or {}
        parts = list(chunks) if chunks is not None else [payload]
        answer = reply if reply is not None else Reply()

        async def receive() -> Any:
            if parts:
                return {"type": "http.request", "body": parts.pop(0), "more_body": bool(parts)}
            await self.leave.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            self.messages.append(message)
            if message["type"] == "http.response.start":
                answer.status = message["status"]
                answer.headers = {
                    name.decode(): value.decode("latin-1") for name, value in message["headers"]
                }
            elif message.get("body"):
                answer.chunks.append(message["body"])

        whole = {
            "type": "http",
            "method": method,
            "path": path,
            "raw_path": raw_path if raw_path is not None else path.encode(),
            "query_string": query,
            "root_path": "",
            "headers": [(name.encode(), value.encode("latin-1")) for name, value in given.items()],
        }
        await self.app(whole | scope, receive, send)
        return answer

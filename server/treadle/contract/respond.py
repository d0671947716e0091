"""How an answer leaves: head, body, failures in the contract's form, and what browsers are told.

JSON is msgspec's: compact, members in declared order, and `null` for what is not a finite number,
so neither NaN nor an infinity can leave as such.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from typing import Any

import msgspec

from treadle.contract.call import Call
from treadle.contract.check import Checker, SpecBreach
from treadle.contract.contract import Contract
from treadle.contract.errors import JSON
from treadle.contract.operation import Answer, Operation
from treadle.contract.problem import Kind, Problem
from treadle.contract.receive import Watch
from treadle.contract.validate import Schemas

logger = logging.getLogger(__name__)

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Head = list[tuple[bytes, bytes]]

_encoder = msgspec.json.Encoder()
_unsafe = re.compile(r"[\x00-\x1f\x7f]")
_VARY = "origin, access-control-request-method, access-control-request-headers"


class Host:
    """What a contract's answers have in common; made once, when the contract is mounted."""

    def __init__(self, contract: Contract, schemas: Schemas, checker: Checker | None) -> None:
        self.contract = contract
        self.schemas = schemas
        self.checker = checker
        self._fixed: Head = [_header(name, value) for name, value in contract.headers]
        self._id_name = contract.request_id_header.encode("latin-1")
        cors = contract.cors
        self._any_origin = "*" in cors.origins
        self._cors: Head = [_header("vary", _VARY)]
        if cors.expose:
            self._cors.append(_header("access-control-expose-headers", ", ".join(cors.expose)))

    def head(self, call: Call, extra: Iterable[tuple[str, str]]) -> Head:
        """The headers of an answer: the contract's own, the request id, CORS and `extra`."""
        head = [*self._fixed, (self._id_name, call.request_id.encode("latin-1")), *self._cors]
        origin = call.headers.get("origin")
        if self._any_origin:
            head.append((b"access-control-allow-origin", b"*"))
        elif origin in self.contract.cors.origins:
            head.append(_header("access-control-allow-origin", origin))
        head += [_header(name, value) for name, value in extra]
        return head

    def permissions(self, methods: Iterable[str]) -> list[tuple[str, str]]:
        """What the answer to OPTIONS tells a browser about a path with these methods."""
        cors = self.contract.cors
        return [
            ("access-control-allow-methods", ",".join(cors.methods or methods)),
            ("access-control-allow-headers", ",".join(cors.headers)),
        ]


class Exchange:
    """One request and its answer."""

    __slots__ = ("begun", "call", "host", "open_stream", "operation", "send", "success", "watch")

    def __init__(
        self,
        host: Host,
        call: Call,
        send: Send,
        operation: Operation | None = None,
        success: Answer | None = None,
    ) -> None:
        self.host = host
        self.call = call
        self.send = send
        self.operation = operation
        self.success = success
        self.watch: Watch | None = None
        self.begun = False
        self.open_stream = False  # begun, and not ended

    async def answer(self, result: Any) -> None:
        """Answer with what the handler returned, in the form that the operation declares."""
        success = self.success
        assert success is not None
        reply = self.call.reply
        if success.json is not None:
            await self.write(success.status, _encoder.encode(result), JSON, reply)
        elif success.text is not None:
            await self.write(success.status, _encode_text(result), _with_charset(success.text), reply)
        else:
            await self.write(success.status, b"", None, reply)

    async def fail(self, problem: Problem) -> None:
        """Answer with a failure in the contract's form; a form that breaches the contract is a 500."""
        try:
            await self._fail(problem, check=True)
        except SpecBreach as breach:
            await self._fail(Problem(Kind.INTERNAL, str(breach)), check=False)

    async def _fail(self, problem: Problem, *, check: bool) -> None:
        form = self.host.contract.errors.answer(problem, self.operation, self.call)
        headers = dict((*form.headers, *problem.headers))
        if form.body is None:
            await self.write(form.status, b"", None, headers, check=check)
            return
        body = _encoder.encode(form.body) if form.media_type == JSON else _encode_text(form.body)
        await self.write(form.status, body, form.media_type, headers, check=check)

    async def write(
        self,
        status: int,
        body: bytes,
        media_type: str | None,
        headers: Mapping[str, str],
        *,
        check: bool = True,
    ) -> None:
        """Send a whole answer; `headers` may name another content type than `media_type`."""
        named = {name.lower(): value for name, value in headers.items()}
        if media_type is not None:
            named.setdefault("content-type", media_type)
        if status != 204:
            named["content-length"] = str(len(body))
        head = self.host.head(self.call, named.items())
        if check and self.host.checker is not None and self.operation is not None:
            self.host.checker.answer(self.operation, status, named.get("content-type"), body, head)
        if self.watch is not None:
            self.watch.stop()
        self.begun = True
        await self.send({"type": "http.response.start", "status": status, "headers": head})
        await self.send({"type": "http.response.body", "body": b"" if self.call.method == "HEAD" else body})

    async def begin_stream(self) -> None:
        """Send the head of an event stream."""
        success = self.success
        assert success is not None
        assert self.operation is not None
        named = {
            "content-type": self.host.contract.event_stream,
            "cache-control": "no-cache",
            "x-accel-buffering": "no",
        }
        named.update((name.lower(), value) for name, value in self.call.reply.items())
        head = self.host.head(self.call, named.items())
        if self.host.checker is not None:
            self.host.checker.answer(self.operation, success.status, named["content-type"], None, head)
        self.begun = self.open_stream = True
        await self.send({"type": "http.response.start", "status": success.status, "headers": head})

    def internal(self, what: str) -> Problem:
        """The Problem that stands for the exception being handled, which is logged and not told."""
        name = self.operation.id if self.operation is not None else self.call.path
        logger.exception("%s: %s (request %s)", name, what, self.call.request_id)
        return Problem(Kind.INTERNAL, "Internal server error")


def _header(name: str, value: str) -> tuple[bytes, bytes]:
    # Servers write values as they are: a line break would split the answer.
    return name.encode("latin-1"), _unsafe.sub(" ", value).encode("latin-1", "replace")


def _encode_text(body: object) -> bytes:
    return body if isinstance(body, bytes) else str(body).encode()


def _with_charset(media_type: str) -> str:
    if media_type.startswith("text/") and "charset" not in media_type:
        return f"{media_type}; charset=utf-8"
    return media_type

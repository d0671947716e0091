"""What a contract consists of once it is put together, and the checks that it is whole.

    Contract
      ├─ document, operations   what was generated
      ├─ services               class name → the instance that implements it
      ├─ errors, guard, gate    how failures look, who may call, how many at once
      └─ payload_limit, cors, keep_alive, …   settings

`bind` turns it into one `Bound` per operation and refuses a contract with a hole in it.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from treadle.contract.admission import Gate
from treadle.contract.call import Call
from treadle.contract.errors import ErrorForm
from treadle.contract.operation import Answer, Operation
from treadle.contract.problem import Problem

Handler = Callable[..., Awaitable[Any]]


class IncompleteContract(Exception):
    """A contract cannot be served as assembled: an operation without its handler, two for one route."""


class Guard(Protocol):
    """Who may call. Asked for each operation that declares `security`."""

    def needs_body(self, call: Call, operation: Operation) -> bool:
        """Whether `check` must see `call.raw_body` (signatures); else it runs before the body is read."""
        ...

    async def check(self, call: Call, operation: Operation) -> None:
        """Set `call.principal`, or raise a Problem (UNAUTHENTICATED, FORBIDDEN)."""
        ...


class OpenGuard:
    """The guard that lets everybody in."""

    def needs_body(self, call: Call, operation: Operation) -> bool:
        """Never."""
        del call, operation
        return False

    async def check(self, call: Call, operation: Operation) -> None:
        """Accept."""
        del call, operation


@dataclass(frozen=True, slots=True, kw_only=True)
class Cors:
    """Which browsers may read answers; the defaults are TGI 3.3.7's, with `authorization` allowed too.

    `methods` None means the methods of the path asked for.
    """

    origins: tuple[str, ...] = ("*",)
    methods: tuple[str, ...] | None = ("GET", "POST")
    headers: tuple[str, ...] = ("content-type", "authorization")
    expose: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """One contract, ready to be mounted.

    Handlers are called with keywords only: `await handler(call=Call, body=Struct, **parameters)`;
    `body` only where the operation has one. They return a Struct (or anything msgspec encodes), None
    for an empty body, a string for a text answer, or `Events` for a stream.
    """

    name: str
    document: bytes  # the OpenAPI document as JSON
    operations: Sequence[Operation]
    errors: ErrorForm
    services: Mapping[str, object]
    guard: Guard = field(default_factory=OpenGuard)
    gate: Gate | None = None
    # Which refusals of a stream are an event of a 200 stream instead of a status; none by default.
    refused_in_stream: Callable[[Problem], bool] | None = None
    # Whether the stream that a body asks for ends with `[DONE]`, where the operation's streams may.
    ends_with_done: Callable[[Operation, Any], bool] = lambda operation, data: True  # noqa: ARG005
    payload_limit: int = 2_000_000  # bytes; TGI 3.3.7's default
    cors: Cors = field(default_factory=Cors)
    request_id_header: str = "x-request-id"
    event_stream: str = "text/event-stream"  # the content type of streams
    keep_alive: float = 15.0  # seconds of silence after which a stream carries a comment
    headers: tuple[tuple[str, str], ...] = ()  # sent with every answer


@dataclass(frozen=True, slots=True)
class Bound:
    """An operation with its handler and the answer that a success gives."""

    operation: Operation
    handler: Handler
    success: Answer


def bind(contract: Contract) -> list[Bound]:
    """Every operation with its handler; raises IncompleteContract naming operation and class."""
    return [_bind(contract, operation) for operation in contract.operations]


def _bind(contract: Contract, operation: Operation) -> Bound:
    where = f"{contract.name}: operation {operation.id} ({operation.method} {operation.path})"
    service = contract.services.get(operation.service)
    if service is None:
        raise IncompleteContract(f"{where} needs the service {operation.service}, which is not given")
    method = f"{type(service).__name__}.{operation.handler}"
    handler = getattr(service, operation.handler, None)
    if handler is None:
        raise IncompleteContract(f"{where} needs {method}, which does not exist")
    if not inspect.iscoroutinefunction(handler):
        raise IncompleteContract(f"{where}: {method} is not an `async def` that returns its answer")
    successes = [answer for status, answer in sorted(operation.answers.items()) if 200 <= status < 300]
    if not successes:
        raise IncompleteContract(f"{where} declares no 2xx answer")
    return Bound(operation, handler, successes[0])

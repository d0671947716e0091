"""The tables that `make generate` writes and the runtime reads: one `Operation` per operationId.

    Operation
      ├─ Parameter…      path, query and header parameters, each with its schema
      ├─ Body            the JSON request body
      └─ Answer…         by status: JSON, text or event stream, and headers

Schemas are named by JSON pointer into the contract's served document (`spec.json`), because
the document itself is the validator.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A path, query or header parameter."""

    name: str  # as on the wire
    attribute: str  # the service method's keyword argument
    location: Literal["path", "query", "header"]
    required: bool
    schema: str  # JSON pointer, e.g. "/components/parameters/limit/schema"
    type: Any  # what `msgspec.convert` makes of it
    default: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """An `application/json` request body."""

    required: bool
    schema: str
    type: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """A response header that the contract declares."""

    name: str
    required: bool
    schema: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """A `text/event-stream` answer."""

    event: str  # pointer to the schema of the JSON inside `data:`
    done: bool  # whether `data: [DONE]` ends it


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an operation may answer under one status."""

    status: int
    json: str | None = None  # pointer to the body's schema
    text: str | None = None  # a media type that is neither JSON nor an event stream
    stream: Stream | None = None
    headers: tuple[Header, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation of a contract."""

    id: str  # operationId as in the document
    method: str  # upper case
    path: str  # with {parameters}
    service: str  # name of the generated service class
    handler: str  # name of its method
    parameters: tuple[Parameter, ...] = ()
    body: Body | None = None
    answers: dict[int, Answer] = field(default_factory=dict)
    security: tuple[tuple[str, ...], ...] = ()  # alternatives; () means open
    action: str | None = None  # the permission that a caller needs, by its name in the contract
    stream_member: str | None = None  # body member that asks for the event stream, e.g. "stream"

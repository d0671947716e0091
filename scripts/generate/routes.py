"""`routes.py`: the table of operations that the runtime mounts, as data and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from generate.bundle import Document
from generate.operations import Answer, Operation, operations
from generate.tools import formatted


def routes(document: Document) -> str:
    """The source of `routes.py`."""
    title = document["info"]["title"]
    found = operations(document)
    table = ",\n".join(_operation(operation) for operation in found)
    return formatted(f'''"""The operations of the {title} contract, in its order.

Pointers lead into `spec.json`. Written by `make generate`; never edited.
"""

from __future__ import annotations

from typing import Any, Final, Literal

from treadle.contract.operation import Answer, Body, Header, Operation, Parameter, Stream

from . import models

OPERATIONS: Final[tuple[Operation, ...]] = (
{table},
)
''')


def _call(name: str, /, **members: str | None) -> str:
    return f"{name}({', '.join(f'{key}={value}' for key, value in members.items() if value is not None)})"


def _tuple(items: Iterator[str]) -> str | None:
    listed = list(items)
    return f"({', '.join(listed)},)" if listed else None


def _operation(operation: Operation) -> str:
    parameters = (
        _call(
            "Parameter",
            name=repr(item.name),
            attribute=repr(item.attribute),
            location=repr(item.location),
            required=repr(item.required),
            schema=repr(item.pointer),
            type=item.type,
            default=None if item.default is None else repr(item.default),
        )
        for item in operation.parameters
    )
    body = operation.body
    return _call(
        "Operation",
        id=repr(operation.id),
        method=repr(operation.method),
        path=repr(operation.path),
        service=repr(operation.service),
        handler=repr(operation.handler),
        parameters=_tuple(parameters),
        body=None
        if body is None
        else _call("Body", required=repr(body.required), schema=repr(body.pointer), type=body.type),
        answers="{" + ", ".join(f"{answer.status}: {_answer(answer)}" for answer in operation.answers) + "}",
        security=_tuple(map(repr, operation.security)),
        action=operation.action and repr(operation.action),
        stream_member=operation.stream_member and repr(operation.stream_member),
    )


def _answer(answer: Answer) -> str:
    stream = answer.stream
    headers = (
        _call("Header", name=repr(header.name), required=repr(header.required), schema=repr(header.pointer))
        for header in answer.headers
    )
    return _call(
        "Answer",
        status=str(answer.status),
        json=answer.json and repr(answer.json),
        text=answer.text and repr(answer.text),
        stream=None
        if stream is None
        else _call("Stream", event=repr(stream.pointer), done=repr(stream.done)),
        headers=_tuple(headers),
    )

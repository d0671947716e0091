"""The contract's document with this server's limits in it, so that it states what is enforced.

`x-limit` beside `maximum` or `maxItems` names the limit; the document as written has TGI's defaults.
Refusals (`x-refusal`) that quote a limit get its number too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

import msgspec

from treadle.contract.operation import Answer, Operation
from treadle.contract.values import members
from treadle.tgi.errors import BODY_STATUSES, NESTED_UNDER, PLAIN_TEXT, PREFIX, TgiErrors
from treadle.tgi.limits import Limits

_ERROR, _NESTED_ERROR = "/components/schemas/ErrorResponse", "/components/schemas/StreamError"


def in_force(document: bytes, limits: Limits, errors: TgiErrors) -> bytes:
    """The document for a server with these limits and error forms."""
    contract: Any = msgspec.json.decode(document)
    numbers = {name: getattr(limits, name) for name in Limits.__dataclass_fields__}
    _apply(contract, numbers)
    components = contract["components"]
    best_of = components["schemas"]["GenerateParameters"]["properties"]["best_of"]
    best_of["x-refusal"] = PREFIX + limits.most_best_of("{given}")
    if errors.plain_text_errors:
        for item in contract["paths"].values():
            for operation in item.values():
                for status in BODY_STATUSES:
                    response = operation["responses"].get(str(status))
                    if response is not None:
                        named = components["responses"][response["$ref"].rsplit("/", 1)[-1]]
                        named["content"]["text/plain"] = {"schema": {"type": "string"}}
    if errors.openai_errors:
        for path, item in contract["paths"].items():
            for operation in item.values() if path.startswith(NESTED_UNDER) else ():
                for status, response in operation["responses"].items():
                    if "$ref" in response:
                        named = components["responses"][response["$ref"].rsplit("/", 1)[-1]]
                        operation["responses"][status] = _nested(named)
    return msgspec.json.encode(contract)


def operations_in_force(operations: Sequence[Operation], errors: TgiErrors) -> Sequence[Operation]:
    """The table that belongs to that document."""
    return [
        replace(
            operation,
            answers={
                status: _answer(operation, status, answer, errors)
                for status, answer in operation.answers.items()
            },
        )
        for operation in operations
    ]


def _answer(operation: Operation, status: int, answer: Answer, errors: TgiErrors) -> Answer:
    if errors.plain_text_errors and status in BODY_STATUSES:
        answer = replace(answer, text=PLAIN_TEXT)
    if errors.openai_errors and operation.path.startswith(NESTED_UNDER) and answer.json == _ERROR:
        event = None if answer.stream is None else replace(answer.stream, event=_NESTED_ERROR)
        answer = replace(answer, json=_NESTED_ERROR, stream=event)
    return answer


def _nested(node: Any) -> Any:
    """A copy of an error response in OpenAI's form; its examples are of the other one."""
    children = [(key, _nested(child)) for key, child in members(node) if key != "examples"]
    if isinstance(node, dict):
        copied = dict(children)
        return {"$ref": f"#{_NESTED_ERROR}"} if copied == {"$ref": f"#{_ERROR}"} else copied
    return [child for _, child in children] if isinstance(node, list) else node


def _apply(node: object, numbers: dict[str, int]) -> None:
    """Put the limits in wherever the document names one."""
    for _, child in members(node):
        _apply(child, numbers)
    if isinstance(node, dict):
        _apply_to(cast("dict[str, Any]", node), numbers)


def _apply_to(schema: dict[str, Any], numbers: dict[str, int]) -> None:
    limit = schema.get("x-limit")
    if limit is not None:
        for keyword in ("maximum", "maxItems"):
            if keyword in schema:
                schema[keyword] = numbers[limit]
    words = schema.get("x-refusal")
    if isinstance(words, str):
        for name, number in numbers.items():
            words = words.replace(f"{{{name}}}", str(number))
        schema["x-refusal"] = words

"""A request for every operation of the contract, made from the document's own examples."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from treadle.contract.operation import Operation

UNKNOWN = "00000000-0000-0000-0000-000000000000"


@cache
def document() -> dict[str, Any]:
    found: dict[str, Any] = msgspec.json.decode(
        files("treadle_contracts.fabric").joinpath("spec.json").read_bytes()
    )
    return found


def resolved(value: Any) -> Any:
    while isinstance(value, dict) and "$ref" in value:
        found: Any = document()
        for part in value["$ref"].removeprefix("#/").split("/"):
            found = found[part.replace("~1", "/").replace("~0", "~")]
        value = found
    return value


def target_of(operation: Operation, ids: Mapping[str, str]) -> str:
    """The operation's path with `ids` by parameter; one that is not among them is unknown."""
    return re.sub(r"\{(\w+)\}", lambda found: ids.get(found[1], UNKNOWN), operation.path)


def body_of(operation: Operation, members: Mapping[str, Any] | None = None) -> bytes:
    """The first example of the operation's body, with `members` put over its own."""
    item = document()["paths"][operation.path][operation.method.lower()]
    body = resolved(item.get("requestBody", {}))
    if not body:
        return b""
    examples = body["content"]["application/json"]["examples"]
    value = dict(resolved(next(iter(examples.values())))["value"])
    value.update({name: part for name, part in (members or {}).items() if name in value})
    return msgspec.json.encode(value)

"""What a grammar makes the toy model say: one text that fits, or a refusal when it cannot think of one."""

from __future__ import annotations

import json
import re
from typing import Any

import jsonschema_rs

from treadle_conformance.shape import is_array

TEXTS = ("123-ab", "yes", "a", "1", "abc", "", "2024-01-01", "a b", "A", "0.5", "true", "{}")
VALUES: dict[str, Any] = {"integer": 1, "number": 0.5, "string": "loom", "boolean": True, "null": None}


class NotPossibleError(ValueError):
    """No text that the toy model knows fits the grammar."""


def text_for(wish: dict[str, Any] | None) -> str | None:
    """The text for a `grammar` or a `response_format`; None when it asks for nothing.

    Raises NotPossibleError.
    """
    if not wish or wish["type"] == "text":
        return None
    value = wish.get("value", wish.get("json_schema", {}))
    if wish["type"] == "regex":
        return _matching(value)
    if wish["type"] == "json_schema":
        value = value["schema"]
    if isinstance(value, str):
        value = _loaded(value)
    return json_for(value)


def json_for(schema: Any) -> str:
    """A JSON text that a schema allows; raises NotPossibleError."""
    try:
        validator = jsonschema_rs.validator_for(schema)
        made = _instance(schema)
        if validator.is_valid(made):
            return json.dumps(made, ensure_ascii=False)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise NotPossibleError(f"the grammar is not valid: {str(error)[:200]}") from error
    raise NotPossibleError("the grammar is not valid for this model: no text is known that fits it")


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise NotPossibleError(f"the grammar is not valid: {error}") from error


def _matching(pattern: str) -> str:
    try:
        compiled = re.compile(pattern)
    except (re.error, RecursionError, OverflowError) as error:
        raise NotPossibleError(f"the grammar is not valid: {error}") from error
    for text in TEXTS:
        if compiled.fullmatch(text):
            return text
    raise NotPossibleError("the grammar is not valid for this model: no text is known that fits it")


def _instance(schema: Any, depth: int = 0) -> Any:
    if depth > 20 or schema is True or schema == {}:
        return "loom"
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    given: Any = schema.get("type", "object" if "properties" in schema else "string")
    kind: str = given[0] if is_array(given) else given
    if kind == "object":
        properties = schema.get("properties", {})
        names = dict.fromkeys([*schema.get("required", []), *properties])
        return {name: _instance(properties.get(name, {}), depth + 1) for name in names}
    if kind == "array":
        return [_instance(schema.get("items", {}), depth + 1) for _ in range(schema.get("minItems", 0))]
    return max(VALUES[kind], schema.get("minimum", 0)) if kind in {"integer", "number"} else VALUES[kind]

"""The smallest text that fits a grammar, for the fake engine: tests only."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import Any, cast

from treadle.engine.port import Calls, Grammar, InvalidGeneration

_parser: Any = import_module("re._parser")  # the standard library has it under no public name


def smallest_match(grammar: Grammar) -> str:
    """A text that fits; raises InvalidGeneration("grammar", …) for a source that is none."""
    if grammar.kind == "json_object":
        return "{}"
    if grammar.kind == "regex":
        try:
            return _regex(_parser.parse(str(grammar.source)))
        except re.error as error:
            raise InvalidGeneration("grammar", f"grammar is not valid: {error}") from error
    if isinstance(grammar.source, Calls):
        return _call(grammar.source)
    if not isinstance(grammar.source, Mapping):
        raise InvalidGeneration("grammar", "a JSON Schema grammar needs an object")
    return json.dumps(_instance(grammar.source, grammar.source))


def _call(calls: Calls) -> str:
    name, schema = next(iter(calls.functions.items()))
    call = {"name": name, calls.arguments: _instance(schema, schema)}
    return f"{calls.opening}{json.dumps(call, ensure_ascii=False)}{calls.closing}"


def _instance(source: Any, root: Mapping[str, Any]) -> Any:
    if not isinstance(source, Mapping):
        return None
    schema: Mapping[str, Any] = cast("Mapping[str, Any]", source)
    if "$ref" in schema:
        target: Any = root
        for part in str(schema["$ref"]).removeprefix("#/").split("/"):
            target = target[part]
        return _instance(target, root)
    for key in ("const", "default"):
        if key in schema:
            return schema[key]
    if "enum" in schema:
        return schema["enum"][0]
    for key in ("anyOf", "oneOf", "allOf"):
        if key in schema:
            return _instance(schema[key][0], root)
    kind: Any = schema.get("type", "object" if "properties" in schema else "null")
    if isinstance(kind, list):
        kind = next(iter(cast("Iterable[Any]", kind)))
    if kind == "object":
        properties: dict[str, Any] = schema.get("properties", {})
        needed: Iterable[str] = schema.get("required", properties)
        return {name: _instance(properties.get(name, {}), root) for name in needed}
    if kind == "array":
        return [_instance(schema.get("items"), root)] * int(schema.get("minItems", 0))
    if kind == "string":
        return "a" * int(schema.get("minLength", 1))
    if kind in ("integer", "number"):
        return schema.get("minimum", 0)
    return False if kind == "boolean" else None


def _regex(parsed: Any) -> str:
    parts: list[str] = []
    for operation, value in parsed:
        name = str(operation)
        if name == "LITERAL":
            parts.append(chr(value))
        elif name == "IN":
            parts.append(_one_of(value))
        elif name == "ANY":
            parts.append("a")
        elif name in ("MAX_REPEAT", "MIN_REPEAT"):
            parts.append(_regex(value[2]) * value[0])
        elif name == "SUBPATTERN":
            parts.append(_regex(value[3]))
        elif name == "BRANCH":
            parts.append(_regex(value[1][0]))
    return "".join(parts)


def _one_of(choices: Any) -> str:
    operation, value = choices[0]
    name = str(operation)
    if name == "LITERAL":
        return chr(value)
    if name == "RANGE":
        return chr(value[0])
    return {"CATEGORY_DIGIT": "0", "CATEGORY_SPACE": " "}.get(str(value), "a")

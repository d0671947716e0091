"""Grammars that end: what a `Grammar` becomes before vLLM sees it.

    json_schema ─▶ the schema, closed and with at most one blank after "," and ":"
    json_object ─▶ any object, with the same bound
    regex       ─▶ as it is

vLLM's own JSON mode allows any white space, and small models fill it to the last token. TGI 3.3.7
turned schemas into regular expressions with at most one blank and no properties beyond those named;
both rules are kept here. The engine reads grammars with llguidance throughout: vLLM takes one
backend per engine (the first request's), so a choice per request would depend on who came first.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from treadle.engine.port import Grammar, InvalidGeneration

BACKEND = "guidance"
"""vLLM's name of the backend that these grammars are written for."""

MAX_NESTING = 64
"""Objects and arrays within each other; the cost of a grammar grows steeply with them."""

_ONE_BLANK = {"whitespace_flexible": False, "item_separator": ", ?", "key_separator": ": ?"}
_COMBINED = ("allOf", "anyOf", "oneOf", "$ref", "patternProperties", "if")
_SCHEMAS_BY_NAME = ("properties", "$defs", "definitions", "patternProperties")
_PLAIN_VALUES = ("const", "enum", "default", "examples")


def structured_outputs(grammar: Grammar) -> Any:
    """Engine parameters for `grammar`, new for each request because vLLM writes into them.

    Raises InvalidGeneration("grammar", …) for a source of the wrong kind; what the backend cannot
    read is refused by vLLM when the request is submitted.
    """
    from vllm.sampling_params import StructuredOutputsParams

    if grammar.kind == "regex":
        if not isinstance(grammar.source, str):
            raise InvalidGeneration("grammar", "a regex grammar needs a string")
        return StructuredOutputsParams(regex=grammar.source)
    if grammar.kind == "json_object":
        return StructuredOutputsParams(json={"type": "object", "x-guidance": _ONE_BLANK})
    return StructuredOutputsParams(json=bounded_schema(grammar.source))


def bounded_schema(source: Any) -> dict[str, Any]:
    """A copy of a JSON Schema whose objects are closed and whose blanks are bounded."""
    if not isinstance(source, Mapping):
        raise InvalidGeneration("grammar", "a JSON Schema grammar needs an object")
    schema = _closed(source, MAX_NESTING)
    schema["x-guidance"] = _ONE_BLANK
    return schema


def _closed(schema: Mapping[str, Any], depth: int) -> dict[str, Any]:
    copy: dict[str, Any] = {}
    for key, value in schema.items():
        if key in _PLAIN_VALUES:
            copy[key] = value
        elif key in _SCHEMAS_BY_NAME and isinstance(value, Mapping):
            copy[key] = {name: _closed_value(child, depth - 2) for name, child in value.items()}
        else:
            copy[key] = _closed_value(value, depth - 1)
    # Where schemas are combined, closing one of them would contradict the others.
    if "properties" in copy and not any(key in copy for key in _COMBINED):
        copy.setdefault("additionalProperties", False)
    return copy


def _closed_value(value: Any, depth: int) -> Any:
    if not isinstance(value, (Mapping, list)):
        return value
    if depth <= 0:
        raise InvalidGeneration("grammar", f"the JSON Schema nests deeper than {MAX_NESTING} levels")
    if isinstance(value, Mapping):
        return _closed(value, depth)
    return [_closed_value(item, depth - 1) for item in value]

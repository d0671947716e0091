"""Grammars that end: what a `Grammar` becomes before vLLM sees it.

    json_schema ─▶ the schema, closed, with one blank at most after "," and ":", and bounded (`room`)
    json_object ─▶ any object, with the same bound
    regex       ─▶ as it is
    calls       ─▶ a grammar of calls, each with its schema as above (`call_grammar`)

vLLM's own JSON mode allows any white space, and small models fill it to the last token. TGI 3.3.7
turned schemas into regular expressions with at most one blank and no properties beyond those named;
both rules are kept here. The engine reads grammars with llguidance throughout: vLLM takes one
backend per engine (the first request's), so a choice per request would depend on who came first.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from treadle.engine.call_grammar import call_grammar
from treadle.engine.port import Calls, Grammar, InvalidGeneration
from treadle.engine.room import bound

BACKEND = "guidance"
"""vLLM's name of the backend that these grammars are written for."""

MAX_NESTING = 64
"""Objects and arrays within each other; the cost of a grammar grows steeply with them."""

_ONE_BLANK = {"whitespace_flexible": False, "item_separator": ", ?", "key_separator": ": ?"}
_COMBINING = ("allOf", "anyOf", "oneOf", "$ref", "if", "then", "else", "dependentSchemas")
_SCHEMAS_BY_NAME = ("properties", "$defs", "definitions", "patternProperties")
_FORMATS = frozenset(
    ["date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid", "uri"]
)  # what llguidance knows
_PLAIN_VALUES = ("const", "enum", "default", "examples")


def structured_outputs(grammar: Grammar, room: int) -> Any:
    """Engine parameters for `grammar` and an output of at most `room` tokens; vLLM writes into them.

    Raises InvalidGeneration("grammar", …) for a source of the wrong kind; what the backend cannot
    read is refused by vLLM when the request is submitted.
    """
    from vllm.sampling_params import StructuredOutputsParams

    if grammar.kind == "regex":
        if not isinstance(grammar.source, str):
            raise InvalidGeneration("grammar", "a regex grammar needs a string")
        return StructuredOutputsParams(regex=grammar.source)
    if grammar.kind == "json_object":
        return StructuredOutputsParams(json=json.dumps({"type": "object", "x-guidance": _ONE_BLANK}))
    if isinstance(grammar.source, Calls):
        bounded = {name: bounded_schema(schema, room) for name, schema in grammar.source.functions.items()}
        return StructuredOutputsParams(grammar=call_grammar(grammar.source, bounded))
    # As text: a number may have more bits than the socket to the core knows integers of.
    return StructuredOutputsParams(json=json.dumps(bounded_schema(grammar.source, room)))


def bounded_schema(source: Any, room: int) -> dict[str, Any]:
    """A copy of a JSON Schema that is closed, and bounded for documents of at most `room` tokens."""
    if not isinstance(source, Mapping):
        raise InvalidGeneration("grammar", "a JSON Schema grammar needs an object")
    schema: dict[str, Any] = _copied(source, MAX_NESTING)
    if not _combines(schema):
        _close(schema)
    bound(schema, room)
    schema["x-guidance"] = _ONE_BLANK
    return schema


def _combines(schema: Mapping[str, Any]) -> bool:
    """Whether two schemas speak of one object somewhere, so that closing either could rule out both."""
    several = len(_list(schema.get("allOf"))) > 1
    mixed = "properties" in schema and any(key in schema for key in _COMBINING)
    return several or mixed or any(_combines(child) for child in _subschemas(schema))


def _close(schema: dict[str, Any]) -> None:
    if "properties" in schema and "patternProperties" not in schema:
        schema.setdefault("additionalProperties", False)
    for child in _subschemas(schema):
        _close(child)


def _subschemas(schema: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for key, value in schema.items():
        if key in _PLAIN_VALUES:
            continue
        if isinstance(value, dict):
            children: list[Any] = (
                list(cast("dict[str, Any]", value).values()) if key in _SCHEMAS_BY_NAME else [value]
            )
        else:
            children = _list(value)
        for child in children:
            if isinstance(child, dict):
                yield cast("dict[str, Any]", child)


def _list(value: Any) -> list[Any]:
    return list(cast("Iterable[Any]", value)) if isinstance(value, list) else []


def _copied(value: Any, depth: int) -> Any:
    if not isinstance(value, (Mapping, list)):
        return value
    if depth < 0:
        raise InvalidGeneration("grammar", f"the JSON Schema nests deeper than {MAX_NESTING} levels")
    if isinstance(value, Mapping):
        members = cast("Mapping[str, Any]", value)
        return {
            key: child if key in _PLAIN_VALUES else _copied(child, depth - 1)
            for key, child in members.items()
            # A format that nobody knows is an annotation; llguidance would refuse the whole schema.
            if key != "format" or not isinstance(child, str) or child in _FORMATS
        }
    return [_copied(item, depth - 1) for item in _list(cast("Any", value))]

r"""Grammars that end: what a `Grammar` becomes before vLLM sees it.

    json_schema ─▶ the schema, held to objects, closed, with one blank at most after "," and ":", and
                   bounded (`room`)
    json_object ─▶ any object, with the same blanks
    regex       ─▶ with the digits and letters of ECMA's `\d` and `\w`
    calls       ─▶ a grammar of calls, each with its schema as above (`call_grammar`)

vLLM's own JSON mode allows any white space, and small models fill it to the last token. TGI 3.3.7
turned schemas into regular expressions with at most one blank and no properties beyond those named,
and a schema of properties meant an object, whether it has a `type` or none; these rules are kept here.
What llguidance cannot enforce it ignores, as TGI did (`lenient`): unknown formats, `oneOf` beyond
`anyOf`, and keywords such as `uniqueItems`. The engine reads grammars with llguidance throughout: vLLM
takes one backend per engine (the first request's), so a choice per request would depend on who came
first.
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
_LENIENT = {"lenient": True}
_IN_PLACE = ("allOf", "anyOf", "oneOf")
_COMBINING = ("allOf", "anyOf", "oneOf", "$ref", "if", "then", "else", "dependentSchemas")
_SCHEMAS_BY_NAME = ("properties", "$defs", "definitions", "patternProperties", "dependentSchemas")
_PLAIN_VALUES = ("const", "enum", "default", "examples")


def structured_outputs(grammar: Grammar, room: int) -> Any:
    """Engine parameters for `grammar` and an output of at most `room` tokens; vLLM writes into them.

    Raises InvalidGeneration("grammar", …) for a source of the wrong kind, and for an expression that the
    backend cannot read; a schema that it cannot read is refused by vLLM when the request is submitted.
    """
    from vllm.sampling_params import StructuredOutputsParams

    if grammar.kind == "regex":
        if not isinstance(grammar.source, str):
            raise InvalidGeneration("grammar", "a regex grammar needs a string")
        return StructuredOutputsParams(regex=readable_regex(grammar.source))
    if grammar.kind == "json_object":
        return StructuredOutputsParams(json=json.dumps({"type": "object", "x-guidance": _ONE_BLANK}))
    if isinstance(grammar.source, Calls):
        bounded = {name: bounded_schema(schema, room) for name, schema in grammar.source.functions.items()}
        return StructuredOutputsParams(grammar=call_grammar(grammar.source, bounded))
    # As text: a number may have more bits than the socket to the core knows integers of.
    return StructuredOutputsParams(json=json.dumps(bounded_schema(grammar.source, room)))


def readable_regex(source: str) -> str:
    r"""An expression of which `\d`, `\w`, `\D` and `\W` are ASCII, as they are in a schema's `pattern`.

    Raises InvalidGeneration("grammar", …) for one that the backend cannot read.
    """
    from llguidance import LLMatcher, regex_to_lark

    regex: str = regex_to_lark(source, "dw")
    said = LLMatcher.validate_grammar(LLMatcher.grammar_from_regex(regex)).splitlines()
    if said:
        errors = [line.removeprefix("error: ") for line in said if line.startswith("error: ")]
        reason = errors[0] if errors else said[0].rpartition("(in regex): ")[2]
        raise InvalidGeneration("grammar", f"grammar is not valid: {reason}")
    return regex


def bounded_schema(source: Any, room: int) -> dict[str, Any]:
    """A copy of a JSON Schema that is closed, and bounded for documents of at most `room` tokens."""
    if not isinstance(source, Mapping):
        raise InvalidGeneration("grammar", "a JSON Schema grammar needs an object")
    schema: dict[str, Any] = _copied(source, MAX_NESTING)
    _hold_to_objects(schema)
    if not _combines(schema):
        _close(schema)
    bound(schema, room)
    schema["x-guidance"] = _ONE_BLANK | _LENIENT
    return schema


def _hold_to_objects(schema: dict[str, Any], *, held: bool = False) -> None:
    """Make an object of each schema that speaks of members, unless something says what else it may be."""
    if not held and "type" not in schema and _speaks_of_members(schema) and not _may_be_else(schema):
        schema["type"] = "object"
    _name_members(schema)
    held = held or "type" in schema
    for key, child in _subschemas(schema):
        _hold_to_objects(child, held=held and key in _IN_PLACE)


def _name_members(schema: dict[str, Any]) -> None:
    """Write `propertyNames` of an enum, as pydantic and zod make them of a map, as `properties`."""
    names = schema.get("propertyNames")
    listed: Any = cast("dict[str, Any]", names).get("enum") if isinstance(names, dict) else None
    if isinstance(listed, list) and "properties" not in schema and "patternProperties" not in schema:
        value = schema.get("additionalProperties", {})
        keys = [name for name in _list(cast("Any", listed)) if isinstance(name, str)]
        schema |= {"properties": dict.fromkeys(keys, value), "additionalProperties": False}


def _speaks_of_members(schema: Mapping[str, Any]) -> bool:
    named = any(isinstance(schema.get(key), dict) for key in ("properties", "patternProperties"))
    return named or bool(_list(schema.get("required")))


def _may_be_else(schema: Mapping[str, Any]) -> bool:
    """Whether a schema's values, or its alternatives, say that it is not only for objects."""
    if "const" in schema or "enum" in schema or schema.get("type", "object") != "object":
        return True
    return any(_may_be_else(child) for key, child in _subschemas(schema) if key in _IN_PLACE)


def _combines(schema: Mapping[str, Any]) -> bool:
    """Whether two schemas speak of one object somewhere, so that closing either could rule out both."""
    several = len(_list(schema.get("allOf"))) > 1
    mixed = "properties" in schema and any(key in schema for key in _COMBINING)
    return several or mixed or any(_combines(child) for _, child in _subschemas(schema))


def _close(schema: dict[str, Any]) -> None:
    if isinstance(schema.get("properties"), dict) and "patternProperties" not in schema:
        if "additionalProperties" not in schema:
            for name in _list(schema.get("required")):
                schema["properties"].setdefault(name, {})
            schema["additionalProperties"] = False
        if schema["additionalProperties"] is False:
            _count_what_can_be(schema)
    for _, child in _subschemas(schema):
        _close(child)


def _count_what_can_be(schema: dict[str, Any]) -> None:
    """Where llguidance cannot count optional members, ask for one of them at least."""
    required, named = len(_list(schema.get("required"))), len(schema["properties"])
    least = schema.get("minProperties", 0)
    simple = least <= required + 1 and schema.get("maxProperties", required + 1) == required + 1
    if required < least <= named and required < named and not simple:
        schema["minProperties"] = required + 1
        schema.pop("maxProperties", None)


def _subschemas(schema: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The schemas in a schema, each with the keyword that it stands under."""
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
                yield key, cast("dict[str, Any]", child)


def _list(value: Any) -> list[Any]:
    return list(cast("Iterable[Any]", value)) if isinstance(value, list) else []


def _copied(value: Any, depth: int, *, by_name: bool = False) -> Any:
    if not isinstance(value, (Mapping, list)):
        return value
    if depth < 0:
        raise InvalidGeneration("grammar", f"the JSON Schema nests deeper than {MAX_NESTING} levels")
    if isinstance(value, Mapping):
        members = cast("Mapping[str, Any]", value)
        return {
            key: child
            if key in _PLAIN_VALUES and not by_name
            else _copied(child, depth - 1, by_name=key in _SCHEMAS_BY_NAME and not by_name)
            for key, child in members.items()
        }
    return [_copied(item, depth - 1) for item in _list(cast("Any", value))]

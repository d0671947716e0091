"""How long a document may become that its schema does not bound: as long as there are tokens for it.

A small model that repeats itself fills an unbounded text, list or number to its last token, and the
document is cut. So what a schema leaves open is bounded by what the request has room for, shared
evenly among the open parts: only what could not have ended anyway is ruled out.

    text       three characters for each token of its share, at least 16
    list       as many items as fit, at least one; an item that is open itself gets its share of the list's
    integer    what every JSON reader can hold: 2^53 - 1 either way (RFC 8259, section 6)

Numbers with a fraction, and objects and values of which a schema says nothing, stay open: no
keyword that the backend knows bounds them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any, TypeGuard, cast

CHARACTERS, LEAST = 3, 16
"""Characters to a token, as English has them or more; and of the shortest bound."""

STRUCTURE = 0.75
"""What names, quotes and brackets leave for the rest."""

_ITEM = 4  # tokens of an item that is bounded, and its comma
_HIGHEST = 2**53 - 1
_EITHER = ("anyOf", "oneOf", "allOf", "prefixItems")
_NAMED = ("$defs", "definitions")
_SETTLED = ("enum", "const", "pattern", "maxLength")
_SHORT_FORMATS = frozenset(
    {"date", "time", "date-time", "duration", "uuid", "ipv4", "ipv6"}
)  # of a known length

Schema = dict[str, Any]


def bound(schema: Schema, tokens: int) -> None:
    """Bound what `schema` leaves open, in place, for a document of at most so many tokens."""
    room = 1 << max(4, tokens).bit_length() - 1  # in powers of two: grammars are compiled, and kept, by text
    _bound(schema, int(room * STRUCTURE))
    for key in _NAMED:
        for name, child in _schemas(schema.get(key)):
            uses = max(1, _uses(schema, f"#/{key}/{name}"))
            _bound(child, int(room * STRUCTURE) // uses)


def _bound(schema: Schema, room: int) -> None:
    kinds = _kinds(schema)
    if "string" in kinds and _open_text(schema):
        schema["maxLength"] = max(room * CHARACTERS, LEAST, schema.get("minLength", 0))
    if kinds & {"integer"} and not kinds & {"number"} and "enum" not in schema and "const" not in schema:
        if "maximum" not in schema and "exclusiveMaximum" not in schema:
            schema["maximum"] = max(_HIGHEST, *_above(schema))
        if "minimum" not in schema and "exclusiveMinimum" not in schema:
            schema["minimum"] = min(-_HIGHEST, *_below(schema))
    if "array" in kinds and isinstance(schema.get("items"), dict):
        _bound_list(schema, room)
    children = [child for _, child in _schemas(schema.get("properties"))]
    more = schema.get("additionalProperties")
    if _is_schema(more):
        children.append(more)
    sharing = sum(_open(child) for child in children)
    for child in children:
        _bound(child, room // max(1, sharing))
    for key in _EITHER:
        for child in _list(schema.get(key)):
            if _is_schema(child):
                _bound(child, room)


def _bound_list(schema: Schema, room: int) -> None:
    items: Schema = schema["items"]
    if "maxItems" not in schema:
        fit = math.isqrt(room // _ITEM) if _open(items) else room // _ITEM
        schema["maxItems"] = max(1, fit, schema.get("minItems", 0))
    _bound(items, room // max(1, schema["maxItems"]))


def _open(schema: Schema) -> bool:
    """Whether a schema leaves a text or a list open, itself or below."""
    kinds = _kinds(schema)
    if "string" in kinds and _open_text(schema):
        return True
    if "array" in kinds and ("maxItems" not in schema or _open_child(schema.get("items"))):
        return True
    if "$ref" in schema:
        return True
    if any(_open(child) for _, child in _schemas(schema.get("properties"))):
        return True
    return any(_open_child(child) for key in _EITHER for child in _list(schema.get(key)))


def _open_text(schema: Schema) -> bool:
    return schema.get("format") not in _SHORT_FORMATS and not any(key in schema for key in _SETTLED)


def _open_child(value: Any) -> bool:
    return isinstance(value, dict) and _open(cast("Schema", value))


def _uses(value: Any, reference: str) -> int:
    """How often a schema refers to another."""
    if isinstance(value, Mapping):
        members = cast("Mapping[str, Any]", value)
        return (members.get("$ref") == reference) + sum(_uses(each, reference) for each in members.values())
    return sum(_uses(each, reference) for each in _list(value))


def _kinds(schema: Schema) -> set[str]:
    kinds: Any = schema.get("type")
    return {kinds} if isinstance(kinds, str) else {str(kind) for kind in _list(kinds)}


def _above(schema: Schema) -> list[float]:
    return [schema[key] for key in ("minimum", "exclusiveMinimum") if key in schema] or [_HIGHEST]


def _below(schema: Schema) -> list[float]:
    return [schema[key] for key in ("maximum", "exclusiveMaximum") if key in schema] or [-_HIGHEST]


def _schemas(value: Any) -> list[tuple[str, Schema]]:
    if not isinstance(value, dict):
        return []
    members = cast("dict[str, Any]", value)
    return [(name, child) for name, child in members.items() if isinstance(child, dict)]


def _is_schema(value: object) -> TypeGuard[Schema]:
    return isinstance(value, dict)


def _list(value: Any) -> list[Any]:
    return list(cast("Iterable[Any]", value)) if isinstance(value, list) else []

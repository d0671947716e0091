"""The same document with every object closed: members that no schema names become errors.

A contract's response objects stay open so that a server may grow; whoever reads them should still
be told of members that the document does not know. `closed` rewrites a document so: each schema
with `properties` gets `unevaluatedProperties: false`, except where the schema is only one part of a
composition (`allOf`, `if` …), because there the whole decides.
"""

from __future__ import annotations

from typing import Any

from treadle_conformance.shape import is_array, is_object

PARTS = {"allOf", "if", "then", "else", "not", "dependentSchemas"}  # each sees the whole object
OPEN = "open"
CLOSING = {"additionalProperties", "unevaluatedProperties"}


def closed(document: dict[str, Any]) -> dict[str, Any]:
    """A copy of `document` in which objects have no members beyond those named."""
    schemas = document.get("components", {}).get("schemas", {})
    copy = {key: _close(value, False) for key, value in document.items() if key != "components"}
    components = {k: _close(v, False) for k, v in document.get("components", {}).items() if k != "schemas"}
    components["schemas"] = {name: _close(schema, False) for name, schema in schemas.items()}
    components[OPEN] = {name: _close(schema, True) for name, schema in schemas.items()}
    copy["components"] = components
    return copy


def _close(node: Any, part: bool) -> Any:
    """Copy a node; `part` is true inside a composition, where nothing may be closed at its top."""
    if is_array(node):
        return [_close(item, part) for item in node]
    if not is_object(node):
        return node
    result: dict[str, Any] = {}
    for key, value in node.items():
        if key in PARTS:
            result[key] = _close(value, True)
        elif key in {"oneOf", "anyOf"}:
            result[key] = _close(value, part or "properties" in node)
        elif key == "$ref" and part:
            result[key] = value.replace("#/components/schemas/", f"#/components/{OPEN}/")
        elif key in {"enum", "const", "default", "example", "examples"}:
            result[key] = value
        else:
            result[key] = _close(value, False)
    composed = ("properties" in node or "allOf" in node) and isinstance(node.get("properties", {}), dict)
    if composed and not part and not CLOSING & node.keys():
        result["unevaluatedProperties"] = False
    return result

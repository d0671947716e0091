"""The contract's schemas as types: what a Struct can say, and nothing that only the validator says.

The document itself validates every request, so the types need no bounds, patterns or rules between
members: they would be checked twice, and where a tool reads them otherwise they would differ.

    dropped    bounds, patterns, formats, conditions, examples, `additionalProperties: false`
    dropped    defaults of what the server sends: an answer holds what the handler put there
    added      a discriminator to a union of objects that differ in one member's `const`
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from generate.bundle import SCHEMAS, Document, references, resolve

_DROPPED = frozenset(
    {
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "minLength",
        "maxLength",
        "pattern",
        "format",
        "minItems",
        "maxItems",
        "uniqueItems",
        "contains",
        "minContains",
        "maxContains",
        "minProperties",
        "maxProperties",
        "propertyNames",
        "dependentRequired",
        "dependentSchemas",
        "if",
        "then",
        "else",
        "not",
        "contentMediaType",
        "contentSchema",
        "contentEncoding",
        "example",
        "examples",
        "title",
        "deprecated",
        "readOnly",
        "writeOnly",
        "$comment",
    }
)
_DATA = frozenset({"default", "const", "enum", "required", "discriminator"})


def typing_view(document: Document) -> Document:
    """A document with the same schemas, each reduced to its type."""
    schemas = document["components"]["schemas"]
    sent = answered(document)
    view = {name: _reduced(document, schema, defaults=name not in sent) for name, schema in schemas.items()}
    return {
        "openapi": document["openapi"],
        "info": {"title": document["info"]["title"], "version": document["info"]["version"]},
        "paths": {},
        "components": {"schemas": view},
    }


def answered(document: Document) -> frozenset[str]:
    """The names of the schemas that some answer or event contains."""
    answers = [
        operation["responses"]
        for item in document["paths"].values()
        for operation in item.values()
        if isinstance(operation, dict) and "responses" in operation
    ]
    found: set[str] = set()
    waiting: list[Any] = [*answers, document["components"].get("responses", {})]
    while waiting:
        for _, reference in references(waiting.pop()):
            if reference not in found:
                found.add(reference)
                waiting.append(resolve(document, reference.removeprefix("#")))
    return frozenset(name.removeprefix(SCHEMAS) for name in found if name.startswith(SCHEMAS))


def _reduced(document: Document, schema: Any, *, defaults: bool) -> Any:
    if not isinstance(schema, dict):
        return schema
    result: Document = {}
    for key, value in schema.items():
        match key:
            case _ if key in _DROPPED or key.startswith("x-"):
                continue
            case "default" if not defaults or "$ref" in schema:
                continue
            case "additionalProperties" if isinstance(value, bool):
                continue
            case "properties":
                result[key] = {
                    name: _reduced(document, member, defaults=defaults) for name, member in value.items()
                }
            case _ if key in _DATA:
                result[key] = value
            case _ if isinstance(value, list) and key in ("oneOf", "anyOf", "allOf", "prefixItems"):
                reduced = [_reduced(document, item, defaults=defaults) for item in value]
                # A part of an `allOf` that held only conditions says nothing about the type.
                result[key] = [part for part in reduced if part] if key == "allOf" else reduced
            case _:
                result[key] = _reduced(document, value, defaults=defaults)
    if result.get("allOf") == []:
        del result["allOf"]
    for key in ("oneOf", "anyOf"):
        tag = discriminating_member(document, schema.get(key, ()))
        if tag is not None and "discriminator" not in result:
            result["discriminator"] = {"propertyName": tag}
    return result


def discriminating_member(document: Document, variants: Iterable[Any]) -> str | None:
    """The member whose `const` tells the object variants of a union apart; None when there is none."""
    objects = [variant for variant in _flat(document, variants) if variant.get("type") == "object"]
    if len(objects) < 2:
        return None
    constants: list[dict[str, Any]] = [
        {name: member["const"] for name, member in variant.get("properties", {}).items() if "const" in member}
        for variant in objects
    ]
    for name in constants[0]:
        values = {constant[name] for constant in constants if name in constant}
        if len(values) == len(objects):
            return name
    return None


def _flat(document: Document, variants: Iterable[Any]) -> Iterator[Any]:
    for variant in variants:
        while "$ref" in variant:
            variant = resolve(document, variant["$ref"].removeprefix("#"))
        if "oneOf" in variant:
            yield from _flat(document, variant["oneOf"])
        else:
            yield variant

"""Where things stand in a bundled OpenAPI document: operations, answers, schemas, each with its pointer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

Document: TypeAlias = dict[str, Any]
Finding: TypeAlias = tuple[str, str]
"""A JSON pointer and what is wrong there."""
Rule: TypeAlias = Callable[[Document], Iterator[Finding]]

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
_ONE = ("items", "additionalProperties", "unevaluatedProperties", "unevaluatedItems", "contentSchema")
_ONE_CONDITION = ("if", "then", "else", "not", "contains", "propertyNames")
_MANY = ("allOf", "anyOf", "oneOf", "prefixItems")
_NAMED = ("properties", "patternProperties", "$defs")


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation and where it stands."""

    pointer: str
    path: str
    method: str
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Schema:
    """A schema and where it stands.

    `states` is false within a condition (`if`, `then`, `not` …), where a schema narrows another one
    and need not say everything again.
    """

    pointer: str
    value: Any
    states: bool = True


def escape(key: str) -> str:
    """A key as a step of a JSON pointer."""
    return key.replace("~", "~0").replace("/", "~1")


def resolve(document: Document, value: Any) -> Any:
    """What `value` refers to, if it is a reference; `value` otherwise."""
    while isinstance(value, dict) and isinstance(value.get("$ref"), str):
        target: Any = document
        for step in value["$ref"].removeprefix("#/").split("/"):
            target = target[step.replace("~1", "/").replace("~0", "~")]
        value = target
    return value


def operations(document: Document) -> Iterator[Operation]:
    """Every operation of every path."""
    for path, item in document.get("paths", {}).items():
        for method in METHODS:
            if method in item:
                yield Operation(f"/paths/{escape(path)}/{method}", path, method, item[method])


def answers(document: Document, operation: Operation) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every answer of an operation as (pointer, status, resolved response)."""
    for status, response in operation.body.get("responses", {}).items():
        yield f"{operation.pointer}/responses/{status}", str(status), resolve(document, response)


def media(document: Document) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every media type of every request and response as (pointer, name, object), shared ones once."""
    for pointer, holder in _holders(document):
        for name, content in holder.get("content", {}).items():
            yield f"{pointer}/content/{escape(name)}", name, content


def _holders(document: Document) -> Iterator[tuple[str, dict[str, Any]]]:
    components = document.get("components", {})
    for kind in ("requestBodies", "responses"):
        for name, value in components.get(kind, {}).items():
            yield f"/components/{kind}/{escape(name)}", value
    for operation in operations(document):
        if "requestBody" in operation.body:
            yield f"{operation.pointer}/requestBody", operation.body["requestBody"]
        for status, response in operation.body.get("responses", {}).items():
            yield f"{operation.pointer}/responses/{status}", response


def headers(document: Document) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every response header as (pointer, name, object); shared ones once, under the name of the component."""
    for name, value in document.get("components", {}).get("headers", {}).items():
        yield f"/components/headers/{escape(name)}", name, value
    for pointer, holder in _holders(document):
        for name, value in holder.get("headers", {}).items():
            yield f"{pointer}/headers/{escape(name)}", name, value


def parameters(document: Document) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every parameter, shared ones once."""
    for name, value in document.get("components", {}).get("parameters", {}).items():
        yield f"/components/parameters/{escape(name)}", value
    for path, item in document.get("paths", {}).items():
        for index, value in enumerate(item.get("parameters", [])):
            yield f"/paths/{escape(path)}/parameters/{index}", value
    for operation in operations(document):
        for index, value in enumerate(operation.body.get("parameters", [])):
            yield f"{operation.pointer}/parameters/{index}", value


def roots(document: Document) -> Iterator[Schema]:
    """Every place of the document that holds a schema."""
    for name, value in document.get("components", {}).get("schemas", {}).items():
        yield Schema(f"/components/schemas/{escape(name)}", value)
    for pointer, _, content in media(document):
        for key in ("schema", "itemSchema"):
            if key in content:
                yield Schema(f"{pointer}/{key}", content[key])
    for pointer, _, header in headers(document):
        if "schema" in header:
            yield Schema(f"{pointer}/schema", header["schema"])
    for pointer, parameter in parameters(document):
        if "schema" in parameter:
            yield Schema(f"{pointer}/schema", parameter["schema"])


def schemas(document: Document) -> Iterator[Schema]:
    """Every schema of the document, those within schemas included; references are not followed."""
    for root in roots(document):
        yield from within(root)


def within(schema: Schema) -> Iterator[Schema]:
    """A schema and all that it contains."""
    yield schema
    value = schema.value
    if not isinstance(value, dict):
        return
    for key in (*_ONE, *_ONE_CONDITION):
        if key in value:
            states = schema.states and key not in _ONE_CONDITION
            yield from within(Schema(f"{schema.pointer}/{key}", value[key], states))
    for key in _MANY:
        for index, part in enumerate(value.get(key, ())):
            yield from within(Schema(f"{schema.pointer}/{key}/{index}", part, schema.states))
    for key in _NAMED:
        for name, part in value.get(key, {}).items():
            yield from within(Schema(f"{schema.pointer}/{key}/{escape(name)}", part, schema.states))


def types(schema: Any) -> tuple[str, ...]:
    """The values of `type`, as a tuple."""
    stated = schema.get("type", ()) if isinstance(schema, dict) else ()
    return (stated,) if isinstance(stated, str) else tuple(stated)

"""The idioms that schemathesis, openapi-python-client, datamodel-codegen and msgspec accept at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from spec_rules.walk import Document, Finding, Rule, Schema, escape, resolve, schemas, types

_BOUNDS = (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum"))
_WIDTHS = ("int32", "int64", "float", "double")
_MAY_BE_BOOLEAN = ("additionalProperties", "unevaluatedProperties", "unevaluatedItems")
_SECTIONS = ("schemas", "responses", "parameters", "requestBodies", "headers", "examples", "securitySchemes")


def integer_bounds(document: Document) -> Iterator[Finding]:
    """An integer has a minimum and a maximum: generators ignore `format`, fuzzers believe it."""
    for schema in _stated(document):
        if "integer" in types(schema.value) and not {"const", "enum"} & set(schema.value):
            for names in _BOUNDS:
                if not set(names) & set(schema.value):
                    yield schema.pointer, f"an integer has a {names[0]}"


def no_number_format(document: Document) -> Iterator[Finding]:
    """No `format` for the width of a number."""
    for schema in _objects(document):
        if schema.value.get("format") in _WIDTHS:
            yield schema.pointer, f"bounds say it, not format: {schema.value['format']}"


def no_boolean_schema(document: Document) -> Iterator[Finding]:
    """`{}`, not `true`: a boolean schema stops openapi-python-client."""
    for schema in schemas(document):
        if isinstance(schema.value, bool) and schema.pointer.rpartition("/")[2] not in _MAY_BE_BOOLEAN:
            yield (
                schema.pointer,
                f"write {'{}' if schema.value else 'not: {}'}, not {str(schema.value).lower()}",
            )


def no_required_alternatives(document: Document) -> Iterator[Finding]:
    """No union of bare `required` beside `properties`: `if`/`then` says it, and msgspec can decode it."""
    for schema in _stated(document):
        for key in ("anyOf", "oneOf"):
            if any(set(part) == {"required"} for part in schema.value.get(key, ()) if isinstance(part, dict)):
                yield f"{schema.pointer}/{key}", "say it with if and then, not with alternatives of required"


def tagged_union(document: Document) -> Iterator[Finding]:
    """The object variants of a component's union each have their own `const` in one common member."""
    for schema in _stated(document):
        if not schema.pointer.startswith("/components/schemas/") or "/contentSchema" in schema.pointer:
            continue
        for key in ("anyOf", "oneOf"):
            variants = [
                part for part in _flat(document, schema.value.get(key, ())) if "object" in types(part)
            ]
            if len(variants) > 1 and not _tag(variants):
                yield (
                    f"{schema.pointer}/{key}",
                    "objects need a member whose const differs",
                )


def one_array_variant(document: Document) -> Iterator[Finding]:
    """A component's union has at most one array variant: msgspec decodes no more."""
    for schema in _stated(document):
        if not schema.pointer.startswith("/components/schemas/"):
            continue
        for key in ("anyOf", "oneOf"):
            arrays = [part for part in _flat(document, schema.value.get(key, ())) if "array" in types(part)]
            if len(arrays) > 1:
                yield (
                    f"{schema.pointer}/{key}",
                    "one array with a union of items, if and then",
                )


def null_style(document: Document) -> Iterator[Finding]:
    """Null is `type: [x, "null"]`, or `{type: "null"}` as the last variant of a union of references."""
    for schema in _stated(document):
        if "nullable" in schema.value:
            yield schema.pointer, 'nullable is OpenAPI 3.0; write type: [x, "null"]'
        stated = types(schema.value)
        if len(stated) > 1 and "null" in stated[:-1]:
            yield schema.pointer, "null comes last in type"
        for key in ("anyOf", "oneOf"):
            nulls = [
                index for index, part in enumerate(schema.value.get(key, ())) if types(part) == ("null",)
            ]
            if nulls and nulls != [len(schema.value[key]) - 1]:
                yield f"{schema.pointer}/{key}", "the null variant comes last, and once"
        values = schema.value.get("enum", ())
        if "null" in stated and values and None not in values:
            yield schema.pointer, "an enum of a nullable type lists null"


def described(document: Document) -> Iterator[Finding]:
    """Every shared schema and every member of one has a description, or is a reference or a constant."""
    for name, value in document.get("components", {}).get("schemas", {}).items():
        if not value.get("description") and "$ref" not in value:
            yield f"/components/schemas/{escape(name)}", "a description is missing"
    for schema in _stated(document):
        if not schema.pointer.startswith("/components/schemas/"):
            continue
        for name, member in schema.value.get("properties", {}).items():
            if isinstance(member, dict) and not {"description", "$ref", "const"} & set(member):
                yield f"{schema.pointer}/properties/{escape(name)}", "a description is missing"


def required_declared(document: Document) -> Iterator[Finding]:
    """A required member is among the properties: otherwise it has no type."""
    for schema in _stated(document):
        if "properties" not in schema.value or "allOf" in schema.value:
            continue
        for name in schema.value.get("required", ()):
            if name not in schema.value["properties"]:
                yield schema.pointer, f"the required member {name!r} is not among the properties"


def component_used(document: Document) -> Iterator[Finding]:
    """Every component is reached from the paths."""
    reached: set[str] = set()
    waiting: list[Any] = [document.get("paths", {})]
    while waiting:
        for reference in _references(waiting.pop()):
            if reference not in reached:
                reached.add(reference)
                waiting.append(resolve(document, {"$ref": reference}))
    for operation in document.get("paths", {}).values():
        for body in operation.values():
            for alternative in body.get("security", ()) if isinstance(body, dict) else ():
                reached |= {f"#/components/securitySchemes/{name}" for name in alternative}
    for section in _SECTIONS:
        for name in document.get("components", {}).get(section, {}):
            if f"#/components/{section}/{escape(name)}" not in reached:
                yield f"/components/{section}/{escape(name)}", "nothing uses it"


def _references(value: Any) -> Iterator[str]:
    match value:
        case dict():
            if isinstance(value.get("$ref"), str):
                yield value["$ref"]
            for member in value.values():
                yield from _references(member)
        case list():
            for item in value:
                yield from _references(item)
        case _:
            return


def _objects(document: Document) -> Iterator[Schema]:
    return (schema for schema in schemas(document) if isinstance(schema.value, dict))


def _stated(document: Document) -> Iterator[Schema]:
    return (schema for schema in _objects(document) if schema.states)


def _flat(document: Document, variants: Any) -> Iterator[dict[str, Any]]:
    for variant in variants:
        target = resolve(document, variant)
        if isinstance(target, dict) and "oneOf" in target:
            yield from _flat(document, target["oneOf"])
        elif isinstance(target, dict):
            yield target


def _tag(variants: list[dict[str, Any]]) -> bool:
    constants = [
        {name: member["const"] for name, member in variant.get("properties", {}).items() if "const" in member}
        for variant in variants
    ]
    return any(
        all(name in constant for constant in constants)
        and len({str(constant[name]) for constant in constants}) == len(variants)
        for name in constants[0]
    )


RULES: tuple[Rule, ...] = (
    integer_bounds,
    no_number_format,
    no_boolean_schema,
    no_required_alternatives,
    tagged_union,
    one_array_variant,
    null_style,
    described,
    required_declared,
    component_used,
)

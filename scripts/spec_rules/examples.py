"""Defaults and examples are valid data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jsonschema_rs

from spec_rules.walk import Document, Finding, Rule, escape, headers, media, parameters, resolve, schemas


def default_valid(document: Document) -> Iterator[Finding]:
    """A default is valid against its own schema."""
    for schema in schemas(document):
        if isinstance(schema.value, dict) and "default" in schema.value:
            yield from _faults(document, schema.value, schema.value["default"], f"{schema.pointer}/default")


def schema_example_valid(document: Document) -> Iterator[Finding]:
    """An example in a schema is valid against that schema."""
    for schema in schemas(document):
        if isinstance(schema.value, dict):
            if "example" in schema.value:
                yield schema.pointer, "OpenAPI 3.0's example; write examples, a list"
            for index, value in enumerate(schema.value.get("examples", ())):
                yield from _faults(document, schema.value, value, f"{schema.pointer}/examples/{index}")


def example_valid(document: Document) -> Iterator[Finding]:
    """An example of a request, an answer, a header or a parameter is valid against its schema."""
    holders: list[tuple[str, dict[str, Any]]] = [
        (pointer, content) for pointer, _, content in media(document)
    ]
    holders += [(pointer, header) for pointer, _, header in headers(document)]
    holders += parameters(document)
    for pointer, holder in holders:
        for name, entry in holder.get("examples", {}).items():
            at = f"{pointer}/examples/{escape(name)}"
            example = resolve(document, entry)
            if not isinstance(example, dict) or "value" not in example:
                yield at, "an example has a value"
            elif not example.get("summary"):
                yield at, "an example has a summary"
            elif "schema" in holder:
                yield from _faults(document, holder["schema"], example["value"], at)


def _faults(document: Document, schema: dict[str, Any], value: Any, at: str) -> Iterator[Finding]:
    components = document.get("components", {})  # where the references within the schema lead
    validator = jsonschema_rs.Draft202012Validator(
        {**schema, "components": components}, validate_formats=True
    )
    for error in validator.iter_errors(value):
        where = "".join(f"/{step}" for step in error.instance_path)
        yield at + where, error.message


RULES: tuple[Rule, ...] = (default_valid, schema_example_valid, example_valid)

"""How path, query and header parameters become typed arguments.

Texts are percent-decoded as strict UTF-8, read as the JSON type that the schema names, and judged by
the schema. A single-valued query parameter given twice is refused, because the two ends of a proxy
might pick different ones; parameters that the contract does not know are ignored. Header values
never appear in messages: they may be secrets.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, unquote_to_bytes

from jsonschema_rs import Validator

from treadle.contract.explain import explain
from treadle.contract.operation import Operation, Parameter
from treadle.contract.paths import Segment, Template
from treadle.contract.problem import Kind, Problem
from treadle.contract.validate import Schemas, convert

_integer = re.compile(r"-?(?:0|[1-9][0-9]{0,307})")
_number = re.compile(r"-?(?:0|[1-9][0-9]{0,307})(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?")


@dataclass(frozen=True, slots=True)
class _Bound:
    parameter: Parameter
    validator: Validator
    reading: Reading


@dataclass(frozen=True, slots=True)
class Reading:
    """How the text of a parameter is read: the JSON types it may have, and those of its items."""

    types: frozenset[str]
    items: frozenset[str] = frozenset()
    separated: bool = False  # an array is one text with commas, not a repeated parameter

    def read(self, texts: Sequence[str]) -> Any:
        """The value of `texts`; what cannot be read stays a text for the schema to refuse."""
        if "array" not in self.types:
            return coerce(texts[0], self.types)
        if self.separated:
            texts = [part.strip() for part in texts[0].split(",")]
        return [coerce(text, self.items) for text in texts]


def coerce(text: str, types: frozenset[str]) -> Any:
    """`text` as the first of integer, number, boolean that `types` has and that it spells."""
    if "integer" in types and _integer.fullmatch(text):
        return int(text)
    if "number" in types and _number.fullmatch(text):
        number = float(text)
        if number - number == 0:  # not beyond the range of a double
            return number
    if "boolean" in types and text in ("true", "false"):
        return text == "true"
    return text


def reading_of(schemas: Schemas, parameter_schema: str, location: str) -> Reading:
    """How the document lets the parameter with this schema be read."""
    schema = schemas.at(parameter_schema)
    types = _types(schemas, schema)
    if "array" not in types:
        return Reading(types)
    declared = schemas.at(parameter_schema.removesuffix("/schema"))
    separated = location != "query" or declared.get("explode") is False
    return Reading(types, _types(schemas, _resolved(schemas, schema).get("items", {})), separated)


def _resolved(schemas: Schemas, schema: Any) -> Any:
    while "$ref" in schema:
        schema = schemas.at(unquote(schema["$ref"].removeprefix("#")))
    return schema


def _types(schemas: Schemas, schema: Any) -> frozenset[str]:
    schema = _resolved(schemas, schema)
    named = schema.get("type", [])
    found = {named} if isinstance(named, str) else set(named)
    for option in (*schema.get("oneOf", ()), *schema.get("anyOf", ()), *schema.get("allOf", ())):
        found |= _types(schemas, option)
    return frozenset(found)


class Parameters:
    """The parameters of one operation."""

    def __init__(self, operation: Operation, schemas: Schemas) -> None:
        names = Template(operation.path).names
        self._path: list[tuple[int, _Bound]] = []
        self._query: list[_Bound] = []
        self._header: list[_Bound] = []
        for parameter in operation.parameters:
            reading = reading_of(schemas, parameter.schema, parameter.location)
            bound = _Bound(parameter, schemas.compile(parameter.schema), reading)
            if parameter.location == "path":
                self._path.append((names.index(parameter.name), bound))
            elif parameter.location == "query":
                self._query.append(bound)
            else:
                self._header.append(bound)

    def arguments(
        self, segments: Sequence[Segment], query: bytes, headers: Mapping[str, str]
    ) -> dict[str, Any]:
        """Every parameter by its attribute; raises Problem(INVALID)."""
        arguments: dict[str, Any] = {}
        for index, bound in self._path:
            segment = segments[index]
            if isinstance(segment, bytes):
                raise _invalid(bound.parameter, "is not valid UTF-8")
            arguments[bound.parameter.attribute] = _value(bound, [segment])
        given = parse_query(query) if self._query else {}
        for bound in self._query:
            arguments[bound.parameter.attribute] = _value(bound, given.get(bound.parameter.name))
        for bound in self._header:
            text = headers.get(bound.parameter.name.lower())
            arguments[bound.parameter.attribute] = _value(bound, None if text is None else [text])
        return arguments


def parse_query(query: bytes) -> dict[str, list[str | None]]:
    """The texts of a query string by name; None stands for a text that is not UTF-8."""
    given: dict[str, list[str | None]] = {}
    for pair in query.split(b"&"):
        name, _, value = pair.partition(b"=")
        key = _text(name)
        if key:
            given.setdefault(key, []).append(_text(value))
    return given


def _text(raw: bytes) -> str | None:
    try:
        return unquote_to_bytes(raw.replace(b"+", b" ")).decode()
    except UnicodeDecodeError:
        return None


def _value(bound: _Bound, texts: Sequence[str | None] | None) -> Any:
    parameter = bound.parameter
    if not texts:
        if parameter.required:
            raise _invalid(parameter, "is required but missing", "required")
        return parameter.default
    readable = [text for text in texts if text is not None]
    if len(readable) < len(texts):
        raise _invalid(parameter, "is not valid UTF-8")
    if len(texts) > 1 and ("array" not in bound.reading.types or bound.reading.separated):
        raise _invalid(parameter, f"must be given once, but was given {len(texts)} times")
    value = bound.reading.read(readable)
    if not bound.validator.is_valid(value):
        finding = explain(bound.validator, value, secret=parameter.location == "header")
        index = f" item {finding.path[0]}" if finding.path else ""
        raise _invalid(parameter, finding.text, finding.keyword, index)
    try:
        return convert(value, parameter.type)
    except Problem as problem:
        raise _invalid(parameter, "cannot be used") from problem


def _invalid(parameter: Parameter, text: str, keyword: str | None = None, part: str = "") -> Problem:
    return Problem(
        Kind.INVALID,
        f"The {parameter.location} parameter `{parameter.name}`{part} {text}",
        pointer=f"{parameter.location}:{parameter.name}",
        keyword=keyword,
    )

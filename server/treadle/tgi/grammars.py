"""What the output must match, from TGI's `grammar` and `response_format` and OpenAI's `response_format`."""

from __future__ import annotations

from typing import Any

import msgspec
from jsonschema_rs import Draft202012Validator, ValidationError

from treadle.engine.port import Grammar
from treadle.tgi.limits import refuse
from treadle.tgi.members import given
from treadle_contracts.tgi.models import (
    Grammar as WireGrammar,
)
from treadle_contracts.tgi.models import (
    JsonObjectFormat,
    JsonSchemaFormat,
    JsonSchemaGrammar,
    RegexFormat,
    RegexGrammar,
    ResponseFormat,
    TextFormat,
)


def native_grammar(value: WireGrammar | None) -> Grammar | None:
    """TGI's `parameters.grammar`."""
    match value:
        case None:
            return None
        case RegexGrammar():
            return Grammar(kind="regex", source=value.value)
        case JsonSchemaGrammar():
            return _json(value.value.schema, "/parameters/grammar/value/schema")
        case _:
            return _json(value.value, "/parameters/grammar/value")


def response_format(value: ResponseFormat | None) -> Grammar | None:
    """`response_format` in TGI's form (a `value`) or OpenAI's (`json_schema`, or nothing more)."""
    match value:
        case None | TextFormat():
            return None
        case RegexFormat():
            return Grammar(kind="regex", source=value.value)
        case JsonSchemaFormat():
            named = given(value.json_schema) or given(value.value)
            if named is None:
                raise refuse("grammar is not valid: it has no schema", pointer="/response_format")
            return _json(named.schema, "/response_format")
        case JsonObjectFormat() if given(value.value) is None:
            return Grammar(kind="json_object")
        case _:
            return _json(value.value, "/response_format/value")


def _json(source: Any, pointer: str) -> Grammar:
    schema = _schema(source, pointer)
    try:
        Draft202012Validator(schema)
    except (ValidationError, ValueError) as error:
        text = getattr(error, "message", str(error))
        raise refuse(f"grammar is not valid: {text}", pointer=pointer) from None
    return Grammar(kind="json_schema", source=schema)


def _schema(source: Any, pointer: str) -> dict[str, Any]:
    """A JSON Schema given as an object or as its text."""
    if isinstance(source, str):
        try:
            source = msgspec.json.decode(source)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
            raise refuse(f"grammar is not valid: {error}", pointer=pointer) from None
    if not isinstance(source, dict):
        raise refuse("grammar is not valid: a JSON Schema must be an object", pointer=pointer)
    return source

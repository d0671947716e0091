"""What the output must match, from TGI's `grammar` and `response_format` and OpenAI's `response_format`."""

from __future__ import annotations

from typing import Any

from treadle.chat.grammars import NotASchema, json_grammar
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
    """`response_format` as TGI (a `value`), OpenAI (`json_schema`, or nothing more) or LangChain has it."""
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
        case JsonObjectFormat():
            source, member = given(value.value), "value"
            if source is None:
                source, member = given(value.schema), "schema"
            if source is None:
                return Grammar(kind="json_object")
            return _json(source, f"/response_format/{member}")
        case _:
            return _json(value.value, "/response_format/value")


def _json(source: Any, pointer: str) -> Grammar:
    try:
        return json_grammar(source)
    except NotASchema as error:
        raise refuse(f"grammar is not valid: {error}", pointer=pointer) from None

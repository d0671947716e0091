"""What becomes of schemas and expressions, read by the engine's own grammar library over single bytes."""

from __future__ import annotations

import copy
import json
import re
from typing import Any

import llguidance
import pytest

from treadle.engine.grammar import bounded_schema, readable_regex
from treadle.engine.port import InvalidGeneration

BYTES = llguidance.LLTokenizer("byte")
NUMBER = {"type": "integer"}
TEXT = {"type": "string"}
POINT: dict[str, Any] = {"properties": {"x": NUMBER}, "required": ["x"]}
COLOURS = {"enum": ["red", "green"]}


def fits(matcher: llguidance.LLMatcher, text: str) -> bool:
    assert not matcher.get_error()
    tokens = BYTES.tokenize_str(text)
    if matcher.validate_tokens(tokens) < len(tokens):
        return False
    return matcher.consume_tokens(tokens) and matcher.is_accepting()


def takes(schema: dict[str, Any], text: str) -> bool:
    """Whether the grammar of a schema takes a document."""
    grammar = llguidance.LLMatcher.grammar_from_json_schema(json.dumps(bounded_schema(schema, 256)))
    return fits(llguidance.LLMatcher(BYTES, grammar), text)


def fault(schema: dict[str, Any]) -> str:
    made = json.dumps(bounded_schema(schema, 256))
    return llguidance.LLMatcher.validate_grammar(llguidance.LLMatcher.grammar_from_json_schema(made))


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        (POINT, '{"x":1}'),
        ({"properties": {}}, "{}"),
        ({"required": ["x"]}, '{"x":1}'),
        ({"patternProperties": {"^x": NUMBER}}, '{"x1":1}'),
        ({"$ref": "#/$defs/p", "$defs": {"p": POINT}}, '{"x":1}'),
        ({"$ref": "#/definitions/p", "definitions": {"p": POINT}}, '{"x":1}'),
        ({"anyOf": [POINT, POINT]}, '{"x":1}'),
        ({**POINT, "anyOf": [{"type": "object"}, {"required": ["y"]}]}, '{"x":1}'),
        ({**POINT, "allOf": [{"required": ["y"]}, {"required": ["z"]}]}, '{"x":1,"y":2,"z":3}'),
        ({**POINT, "$ref": "#/$defs/q", "$defs": {"q": {"required": ["x"]}}}, '{"x":1}'),
        ({"anyOf": [{"required": ["x"]}, {"required": ["y"]}]}, '{"y":1}'),
    ],
)
def test_what_speaks_of_members_is_an_object(schema: dict[str, Any], text: str) -> None:
    nested: dict[str, Any] = {
        key: value for key, value in schema.items() if not key.startswith(("$d", "def"))
    }
    definitions = {key: value for key, value in schema.items() if key not in nested}
    for made, form in (
        (schema, "{}"),
        ({"type": "object", "properties": {"in": nested}, **definitions}, '{{"in":{}}}'),
        ({"properties": {"properties": nested}, **definitions}, '{{"properties":{}}}'),
        ({"type": "array", "items": nested, **definitions}, "[{}]"),
        ({"anyOf": [nested, {"type": "boolean"}], **definitions}, "{}"),
    ):
        assert takes(made, form.format(text))
        for other in ('"x"', "1", "[]", "null"):
            assert not takes(made, form.format(other))


@pytest.mark.parametrize(
    ("schema", "texts"),
    [
        ({"type": ["object", "null"], "properties": {"x": NUMBER}}, ["null", '{"x":1}']),
        ({"type": ["object", "null"], "allOf": [POINT]}, ["null", '{"x":1}']),
        ({"type": ["object", "null"], "anyOf": [{"required": ["x"]}, {"required": ["y"]}]}, ["null", '{"y":1}']),
        ({"anyOf": [POINT, {"type": "null"}]}, ["null", '{"x":1}']),
        ({**POINT, "anyOf": [{"type": "object"}, {"type": "null"}]}, ["null", '{"x":1}']),
        ({**POINT, "enum": ["x", {"x": 1}]}, ['"x"', '{"x":1}']),
        ({"properties": {"const": NUMBER, "enum": POINT}}, ['{"const":1,"enum":{"x":1}}']),
        ({"const": {"properties": {}, "required": []}}, ['{"properties":{},"required":[]}']),
        ({"enum": [{"properties": {"x": 1}}]}, ['{"properties":{"x":1}}']),
    ],
)  # fmt: skip
def test_what_says_that_it_may_be_something_else_may(schema: dict[str, Any], texts: list[str]) -> None:
    for text in texts:
        assert takes(schema, text)


def test_the_callers_schema_stays_as_it_is() -> None:
    members = {"default": TEXT, "enum": POINT, "const": {"type": "array", "items": TEXT}}
    schema = {"properties": members, "required": ["more"], "examples": [{"properties": {}}]}
    before = copy.deepcopy(schema)
    made = bounded_schema(schema, 256)
    assert schema == before
    assert made["examples"] == before["examples"]
    assert made["properties"]["default"] == {"type": "string", "maxLength": 288}


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        ({"type": "array", "items": NUMBER, "uniqueItems": True}, "[1, 2]"),
        ({"type": "array", "contains": NUMBER, "minContains": 1, "items": NUMBER}, "[1]"),
        ({"type": "object", "propertyNames": TEXT, "additionalProperties": NUMBER}, '{"a":1}'),
        ({**POINT, "dependentRequired": {"x": ["y"]}}, '{"x":1}'),
        ({**POINT, "dependentSchemas": {"x": {"properties": {"y": NUMBER}}}}, '{"x":1}'),
        ({**POINT, "if": {"required": ["x"]}, "then": {"required": ["y"]}, "else": False}, '{"x":1}'),
        ({**POINT, "unevaluatedProperties": False}, '{"x":1}'),
        ({**POINT, "not": {"required": ["y"]}}, '{"x":1}'),
        ({"type": "string", "format": "colour"}, '"red"'),
        ({"oneOf": [{"type": "number", "minimum": 1}, NUMBER]}, "3"),
        ({"oneOf": [POINT, {"properties": {"x": NUMBER, "y": NUMBER}}]}, '{"x":1,"y":2}'),
        ({"type": "object", "properties": {"a": {}, "b": {}, "c": {}}, "minProperties": 2}, '{"a":1,"c":2}'),
        ({"type": "object", "properties": {"a": {}, "b": {}}, "minProperties": 1, "maxProperties": 2}, '{"b":1}'),
    ],
)  # fmt: skip
def test_a_keyword_that_the_engine_does_not_know_is_ignored(schema: dict[str, Any], text: str) -> None:
    assert takes(schema, text)


def test_what_stands_beside_an_ignored_keyword_holds() -> None:
    unique = {
        "type": "array",
        "items": {"type": "string", "maxLength": 2},
        "uniqueItems": True,
        "maxItems": 2,
    }
    assert takes(unique, '["a", "b"]')
    assert not takes(unique, '["abc"]')
    assert not takes(unique, '["a", "b", "c"]')
    either = {"oneOf": [{"type": "integer", "minimum": 1}, {"type": "integer", "maximum": -1}]}
    assert takes(either, "5")
    assert not takes(either, "0")
    some = {"type": "object", "properties": {"a": {}, "b": {}, "c": {}}}
    assert not takes(some | {"minProperties": 2}, "{}")
    assert not takes(some | {"minProperties": 1, "maxProperties": 2}, "{}")
    assert not takes(some | {"maxProperties": 1}, '{"a":1,"b":2}')
    assert not takes(some | {"minProperties": 2, "required": ["a"]}, '{"a":1}')
    assert takes(some | {"minProperties": 1, "required": ["a"]}, '{"a":1}')


def test_names_from_an_enum_are_members() -> None:
    some = {"type": "object", "propertyNames": COLOURS, "additionalProperties": NUMBER}
    for text in ("{}", '{"green":1}', '{"red":1, "green":2}'):
        assert takes(some, text)
    for text in ('{"blue":1}', '{"red":"x"}'):
        assert not takes(some, text)
    every = some | {"required": ["red", "green"]}
    assert takes(every, '{"red":1,"green":2}')
    assert not takes(every, '{"red":1}')


def test_a_required_member_without_a_schema_may_be_anything() -> None:
    schema = {"type": "object", "properties": {"a": NUMBER}, "required": ["b"]}
    for text in ('{"b":1}', '{"a":1, "b":[{"c":null}]}'):
        assert takes(schema, text)
    for text in ("{}", '{"a":1}', '{"b":1,"c":2}'):
        assert not takes(schema, text)
    assert takes(schema | {"additionalProperties": TEXT}, '{"b":"x"}')
    assert not takes(schema | {"additionalProperties": TEXT}, '{"b":1}')


@pytest.mark.parametrize(
    "schema",
    [
        {"type": 5},
        {"type": "nonsense"},
        {"type": "string", "pattern": "((("},
        {"type": "string", "pattern": "(?=a)b"},
        {"$ref": "#/$defs/none"},
        {"properties": {"a": {"$ref": "http://127.0.0.1:9/a"}}},
        {"properties": {"a": NUMBER}, "required": ["b"], "additionalProperties": False},
        {"properties": {"a": False}, "required": ["a"]},
        {"properties": {"a": NUMBER, "b": NUMBER}, "minProperties": 3},
        {"type": "integer", "minimum": 2, "maximum": 1},
    ],
)
def test_what_cannot_be_fitted_is_refused_still(schema: dict[str, Any]) -> None:
    assert fault(schema)


EXPRESSIONS = (
    r"\d",
    r"\w",
    r"\D",
    r"\W",
    r"[\d.]",
    r"[^\d]",
    r"[\w-]+",
    r"[^\W\d]",
    r"[\W\d]",
    r"[^\w\s]",
    r"\\d",
    r"\\\d",
    r"[\\d]",
    r"\d{2}-?",
    r"(?i)a|\d",
    r"(?s).",
    r"(?P<letter>a)|(/\d)",
    r"\.\d",
)
TEXTS = (
    "1",
    "12",
    "٣",
    "🯸",
    "a",
    "A",
    "é",
    "ß",
    "ſ",
    "_",
    "-",
    ".",
    "/1",
    ".1",
    " ",
    "\n",
    "\\",
    "d",
    "\\d",
    "\\1",
)


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_digits_and_letters_are_ascii(expression: str) -> None:
    grammar = llguidance.LLMatcher.grammar_from_regex(readable_regex(expression))
    for text in TEXTS:
        expected = re.fullmatch(expression, text, re.ASCII) is not None
        assert fits(llguidance.LLMatcher(BYTES, grammar), text) == expected, text
        # A schema's pattern means the same.
        quoted = json.dumps(text, ensure_ascii=False)
        assert takes({"type": "string", "pattern": f"^({expression.removeprefix('(?i)')})$"}, quoted) == (
            re.fullmatch(expression.removeprefix("(?i)"), text, re.ASCII) is not None
        ), text


@pytest.mark.parametrize(
    "expression", ["(?i)yes|no", "(?s).{5}", "(?P<x>yes|no)", "[[:alpha:]]+", r"größe \p{L}+", ""]
)
def test_other_expressions_stay_as_they_are(expression: str) -> None:
    assert readable_regex(expression) == expression


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("(((", "unclosed group"),
        ("[z-a]", "invalid character class range, the start must be <= the end"),
        ("a(?=b)", "look-around, including look-ahead and look-behind, is not supported"),
        (r"(a)\1", "backreferences are not supported"),
        (r"\bat", r"lookarounds not supported yet; WordUnicode in regex /\bat/"),
    ],
)
def test_what_is_no_expression_is_refused(expression: str, reason: str) -> None:
    with pytest.raises(InvalidGeneration) as refused:
        readable_regex(expression)
    assert refused.value.parameter == "grammar"
    assert refused.value.message == f"grammar is not valid: {reason}"

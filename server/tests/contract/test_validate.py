"""What a refused body is told: place, expectation, what was given; and that telling stays cheap."""

from __future__ import annotations

import time
from typing import Any

import msgspec
import pytest
from jsonschema_rs import Draft202012Validator

from tests.contract.miniature import DOCUMENT
from treadle.contract.explain import explain
from treadle.contract.problem import Kind, Problem
from treadle.contract.reduce import reduce
from treadle.contract.validate import Schemas, breach, convert, pointer_of, valid_body

TAGGED = {
    "oneOf": [
        {"required": ["type", "word"], "properties": {"type": {"const": "word"}, "word": {"type": "string"}}},
        {"required": ["type", "n"], "properties": {"type": {"const": "n"}, "n": {"type": "integer"}}},
    ]
}
STRING_OR_PARTS = {"anyOf": [{"type": "string"}, {"type": "array", "items": TAGGED}, {"type": "null"}]}
RECURSIVE = {
    "$id": "urn:recursive",
    "oneOf": [{"type": "integer", "maximum": 5}, {"type": "array", "items": {"$ref": "urn:recursive"}}],
}


@pytest.mark.parametrize(
    ("schema", "value", "path", "text", "keyword"),
    [
        ({"type": "integer"}, "x", (), 'must be an integer, but "x" was given', "type"),
        ({"type": "object"}, [1, 2], (), "must be an object, but an array of 2 was given", "type"),
        (
            {"type": ["string", "null"]},
            {"a": 1},
            (),
            "must be null or a string, but an object of 1 was given",
            "type",
        ),
        ({"type": "boolean"}, None, (), "must be a boolean, but null was given", "type"),
        ({"minimum": 1}, 0, (), "must be at least 1, but 0 was given", "minimum"),
        ({"maximum": 1}, 2.5, (), "must be at most 1, but 2.5 was given", "maximum"),
        ({"exclusiveMinimum": 0}, 0, (), "must be greater than 0, but 0 was given", "exclusiveMinimum"),
        ({"exclusiveMaximum": 1}, 1, (), "must be less than 1, but 1 was given", "exclusiveMaximum"),
        ({"multipleOf": 2}, 3, (), "must be a multiple of 2, but 3 was given", "multipleOf"),
        ({"minLength": 2}, "é", (), "must have at least 2 characters, but it has 1", "minLength"),
        ({"maxLength": 2}, "abc", (), "must have at most 2 characters, but it has 3", "maxLength"),
        ({"pattern": "^a$"}, "b", (), 'must match the pattern ^a$, but "b" was given', "pattern"),
        ({"format": "uuid"}, "b", (), 'must be a valid uuid, but "b" was given', "format"),
        ({"minItems": 1}, [], (), "must have at least 1 items, but it has 0", "minItems"),
        ({"maxItems": 1}, [1, 2], (), "must have at most 1 items, but it has 2", "maxItems"),
        ({"minProperties": 1}, {}, (), "must have at least 1 members, but it has 0", "minProperties"),
        ({"maxProperties": 0}, {"a": 1}, (), "must have at most 0 members, but it has 1", "maxProperties"),
        (
            {"uniqueItems": True},
            [1, 1],
            (),
            "must not have an item twice, but an array of 2 was given",
            "uniqueItems",
        ),
        ({"enum": ["a", 1]}, "b", (), 'must be "a" or 1, but "b" was given', "enum"),
        ({"const": 3}, 4, (), "must be 3, but 4 was given", "const"),
        ({"required": ["a"]}, {}, ("a",), "is required but missing", "required"),
        ({"dependentRequired": {"a": ["b"]}}, {"a": 1}, ("b",), "is required but missing", "required"),
        (
            {"properties": {}, "additionalProperties": False},
            {"z": 1},
            ("z",),
            "is not a member that the contract knows",
            "additionalProperties",
        ),
        (
            {"unevaluatedProperties": False},
            {"z": 1},
            ("z",),
            "is not a member that the contract knows",
            "unevaluatedProperties",
        ),
        (
            {"propertyNames": {"maxLength": 1}},
            {"zz": 1},
            (),
            "has a member name that must have at most 1 characters",
            "propertyNames",
        ),
        (
            {"not": {"required": ["a", "b"]}},
            {"a": 1, "b": 2},
            (),
            "must not have `a` and `b` together, but an object of 2 was given",
            "not",
        ),
        (
            {"not": {"const": 1}},
            1,
            (),
            "must not have the form that the contract excludes here, but 1 was given",
            "not",
        ),
        (
            {"oneOf": [{"minimum": 1}, {"maximum": 5}]},
            3,
            (),
            "must match exactly one of the forms that the contract lists, but 3 was given",
            "oneOf",
        ),
        (
            {"contains": {"const": 1}},
            [],
            (),
            "breaks the contract's rule `contains`, but an array of 0 was given",
            "contains",
        ),
        (
            {"properties": {"a": False}},
            {"a": 1},
            ("a",),
            "breaks the contract's rule `falseSchema`, but 1 was given",
            "falseSchema",
        ),
        (
            {"properties": {"a": {"items": {"minimum": 1}}}},
            {"a": [1, 0]},
            ("a", 1),
            "must be at least 1, but 0 was given",
            "minimum",
        ),
        (STRING_OR_PARTS, 3, (), "must be a string, an array or null, but 3 was given", "type"),
        (STRING_OR_PARTS, [{"type": "word"}], (0, "word"), "is required but missing", "required"),
        (
            STRING_OR_PARTS,
            [{"type": "n", "n": "x"}],
            (0, "n"),
            'must be an integer, but "x" was given',
            "type",
        ),
        (STRING_OR_PARTS, [{"type": "?"}], (0, "type"), 'must be "word" or "n", but "?" was given', "const"),
        (STRING_OR_PARTS, [{"word": "x"}], (0, "type"), "is required but missing", "required"),
        (STRING_OR_PARTS, [5], (0,), None, None),
        (RECURSIVE, [[[1, 9]]], (0, 0, 1), "must be at most 5, but 9 was given", "maximum"),
        ({"enum": list(range(20))}, 30, (), None, "enum"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_findings(schema: Any, value: Any, path: Any, text: str | None, keyword: str | None) -> None:
    validator = Draft202012Validator(schema, validate_formats=True)
    finding = explain(validator, value)
    assert finding.path == path
    assert text is None or finding.text == text
    assert keyword is None or finding.keyword == keyword


def test_a_long_value_is_shortened() -> None:
    validator = Draft202012Validator({"type": "integer"})
    assert len(explain(validator, "x" * 1_000_000).text) < 120
    assert len(explain(Draft202012Validator({"maximum": 5}), int("9" * 300)).text) < 120


def test_many_options_are_cut() -> None:
    text = explain(Draft202012Validator({"enum": list(range(20))}), 30).text
    assert text == "must be 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 or …, but 30 was given"


def test_a_secret_is_not_told() -> None:
    for schema in ({"maxLength": 2}, {"oneOf": [{"type": "null"}, {"type": "integer"}]}):
        assert "hunter2" not in explain(Draft202012Validator(schema), "hunter2", secret=True).text


PARTS = {"type": "object", "required": ["parts"], "properties": {"parts": STRING_OR_PARTS}}


@pytest.mark.parametrize(
    ("schema", "value", "path"),
    [
        (PARTS, {"parts": [{"type": "x"}] * 80_000}, ("parts", 0, "type")),
        (
            PARTS,
            {"parts": [{"type": "word", "word": ""}] * 60_000 + [{"type": "x"}]},
            ("parts", 60_000, "type"),
        ),
        ({"anyOf": [{"additionalProperties": {"maximum": 1}}]}, {str(n): n for n in range(90_000)}, ("2",)),
        ({"maxItems": 5}, [0] * 100_000, ()),
        ({"uniqueItems": True}, [*range(1000), 7], ()),
        ({"oneOf": [{"required": ["a"]}, {"minProperties": 9999}]}, {str(n): n for n in range(500)}, ("a",)),
        (RECURSIVE, [[[1] * 300 + [7]] * 200] * 10, (0, 0, 300)),
        (RECURSIVE, [[9] * 20] * 20, (0, 0)),
        # What is wrong is beside a large array that is right.
        (
            {"properties": {"m": STRING_OR_PARTS, "t": {"oneOf": [{"type": "integer"}]}}},
            {"m": [{"type": "word", "word": "x"}] * 30_000, "t": "x"},
            ("t",),
        ),
        ({"properties": {"m": {"minItems": 1, "items": {"maximum": 3}}}}, {"m": [*range(5000)]}, ("m", 4)),
        ({"properties": {"m": {"minItems": 1, "items": {"maximum": 30}}}}, {"m": [*range(5000)]}, ("m", 31)),
        ({"properties": {"m": {"minItems": 1}}}, {"a": [0] * 5000, "m": []}, ("m",)),
        # An array that the reduction would make too short is told in general.
        ({"properties": {"m": {"minItems": 9, "items": {"maximum": 30}}}}, {"m": [*range(5000)]}, ()),
    ],
    ids=lambda value: str(value)[:40],
)
def test_large_values_are_told_quickly(schema: Any, value: Any, path: Any) -> None:
    validator = Draft202012Validator(schema)
    copy = msgspec.json.encode(value)
    started = time.process_time()
    finding = explain(validator, value)
    assert time.process_time() - started < 8
    assert tuple(map(str, finding.path)) == tuple(map(str, path))
    assert msgspec.json.encode(value) == copy


def test_many_items_too_many_are_counted() -> None:
    validator = Draft202012Validator({"properties": {"m": {"anyOf": [{"type": "string"}, {"maxItems": 4}]}}})
    finding = explain(validator, {"m": [[7] * 9] * 3000})
    assert (finding.path, finding.keyword) == (("m",), "maxItems")
    assert finding.text == "must have at most 4 items, but it has 3000"


def test_what_stays_large_is_told_in_general() -> None:
    validator = Draft202012Validator({"oneOf": [{"type": "array", "uniqueItems": True}, {"type": "null"}]})
    finding = explain(validator, [*range(10_000), 5])
    assert (finding.path, finding.text) == ((), "does not match the contract")


@pytest.mark.parametrize("refused_when", [lambda _: True, lambda _: False, lambda value: value != []])
def test_a_reduction_costs_a_hundred_verdicts_at_most(refused_when: Any) -> None:
    verdicts: list[bool] = []

    def is_valid(candidate: Any) -> bool:
        verdicts.append(not refused_when(candidate))
        return verdicts[-1]

    reduce([[[{"a": [0] * 40}] * 30] * 30] * 30, is_valid)
    assert 1 < len(verdicts) < 110


def test_a_valid_body_passes() -> None:
    schemas = Schemas("miniature", msgspec.json.encode(DOCUMENT))
    validator = schemas.compile("/components/schemas/Said")
    assert schemas.compile("/components/schemas/Said") is validator
    valid_body(validator, {"text": ""})
    assert breach(validator, {"text": ""}) is None


def test_a_refused_body_names_the_place() -> None:
    schemas = Schemas("miniature", msgspec.json.encode(DOCUMENT))
    validator = schemas.compile("/components/schemas/Said")
    for body, pointer, message in (
        ([], "", "The request body must be an object, but an array of 0 was given"),
        ({}, "/text", "`/text` is required but missing"),
        (
            {"text": "", "weights": {"a/b~": 10}},
            "/weights/a~1b~0",
            "`/weights/a~1b~0` must be at most 9, but 10 was given",
        ),
    ):
        with pytest.raises(Problem) as caught:
            valid_body(validator, body)
        assert caught.value.kind is Kind.INVALID
        assert caught.value.pointer == pointer
        assert caught.value.message == message


WORDED = {
    "type": "object",
    "properties": {
        "count": {
            "type": "integer",
            "maximum": 9,
            "x-refusal": "`count` is small. Given: {given}",
            "x-refusal-type": "small",
        },
        "stop": {"type": "array", "maxItems": 2, "x-refusal": "two at most. Given: {count}"},
        "name": {"type": "string", "maxLength": 2, "x-refusal": "short. Given: {count}"},
        "never": {"type": "null", "x-refusal": "not here"},
        "2": {"items": [], "maximum": 1, "x-refusal": "two"},
        "plain": {"maximum": 1},
        "above": {"minimum": 1, "maximum": 9, "x-refusal": "above 0", "x-refusal-of": ["minimum"]},
        "nested": {"x-refusal": "nested", "properties": {"deep": {"properties": {"type": {"maximum": 1}}}}},
    },
    "allOf": [
        {
            "if": {"required": ["a"]},
            "then": {"not": {"required": ["b"]}, "x-refusal": "a excludes b", "x-refusal-type": "pair"},
        }
    ],
}


@pytest.mark.parametrize(
    ("body", "message", "type_"),
    [
        ({"count": 10}, "`count` is small. Given: 10", "small"),
        ({"count": "x"}, '`/count` must be an integer, but "x" was given', None),
        ({"stop": ["a", "b", "c"]}, "two at most. Given: 3", None),
        ({"stop": ["a"] * 20_000}, "two at most. Given: 20000", None),
        ({"above": 0}, "above 0", None),
        ({"above": 10}, "`/above` must be at most 9, but 10 was given", None),
        ({"name": "abc"}, "short. Given: 3", None),
        ({"never": 1}, "not here", None),
        ({"2": 2}, "two", None),
        ({"plain": 2}, "`/plain` must be at most 1, but 2 was given", None),
        ({"nested": {"deep": {"type": 2}}}, "nested", None),
        ({"a": 1, "b": 2}, "a excludes b", "pair"),
    ],
)
def test_a_contract_may_have_its_own_words(body: Any, message: str, type_: str | None) -> None:
    schemas = Schemas("worded", msgspec.json.encode({"components": {"schemas": {"Body": WORDED}}}))
    with pytest.raises(Problem) as caught:
        valid_body(schemas.compile("/components/schemas/Body"), body, schemas.document)
    assert (caught.value.message, caught.value.type) == (message, type_)


def test_a_pointer_may_lead_through_a_templated_path() -> None:
    schemas = Schemas("paths", msgspec.json.encode({"paths": {"/a/{b}": {"schema": {"type": "integer"}}}}))
    pointer = "/paths/~1a~1{b}/schema"
    assert schemas.compile(pointer).is_valid(1)
    assert not schemas.compile(pointer).is_valid("x")
    assert schemas.at(pointer) == {"type": "integer"}


def test_no_schema_at_the_pointer() -> None:
    schemas = Schemas("miniature", msgspec.json.encode(DOCUMENT))
    with pytest.raises(ValueError, match="/components/nothing"):
        schemas.compile("/components/nothing")


def test_a_name_that_is_too_long_is_cut() -> None:
    assert len(pointer_of(("x" * 100_000, 1))) < 300


def test_conversion_names_the_place() -> None:
    type_ = dict[str, dict[str, list[int]]]
    assert convert({"inner": {"numbers": [1.0]}}, type_) == {"inner": {"numbers": [1]}}
    outer = msgspec.defstruct("Outer", [("inner", msgspec.defstruct("Inner", [("numbers", list[int])]))])
    with pytest.raises(Problem) as caught:
        convert({"inner": {"numbers": [1, 1e300]}}, outer)
    assert caught.value.pointer == "/inner/numbers/1"

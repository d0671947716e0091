"""What a schema leaves open is bounded by the room there is, and what it bounds itself stays as it is."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from treadle.engine.grammar import bounded_schema
from treadle.engine.room import bound

TEXT = {"type": "string"}
SAFE = 2**53 - 1


def bounded(schema: dict[str, Any], tokens: int = 256) -> dict[str, Any]:
    made = copy.deepcopy(schema)
    bound(made, tokens)
    return made


def test_a_text_has_three_characters_for_each_token_of_its_share() -> None:
    assert bounded(TEXT)["maxLength"] == 192 * 3
    both = bounded({"type": "object", "properties": {"a": TEXT, "b": TEXT, "c": {"type": "boolean"}}})
    assert [both["properties"][name].get("maxLength") for name in "abc"] == [288, 288, None]
    assert bounded(TEXT, 1)["maxLength"] == 16
    assert bounded({"type": ["string", "null"]})["maxLength"] == 576
    assert bounded({"type": "string", "minLength": 5000})["maxLength"] == 5000
    assert bounded({"type": "string", "format": "email"})["maxLength"] == 576


def test_room_comes_in_powers_of_two_so_that_grammars_are_kept() -> None:
    assert bounded(TEXT, 256) == bounded(TEXT, 300) == bounded(TEXT, 511) != bounded(TEXT, 512)


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "maxLength": 5},
        {"type": "string", "pattern": "a+"},
        {"type": "string", "format": "date"},
        {"type": "string", "enum": ["a"]},
        {"const": "a"},
        {"type": "integer", "minimum": 1, "maximum": 6},
        {"type": "integer", "exclusiveMinimum": 1, "exclusiveMaximum": 6},
        {"type": "integer", "enum": [1]},
        {"type": "array", "items": {"type": "boolean"}, "maxItems": 3},
        {"type": "number"},
        {"type": "object"},
        {},
    ],
)
def test_what_is_bounded_or_cannot_be_stays(schema: dict[str, Any]) -> None:
    assert bounded(schema) == schema


def test_integers_are_those_that_every_reader_can_hold() -> None:
    assert bounded({"type": "integer"}) == {"type": "integer", "minimum": -SAFE, "maximum": SAFE}
    assert bounded({"type": "integer", "minimum": 0}) == {"type": "integer", "minimum": 0, "maximum": SAFE}
    large = {"type": "integer", "minimum": 10**20}
    assert bounded(large) == large | {"maximum": 10**20}


def test_lists_have_the_items_that_fit() -> None:
    assert bounded({"type": "array", "items": {"type": "boolean"}})["maxItems"] == 48
    texts = bounded({"type": "array", "items": TEXT})
    assert texts == {"type": "array", "items": {"type": "string", "maxLength": 96}, "maxItems": 6}
    given = bounded({"type": "array", "items": TEXT, "maxItems": 3})
    assert given["items"]["maxLength"] == 192
    assert bounded({"type": "array", "items": TEXT, "minItems": 40})["maxItems"] == 40


def test_definitions_share_among_their_uses() -> None:
    point = {"$ref": "#/$defs/name"}
    schema = {"$defs": {"name": TEXT}, "type": "object", "properties": {"a": point, "b": point}}
    assert bounded(schema)["$defs"]["name"]["maxLength"] == 288
    assert bounded({"anyOf": [TEXT, {"type": "null"}]})["anyOf"][0]["maxLength"] == 576


def test_the_backend_takes_what_comes_of_it() -> None:
    from llguidance import LLMatcher

    schema = {
        "type": "object",
        "properties": {"names": {"type": "array", "items": TEXT}, "age": {"type": "integer"}, "more": TEXT},
    }
    for tokens in (1, 100, 2**20):
        grammar = LLMatcher.grammar_from_json_schema(json.dumps(bounded_schema(schema, tokens)))
        assert not LLMatcher.validate_grammar(grammar)

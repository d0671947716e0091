"""Grammars of calls, read by the engine's own grammar library over single bytes."""

from __future__ import annotations

import json
from typing import Any

import llguidance
import pytest

from treadle.engine.call_grammar import call_grammar
from treadle.engine.grammar import bounded_schema
from treadle.engine.port import Calls, InvalidGeneration

CITY: dict[str, Any] = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
ODD = 'größe "x" 🤗/\\\n'
FUNCTIONS = {"f": CITY, ODD: {"type": "object", "properties": {}}}
MARKS: dict[str, str] = {"opening": "<tool_call>\n", "closing": "\n</tool_call>", "arguments": "arguments"}
F = '{"name": "f", "parameters": {"city": "P"}}'
G = f'{{"name": {json.dumps(ODD, ensure_ascii=False)}, "parameters": {{}}}}'
MF, MG = (f"<tool_call>\n{call.replace('parameters', 'arguments')}\n</tool_call>" for call in (F, G))
BYTES = llguidance.LLTokenizer("byte")


def read(calls: Calls, text: str) -> str:
    """How far an output may go: "whole" and may end here, "part" and must go on, or the text that fits."""
    bounded = {name: bounded_schema(schema, 1024) for name, schema in calls.functions.items()}
    grammar = llguidance.grammar_from("grammar", call_grammar(calls, bounded))
    matcher = llguidance.LLMatcher(BYTES, grammar)
    assert not matcher.get_error()
    tokens = BYTES.tokenize_str(text)
    fits = matcher.validate_tokens(tokens)
    if fits < len(tokens):
        return text.encode()[:fits].decode(errors="replace")
    matcher.consume_tokens(tokens)
    return "whole" if matcher.is_accepting() else "part"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (F, "whole"),
        (G, "whole"),
        (F[:-1], "part"),
        ("", "part"),
        ("Hi", ""),
        (F + "\n", F),
        ('{"name": "h', '{"name": "'),
        ('{"name": "f", "parameters": {"town', '{"name": "f", "parameters": {"'),
        ('{"name": "f", "parameters": {}', '{"name": "f", "parameters": {'),
    ],
)
def test_one_call(text: str, found: str) -> None:
    assert read(Calls(functions=FUNCTIONS), text) == found


@pytest.mark.parametrize("marked", [False, True])
def test_several_calls(marked: bool) -> None:
    marks = MARKS if marked else {}
    f, g = (MF, MG) if marked else (F, G)
    calls = Calls(functions=FUNCTIONS, most=2, **marks)
    for text, found in (
        (f, "whole"),
        (f + "\n", "whole"),
        (f"{f}\n{g}", "whole"),
        (f"{f}\n{g[:-1]}", "part"),
    ):
        assert read(calls, text) == found
    assert read(calls, f"{f}\n{f}\n{f}") == f"{f}\n{f}\n"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "whole"),
        ("Hello {", "whole"),
        (" \n", "whole"),
        ("[1]", "whole"),
        (F, "whole"),
        (G, "whole"),
        ('{"name"', "part"),
        ('{"type"', '{"'),
        (" {", " "),
        (f"{F} Hello", F),
    ],
)
def test_text_or_a_bare_call(text: str, found: str) -> None:
    assert read(Calls(functions=FUNCTIONS, text=True), text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Hello", "whole"),
        ("{", "whole"),
        ("a <tool_call", "whole"),
        ("a <tool_call>", "part"),
        (MF, "whole"),
        (f"Well.\n{MF}\n{MG}", "whole"),
        (f"{MF}\n", "whole"),
        (f"{MF} Hello", f"{MF} "),
        ("<tool_call>\nx", "<tool_call>\n"),
    ],
)
def test_text_or_marked_calls(text: str, found: str) -> None:
    assert read(Calls(functions=FUNCTIONS, text=True, most=2, **MARKS), text) == found


def test_references_stay_within_their_schema() -> None:
    place = {"type": "object", "properties": {"next": {"$ref": "#/$defs/place"}}}
    schema = {"type": "object", "properties": {"at": {"$ref": "#/$defs/place"}}, "$defs": {"place": place}}
    text = '{"name": "g", "parameters": {"at": {"next": {"next": {}}}}}'
    assert read(Calls(functions={"f": CITY, "g": schema}), text) == "whole"


def test_parameters_are_an_object_and_what_the_backend_does_not_know_is_ignored() -> None:
    tags = {"type": "array", "items": {"enum": ["a", "b"]}, "uniqueItems": True}
    calls = Calls(functions={"g": {"properties": {"tags": tags}, "required": ["tags", "more"]}})
    begun = '{"name": "g", "parameters": '
    assert read(calls, f'{begun}{{"tags": ["a", "b"], "more": 1}}}}') == "whole"
    assert read(calls, f"{begun}1}}") == begun
    assert read(calls, f'{begun}{{"tags": ["c"') == f'{begun}{{"tags": ["'


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object", "properties": {"a": {"type": "string", "pattern": "((("}}},
        {"properties": {"a": {"$ref": "http://127.0.0.1:9/a"}}},
        {"properties": {"a": {"$ref": "#/$defs/none"}}},
        {"type": "object", "properties": {"a": False}, "required": ["a"]},
    ],
)
def test_a_schema_that_cannot_be_used_names_its_function(schema: dict[str, Any]) -> None:
    for _ in range(2):
        with pytest.raises(InvalidGeneration, match=r'the parameters of "g" cannot be used: .') as refused:
            read(Calls(functions={"f": CITY, "g": schema}), "")
        assert refused.value.parameter == "tools"
